/* SPDX-License-Identifier: MIT */

/* Maps from dictionaries, or from arrays of pairs, in any order. */

#include "odeon-value-reader-private.h"

#include "odeon-map-private.h"

static GVariant *
dup_pair (GVariant *variant, gsize index, GError **error)
{
  g_autoptr (GVariant) child = g_variant_get_child_value (variant, index);
  g_autoptr (GVariant) pair = _odeon_variant_unwrap (child);

  if (g_variant_is_of_type (pair, G_VARIANT_TYPE_DICT_ENTRY)
      || (g_variant_is_of_type (pair, G_VARIANT_TYPE_TUPLE) && g_variant_n_children (pair) == 2))
    return g_steal_pointer (&pair);

  _odeon_value_fault_type (error, "a pair of key and value", pair);
  return NULL;
}

/* Half of a pair; NULL on failure. */
static gpointer
read_half (const OdeonTypeInfo *type,
           OdeonElementRoom    *room,
           GVariant            *pair,
           gsize                index,
           const GPtrArray     *refs,
           guint                depth,
           GError             **error)
{
  g_autoptr (GVariant) half = g_variant_get_child_value (pair, index);
  gpointer slot = _odeon_element_begin (type, room);

  if (_odeon_value_read (type, slot, half, refs, depth, error))
    return slot;

  _odeon_element_abandon (type, slot);
  return NULL;
}

static gboolean
fault_twice (const OdeonTypeInfo *info, gconstpointer key, GError **error)
{
  _odeon_value_fault (error, "the key is there twice");
  _odeon_value_fault_at_key (info->key, key, error);
  return FALSE;
}

static gboolean
read_entry (const OdeonTypeInfo *info,
            GHashTable          *map,
            GVariant            *pair,
            const GPtrArray     *refs,
            guint                depth,
            GError             **error)
{
  OdeonElementRoom key_room;
  OdeonElementRoom value_room;
  gpointer         key = read_half (info->key, &key_room, pair, 0, refs, depth, error);
  gpointer         value;

  if (key == NULL)
    {
      g_prefix_error (error, " (key)");
      return FALSE;
    }

  if (odeon_map_lookup (info, map, key, NULL))
    {
      fault_twice (info, key, error);
      _odeon_element_abandon (info->key, key);
      return FALSE;
    }

  value = read_half (info->element, &value_room, pair, 1, refs, depth, error);
  if (value == NULL)
    {
      _odeon_value_fault_at_key (info->key, key, error);
      _odeon_element_abandon (info->key, key);
      return FALSE;
    }

  return _odeon_map_add (info, map, key, value);
}

gboolean
_odeon_map_read (const OdeonTypeInfo *info,
                 gpointer             slot,
                 GVariant            *variant,
                 const GPtrArray     *refs,
                 guint                depth,
                 GError             **error)
{
  GHashTable *map;
  gsize       length;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_ARRAY))
    return _odeon_value_fault_type (error, "a dictionary", variant);

  length = g_variant_n_children (variant);
  if (!_odeon_value_check_length (info, length, error))
    return FALSE;

  map = odeon_map_new (info);
  *(GHashTable **) slot = map;
  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GVariant) pair = dup_pair (variant, i, error);

      if (pair == NULL || !read_entry (info, map, pair, refs, depth + 2, error))
        return FALSE;
    }

  return TRUE;
}
