/* SPDX-License-Identifier: MIT */

#include "odeon-ref-private.h"

G_DEFINE_BOXED_TYPE (OdeonRef, odeon_ref, odeon_ref_ref, odeon_ref_unref)

gpointer
odeon_ref_ref (gpointer ref)
{
  OdeonRef *self = ref;

  g_return_val_if_fail (ref != NULL, NULL);

  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);

  return ref;
}

void
odeon_ref_unref (gpointer ref)
{
  OdeonRef *self = ref;

  if (self == NULL)
    return;

  /* The only reference left is ours: no other thread can count, so there is no need to. Acquire:
   * pairs with the release of those who have let go. */
  if (atomic_load_explicit (&self->ref_count, memory_order_acquire) == 1
      || atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) == 1)
    self->klass->finalize (self);
}

gboolean
odeon_ref_equal (gconstpointer a, gconstpointer b)
{
  return a == b;
}

guint
odeon_ref_hash (gconstpointer ref)
{
  return g_direct_hash (ref);
}

gchar *
odeon_ref_dup_urn (gpointer ref)
{
  OdeonRef *self = ref;

  g_return_val_if_fail (ref != NULL, NULL);

  return self->klass->dup_urn (self);
}

gchar *
odeon_ref_dup_string (gpointer ref)
{
  OdeonRef *self = ref;

  return self == NULL ? g_strdup ("nil") : self->klass->dup_string (self);
}
