/* SPDX-License-Identifier: MIT */

/* Values from variants.
 *
 * Reading is lenient about the form, as people and other programs write it: numbers of any width,
 * variants in variants, structs as dictionaries. What it builds is a value in a slot of zeros, and
 * the rules of the type (bounds, enumerators, UTF-8) are then checked as for any other value. On
 * failure what has been built is released from where it hangs: a new element is therefore tied to
 * its container before it is filled.
 */

#include "odeon-value-private.h"

#include "odeon-variant-number-private.h"

#include <string.h>

static gboolean read_value (const OdeonTypeInfo *info,
                            gpointer             slot,
                            GVariant            *variant,
                            guint                depth,
                            GError             **error);

/* What is in @variant, out of as many variants as it may be wrapped in. */
static GVariant *
unwrap (GVariant *variant)
{
  GVariant *value = g_variant_ref (variant);

  while (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    {
      GVariant *wrapper = value;

      value = g_variant_get_variant (wrapper);
      g_variant_unref (wrapper);
    }

  return value;
}

static gboolean
read_boolean (gboolean *slot, GVariant *variant, GError **error)
{
  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_BOOLEAN))
    return _odeon_value_fault_type (error, "a boolean", variant);

  *slot = g_variant_get_boolean (variant);
  return TRUE;
}

static gboolean
is_string (GVariant *variant)
{
  return g_variant_is_of_type (variant, G_VARIANT_TYPE_STRING)
         || g_variant_is_of_type (variant, G_VARIANT_TYPE_OBJECT_PATH)
         || g_variant_is_of_type (variant, G_VARIANT_TYPE_SIGNATURE);
}

static gboolean
read_string (gchar **slot, GVariant *variant, GError **error)
{
  if (!is_string (variant))
    return _odeon_value_fault_type (error, "a string", variant);

  *slot = g_variant_dup_string (variant, NULL);
  return TRUE;
}

static void
read_any (GVariant **slot, GVariant *variant)
{
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARIANT))
    *slot = g_variant_get_variant (variant);
  else
    *slot = g_variant_ref (variant);
}

/* Only nil, which is written as the empty string, can be read. */
static gboolean
read_ref (GVariant *variant, GError **error)
{
  if (is_string (variant) && *g_variant_get_string (variant, NULL) == '\0')
    return TRUE;

  return _odeon_value_fault (error, "references cannot be written down, nor read back");
}

static gboolean
read_bytes (GBytes **slot, GVariant *variant, GError **error)
{
  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_BYTESTRING))
    return _odeon_value_fault_type (error, "a sequence of bytes", variant);

  *slot = g_variant_get_data_as_bytes (variant);
  return TRUE;
}

static gboolean
read_member (const OdeonMemberInfo *member,
             gpointer               slot,
             GVariant              *variant,
             guint                  depth,
             GError               **error)
{
  if (read_value (member->type, _odeon_slot_at (slot, member->offset), variant, depth, error))
    return TRUE;

  g_prefix_error (error, ".%s", member->name);
  return FALSE;
}

/* A dictionary holds each member under its name, and nothing else. */
static GVariant *
dup_member (const OdeonMemberInfo *member, guint index, GVariant *variant)
{
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT))
    return g_variant_lookup_value (variant, member->name, NULL);

  return g_variant_get_child_value (variant, index);
}

static gboolean
read_struct (const OdeonTypeInfo *info,
             gpointer             slot,
             GVariant            *variant,
             guint                depth,
             GError             **error)
{
  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_TUPLE)
      && !g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT))
    return _odeon_value_fault_type (error, "a tuple", variant);

  if (g_variant_n_children (variant) != info->n_members)
    return _odeon_value_fault (error, "%" G_GSIZE_FORMAT " members, %u are expected",
                               g_variant_n_children (variant), info->n_members);

  for (guint i = 0; i < info->n_members; i++)
    {
      const OdeonMemberInfo *member = &info->members[i];
      g_autoptr (GVariant) child = dup_member (member, i, variant);

      if (child == NULL)
        return _odeon_value_fault (error, "the member “%s” is missing", member->name);
      if (!read_member (member, slot, child, depth + 1, error))
        return FALSE;
    }

  return TRUE;
}

/* The second of the pair. The `v` around it is the union's, not that of a member of type any. */
static GVariant *
dup_union_value (GVariant *pair)
{
  g_autoptr (GVariant) value = g_variant_get_child_value (pair, 1);

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    return g_variant_get_variant (value);

  return g_steal_pointer (&value);
}

static gboolean
check_no_member (GVariant *value, GError **error)
{
  return g_variant_is_of_type (value, G_VARIANT_TYPE_UNIT)
         || _odeon_value_fault (error, "a value, but the discriminator selects no member");
}

static gboolean
read_union (const OdeonTypeInfo *info,
            gpointer             slot,
            GVariant            *variant,
            guint                depth,
            GError             **error)
{
  g_autoptr (GVariant) discriminator = NULL;
  g_autoptr (GVariant) value = NULL;
  const OdeonMemberInfo *member;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_TUPLE) || g_variant_n_children (variant) != 2)
    return _odeon_value_fault_type (error, "a pair of discriminator and value", variant);

  discriminator = g_variant_get_child_value (variant, 0);
  value = dup_union_value (variant);
  if (!read_value (info->element, slot, discriminator, depth + 1, error))
    {
      g_prefix_error (error, " (discriminator)");
      return FALSE;
    }

  member = _odeon_union_get_member (info, slot);
  return member != NULL ? read_member (member, slot, value, depth + 2, error)
                        : check_no_member (value, error);
}

/* Makes the sequence in @slot, with room for @length elements. */
static void
make_sequence (const OdeonTypeInfo *info, gpointer slot, guint length)
{
  if (info->kind == ODEON_KIND_STRV)
    *(GStrv *) slot = g_new0 (gchar *, (gsize) length + 1);
  else if (info->kind == ODEON_KIND_VALUES)
    *(GArray **) slot = g_array_set_size (odeon_values_new (info), length);
  else if (info->kind == ODEON_KIND_POINTERS)
    {
      *(GPtrArray **) slot = odeon_pointers_new (info);
      g_ptr_array_set_size (*(GPtrArray **) slot, (gint) length);
    }
}

/* Makes the element only now that its turn has come: a long array of the wrong type shall not
 * cost the memory of as many structs. */
static gpointer
make_element (const OdeonTypeInfo *info, gpointer slot, guint index)
{
  if (info->kind == ODEON_KIND_STRV)
    return *(GStrv *) slot + index;

  if (info->kind == ODEON_KIND_POINTERS && _odeon_element_is_boxed (info->element))
    (*(GPtrArray **) slot)->pdata[index] = odeon_boxed_new (info->element);

  return _odeon_sequence_get_slot (info, slot, index);
}

static gboolean
check_length (const OdeonTypeInfo *info, gsize length, GError **error)
{
  guint limit = info->bound != 0 ? info->bound : (guint) G_MAXINT;

  if (info->kind == ODEON_KIND_ARRAY && length != info->bound)
    return _odeon_value_fault (error, "%" G_GSIZE_FORMAT " elements, %u are expected", length,
                               info->bound);

  if (length > limit)
    return _odeon_value_fault (error, "%" G_GSIZE_FORMAT " elements, at most %u are allowed",
                               length, limit);

  return TRUE;
}

/* The elements of STRV, VALUES, POINTERS and ARRAY. */
static gboolean
read_elements (const OdeonTypeInfo *info,
               gpointer             slot,
               GVariant            *variant,
               guint                depth,
               GError             **error)
{
  gsize length;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_ARRAY))
    return _odeon_value_fault_type (error, "an array", variant);

  length = g_variant_n_children (variant);
  if (!check_length (info, length, error))
    return FALSE;

  /* As in odeon_value_check(), a sequence of strings or numbers is no level of its own. */
  if (info->kind == ODEON_KIND_POINTERS || info->kind == ODEON_KIND_ARRAY)
    depth++;

  make_sequence (info, slot, (guint) length);
  for (guint i = 0; i < length; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (variant, i);

      if (!read_value (info->element, make_element (info, slot, i), child, depth, error))
        {
          g_prefix_error (error, "[%u]", i);
          return FALSE;
        }
    }

  return TRUE;
}

/* Reads into a slot of zeros. On failure what is there can be cleared. */
static gboolean
read_unwrapped (const OdeonTypeInfo *info,
                gpointer             slot,
                GVariant            *variant,
                guint                depth,
                GError             **error)
{
  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
      return read_boolean (slot, variant, error);
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
      return _odeon_integer_read (info, slot, variant, error);
    case ODEON_KIND_FLOAT:
      return _odeon_float_read (slot, variant, error);
    case ODEON_KIND_DOUBLE:
      return _odeon_double_read (slot, variant, error);
    case ODEON_KIND_STRING:
      return read_string (slot, variant, error);
    case ODEON_KIND_ANY:
      read_any (slot, variant);
      return TRUE;
    case ODEON_KIND_REF:
      return read_ref (variant, error);
    case ODEON_KIND_BYTES:
      return read_bytes (slot, variant, error);
    case ODEON_KIND_STRUCT:
      return read_struct (info, slot, variant, depth, error);
    case ODEON_KIND_UNION:
      return read_union (info, slot, variant, depth, error);
    case ODEON_KIND_STRV:
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      return read_elements (info, slot, variant, depth, error);
    }

  g_assert_not_reached ();
}

static gboolean
read_value (const OdeonTypeInfo *info,
            gpointer             slot,
            GVariant            *variant,
            guint                depth,
            GError             **error)
{
  g_autoptr (GVariant) value = NULL;

  if (depth > ODEON_VALUE_MAX_DEPTH)
    return _odeon_value_fault_too_deep (error);

  value = info->kind == ODEON_KIND_ANY ? g_variant_ref (variant) : unwrap (variant);
  return read_unwrapped (info, slot, value, depth, error);
}

gboolean
odeon_value_from_variant (const OdeonTypeInfo *info,
                          gpointer             dest,
                          GVariant            *variant,
                          GError             **error)
{
  g_autoptr (GVariant) source = NULL;
  g_autofree gpointer slot = NULL;

  g_return_val_if_fail (variant != NULL, FALSE);

  source = g_variant_ref_sink (variant);
  slot = g_malloc0 (info->size);
  if (!read_value (info, slot, source, 0, error))
    _odeon_value_fault_name (info, error);
  else if (odeon_value_check (info, slot, error))
    {
      memcpy (dest, slot, info->size);
      return TRUE;
    }

  odeon_value_clear (info, slot);
  return FALSE;
}
