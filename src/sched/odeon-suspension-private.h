/* SPDX-License-Identifier: MIT */

/* What an await inside an actor waits with: see odeon-suspend.c; of an actor that may await several
 * at once, odeon-suspend-one.c. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-concurrency-private.h"
#include "odeon-worker-private.h"

typedef enum
{
  ODEON_OUTCOME_DONE,
  ODEON_OUTCOME_TIMED_OUT,
  ODEON_OUTCOME_KILLED,
  ODEON_OUTCOME_DEADLOCKED
} OdeonOutcome;

struct _OdeonSuspension
{
  OdeonWaiter  waiter;
  OdeonMessage message;
  OdeonTimer   timer;
  OdeonCell   *cell;
  OdeonWorker *worker;  /* whose thread it goes on on */
  OdeonFuture *future;
  gboolean     is_edge; /* its actor is said to await another, and no more than that */
  OdeonOutcome outcome;
};

/* How an await fails: %FALSE with @error set. */
gboolean _odeon_suspension_killed    (OdeonCell *cell, GError **error);
gboolean _odeon_suspension_ended     (OdeonCell *cell, GError **error);
gboolean _odeon_suspension_timed_out (OdeonFuture *future, GError **error);

/* Of a cell with concurrency: _odeon_worker_suspend(), and what ends all of its awaits if it was
 * killed, or those that would never end. */
gboolean _odeon_worker_suspend_one       (OdeonWorker *worker,
                                          OdeonFuture *future,
                                          guint64      target,
                                          gint64       deadline,
                                          GError     **error);
void     _odeon_suspension_interrupt_some (OdeonCell *cell);
