/* SPDX-License-Identifier: MIT */

/* The entry to reading, and what is not a struct, union or map: odeon-value-reader-private.h. */

#include "odeon-value-reader-private.h"

#include "odeon-native-private.h"
#include "odeon-variant-number-private.h"

#include <string.h>

GVariant *
_odeon_variant_unwrap (GVariant *variant)
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

/* A handle is an index into @refs. As text only nil can be read: the empty string. */
static gboolean
read_ref (gpointer *slot, GVariant *variant, const GPtrArray *refs, GError **error)
{
  gint32 index;

  if (is_string (variant) && *g_variant_get_string (variant, NULL) == '\0')
    return TRUE;

  if (refs == NULL || !g_variant_is_of_type (variant, G_VARIANT_TYPE_HANDLE))
    return _odeon_value_fault (error, "references cannot be written down, nor read back");

  index = g_variant_get_handle (variant);
  if (index < -1 || index >= (gint64) refs->len)
    return _odeon_value_fault (error, "there is no reference %d among %u", index, refs->len);

  if (index >= 0)
    odeon_value_copy (&odeon_ref_info, slot, &refs->pdata[index]);

  return TRUE;
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
read_native (const OdeonTypeInfo *info, gpointer *slot, GVariant *variant, GError **error)
{
  g_autoptr (GBytes) packed = NULL;

  return read_bytes (&packed, variant, error) && _odeon_native_unpack (info, slot, packed, error);
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
    (*(GPtrArray **) slot)->pdata[index] = g_malloc0 (info->element->size);

  return _odeon_sequence_get_slot (info, slot, index);
}

gboolean
_odeon_value_check_length (const OdeonTypeInfo *info, gsize length, GError **error)
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
               const GPtrArray     *refs,
               guint                depth,
               GError             **error)
{
  gsize length;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_ARRAY))
    return _odeon_value_fault_type (error, "an array", variant);

  length = g_variant_n_children (variant);
  if (!_odeon_value_check_length (info, length, error))
    return FALSE;

  /* As in odeon_value_check(), a sequence of strings or numbers is no level of its own. */
  if (info->kind == ODEON_KIND_POINTERS || info->kind == ODEON_KIND_ARRAY)
    depth++;

  make_sequence (info, slot, (guint) length);
  for (guint i = 0; i < length; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (variant, i);

      if (!_odeon_value_read (info->element, make_element (info, slot, i), child, refs, depth,
                              error))
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
                const GPtrArray     *refs,
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
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
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
      return read_ref (slot, variant, refs, error);
    case ODEON_KIND_BYTES:
      return read_bytes (slot, variant, error);
    case ODEON_KIND_STRUCT:
      return _odeon_struct_read (info, slot, variant, refs, depth, error);
    case ODEON_KIND_UNION:
      return _odeon_union_read (info, slot, variant, refs, depth, error);
    case ODEON_KIND_STRV:
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      return read_elements (info, slot, variant, refs, depth, error);
    case ODEON_KIND_MAP:
      return _odeon_map_read (info, slot, variant, refs, depth, error);
    case ODEON_KIND_NATIVE:
      return read_native (info, slot, variant, error);
    }

  g_assert_not_reached ();
}

gboolean
_odeon_value_read (const OdeonTypeInfo *info,
                   gpointer             slot,
                   GVariant            *variant,
                   const GPtrArray     *refs,
                   guint                depth,
                   GError             **error)
{
  g_autoptr (GVariant) value = NULL;

  if (depth > ODEON_VALUE_MAX_DEPTH)
    return _odeon_value_fault_too_deep (error);

  value = info->kind == ODEON_KIND_ANY ? g_variant_ref (variant) : _odeon_variant_unwrap (variant);
  return read_unwrapped (info, slot, value, refs, depth, error);
}

gboolean
odeon_value_from_variant (const OdeonTypeInfo *info,
                          gpointer             dest,
                          GVariant            *variant,
                          GError             **error)
{
  return _odeon_value_from_variant (info, dest, variant, NULL, error);
}

gboolean
_odeon_value_from_variant (const OdeonTypeInfo *info,
                           gpointer             dest,
                           GVariant            *variant,
                           const GPtrArray     *refs,
                           GError             **error)
{
  g_autoptr (GVariant) source = NULL;
  g_autofree gpointer slot = NULL;

  g_return_val_if_fail (variant != NULL, FALSE);

  source = g_variant_ref_sink (variant);
  slot = g_malloc0 (info->size);
  if (!_odeon_value_read (info, slot, source, refs, 0, error))
    _odeon_value_fault_name (info, error);
  else if (odeon_value_check (info, slot, error))
    {
      memcpy (dest, slot, info->size);
      return TRUE;
    }

  odeon_value_clear (info, slot);
  return FALSE;
}
