/* SPDX-License-Identifier: MIT */

/* How many messages wait for an actor, and how many may.
 *
 * They are counted as sent and as taken, never both in one word: the actor's thread only stores how
 * many it took, and so do the senders that live on its worker with how many they sent; all without
 * a locked instruction. Senders of other threads add to one word, by compare-and-swap, so that
 * what they have added will be pushed, whatever happens. The actor has a cache line of its own, at
 * which they seldom look: they keep what they saw there last, which can only make them think that
 * there is less room than there is.
 *
 * Nothing hangs on the counters but themselves: all accesses are relaxed. The messages' content is
 * the queue's business.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

typedef struct _OdeonTicket OdeonTicket;

typedef struct
{
  /* Constant. */
  _Alignas (64) guint bound; /* 0: none */
  OdeonOverflow policy;

  /* The senders'. */
  atomic_uint   n_sent;  /* by those of other threads */
  atomic_uint   n_local; /* by those on its worker, alone */
  atomic_uint   n_seen;  /* of `n_taken` */
  atomic_uint   limit;   /* the bound; 0 while senders stand in line, and from the end on */
  _Atomic (GError *) reason; /* why messages are refused; made on demand */
  _Atomic (GError *) closed; /* (nullable): why from now on all are, made by the actor's end */

  /* Of an overflow its worker hears through its inbox. */
  OdeonMessage  notice;
  OdeonCell    *noticed;    /* counted, while that is there */
  atomic_bool   is_noticed; /* whoever sets it sends the notice */

  /* The actor's. */
  _Alignas (64) atomic_uint n_taken;
  gboolean      is_watched;    /* it matters to others that a message is taken */
  OdeonTicket  *first_in_line; /* of the senders that wait for room; see odeon-room.c */
  OdeonTicket  *last_in_line;
} OdeonBound;

void _odeon_bound_init  (OdeonBound *self, guint bound, OdeonOverflow policy);
void _odeon_bound_clear (OdeonBound *self);

/* Of _odeon_bound_reserve(), on other threads than the actor's. */
gboolean _odeon_bound_reserve_there (OdeonBound *self, guint limit);

/* Why a message finds no room; the bound's. */
const GError *_odeon_bound_get_reason (OdeonBound *self, OdeonCell *cell);

/* On the actor's worker, as the rest: a message has left the mailbox. */
static inline void
_odeon_bound_take (OdeonBound *self)
{
  guint n = atomic_load_explicit (&self->n_taken, memory_order_relaxed);

  atomic_store_explicit (&self->n_taken, n + 1, memory_order_relaxed);
}

static inline gint
_odeon_bound_get_waiting (OdeonBound *self)
{
  return (gint) (atomic_load_explicit (&self->n_sent, memory_order_relaxed)
                 + atomic_load_explicit (&self->n_local, memory_order_relaxed)
                 - atomic_load_explicit (&self->n_taken, memory_order_relaxed));
}

/* @n messages more are going to be pushed. */
static inline void
_odeon_bound_count (OdeonBound *self, gint n)
{
  guint before = atomic_load_explicit (&self->n_local, memory_order_relaxed);

  atomic_store_explicit (&self->n_local, before + (guint) n, memory_order_relaxed);
}

/* On the sender's thread; @here: that is its worker's. %TRUE: there is room for one message more,
 * which is to be pushed. */
static inline gboolean
_odeon_bound_reserve (OdeonBound *self, gboolean here, guint limit)
{
  if (!here)
    return _odeon_bound_reserve_there (self, limit);
  if (G_UNLIKELY (_odeon_bound_get_waiting (self) >= (gint) limit))
    return FALSE;

  _odeon_bound_count (self, 1);

  return TRUE;
}

static inline guint
_odeon_bound_get_limit (OdeonBound *self)
{
  return atomic_load_explicit (&self->limit, memory_order_relaxed);
}

static inline void
_odeon_bound_set_limit (OdeonBound *self, guint limit)
{
  atomic_store_explicit (&self->limit, limit, memory_order_relaxed);
}
