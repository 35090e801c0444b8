/* SPDX-License-Identifier: MIT */

/* A stack to run on, and the switch between two: the only place that knows how. What switches is
 * chosen by file at configure time: Boost.Context's jump (odeon-context-boost.c) or the C
 * library's ucontext (odeon-context-ucontext.c). The sanitizers and valgrind are told here.
 *
 * A switch is one call deep: the processor predicts where a function returns to by a stack of its
 * own, which knows nothing of ours, and every level that is left on one stack and returned from on
 * another costs a misprediction.
 *
 * A context is used on one thread for life.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

#if defined(__has_feature)
#define ODEON_HAS_FEATURE(feature) __has_feature (feature)
#else
#define ODEON_HAS_FEATURE(feature) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || ODEON_HAS_FEATURE (address_sanitizer)
#define ODEON_WITH_ASAN 1
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__) || ODEON_HAS_FEATURE (thread_sanitizer)
#define ODEON_WITH_TSAN 1
#include <sanitizer/tsan_interface.h>
#endif

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

/* Returns when something switches back to @from. By the machine's file. */
void _odeon_context_switch (OdeonContext *from, OdeonContext *to);

/* --- for the machine's file --- */

gpointer _odeon_machine_make (OdeonContext *self);
void     _odeon_machine_free (OdeonContext *self);

/* The first thing on a new stack. It does not return, but is not declared so: AddressSanitizer acts
 * before such calls, and does not know the stack yet. */
void _odeon_context_start (OdeonContext *self);

#ifdef ODEON_WITH_ASAN
void _odeon_context_asan_arrived (OdeonContext *self);
void _odeon_context_asan_leaving (OdeonContext *from, OdeonContext *to);
#endif

/* Right before and right after the jump. */
static inline void
_odeon_context_leaving (OdeonContext *from G_GNUC_UNUSED, OdeonContext *to G_GNUC_UNUSED)
{
#ifdef ODEON_WITH_ASAN
  _odeon_context_asan_leaving (from, to);
#endif
#ifdef ODEON_WITH_TSAN
  __tsan_switch_to_fiber (to->tsan_fiber, 0);
#endif
}

static inline void
_odeon_context_arrived (OdeonContext *self G_GNUC_UNUSED)
{
#ifdef ODEON_WITH_ASAN
  _odeon_context_asan_arrived (self);
#endif
}
