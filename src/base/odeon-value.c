/* SPDX-License-Identifier: MIT */

/* The life of a value: copied, cleared, boxed, and the containers of sequences.
 *
 * Both copying and releasing are one switch over the kind that calls itself for what lies inside.
 * Releasing takes a slot of zeros for any kind: odeon_boxed_new() makes such, and so does a
 * reader that fails half-way.
 */

#include "odeon-value-private.h"

#include "odeon-ref.h"

#include <string.h>

/* A floating variant becomes its holder's first: the holder will unref it like any other. */
static GVariant *
copy_variant (GVariant *variant)
{
  return variant != NULL ? g_variant_ref (g_variant_take_ref (variant)) : NULL;
}

static gpointer
copy_ref (gpointer ref)
{
  return ref != NULL ? odeon_ref_ref (ref) : NULL;
}

static GBytes *
copy_bytes (GBytes *bytes)
{
  return bytes != NULL ? g_bytes_ref (bytes) : g_bytes_new (NULL, 0);
}

static GStrv
copy_strv (GStrv strings)
{
  return strings != NULL ? g_strdupv (strings) : g_new0 (gchar *, 1);
}

static GArray *
copy_values (const OdeonTypeInfo *info, const GArray *values)
{
  GArray *copy = odeon_values_new (info);

  if (values == NULL || values->len == 0)
    return copy;

  g_array_append_vals (copy, values->data, values->len);
  if (info->element->kind == ODEON_KIND_BOOLEAN)
    for (guint i = 0; i < copy->len; i++)
      g_array_index (copy, gboolean, i) = g_array_index (copy, gboolean, i) != FALSE;

  return copy;
}

static GPtrArray *
copy_pointers (const OdeonTypeInfo *info, const GPtrArray *pointers)
{
  GPtrArray *copy = odeon_pointers_new (info);

  if (pointers == NULL)
    return copy;

  g_ptr_array_set_size (copy, (gint) pointers->len);
  for (guint i = 0; i < pointers->len; i++)
    if (_odeon_element_is_boxed (info->element))
      copy->pdata[i] = odeon_boxed_copy (info->element, pointers->pdata[i]);
    else
      odeon_value_copy (info->element, &copy->pdata[i], &pointers->pdata[i]);

  return copy;
}

static void
copy_union (const OdeonTypeInfo *info, gpointer dest, gconstpointer src)
{
  const OdeonMemberInfo *member = _odeon_union_get_member (info, src);

  memset (dest, 0, info->size);
  odeon_value_copy (info->element, dest, src);
  if (member != NULL)
    odeon_value_copy (member->type,
                      _odeon_slot_at (dest, member->offset),
                      _odeon_slot_at (src, member->offset));
}

void
odeon_value_copy (const OdeonTypeInfo *info, gpointer dest, gconstpointer src)
{
  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
      *(gboolean *) dest = *(const gboolean *) src != FALSE;
      return;
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_INT8:
      memcpy (dest, src, sizeof (guint8));
      return;
    case ODEON_KIND_INT16:
    case ODEON_KIND_UINT16:
      memcpy (dest, src, sizeof (guint16));
      return;
    case ODEON_KIND_INT32:
    case ODEON_KIND_UINT32:
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_ENUM:
    case ODEON_KIND_FLOAT:
      memcpy (dest, src, sizeof (guint32));
      return;
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
    case ODEON_KIND_DOUBLE:
      memcpy (dest, src, sizeof (guint64));
      return;
    case ODEON_KIND_STRUCT:
      for (guint i = 0; i < info->n_members; i++)
        odeon_value_copy (info->members[i].type,
                          _odeon_slot_at (dest, info->members[i].offset),
                          _odeon_slot_at (src, info->members[i].offset));
      return;
    case ODEON_KIND_UNION:
      copy_union (info, dest, src);
      return;
    case ODEON_KIND_ARRAY:
      for (guint i = 0; i < info->bound; i++)
        odeon_value_copy (info->element,
                          _odeon_sequence_get_slot (info, dest, i),
                          _odeon_sequence_get_slot (info, src, i));
      return;
    case ODEON_KIND_STRING:
      *(gchar **) dest = g_strdup (*(gchar *const *) src);
      return;
    case ODEON_KIND_ANY:
      *(GVariant **) dest = copy_variant (*(GVariant *const *) src);
      return;
    case ODEON_KIND_REF:
      *(gpointer *) dest = copy_ref (*(const gpointer *) src);
      return;
    case ODEON_KIND_BYTES:
      *(GBytes **) dest = copy_bytes (*(GBytes *const *) src);
      return;
    case ODEON_KIND_STRV:
      *(GStrv *) dest = copy_strv (*(const GStrv *) src);
      return;
    case ODEON_KIND_VALUES:
      *(GArray **) dest = copy_values (info, *(GArray *const *) src);
      return;
    case ODEON_KIND_POINTERS:
      *(GPtrArray **) dest = copy_pointers (info, *(GPtrArray *const *) src);
      return;
    }
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
release (const OdeonTypeInfo *info, gpointer slot)
{
  const OdeonMemberInfo *member;

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
    case ODEON_KIND_ENUM:
      return;
    case ODEON_KIND_STRING:
      g_free (*(gchar **) slot);
      return;
    case ODEON_KIND_ANY:
      release_variant (*(gpointer *) slot);
      return;
    case ODEON_KIND_REF:
      odeon_ref_unref (*(gpointer *) slot);
      return;
    case ODEON_KIND_BYTES:
      g_bytes_unref (*(GBytes **) slot);
      return;
    case ODEON_KIND_STRV:
      g_strfreev (*(GStrv *) slot);
      return;
    case ODEON_KIND_VALUES:
      release_values (*(gpointer *) slot);
      return;
    case ODEON_KIND_POINTERS:
      release_pointers (*(gpointer *) slot);
      return;
    case ODEON_KIND_STRUCT:
      for (guint i = 0; i < info->n_members; i++)
        release (info->members[i].type, _odeon_slot_at (slot, info->members[i].offset));
      return;
    case ODEON_KIND_UNION:
      member = _odeon_union_get_member (info, slot);
      if (member != NULL)
        release (member->type, _odeon_slot_at (slot, member->offset));
      return;
    case ODEON_KIND_ARRAY:
      for (guint i = 0; i < info->bound; i++)
        release (info->element, _odeon_sequence_get_slot (info, slot, i));
      return;
    }
}

void
odeon_value_clear (const OdeonTypeInfo *info, gpointer slot)
{
  release (info, slot);
  memset (slot, 0, info->size);
}

gpointer
odeon_boxed_new (const OdeonTypeInfo *info)
{
  return g_malloc0 (info->size);
}

gpointer
odeon_boxed_copy (const OdeonTypeInfo *info, gconstpointer boxed)
{
  gpointer copy;

  if (boxed == NULL)
    return NULL;

  copy = odeon_boxed_new (info);
  odeon_value_copy (info, copy, boxed);

  return copy;
}

void
odeon_boxed_free (const OdeonTypeInfo *info, gpointer boxed)
{
  if (boxed == NULL)
    return;

  release (info, boxed);
  g_free (boxed);
}

GArray *
odeon_values_new (const OdeonTypeInfo *info)
{
  g_return_val_if_fail (info->kind == ODEON_KIND_VALUES, NULL);

  return g_array_new (FALSE, TRUE, info->element->size);
}

/* What releases an element, told nothing but the pointer. All take NULL. */
static GDestroyNotify
get_element_free_func (const OdeonTypeInfo *element)
{
  switch (element->kind)
    {
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
    case ODEON_KIND_STRUCT:
    case ODEON_KIND_UNION:
    case ODEON_KIND_ARRAY:
      return element->free_func;
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
    case ODEON_KIND_STRING:
      break;
    }

  return NULL;
}

GPtrArray *
odeon_pointers_new (const OdeonTypeInfo *info)
{
  GDestroyNotify free_func;

  g_return_val_if_fail (info->kind == ODEON_KIND_POINTERS, NULL);

  free_func = get_element_free_func (info->element);
  g_assert (free_func != NULL);

  return g_ptr_array_new_with_free_func (free_func);
}
