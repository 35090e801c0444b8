/* SPDX-License-Identifier: MIT */

/* A subscription from its making to its end.
 *
 * It ends in two steps. First, on any thread and under the lock, it leaves its channel and is no
 * longer active: events that are on their way pass it by. Then its function is let go of on its
 * worker, where alone that is called: at once if this is it, else by a message.
 */

#include "odeon-cell-rare-private.h"
#include "odeon-executor-private.h"
#include "odeon-feed-private.h"
#include "odeon-log-private.h"
#include "odeon-realm-private.h"
#include "odeon-topic-private.h"

static GHashTable *by_id;   /* under the lock: guint64 → OdeonSubscription, counted */
static guint64     last_id; /* under the lock */

OdeonSubscription *
_odeon_subscription_ref (OdeonSubscription *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);

  return self;
}

void
_odeon_subscription_unref (OdeonSubscription *self)
{
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  if (self->cell != NULL)
    odeon_ref_unref (self->cell);
  else
    _odeon_worker_unref (self->worker);
  odeon_ref_unref (self->feed);
  g_free (self);
}

/* --- calling it --- */

static void
release_function (OdeonSubscription *self)
{
  GDestroyNotify destroy = g_steal_pointer (&self->destroy);

  if (destroy != NULL)
    destroy (self->user_data);
}

gboolean
_odeon_subscription_call (OdeonSubscription   *self,
                          const OdeonTypeInfo *type,
                          gconstpointer        event)
{
  gboolean consumed = ODEON_EVENT_CONTINUE;

  /* Nothing hangs on what another thread does just now. */
  if (!atomic_load_explicit (&self->active, memory_order_relaxed))
    return FALSE;

  self->n_calls++;
  if (self->channel == NULL)
    ((OdeonEventFunc) (void (*) (void)) self->function) (type, event, self->user_data);
  else
    consumed = self->function (event, self->user_data);
  if (--self->n_calls == 0 && self->ended)
    release_function (self);

  return consumed;
}

/* --- its end --- */

static void
end_here (OdeonSubscription *self)
{
  self->ended = TRUE;
  if (self->n_calls == 0)
    release_function (self);
  if (self->cell != NULL && self->cell == _odeon_current_cell
      && self->cell->rare->subscriptions != NULL)
    g_ptr_array_remove (self->cell->rare->subscriptions, self);
  _odeon_subscription_unref (self);
}

#define SUBSCRIPTION_OF_END(m) \
  ((OdeonSubscription *) ((gchar *) (m) - G_STRUCT_OFFSET (OdeonSubscription, end)))

static void
end_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  end_here (SUBSCRIPTION_OF_END (message));
}

static void
end_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  end_here (SUBSCRIPTION_OF_END (message));
}

static const OdeonMessageClass end_class = {
  .run = end_run,
  .refuse = end_refuse,
};

/* The message may end the last references to where it goes. */
static void
end_there (OdeonSubscription *self)
{
  OdeonCell   *cell = self->cell;
  OdeonWorker *worker = self->worker;

  self->end.klass = &end_class;
  if (cell != NULL)
    {
      odeon_ref_ref (cell);
      _odeon_cell_post (cell, &self->end);
      odeon_ref_unref (cell);
    }
  else
    {
      _odeon_worker_ref (worker);
      _odeon_worker_send (worker, &self->end);
      _odeon_worker_unref (worker);
    }
}

/* No thread but this one can be where it is called. */
static gboolean
is_called_here (const OdeonSubscription *self)
{
  if (self->cell != NULL || _odeon_current_cell != NULL)
    return self->cell == _odeon_current_cell;
  if (_odeon_current_worker == self->worker)
    return TRUE;

  return self->worker->kind == ODEON_WORKER_TICK
         && atomic_load_explicit (&self->worker->owner, memory_order_relaxed) == g_thread_self ();
}

/* Whoever has subscribed in a main context mostly unsubscribes in its thread, though perhaps while
 * no loop runs: then holding the context keeps all others out of it. */
void
_odeon_subscription_end (OdeonSubscription *self)
{
  GMainContext *context = self->worker->context;

  if (self->feed != NULL)
    _odeon_feed_leave (self->feed);
  if (is_called_here (self))
    end_here (self);
  else if (self->cell == NULL && self->worker->kind == ODEON_WORKER_HOST
           && self->thread == g_thread_self () && g_main_context_acquire (context))
    {
      g_main_context_ref (context);
      end_here (self);
      g_main_context_release (context);
      g_main_context_unref (context);
    }
  else
    end_there (self);
}

/* --- its end, behind what has come before --- */

typedef struct
{
  OdeonMessage       message;      /* first */
  OdeonSubscription *subscription; /* counted */
} LastMessage;

static void
last_free (LastMessage *self)
{
  _odeon_subscription_unref (self->subscription);
  g_free (self);
}

static void
last_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  LastMessage       *self = (LastMessage *) message;
  OdeonSubscription *subscription = self->subscription;

  subscription->is_ending = TRUE;
  if (subscription->n_calls == 0 && subscription->waiting.length == 0)
    odeon_topic_unsubscribe (subscription->id);
  last_free (self);
}

static void
last_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  LastMessage *self = (LastMessage *) message;

  odeon_topic_unsubscribe (self->subscription->id);
  last_free (self);
}

static const OdeonMessageClass last_class = {
  .run = last_run,
  .refuse = last_refuse,
};

void
_odeon_subscription_end_in_turn (OdeonSubscription *self)
{
  LastMessage *last = g_new0 (LastMessage, 1);
  OdeonCell   *cell = self->cell;

  last->message.klass = &last_class;
  last->subscription = _odeon_subscription_ref (self);
  if (cell != NULL)
    {
      odeon_ref_ref (cell);
      _odeon_cell_post (cell, &last->message);
      odeon_ref_unref (cell);
    }
  else
    {
      OdeonWorker *worker = _odeon_worker_ref (self->worker);

      _odeon_worker_send (worker, &last->message);
      _odeon_worker_unref (worker);
    }
}

/* --- how it is ended from outside --- */

/* Takes it out of its channel; %FALSE if somebody else has. */
static gboolean
leave_locked (OdeonSubscription *self)
{
  if (!atomic_load_explicit (&self->active, memory_order_relaxed))
    return FALSE;

  atomic_store_explicit (&self->active, FALSE, memory_order_relaxed);
  _odeon_topics_remove_locked (self);
  g_hash_table_steal (by_id, &self->id);

  return TRUE;
}

gboolean
odeon_topic_unsubscribe (guint64 id)
{
  OdeonSubscription *self;
  gboolean           found;

  _odeon_topics_lock ();
  self = by_id != NULL ? g_hash_table_lookup (by_id, &id) : NULL;
  found = self != NULL && leave_locked (self);
  _odeon_topics_unlock ();

  if (found)
    _odeon_subscription_end (self);

  return found;
}

void
_odeon_topics_forget_cell (OdeonCell *cell)
{
  OdeonMessage         *held = g_steal_pointer (&cell->rare->held);
  g_autoptr (GPtrArray) subscriptions = g_steal_pointer (&cell->rare->subscriptions);

  if (held != NULL)
    held->klass->refuse (held, NULL);
  for (guint i = 0; i < subscriptions->len; i++)
    {
      OdeonSubscription *self = subscriptions->pdata[i];
      gboolean           left;

      _odeon_topics_lock ();
      left = leave_locked (self);
      _odeon_topics_unlock ();
      if (left)
        _odeon_subscription_end (self);
      else
        /* Another thread has ended it, whose message may come too late. */
        release_function (self);
    }
}

/* --- its making --- */

static void
unref_subscription (gpointer self)
{
  _odeon_subscription_unref (self);
}

static void
add_to_cell (OdeonCell *cell, OdeonSubscription *self)
{
  OdeonCellRare *rare = _odeon_cell_need_rare (cell);

  if (rare->subscriptions == NULL)
    rare->subscriptions = g_ptr_array_new_with_free_func (unref_subscription);
  g_ptr_array_add (rare->subscriptions, _odeon_subscription_ref (self));
}

/* Where the caller stands; in a system without threads, whoever is no actor is called by a tick. */
static void
find_place (OdeonSubscription *self)
{
  OdeonExecutor executor;

  if (_odeon_current_cell == NULL && self->topics->ticker != NULL)
    {
      self->worker = _odeon_worker_ref (self->topics->ticker);
      return;
    }

  executor = _odeon_executor_hooks->current ();
  if (executor.actor != 0)
    {
      self->cell = executor.target;
      self->worker = self->cell->worker;
      add_to_cell (self->cell, self);
    }
  else
    self->worker = executor.target;
}

static OdeonSubscription *
new_subscription (OdeonTopics *topics, gint priority, OdeonTopicFunc function)
{
  OdeonSubscription *self = g_new0 (OdeonSubscription, 1);

  atomic_init (&self->ref_count, 1);
  atomic_init (&self->active, TRUE);
  self->topics = topics;
  self->priority = priority;
  self->thread = g_thread_self ();
  self->function = function;
  g_queue_init (&self->waiting);
  find_place (self);

  return self;
}

static guint64
register_locked (OdeonSubscription *self)
{
  if (by_id == NULL)
    by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->id = ++last_id;
  g_hash_table_insert (by_id, &self->id, self);
  _odeon_topics_add_locked (self);

  return self->id;
}

/* What it is to be called with. */
typedef struct
{
  gint           priority;
  OdeonTopicFunc function;
  gpointer       user_data;
  GDestroyNotify destroy;
} Wish;

static guint64
decline (const Wish *wish)
{
  if (wish->destroy != NULL)
    wish->destroy (wish->user_data);

  return 0;
}

/* @subject: (nullable): all topics. Takes over @feed (nullable). */
static guint64
enter (OdeonSubject *subject, OdeonTopics *topics, OdeonFeed *feed, const Wish *wish)
{
  OdeonSubscription *self = new_subscription (topics, wish->priority, wish->function);
  guint64            id;

  self->user_data = wish->user_data;
  self->destroy = wish->destroy;
  self->feed = feed;

  _odeon_topics_lock ();
  if (subject != NULL)
    self->channel = _odeon_subject_get_channel_locked (subject, topics);
  id = register_locked (self);
  if (feed != NULL)
    _odeon_subscription_ref (self);
  _odeon_topics_unlock ();

  if (feed != NULL)
    {
      if (!_odeon_feed_begin (feed))
        _odeon_subscription_end_in_turn (self);
      _odeon_subscription_unref (self);
    }

  return id;
}

/* @publisher: (nullable): all of the system. */
static guint64
subscribe (OdeonSubject *subject, gpointer in, gpointer publisher, const Wish *wish)
{
  OdeonCell   *parent;
  OdeonHost   *host = _odeon_spawner_get_host (in, &parent);
  OdeonTopics *topics;
  OdeonFeed   *feed;

  /* An actor subscribes for itself alone. */
  g_return_val_if_fail (host != NULL, 0);
  g_return_val_if_fail (parent == NULL || parent == _odeon_current_cell, 0);
  topics = _odeon_realm_get_topics (host);

  if (_odeon_current_cell != NULL
      && _odeon_cell_get_phase (_odeon_current_cell) >= ODEON_PHASE_STOPPING)
    return decline (wish);
  if (publisher == NULL)
    return enter (subject, topics, NULL, wish);

  feed = _odeon_feed_enter (topics, publisher, subject);
  if (feed == NULL)
    {
      g_log (ODEON_LOG_TOPIC, G_LOG_LEVEL_MESSAGE, "A %s cannot be sent", subject->type->name);
      return decline (wish);
    }

  return enter (subject, _odeon_feed_get_topics (feed), feed, wish);
}

guint64
odeon_topic_subscribe (OdeonTopic    *topic,
                       gpointer       in,
                       gint           priority,
                       OdeonTopicFunc function,
                       gpointer       user_data,
                       GDestroyNotify destroy)
{
  g_return_val_if_fail (topic != NULL, 0);
  g_return_val_if_fail (in != NULL, 0);
  g_return_val_if_fail (function != NULL, 0);

  return subscribe (_odeon_subject_of_topic (topic), in, NULL,
                    &(Wish) { priority, function, user_data, destroy });
}

guint64
odeon_topic_subscribe_to (OdeonTopic    *topic,
                          gpointer       in,
                          gpointer       publisher,
                          gint           priority,
                          OdeonTopicFunc function,
                          gpointer       user_data,
                          GDestroyNotify destroy)
{
  g_return_val_if_fail (topic != NULL, 0);
  g_return_val_if_fail (in != NULL, 0);
  g_return_val_if_fail (publisher != NULL, 0);
  g_return_val_if_fail (function != NULL, 0);

  return subscribe (_odeon_subject_of_topic (topic), in, publisher,
                    &(Wish) { priority, function, user_data, destroy });
}

guint64
odeon_topic_subscribe_all (gpointer       in,
                           gint           priority,
                           OdeonEventFunc function,
                           gpointer       user_data,
                           GDestroyNotify destroy)
{
  g_return_val_if_fail (in != NULL, 0);
  g_return_val_if_fail (function != NULL, 0);

  return subscribe (NULL, in, NULL,
                    &(Wish) { priority, (OdeonTopicFunc) (void (*) (void)) function, user_data,
                              destroy });
}
