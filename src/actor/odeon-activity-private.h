/* SPDX-License-Identifier: MIT */

/* What an actor that is observed is at. It hangs on the actor's intake: a sender finds it on the
 * branch that looks for a bound, and puts the message into an envelope (odeon-envelope-private.h);
 * who runs the message does not look at all. An actor that is not observed has none, and costs
 * nothing.
 *
 * A handler under way has a span, on its own stack. While it awaits, the span is set aside: how
 * long it holds its thread is measured in stretches (odeon-stretch-private.h).
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-intake-private.h"
#include "odeon-observer-private.h"
#include "odeon-stretch-private.h"

typedef struct
{
  guint64 id; /* or 0 */
  guint   hop;
} OdeonFlow;

typedef struct
{
  OdeonFlow    flow;
  gint64       began;
  gint64       ended;
  gint64       resumed; /* its stretch under way began then */
  gint64       worked;  /* in the stretches that are over */
  OdeonStretch outer;   /* that it interrupts */
} OdeonSpan;

struct _OdeonActivity
{
  /* Constant. */
  OdeonObserver   *observer; /* counted */
  OdeonCounters   *counters; /* the observer's */

  atomic_int       n_waiting; /* messages in its mailbox; those sent before it was observed are not
                               * counted */
  _Atomic (gint64) since;     /* when the handler under way began, or 0 */

  OdeonSpan       *span;      /* (nullable): its worker's: of the handler that runs now */
};

OdeonActivity *_odeon_activity_new  (OdeonObserver *observer, GType type);
void           _odeon_activity_free (OdeonActivity *self);

/* (nullable): any thread. */
static inline OdeonActivity *
_odeon_cell_get_activity (OdeonCell *self)
{
  OdeonIntake *intake = _odeon_cell_load_intake (self);

  return intake != NULL ? atomic_load_explicit (&intake->activity, memory_order_acquire) : NULL;
}

/* Any thread. A message is counted out by one thread before another counts it in, at times. */
static inline guint
_odeon_activity_get_n_waiting (OdeonActivity *self)
{
  return (guint) MAX (atomic_load_explicit (&self->n_waiting, memory_order_relaxed), 0);
}

/* The intake of an actor that is being spawned, if it is to be observed: made if need be. */
OdeonIntake *_odeon_intake_observe (OdeonIntake *intake, OdeonHost *host, GType type);

/* On the cell's worker: from now on it is observed. */
void _odeon_cell_observe (OdeonCell *self, OdeonObserver *observer);

/* On the cell's worker: of the message being handled. */
OdeonFlow _odeon_cell_get_flow (OdeonCell *self);

/* What whatever this thread sends now goes on with: a flow and the hop of what is sent. */
OdeonFlow _odeon_flow_next (void);

/* On the cell's worker, around a handler; with `flow` and `began` set, the rest zero. */
void _odeon_activity_begin (OdeonActivity *self, OdeonCell *cell, OdeonSpan *span);
void _odeon_activity_end   (OdeonActivity *self, OdeonCell *cell, OdeonSpan *span);

/* Likewise, around an await in it. */
OdeonSpan *_odeon_activity_pause  (OdeonActivity *self, OdeonCell *cell);
void       _odeon_activity_resume (OdeonActivity *self, OdeonCell *cell, OdeonSpan *span);

/* Any thread; of any cell. */
void _odeon_cell_count_failure (OdeonCell *self);
void _odeon_cell_count_restart (OdeonCell *self);
