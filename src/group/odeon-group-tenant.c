/* SPDX-License-Identifier: MIT */

#include "odeon-group-tenant-private.h"

OdeonGroupTenant *
_odeon_group_tenant_new (const gchar                *type,
                         const ProcessGroupSettings *with,
                         GPtrArray                  *properties)
{
  OdeonGroupTenant *self = g_new0 (OdeonGroupTenant, 1);

  self->type = g_strdup (type);
  self->with = process_group_settings_copy (with);
  self->properties = g_ptr_array_ref (properties);

  return self;
}

void
_odeon_group_tenant_free (OdeonGroupTenant *self)
{
  g_free (self->type);
  process_group_settings_free (self->with);
  g_ptr_array_unref (self->properties);
  odeon_ref_unref (self->ref);
  g_free (self);
}

gboolean
_odeon_group_tenant_make (OdeonGroupTenant *self, ProcessGroupRoot *root, GError **error)
{
  g_clear_pointer (&self->ref, odeon_ref_unref);

  return process_group_root_make_sync (root, self->type, self->with, self->properties, &self->ref,
                                       error);
}
