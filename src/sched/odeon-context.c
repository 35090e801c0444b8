/* SPDX-License-Identifier: MIT */

#include "odeon-context-private.h"

#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif

#if defined(__SANITIZE_THREAD__)
#define WITH_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WITH_TSAN 1
#endif
#endif

#ifdef WITH_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef WITH_TSAN
#include <sanitizer/tsan_interface.h>
#endif
#ifdef HAVE_VALGRIND_H
#include <valgrind/valgrind.h>
#endif

/* Whom this thread left last: the new stack's first act is to tell the sanitizer where it came
 * from. */
#ifdef WITH_ASAN
static _Thread_local OdeonContext *left;
#endif

static void
arrived (OdeonContext *self G_GNUC_UNUSED)
{
#ifdef WITH_ASAN
  const void *stack;
  size_t      size;

  __sanitizer_finish_switch_fiber (self->asan_fake_stack, &stack, &size);
  if (left->stack == NULL)
    {
      left->stack = (gpointer) stack;
      left->size = size;
    }
#endif
}

void
_odeon_context_start (OdeonContext *self)
{
  arrived (self);
  self->entry (self->data);
  g_assert_not_reached ();
}

void
_odeon_context_init_thread (OdeonContext *self)
{
  *self = (OdeonContext) { 0 };
#ifdef WITH_TSAN
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
#ifdef WITH_TSAN
  self->tsan_fiber = __tsan_create_fiber (0);
#endif
#ifdef HAVE_VALGRIND_H
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

#ifdef WITH_TSAN
  __tsan_destroy_fiber (self->tsan_fiber);
#endif
#ifdef HAVE_VALGRIND_H
  VALGRIND_STACK_DEREGISTER (self->valgrind_id);
#endif
}

void
_odeon_context_switch (OdeonContext *from, OdeonContext *to)
{
#ifdef WITH_ASAN
  left = from;
  __sanitizer_start_switch_fiber (&from->asan_fake_stack, to->stack, to->size);
#endif
#ifdef WITH_TSAN
  __tsan_switch_to_fiber (to->tsan_fiber, 0);
#endif
  _odeon_machine_switch (from, to);
  arrived (from);
}
