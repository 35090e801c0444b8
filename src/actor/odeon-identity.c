/* SPDX-License-Identifier: MIT */

#include "odeon-identity-private.h"
#include "odeon-cell-private.h"

#include <stdatomic.h>
#include <string.h>

#define SLOTS_BITS  12
#define SLOTS       (1u << SLOTS_BITS)
#define CHUNKS      (1u << 14)
#define INDEX_BITS  26
#define INDEX_MASK  ((1u << INDEX_BITS) - 1)

G_STATIC_ASSERT ((guint64) SLOTS * CHUNKS == (guint64) 1 << INDEX_BITS);

typedef struct
{
  _Atomic (guint64) id;      /* whose it is now; 0 while free */
  _Atomic (guint64) awaited; /* whom its actor awaits */
  _Atomic (guint64) changes; /* of `awaited`: tells two looks at it apart */
  guint64           previous_id; /* under the lock */
  OdeonCell        *cell;        /* under the lock */
  guint32           next_free;   /* under the lock: index + 1 */
} Slot;

static GMutex          lock;
static _Atomic (Slot *) chunks[CHUNKS];
static guint32         n_used;
static guint32         first_free; /* index + 1 */

static Slot *
slot_at (guint32 index)
{
  /* Acquire: pairs with the release in take_index(). */
  Slot *chunk = atomic_load_explicit (&chunks[index >> SLOTS_BITS], memory_order_acquire);

  return &chunk[index & (SLOTS - 1)];
}

static Slot *
slot_of (guint64 id)
{
  return slot_at ((guint32) id & INDEX_MASK);
}

static gboolean
take_index_locked (guint32 *out_index)
{
  if (first_free != 0)
    {
      *out_index = first_free - 1;
      first_free = slot_at (*out_index)->next_free;
      return TRUE;
    }
  /* Index 0 stays unused, so that no id is 0. */
  if (n_used == INDEX_MASK)
    return FALSE;

  *out_index = ++n_used;
  if (atomic_load_explicit (&chunks[*out_index >> SLOTS_BITS], memory_order_relaxed) == NULL)
    atomic_store_explicit (&chunks[*out_index >> SLOTS_BITS], g_new0 (Slot, SLOTS),
                           memory_order_release);

  return TRUE;
}

guint64
_odeon_identity_new (OdeonCell *cell)
{
  guint32 index;
  guint64 id = 0;

  g_mutex_lock (&lock);
  if (take_index_locked (&index))
    {
      Slot *slot = slot_at (index);

      id = slot->previous_id == 0 ? index : slot->previous_id + ((guint64) 1 << INDEX_BITS);
      slot->previous_id = id;
      slot->cell = cell;
      atomic_store_explicit (&slot->awaited, 0, memory_order_relaxed);
      atomic_store_explicit (&slot->id, id, memory_order_release);
    }
  g_mutex_unlock (&lock);

  return id;
}

void
_odeon_identity_free (guint64 id)
{
  Slot *slot = slot_of (id);

  g_mutex_lock (&lock);
  atomic_store_explicit (&slot->id, 0, memory_order_release);
  slot->cell = NULL;
  slot->next_free = first_free;
  first_free = ((guint32) id & INDEX_MASK) + 1;
  g_mutex_unlock (&lock);
}

OdeonCell *
_odeon_identity_dup_cell (guint64 id)
{
  OdeonCell *cell = NULL;
  Slot      *slot = slot_of (id);

  /* A cell that is in its slot has not ended, and so has not lost its last reference. */
  g_mutex_lock (&lock);
  if (atomic_load_explicit (&slot->id, memory_order_relaxed) == id)
    cell = odeon_ref_ref (slot->cell);
  g_mutex_unlock (&lock);

  return cell;
}

void
_odeon_identity_set_awaited (guint64 id, guint64 awaited)
{
  Slot   *slot = slot_of (id);
  guint64 changes = atomic_load_explicit (&slot->changes, memory_order_relaxed);

  /* One writer: no need to count atomically, only to be seen before the word below. */
  atomic_store_explicit (&slot->changes, changes + 1, memory_order_release);
  /* Sequentially consistent: of two actors that begin to await each other at once, at least one
   * must see the other's word. Going on awaits nobody, and nobody is misled by seeing it late. */
  if (awaited != 0)
    atomic_store_explicit (&slot->awaited, awaited, memory_order_seq_cst);
  else
    atomic_store_explicit (&slot->awaited, 0, memory_order_release);
}

typedef struct
{
  guint64 ids[ODEON_IDENTITY_CYCLE_MAX];
  guint   n;
  guint64 changes;
} Walk;

/* Follows the awaits from @id until they come back to it; %FALSE if they end elsewhere. */
static gboolean
walk (guint64 id, Walk *self)
{
  guint64 at = id;

  self->n = 0;
  self->changes = 0;
  do
    {
      Slot   *slot = slot_of (at);
      guint64 next;

      if (self->n == ODEON_IDENTITY_CYCLE_MAX)
        return FALSE;
      self->ids[self->n++] = at;
      self->changes += atomic_load_explicit (&slot->changes, memory_order_acquire);
      next = atomic_load_explicit (&slot->awaited, memory_order_seq_cst);
      if (next == 0 || atomic_load_explicit (&slot->id, memory_order_acquire) != at)
        return FALSE;
      at = next;
    }
  while (at != id);

  return TRUE;
}

guint
_odeon_identity_find_cycle (guint64 id, guint64 *cycle)
{
  Walk first;
  Walk second;

  /* The counts only grow: if two walks find the same path and the same sum, no edge was gone in
   * between, and the whole cycle stood at one time. */
  if (!walk (id, &first) || !walk (id, &second)
      || first.n != second.n || first.changes != second.changes
      || memcmp (first.ids, second.ids, first.n * sizeof first.ids[0]) != 0)
    return 0;

  memcpy (cycle, first.ids, first.n * sizeof first.ids[0]);

  return first.n;
}

gchar *
_odeon_identity_describe (guint64 id)
{
  g_autoptr (OdeonRef) ref = ODEON_REF (_odeon_identity_dup_cell (id));

  return ref != NULL ? odeon_ref_dup_string (ref) : g_strdup ("an actor that has ended");
}
