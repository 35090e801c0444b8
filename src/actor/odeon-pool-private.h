/* SPDX-License-Identifier: MIT */

/* A pool: one ref in front of many actors. The pool is an actor, whose children the members are;
 * so it has a name, a place in the tree, a supervisor and an end like any other, and its members
 * have it as their supervisor. What is different is its ref's class: a call is delivered to a
 * member by its sender, without a detour and without a lock.
 *
 * Members come and go on the pool's worker. Senders see what they need of it in three places: the
 * rotation (the seats of those who may get any message), the seats (odeon-seat-private.h) and, in a
 * pool by key, the buckets (odeon-bucket-private.h). A look at the rotation may be stale; the seat
 * says whether it holds.
 *
 * As long as the pool has no members, before it has started and while it is restarted, its gate is
 * closed: messages go through its own mailbox, and it passes them on itself. The gate opens at a
 * moment when none of these is under way: who has sent one finds the gate closed until it has been
 * passed on, and so never overtakes himself. A stop of the pool shuts the gate at once: what comes
 * after it is behind it in the mailbox, and will be refused.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-birth-private.h"
#include "odeon-bucket-private.h"
#include "odeon-pool.h"
#include "odeon-promise.h"
#include "odeon-seat-private.h"

#define ODEON_SEATS_BITS      12 /* members that go may still be there when others come */
#define ODEON_SEATS_PER_CHUNK 16
#define ODEON_SEAT_CHUNKS     ((1u << ODEON_SEATS_BITS) / ODEON_SEATS_PER_CHUNK)

G_STATIC_ASSERT (ODEON_POOL_SIZE_MAX <= 1u << (ODEON_SEATS_BITS - 1));
G_STATIC_ASSERT (ODEON_POOL_SIZE_MAX <= ODEON_BUCKETS);

#define ODEON_GATE_OPEN  (1u << 31)
#define ODEON_GATE_SHUT  (1u << 30)
#define ODEON_GATE_COUNT (ODEON_GATE_SHUT - 1)

struct _OdeonPool
{
  /* Everybody's. */
  atomic_uint      gate;        /* how many messages go through the pool itself, and the flags */
  atomic_uint      n_rotation;
  _Atomic (guint16) rotation[ODEON_POOL_SIZE_MAX]; /* seats */
  OdeonSeat       *chunks[ODEON_SEAT_CHUNKS]; /* set once, before a seat in it is shown */
  OdeonBucket     *buckets;     /* (nullable): of a pool by key */
  _Alignas (64) atomic_uint cursor; /* of the turns */

  /* Constant. */
  OdeonCell       *cell;
  GType            type;        /* of the members */
  OdeonRouting     routing;
  OdeonPoolKeyFunc key;         /* (nullable) */
  gpointer         key_data;
  GDestroyNotify   key_destroy; /* (nullable) */
  OdeonStrategy    strategy;
  OdeonSpawnOptions options;    /* the members' */
  OdeonBirth      *birth;       /* (nullable): likewise */

  /* Its worker's. */
  atomic_uint      size;        /* how many members it is to have: to be read by all */
  guint            n_seats;
  gboolean         has_owners;  /* the buckets */
  gboolean         may_open;    /* the gate, once nothing goes through the pool */
  OdeonPromise    *settled;     /* (nullable): somebody waits until nothing moves */

  atomic_uint      n_moving;    /* buckets; its worker adds */
  atomic_int       ref_count;   /* its actor's, and those of seats with messages beyond its end */
};

extern const OdeonRefClass _odeon_pool_class;

/* Of a call in a member's mailbox, and in that of the pool. */
extern const OdeonMessageClass _odeon_pooled_call_class;
extern const OdeonMessageClass _odeon_routed_call_class;

/* The bucket of a call in a member's mailbox, or %ODEON_NO_BUCKET. */
guint _odeon_pooled_call_get_bucket (OdeonCall *call);

/* (nullable). The actor's reference. */
void _odeon_pool_free  (OdeonPool *self);
void _odeon_pool_unref (OdeonPool *self);

static inline OdeonSeat *
_odeon_pool_get_seat (OdeonPool *self, guint index)
{
  return &self->chunks[index / ODEON_SEATS_PER_CHUNK][index % ODEON_SEATS_PER_CHUNK];
}

/* (nullable): the seat that is next in the rotation, @offset behind @first. Acquire, twice: what a
 * seat shows was there before it was added. */
static inline OdeonSeat *
_odeon_pool_peek_rotation (OdeonPool *self, guint first, guint offset)
{
  guint n = atomic_load_explicit (&self->n_rotation, memory_order_acquire);

  if (n == 0)
    return NULL;

  return _odeon_pool_get_seat (self, atomic_load_explicit (&self->rotation[(first + offset) % n],
                                                           memory_order_acquire));
}

static inline gboolean
_odeon_pool_is_moving (OdeonPool *self)
{
  /* Acquire: pairs with the release of the last that moved. */
  return atomic_load_explicit (&self->n_moving, memory_order_acquire) != 0;
}

/* odeon-pool-routing.c: (nullable): the seat of a call without a key, entered. */
OdeonSeat *_odeon_pool_choose (OdeonPool *self);

/* Whether the call has a key that counts. */
gboolean _odeon_pool_find_key (OdeonPool *self, OdeonCall *call, guint64 *out_key);

/* odeon-pool-ref.c: the gate. */
void _odeon_pool_open_gate  (OdeonPool *self);
void _odeon_pool_close_gate (OdeonPool *self);

/* odeon-pool-members.c, on the pool's worker. */
GType _odeon_pool_actor_get_type (void);

/* Nothing moves any more. */
void _odeon_pool_settled (OdeonPool *self);

/* A member has ended, and is still among its siblings. */
void _odeon_pool_member_ended (OdeonPool *self, OdeonCell *member);

/* The method of odeon_pool_resize(). */
typedef struct
{
  gboolean result;
  guint    size;
} OdeonResizeFrame;

extern const OdeonMethodInfo _odeon_method_resize;
