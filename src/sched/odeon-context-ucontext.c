/* SPDX-License-Identifier: MIT */

/* The C library's own contexts: everywhere, at the price of a system call a switch. */

#include "odeon-context-private.h"

#include <stdint.h>
#include <ucontext.h>

/* makecontext() passes ints only: a pointer goes in two. */
static void
start (unsigned int high, unsigned int low)
{
  _odeon_context_start ((OdeonContext *) (((uintptr_t) high << 16 << 16) | (uintptr_t) low));
}

gpointer
_odeon_machine_make (OdeonContext *self)
{
  ucontext_t *context = g_new0 (ucontext_t, 1);
  uintptr_t   pointer = (uintptr_t) self;

  if (getcontext (context) != 0)
    g_error ("getcontext() failed");
  context->uc_stack.ss_sp = self->stack;
  context->uc_stack.ss_size = self->size;
  context->uc_link = NULL;
  makecontext (context, (void (*) (void)) start, 2,
               (unsigned int) (pointer >> 16 >> 16), (unsigned int) pointer);

  return context;
}

void
_odeon_machine_free (OdeonContext *self)
{
  g_clear_pointer (&self->machine, g_free);
}

void
_odeon_context_switch (OdeonContext *from, OdeonContext *to)
{
  if (from->machine == NULL)
    from->machine = g_new0 (ucontext_t, 1);

  _odeon_context_leaving (from, to);
  if (swapcontext (from->machine, to->machine) != 0)
    g_error ("swapcontext() failed");
  _odeon_context_arrived (from);
}
