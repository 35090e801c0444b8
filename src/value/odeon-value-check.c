/* SPDX-License-Identifier: MIT */

/* Whether a value keeps the rules of its type, all the way down. Nothing is allocated unless a
 * fault is found. */

#include "odeon-map-private.h"
#include "odeon-member-private.h"
#include "odeon-scalar-private.h"

static gboolean check (const OdeonTypeInfo *info, gconstpointer slot, guint depth, GError **error);

/* Says which element a fault is in. */
static gboolean
at_index (GError **error, guint index)
{
  g_prefix_error (error, "[%u]", index);
  return FALSE;
}

static gboolean
at_member (GError **error, const OdeonMemberInfo *member)
{
  g_prefix_error (error, ".%s", member->name);
  return FALSE;
}

gboolean
_odeon_length_check (const OdeonTypeInfo *info, gsize length, const gchar *unit, GError **error)
{
  if (info->bound == 0 || length <= info->bound)
    return TRUE;

  return _odeon_value_fault (error, "%" G_GSIZE_FORMAT " %s, at most %u are allowed", length, unit,
                             info->bound);
}

/* Whether there are only characters of ASCII, and no NUL: most strings are so, and eight octets at
 * a time are soon looked at. */
static inline gboolean
is_ascii (const gchar *string, gsize length)
{
  const guint64 lowest = G_GUINT64_CONSTANT (0x0101010101010101);
  guint64       octets;
  gsize         i = 0;

  for (; i + sizeof octets <= length; i += sizeof octets)
    {
      memcpy (&octets, string + i, sizeof octets);
      if (((octets | (octets - lowest)) & (lowest << 7)) != 0)
        return FALSE;
    }
  for (; i < length; i++)
    if ((signed char) string[i] <= 0)
      return FALSE;

  return TRUE;
}

gboolean
_odeon_string_check (const OdeonTypeInfo *info,
                     const gchar         *string,
                     gssize               length,
                     GError             **error)
{
  if (string == NULL)
    return _odeon_value_fault (error, "a string may not be NULL");

  if (!(length >= 0 && is_ascii (string, (gsize) length))
      && !g_utf8_validate (string, length, NULL))
    return _odeon_value_fault (error, "not valid UTF-8");

  if (info->bound == 0)
    return TRUE;

  return _odeon_length_check (info, (gsize) g_utf8_strlen (string, length), "characters", error);
}

static gboolean
check_strv (const OdeonTypeInfo *info, const gchar *const *strings, GError **error)
{
  guint length = 0;

  if (strings == NULL)
    return TRUE;

  for (; strings[length] != NULL; length++)
    if (!_odeon_string_check (info->element, strings[length], -1, error))
      return at_index (error, length);

  return _odeon_length_check (info, length, "elements", error);
}

static gboolean
check_bytes (const OdeonTypeInfo *info, GBytes *bytes, GError **error)
{
  return bytes == NULL || _odeon_length_check (info, g_bytes_get_size (bytes), "bytes", error);
}

static gboolean
check_values (const OdeonTypeInfo *info, GArray *values, GError **error)
{
  guint size;

  if (values == NULL)
    return TRUE;

  size = g_array_get_element_size (values);
  if (size != info->element->size)
    return _odeon_value_fault (error, "the array's elements have %u bytes, %u are expected", size,
                               info->element->size);

  if (!_odeon_length_check (info, values->len, "elements", error))
    return FALSE;

  if (_odeon_scalar_is_free (info->element))
    return TRUE;

  for (guint i = 0; i < values->len; i++)
    if (!_odeon_scalar_check (info->element, values->data + (gsize) i * size, error))
      return at_index (error, i);

  return TRUE;
}

/* The elements of POINTERS and ARRAY. */
static gboolean
check_elements (const OdeonTypeInfo *info, gconstpointer slot, guint depth, GError **error)
{
  guint length = _odeon_sequence_get_length (info, slot);

  if (!_odeon_length_check (info, length, "elements", error))
    return FALSE;

  for (guint i = 0; i < length; i++)
    {
      gconstpointer element = _odeon_sequence_get_slot (info, slot, i);

      if (element == NULL)
        {
          _odeon_value_fault (error, "an element may not be NULL");
          return at_index (error, i);
        }
      if (!check (info->element, element, depth + 1, error))
        return at_index (error, i);
    }

  return TRUE;
}

/* Whether the pointer in place of a number is one that its type has. A char may have a sign. */
static gboolean
check_packed (const OdeonTypeInfo *type, gpointer pointer, gconstpointer slot, GError **error)
{
  gint number = GPOINTER_TO_INT (pointer);

  if (type->kind == ODEON_KIND_BOOLEAN
      || (guint) number == GPOINTER_TO_UINT (_odeon_element_pack (type, slot))
      || (type->kind == ODEON_KIND_CHAR && number == *(const gint8 *) slot))
    return TRUE;

  return _odeon_value_fault (error, "%d is out of range", number);
}

/* A key or value of a map. */
static gboolean
check_map_element (const OdeonTypeInfo *type, gpointer pointer, guint depth, GError **error)
{
  OdeonElementRoom room;
  gconstpointer    slot = _odeon_element_get_slot (type, &pointer, &room);

  if (slot == NULL)
    return _odeon_value_fault (error, "an element may not be NULL");

  if (_odeon_element_get_form (type) == ODEON_ELEMENT_PACKED
      && !check_packed (type, pointer, slot, error))
    return FALSE;

  return check (type, slot, depth, error);
}

static gboolean
check_map (const OdeonTypeInfo *info, GHashTable *map, guint depth, GError **error)
{
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;

  if (map == NULL)
    return TRUE;

  if (!_odeon_length_check (info, g_hash_table_size (map), "entries", error))
    return FALSE;

  g_hash_table_iter_init (&iter, map);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      if (!check_map_element (info->key, key, depth + 2, error))
        {
          g_prefix_error (error, " (key)");
          return FALSE;
        }
      if (!check_map_element (info->element, value, depth + 2, error))
        {
          OdeonElementRoom room;

          _odeon_value_fault_at_key (info->key, _odeon_element_get_slot (info->key, &key, &room),
                                     error);
          return FALSE;
        }
    }

  return TRUE;
}

/* One that may be absent, or is behind a pointer. */
static gboolean
check_remote_member (const OdeonMemberInfo *member,
                     gconstpointer          container,
                     guint                  depth,
                     GError               **error)
{
  gconstpointer slot = _odeon_member_get_slot (member, container);

  if (slot != NULL)
    return check (member->type, slot, depth, error);

  return (member->flags & ODEON_MEMBER_OPTIONAL)
         || _odeon_value_fault (error, "an external member may not be NULL");
}

/* A member whose value would lie at @depth if it were simply in its struct or union. */
static inline gboolean
check_member (const OdeonMemberInfo *member, gconstpointer container, guint depth, GError **error)
{
  gboolean is_valid;

  /* In a variant in a dictionary; or in a maybe, a variant, or both. */
  if (member->flags & ODEON_MEMBER_EXTENDED)
    depth += 2;
  else
    depth += ((member->flags & ODEON_MEMBER_OPTIONAL) != 0)
             + ((member->flags & ODEON_MEMBER_RECURSIVE) != 0);

  if (G_UNLIKELY (member->flags & ODEON_MEMBER_REMOTE))
    is_valid = check_remote_member (member, container, depth, error);
  else
    is_valid = check (member->type, _odeon_slot_at (container, member->offset), depth, error);

  return is_valid || at_member (error, member);
}

/* Whether what lies in a container at @depth is a number that needs no look, nor a call. */
static inline gboolean
is_plain (const OdeonTypeInfo *info, guint depth)
{
  return depth < ODEON_VALUE_MAX_DEPTH && _odeon_scalar_is_free (info);
}

static gboolean
check_struct (const OdeonTypeInfo *info, gconstpointer slot, guint depth, GError **error)
{
  for (guint i = 0; i < info->n_members; i++)
    {
      const OdeonMemberInfo *member = &info->members[i];

      if ((member->flags & ODEON_MEMBER_INDIRECT) || !is_plain (member->type, depth))
        if (!check_member (member, slot, depth + 1, error))
          return FALSE;
    }

  return TRUE;
}

static gboolean
check_union (const OdeonTypeInfo *info, gconstpointer slot, guint depth, GError **error)
{
  const OdeonMemberInfo *member;

  if (!(info->flags & ODEON_TYPE_OPEN) && !is_plain (info->element, depth)
      && !check (info->element, slot, depth + 1, error))
    {
      g_prefix_error (error, " (discriminator)");
      return FALSE;
    }

  member = _odeon_union_get_member (info, slot);
  return member == NULL || check_member (member, slot, depth + 2, error);
}

static gboolean
check (const OdeonTypeInfo *info, gconstpointer slot, guint depth, GError **error)
{
  if (depth > ODEON_VALUE_MAX_DEPTH)
    return _odeon_value_fault_too_deep (error);

  switch (info->kind)
    {
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
      return _odeon_scalar_is_free (info) || _odeon_scalar_check (info, slot, error);
    case ODEON_KIND_ENUM:
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      return _odeon_scalar_check (info, slot, error);
    case ODEON_KIND_REF:
      return TRUE;
    case ODEON_KIND_STRING:
      return _odeon_string_check (info, *(gchar *const *) slot, -1, error);
    case ODEON_KIND_ANY:
      return *(GVariant *const *) slot != NULL || _odeon_value_fault (error, "any may not be NULL");
    case ODEON_KIND_BYTES:
      return check_bytes (info, *(GBytes *const *) slot, error);
    case ODEON_KIND_STRV:
      return check_strv (info, *(const gchar *const *const *) slot, error);
    case ODEON_KIND_VALUES:
      return check_values (info, *(GArray *const *) slot, error);
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      return check_elements (info, slot, depth, error);
    case ODEON_KIND_STRUCT:
      return check_struct (info, slot, depth, error);
    case ODEON_KIND_UNION:
      return check_union (info, slot, depth, error);
    case ODEON_KIND_MAP:
      return check_map (info, *(GHashTable *const *) slot, depth, error);
    case ODEON_KIND_NATIVE:
      return *(const gconstpointer *) slot != NULL
             || _odeon_value_fault (error, "a %s may not be NULL", info->name);
    }

  g_assert_not_reached ();
}

gboolean
odeon_value_check (const OdeonTypeInfo *info, gconstpointer slot, GError **error)
{
  if (check (info, slot, 0, error))
    return TRUE;

  _odeon_value_fault_name (info, error);
  return FALSE;
}
