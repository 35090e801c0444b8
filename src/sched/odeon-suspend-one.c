/* SPDX-License-Identifier: MIT */

/* An await of an actor that may have several under way. It is as in odeon-suspend.c, but leaves the
 * actor to its next message, and takes its place among those that are ready to go on.
 */

#include "odeon-activity-private.h"
#include "odeon-await-graph-private.h"
#include "odeon-deadlock-private.h"
#include "odeon-suspension-private.h"

typedef struct
{
  OdeonSuspension suspension; /* first */
  OdeonAwait      await;
} One;

static void
resume_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  One *self = (One *) ((gchar *) message - G_STRUCT_OFFSET (OdeonSuspension, message));

  _odeon_concurrency_make_ready (self->suspension.cell, &self->await);
}

static void
resume_refuse (OdeonMessage *message G_GNUC_UNUSED, const GError *why G_GNUC_UNUSED)
{
  /* As in odeon-suspend.c. */
  g_assert_not_reached ();
}

static const OdeonMessageClass resume_class = {
  .run = resume_run,
  .refuse = resume_refuse,
};

/* On the completing thread. Once the message is pushed, the stack that this lies on may be gone,
 * and the worker with it: hence the reference. */
static void
on_done (OdeonWaiter *waiter, OdeonFuture *future G_GNUC_UNUSED)
{
  One         *self = (One *) waiter;
  OdeonWorker *worker = self->suspension.worker;

  _odeon_await_graph_end (&self->await);
  if (_odeon_current_worker == worker)
    {
      _odeon_concurrency_make_ready (self->suspension.cell, &self->await);
      return;
    }

  _odeon_worker_ref (worker);
  _odeon_worker_send (worker, &self->suspension.message);
  _odeon_worker_unref (worker);
}

static void
give_up (One *self, OdeonOutcome outcome)
{
  if (self->await.is_ready
      || !_odeon_future_remove_waiter (self->suspension.future, &self->suspension.waiter))
    return;

  _odeon_await_graph_end (&self->await);
  self->suspension.outcome = outcome;
  _odeon_concurrency_make_ready (self->suspension.cell, &self->await);
}

static void
on_deadline (OdeonTimer *timer, const GError *why G_GNUC_UNUSED)
{
  give_up ((One *) ((gchar *) timer - G_STRUCT_OFFSET (OdeonSuspension, timer)),
           ODEON_OUTCOME_TIMED_OUT);
}

/* Only this thread adds to the list, or takes from it; what it has begun may not be suspended yet,
 * and will look. */
void
_odeon_suspension_interrupt_some (OdeonCell *cell)
{
  for (OdeonAwait *at = cell->rare->concurrency->awaits; at != NULL; at = at->next)
    {
      One *self = (One *) ((gchar *) at - G_STRUCT_OFFSET (One, await));

      if (at->fiber == NULL)
        continue;
      if (cell->killed)
        give_up (self, ODEON_OUTCOME_KILLED);
      else if (at->deadlock != NULL)
        give_up (self, ODEON_OUTCOME_DEADLOCKED);
    }
}

/* Leaves the stack until its turn has come. */
static void
park (OdeonWorker *worker, One *self, OdeonFiber *spare)
{
  OdeonCell  *cell = self->suspension.cell;
  OdeonFiber *fiber = worker->fiber;

  fiber->suspension = &self->suspension;
  _odeon_worker_set_current (worker, NULL);
  _odeon_concurrency_leave (cell, &self->await, fiber);
  _odeon_current_cell = NULL;

  _odeon_worker_switch (worker, spare);

  _odeon_worker_set_current (worker, cell);
  _odeon_current_cell = cell;
  _odeon_concurrency_return (cell, &self->await);
  fiber->suspension = NULL;
}

/* The waiter is there. */
static void
wait_parked (OdeonWorker *worker, One *self, OdeonFiber *spare, gint64 deadline)
{
  OdeonSuspension *suspension = &self->suspension;
  OdeonActivity   *activity = _odeon_cell_get_activity (suspension->cell);
  OdeonSpan       *span = NULL;

  if (deadline != G_MAXINT64)
    {
      suspension->timer.index = 0;
      suspension->timer.due = deadline;
      suspension->timer.fire = on_deadline;
      _odeon_timer_heap_add (&worker->timers, &suspension->timer);
    }
  /* As in odeon-suspend.c. */
  if (G_UNLIKELY (suspension->cell->killed))
    give_up (self, ODEON_OUTCOME_KILLED);
  if (G_UNLIKELY (activity != NULL))
    span = _odeon_activity_pause (activity, suspension->cell);
  park (worker, self, spare);
  if (G_UNLIKELY (activity != NULL))
    _odeon_activity_resume (activity, suspension->cell, span);
  if (deadline != G_MAXINT64)
    _odeon_timer_heap_remove (&worker->timers, &suspension->timer);
}

static void
init (One *self, OdeonWorker *worker, OdeonFuture *future)
{
  OdeonCell           *cell = _odeon_worker_get_current (worker);
  const OdeonJob *job = cell->rare->concurrency->current;

  self->suspension.cell = cell;
  self->suspension.worker = worker;
  self->suspension.future = future;
  self->suspension.is_edge = FALSE;
  self->suspension.outcome = ODEON_OUTCOME_DONE;
  self->suspension.waiter.notify = on_done;
  self->suspension.message.klass = &resume_class;
  self->await.fiber = NULL;
  self->await.is_ready = FALSE;
  self->await.deadlock = NULL;
  self->await.handled = job != NULL ? job->call : NULL;
  self->await.is_hook = job == NULL;
}

/* %FALSE with @error set, unless the future is done. */
static gboolean
finish (One *self, GError **error)
{
  g_autoptr (GError) deadlock = self->await.deadlock;

  switch (self->suspension.cell->killed ? ODEON_OUTCOME_KILLED : self->suspension.outcome)
    {
    case ODEON_OUTCOME_DONE:
      return TRUE;
    case ODEON_OUTCOME_TIMED_OUT:
      return _odeon_suspension_timed_out (self->suspension.future, error);
    case ODEON_OUTCOME_DEADLOCKED:
      g_propagate_error (error, g_steal_pointer (&deadlock));
      return FALSE;
    case ODEON_OUTCOME_KILLED:
      return _odeon_suspension_killed (self->suspension.cell, error);
    }
  g_assert_not_reached ();
}

gboolean
_odeon_worker_suspend_one (OdeonWorker *worker,
                           OdeonFuture *future,
                           guint64      target,
                           gint64       deadline,
                           GError     **error)
{
  OdeonCell  *cell = _odeon_worker_get_current (worker);
  One         self;
  OdeonFiber *spare;

  if (cell->killed)
    return _odeon_suspension_killed (cell, error);
  if (_odeon_cell_get_phase (cell) >= ODEON_PHASE_CLOSING)
    return _odeon_suspension_ended (cell, error);

  spare = _odeon_fiber_pool_take (&worker->fibers, 0, error);
  if (spare == NULL)
    return FALSE;
  init (&self, worker, future);
  if (deadline != G_MAXINT64)
    _odeon_await_graph_begin (cell, &self.await, future, 0, NULL);
  else if (_odeon_deadlock_refuses_one (cell, &self.await, future, target, error))
    {
      _odeon_fiber_pool_give (&worker->fibers, spare);
      return FALSE;
    }

  if (_odeon_future_add_waiter (future, &self.suspension.waiter))
    wait_parked (worker, &self, spare, deadline);
  else
    {
      _odeon_await_graph_remove (cell, &self.await);
      _odeon_fiber_pool_give (&worker->fibers, spare);
    }

  return finish (&self, error);
}
