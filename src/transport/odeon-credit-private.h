/* SPDX-License-Identifier: MIT */

/* How much may be sent before the peer has handled some of it: a slow peer slows down those who
 * send to it, and nobody's memory grows.
 *
 * Each side says in its HELLO how many bytes of requests it takes: its window. A request is charged
 * with the size of its frame. A call gives that back with its answer, a tell when it has been
 * handled, by CREDIT frames, which come for many at once. Answers and all other frames are free,
 * and so are calls that wait for an actor's start or end.
 *
 * Whoever sends when nothing is left is suspended, as by an actor whose mailbox is full and makes
 * its senders wait; where that is not possible it may go on up to a second window, and is refused
 * then. Whoever is let through once there is more looks anew.
 *
 * What is left is known when a request has been written, which its sender does not wait for: many
 * may be on their way to the worker by then. So the worker itself keeps what finds the second
 * window spent, in order, and writes no more than the peer puts up with; those that wait there
 * count as queued.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-call-private.h"

typedef struct _OdeonSession   OdeonSession;
typedef struct _OdeonRemoteRef OdeonRemoteRef;
typedef struct _OdeonPatience  OdeonPatience;

/* So many calls may wait in the inbox of a worker that has no time. */
#define ODEON_CREDIT_QUEUE_MAX 8192

typedef struct
{
  /* Everybody's. Relaxed: nothing hangs on them but themselves. */
  _Atomic (gint64) left;     /* of the peer's window; written by the worker */
  atomic_uint      n_queued; /* calls in the worker's inbox */
  _Atomic (gint64) freed;    /* of tells that have been handled, and the peer was not told yet */
  _Atomic (gint64) loose;    /* of tells that came by datagrams, and have not been handled */

  /* The worker's. */
  gint64           window;      /* the peer's */
  gint64           outstanding; /* what the peer has sent and not got back */
  OdeonPatience   *line;        /* (nullable): who waits */
  OdeonChain       kept;        /* calls, until there is credit for them */
  OdeonMessage     notice;      /* `freed` is worth a frame */
} OdeonCredit;

void _odeon_credit_init (OdeonCredit *self);

/* --- the sender's side --- */

/* On any thread: whether a call of @method may be sent; may wait. */
gboolean _odeon_credit_admit (OdeonSession          *session,
                              const OdeonMethodInfo *method,
                              GError               **error);

/* On any thread; never waits: the second window is there for what is relayed, too. */
gboolean _odeon_credit_admit_relayed (OdeonSession *session, GError **error);

/* On the worker, as the rest. */
void _odeon_credit_begin (OdeonCredit *self, guint32 window);
void _odeon_credit_spend (OdeonSession *session, gsize size);
void _odeon_credit_earn  (OdeonSession *session, gsize size);

/* Of a call that came by the inbox, to @target: %TRUE if it is kept, to be sent later. */
gboolean _odeon_credit_keep (OdeonSession *session, OdeonRemoteRef *target, OdeonCall *call);

/* It was sent, or never will be. */
void _odeon_credit_dequeued (OdeonSession *session);

/* Whoever waits sees that it is closed. */
void _odeon_credit_close (OdeonSession *session);

/* --- the receiver's side: on the worker --- */

/* A request has come. %FALSE: the session is closed, for it was too much. */
gboolean _odeon_credit_charge (OdeonSession *session, gsize size);
void     _odeon_credit_return (OdeonSession *session, gsize size); /* with its answer */

/* On any thread: of a tell, by a CREDIT frame. */
void _odeon_credit_release (OdeonSession *session, gsize size);

/* @call is a tell that has come: its charge is returned when it is gone. */
void _odeon_credit_meter (OdeonSession *session, OdeonCall *call, gsize size);

/* The same of one that came by a datagram, which is charged for nothing. %FALSE: too many have not
 * been handled, and it is to be dropped. */
gboolean _odeon_credit_meter_loose (OdeonSession *session, OdeonCall *call, gsize size);

static inline gint64
_odeon_credit_get_left (OdeonCredit *self)
{
  return atomic_load_explicit (&self->left, memory_order_relaxed);
}

static inline guint
_odeon_credit_get_queued (OdeonCredit *self)
{
  return atomic_load_explicit (&self->n_queued, memory_order_relaxed);
}

/* Whoever can wait does. */
static inline gboolean
_odeon_credit_is_exhausted (OdeonCredit *self)
{
  return _odeon_credit_get_left (self) <= 0
         || _odeon_credit_get_queued (self) >= ODEON_CREDIT_QUEUE_MAX;
}
