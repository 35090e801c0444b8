/* SPDX-License-Identifier: MIT */

/* How an actor ends, for whatever reason: the phases STOPPING, CLOSING and ENDED.
 *
 * _odeon_cell_begin_end() only marks it; the cell's next run goes on from there, and each event
 * that it waits for (a child's end, a sender that has yet to tell) makes it run again.
 */

#include "odeon-actor-private.h"
#include "odeon-object-private.h"

void
_odeon_cell_add_ender (OdeonCell *self, OdeonCall *call)
{
  OdeonCellRare *rare = _odeon_cell_need_rare (self);

  /* Its message is in no queue any more: the link is free. */
  atomic_store_explicit (&call->message.node.next,
                         rare->enders != NULL ? &rare->enders->message.node : NULL,
                         memory_order_relaxed);
  rare->enders = call;
}

/* On any thread, once the mailbox is closed. Made when it is wanted: most actors end unasked. */
GError *
_odeon_cell_dup_reason (OdeonCell *self)
{
  g_autofree gchar *who = NULL;

  if (self->rare != NULL && self->rare->declined != NULL)
    return g_error_copy (self->rare->declined);

  who = _odeon_cell_describe (self);
  switch ((OdeonEnd) self->end)
    {
    case ODEON_END_STOPPED:
      return g_error_new (ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD, "%s has stopped", who);
    case ODEON_END_FAILED:
      return g_error_new (ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD, "%s has failed", who);
    case ODEON_END_DECLINED:
      return g_error_new (ODEON_ERROR, ODEON_ERROR_DECLINED, "%s did not start", who);
    case ODEON_END_KILLED:
      return g_error_new (ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD, "%s was killed", who);
    }
  g_assert_not_reached ();
}

static void
end_youngest (OdeonCell *self)
{
  if (self->end == ODEON_END_KILLED)
    _odeon_cell_kill (self->youngest);
  else
    _odeon_cell_stop (self->youngest);
}

void
_odeon_cell_begin_end (OdeonCell *self, OdeonEnd end)
{
  g_assert (_odeon_cell_get_phase (self) < ODEON_PHASE_STOPPING);

  self->end = (guint8) (self->killed ? ODEON_END_KILLED : end);
  self->attention = TRUE;
  atomic_store_explicit (&self->phase, ODEON_PHASE_STOPPING, memory_order_release);

  if (self->youngest != NULL)
    end_youngest (self);
}

void
_odeon_cell_fail (OdeonCell *self, GError *error)
{
  OdeonActorClass  *klass = ODEON_ACTOR_GET_CLASS (self->actor);
  g_autofree gchar *who = _odeon_cell_describe (self);
  GError           *hook_error = NULL;

  g_warning ("%s failed: %s", who, error->message);

  if (_odeon_cell_get_phase (self) < ODEON_PHASE_STOPPING)
    {
      if (klass->failed != NULL && !klass->failed (self->actor, error, &hook_error))
        g_warning ("%s: its failed hook failed: %s", who,
                   hook_error != NULL ? hook_error->message : "no reason given");
      g_clear_error (&hook_error);
    }
  /* The hook may have awaited, and stopped the actor itself meanwhile. */
  if (_odeon_cell_get_phase (self) < ODEON_PHASE_STOPPING)
    _odeon_cell_begin_end (self, ODEON_END_FAILED);

  g_error_free (error);
}

static void
log_failure (OdeonCall *call, const GError *error)
{
  g_autofree gchar *what = _odeon_call_describe (call);

  g_warning ("%s failed: %s", what, error->message);
}

void
_odeon_cell_fail_deferred (OdeonCell *self)
{
  OdeonCall *call = self->rare != NULL ? g_steal_pointer (&self->rare->failure) : NULL;
  GError    *error;

  if (call == NULL)
    return;

  error = _odeon_call_steal_failure (call);
  if (self->killed || _odeon_cell_get_phase (self) >= ODEON_PHASE_STOPPING)
    {
      log_failure (call, error);
      g_error_free (error);
    }
  else
    {
      self->sender_id = atomic_load_explicit (&call->sender_id, memory_order_relaxed);
      _odeon_cell_fail (self, error);
      self->sender_id = 0;
    }
  _odeon_call_let_go (call);
}

static void
failure_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
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
 * its target until then. The actor ends after the message it is handling, if any. */
static void
failure_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonCell *self = (OdeonCell *) call->target;

  /* One failure is enough to end it. */
  if ((self->rare != NULL && self->rare->failure != NULL)
      || _odeon_cell_get_phase (self) >= ODEON_PHASE_STOPPING)
    {
      failure_refuse (message, NULL);
      return;
    }

  _odeon_cell_need_rare (self)->failure = call;
  self->stop = TRUE;
  self->attention = TRUE;
  _odeon_cell_ready (self);
  odeon_ref_unref (self);
}

static const OdeonMessageClass failure_class = {
  .run = failure_run,
  .refuse = failure_refuse,
};

void
_odeon_cell_tell_failed (OdeonCall *call, GError *error)
{
  guint64    id = atomic_load_explicit (&call->target_id, memory_order_relaxed);
  OdeonCell *self = id != 0 ? _odeon_identity_dup_cell (id) : NULL;

  _odeon_call_put_failure (call, error);
  call->message.klass = &failure_class;
  call->target = (OdeonRef *) self;
  if (self == NULL)
    failure_refuse (&call->message, NULL);
  else if (_odeon_current_cell != NULL && _odeon_current_cell->worker == self->worker)
    failure_run (&call->message, self->worker);
  else
    {
      /* The call may be gone, and the cell with it, while this thread wakes the worker. */
      odeon_ref_ref (self);
      _odeon_scheduler_hooks->send (self->worker, &call->message);
      odeon_ref_unref (self);
    }
}

/* The last code of the user's that runs. It may await: other messages come in meanwhile, which the
 * next run refuses. */
static void
release_actor (OdeonCell *self)
{
  GError *error = NULL;

  if (self->actor == NULL)
    return;

  if (self->end == ODEON_END_STOPPED && !self->killed
      && !ODEON_ACTOR_GET_CLASS (self->actor)->stopped (self->actor, &error))
    {
      g_autofree gchar *who = _odeon_cell_describe (self);

      g_warning ("%s: its stopped hook failed: %s", who,
                 error != NULL ? error->message : "no reason given");
      g_clear_error (&error);
    }

  if (self->rare != NULL && self->rare->subscriptions != NULL)
    self->host->klass->unsubscribe (self->host, self);
  _odeon_object_unref ((GObject *) g_steal_pointer (&self->actor), _odeon_actor_survive);
}

/* In the parent's worker's inbox. */
static void
child_ended_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonCell *child = (OdeonCell *) ((gchar *) message - G_STRUCT_OFFSET (OdeonCell, mail));
  OdeonCell *self = child->parent;

  if (child->younger != NULL)
    child->younger->older = child->older;
  else
    self->youngest = child->older;
  if (child->older != NULL)
    child->older->younger = child->younger;

  if (_odeon_cell_get_phase (self) == ODEON_PHASE_STOPPING)
    {
      if (self->youngest != NULL)
        end_youngest (self);
      else
        _odeon_cell_ready (self);
    }

  odeon_ref_unref (child);
}

static void
child_ended_refuse (OdeonMessage *message G_GNUC_UNUSED, const GError *why G_GNUC_UNUSED)
{
  /* A parent ends after its children, and its worker after it. */
  g_assert_not_reached ();
}

static const OdeonMessageClass child_ended_class = {
  .run = child_ended_run,
  .refuse = child_ended_refuse,
};

static void
answer_enders (OdeonCell *self)
{
  OdeonCall *call = self->rare != NULL ? g_steal_pointer (&self->rare->enders) : NULL;

  while (call != NULL)
    {
      OdeonNode *next = atomic_load_explicit (&call->message.node.next, memory_order_relaxed);

      _odeon_control_answer (call, *(gboolean *) (gpointer) call->frame);
      call = next != NULL ? ODEON_CALL_OF_MESSAGE (next) : NULL;
    }
}

static void
conclude (OdeonCell *self)
{
  OdeonHost *host = self->host;
  OdeonCell *parent = self->parent;

  _odeon_identity_free (self->identity);
  host->klass->forget (host, self);

  answer_enders (self);

  host->klass->ended (host, self);

  /* The living actor's reference goes to the parent with the news. */
  if (parent == NULL)
    odeon_ref_unref (self);
  else if (parent->worker == self->worker)
    child_ended_run (&self->mail, parent->worker);
  else
    {
      /* The parent may end at once, while this thread is still waking its worker. */
      odeon_ref_ref (parent);
      self->mail.klass = &child_ended_class;
      _odeon_scheduler_hooks->send (parent->worker, &self->mail);
      odeon_ref_unref (parent);
    }
}

gboolean
_odeon_cell_continue_end (OdeonCell *self)
{
  switch (_odeon_cell_get_phase (self))
    {
    case ODEON_PHASE_STOPPING:
      _odeon_cell_end_timers (self);
      if (self->youngest != NULL)
        return FALSE;
      release_actor (self);
      atomic_store_explicit (&self->phase, ODEON_PHASE_CLOSING, memory_order_release);
      /* What came while `stopped` ran is refused by the next run. */
      if (_odeon_mailbox_has_more (&self->mailbox))
        return FALSE;
      G_GNUC_FALLTHROUGH;

    case ODEON_PHASE_CLOSING:
      if (!_odeon_mailbox_close (&self->mailbox))
        return FALSE;
      atomic_store_explicit (&self->phase, ODEON_PHASE_ENDED, memory_order_release);
      conclude (self);
      return TRUE;

    case ODEON_PHASE_STARTING:
    case ODEON_PHASE_RUNNING:
    case ODEON_PHASE_ENDED:
      break;
    }
  g_assert_not_reached ();
}
