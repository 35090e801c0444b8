/* SPDX-License-Identifier: MIT */

/* A stack to run on, and the switch between two: the only place that knows how. What switches is
 * chosen by file at configure time: Boost.Context's jump (odeon-context-boost.c) or the C
 * library's ucontext (odeon-context-ucontext.c). The sanitizers and valgrind are told here.
 *
 * A context is used on one thread for life.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

typedef struct _OdeonContext OdeonContext;

struct _OdeonContext
{
  gpointer machine; /* what the switch saves */
  void   (*entry) (gpointer data);
  gpointer data;

  /* For those who watch memory. */
  gpointer stack; /* lowest address; %NULL for a thread's own until it was left once */
  gsize    size;
  gpointer asan_fake_stack;
  gpointer tsan_fiber;
  guint    valgrind_id;
};

/* The context of the calling thread itself: to be left and come back to. */
void _odeon_context_init_thread (OdeonContext *self);

/* @entry never returns. */
void _odeon_context_init (OdeonContext *self,
                          gpointer      stack,
                          gsize         size,
                          void        (*entry) (gpointer data),
                          gpointer      data);
void _odeon_context_clear (OdeonContext *self);

/* Returns when something switches back to @from. */
void _odeon_context_switch (OdeonContext *from, OdeonContext *to);

/* The machine's part. make() gives what switch_to() takes; on the new stack, switch_to() calls
 * _odeon_context_start(). */
gpointer _odeon_machine_make   (OdeonContext *self);
void     _odeon_machine_free   (OdeonContext *self);
void     _odeon_machine_switch (OdeonContext *from, OdeonContext *to);

/* The first thing on a new stack. */
void _odeon_context_start (OdeonContext *self) G_GNUC_NORETURN;
