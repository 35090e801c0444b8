/* SPDX-License-Identifier: MIT */

/* Rosters: how they are made of who has subscribed, and how they are counted. */

#include "odeon-feed-private.h"
#include "odeon-roster-private.h"

/* In the count of a roster that a channel has: those who let go bring it to no 0 before that. */
#define PUBLISHED (1 << 30)

_Thread_local OdeonRosterHand _odeon_roster_hand;

/* --- making one --- */

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

static void
take_outlets (OdeonRoster *self, GPtrArray *outlets, guint n)
{
  self->n_outlets = n;
  self->is_foreign = n > 0 || (self->n > 0 && self->entries[0]->feed != NULL);
  self->outlets = g_new (OdeonOutlet *, n);
  for (guint i = 0; i < n; i++)
    self->outlets[i] = _odeon_outlet_ref (outlets->pdata[i]);
}

OdeonRoster *
_odeon_roster_new_locked (OdeonChannel *channel, OdeonTopics *topics)
{
  guint                          n = length_of (channel->subscriptions)
                                     + length_of (topics->to_all);
  guint                          n_outlets = channel->outlets != NULL ? channel->outlets->len : 0;
  g_autofree OdeonSubscription **sorted = NULL;
  g_autofree guint              *lane_of = NULL;
  g_autofree guint              *filled = NULL;
  OdeonRoster                   *self;
  guint                          first = 0;

  if (n + n_outlets == 0)
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
  take_outlets (self, channel->outlets, n_outlets);
  _odeon_roster_lay_out (self);

  return self;
}

/* --- references --- */

static void
free_roster (OdeonRoster *self)
{
  for (guint i = 0; i < self->n; i++)
    _odeon_subscription_unref (self->entries[i]);
  for (guint i = 0; i < self->n_outlets; i++)
    _odeon_outlet_unref (self->outlets[i]);
  g_free (self->outlets);
  g_free (self->entries);
  g_free (self->lanes);
  g_free (self);
}

void
_odeon_roster_count (OdeonRoster *self, int n)
{
  if (atomic_fetch_add_explicit (&self->ref_count, n, memory_order_acq_rel) + n == 0)
    free_roster (self);
}

void
_odeon_roster_retire (gpointer roster)
{
  _odeon_roster_count (roster, -PUBLISHED);
}

void
_odeon_roster_empty_hand (void)
{
  OdeonRosterHand *hand = &_odeon_roster_hand;
  OdeonRoster     *roster = g_steal_pointer (&hand->roster);
  guint            n = hand->n;

  hand->n = 0;
  if (n > 0)
    _odeon_roster_count (roster, -(int) n);
}

static void
at_thread_end (gpointer data G_GNUC_UNUSED)
{
  _odeon_roster_empty_hand ();
}

static GPrivate thread_end = G_PRIVATE_INIT (at_thread_end);

void
_odeon_roster_take_in_hand (OdeonRoster *self)
{
  OdeonRosterHand *hand = &_odeon_roster_hand;

  _odeon_roster_count (self, ODEON_ROSTER_HANDFUL);
  if (hand->roster != self)
    {
      _odeon_roster_empty_hand ();
      hand->roster = self;
      g_private_set (&thread_end, hand);
    }
  hand->n += ODEON_ROSTER_HANDFUL;
}

void
_odeon_roster_return_half (void)
{
  OdeonRosterHand *hand = &_odeon_roster_hand;

  hand->n -= ODEON_ROSTER_HANDFUL;
  _odeon_roster_count (hand->roster, -ODEON_ROSTER_HANDFUL);
}
