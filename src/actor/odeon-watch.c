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

#include "odeon-watch-private.h"
#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-monitor.h"
#include "odeon-promise.h"

typedef enum
{
  WATCH_MONITOR,
  WATCH_LINK,
  WATCH_FUTURE
} WatchKind;

struct _OdeonWatch
{
  OdeonMessage  message; /* first */
  OdeonMessage  cancel;
  atomic_int    ref_count;
  WatchKind     kind;         /* constant */
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
table_of (OdeonCell *watcher, WatchKind kind)
{
  OdeonCellRare *rare = _odeon_cell_need_rare (watcher);

  return kind == WATCH_LINK ? &rare->linked : &rare->monitored;
}

static gboolean
is_here (OdeonCell *cell)
{
  return _odeon_current_cell != NULL && _odeon_current_cell->worker == cell->worker;
}

/* To the worker of @cell; right away if that is this one. */
static void
send (OdeonCell *cell, OdeonMessage *message)
{
  if (is_here (cell))
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

static void
news_run (OdeonMessage *message, gpointer receiver)
{
  OdeonWatch      *self = (OdeonWatch *) message;
  OdeonCell       *cell = receiver;
  OdeonActorClass *klass = ODEON_ACTOR_GET_CLASS (cell->actor);
  GError          *error = NULL;

  if (leave_table (self) && klass->peer_ended != NULL
      && !klass->peer_ended (cell->actor, ODEON_REF (self->target), self->reason, &error)
      && !cell->killed)
    _odeon_cell_fail (cell, NULL, 0,
                      error != NULL ? g_steal_pointer (&error)
                                    : g_error_new_literal (ODEON_ERROR, ODEON_ERROR_FAILED,
                                                           "peer_ended failed"));
  g_clear_error (&error);
  watch_unref (self);
}

static void
link_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonWatch *self = (OdeonWatch *) message;

  if (leave_table (self) && self->reason != NULL)
    _odeon_cell_fail_soon (self->watcher, NULL, 0,
                           g_error_new (self->reason->domain, self->reason->code,
                                        "The end of a linked actor: %s", self->reason->message),
                           TRUE);
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
set_future (OdeonWatch *self)
{
  OdeonFuture *future = odeon_promise_get_future (self->promise);

  _odeon_future_mark (future, ODEON_MARK_OBSERVED);
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
    case WATCH_MONITOR:
      self->message.klass = &news_class;
      odeon_ref_ref (watcher);
      _odeon_cell_post (watcher, &self->message);
      odeon_ref_unref (watcher);
      break;
    case WATCH_LINK:
      self->message.klass = &link_class;
      odeon_ref_ref (watcher);
      _odeon_scheduler_hooks->send (watcher->worker, &self->message);
      odeon_ref_unref (watcher);
      break;
    case WATCH_FUTURE:
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
watch_new (WatchKind kind, OdeonCell *watcher, OdeonCell *target, int ref_count)
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

static void
watch (OdeonCell *watcher, OdeonCell *target, WatchKind kind)
{
  GHashTable **table = table_of (watcher, kind);
  OdeonWatch  *self;

  if (*table == NULL)
    *table = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) watch_unref);
  if (g_hash_table_contains (*table, target))
    return;

  self = watch_new (kind, watcher, target, 2);
  g_hash_table_insert (*table, target, self);
  send (target, &self->message);
}

/* Takes over the table's reference. */
static void
cancel (OdeonWatch *self)
{
  self->is_cancelled = TRUE;
  send (self->target, &self->cancel);
}

static gboolean
unwatch (OdeonCell *watcher, OdeonCell *target, WatchKind kind)
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
}

/* --- the other half of a link --- */

typedef struct
{
  OdeonMessage message; /* first */
  OdeonCell   *watcher; /* counted */
  OdeonCell   *target;  /* counted */
  gboolean     wanted;
} Half;

static void
half_free (Half *self)
{
  odeon_ref_unref (self->watcher);
  odeon_ref_unref (self->target);
  g_free (self);
}

static void
half_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Half *self = (Half *) message;

  if (_odeon_cell_get_phase (self->watcher) < ODEON_PHASE_ENDED)
    {
      if (self->wanted)
        watch (self->watcher, self->target, WATCH_LINK);
      else
        unwatch (self->watcher, self->target, WATCH_LINK);
    }
  half_free (self);
}

static void
half_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  half_free ((Half *) message);
}

static const OdeonMessageClass half_class = {
  .run = half_run,
  .refuse = half_refuse,
};

static void
set_half (OdeonCell *watcher, OdeonCell *target, gboolean wanted)
{
  Half *self = g_new0 (Half, 1);

  self->message.klass = &half_class;
  self->watcher = odeon_ref_ref (watcher);
  self->target = odeon_ref_ref (target);
  self->wanted = wanted;
  send (watcher, &self->message);
}

/* --- what actors and others say --- */

/* (nullable): the actor to be watched. */
static OdeonCell *
target_of (gpointer ref)
{
  g_autoptr (GError) error = NULL;
  OdeonCell         *cell = _odeon_cell_of_resolved (ref, &error);

  if (cell == NULL)
    g_critical ("Not watched: %s", error->message);

  return cell;
}

/* (nullable): its actor, if it may watch: what it had to say at its end is said. */
static OdeonCell *
watcher_of (OdeonActor *self)
{
  OdeonCell *cell = (OdeonCell *) odeon_actor_get_ref (self);

  g_return_val_if_fail (cell != NULL && cell == _odeon_current_cell, NULL);

  return _odeon_cell_get_phase (cell) < ODEON_PHASE_CLOSING ? cell : NULL;
}

void
odeon_actor_monitor (OdeonActor *self, gpointer ref)
{
  OdeonCell *cell;
  OdeonCell *target;

  g_return_if_fail (ODEON_IS_ACTOR (self));
  g_return_if_fail (ref != NULL);

  cell = watcher_of (self);
  target = target_of (ref);
  if (cell != NULL && target != NULL)
    watch (cell, target, WATCH_MONITOR);
}

gboolean
odeon_actor_demonitor (OdeonActor *self, gpointer ref)
{
  OdeonCell *cell;
  OdeonCell *target;

  g_return_val_if_fail (ODEON_IS_ACTOR (self), FALSE);
  g_return_val_if_fail (ref != NULL, FALSE);

  cell = watcher_of (self);
  target = _odeon_cell_of_ref (ref);

  return cell != NULL && target != NULL && unwatch (cell, target, WATCH_MONITOR);
}

void
odeon_actor_link (OdeonActor *self, gpointer ref)
{
  OdeonCell *cell;
  OdeonCell *target;

  g_return_if_fail (ODEON_IS_ACTOR (self));
  g_return_if_fail (ref != NULL);

  cell = watcher_of (self);
  target = target_of (ref);
  if (cell == NULL || target == NULL || target == cell)
    return;

  watch (cell, target, WATCH_LINK);
  set_half (target, cell, TRUE);
}

gboolean
odeon_actor_unlink (OdeonActor *self, gpointer ref)
{
  OdeonCell *cell;
  OdeonCell *target;

  g_return_val_if_fail (ODEON_IS_ACTOR (self), FALSE);
  g_return_val_if_fail (ref != NULL, FALSE);

  cell = watcher_of (self);
  target = _odeon_cell_of_ref (ref);
  if (cell == NULL || target == NULL || !unwatch (cell, target, WATCH_LINK))
    return FALSE;
  set_half (target, cell, FALSE);

  return TRUE;
}

OdeonFuture *
odeon_ref_ended (gpointer ref)
{
  OdeonWatch  *self;
  OdeonFuture *future;
  OdeonCell   *target;
  GError      *error = NULL;

  g_return_val_if_fail (ref != NULL, NULL);

  target = _odeon_cell_of_resolved (ref, &error);
  if (target == NULL)
    return odeon_future_new_error (error);

  self = watch_new (WATCH_FUTURE, NULL, target, 1);
  self->promise = odeon_promise_new ();
  future = odeon_promise_get_future (self->promise);
  send (target, &self->message);

  return future;
}
