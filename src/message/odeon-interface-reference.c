/* SPDX-License-Identifier: MIT */

#include "odeon-interface-private.h"
#include "odeon-value.h"

const OdeonTypeInfo *
_odeon_interface_get_reference (const OdeonInterfaceInfo *interface)
{
  static GMutex      mutex;
  static GHashTable *types;
  OdeonTypeInfo     *type;

  if (interface == NULL)
    return &odeon_ref_info;

  g_mutex_lock (&mutex);
  if (types == NULL)
    types = g_hash_table_new (NULL, NULL);
  type = g_hash_table_lookup (types, interface);
  if (type == NULL)
    {
      type = g_memdup2 (&odeon_ref_info, sizeof odeon_ref_info);
      type->name = interface->name;
      type->interface = interface;
      g_hash_table_insert (types, (gpointer) interface, type);
    }
  g_mutex_unlock (&mutex);

  return type;
}
