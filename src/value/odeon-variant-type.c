/* SPDX-License-Identifier: MIT */

#include "odeon-variant-type-private.h"

#include "odeon-map-private.h"

static void append_type (GString *type, const OdeonTypeInfo *info, gboolean is_wire);

/* What a member or element is, whatever is around it. */
static void
append_edge (GString *type, const OdeonTypeInfo *info, gboolean is_recursive, gboolean is_wire)
{
  if (is_recursive)
    g_string_append_c (type, 'v');
  else
    append_type (type, info, is_wire);
}

static void
append_member (GString *type, const OdeonMemberInfo *member, gboolean is_wire)
{
  if (member->flags & ODEON_MEMBER_OPTIONAL)
    g_string_append_c (type, 'm');
  append_edge (type, member->type, (member->flags & ODEON_MEMBER_RECURSIVE) != 0, is_wire);
}

static void
append_element (GString *type, const OdeonTypeInfo *info, gboolean is_wire)
{
  append_edge (type, info->element, (info->flags & ODEON_TYPE_RECURSIVE_ELEMENT) != 0, is_wire);
}

static void
append_struct (GString *type, const OdeonTypeInfo *info, gboolean is_wire)
{
  g_string_append_c (type, '(');
  for (guint i = 0; i < info->n_members; i++)
    if (!(info->members[i].flags & ODEON_MEMBER_EXTENDED))
      append_member (type, &info->members[i], is_wire);
  if (info->flags & ODEON_TYPE_EXTENSIBLE)
    g_string_append (type, "a{uv}");
  g_string_append_c (type, ')');
}

static void
append_map (GString *type, const OdeonTypeInfo *info, gboolean is_wire)
{
  gboolean is_dictionary = _odeon_map_is_dictionary (info);

  g_string_append (type, is_dictionary ? "a{" : "a(");
  append_type (type, info->key, is_wire);
  append_element (type, info, is_wire);
  g_string_append_c (type, is_dictionary ? '}' : ')');
}

static gchar
get_bits_letter (gsize size)
{
  switch (size)
    {
    case sizeof (guint8):
      return 'y';
    case sizeof (guint16):
      return 'q';
    case sizeof (guint32):
      return 'u';
    case sizeof (guint64):
      return 't';
    }

  g_assert_not_reached ();
}

/* Of a scalar, a string, an any or a reference. */
static gchar
get_letter (const OdeonTypeInfo *info, gboolean is_wire)
{
  static const gchar letters[] = {
    [ODEON_KIND_BOOLEAN] = 'b', [ODEON_KIND_OCTET] = 'y',  [ODEON_KIND_CHAR] = 'y',
    [ODEON_KIND_WCHAR] = 'u',   [ODEON_KIND_INT8] = 'y',   [ODEON_KIND_INT16] = 'n',
    [ODEON_KIND_UINT16] = 'q',  [ODEON_KIND_INT32] = 'i',  [ODEON_KIND_UINT32] = 'u',
    [ODEON_KIND_INT64] = 'x',   [ODEON_KIND_UINT64] = 't', [ODEON_KIND_FLOAT] = 'd',
    [ODEON_KIND_DOUBLE] = 'd',  [ODEON_KIND_ENUM] = 'i',   [ODEON_KIND_STRING] = 's',
    [ODEON_KIND_ANY] = 'v',
  };

  if (info->kind == ODEON_KIND_BITMASK || info->kind == ODEON_KIND_BITSET)
    return get_bits_letter (_odeon_bits_get_wire_size (info));

  if (info->kind == ODEON_KIND_REF)
    return is_wire ? 'h' : 's';

  g_assert (info->kind < G_N_ELEMENTS (letters));
  return letters[info->kind];
}

static void
append_type (GString *type, const OdeonTypeInfo *info, gboolean is_wire)
{
  if (is_wire && info->signature != NULL)
    {
      g_string_append (type, info->signature);
      return;
    }

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
    case ODEON_KIND_STRING:
    case ODEON_KIND_ANY:
    case ODEON_KIND_REF:
      g_string_append_c (type, get_letter (info, is_wire));
      return;
    case ODEON_KIND_STRUCT:
      append_struct (type, info, is_wire);
      return;
    case ODEON_KIND_UNION:
      g_string_append_c (type, '(');
      append_type (type, info->element, is_wire);
      g_string_append (type, "v)");
      return;
    case ODEON_KIND_BYTES:
    case ODEON_KIND_NATIVE:
      g_string_append (type, "ay");
      return;
    case ODEON_KIND_STRV:
      g_string_append (type, "as");
      return;
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      g_string_append_c (type, 'a');
      append_element (type, info, is_wire);
      return;
    case ODEON_KIND_MAP:
      append_map (type, info, is_wire);
      return;
    }
}

/* A type is its string. */
GVariantType *
_odeon_type_info_dup_variant_type (const OdeonTypeInfo *info, gboolean is_wire)
{
  GString *type = g_string_new (NULL);

  append_type (type, info, is_wire);

  return (GVariantType *) g_string_free (type, FALSE);
}

GVariantType *
_odeon_member_info_dup_variant_type (const OdeonMemberInfo *member, gboolean is_wire)
{
  GString *type = g_string_new (NULL);

  append_member (type, member, is_wire);

  return (GVariantType *) g_string_free (type, FALSE);
}

const gchar *
_odeon_type_info_get_signature (const OdeonTypeInfo *info, GString **buffer)
{
  if (G_LIKELY (info->signature != NULL))
    return info->signature;

  *buffer = g_string_new (NULL);
  append_type (*buffer, info, TRUE);

  return (*buffer)->str;
}
