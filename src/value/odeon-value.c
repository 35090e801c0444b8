/* SPDX-License-Identifier: MIT */

/* The life of a value: copied, cleared, boxed.
 *
 * Both copying and releasing are one switch over the kind that calls itself for what lies inside.
 * Releasing takes a slot of zeros for any kind: a reader that fails half-way leaves such.
 */

#include "odeon-map-private.h"
#include "odeon-member-private.h"
#include "odeon-native-private.h"
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
  gboolean is_boxed = _odeon_element_is_boxed (info->element);

  if (pointers == NULL)
    return copy;

  g_ptr_array_set_size (copy, (gint) pointers->len);
  for (guint i = 0; i < pointers->len; i++)
    if (is_boxed)
      copy->pdata[i] = odeon_boxed_copy (info->element, pointers->pdata[i]);
    else
      odeon_value_copy (info->element, &copy->pdata[i], &pointers->pdata[i]);

  return copy;
}

/* One that may be absent, or is behind a pointer. */
static void
copy_remote_member (const OdeonMemberInfo *member, gpointer dest, gconstpointer src)
{
  gconstpointer value = _odeon_member_get_slot (member, src);

  if (_odeon_member_is_pointer (member))
    *(gpointer *) _odeon_slot_at (dest, member->offset) = NULL;
  else
    {
      *(gboolean *) _odeon_slot_at (dest, member->has_offset) = FALSE;
      memset (_odeon_slot_at (dest, member->offset), 0, member->type->size);
    }

  if (value != NULL)
    odeon_value_copy (member->type, _odeon_member_add_slot (member, dest), value);
}

/* A boolean becomes one of two. */
static inline void
copy_scalar (const OdeonTypeInfo *info, gpointer dest, gconstpointer src)
{
  if (info->kind == ODEON_KIND_BOOLEAN)
    *(gboolean *) dest = *(const gboolean *) src != FALSE;
  else
    _odeon_bits_store (dest, info->size, _odeon_bits_load (src, info->size));
}

static inline void
copy_member (const OdeonMemberInfo *member, gpointer dest, gconstpointer src)
{
  if (G_UNLIKELY (member->flags & ODEON_MEMBER_REMOTE))
    copy_remote_member (member, dest, src);
  else if (_odeon_type_is_scalar (member->type))
    copy_scalar (member->type, _odeon_slot_at (dest, member->offset),
                 _odeon_slot_at (src, member->offset));
  else
    odeon_value_copy (member->type, _odeon_slot_at (dest, member->offset),
                      _odeon_slot_at (src, member->offset));
}

static void
copy_union (const OdeonTypeInfo *info, gpointer dest, gconstpointer src)
{
  const OdeonMemberInfo *member = _odeon_union_get_member (info, src);

  memset (dest, 0, info->size);
  odeon_value_copy (info->element, dest, src);
  if (member != NULL)
    copy_member (member, dest, src);
}

void
odeon_value_copy (const OdeonTypeInfo *info, gpointer dest, gconstpointer src)
{
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
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      copy_scalar (info, dest, src);
      return;
    case ODEON_KIND_STRUCT:
      for (guint i = 0; i < info->n_members; i++)
        copy_member (&info->members[i], dest, src);
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
    case ODEON_KIND_MAP:
      *(GHashTable **) dest = _odeon_map_copy (info, *(GHashTable *const *) src);
      return;
    case ODEON_KIND_NATIVE:
      *(gpointer *) dest = _odeon_native_copy (info, *(const gconstpointer *) src);
      return;
    }
}

static void release (const OdeonTypeInfo *info, gpointer slot);

static void
release_remote_member (const OdeonMemberInfo *member, gpointer container)
{
  gpointer slot = _odeon_member_get_slot (member, container);

  if (slot == NULL)
    return;

  release (member->type, slot);
  if (member->flags & ODEON_MEMBER_INDIRECT)
    g_free (slot);
}

static inline void
release_member (const OdeonMemberInfo *member, gpointer container)
{
  if (G_UNLIKELY (member->flags & ODEON_MEMBER_REMOTE))
    release_remote_member (member, container);
  else if (!_odeon_type_is_scalar (member->type))
    release (member->type, _odeon_slot_at (container, member->offset));
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
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      return;
    case ODEON_KIND_STRING:
      g_free (*(gchar **) slot);
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
    case ODEON_KIND_ANY:
      g_clear_pointer ((GVariant **) slot, g_variant_unref);
      return;
    case ODEON_KIND_VALUES:
      g_clear_pointer ((GArray **) slot, g_array_unref);
      return;
    case ODEON_KIND_POINTERS:
      g_clear_pointer ((GPtrArray **) slot, g_ptr_array_unref);
      return;
    case ODEON_KIND_MAP:
      g_clear_pointer ((GHashTable **) slot, g_hash_table_unref);
      return;
    case ODEON_KIND_NATIVE:
      _odeon_native_free (info, *(gpointer *) slot);
      return;
    case ODEON_KIND_STRUCT:
      for (guint i = 0; i < info->n_members; i++)
        release_member (&info->members[i], slot);
      return;
    case ODEON_KIND_UNION:
      member = _odeon_union_get_member (info, slot);
      if (member != NULL)
        release_member (member, slot);
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
  gpointer boxed = g_malloc (info->size);

  odeon_value_init (info, boxed);

  return boxed;
}

gpointer
odeon_boxed_copy (const OdeonTypeInfo *info, gconstpointer boxed)
{
  gpointer copy;

  if (boxed == NULL)
    return NULL;

  copy = g_malloc0 (info->size);
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
