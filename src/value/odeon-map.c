/* SPDX-License-Identifier: MIT */

/* Maps: GHashTables made by a table of ours.
 *
 * Keys are equal if odeon_value_equal() says so; a key that is NaN is equal to itself. A number
 * within a pointer counts by as many of the lowest bits as its type has, so that it makes no
 * difference whether a user put it there with GINT_TO_POINTER() or GUINT_TO_POINTER().
 *
 * What is read from a map need not have been made here: a user's own table serves as an argument
 * if its keys and values are what they should be. What is written to, and what comes out, was.
 */

#include "odeon-map-private.h"

#include <stdbool.h>

/* Keys of which the pointer is the number. */
#define DEFINE_PACKED_KEY(name, Type)                                                              \
  static guint                                                                                     \
  hash_##name (gconstpointer key)                                                                  \
  {                                                                                                \
    guint32 number = (Type) GPOINTER_TO_UINT (key);                                                \
                                                                                                   \
    return odeon_value_hash (&odeon_uint32_info, &number);                                         \
  }                                                                                                \
                                                                                                   \
  static gboolean                                                                                  \
  equal_##name (gconstpointer a, gconstpointer b)                                                  \
  {                                                                                                \
    return (Type) GPOINTER_TO_UINT (a) == (Type) GPOINTER_TO_UINT (b);                             \
  }

/* Keys of which the pointer leads to the slot. */
#define DEFINE_BOXED_KEY(name)                                                                     \
  static guint                                                                                     \
  hash_##name (gconstpointer key)                                                                  \
  {                                                                                                \
    return odeon_value_hash (&odeon_##name##_info, key);                                           \
  }                                                                                                \
                                                                                                   \
  static gboolean                                                                                  \
  equal_##name (gconstpointer a, gconstpointer b)                                                  \
  {                                                                                                \
    return odeon_value_compare (&odeon_##name##_info, a, b) == 0;                                  \
  }

DEFINE_PACKED_KEY (boolean, bool)
DEFINE_PACKED_KEY (uint8, guint8)
DEFINE_PACKED_KEY (uint16, guint16)
DEFINE_PACKED_KEY (uint32, guint32)
DEFINE_BOXED_KEY (uint64)
DEFINE_BOXED_KEY (float)
DEFINE_BOXED_KEY (double)

static guint
hash_string (gconstpointer key)
{
  return odeon_value_hash (&odeon_string_info, &key);
}

typedef struct
{
  GHashFunc  hash;
  GEqualFunc equal;
} KeyFuncs;

static KeyFuncs
get_integer_key_funcs (gsize size)
{
  switch (size)
    {
    case sizeof (guint8):
      return (KeyFuncs) { hash_uint8, equal_uint8 };
    case sizeof (guint16):
      return (KeyFuncs) { hash_uint16, equal_uint16 };
    case sizeof (guint32):
      return (KeyFuncs) { hash_uint32, equal_uint32 };
    case sizeof (guint64):
      return (KeyFuncs) { hash_uint64, equal_uint64 };
    }

  g_assert_not_reached ();
}

static KeyFuncs
get_key_funcs (const OdeonTypeInfo *key)
{
  switch (key->kind)
    {
    case ODEON_KIND_BOOLEAN:
      return (KeyFuncs) { hash_boolean, equal_boolean };
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
    case ODEON_KIND_ENUM:
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      return get_integer_key_funcs (key->size);
    case ODEON_KIND_FLOAT:
      return (KeyFuncs) { hash_float, equal_float };
    case ODEON_KIND_DOUBLE:
      return (KeyFuncs) { hash_double, equal_double };
    case ODEON_KIND_STRING:
      return (KeyFuncs) { hash_string, g_str_equal };
    case ODEON_KIND_STRUCT:
    case ODEON_KIND_UNION:
      g_assert (key->hash_func != NULL && key->equal_func != NULL);
      return (KeyFuncs) { key->hash_func, key->equal_func };
    case ODEON_KIND_ANY:
    case ODEON_KIND_REF:
    case ODEON_KIND_BYTES:
    case ODEON_KIND_STRV:
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
    case ODEON_KIND_MAP:
    case ODEON_KIND_NATIVE:
      break;
    }

  g_assert_not_reached ();
}

GHashTable *
odeon_map_new (const OdeonTypeInfo *info)
{
  KeyFuncs funcs;

  g_return_val_if_fail (info->kind == ODEON_KIND_MAP, NULL);

  funcs = get_key_funcs (info->key);
  return g_hash_table_new_full (funcs.hash, funcs.equal, _odeon_element_get_free_func (info->key),
                                _odeon_element_get_free_func (info->element));
}

/* A key to look for: as the table's own pointers, but not owned. */
static gconstpointer
peek_key (const OdeonTypeInfo *info, gconstpointer slot)
{
  return _odeon_element_take (info->key, (gpointer) slot);
}

gboolean
odeon_map_insert (const OdeonTypeInfo *info,
                  GHashTable          *map,
                  gconstpointer        key,
                  gconstpointer        value)
{
  g_return_val_if_fail (map != NULL, FALSE);

  return g_hash_table_replace (map, _odeon_element_copy (info->key, key),
                               _odeon_element_copy (info->element, value));
}

/* Numbers are always copied, into memory of their own where they need it. */
static gpointer
take_value (const OdeonTypeInfo *type, gpointer slot)
{
  if (_odeon_type_is_scalar (type))
    return _odeon_element_copy (type, slot);

  return _odeon_element_take (type, slot);
}

gboolean
odeon_map_insert_take (const OdeonTypeInfo *info,
                       GHashTable          *map,
                       gconstpointer        key,
                       gpointer             value)
{
  g_return_val_if_fail (map != NULL, FALSE);

  return g_hash_table_replace (map, _odeon_element_copy (info->key, key),
                               take_value (info->element, value));
}

gboolean
odeon_map_lookup (const OdeonTypeInfo *info, GHashTable *map, gconstpointer key, gpointer out_value)
{
  const OdeonTypeInfo *type = info->element;
  OdeonElementRoom     room;
  gpointer             value;

  if (map == NULL || !g_hash_table_lookup_extended (map, peek_key (info, key), NULL, &value))
    return FALSE;

  if (out_value == NULL)
    return TRUE;

  if (_odeon_type_is_scalar (type))
    odeon_value_copy (type, out_value, _odeon_element_get_slot (type, &value, &room));
  else
    *(gpointer *) out_value = value;

  return TRUE;
}

gboolean
odeon_map_remove (const OdeonTypeInfo *info, GHashTable *map, gconstpointer key)
{
  g_return_val_if_fail (map != NULL, FALSE);

  return g_hash_table_remove (map, peek_key (info, key));
}

gboolean
_odeon_map_add (const OdeonTypeInfo *info, GHashTable *map, gpointer key, gpointer value)
{
  if (g_hash_table_contains (map, peek_key (info, key)))
    {
      _odeon_element_abandon (info->key, key);
      _odeon_element_abandon (info->element, value);
      return FALSE;
    }

  g_hash_table_insert (map, _odeon_element_take (info->key, key),
                       _odeon_element_take (info->element, value));
  return TRUE;
}

static gint
compare_elements (const OdeonTypeInfo *type, gpointer a, gpointer b)
{
  OdeonElementRoom room_a;
  OdeonElementRoom room_b;

  return odeon_value_compare (type, _odeon_element_get_slot (type, &a, &room_a),
                              _odeon_element_get_slot (type, &b, &room_b));
}

static gint
compare_entries (gconstpointer a, gconstpointer b, gpointer info)
{
  return compare_elements (((const OdeonTypeInfo *) info)->key, ((const OdeonMapEntry *) a)->key,
                           ((const OdeonMapEntry *) b)->key);
}

OdeonMapEntry *
_odeon_map_dup_sorted (const OdeonTypeInfo *info, GHashTable *map, guint *out_length)
{
  guint          length = _odeon_map_get_size (map);
  OdeonMapEntry *entries = g_new (OdeonMapEntry, length);
  GHashTableIter iter;

  *out_length = length;
  if (length == 0)
    return entries;

  g_hash_table_iter_init (&iter, map);
  for (guint i = 0; g_hash_table_iter_next (&iter, &entries[i].key, &entries[i].value); i++)
    g_assert (i < length);
  g_qsort_with_data (entries, (gint) length, sizeof *entries, compare_entries, (gpointer) info);

  return entries;
}

GHashTable *
_odeon_map_copy (const OdeonTypeInfo *info, GHashTable *map)
{
  GHashTable      *copy = odeon_map_new (info);
  GHashTableIter   iter;
  gpointer         key;
  gpointer         value;
  OdeonElementRoom key_room;
  OdeonElementRoom value_room;

  if (map == NULL)
    return copy;

  g_hash_table_iter_init (&iter, map);
  while (g_hash_table_iter_next (&iter, &key, &value))
    odeon_map_insert (info, copy, _odeon_element_get_slot (info->key, &key, &key_room),
                      _odeon_element_get_slot (info->element, &value, &value_room));

  return copy;
}

gboolean
_odeon_map_equal (const OdeonTypeInfo *info, GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;
  gpointer       other;

  if (_odeon_map_get_size (a) != _odeon_map_get_size (b))
    return FALSE;
  if (_odeon_map_get_size (a) == 0)
    return TRUE;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      OdeonElementRoom room;
      OdeonElementRoom other_room;

      if (!g_hash_table_lookup_extended (b, key, NULL, &other)
          || !odeon_value_equal (info->element,
                                 _odeon_element_get_slot (info->element, &value, &room),
                                 _odeon_element_get_slot (info->element, &other, &other_room)))
        return FALSE;
    }

  return TRUE;
}

gint
_odeon_map_compare (const OdeonTypeInfo *info, GHashTable *a, GHashTable *b)
{
  guint                    length;
  guint                    other_length;
  g_autofree OdeonMapEntry *entries = _odeon_map_dup_sorted (info, a, &length);
  g_autofree OdeonMapEntry *others = _odeon_map_dup_sorted (info, b, &other_length);
  gint                     order = (length > other_length) - (length < other_length);

  for (guint i = 0; order == 0 && i < length; i++)
    {
      order = compare_elements (info->key, entries[i].key, others[i].key);
      if (order == 0)
        order = compare_elements (info->element, entries[i].value, others[i].value);
    }

  return order;
}

/* The order in a table means nothing: the sum of all entries does not depend on it. */
guint
_odeon_map_hash (const OdeonTypeInfo *info, GHashTable *map)
{
  guint          hash = _odeon_map_get_size (map);
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;

  if (map == NULL)
    return hash;

  g_hash_table_iter_init (&iter, map);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      OdeonElementRoom room;
      guint            key_hash;

      key_hash = odeon_value_hash (info->key, _odeon_element_get_slot (info->key, &key, &room));
      hash += key_hash * 31
              ^ odeon_value_hash (info->element,
                                  _odeon_element_get_slot (info->element, &value, &room));
    }

  return hash;
}
