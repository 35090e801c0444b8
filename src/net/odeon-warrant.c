/* SPDX-License-Identifier: MIT */

#include "odeon-warrant-private.h"

#include <stdatomic.h>

struct _OdeonWarrant
{
  gatomicrefcount ref_count;
  OdeonCatalog   *catalog; /* counted */

  atomic_bool     has_withdrawn; /* relaxed: it says only whether to look */

  GMutex          mutex;     /* guards: */
  GHashTable     *control;   /* a set of refs, counted */
  GHashTable     *withdrawn; /* likewise */
};

G_DEFINE_BOXED_TYPE (OdeonWarrant, _odeon_warrant, _odeon_warrant_ref, _odeon_warrant_unref)

OdeonWarrant *
_odeon_warrant_new (OdeonCatalog *catalog)
{
  OdeonWarrant *self = g_new0 (OdeonWarrant, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->catalog = _odeon_catalog_ref (catalog);
  g_mutex_init (&self->mutex);
  self->control = g_hash_table_new_full (NULL, NULL, odeon_ref_unref, NULL);
  self->withdrawn = g_hash_table_new_full (NULL, NULL, odeon_ref_unref, NULL);

  return self;
}

OdeonWarrant *
_odeon_warrant_ref (OdeonWarrant *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
_odeon_warrant_unref (OdeonWarrant *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->control);
  g_hash_table_unref (self->withdrawn);
  _odeon_catalog_unref (self->catalog);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/* %TRUE: its reference is the caller's to let go of, outside the lock. */
static gboolean
take_out_locked (GHashTable *set, OdeonRef *ref)
{
  return g_hash_table_steal (set, ref);
}

OdeonRef *
_odeon_warrant_look_up (OdeonWarrant *self, const gchar *name, GError **error)
{
  OdeonNodeRights rights;
  OdeonRef       *ref = _odeon_catalog_look_up (self->catalog, name, &rights, error);
  gboolean        was_withdrawn;

  if (ref == NULL)
    return NULL;

  g_mutex_lock (&self->mutex);
  was_withdrawn = take_out_locked (self->withdrawn, ref);
  if ((rights & ODEON_NODE_RIGHTS_CONTROL) != 0 && !g_hash_table_contains (self->control, ref))
    g_hash_table_add (self->control, odeon_ref_ref (ref));
  g_mutex_unlock (&self->mutex);

  if (was_withdrawn)
    odeon_ref_unref (ref);

  return ref;
}

void
_odeon_warrant_withdraw (OdeonWarrant *self, OdeonRef *ref)
{
  gboolean had_control;

  g_mutex_lock (&self->mutex);
  had_control = take_out_locked (self->control, ref);
  if (!g_hash_table_contains (self->withdrawn, ref))
    g_hash_table_add (self->withdrawn, odeon_ref_ref (ref));
  g_mutex_unlock (&self->mutex);

  atomic_store_explicit (&self->has_withdrawn, TRUE, memory_order_relaxed);
  if (had_control)
    odeon_ref_unref (ref);
}

static gboolean
contains (OdeonWarrant *self, GHashTable *set, OdeonRef *ref)
{
  gboolean found;

  g_mutex_lock (&self->mutex);
  found = g_hash_table_contains (set, ref);
  g_mutex_unlock (&self->mutex);

  return found;
}

gboolean
_odeon_warrant_has_withdrawn (OdeonWarrant *self)
{
  return atomic_load_explicit (&self->has_withdrawn, memory_order_relaxed);
}

gboolean
_odeon_warrant_may_call (OdeonWarrant *self, OdeonRef *ref)
{
  return !_odeon_warrant_has_withdrawn (self) || !contains (self, self->withdrawn, ref);
}

gboolean
_odeon_warrant_may_control (OdeonWarrant *self, OdeonRef *ref)
{
  return contains (self, self->control, ref);
}

/* What is let go of may run anything: outside the lock. */
void
_odeon_warrant_clear (OdeonWarrant *self)
{
  g_autoptr (GPtrArray) refs = g_ptr_array_new_with_free_func (odeon_ref_unref);
  GHashTable           *sets[] = { self->control, self->withdrawn };

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      GHashTableIter iter;
      gpointer       ref;

      g_hash_table_iter_init (&iter, sets[i]);
      while (g_hash_table_iter_next (&iter, &ref, NULL))
        g_ptr_array_add (refs, ref);
      g_hash_table_steal_all (sets[i]);
    }
  g_mutex_unlock (&self->mutex);
}
