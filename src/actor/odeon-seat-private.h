/* SPDX-License-Identifier: MIT */

/* Where a member of a pool sits. Any thread may look at any seat of a pool, of whatever age: seats
 * last as long as their pool, and are taken again. So a sender needs no lock and no reference to
 * find a member: it enters the seat, with one atomic, and learns by the same whether that is open;
 * until it leaves, whoever sits there is not let go of. All of a seat's state is one word:
 *
 *   messages  that were sent to the member by way of the pool, and have not been handled
 *   users     senders inside
 *   OPEN      senders may come in
 *   RETIRING  none come in any more; whoever leaves last stops the member: behind what all of them
 *             have sent
 *   ORPHANED  the pool is gone; whoever takes the last message lets go of what is left of it
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

typedef struct
{
  _Alignas (64) _Atomic (guint64) state;

  /* Constant. */
  OdeonPool *pool;
  guint      index;

  /* Constant while it is open, has users or is retiring. */
  OdeonCell *cell; /* (nullable): counted */

  /* The pool's worker's. */
  guint      n_buckets;  /* whose owner it is */
  gboolean   is_leaving; /* its member is to go */
  gboolean   has_ended;  /* its member */

  /* The member's worker's. */
  OdeonChain held; /* see odeon-bucket-private.h */
} OdeonSeat;

#define ODEON_SEAT_MESSAGE  ((guint64) 1)
#define ODEON_SEAT_MESSAGES ((guint64) G_MAXUINT32)
#define ODEON_SEAT_USER     ((guint64) 1 << 32)
#define ODEON_SEAT_USERS    ((guint64) 0xffffff << 32)
#define ODEON_SEAT_ORPHANED ((guint64) 1 << 61)
#define ODEON_SEAT_RETIRING ((guint64) 1 << 62)
#define ODEON_SEAT_OPEN     ((guint64) 1 << 63)

static inline gboolean
_odeon_seat_is_open (OdeonSeat *self)
{
  return (atomic_load_explicit (&self->state, memory_order_relaxed) & ODEON_SEAT_OPEN) != 0;
}

static inline guint
_odeon_seat_get_load (OdeonSeat *self)
{
  return (guint) (atomic_load_explicit (&self->state, memory_order_relaxed) & ODEON_SEAT_MESSAGES);
}

/* On any thread: with a message for its member; %FALSE: it is closed. */
gboolean _odeon_seat_enter (OdeonSeat *self);

/* The same, open or not: somebody else sees to it that the member stays. */
void _odeon_seat_enter_in_any_case (OdeonSeat *self);

/* The message has been sent, or will not be. */
void _odeon_seat_leave    (OdeonSeat *self);
void _odeon_seat_withdraw (OdeonSeat *self);

/* On any thread: a message has been handled, or refused. */
void _odeon_seat_done (OdeonSeat *self);

/* On the pool's worker. `take`: for a member, whose reference it takes over. `retire`: the member
 * is stopped in order. `close`: it has ended. `is_vacant`: nobody is there, nor is to come; and the
 * last one's reference is dropped. */
void     _odeon_seat_take      (OdeonSeat *self, OdeonCell *cell);
void     _odeon_seat_retire    (OdeonSeat *self);
void     _odeon_seat_close     (OdeonSeat *self);
gboolean _odeon_seat_is_vacant (OdeonSeat *self);

/* The pool goes: whether there are messages left, who will let go of it. */
gboolean _odeon_seat_orphan (OdeonSeat *self);
