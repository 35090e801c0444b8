/* SPDX-License-Identifier: MIT */

/* How many messages wait for an actor, and how many may.
 *
 * They are counted as sent and as taken, never both in one word: the actor's thread only stores how
 * many it took, and so do the senders that live on its worker with how many they sent. The others
 * have lanes: the actors of another worker one of their own, where they store how many they sent;
 * threads that run none, and workers that found their lane taken, share one, to which they add by
 * compare-and-swap. A locked instruction more for each message would cost as much as all the rest.
 *
 * Each touches a cache line of its own. A lane has been granted so many messages, and as long as
 * that lasts its senders look at nothing else; those on the actor's worker look at what all lanes
 * have been granted together, not at what they have sent. What is granted is a part of the room
 * that there is; whoever finds none left recalls what the lanes have not used, under a lock, before
 * the mailbox is full. So the bound is exact: what a sender has sent itself or has heard of counts,
 * and nothing else does. Only where several send at the same time one of a lane may not see that it
 * was recalled, and so add one message more.
 *
 * Nothing hangs on the counters but themselves: accesses are relaxed. The messages' content is the
 * queue's business.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

typedef struct _OdeonTicket OdeonTicket;

/* Of senders that are not on the actor's worker. */
typedef struct
{
  _Alignas (64) const OdeonTurns *owner; /* (nullable): whose; constant */
  atomic_uint n_sent;  /* the owner's, or everybody's */
  atomic_uint granted; /* under the lock: `n_sent` may come up to it */
} OdeonBoundLane;

typedef struct
{
  /* Constant. */
  _Alignas (64) guint bound; /* 0: none */
  OdeonOverflow policy;

  /* Seldom written: by who has the lock, but for the reasons. */
  atomic_uint   limit;   /* the bound; 0 while senders stand in line, and from the end on */
  atomic_uint   open;    /* the limit of those who look at nothing else; 0: nobody may do that */
  atomic_uint   granted; /* to all lanes together */
  atomic_bool   checks_each; /* more than the count, with each message: nothing is granted */
  GMutex        lock;
  _Atomic (OdeonBoundLane *) lanes[ODEON_BOUND_LANES]; /* (nullable); the first always: nobody's */
  _Atomic (GError *) reason; /* why messages are refused; made on demand */
  _Atomic (GError *) closed; /* (nullable): why from now on all are, made by the actor's end */

  /* Of an overflow its worker hears through its inbox. */
  OdeonMessage  notice;
  OdeonCell    *noticed;    /* counted, while that is there */
  atomic_bool   is_noticed; /* whoever sets it sends the notice */

  OdeonBoundLane     shared;

  /* Its worker's. */
  _Alignas (64) atomic_uint n_local; /* sent by those that live there */
  atomic_uint   n_taken;
  gboolean      is_watched;    /* it matters to others that a message is taken */
  OdeonTicket  *first_in_line; /* of the senders that wait for room; see odeon-room.c */
  OdeonTicket  *last_in_line;
} OdeonBound;

void _odeon_bound_init  (OdeonBound *self, guint bound, OdeonOverflow policy);
void _odeon_bound_clear (OdeonBound *self);

/* On the actor's worker, or before anybody else knows the bound: how many may wait from now on. */
void _odeon_bound_set_limit (OdeonBound *self, guint limit);

/* Likewise: there is more to a message for this actor than that it counts. */
void _odeon_bound_check_each (OdeonBound *self);

/* Any thread. */
gint _odeon_bound_get_waiting (OdeonBound *self);

/* On the sender's thread; @here: that is its worker's. %TRUE: there is room for one message more,
 * which is to be pushed. */
gboolean _odeon_bound_reserve (OdeonBound *self, gboolean here, guint limit);

/* Why a message finds no room; the bound's. */
const GError *_odeon_bound_get_reason (OdeonBound *self, OdeonCell *cell);

/* On the actor's worker, as the rest: a message has left the mailbox. */
static inline void
_odeon_bound_take (OdeonBound *self)
{
  guint n = atomic_load_explicit (&self->n_taken, memory_order_relaxed);

  atomic_store_explicit (&self->n_taken, n + 1, memory_order_relaxed);
}

/* @n messages more are going to be pushed. */
static inline void
_odeon_bound_count (OdeonBound *self, gint n)
{
  guint before = atomic_load_explicit (&self->n_local, memory_order_relaxed);

  atomic_store_explicit (&self->n_local, before + (guint) n, memory_order_relaxed);
}

/* The same as _odeon_bound_reserve(), in short. %FALSE: look there. */
static inline gboolean
_odeon_bound_reserve_here (OdeonBound *self)
{
  guint open = atomic_load_explicit (&self->open, memory_order_relaxed);
  guint granted = atomic_load_explicit (&self->granted, memory_order_relaxed);
  guint sent = atomic_load_explicit (&self->n_local, memory_order_relaxed);
  guint taken = atomic_load_explicit (&self->n_taken, memory_order_relaxed);

  if (G_UNLIKELY ((gint) (granted + sent - taken) >= (gint) open))
    return FALSE;

  atomic_store_explicit (&self->n_local, sent + 1, memory_order_relaxed);

  return TRUE;
}

/* The same of a sender with @turns on another worker, in the lane of that. */
static inline gboolean
_odeon_bound_reserve_there (OdeonBound *self, const OdeonTurns *turns)
{
  OdeonBoundLane *lane = atomic_load_explicit (&self->lanes[turns->lane], memory_order_acquire);
  guint      sent;

  if (G_UNLIKELY (lane == NULL || lane->owner != turns
                  || atomic_load_explicit (&self->open, memory_order_relaxed) == 0))
    return FALSE;
  sent = atomic_load_explicit (&lane->n_sent, memory_order_relaxed);
  if (G_UNLIKELY ((gint) (atomic_load_explicit (&lane->granted, memory_order_relaxed) - sent) <= 0))
    return FALSE;

  atomic_store_explicit (&lane->n_sent, sent + 1, memory_order_relaxed);

  return TRUE;
}

static inline guint
_odeon_bound_get_limit (OdeonBound *self)
{
  return atomic_load_explicit (&self->limit, memory_order_relaxed);
}
