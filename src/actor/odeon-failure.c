/* SPDX-License-Identifier: MIT */

/* How an actor fails: its `failed` hook runs, then it ends, or its supervisor decides.
 *
 * It does so between two messages, on its fiber. What makes it fail from elsewhere (a tell that it
 * had deferred, a link, a child's failure that nobody could mend) is kept until then; the first is
 * enough.
 */

#include "odeon-actor-private.h"
#include "odeon-concurrency-private.h"
#include "odeon-log-private.h"

/* Nothing is begun while it awaits, though what is under way goes on. */
static void
run_hook (OdeonCell *self, OdeonFailure *failure, const gchar *who)
{
  OdeonConcurrency *concurrency = _odeon_cell_get_concurrency (self);
  OdeonJob         *job = NULL;
  OdeonActorClass *klass = ODEON_ACTOR_GET_CLASS (self->actor);
  GError          *error = NULL;

  if (concurrency != NULL)
    job = g_steal_pointer (&concurrency->current);
  self->sender_id = failure->sender_id;
  if (klass->failed != NULL && !klass->failed (self->actor, failure->error, &error))
    g_log (ODEON_LOG_ACTOR, G_LOG_LEVEL_WARNING, "%s: its failed hook failed: %s", who,
               error != NULL ? error->message : "no reason given");
  self->sender_id = 0;
  if (concurrency != NULL)
    concurrency->current = job;
  g_clear_error (&error);
}

/* Of several that were under way: one failure is enough. */
static gboolean
fails_already (OdeonCell *self)
{
  OdeonConcurrency *concurrency = _odeon_cell_get_concurrency (self);

  return concurrency != NULL
         && (concurrency->n_hooks > 0 || self->rare->stage != ODEON_STAGE_UP);
}

void
_odeon_cell_fail (OdeonCell             *self,
                  const OdeonMethodInfo *operation,
                  guint64                sender_id,
                  GError                *error)
{
  g_autofree gchar *who = _odeon_cell_describe (self);
  OdeonCellRare   *rare;

  g_log (ODEON_LOG_ACTOR, G_LOG_LEVEL_WARNING, "%s failed: %s", who, error->message);
  if (_odeon_cell_get_phase (self) >= ODEON_PHASE_STOPPING || fails_already (self))
    {
      g_error_free (error);
      return;
    }

  rare = _odeon_cell_need_rare (self);
  _odeon_failure_clear (&rare->failure);
  rare->failure = (OdeonFailure) { error, operation, sender_id };
  run_hook (self, &rare->failure, who);

  /* The hook may have awaited, and been killed, stopped or called down meanwhile. */
  if (_odeon_cell_get_phase (self) >= ODEON_PHASE_STOPPING || self->killed)
    return;
  if (rare->is_supervised)
    _odeon_restart_begin (self, FALSE);
  else
    _odeon_cell_begin_end (self, ODEON_END_FAILED);
}

void
_odeon_cell_interrupt (OdeonCell *self)
{
  if (self->fiber == NULL || self->killed)
    return;

  _odeon_cell_need_rare (self)->interrupted = TRUE;
  self->killed = TRUE;
  self->attention = TRUE;
  _odeon_scheduler_hooks->interrupt (self);
}

void
_odeon_cell_fail_soon (OdeonCell             *self,
                       const OdeonMethodInfo *operation,
                       guint64                sender_id,
                       GError                *error,
                       gboolean               interrupt)
{
  OdeonCellRare *rare = _odeon_cell_need_rare (self);

  /* One failure is enough; and what is on its way down already takes it along. */
  if (rare->pending.error != NULL || _odeon_cell_get_phase (self) >= ODEON_PHASE_STOPPING
      || rare->stage != ODEON_STAGE_UP)
    {
      g_autofree gchar *who = _odeon_cell_describe (self);

      g_log (ODEON_LOG_ACTOR, G_LOG_LEVEL_WARNING, "%s failed: %s", who, error->message);
      g_error_free (error);
      return;
    }

  rare->pending = (OdeonFailure) { error, operation, sender_id };
  self->stop = TRUE;
  self->attention = TRUE;
  if (interrupt)
    _odeon_cell_interrupt (self);
  _odeon_cell_ready (self);
}

void
_odeon_cell_fail_of_pending (OdeonCell *self)
{
  OdeonFailure failure = self->rare->pending;

  self->rare->pending = (OdeonFailure) { NULL, NULL, 0 };
  self->stop = FALSE;
  if (self->rare->interrupted)
    self->killed = FALSE;
  self->rare->interrupted = FALSE;
  _odeon_cell_fail (self, failure.operation, failure.sender_id, failure.error);
}

/* --- a tell that was deferred --- */

static void
log_failure (OdeonCall *call, const GError *error)
{
  g_autofree gchar *what = _odeon_call_describe (call);

  g_log (ODEON_LOG_ACTOR, G_LOG_LEVEL_WARNING, "%s failed: %s", what, error->message);
}

static void
tell_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonRef  *target = call->target;
  GError    *error = _odeon_call_steal_failure (call);

  log_failure (call, error);
  g_error_free (error);
  _odeon_call_let_go (call);
  odeon_ref_unref (target);
}

/* On the worker: from its inbox, or right from whoever runs there. The call holds a reference to
 * its target until then. */
static void
tell_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonCell *self = (OdeonCell *) call->target;
  GError    *error = _odeon_call_steal_failure (call);

  _odeon_cell_fail_soon (self, call->method,
                         atomic_load_explicit (&call->sender_id, memory_order_relaxed),
                         error, FALSE);
  _odeon_call_let_go (call);
  odeon_ref_unref (self);
}

static const OdeonMessageClass tell_class = {
  .run = tell_run,
  .refuse = tell_refuse,
};

void
_odeon_cell_tell_failed (OdeonCall *call, GError *error)
{
  guint64    id = atomic_load_explicit (&call->target_id, memory_order_relaxed);
  OdeonCell *self = id != 0 ? _odeon_identity_dup_cell (id) : NULL;

  _odeon_call_put_failure (call, error);
  call->message.klass = &tell_class;
  call->target = (OdeonRef *) self;
  if (self == NULL)
    tell_refuse (&call->message, NULL);
  else if (_odeon_current_cell != NULL && _odeon_current_cell->worker == self->worker)
    tell_run (&call->message, self->worker);
  else
    {
      /* The call may be gone, and the cell with it, while this thread wakes the worker. */
      odeon_ref_ref (self);
      _odeon_scheduler_hooks->send (self->worker, &call->message);
      odeon_ref_unref (self);
    }
}

/* --- what an actor says and asks --- */

static OdeonCell *
own_cell (OdeonActor *self)
{
  OdeonCell *cell = (OdeonCell *) odeon_actor_get_ref (self);

  /* An object that was replaced has no say any more. */
  return cell != NULL && cell->actor == self ? cell : NULL;
}

void
odeon_actor_fail (OdeonActor *self, GError *error)
{
  OdeonCell *cell;

  g_return_if_fail (ODEON_IS_ACTOR (self));
  g_return_if_fail (error != NULL);

  cell = own_cell (self);
  if (cell != NULL && _odeon_cell_get_phase (cell) < ODEON_PHASE_STOPPING)
    _odeon_cell_fail_soon (cell, NULL, cell->sender_id, error, FALSE);
  else
    g_error_free (error);
}

gchar *
odeon_actor_dup_failed_operation (OdeonActor *self)
{
  OdeonCell *cell;

  g_return_val_if_fail (ODEON_IS_ACTOR (self), NULL);

  cell = own_cell (self);
  if (cell == NULL || cell->rare == NULL || cell->rare->failure.operation == NULL)
    return NULL;

  return _odeon_method_dup_name (cell->rare->failure.operation);
}
