/* SPDX-License-Identifier: MIT */

/* Subjects, their channels, and the rosters that publishers read. */

#include "odeon-topic-private.h"

#include <string.h>

/* Of a channel's `roster`: a change has come since it was made. */
#define STALE ((guint64) 2)

/* What publishers add to the word, and where it is the roster's address. */
#define ONE_REFERENCE  ((guint64) 1 << 48)
#define ADDRESS        (ONE_REFERENCE - 1)
#define MANY           ((guint64) 1 << 15)

/* References that a thread counts at once. */
#define HANDFUL 256

/* In the count of a roster that a channel has: those who let go bring it to no 0 before that. */
#define PUBLISHED (1 << 30)

atomic_uint _odeon_n_subscriptions_to_all;

static GMutex      lock;
static GHashTable *subjects; /* under the lock: "Bank::Moved (sx)" → OdeonSubject */
static GSList     *replaced; /* under the lock: rosters to let go of after it: that runs any code */

static void let_go (gpointer roster);

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
  g_slist_free_full (rosters, let_go);
}

/* --- subjects --- */

/* Whether every value of the type is valid, and copied by its bytes. */
static gboolean
is_flat (const OdeonTypeInfo *type)
{
  if (type->kind != ODEON_KIND_STRUCT)
    return (type->kind == ODEON_KIND_OCTET
            || (type->kind >= ODEON_KIND_INT8 && type->kind <= ODEON_KIND_DOUBLE))
           && type->min == NULL && type->max == NULL;

  for (guint i = 0; i < type->n_members; i++)
    if ((type->members[i].flags & (ODEON_MEMBER_INDIRECT | ODEON_MEMBER_OPTIONAL)) != 0
        || !is_flat (type->members[i].type))
      return FALSE;

  return TRUE;
}

/* Types of one name that differ are different topics: an event of the one is nothing to read for a
 * subscriber to the other. */
static gchar *
dup_key (const OdeonTypeInfo *type)
{
  return g_strdup_printf ("%s %s %u", type->name, type->signature != NULL ? type->signature : "",
                          type->size);
}

static OdeonSubject *
intern_locked (const OdeonTypeInfo *type)
{
  g_autofree gchar *key = dup_key (type);
  OdeonSubject     *self;

  if (subjects == NULL)
    subjects = g_hash_table_new (g_str_hash, g_str_equal);
  self = g_hash_table_lookup (subjects, key);
  if (self == NULL)
    {
      self = g_new0 (OdeonSubject, 1);
      self->type = type;
      self->is_flat = is_flat (type);
      g_hash_table_insert (subjects, g_steal_pointer (&key), self);
    }

  return self;
}

OdeonSubject *
_odeon_subject_of_topic (OdeonTopic *topic)
{
  OdeonSubject *self = g_atomic_pointer_get (&topic->state);

  if (G_LIKELY (self != NULL))
    return self;

  _odeon_topics_lock ();
  self = intern_locked (topic->type);
  _odeon_topics_unlock ();
  g_atomic_pointer_set (&topic->state, self);

  return self;
}

/* --- channels --- */

OdeonChannel *
_odeon_subject_find_channel (OdeonSubject *self, OdeonTopics *topics)
{
  OdeonChannel *channel;

  /* Acquire: pairs with the releases in _odeon_subject_get_channel_locked(). */
  for (channel = atomic_load_explicit (&self->channels, memory_order_acquire); channel != NULL;
       channel = channel->next)
    if (atomic_load_explicit (&channel->topics, memory_order_acquire) == topics)
      return channel;

  return NULL;
}

static OdeonChannel *
new_channel_locked (OdeonSubject *self)
{
  OdeonChannel *channel = g_new0 (OdeonChannel, 1);

  channel->subject = self;
  channel->next = atomic_load_explicit (&self->channels, memory_order_relaxed);
  atomic_store_explicit (&self->channels, channel, memory_order_release);

  return channel;
}

OdeonChannel *
_odeon_subject_get_channel_locked (OdeonSubject *self, OdeonTopics *topics)
{
  OdeonChannel *channel = _odeon_subject_find_channel (self, topics);

  if (channel != NULL)
    return channel;

  channel = _odeon_subject_find_channel (self, NULL);
  if (channel == NULL)
    channel = new_channel_locked (self);
  channel->next_of_system = topics->channels;
  topics->channels = channel;
  atomic_store_explicit (&channel->roster, STALE, memory_order_relaxed);
  atomic_store_explicit (&channel->topics, topics, memory_order_release);

  return channel;
}

/* --- rosters --- */

static OdeonRoster *
roster_of (guint64 word)
{
  return (OdeonRoster *) (uintptr_t) (word & ADDRESS);
}

static void
free_roster (OdeonRoster *self)
{
  for (guint i = 0; i < self->n; i++)
    _odeon_subscription_unref (self->entries[i]);
  g_free (self->entries);
  g_free (self->lanes);
  g_free (self);
}

/* Counts @n references more, or fewer; the last one frees it. */
static void
count (OdeonRoster *self, int n)
{
  if (atomic_fetch_add_explicit (&self->ref_count, n, memory_order_acq_rel) + n == 0)
    free_roster (self);
}

/* References that this thread has in hand: to the roster that it published to last. Whoever
 * publishes to a neighbour takes one here and gives one back here, and counts none of them.
 * At most, a thread that publishes no more keeps the memory of a roster that is out of date. */
static _Thread_local struct
{
  OdeonRoster *roster;
  guint        n;
} in_hand;

static void
empty_hand (gpointer data G_GNUC_UNUSED)
{
  OdeonRoster *roster = g_steal_pointer (&in_hand.roster);

  if (in_hand.n > 0)
    count (roster, -(int) in_hand.n);
  in_hand.n = 0;
}

static GPrivate at_thread_end = G_PRIVATE_INIT (empty_hand);

/* Takes @n references that were counted in hand. */
static void
take_in_hand (OdeonRoster *roster, guint n)
{
  if (in_hand.roster != roster)
    {
      empty_hand (NULL);
      in_hand.roster = roster;
      g_private_set (&at_thread_end, &in_hand);
    }
  in_hand.n += n;
}

void
_odeon_roster_unref (OdeonRoster *self)
{
  if (in_hand.roster != self)
    count (self, -1);
  else if (++in_hand.n == 2 * HANDFUL)
    {
      in_hand.n -= HANDFUL;
      count (self, -HANDFUL);
    }
}

static guint
length_of (GSequence *sequence)
{
  return sequence != NULL ? (guint) g_sequence_get_length (sequence) : 0;
}

/* Both are in order already. */
static void
merge (GSequence *a, GSequence *b, OdeonSubscription **merged)
{
  GSequenceIter *at[2] = { a != NULL ? g_sequence_get_begin_iter (a) : NULL,
                           b != NULL ? g_sequence_get_begin_iter (b) : NULL };

  for (;;)
    {
      OdeonSubscription *next[2] = { NULL, NULL };
      guint              first;

      for (guint i = 0; i < 2; i++)
        if (at[i] != NULL && !g_sequence_iter_is_end (at[i]))
          next[i] = g_sequence_get (at[i]);
      if (next[0] == NULL && next[1] == NULL)
        return;

      first = next[0] == NULL
              || (next[1] != NULL && _odeon_subscription_compare (next[1], next[0]) < 0);
      *merged++ = next[first];
      at[first] = g_sequence_iter_next (at[first]);
    }
}

/* Which lane each of them is in; counts them there. */
static void
find_lanes (OdeonRoster *self, OdeonSubscription *const *sorted, guint *lane_of)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL); /* worker → lane + 1 */

  for (guint i = 0; i < self->n; i++)
    {
      OdeonWorker *worker = sorted[i]->worker;
      guint        lane = GPOINTER_TO_UINT (g_hash_table_lookup (known, worker));

      if (lane == 0)
        {
          lane = ++self->n_lanes;
          g_hash_table_insert (known, worker, GUINT_TO_POINTER (lane));
          self->lanes = g_renew (OdeonLane, self->lanes, lane);
          self->lanes[lane - 1] = (OdeonLane) { worker, 0, 0 };
        }
      lane_of[i] = lane - 1;
      self->lanes[lane - 1].n++;
    }
}

static OdeonRoster *
new_roster_locked (OdeonChannel *channel, OdeonTopics *topics)
{
  guint                          n = length_of (channel->subscriptions)
                                     + length_of (topics->to_all);
  g_autofree OdeonSubscription **sorted = NULL;
  g_autofree guint              *lane_of = NULL;
  g_autofree guint              *filled = NULL;
  OdeonRoster                   *self;
  guint                          first = 0;

  if (n == 0)
    return NULL;

  sorted = g_new (OdeonSubscription *, n);
  lane_of = g_new (guint, n);
  merge (channel->subscriptions, topics->to_all, sorted);

  self = g_new0 (OdeonRoster, 1);
  atomic_init (&self->ref_count, PUBLISHED);
  self->channel = channel;
  self->n = n;
  self->entries = g_new (OdeonSubscription *, n);
  find_lanes (self, sorted, lane_of);
  for (guint i = 0; i < self->n_lanes; i++)
    {
      self->lanes[i].first = first;
      first += self->lanes[i].n;
    }

  filled = g_new0 (guint, self->n_lanes);
  for (guint i = 0; i < n; i++)
    self->entries[self->lanes[lane_of[i]].first + filled[lane_of[i]]++] =
      _odeon_subscription_ref (sorted[i]);
  _odeon_roster_lay_out (self);

  return self;
}

static void
let_go (gpointer roster)
{
  count (roster, -PUBLISHED);
}

/* The references that publishers have counted in the word since are counted in the old roster. */
static void
replace_locked (OdeonChannel *self, guint64 to)
{
  /* Release: the new roster; acquire: pairs with the publishers' adding. */
  guint64      from = atomic_exchange_explicit (&self->roster, to, memory_order_acq_rel);
  OdeonRoster *old = roster_of (from);

  if (old == NULL || roster_of (from) == roster_of (STALE))
    return;

  count (old, (int) (from / ONE_REFERENCE));
  if (in_hand.roster == old)
    empty_hand (NULL);
  replaced = g_slist_prepend (replaced, old);
}

static void
invalidate_locked (OdeonChannel *self)
{
  replace_locked (self, STALE);
}

static void
renew (OdeonChannel *self)
{
  OdeonTopics *topics;

  _odeon_topics_lock ();
  topics = atomic_load_explicit (&self->topics, memory_order_relaxed);
  if (topics != NULL
      && (atomic_load_explicit (&self->roster, memory_order_relaxed) & ADDRESS) == STALE)
    replace_locked (self, (guint64) (uintptr_t) new_roster_locked (self, topics));
  _odeon_topics_unlock ();
}

/* The count in the word must not overflow: it goes over to the roster. */
static void
carry (OdeonChannel *self, guint64 word)
{
  OdeonRoster *roster = roster_of (word);

  if (atomic_compare_exchange_strong_explicit (&self->roster, &word, word & ADDRESS,
                                               memory_order_acq_rel, memory_order_relaxed))
    count (roster, (int) (word / ONE_REFERENCE));
}

static OdeonRoster *
ref_slowly (OdeonChannel *self)
{
  for (;;)
    {
      guint64 word = atomic_load_explicit (&self->roster, memory_order_relaxed);

      if ((word & ADDRESS) == 0)
        return NULL;
      if ((word & ADDRESS) == STALE)
        {
          renew (self);
          continue;
        }

      /* Whatever roster it is by now, one reference is ours with this. Acquire: its content; pairs
       * with the release in replace_locked(), as does the release with the acquire there. */
      word = atomic_fetch_add_explicit (&self->roster, ONE_REFERENCE, memory_order_acq_rel)
             + ONE_REFERENCE;
      if ((word & ADDRESS) <= STALE)
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
  OdeonRoster *roster = in_hand.roster;

  /* It cannot be another one at this address while we have references. */
  if (G_LIKELY (in_hand.n > 0 && roster == roster_of (word)))
    {
      in_hand.n--;
      return roster;
    }

  roster = ref_slowly (self);
  if (roster != NULL)
    {
      count (roster, HANDFUL);
      take_in_hand (roster, HANDFUL);
    }

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

static guint64
first_id_of (GSequence *sequence)
{
  if (length_of (sequence) == 0)
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
