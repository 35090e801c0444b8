/* SPDX-License-Identifier: MIT */

/* Whether a value keeps the rules of its type, all the way down. Nothing is allocated unless a
 * fault is found. */

#include "odeon-value-private.h"

#include <string.h>

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

static gboolean
check_bound (const OdeonTypeInfo *info, gsize length, const gchar *unit, GError **error)
{
  if (info->bound == 0 || length <= info->bound)
    return TRUE;

  return _odeon_value_fault (error, "%" G_GSIZE_FORMAT " %s, at most %u are allowed", length, unit,
                             info->bound);
}

static gboolean
check_string (const OdeonTypeInfo *info, const gchar *string, GError **error)
{
  if (string == NULL)
    return _odeon_value_fault (error, "a string may not be NULL");

  if (!g_utf8_validate (string, -1, NULL))
    return _odeon_value_fault (error, "not valid UTF-8");

  if (info->bound == 0)
    return TRUE;

  return check_bound (info, (gsize) g_utf8_strlen (string, -1), "characters", error);
}

static gboolean
check_enum (const OdeonTypeInfo *info, gint value, GError **error)
{
  for (guint i = 0; i < info->n_enums; i++)
    if (info->enums[i].value == value)
      return TRUE;

  return _odeon_value_fault (error, "%d is not one of the enumeration's values", value);
}

static gboolean
check_strv (const OdeonTypeInfo *info, const gchar *const *strings, GError **error)
{
  guint length = 0;

  if (strings == NULL)
    return TRUE;

  for (; strings[length] != NULL; length++)
    if (!check_string (info->element, strings[length], error))
      return at_index (error, length);

  return check_bound (info, length, "elements", error);
}

static gboolean
check_bytes (const OdeonTypeInfo *info, GBytes *bytes, GError **error)
{
  return bytes == NULL || check_bound (info, g_bytes_get_size (bytes), "bytes", error);
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

  if (!check_bound (info, values->len, "elements", error))
    return FALSE;

  /* Any bits make a number. */
  if (info->element->kind == ODEON_KIND_ENUM)
    for (guint i = 0; i < values->len; i++)
      if (!check_enum (info->element, g_array_index (values, gint, i), error))
        return at_index (error, i);

  return TRUE;
}

/* The elements of POINTERS and ARRAY. */
static gboolean
check_elements (const OdeonTypeInfo *info, gconstpointer slot, guint depth, GError **error)
{
  guint length = _odeon_sequence_get_length (info, slot);

  if (!check_bound (info, length, "elements", error))
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

static gboolean
check_struct (const OdeonTypeInfo *info, gconstpointer slot, guint depth, GError **error)
{
  for (guint i = 0; i < info->n_members; i++)
    {
      const OdeonMemberInfo *member = &info->members[i];

      if (!check (member->type, _odeon_slot_at (slot, member->offset), depth + 1, error))
        return at_member (error, member);
    }

  return TRUE;
}

static gboolean
check_union (const OdeonTypeInfo *info, gconstpointer slot, guint depth, GError **error)
{
  const OdeonMemberInfo *member;

  if (!check (info->element, slot, depth + 1, error))
    {
      g_prefix_error (error, " (discriminator)");
      return FALSE;
    }

  member = _odeon_union_get_member (info, slot);
  if (member != NULL
      && !check (member->type, _odeon_slot_at (slot, member->offset), depth + 2, error))
    return at_member (error, member);

  return TRUE;
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
    case ODEON_KIND_REF:
      return TRUE;
    case ODEON_KIND_ENUM:
      return check_enum (info, *(const gint *) slot, error);
    case ODEON_KIND_STRING:
      return check_string (info, *(gchar *const *) slot, error);
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
