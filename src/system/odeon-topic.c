/* SPDX-License-Identifier: MIT */

/* Publishing: whether anybody wants an event, and on to those who do. */

#include "odeon-realm-private.h"
#include "odeon-log-private.h"
#include "odeon-feed-private.h"
#include "odeon-roster-private.h"
#include "odeon-spawner-private.h"

/* Whoever has been told of a subscription sees it here: the counts need no order of their own. */
static inline gboolean
is_wanted (OdeonSubject *subject)
{
  return atomic_load_explicit (&subject->n_subscriptions, memory_order_relaxed) != 0
         || atomic_load_explicit (&_odeon_n_subscriptions_to_all, memory_order_relaxed) != 0;
}

static inline OdeonSubject *
subject_of (OdeonTopic *topic)
{
  /* Acquire: pairs with the store in _odeon_subject_of_topic(). */
  OdeonSubject *subject = __atomic_load_n (&topic->state, __ATOMIC_ACQUIRE);

  return G_LIKELY (subject != NULL) ? subject : _odeon_subject_of_topic (topic);
}

static G_GNUC_NO_INLINE gboolean
check (OdeonSubject *subject, gconstpointer event)
{
  g_autoptr (GError) error = NULL;

  if (event == NULL)
    g_set_error (&error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "NULL is no %s",
                 subject->type->name);
  if (event != NULL && odeon_value_check (subject->type, event, &error))
    return TRUE;

  g_log (ODEON_LOG_TOPIC, G_LOG_LEVEL_MESSAGE, "Not published: %s", error->message);

  return FALSE;
}

static inline gboolean
is_valid (OdeonSubject *subject, gconstpointer event)
{
  return G_LIKELY (event != NULL && subject->is_flat) || check (subject, event);
}

/* Those to all topics are on no channel before there is one. */
static G_GNUC_NO_INLINE OdeonChannel *
make_channel (OdeonSubject *subject, OdeonTopics *topics)
{
  OdeonChannel *channel;

  if (atomic_load_explicit (&_odeon_n_subscriptions_to_all, memory_order_relaxed) == 0)
    return NULL;

  _odeon_topics_lock ();
  channel = _odeon_subject_get_channel_locked (subject, topics);
  _odeon_topics_unlock ();

  return channel;
}

/* (nullable): those who have subscribed in the system that @in belongs to. */
static inline OdeonRoster *
ref_roster (OdeonSubject *subject, gpointer in)
{
  OdeonCell    *cell = _odeon_current_cell;
  OdeonHost    *host;
  OdeonTopics  *topics;
  OdeonChannel *channel;

  host = cell != NULL && (gpointer) cell->actor == in ? cell->host
                                                      : _odeon_spawner_get_host (in, &cell);
  g_return_val_if_fail (host != NULL, NULL);

  topics = _odeon_realm_get_topics (host);
  channel = _odeon_subject_find_channel (subject, topics);
  if (G_UNLIKELY (channel == NULL))
    channel = make_channel (subject, topics);

  return channel != NULL ? _odeon_channel_ref_roster (channel) : NULL;
}

/* Here first: to send it elsewhere may take its time. */
static guint
publish (OdeonRoster *roster, gconstpointer event, OdeonPromise *promise)
{
  guint n = 0;

  if (G_LIKELY (roster->n_outlets == 0))
    return _odeon_publish (roster, event, promise);

  if (roster->n > 0)
    {
      _odeon_roster_count (roster, 1);
      n = _odeon_publish (roster, event, promise);
    }
  else if (promise != NULL)
    {
      odeon_promise_set_int64 (promise, 0);
      odeon_promise_free (promise);
    }
  n += _odeon_outlets_send (roster->outlets, roster->n_outlets, event);
  _odeon_roster_unref (roster);

  return n;
}

guint
odeon_topic_publish (OdeonTopic *topic, gpointer in, gconstpointer event)
{
  OdeonSubject *subject = subject_of (topic);
  OdeonRoster  *roster;

  if (G_LIKELY (!is_wanted (subject)))
    return 0;

  g_return_val_if_fail (in != NULL, 0);

  if (!is_valid (subject, event))
    return 0;
  roster = ref_roster (subject, in);
  if (roster == NULL)
    return 0;
  if (G_UNLIKELY (!roster->is_lone))
    return publish (roster, event, NULL);

  _odeon_publish_to_one (roster, event);

  return 1;
}

OdeonFuture *
odeon_topic_trigger (OdeonTopic *topic, gpointer in, gconstpointer event)
{
  OdeonSubject *subject;
  OdeonPromise *promise;
  OdeonFuture  *future;
  OdeonRoster  *roster = NULL;

  g_return_val_if_fail (topic != NULL, NULL);
  g_return_val_if_fail (in != NULL, NULL);

  subject = _odeon_subject_of_topic (topic);
  promise = odeon_promise_new ();
  future = odeon_promise_get_future (promise);
  if (is_wanted (subject) && is_valid (subject, event))
    roster = ref_roster (subject, in);
  if (roster != NULL)
    publish (roster, event, promise);
  else
    {
      odeon_promise_set_int64 (promise, 0);
      odeon_promise_free (promise);
    }

  return future;
}

gboolean
odeon_topic_publish_to (OdeonTopic *topic, gpointer ref, gconstpointer event)
{
  OdeonSubject      *subject;
  OdeonCell         *cell;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (topic != NULL, FALSE);

  subject = _odeon_subject_of_topic (topic);
  if (ref == NULL)
    {
      g_log (ODEON_LOG_TOPIC, G_LOG_LEVEL_MESSAGE, "Not published: %s to a nil reference",
             subject->type->name);
      return FALSE;
    }
  if (!is_valid (subject, event))
    return FALSE;

  cell = _odeon_cell_of_resolved (ref, &error);
  if (cell == NULL)
    {
      g_message ("Not published: %s: %s", subject->type->name, error->message);
      return FALSE;
    }

  return _odeon_publish_to (subject, cell, event);
}

/* --- what is queued, in a system without threads --- */

static OdeonTopics *
get_ticking (OdeonSystem *system)
{
  OdeonCell   *parent;
  OdeonTopics *topics =
    _odeon_realm_get_topics (_odeon_spawner_get_host (ODEON_SPAWNER (system), &parent));

  return topics->ticker != NULL ? topics : NULL;
}

guint
odeon_topic_get_n_queued (OdeonTopic *topic, OdeonSystem *system)
{
  OdeonSubject *subject = topic != NULL ? _odeon_subject_of_topic (topic) : NULL;
  OdeonTopics  *topics;
  guint         n = 0;

  g_return_val_if_fail (ODEON_IS_SYSTEM (system), 0);
  topics = get_ticking (system);
  g_return_val_if_fail (topics != NULL, 0);

  _odeon_topics_lock ();
  for (OdeonChannel *channel = topics->channels; channel != NULL;
       channel = channel->next_of_system)
    if (subject == NULL || channel->subject == subject)
      n += channel->queued.length;
  _odeon_topics_unlock ();

  return n;
}

guint
odeon_topic_abort (OdeonTopic *topic, OdeonSystem *system, gboolean all)
{
  OdeonTopics  *topics;
  OdeonChannel *channel;
  guint         n = 0;

  g_return_val_if_fail (topic != NULL, 0);
  g_return_val_if_fail (ODEON_IS_SYSTEM (system), 0);
  topics = get_ticking (system);
  g_return_val_if_fail (topics != NULL, 0);

  channel = _odeon_subject_find_channel (_odeon_subject_of_topic (topic), topics);
  _odeon_topics_lock ();
  while (channel != NULL && channel->queued.length > 0 && (all || n == 0))
    {
      _odeon_publication_abort_locked (g_queue_peek_head (&channel->queued));
      n++;
    }
  _odeon_topics_unlock ();

  return n;
}
