/* SPDX-License-Identifier: MIT */

/* Every actor of the process has a slot and an id: the slot's number and how often it was used.
 * Slots are never freed, so that any thread may look at one by an id, of whatever age, without a
 * reference: calls name their target and their sender by ids, and an await looks from actor to
 * actor for a cycle.
 *
 * The id 0 is nobody's.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>
#include <stdatomic.h>
#include <stdint.h>

typedef struct _OdeonCell     OdeonCell;
typedef struct _OdeonIdentity OdeonIdentity;

struct _OdeonIdentity
{
  _Atomic (guint64) id;      /* whose it is now; 0 while free */
  _Atomic (guint64) awaited; /* whom its actor awaits, or 0; ODEON_IDENTITY_MANY */
  _Atomic (guint64) changes; /* of `awaited`: tells two looks at it apart */
  _Atomic (gpointer) home;   /* its actor's worker, to be compared only: it may be gone */
  atomic_uint        n_kept; /* calls that its actors have deferred and nobody has answered */

  guint64           last_id;   /* its actor's */
  OdeonCell        *cell;      /* of whoever has marked `id` as busy, or its actor's */
  union
  {
    _Atomic (OdeonIdentity *) next_free;    /* the free list's */
    _Atomic (uintptr_t)       awaited_call; /* of one that awaits several: odeon-await-graph.c */
  };
};

/* The actor may await several, of which odeon-await-graph.c knows. As an id it is nobody's. */
#define ODEON_IDENTITY_MANY ((guint64) 1 << ODEON_IDENTITY_INDEX_BITS)

/* In `id`, while somebody takes a reference to the cell: its end waits for that. */
#define ODEON_IDENTITY_BUSY ((guint64) 1 << 63)

#define ODEON_IDENTITY_SLOTS_BITS 12
#define ODEON_IDENTITY_SLOTS      (1u << ODEON_IDENTITY_SLOTS_BITS)
#define ODEON_IDENTITY_CHUNKS     (1u << 14)
#define ODEON_IDENTITY_INDEX_BITS 26
#define ODEON_IDENTITY_INDEX_MASK ((1u << ODEON_IDENTITY_INDEX_BITS) - 1)

extern _Atomic (OdeonIdentity *) _odeon_identity_chunks[ODEON_IDENTITY_CHUNKS];

/* The slot of an id that was given out once. */
static inline OdeonIdentity *
_odeon_identity_slot_of (guint64 id)
{
  guint32 index = (guint32) id & ODEON_IDENTITY_INDEX_MASK;

  /* Acquire: pairs with the release in new_slot_locked(). */
  return &atomic_load_explicit (&_odeon_identity_chunks[index >> ODEON_IDENTITY_SLOTS_BITS],
                                memory_order_acquire)[index & (ODEON_IDENTITY_SLOTS - 1)];
}

/* Whether the slot is that actor's, which has not ended. */
static inline gboolean
_odeon_identity_is_of (OdeonIdentity *self, guint64 id)
{
  return (atomic_load_explicit (&self->id, memory_order_acquire) & ~ODEON_IDENTITY_BUSY) == id;
}

/* Whether the actor of that id may await several. */
static inline gboolean
_odeon_identity_is_many (guint64 id)
{
  return atomic_load_explicit (&_odeon_identity_slot_of (id)->awaited, memory_order_acquire)
         == ODEON_IDENTITY_MANY;
}

/* Makes it the cell's, whose other members are there: from now on others find it. %NULL when 2^26
 * actors live already. */
OdeonIdentity *_odeon_identity_new  (OdeonCell *cell);
void           _odeon_identity_free (OdeonIdentity *self);

/* (nullable): a new reference to the cell, if it has not ended. */
OdeonCell *_odeon_identity_dup_cell (guint64 id);

/* Calls @visit with the cell, if it has not ended; its end, and so that of the actors it is below,
 * waits for the return. %FALSE: it has. */
gboolean _odeon_identity_visit (guint64    id,
                                void     (*visit) (OdeonCell *cell, gpointer data),
                                gpointer   data);

/* The same with each actor of the process, while others come and go. */
void _odeon_identity_visit_all (void (*visit) (OdeonCell *cell, gpointer data), gpointer data);

/* Whom the actor of an id awaits just now, or 0. */
guint64 _odeon_identity_get_awaited (guint64 id);

/* Whom it awaits, and no more. One writer at a time: no need to count atomically, only to be seen
 * before the word after it. Nobody is misled by seeing that late. */
static inline void
_odeon_identity_set_awaited (OdeonIdentity *self, guint64 target)
{
  guint64 changes = atomic_load_explicit (&self->changes, memory_order_relaxed);

  atomic_store_explicit (&self->changes, changes + 1, memory_order_release);
  atomic_store_explicit (&self->awaited, target, memory_order_release);
}

/* On the actor's worker: from now on it awaits the actor @target. Returns 0, or, if that closes a
 * cycle of actors that await one another, how many they are, and their ids from its own on in
 * @cycle. The last await to close a cycle sees it; none is seen that is not there. Longer ones than
 * the maximum are left to deadlines, and those through an actor that keeps calls: whoever awaits it
 * may await one of these, which another thread or another actor may answer. If the way comes to an
 * actor that may await several, the number is ODEON_IDENTITY_CYCLE_UNKNOWN. */
#define ODEON_IDENTITY_CYCLE_MAX     64
#define ODEON_IDENTITY_CYCLE_UNKNOWN (ODEON_IDENTITY_CYCLE_MAX + 1)

guint _odeon_identity_begin_await (OdeonIdentity *self, guint64 target, guint64 *cycle);

/* The same if both live on one worker and the other awaits nobody; else %FALSE, and nothing has
 * begun. The other begins to await only after this, on this thread, and it is the one to look. */
static inline gboolean
_odeon_identity_begin_near_await (OdeonIdentity *self, guint64 target)
{
  OdeonIdentity *other = _odeon_identity_slot_of (target);

  if (atomic_load_explicit (&other->awaited, memory_order_relaxed) != 0)
    return FALSE;

  _odeon_identity_set_awaited (self, target);

  return TRUE;
}

/* It goes on, or is about to: on its worker, or on the thread that answers it. */
static inline void
_odeon_identity_end_await (OdeonIdentity *self)
{
  _odeon_identity_set_awaited (self, 0);
}

/* "BankAccountActor "alice" (urn:uuid:…)"; an ended one is "an actor that has ended". To be
 * freed. */
gchar *_odeon_identity_describe (guint64 id);
