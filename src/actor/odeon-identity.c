/* SPDX-License-Identifier: MIT */

#include "odeon-identity-private.h"
#include "odeon-cell-private.h"

#include <string.h>

#define SLOTS_BITS  12
#define SLOTS       (1u << SLOTS_BITS)
#define CHUNKS      (1u << 14)
#define INDEX_BITS  26
#define INDEX_MASK  ((1u << INDEX_BITS) - 1)

G_STATIC_ASSERT ((guint64) SLOTS * CHUNKS == (guint64) 1 << INDEX_BITS);

static GMutex                    lock;
static _Atomic (OdeonIdentity *) chunks[CHUNKS];
static guint32                   n_used;
static guint32                   first_free; /* index + 1 */

static OdeonIdentity *
slot_at (guint32 index)
{
  /* Acquire: pairs with the release in take_index(). */
  OdeonIdentity *chunk = atomic_load_explicit (&chunks[index >> SLOTS_BITS], memory_order_acquire);

  return &chunk[index & (SLOTS - 1)];
}

static OdeonIdentity *
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
    atomic_store_explicit (&chunks[*out_index >> SLOTS_BITS], g_new0 (OdeonIdentity, SLOTS),
                           memory_order_release);

  return TRUE;
}

OdeonIdentity *
_odeon_identity_new (OdeonCell *cell)
{
  OdeonIdentity *self = NULL;
  guint32        index;

  g_mutex_lock (&lock);
  if (take_index_locked (&index))
    {
      self = slot_at (index);
      self->last_id = self->last_id == 0 ? index : self->last_id + ((guint64) 1 << INDEX_BITS);
      self->cell = cell;
      atomic_store_explicit (&self->awaited, 0, memory_order_relaxed);
      atomic_store_explicit (&self->id, self->last_id, memory_order_release);
    }
  g_mutex_unlock (&lock);

  return self;
}

void
_odeon_identity_free (OdeonIdentity *self)
{
  g_mutex_lock (&lock);
  atomic_store_explicit (&self->id, 0, memory_order_release);
  self->cell = NULL;
  self->next_free = first_free;
  first_free = ((guint32) self->last_id & INDEX_MASK) + 1;
  g_mutex_unlock (&lock);
}

OdeonCell *
_odeon_identity_dup_cell (guint64 id)
{
  OdeonCell *cell = NULL;
  OdeonIdentity *slot = slot_of (id);

  /* A cell that is in its slot has not ended, and so has not lost its last reference. */
  g_mutex_lock (&lock);
  if (atomic_load_explicit (&slot->id, memory_order_relaxed) == id)
    cell = odeon_ref_ref (slot->cell);
  g_mutex_unlock (&lock);

  return cell;
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
      OdeonIdentity *slot = slot_of (at);
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

static guint
find_cycle (guint64 id, guint64 *cycle)
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

guint
_odeon_identity_begin_await (OdeonIdentity *self, guint64 target, guint64 *cycle)
{
  guint64 changes = atomic_load_explicit (&self->changes, memory_order_relaxed);
  guint64 id = atomic_load_explicit (&self->id, memory_order_relaxed);

  atomic_store_explicit (&self->changes, changes + 1, memory_order_release);
  /* Sequentially consistent: of two actors that begin to await each other at once, at least one
   * must see the other's word. */
  atomic_store_explicit (&self->awaited, target, memory_order_seq_cst);

  /* Mostly, whom one awaits awaits nobody. */
  if (atomic_load_explicit (&slot_of (target)->awaited, memory_order_seq_cst) == 0)
    return 0;

  return find_cycle (id, cycle);
}

gchar *
_odeon_identity_describe (guint64 id)
{
  g_autoptr (OdeonRef) ref = ODEON_REF (_odeon_identity_dup_cell (id));

  return ref != NULL ? odeon_ref_dup_string (ref) : g_strdup ("an actor that has ended");
}
