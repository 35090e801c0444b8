/* SPDX-License-Identifier: MIT */

/* Channels: who subscribes, under the lock, and the rosters that publishers read of them without
 * it. */

#include "odeon-feed-private.h"
#include "odeon-roster-private.h"

/* What publishers add to the word, and where it is the roster's address. */
#define ONE_REFERENCE  ((guint64) 1 << 48)
#define ADDRESS        (ONE_REFERENCE - 1)
#define MANY           ((guint64) 1 << 15)

atomic_uint _odeon_n_subscriptions_to_all;

static GMutex  lock;
static GSList *replaced; /* under the lock: rosters to let go of after it: that runs any code */

void
_odeon_topics_lock (void)
{
  g_mutex_lock (&lock);
}

void
_odeon_topics_unlock (void)
{
  GSList *rosters = g_steal_pointer (&replaced);

  g_mutex_unlock (&lock);
  g_slist_free_full (rosters, _odeon_roster_retire);
}

/* --- rosters --- */

static OdeonRoster *
roster_of (guint64 word)
{
  return (OdeonRoster *) (uintptr_t) (word & ADDRESS);
}

/* The references that publishers have counted in the word since are counted in the old roster. */
static void
replace_locked (OdeonChannel *self, guint64 to)
{
  /* Release: the new roster; acquire: pairs with the publishers' adding. */
  guint64      from = atomic_exchange_explicit (&self->roster, to, memory_order_acq_rel);
  OdeonRoster *old = roster_of (from);

  if (old == NULL || roster_of (from) == roster_of (ODEON_ROSTER_STALE))
    return;

  _odeon_roster_count (old, (int) (from / ONE_REFERENCE));
  if (_odeon_roster_hand.roster == old)
    _odeon_roster_empty_hand ();
  replaced = g_slist_prepend (replaced, old);
}

static void
invalidate_locked (OdeonChannel *self)
{
  replace_locked (self, ODEON_ROSTER_STALE);
}

static void
renew (OdeonChannel *self)
{
  OdeonTopics *topics;
  guint64      word;

  _odeon_topics_lock ();
  topics = atomic_load_explicit (&self->topics, memory_order_relaxed);
  word = atomic_load_explicit (&self->roster, memory_order_relaxed);
  if (topics != NULL && (word & ADDRESS) == ODEON_ROSTER_STALE)
    replace_locked (self, (guint64) (uintptr_t) _odeon_roster_new_locked (self, topics));
  _odeon_topics_unlock ();
}

/* The count in the word must not overflow: it goes over to the roster. */
static void
carry (OdeonChannel *self, guint64 word)
{
  OdeonRoster *roster = roster_of (word);

  if (atomic_compare_exchange_strong_explicit (&self->roster, &word, word & ADDRESS,
                                               memory_order_acq_rel, memory_order_relaxed))
    _odeon_roster_count (roster, (int) (word / ONE_REFERENCE));
}

static OdeonRoster *
ref_slowly (OdeonChannel *self)
{
  for (;;)
    {
      guint64 word = atomic_load_explicit (&self->roster, memory_order_relaxed);

      if ((word & ADDRESS) == 0)
        return NULL;
      if ((word & ADDRESS) == ODEON_ROSTER_STALE)
        {
          renew (self);
          continue;
        }

      /* Whatever roster it is by now, one reference is ours with this. Acquire: its content; pairs
       * with the release in replace_locked(), as does the release with the acquire there. */
      word = atomic_fetch_add_explicit (&self->roster, ONE_REFERENCE, memory_order_acq_rel)
             + ONE_REFERENCE;
      if ((word & ADDRESS) <= ODEON_ROSTER_STALE)
        continue;
      if (word / ONE_REFERENCE >= MANY)
        carry (self, word);
      return roster_of (word);
    }
}

OdeonRoster *
_odeon_channel_ref_roster (OdeonChannel *self)
{
  guint64      word = atomic_load_explicit (&self->roster, memory_order_relaxed);
  OdeonRoster *roster;

  if (G_LIKELY (_odeon_roster_ref_from_hand (roster_of (word))))
    return roster_of (word);

  roster = ref_slowly (self);
  if (roster != NULL && G_LIKELY (!roster->is_foreign))
    _odeon_roster_take_in_hand (roster);

  return roster;
}

/* --- who subscribes --- */

static gint
compare (gconstpointer a, gconstpointer b, gpointer data G_GNUC_UNUSED)
{
  return _odeon_subscription_compare (a, b);
}

static GSequenceIter *
insert (GSequence **sequence, OdeonSubscription *subscription)
{
  if (*sequence == NULL)
    *sequence = g_sequence_new (NULL);

  return g_sequence_insert_sorted (*sequence, subscription, compare, NULL);
}

static void
invalidate_all_locked (OdeonTopics *self)
{
  for (OdeonChannel *channel = self->channels; channel != NULL; channel = channel->next_of_system)
    invalidate_locked (channel);
}

void
_odeon_topics_add_locked (OdeonSubscription *subscription)
{
  OdeonChannel *channel = subscription->channel;

  if (channel == NULL)
    {
      subscription->place = insert (&subscription->topics->to_all, subscription);
      atomic_fetch_add_explicit (&_odeon_n_subscriptions_to_all, 1, memory_order_relaxed);
      invalidate_all_locked (subscription->topics);
    }
  else
    {
      subscription->place = insert (&channel->subscriptions, subscription);
      atomic_fetch_add_explicit (&channel->subject->n_subscriptions, 1, memory_order_relaxed);
      invalidate_locked (channel);
    }
}

void
_odeon_topics_remove_locked (OdeonSubscription *subscription)
{
  OdeonChannel *channel = subscription->channel;

  g_sequence_remove (subscription->place);
  if (channel == NULL)
    {
      atomic_fetch_sub_explicit (&_odeon_n_subscriptions_to_all, 1, memory_order_relaxed);
      invalidate_all_locked (subscription->topics);
    }
  else
    {
      atomic_fetch_sub_explicit (&channel->subject->n_subscriptions, 1, memory_order_relaxed);
      invalidate_locked (channel);
    }
}

void
_odeon_channel_add_outlet_locked (OdeonChannel *self, OdeonOutlet *outlet)
{
  if (self->outlets == NULL)
    self->outlets = g_ptr_array_new ();
  g_ptr_array_add (self->outlets, _odeon_outlet_ref (outlet));
  atomic_fetch_add_explicit (&self->subject->n_subscriptions, 1, memory_order_relaxed);
  invalidate_locked (self);
}

void
_odeon_channel_remove_outlet_locked (OdeonChannel *self, OdeonOutlet *outlet)
{
  g_ptr_array_remove (self->outlets, outlet);
  atomic_fetch_sub_explicit (&self->subject->n_subscriptions, 1, memory_order_relaxed);
  invalidate_locked (self);
}

static guint64
first_id_of (GSequence *sequence)
{
  if (sequence == NULL || g_sequence_is_empty (sequence))
    return 0;

  return ((OdeonSubscription *) g_sequence_get (g_sequence_get_begin_iter (sequence)))->id;
}

/* The id of any subscription that there still is, or 0. */
static guint64
any_id (OdeonTopics *self)
{
  guint64 id;

  _odeon_topics_lock ();
  id = first_id_of (self->to_all);
  for (OdeonChannel *channel = self->channels; id == 0 && channel != NULL;
       channel = channel->next_of_system)
    id = first_id_of (channel->subscriptions);
  _odeon_topics_unlock ();

  return id;
}

static void
close_channel_locked (OdeonChannel *self)
{
  replace_locked (self, 0);
  while (self->queued.length > 0)
    _odeon_publication_abort_locked (g_queue_peek_head (&self->queued));
  g_clear_pointer (&self->subscriptions, g_sequence_free);
  g_clear_pointer (&self->outlets, g_ptr_array_unref);
  /* Release: it is as new for whoever takes it next. */
  atomic_store_explicit (&self->topics, NULL, memory_order_release);
}

void
_odeon_topics_clear (OdeonTopics *self)
{
  guint64 id;

  while ((id = any_id (self)) != 0)
    odeon_topic_unsubscribe (id);

  _odeon_topics_lock ();
  while (self->channels != NULL)
    {
      OdeonChannel *channel = self->channels;

      self->channels = channel->next_of_system;
      close_channel_locked (channel);
    }
  g_clear_pointer (&self->to_all, g_sequence_free);
  _odeon_topics_unlock ();
}
