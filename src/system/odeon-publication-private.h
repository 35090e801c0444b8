/* SPDX-License-Identifier: MIT */

/* One event on its way: the event itself, and a message for each of its subscribers, in one block
 * that the last of them frees.
 *
 * All messages are in their mailboxes when the publisher goes on, so that they keep their places
 * among what else is sent there. That alone does not make the order in which subscribers are
 * called: the one has more in its mailbox than the other. So the messages of one worker are a
 * round, with a cursor: the first of them that has not begun. A message that comes up in its
 * mailbox before the cursor has come to it is held: its actor takes no other, and looks again
 * when it is next its turn to run. It never waits for
 *   - one that cannot begin, because its actor awaits something in a message before it: the cursor
 *     passes it by,
 *   - one that is itself held, in another round, on something that comes back to the waiting actor:
 *     that is passed by as well.
 * Whatever else the cursor stands at is on this worker with messages to handle, and so gets there.
 *
 * The cursor and what is consumed are the worker's alone. Only `over` is set elsewhere, when a
 * mailbox refuses its message.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-topic-private.h"

typedef struct
{
  OdeonMessage message; /* first */
  guint32      index;   /* of the subscription in the roster */
  guint16      lane;
  atomic_bool  over;    /* it has begun, or will not */
  guint8       awaited; /* constant: whoever triggered the event waits for it */
} OdeonDelivery;

typedef struct
{
  guint cursor;   /* index of the first that has not begun, nor been passed by */
  guint consumer; /* index of the first that consumed the event; G_MAXUINT: none */
} OdeonRound;

/* What most do without: who triggered the event waits, or the system ticks, or it came from
 * elsewhere, where it counts until all are through with it. */
typedef struct
{
  OdeonPublication *publication;
  OdeonPromise     *promise;   /* (nullable) */
  OdeonCall        *origin;    /* (nullable): what brought it from elsewhere */
  atomic_uint       n_awaited; /* deliveries that it waits for */
  atomic_uint       n_called;
  atomic_bool       aborted;
  GList             queued;    /* under the lock: in the channel's queue, if the system ticks */
} OdeonAccount;

/* Behind the deliveries come the rounds, a lane's each, if there is more than one subscriber, and
 * then the event. To one subscriber, all this is one cache line. */
struct _OdeonPublication
{
  atomic_int    ref_count; /* the deliveries', and the publisher's own */
  OdeonRoster  *roster;
  OdeonAccount *account;   /* (nullable) */
  guint64       sender_id;
  OdeonDelivery deliveries[];
};

static inline OdeonRound *
_odeon_publication_get_round (OdeonPublication *self, guint lane)
{
  return (OdeonRound *) (gpointer) ((gchar *) self + self->roster->rounds) + lane;
}

static inline gpointer
_odeon_publication_get_event (OdeonPublication *self)
{
  return (gchar *) self + self->roster->event;
}

static inline OdeonPublication *
_odeon_publication_of (OdeonDelivery *delivery)
{
  return (OdeonPublication *) ((gchar *) (delivery - delivery->index)
                               - G_STRUCT_OFFSET (OdeonPublication, deliveries));
}

static inline OdeonSubscription *
_odeon_subscription_of (OdeonDelivery *delivery)
{
  return _odeon_publication_of (delivery)->roster->entries[delivery->index];
}

/* odeon-publication.c */
void _odeon_publication_unref (OdeonPublication *self);

/* Tells whoever triggered the event. */
void _odeon_account_answer (OdeonAccount *self);

/* odeon-delivery.c: in an actor's mailbox, and in the inbox of a worker. */
extern const OdeonMessageClass _odeon_cell_delivery_class;
extern const OdeonMessageClass _odeon_worker_delivery_class;
