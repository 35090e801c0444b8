/* SPDX-License-Identifier: MIT */

/* Which member has which keys: a key falls into a bucket, and a bucket has an owner, the member's
 * seat. One word says whose it is and how many messages of it are under way, so that a sender
 * learns the owner and counts its message in one step.
 *
 * When a bucket passes to another owner, what is under way counts as old from that same step on,
 * and what is sent from then on as new; as long as there is something old, the bucket is moving,
 * and its new owner holds what it gets of it (OdeonSeat.held). Whoever ends the last old message
 * sends notice to the new owner's worker, which puts back what was held, before all that waits. So
 * the messages of a key are handled one after the other and in order, wherever it goes. A bucket
 * that is moving does not move again.
 *
 * A message in a member's mailbox is the owner's if it is new, and old else: it need not know when
 * it was sent.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

#define ODEON_BUCKETS_BITS 11
#define ODEON_BUCKETS      (1u << ODEON_BUCKETS_BITS)
#define ODEON_NO_BUCKET    G_MAXUINT

typedef struct _OdeonNotice OdeonNotice;

typedef struct
{
  _Atomic (guint64) word;
  OdeonNotice      *notice; /* (nullable): of one that is moving, until it is sent */
} OdeonBucket;

static inline guint
_odeon_bucket_of_key (guint64 key)
{
  /* The golden ratio: keys that are counted up are spread, too. */
  key *= G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return (guint) (key >> (64 - ODEON_BUCKETS_BITS));
}

/* On any thread: with a message; %FALSE: there are too many of it, some millions. */
gboolean _odeon_bucket_enter (OdeonBucket *self, guint *out_owner);

/* On any thread: a message in the mailbox of @seat has been handled, or refused. */
void _odeon_bucket_done (OdeonBucket *self, guint seat);

/* On the worker of the member in @seat: whether a message has to wait. */
gboolean _odeon_bucket_is_held (OdeonBucket *self, guint seat);

/* On the pool's worker; the bucket is not moving. */
guint _odeon_bucket_get_owner (OdeonBucket *self);
void  _odeon_bucket_init      (OdeonBucket *self, guint owner);
void  _odeon_bucket_move      (OdeonBucket *self, OdeonPool *pool, guint owner);
