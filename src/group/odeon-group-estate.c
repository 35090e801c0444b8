/* SPDX-License-Identifier: MIT */

#include "odeon-group-estate-private.h"

G_DEFINE_BOXED_TYPE (OdeonGroupEstate, _odeon_group_estate, _odeon_group_estate_ref,
                     _odeon_group_estate_unref)

OdeonGroupEstate *
_odeon_group_estate_new (void)
{
  OdeonGroupEstate *self = g_new0 (OdeonGroupEstate, 1);

  atomic_init (&self->ref_count, 1);
  atomic_init (&self->pid, 0);
  self->tenants = g_ptr_array_new_with_free_func ((GDestroyNotify) _odeon_group_tenant_free);

  return self;
}

OdeonGroupEstate *
_odeon_group_estate_ref (OdeonGroupEstate *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);

  return self;
}

void
_odeon_group_estate_unref (OdeonGroupEstate *self)
{
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  g_ptr_array_unref (self->tenants);
  g_free (self);
}
