/* SPDX-License-Identifier: MIT */

#include "odeon-context-private.h"

#ifdef ODEON_WITH_ASAN
#include <sanitizer/asan_interface.h>
#endif

#if __has_include(<valgrind/valgrind.h>)
#define WITH_VALGRIND 1
#include <valgrind/valgrind.h>
#endif

#ifdef ODEON_WITH_ASAN
/* Whom this thread left last: only on the other stack does the sanitizer say where that one lay. */
static _Thread_local OdeonContext *left;

void
_odeon_context_asan_leaving (OdeonContext *from, OdeonContext *to)
{
  left = from;
  __sanitizer_start_switch_fiber (&from->asan_fake_stack, to->stack, to->size);
}

void
_odeon_context_asan_arrived (OdeonContext *self)
{
  const void *stack;
  size_t      size;

  __sanitizer_finish_switch_fiber (self->asan_fake_stack, &stack, &size);
  if (left->stack == NULL)
    {
      left->stack = (gpointer) stack;
      left->size = size;
    }
}
#endif

void
_odeon_context_start (OdeonContext *self)
{
  _odeon_context_arrived (self);
  self->entry (self->data);
  g_assert_not_reached ();
}

void
_odeon_context_init_thread (OdeonContext *self)
{
  *self = (OdeonContext) { 0 };
#ifdef ODEON_WITH_TSAN
  self->tsan_fiber = __tsan_get_current_fiber ();
#endif
}

void
_odeon_context_init (OdeonContext *self,
                     gpointer      stack,
                     gsize         size,
                     void        (*entry) (gpointer data),
                     gpointer      data)
{
  *self = (OdeonContext) { .entry = entry, .data = data, .stack = stack, .size = size };
#ifdef ODEON_WITH_ASAN
  /* What lay here before left by a switch, with its frames' red zones standing. */
  __asan_unpoison_memory_region (stack, size);
#endif
#ifdef ODEON_WITH_TSAN
  self->tsan_fiber = __tsan_create_fiber (0);
#endif
#ifdef WITH_VALGRIND
  self->valgrind_id = VALGRIND_STACK_REGISTER (stack, (gchar *) stack + size);
#endif
  self->machine = _odeon_machine_make (self);
}

void
_odeon_context_clear (OdeonContext *self)
{
  _odeon_machine_free (self);
  if (self->entry == NULL)
    return;

#ifdef ODEON_WITH_TSAN
  __tsan_destroy_fiber (self->tsan_fiber);
#endif
#ifdef WITH_VALGRIND
  VALGRIND_STACK_DEREGISTER (self->valgrind_id);
#endif
}
