/* SPDX-License-Identifier: MIT */

#include "odeon-variant-layout-private.h"

OdeonLayout
_odeon_layout_add_child (OdeonLayout tuple, OdeonLayout child)
{
  tuple.alignment = MAX (tuple.alignment, child.alignment);
  if (child.fixed_size == 0 || tuple.fixed_size == G_MAXSIZE)
    tuple.fixed_size = G_MAXSIZE;
  else
    tuple.fixed_size = _odeon_align (tuple.fixed_size, child.alignment) + child.fixed_size;

  return tuple;
}

/* Begun with { 1, 0 }, it has counted; what varies is marked by G_MAXSIZE. */
OdeonLayout
_odeon_layout_end_tuple (OdeonLayout tuple)
{
  if (tuple.fixed_size == G_MAXSIZE)
    tuple.fixed_size = 0;
  else
    tuple.fixed_size = MAX (1, _odeon_align (tuple.fixed_size, tuple.alignment));

  return tuple;
}

static OdeonLayout
compute_struct (const OdeonTypeInfo *info)
{
  OdeonLayout layout = { 1, 0 };

  for (guint i = 0; i < info->n_members; i++)
    if (!(info->members[i].flags & ODEON_MEMBER_EXTENDED))
      layout = _odeon_layout_add_child (layout, _odeon_layout_of_member (&info->members[i]));
  if (info->flags & ODEON_TYPE_EXTENSIBLE)
    layout = _odeon_layout_add_child (layout, ODEON_LAYOUT_VARIANT);

  return _odeon_layout_end_tuple (layout);
}

OdeonLayout
_odeon_layout_of_entry (const OdeonTypeInfo *map)
{
  OdeonLayout layout = { 1, 0 };

  layout = _odeon_layout_add_child (layout, _odeon_layout_of_type (map->key));
  layout = _odeon_layout_add_child (layout, _odeon_layout_of_element (map));

  return _odeon_layout_end_tuple (layout);
}

OdeonLayout
_odeon_layout_compute (const OdeonTypeInfo *info)
{
  guint size;

  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_INT8:
      return (OdeonLayout) { 1, 1 };
    case ODEON_KIND_INT16:
    case ODEON_KIND_UINT16:
      return (OdeonLayout) { 2, 2 };
    case ODEON_KIND_INT32:
    case ODEON_KIND_UINT32:
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_ENUM:
    case ODEON_KIND_REF:
      return (OdeonLayout) { 4, 4 };
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
    case ODEON_KIND_FLOAT:
    case ODEON_KIND_DOUBLE:
      return (OdeonLayout) { 8, 8 };
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      size = info->fixed_size != 0 ? info->fixed_size : info->size;
      return (OdeonLayout) { size, size };
    case ODEON_KIND_STRING:
    case ODEON_KIND_BYTES:
    case ODEON_KIND_STRV:
    case ODEON_KIND_NATIVE:
      return (OdeonLayout) { 1, 0 };
    case ODEON_KIND_ANY:
    case ODEON_KIND_UNION:
      return ODEON_LAYOUT_VARIANT;
    case ODEON_KIND_STRUCT:
      return compute_struct (info);
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      return (OdeonLayout) { _odeon_layout_of_element (info).alignment, 0 };
    case ODEON_KIND_MAP:
      return (OdeonLayout) { _odeon_layout_of_entry (info).alignment, 0 };
    }

  g_assert_not_reached ();
}
