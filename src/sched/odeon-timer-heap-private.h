/* SPDX-License-Identifier: MIT */

/* Timers by the time at which they are due, and of the same time in the order in which they came: a
 * heap in which each has four below it, so that a million are ten levels deep, and those four are
 * compared without a look at the timers themselves. Each timer knows its place, so that it can be
 * taken out of the middle. One thread's at a time.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-executor-private.h"

typedef struct
{
  gint64      due;
  guint64     rank;
  OdeonTimer *timer;
} OdeonTimerSlot;

typedef struct
{
  OdeonTimerSlot *slots; /* the earliest first */
  guint           n;
  guint           n_allocated;
  guint64         next_rank;
} OdeonTimerHeap;

void _odeon_timer_heap_init   (OdeonTimerHeap *self);
void _odeon_timer_heap_clear  (OdeonTimerHeap *self);
void _odeon_timer_heap_add    (OdeonTimerHeap *self, OdeonTimer *timer);
void _odeon_timer_heap_remove (OdeonTimerHeap *self, OdeonTimer *timer); /* if it is in there */

/* Takes out the first, if it is due at @now; else %NULL. */
OdeonTimer *_odeon_timer_heap_take_due (OdeonTimerHeap *self, gint64 now);

/* G_MAXINT64: never */
static inline gint64
_odeon_timer_heap_next_due (const OdeonTimerHeap *self)
{
  return self->n > 0 ? self->slots[0].due : G_MAXINT64;
}
