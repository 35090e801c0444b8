/* SPDX-License-Identifier: MIT */

/* How an actor ends, for whatever reason: the phases STOPPING, CLOSING and ENDED.
 *
 * _odeon_cell_begin_end() only marks it; the cell's next run goes on from there, and each event
 * that it waits for (a child's end, a sender that has yet to tell) makes it run again.
 */

#include "odeon-actor-private.h"
#include "odeon-await-graph-private.h"
#include "odeon-log-private.h"

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

  if (_odeon_cell_get_phase (self) < ODEON_PHASE_STOPPING)
    {
      who = _odeon_cell_describe (self);
      return g_error_new (ODEON_ERROR, ODEON_ERROR_KILLED, "%s was restarted", who);
    }
  if (self->end == ODEON_END_DECLINED && self->rare != NULL)
    return g_error_copy (self->rare->failure.error);

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

void
_odeon_cell_end_youngest (OdeonCell *self)
{
  if (self->end == ODEON_END_KILLED)
    _odeon_cell_kill (self->youngest);
  /* Its own mail is kept: whoever awaits it may be what its children await. */
  else if (self->rare != NULL
           && (self->rare->is_hasty || self->rare->stage == ODEON_STAGE_DOWN))
    _odeon_cell_stop_now (self->youngest);
  else
    _odeon_cell_stop (self->youngest);
}

void
_odeon_cell_begin_end (OdeonCell *self, OdeonEnd end)
{
  g_assert (_odeon_cell_get_phase (self) < ODEON_PHASE_STOPPING);

  if (self->rare != NULL)
    _odeon_restart_cancel (self);
  if (self->youngest == NULL)
    _odeon_cell_begin_lone_end (self, end);
  else
    {
      self->end = (guint8) (self->killed ? ODEON_END_KILLED : end);
      self->attention = TRUE;
      /* Sequentially consistent: a child that is suspended from now on sees it, or is seen. */
      atomic_store_explicit (&self->phase, ODEON_PHASE_STOPPING, memory_order_seq_cst);
    }

  /* Whoever is asked to stop does what it has begun. */
  if (end != ODEON_END_STOPPED && _odeon_cell_get_concurrency (self) != NULL)
    _odeon_cell_interrupt (self);
  if (self->youngest != NULL)
    _odeon_cell_end_youngest (self);
}

void
_odeon_cell_unsubscribe (OdeonCell *self)
{
  if (self->rare != NULL && self->rare->subscriptions != NULL)
    self->host->klass->unsubscribe (self->host, self);
}

/* The last code of the user's that runs. It may await: other messages come in meanwhile, which the
 * next run refuses. */
static G_GNUC_NO_INLINE void
run_stopped (OdeonCell *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar  *who = NULL;

  if (ODEON_ACTOR_GET_CLASS (self->actor)->stopped (self->actor, &error))
    return;

  who = _odeon_cell_describe (self);
  g_log (ODEON_LOG_ACTOR, G_LOG_LEVEL_WARNING, "%s: its stopped hook failed: %s", who,
         error != NULL ? error->message : "no reason given");
}

void
_odeon_cell_release_actor (OdeonCell *self, gboolean is_orderly)
{
  if (self->actor == NULL)
    return;

  if (is_orderly && self->kind->stops)
    run_stopped (self);
  _odeon_cell_unsubscribe (self);
  _odeon_object_unref (&self->kind->object, (GObject *) g_steal_pointer (&self->actor),
                       _odeon_actor_survive);
}

/* On the parent's worker. */
static inline void
child_ended (OdeonCell *self, OdeonCell *child)
{
  if (self->rare != NULL)
    _odeon_supervision_child_ended (self, child);
  if (child->younger != NULL)
    child->younger->older = child->older;
  else
    self->youngest = child->older;
  if (child->older != NULL)
    child->older->younger = child->younger;

  if (_odeon_cell_get_phase (self) == ODEON_PHASE_STOPPING
      || _odeon_cell_get_stage (self) == ODEON_STAGE_DOWN)
    {
      if (self->youngest != NULL)
        _odeon_cell_end_youngest (self);
      else
        _odeon_cell_ready (self);
    }

  odeon_ref_unref (child);
}

static void
child_ended_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonCell *child = (OdeonCell *) ((gchar *) message - G_STRUCT_OFFSET (OdeonCell, mail));

  child_ended (child->parent, child);
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

void
_odeon_cell_answer_enders (OdeonCell *self)
{
  OdeonCall *call = g_steal_pointer (&self->rare->enders);

  while (call != NULL)
    {
      OdeonQueueNode *next = atomic_load_explicit (&call->message.node.next, memory_order_relaxed);

      _odeon_control_answer (call, *(gboolean *) (gpointer) call->frame);
      call = next != NULL ? ODEON_CALL_OF_MESSAGE (next) : NULL;
    }
}

static void
log_end (OdeonCell *self)
{
  static const gchar *const ends[] = {
    [ODEON_END_STOPPED] = "has stopped",
    [ODEON_END_FAILED] = "has ended: it failed",
    [ODEON_END_DECLINED] = "has ended: it did not start",
    [ODEON_END_KILLED] = "was killed",
  };

  _odeon_cell_log_lifecycle (self, ends[self->end]);
}

static void
conclude (OdeonCell *self)
{
  OdeonHost *host = self->host;
  OdeonCell *parent = self->parent;

  if (G_UNLIKELY (host->logs_lifecycle))
    log_end (self);

  if (_odeon_cell_get_concurrency (self) != NULL)
    _odeon_await_graph_remove_cell (self);
  _odeon_identity_free (self->identity);
  host->klass->forget (host, self);

  /* Behind its name: whoever hears of it may give that to another. */
  if (self->rare != NULL)
    {
      _odeon_watch_conclude (self);
      _odeon_cell_answer_enders (self);
    }

  /* The living actor's reference goes to the parent with the news. */
  if (parent == NULL)
    {
      host->klass->ended (host, self);
      odeon_ref_unref (self);
    }
  else if (parent->worker == self->worker)
    child_ended (parent, self);
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
      if (self->rare != NULL)
        _odeon_cell_end_timers (self);
      if (self->youngest != NULL)
        return FALSE;
      /* Of the await that kept it; those of `stopped` are its own. */
      if (self->rare != NULL && self->rare->interrupted)
        self->killed = FALSE;
      _odeon_cell_release_actor (self, self->end == ODEON_END_STOPPED && !self->killed);
      atomic_store_explicit (&self->phase, ODEON_PHASE_CLOSING, memory_order_release);
      /* What came while `stopped` ran is refused by the next run. */
      if (_odeon_mail_queue_has_more (&self->mailbox))
        return FALSE;
      G_GNUC_FALLTHROUGH;

    case ODEON_PHASE_CLOSING:
      if (!_odeon_mail_queue_close (&self->mailbox))
        return FALSE;
      atomic_store_explicit (&self->phase, ODEON_PHASE_ENDED, memory_order_release);
      conclude (self);
      return TRUE;

    case ODEON_PHASE_STARTING:
    case ODEON_PHASE_RUNNING:
    case ODEON_PHASE_SUSPENDED:
    case ODEON_PHASE_HELD:
    case ODEON_PHASE_ENDED:
      break;
    }
  g_assert_not_reached ();
}
