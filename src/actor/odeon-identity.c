/* SPDX-License-Identifier: MIT */

#include "odeon-await-graph-private.h"
#include "odeon-identity-private.h"
#include "odeon-cell-private.h"

#include <string.h>

/* Free slots that a thread keeps for itself, and how many it returns when it has too many. */
#define KEPT  64
#define BATCH 32

G_STATIC_ASSERT ((guint64) ODEON_IDENTITY_SLOTS * ODEON_IDENTITY_CHUNKS
                 == (guint64) 1 << ODEON_IDENTITY_INDEX_BITS);

typedef struct
{
  OdeonIdentity *first;
  guint          n;
} FreeList;

static GMutex             lock;
_Atomic (OdeonIdentity *) _odeon_identity_chunks[ODEON_IDENTITY_CHUNKS];
static guint32            n_used;      /* under the lock */
static FreeList           common_free; /* under the lock */

static _Thread_local FreeList own_free;
static _Thread_local gboolean gives_back; /* own_free is given back when the thread ends */

static OdeonIdentity *
pop (FreeList *list)
{
  OdeonIdentity *slot = list->first;

  list->first = atomic_load_explicit (&slot->next_free, memory_order_relaxed);
  list->n--;

  return slot;
}

static void
push (FreeList *list, OdeonIdentity *slot)
{
  atomic_store_explicit (&slot->next_free, list->first, memory_order_relaxed);
  list->first = slot;
  list->n++;
}

static OdeonIdentity *
new_slot_locked (void)
{
  _Atomic (OdeonIdentity *) *chunk;
  OdeonIdentity             *slot;
  guint32                    index;

  /* Index 0 stays unused, so that no id is 0. */
  if (n_used == ODEON_IDENTITY_INDEX_MASK)
    return NULL;

  index = ++n_used;
  chunk = &_odeon_identity_chunks[index >> ODEON_IDENTITY_SLOTS_BITS];
  if (atomic_load_explicit (chunk, memory_order_relaxed) == NULL)
    atomic_store_explicit (chunk, g_new0 (OdeonIdentity, ODEON_IDENTITY_SLOTS),
                           memory_order_release);
  slot = _odeon_identity_slot_of (index);
  slot->last_id = index;

  return slot;
}

/* A thread that ends gives back what it kept. */
static void
give_back (gpointer data G_GNUC_UNUSED)
{
  g_mutex_lock (&lock);
  while (own_free.n > 0)
    push (&common_free, pop (&own_free));
  g_mutex_unlock (&lock);
  /* Another destructor of the thread may end an actor after this one. */
  gives_back = FALSE;
}

static GPrivate at_thread_end = G_PRIVATE_INIT (give_back);

static inline void
will_give_back (void)
{
  if (G_LIKELY (gives_back))
    return;

  gives_back = TRUE;
  g_private_set (&at_thread_end, &own_free);
}

/* (nullable): of a thread that has none at hand. */
static G_GNUC_NO_INLINE OdeonIdentity *
fetch_slot (void)
{
  OdeonIdentity *slot;

  g_mutex_lock (&lock);
  while (common_free.n > 0 && own_free.n < BATCH)
    push (&own_free, pop (&common_free));
  while (own_free.n < BATCH && (slot = new_slot_locked ()) != NULL)
    push (&own_free, slot);
  slot = own_free.n > 0 ? pop (&own_free) : NULL;
  g_mutex_unlock (&lock);
  will_give_back ();

  return slot;
}

OdeonIdentity *
_odeon_identity_new (OdeonCell *cell)
{
  OdeonIdentity *self = G_LIKELY (own_free.n > 0) ? pop (&own_free) : fetch_slot ();

  if (G_UNLIKELY (self == NULL))
    return NULL;

  self->cell = cell;
  self->last_id += (guint64) 1 << ODEON_IDENTITY_INDEX_BITS;
  self->last_id &= ~ODEON_IDENTITY_BUSY;
  cell->identity = self;
  cell->id = self->last_id;
  atomic_store_explicit (&self->awaited, 0, memory_order_relaxed);
  atomic_store_explicit (&self->home, cell->worker, memory_order_relaxed);
  atomic_store_explicit (&self->id, self->last_id, memory_order_release);

  return self;
}

/* %FALSE: somebody is busy with it. */
static inline gboolean
retire (OdeonIdentity *self)
{
  guint64 id = self->last_id;

  /* Acquire: pairs with the release of whoever was busy with it. */
  return atomic_compare_exchange_weak_explicit (&self->id, &id, 0, memory_order_acquire,
                                                memory_order_relaxed);
}

static G_GNUC_NO_INLINE void
retire_slowly (OdeonIdentity *self)
{
  do
    g_thread_yield ();
  while (!retire (self));
}

static G_GNUC_NO_INLINE void
share_slots (void)
{
  g_mutex_lock (&lock);
  for (guint i = 0; i < BATCH; i++)
    push (&common_free, pop (&own_free));
  g_mutex_unlock (&lock);
}

void
_odeon_identity_free (OdeonIdentity *self)
{
  if (G_UNLIKELY (!retire (self)))
    retire_slowly (self);

  push (&own_free, self);
  will_give_back ();
  if (G_UNLIKELY (own_free.n > KEPT))
    share_slots ();
}

/* (nullable): the slot of an actor that has not ended, marked as busy. */
static OdeonIdentity *
pin (guint64 id)
{
  OdeonIdentity *slot = _odeon_identity_slot_of (id);

  for (guint64 found = id;
       !atomic_compare_exchange_weak_explicit (&slot->id, &found, id | ODEON_IDENTITY_BUSY,
                                               memory_order_acquire, memory_order_relaxed);
       found = id)
    {
      if ((found & ~ODEON_IDENTITY_BUSY) != id)
        return NULL;
      g_thread_yield ();
    }

  return slot;
}

static void
unpin (OdeonIdentity *self, guint64 id)
{
  atomic_store_explicit (&self->id, id, memory_order_release);
}

static void
take_reference (OdeonCell *cell, gpointer out)
{
  /* A cell that is in its slot has not ended, and so has not lost its last reference. */
  *(OdeonCell **) out = odeon_ref_ref (cell);
}

OdeonCell *
_odeon_identity_dup_cell (guint64 id)
{
  OdeonCell *cell = NULL;

  _odeon_identity_visit (id, take_reference, &cell);

  return cell;
}

gboolean
_odeon_identity_visit (guint64 id, void (*visit) (OdeonCell *cell, gpointer data), gpointer data)
{
  OdeonIdentity *slot = pin (id);

  if (slot == NULL)
    return FALSE;

  visit (slot->cell, data);
  unpin (slot, id);

  return TRUE;
}

void
_odeon_identity_visit_all (void (*visit) (OdeonCell *cell, gpointer data), gpointer data)
{
  guint32 n;

  g_mutex_lock (&lock);
  n = n_used;
  g_mutex_unlock (&lock);

  for (guint32 i = 1; i <= n; i++)
    {
      OdeonIdentity *slot = _odeon_identity_slot_of (i);
      guint64        id = atomic_load_explicit (&slot->id, memory_order_relaxed);

      id &= ~ODEON_IDENTITY_BUSY;

      if (id != 0)
        _odeon_identity_visit (id, visit, data);
    }
}

guint64
_odeon_identity_get_awaited (guint64 id)
{
  guint64 awaited =
    atomic_load_explicit (&_odeon_identity_slot_of (id)->awaited, memory_order_relaxed);

  return awaited != ODEON_IDENTITY_MANY ? awaited : _odeon_await_graph_get_awaited (id);
}

typedef struct
{
  guint64  ids[ODEON_IDENTITY_CYCLE_MAX];
  guint    n;
  guint64  changes;
  gboolean is_unknown; /* it came to one that awaits several */
} Walk;

/* Follows the awaits from @id until they come back to it; %FALSE if they end elsewhere. */
static gboolean
walk (guint64 id, Walk *self)
{
  guint64 at = id;

  self->n = 0;
  self->changes = 0;
  self->is_unknown = FALSE;
  do
    {
      OdeonIdentity *slot = _odeon_identity_slot_of (at);
      guint64        next;

      if (self->n == ODEON_IDENTITY_CYCLE_MAX)
        return FALSE;
      self->ids[self->n++] = at;
      self->changes += atomic_load_explicit (&slot->changes, memory_order_acquire);
      next = atomic_load_explicit (&slot->awaited, memory_order_seq_cst);
      /* It began to await after it began to keep what it keeps. Acquire: pairs with the release in
       * _odeon_call_let_go(): whoever awaited what it kept before has changed since. */
      if (atomic_load_explicit (&slot->n_kept, memory_order_acquire) > 0)
        return FALSE;
      if (next == 0 || !_odeon_identity_is_of (slot, at))
        return FALSE;
      self->is_unknown = next == ODEON_IDENTITY_MANY;
      if (self->is_unknown)
        return FALSE;
      at = next;
    }
  while (at != id);

  return TRUE;
}

static guint
find_cycle (guint64 id, guint64 *cycle)
{
  Walk first;
  Walk second;

  if (!walk (id, &first))
    return first.is_unknown ? ODEON_IDENTITY_CYCLE_UNKNOWN : 0;

  /* The counts only grow: if two walks find the same path and the same sum, no edge was gone in
   * between, and the whole cycle stood at one time. */
  if (!walk (id, &second)
      || first.n != second.n || first.changes != second.changes
      || memcmp (first.ids, second.ids, first.n * sizeof first.ids[0]) != 0)
    return 0;

  memcpy (cycle, first.ids, first.n * sizeof first.ids[0]);

  return first.n;
}

guint
_odeon_identity_begin_await (OdeonIdentity *self, guint64 target, guint64 *cycle)
{
  OdeonIdentity *other = _odeon_identity_slot_of (target);

  _odeon_identity_set_awaited (self, target);

  /* Mostly, whom one awaits awaits nobody. If both live on one worker, the other begins to await
   * only after this, on this thread, and it is the one to look further. */
  if (atomic_load_explicit (&other->home, memory_order_relaxed)
        == atomic_load_explicit (&self->home, memory_order_relaxed)
      && atomic_load_explicit (&other->awaited, memory_order_relaxed) == 0)
    return 0;

  /* Pairs with itself: of two actors that begin to await each other at once, at least one must see
   * the other's word, and the words of those that were silent above. */
  atomic_thread_fence (memory_order_seq_cst);
  if (atomic_load_explicit (&other->awaited, memory_order_acquire) == 0)
    return 0;

  return find_cycle (self->last_id, cycle);
}

gchar *
_odeon_identity_describe (guint64 id)
{
  g_autoptr (OdeonRef) ref = ODEON_REF (_odeon_identity_dup_cell (id));

  return ref != NULL ? odeon_ref_dup_string (ref) : g_strdup ("an actor that has ended");
}
