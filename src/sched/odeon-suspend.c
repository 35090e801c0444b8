/* SPDX-License-Identifier: MIT */

/* An await inside an actor. What it waits with lies on the actor's own stack: a waiter on the
 * future, a message for the case that another thread completes it, a timer. The future's
 * completion makes the cell ready again; so do its deadline and a kill, if they can take the
 * waiter away before that. Whichever comes first decides, so the cell is made ready once.
 */

#include "odeon-activity-private.h"
#include "odeon-actor-private.h"
#include "odeon-deadlock-private.h"
#include "odeon-environment-private.h"
#include "odeon-suspension-private.h"

static void
resume (OdeonSuspension *self)
{
  self->cell->resume = TRUE;
  _odeon_turns_add (&self->worker->turns, self->cell);
}

static void
resume_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonSuspension *self =
    (OdeonSuspension *) ((gchar *) message - G_STRUCT_OFFSET (OdeonSuspension, message));

  resume (self);
}

static void
resume_refuse (OdeonMessage *message G_GNUC_UNUSED, const GError *why G_GNUC_UNUSED)
{
  /* A worker ends after its actors, and an actor that awaits has not ended. */
  g_assert_not_reached ();
}

static const OdeonMessageClass resume_class = {
  .run = resume_run,
  .refuse = resume_refuse,
};

/* Whoever is to go on awaits nobody, though its turn may come much later. One thread says so: that
 * which completes the future, or, having taken the waiter away, the worker. */
static inline void
end_await (OdeonSuspension *self)
{
  if (self->is_edge)
    _odeon_identity_end_await (self->cell->identity);
}

/* On the completing thread. Once the message is pushed, the stack that this lies on may be gone,
 * and the worker with it: hence the reference. */
static void
on_done (OdeonWaiter *waiter, OdeonFuture *future G_GNUC_UNUSED)
{
  OdeonSuspension *self = (OdeonSuspension *) waiter;
  OdeonWorker     *worker = self->worker;

  end_await (self);
  if (_odeon_current_worker == worker)
    {
      resume (self);
      return;
    }

  _odeon_worker_ref (worker);
  _odeon_worker_send (worker, &self->message);
  _odeon_worker_unref (worker);
}

static void
give_up (OdeonSuspension *self, OdeonOutcome outcome)
{
  if (self->cell->resume || !_odeon_future_remove_waiter (self->future, &self->waiter))
    return;

  end_await (self);
  self->outcome = outcome;
  resume (self);
}

static void
on_deadline (OdeonTimer *timer, const GError *why G_GNUC_UNUSED)
{
  give_up ((OdeonSuspension *) ((gchar *) timer - G_STRUCT_OFFSET (OdeonSuspension, timer)),
           ODEON_OUTCOME_TIMED_OUT);
}

void
_odeon_worker_interrupt (OdeonCell *cell)
{
  if (_odeon_cell_get_concurrency (cell) != NULL)
    _odeon_suspension_interrupt_some (cell);
  else
    give_up (cell->fiber->suspension, ODEON_OUTCOME_KILLED);
}

gchar *
_odeon_worker_describe_await (OdeonCell *cell)
{
  if (cell->fiber == NULL || cell->fiber->suspension == NULL)
    return NULL;

  return _odeon_future_describe (cell->fiber->suspension->future);
}

gboolean
_odeon_suspension_killed (OdeonCell *cell, GError **error)
{
  g_autofree gchar *who = _odeon_cell_describe (cell);

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_KILLED, "%s was killed", who);

  return FALSE;
}

/* All of the actor that can wait is gone, and so may be what it is known by. */
gboolean
_odeon_suspension_ended (OdeonCell *cell, GError **error)
{
  g_autofree gchar *who = _odeon_cell_describe (cell);

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD, "%s has ended and cannot await", who);

  return FALSE;
}

gboolean
_odeon_suspension_timed_out (OdeonFuture *future, GError **error)
{
  g_autofree gchar *what = _odeon_future_describe (future);

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT, "%s: no answer in time", what);

  return FALSE;
}

/* Leaves the stack until somebody makes the cell ready. */
static inline void
park (OdeonWorker *worker, OdeonSuspension *self, OdeonFiber *spare)
{
  OdeonCell  *cell = self->cell;
  OdeonFiber *fiber = worker->fiber;

  fiber->suspension = self;
  cell->fiber = fiber;
  _odeon_worker_set_current (worker, NULL);
  _odeon_current_cell = NULL;

  _odeon_worker_switch (worker, spare);

  _odeon_worker_set_current (worker, cell);
  _odeon_current_cell = cell;
  cell->fiber = NULL;
  cell->resume = FALSE;
  fiber->suspension = NULL;
}

gboolean
_odeon_worker_suspend (OdeonWorker *worker,
                       OdeonFuture *future,
                       gint64       deadline,
                       GError     **error)
{
  OdeonCell      *cell = _odeon_worker_get_current (worker);
  OdeonActivity  *activity = _odeon_cell_get_activity (cell);
  OdeonSpan      *span = NULL;
  OdeonSuspension self;
  OdeonFiber     *spare;
  guint64         target = future->klass->get_target != NULL
                             ? future->klass->get_target (future) : 0;

  if (G_UNLIKELY (cell->attention) && _odeon_cell_get_concurrency (cell) != NULL)
    return _odeon_worker_suspend_one (worker, future, target, deadline, error);
  if (cell->killed)
    return _odeon_suspension_killed (cell, error);
  if (G_UNLIKELY (_odeon_cell_get_phase (cell) >= ODEON_PHASE_CLOSING))
    return _odeon_suspension_ended (cell, error);

  spare = _odeon_fiber_pool_take (&worker->fibers, 0, error);
  if (spare == NULL)
    return FALSE;
  self.is_edge = target != 0 && deadline == G_MAXINT64;
  if (deadline == G_MAXINT64 && _odeon_deadlock_refuses (cell, future, target, error))
    {
      _odeon_fiber_pool_give (&worker->fibers, spare);
      return FALSE;
    }

  self.cell = cell;
  self.worker = worker;
  self.future = future;
  self.outcome = ODEON_OUTCOME_DONE;
  self.waiter.notify = on_done;
  self.message.klass = &resume_class;
  if (_odeon_future_add_waiter (future, &self.waiter))
    {
      if (deadline != G_MAXINT64)
        {
          self.timer.index = 0;
          self.timer.due = deadline;
          self.timer.fire = on_deadline;
          _odeon_timer_heap_add (&worker->timers, &self.timer);
        }
      /* Being wanted, the future may have made this actor await something else, where it was
       * killed: nobody comes to interrupt this await. */
      if (G_UNLIKELY (cell->killed))
        give_up (&self, ODEON_OUTCOME_KILLED);
      if (G_UNLIKELY (activity != NULL))
        span = _odeon_activity_pause (activity, cell);
      park (worker, &self, spare);
      if (G_UNLIKELY (activity != NULL))
        _odeon_activity_resume (activity, cell, span);
      if (deadline != G_MAXINT64)
        _odeon_timer_heap_remove (&worker->timers, &self.timer);
    }
  else
    {
      end_await (&self);
      _odeon_fiber_pool_give (&worker->fibers, spare);
    }

  if (cell->killed)
    return _odeon_suspension_killed (cell, error);
  if (self.outcome == ODEON_OUTCOME_TIMED_OUT)
    return _odeon_suspension_timed_out (future, error);

  return TRUE;
}

/* Only this actor has the future, and only this thread can settle it: see odeon-call-private.h. */
static inline gboolean
is_exclusive (OdeonFuture *future, OdeonWorker *worker)
{
  return future->klass == &_odeon_call_class && _odeon_call_is_near ((OdeonCall *) future, worker)
         && atomic_load_explicit (&future->ref_count, memory_order_relaxed) == 1
         && atomic_load_explicit (&future->state, memory_order_relaxed) == 0
         && ((OdeonCall *) future)->method != &_odeon_method_stop;
}

/* In short what is said above, of most awaits: a neighbour is asked, who awaits nobody. */
gboolean
_odeon_worker_suspend_owner (OdeonWorker *worker, OdeonFuture *future, GError **error)
{
  OdeonCell      *cell = _odeon_worker_get_current (worker);
  OdeonCall      *call = (OdeonCall *) future;
  OdeonSuspension self;
  OdeonFiber     *spare;

  if (G_UNLIKELY (cell->attention || !is_exclusive (future, worker)
                  || (spare = _odeon_fiber_pool_take_free (&worker->fibers)) == NULL))
    return _odeon_worker_suspend (worker, future, G_MAXINT64, error);

  if (G_UNLIKELY (!_odeon_identity_begin_near_await (cell->identity, call->target_id)))
    {
      _odeon_fiber_pool_give (&worker->fibers, spare);
      return _odeon_worker_suspend (worker, future, G_MAXINT64, error);
    }

  self.is_edge = TRUE;
  self.cell = cell;
  self.worker = worker;
  self.future = future;
  self.outcome = ODEON_OUTCOME_DONE;
  self.waiter.notify = on_done;
  call->flags |= ODEON_CALL_EXCLUSIVE;
  _odeon_future_add_only_waiter (future, &self.waiter);
  park (worker, &self, spare);

  return G_LIKELY (!cell->killed) || _odeon_suspension_killed (cell, error);
}
