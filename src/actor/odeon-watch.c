/* SPDX-License-Identifier: MIT */

/* Monitors, links, and futures of an end.
 *
 * A watch lies in two places: in a table of the watcher's, by its target, and in a list of the
 * target's; each belongs to the worker of its cell and holds one reference. What one side wants of
 * the other goes through the other's worker. So the watch itself is first the message that enters
 * it in the target's list, and, taken off that list at the end, the message that brings the news:
 * which therefore comes once. A monitor's news goes through the watcher's mailbox, as mail would; a
 * link's does not wait for that. The watcher may have cancelled the watch meanwhile, which only its
 * own worker knows, and only that asks.
 *
 * A link is a watch of each side.
 */

#include "odeon-promised-ref-private.h"
#include "odeon-watch-private.h"
#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-foreign-private.h"
#include "odeon-monitor.h"
#include "odeon-promise.h"

struct _OdeonWatch
{
  OdeonMessage  message; /* first */
  OdeonMessage  cancel;
  atomic_int    ref_count;
  OdeonWatchKind kind;        /* constant */
  OdeonCell    *watcher;      /* constant, counted; (nullable): of FUTURE */
  OdeonCell    *target;       /* constant, counted */
  OdeonPromise *promise;      /* of FUTURE */
  GError       *reason;       /* (nullable): of the news */
  gboolean      is_cancelled; /* the watcher's worker's */

  /* The target's worker's. */
  gboolean      is_listed;
  OdeonWatch   *next;
  OdeonWatch   *previous;
};

static void
watch_unref (OdeonWatch *self)
{
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  odeon_ref_unref (self->watcher);
  odeon_ref_unref (self->target);
  odeon_promise_free (self->promise);
  g_clear_error (&self->reason);
  g_free (self);
}

static GHashTable **
table_of (OdeonCell *watcher, OdeonWatchKind kind)
{
  OdeonCellRare *rare = _odeon_cell_need_rare (watcher);

  return kind == ODEON_WATCH_LINK ? &rare->linked : &rare->monitored;
}

void
_odeon_watch_send (OdeonCell *cell, OdeonMessage *message)
{
  if (_odeon_cell_is_here (cell))
    {
      message->klass->run (message, cell->worker);
      return;
    }

  odeon_ref_ref (cell);
  _odeon_scheduler_hooks->send (cell->worker, message);
  odeon_ref_unref (cell);
}

/* --- the news --- */

/* Of an actor that has ended, on any thread. */
static GError *
dup_reason (OdeonCell *target)
{
  g_autofree gchar *who = NULL;

  switch (target->end)
    {
    case ODEON_END_STOPPED:
      return NULL;
    case ODEON_END_FAILED:
    case ODEON_END_DECLINED:
      if (target->rare != NULL && target->rare->failure.error != NULL)
        return g_error_copy (target->rare->failure.error);
      return _odeon_cell_dup_reason (target);
    case ODEON_END_KILLED:
      who = _odeon_cell_describe (target);
      return g_error_new (ODEON_ERROR, ODEON_ERROR_KILLED, "%s was killed", who);
    }
  g_assert_not_reached ();
}

/* On the watcher's worker: it watches no more. %FALSE: it had said so itself. */
static gboolean
leave_table (OdeonWatch *self)
{
  if (self->is_cancelled)
    return FALSE;

  self->is_cancelled = TRUE;
  g_hash_table_remove (*table_of (self->watcher, self->kind), self->target);

  return TRUE;
}

void
_odeon_watch_tell_monitor (OdeonCell *watcher, OdeonRef *target, const GError *reason)
{
  OdeonActorClass *klass = ODEON_ACTOR_GET_CLASS (watcher->actor);
  GError          *error = NULL;

  if (klass->peer_ended != NULL
      && !klass->peer_ended (watcher->actor, target, reason, &error) && !watcher->killed)
    _odeon_cell_fail (watcher, NULL, 0,
                      error != NULL ? g_steal_pointer (&error)
                                    : g_error_new_literal (ODEON_ERROR, ODEON_ERROR_FAILED,
                                                           "peer_ended failed"));
  g_clear_error (&error);
}

static void
news_run (OdeonMessage *message, gpointer receiver)
{
  OdeonWatch *self = (OdeonWatch *) message;

  if (leave_table (self))
    _odeon_watch_tell_monitor (receiver, ODEON_REF (self->target), self->reason);
  watch_unref (self);
}

void
_odeon_watch_tell_link (OdeonCell *watcher, const GError *reason)
{
  _odeon_cell_fail_soon (watcher, NULL, 0,
                         g_error_new (reason->domain, reason->code,
                                      "The end of a linked actor: %s", reason->message),
                         TRUE);
}

static void
link_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonWatch *self = (OdeonWatch *) message;

  if (leave_table (self) && self->reason != NULL)
    _odeon_watch_tell_link (self->watcher, self->reason);
  watch_unref (self);
}

static void
news_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  watch_unref ((OdeonWatch *) message);
}

static const OdeonMessageClass news_class = {
  .run = news_run,
  .refuse = news_refuse,
};

static const OdeonMessageClass link_class = {
  .run = link_run,
  .refuse = news_refuse,
};

/* Whoever looks at the future does so by awaiting it: nobody misses a failure. */
static void
set_observed (OdeonFuture *future)
{
  _odeon_future_mark (future, ODEON_MARK_OBSERVED);
}

static void
set_future (OdeonWatch *self)
{
  OdeonFuture *future = odeon_promise_get_future (self->promise);

  set_observed (future);
  odeon_future_unref (future);
  if (self->reason == NULL)
    odeon_promise_set_boolean (self->promise, TRUE);
  else
    odeon_promise_set_error (self->promise, g_steal_pointer (&self->reason));
}

/* The target has ended: on its worker, or on any thread if that is gone. */
static void
tell (OdeonWatch *self)
{
  OdeonCell *watcher = self->watcher;

  self->reason = dup_reason (self->target);
  switch (self->kind)
    {
    case ODEON_WATCH_MONITOR:
      self->message.klass = &news_class;
      odeon_ref_ref (watcher);
      _odeon_cell_post (watcher, &self->message);
      odeon_ref_unref (watcher);
      break;
    case ODEON_WATCH_LINK:
      self->message.klass = &link_class;
      odeon_ref_ref (watcher);
      _odeon_scheduler_hooks->send (watcher->worker, &self->message);
      odeon_ref_unref (watcher);
      break;
    case ODEON_WATCH_FUTURE:
      set_future (self);
      watch_unref (self);
      break;
    }
}

/* --- entering and leaving the target's list --- */

static void
enter_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonWatch     *self = (OdeonWatch *) message;
  OdeonCellRare *rare;

  if (_odeon_cell_get_phase (self->target) == ODEON_PHASE_ENDED)
    {
      tell (self);
      return;
    }

  rare = _odeon_cell_need_rare (self->target);
  self->is_listed = TRUE;
  self->next = rare->watches;
  if (self->next != NULL)
    self->next->previous = self;
  rare->watches = self;
}

static void
enter_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  tell ((OdeonWatch *) message);
}

static const OdeonMessageClass enter_class = {
  .run = enter_run,
  .refuse = enter_refuse,
};

static OdeonWatch *
watch_of_cancel (OdeonMessage *message)
{
  return (OdeonWatch *) ((gchar *) message - G_STRUCT_OFFSET (OdeonWatch, cancel));
}

static void
unlist (OdeonWatch *self)
{
  if (self->next != NULL)
    self->next->previous = self->previous;
  if (self->previous != NULL)
    self->previous->next = self->next;
  else
    self->target->rare->watches = self->next;
  self->is_listed = FALSE;
}

static void
cancel_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonWatch *self = watch_of_cancel (message);

  /* Else the news is on its way, and will not be minded. */
  if (self->is_listed)
    {
      unlist (self);
      watch_unref (self);
    }
  watch_unref (self);
}

static void
cancel_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  watch_unref (watch_of_cancel (message));
}

static const OdeonMessageClass cancel_class = {
  .run = cancel_run,
  .refuse = cancel_refuse,
};

/* --- the watcher's side, on its worker --- */

static OdeonWatch *
watch_new (OdeonWatchKind kind, OdeonCell *watcher, OdeonCell *target, int ref_count)
{
  OdeonWatch *self = g_new0 (OdeonWatch, 1);

  self->message.klass = &enter_class;
  self->cancel.klass = &cancel_class;
  atomic_init (&self->ref_count, ref_count);
  self->kind = kind;
  self->watcher = watcher != NULL ? odeon_ref_ref (watcher) : NULL;
  self->target = odeon_ref_ref (target);

  return self;
}

void
_odeon_watch_begin (OdeonCell *watcher, OdeonCell *target, OdeonWatchKind kind)
{
  GHashTable **table = table_of (watcher, kind);
  OdeonWatch  *self;

  if (*table == NULL)
    *table = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) watch_unref);
  if (g_hash_table_contains (*table, target))
    return;

  self = watch_new (kind, watcher, target, 2);
  g_hash_table_insert (*table, target, self);
  _odeon_watch_send (target, &self->message);
}

/* Takes over the table's reference. */
static void
cancel (OdeonWatch *self)
{
  self->is_cancelled = TRUE;
  _odeon_watch_send (self->target, &self->cancel);
}

gboolean
_odeon_watch_end (OdeonCell *watcher, OdeonCell *target, OdeonWatchKind kind)
{
  GHashTable *table = *table_of (watcher, kind);
  gpointer    self;

  if (table == NULL || !g_hash_table_steal_extended (table, target, NULL, &self))
    return FALSE;

  cancel (self);

  return TRUE;
}

static void
unwatch_all (GHashTable **table)
{
  GHashTableIter iter;
  gpointer       self;

  if (*table == NULL)
    return;

  g_hash_table_iter_init (&iter, *table);
  while (g_hash_table_iter_next (&iter, NULL, &self))
    {
      g_hash_table_iter_steal (&iter);
      cancel (self);
    }
  g_clear_pointer (table, g_hash_table_unref);
}

void
_odeon_watch_conclude (OdeonCell *self)
{
  OdeonCellRare *rare = self->rare;
  OdeonWatch     *next;

  if (rare == NULL)
    return;

  while ((next = rare->watches) != NULL)
    {
      unlist (next);
      tell (next);
    }
  unwatch_all (&rare->monitored);
  unwatch_all (&rare->linked);
  _odeon_foreign_unwatch_all (self);
}

/* --- what actors and others say --- */

void
_odeon_watch_begin_any (OdeonCell *watcher, OdeonRef *ref, OdeonWatchKind kind)
{
  if (_odeon_ref_get_cell (ref) != NULL)
    _odeon_watch_begin (watcher, _odeon_ref_get_cell (ref), kind);
  else
    _odeon_foreign_watch (watcher, ref, kind == ODEON_WATCH_LINK);
}

gboolean
_odeon_watch_end_any (OdeonCell *watcher, OdeonRef *ref, OdeonWatchKind kind)
{
  if (_odeon_ref_get_cell (ref) != NULL)
    return _odeon_watch_end (watcher, _odeon_ref_get_cell (ref), kind);

  return _odeon_foreign_unwatch (watcher, ref, kind == ODEON_WATCH_LINK);
}

/* (nullable): what is to be watched. */
OdeonRef *
_odeon_watch_get_target (gpointer ref)
{
  g_autoptr (GError) error = NULL;
  OdeonRef          *target = _odeon_ref_resolved (ref, &error);

  if (target == NULL)
    g_critical ("Not watched: %s", error->message);

  return target;
}

OdeonCell *
_odeon_watch_get_watcher (OdeonActor *self)
{
  OdeonCell *cell = (OdeonCell *) odeon_actor_get_ref (self);

  g_return_val_if_fail (cell != NULL && cell == _odeon_current_cell, NULL);

  return _odeon_cell_get_phase (cell) < ODEON_PHASE_CLOSING ? cell : NULL;
}

void
odeon_actor_monitor (OdeonActor *self, gpointer ref)
{
  OdeonCell *cell;
  OdeonRef  *target;

  g_return_if_fail (ODEON_IS_ACTOR (self));
  g_return_if_fail (ref != NULL);

  cell = _odeon_watch_get_watcher (self);
  target = _odeon_watch_get_target (ref);
  if (cell != NULL && target != NULL)
    _odeon_watch_begin_any (cell, target, ODEON_WATCH_MONITOR);
}

gboolean
odeon_actor_demonitor (OdeonActor *self, gpointer ref)
{
  OdeonCell *cell;
  OdeonRef  *target;

  g_return_val_if_fail (ODEON_IS_ACTOR (self), FALSE);
  g_return_val_if_fail (ref != NULL, FALSE);

  cell = _odeon_watch_get_watcher (self);
  target = _odeon_ref_peek_actual (ref);

  return cell != NULL && target != NULL
         && _odeon_watch_end_any (cell, target, ODEON_WATCH_MONITOR);
}

OdeonFuture *
odeon_ref_ended (gpointer ref)
{
  OdeonWatch  *self;
  OdeonFuture *future;
  OdeonRef    *target;
  GError      *error = NULL;

  g_return_val_if_fail (ref != NULL, NULL);

  target = _odeon_ref_resolved (ref, &error);
  if (target == NULL)
    return odeon_future_new_error (error);
  if (_odeon_ref_get_cell (target) == NULL)
    {
      future = odeon_call_send (odeon_call_new (target, &_odeon_method_ended));
      set_observed (future);
      return future;
    }

  self = watch_new (ODEON_WATCH_FUTURE, NULL, (OdeonCell *) target, 1);
  self->promise = odeon_promise_new ();
  future = odeon_promise_get_future (self->promise);
  _odeon_watch_send ((OdeonCell *) target, &self->message);

  return future;
}
