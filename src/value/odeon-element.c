/* SPDX-License-Identifier: MIT */

#include "odeon-element-private.h"

#include "odeon-ref.h"
#include "odeon-value-private.h"

void
_odeon_element_abandon (const OdeonTypeInfo *type, gpointer slot)
{
  odeon_value_clear (type, slot);
  if (_odeon_element_get_form (type) == ODEON_ELEMENT_BOXED)
    g_free (slot);
}

gpointer
_odeon_element_copy (const OdeonTypeInfo *type, gconstpointer slot)
{
  gpointer copy;

  switch (_odeon_element_get_form (type))
    {
    case ODEON_ELEMENT_PACKED:
      return _odeon_element_pack (type, slot);
    case ODEON_ELEMENT_BOXED:
      return odeon_boxed_copy (type, slot);
    case ODEON_ELEMENT_POINTER:
      odeon_value_copy (type, &copy, slot);
      return copy;
    }

  g_assert_not_reached ();
}

static void
release_variant (gpointer variant)
{
  if (variant != NULL)
    g_variant_unref (variant);
}

static void
release_values (gpointer values)
{
  if (values != NULL)
    g_array_unref (values);
}

static void
release_pointers (gpointer pointers)
{
  if (pointers != NULL)
    g_ptr_array_unref (pointers);
}

static void
release_map (gpointer map)
{
  if (map != NULL)
    g_hash_table_unref (map);
}

GDestroyNotify
_odeon_element_get_free_func (const OdeonTypeInfo *type)
{
  switch (type->kind)
    {
    case ODEON_KIND_STRING:
      return g_free;
    case ODEON_KIND_ANY:
      return release_variant;
    case ODEON_KIND_REF:
      return odeon_ref_unref;
    case ODEON_KIND_BYTES:
      return (GDestroyNotify) g_bytes_unref;
    case ODEON_KIND_STRV:
      return (GDestroyNotify) g_strfreev;
    case ODEON_KIND_VALUES:
      return release_values;
    case ODEON_KIND_POINTERS:
      return release_pointers;
    case ODEON_KIND_MAP:
      return release_map;
    case ODEON_KIND_STRUCT:
    case ODEON_KIND_UNION:
    case ODEON_KIND_ARRAY:
    case ODEON_KIND_NATIVE:
      g_assert (type->free_func != NULL);
      return type->free_func;
    case ODEON_KIND_BOOLEAN:
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_INT8:
    case ODEON_KIND_INT16:
    case ODEON_KIND_UINT16:
    case ODEON_KIND_INT32:
    case ODEON_KIND_UINT32:
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
    case ODEON_KIND_FLOAT:
    case ODEON_KIND_DOUBLE:
    case ODEON_KIND_ENUM:
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      break;
    }

  return _odeon_element_get_form (type) == ODEON_ELEMENT_BOXED ? g_free : NULL;
}
