/* SPDX-License-Identifier: MIT */

#include "odeon-bucket-private.h"
#include "odeon-intake-private.h"
#include "odeon-pool-private.h"

/* The word: the owner, whether it is moving, and how many messages are old and new. */
#define COUNT_BITS 25
#define NEW        ((guint64) 1)
#define NEW_MASK   (((guint64) 1 << COUNT_BITS) - 1)
#define OLD        (NEW << COUNT_BITS)
#define OLD_MASK   (NEW_MASK << COUNT_BITS)
#define MOVING     ((guint64) 1 << (2 * COUNT_BITS))
#define OWNER_BITS (2 * COUNT_BITS + 1)

G_STATIC_ASSERT (OWNER_BITS + ODEON_SEATS_BITS <= 64);

/* Half of what can be counted: many senders may find at once that it is too much. */
#define COUNT_MAX (NEW_MASK / 2)

/* First it brings the new owner the news that the bucket is its own, then the pool. */
struct _OdeonNotice
{
  OdeonMessage message; /* first */
  OdeonPool   *pool;    /* which its actor has; that is counted */
  guint        bucket;
  OdeonSeat   *seat;    /* of the new owner */
  OdeonCell   *owner;   /* counted */
};

static guint
owner_of (guint64 word)
{
  return (guint) (word >> OWNER_BITS);
}

gboolean
_odeon_bucket_enter (OdeonBucket *self, guint *out_owner)
{
  guint64 before = atomic_fetch_add_explicit (&self->word, NEW, memory_order_acquire);

  *out_owner = owner_of (before);
  if (G_LIKELY ((before & NEW_MASK) < COUNT_MAX))
    return TRUE;

  /* Nothing is sent: it is as good as handled. */
  _odeon_bucket_done (self, owner_of (before));

  return FALSE;
}

/* Sends it to where its next reader is. */
static void
send (OdeonNotice *self, OdeonCell *to, const OdeonMessageClass *klass)
{
  odeon_ref_ref (to);
  self->message.klass = klass;
  _odeon_scheduler_hooks->send (to->worker, &self->message);
  odeon_ref_unref (to);
}

static void
notice_free (OdeonNotice *self)
{
  odeon_ref_unref (self->owner);
  odeon_ref_unref (self->pool->cell);
  g_free (self);
}

/* On the pool's worker: nothing moves any more. */
static void
settled_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonNotice *self = (OdeonNotice *) message;

  _odeon_pool_settled (self->pool);
  notice_free (self);
}

static void
settled_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  notice_free ((OdeonNotice *) message);
}

static const OdeonMessageClass settled_class = {
  .run = settled_run,
  .refuse = settled_refuse,
};

static void
settle (OdeonNotice *self)
{
  OdeonPool *pool = self->pool;

  /* Release: the bucket's last move is over; acquire: those of the others. Pair with one another
   * and with the load in _odeon_pool_is_moving(). */
  if (atomic_fetch_sub_explicit (&pool->n_moving, 1, memory_order_acq_rel) == 1)
    send (self, pool->cell, &settled_class);
  else
    notice_free (self);
}

/* Puts back what was held of the bucket. */
static void
release (OdeonNotice *self)
{
  OdeonChain  kept = { NULL, NULL };
  OdeonChain  released = { NULL, NULL };
  OdeonQueueNode  *node;

  while ((node = _odeon_chain_pop (&self->seat->held)) != NULL)
    _odeon_chain_append (_odeon_pooled_call_get_bucket (ODEON_CALL_OF_MESSAGE (node))
                           == self->bucket ? &released : &kept, node);
  self->seat->held = kept;
  if (released.first != NULL)
    _odeon_intake_put_back (self->owner, &released);
}

static void
stop_moving (OdeonNotice *self)
{
  atomic_fetch_and_explicit (&self->pool->buckets[self->bucket].word, ~MOVING,
                             memory_order_release);
}

static void
notice_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonNotice *self = (OdeonNotice *) message;

  stop_moving (self);
  /* Of one that has ended it is refused, by the pool. */
  if (_odeon_cell_get_phase (self->owner) != ODEON_PHASE_ENDED)
    release (self);
  settle (self);
}

static void
notice_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  OdeonNotice *self = (OdeonNotice *) message;

  stop_moving (self);
  settle (self);
}

static const OdeonMessageClass notice_class = {
  .run = notice_run,
  .refuse = notice_refuse,
};

static gboolean
is_over (guint64 word)
{
  return (word & MOVING) != 0 && (word & OLD_MASK) == 0;
}

void
_odeon_bucket_done (OdeonBucket *self, guint seat)
{
  guint64 word = atomic_load_explicit (&self->word, memory_order_acquire);
  gboolean is_old;
  guint64  next;

  do
    {
      is_old = owner_of (word) != seat;
      next = word - (is_old ? OLD : NEW);
    }
  /* Release: what was done for it comes before the new owner's first message; acquire: the
   * notice. */
  while (!atomic_compare_exchange_weak_explicit (&self->word, &word, next, memory_order_acq_rel,
                                                 memory_order_acquire));

  if (is_old && is_over (next))
    {
      OdeonNotice *notice = g_steal_pointer (&self->notice);

      send (notice, notice->owner, &notice_class);
    }
}

gboolean
_odeon_bucket_is_held (OdeonBucket *self, guint seat)
{
  /* Acquire: pairs with the release of the last old message's end. */
  guint64 word = atomic_load_explicit (&self->word, memory_order_acquire);

  return (word & MOVING) != 0 && owner_of (word) == seat;
}

guint
_odeon_bucket_get_owner (OdeonBucket *self)
{
  return owner_of (atomic_load_explicit (&self->word, memory_order_relaxed));
}

void
_odeon_bucket_init (OdeonBucket *self, guint owner)
{
  atomic_init (&self->word, (guint64) owner << OWNER_BITS);
  self->notice = NULL;
}

static OdeonNotice *
notice_new (OdeonPool *pool, guint bucket, guint owner)
{
  OdeonNotice *self = g_new0 (OdeonNotice, 1);

  self->pool = pool;
  odeon_ref_ref (pool->cell);
  self->bucket = bucket;
  self->seat = _odeon_pool_get_seat (pool, owner);
  self->owner = odeon_ref_ref (self->seat->cell);

  return self;
}

void
_odeon_bucket_move (OdeonBucket *self, OdeonPool *pool, guint owner)
{
  OdeonNotice *notice = notice_new (pool, (guint) (self - pool->buckets), owner);
  guint64      word = atomic_load_explicit (&self->word, memory_order_relaxed);
  guint64      next;

  /* Else a message's end could not tell which it is, old or new. */
  g_assert (!(word & (MOVING | OLD_MASK)) && owner_of (word) != owner);
  self->notice = notice;
  atomic_fetch_add_explicit (&pool->n_moving, 1, memory_order_relaxed);
  do
    {
      next = ((guint64) owner << OWNER_BITS) | ((word & NEW_MASK) << COUNT_BITS);
      if (word & NEW_MASK)
        next |= MOVING;
    }
  /* Release: the notice, and the new owner's seat; acquire: what the old one has done. */
  while (!atomic_compare_exchange_weak_explicit (&self->word, &word, next, memory_order_acq_rel,
                                                 memory_order_relaxed));
  if (next & MOVING)
    return;

  self->notice = NULL;
  atomic_fetch_sub_explicit (&pool->n_moving, 1, memory_order_relaxed);
  notice_free (notice);
}
