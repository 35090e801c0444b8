/* SPDX-License-Identifier: MIT */

/* A publication from its making, by whoever publishes, to its freeing. */

#include "odeon-block-private.h"
#include "odeon-call-private.h"
#include "odeon-publication-private.h"
#include "odeon-roster-private.h"

#include <string.h>

/* Nothing that IDL has in a struct wants more. */
static gsize
align (gsize size)
{
  return (size + sizeof (guint64) - 1) & ~(sizeof (guint64) - 1);
}

void
_odeon_roster_lay_out (OdeonRoster *roster)
{
  roster->rounds = align (sizeof (OdeonPublication) + roster->n * sizeof (OdeonDelivery));
  roster->event = roster->rounds;
  if (roster->n > 1)
    roster->event += align (roster->n_lanes * sizeof (OdeonRound));
  roster->size = roster->event + roster->channel->subject->type->size;
  roster->is_lone = roster->n == 1 && roster->entries[0]->cell != NULL
                    && roster->entries[0]->topics->ticker == NULL
                    && roster->channel->subject->is_flat && roster->n_outlets == 0;
}

/* --- its life --- */

static void
enqueue (OdeonAccount *self)
{
  OdeonChannel *channel = self->publication->roster->channel;

  _odeon_topics_lock ();
  self->queued.data = self->publication;
  g_queue_push_tail_link (&channel->queued, &self->queued);
  _odeon_topics_unlock ();
}

static void
dequeue_locked (OdeonAccount *self)
{
  if (self->queued.data == NULL)
    return;

  self->queued.data = NULL;
  g_queue_unlink (&self->publication->roster->channel->queued, &self->queued);
}

void
_odeon_publication_abort_locked (OdeonPublication *self)
{
  atomic_store_explicit (&self->account->aborted, TRUE, memory_order_relaxed);
  dequeue_locked (self->account);
}

/* (nullable) */
static OdeonAccount *
new_account (OdeonPublication *publication, OdeonPromise *promise, OdeonCall *origin)
{
  OdeonChannel *channel = publication->roster->channel;
  gboolean      ticks =
    atomic_load_explicit (&channel->topics, memory_order_relaxed)->ticker != NULL;
  OdeonAccount *self;

  if (promise == NULL && origin == NULL && !ticks)
    return NULL;

  self = g_new0 (OdeonAccount, 1);
  self->publication = publication;
  self->promise = promise;
  self->origin = origin;
  if (ticks)
    enqueue (self);

  return self;
}

static void
free_account (OdeonAccount *self)
{
  if (self == NULL)
    return;

  _odeon_topics_lock ();
  dequeue_locked (self);
  _odeon_topics_unlock ();
  if (self->origin != NULL)
    _odeon_call_succeed (self->origin);
  g_free (self);
}

void
_odeon_account_answer (OdeonAccount *self)
{
  OdeonPromise *promise = g_steal_pointer (&self->promise);

  odeon_promise_set_int64 (promise,
                           atomic_load_explicit (&self->n_called, memory_order_relaxed));
  odeon_promise_free (promise);
}

static void
free_publication (OdeonPublication *self)
{
  OdeonRoster  *roster = self->roster;
  OdeonSubject *subject = roster->channel->subject;

  free_account (self->account);
  if (!subject->is_flat)
    odeon_value_clear (subject->type, _odeon_publication_get_event (self));
  _odeon_block_free (self, roster->size);
  _odeon_roster_unref (roster);
}

void
_odeon_publication_unref (OdeonPublication *self)
{
  /* Ours alone: nobody counts any more. Acquire: pairs with the release of those who did. */
  if (atomic_load_explicit (&self->ref_count, memory_order_acquire) == 1
      || atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) == 1)
    free_publication (self);
}

/* --- publishing --- */

/* Whoever triggers an event cannot handle it before it goes on: an actor, or a function of this
 * thread that is being called. */
static gboolean
is_publisher (const OdeonSubscription *subscription)
{
  if (subscription->cell != NULL)
    return subscription->cell == _odeon_current_cell;

  return subscription->thread == g_thread_self () && subscription->n_calls > 0;
}

static void
init_delivery (OdeonPublication *self, guint index, guint lane)
{
  const OdeonSubscription *subscription = self->roster->entries[index];
  OdeonAccount            *account = self->account;
  OdeonDelivery           *delivery = &self->deliveries[index];

  delivery->message.klass = subscription->cell != NULL ? &_odeon_cell_delivery_class
                                                       : &_odeon_worker_delivery_class;
  delivery->index = index;
  delivery->lane = (guint16) lane;
  atomic_init (&delivery->over, FALSE);
  delivery->awaited = account != NULL && account->promise != NULL && !is_publisher (subscription);
  if (delivery->awaited)
    atomic_fetch_add_explicit (&account->n_awaited, 1, memory_order_relaxed);
}

static void
init_deliveries (OdeonPublication *self)
{
  const OdeonRoster *roster = self->roster;

  if (roster->n == 1)
    {
      init_delivery (self, 0, 0);
      return;
    }

  for (guint lane = 0; lane < roster->n_lanes; lane++)
    {
      const OdeonLane *of = &roster->lanes[lane];

      *_odeon_publication_get_round (self, lane) = (OdeonRound) { of->first, G_MAXUINT };
      for (guint i = of->first; i < of->first + of->n; i++)
        init_delivery (self, i, lane);
    }
}

static void
copy_event (OdeonPublication *self, gconstpointer event)
{
  const OdeonSubject *subject = self->roster->channel->subject;

  if (subject->is_flat)
    memcpy (_odeon_publication_get_event (self), event, subject->type->size);
  else
    odeon_value_copy (subject->type, _odeon_publication_get_event (self), event);
}

/* Takes it out of the call's frame. */
static void
move_event (OdeonPublication *self, OdeonCall *origin)
{
  gsize size = self->roster->channel->subject->type->size;

  memcpy (_odeon_publication_get_event (self), origin->frame, size);
  memset (origin->frame, 0, size);
}

static OdeonPublication *
new_publication (OdeonRoster *roster, int ref_count)
{
  OdeonPublication *self = _odeon_block_new (roster->size);

  atomic_init (&self->ref_count, ref_count);
  self->roster = roster;
  self->sender_id = _odeon_current_cell != NULL ? _odeon_current_cell->id : 0;

  return self;
}

static void
send (OdeonSubscription *subscription, OdeonMessage *message)
{
  if (subscription->cell != NULL)
    _odeon_cell_send (subscription->cell, message);
  else
    _odeon_worker_send (subscription->worker, message);
}

/* Whoever is sent the last one may handle it, and free all of this and itself, before it is told
 * that there is something to handle; not so on this thread. */
static inline gboolean
has_to_keep (const OdeonRoster *roster)
{
  return roster->entries[roster->n - 1]->worker != _odeon_current_worker;
}

static void
send_all (OdeonPublication *self, gboolean keeps)
{
  OdeonRoster *roster = self->roster;
  guint        n = roster->n;

  init_deliveries (self);
  if (self->account != NULL && self->account->promise != NULL
      && atomic_load_explicit (&self->account->n_awaited, memory_order_relaxed) == 0)
    _odeon_account_answer (self->account);

  for (guint i = 0; i < n; i++)
    send (roster->entries[i], &self->deliveries[i].message);
  if (keeps)
    _odeon_publication_unref (self);
}

guint
_odeon_publish (OdeonRoster *roster, gconstpointer event, OdeonPromise *promise)
{
  guint             n = roster->n;
  gboolean          keeps = has_to_keep (roster);
  OdeonPublication *self = new_publication (roster, (int) (n + keeps));

  copy_event (self, event);
  self->account = new_account (self, promise, NULL);
  send_all (self, keeps);

  return n;
}

void
_odeon_publish_call (OdeonRoster *roster, OdeonCall *call)
{
  gboolean          keeps = has_to_keep (roster);
  OdeonPublication *self = new_publication (roster, (int) (roster->n + keeps));

  move_event (self, call);
  self->account = new_account (self, NULL, call);
  send_all (self, keeps);
}
