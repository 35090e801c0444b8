/* SPDX-License-Identifier: MIT */

/* Values as variants, and as text. odeon-variant-type-private.h says what becomes of recursion.
 * Slots of zeros, as an error's detail may have them, appear as empty strings and units. */

#include "odeon-value-private.h"

#include "odeon-ref.h"
#include "odeon-variant-type-private.h"

static GVariant *to_variant (const OdeonTypeInfo  *info,
                             gconstpointer         slot,
                             const OdeonTypeChain *chain);

static GVariant *
unit (void)
{
  return g_variant_new_tuple (NULL, 0);
}

static GVariant *
any_to_variant (GVariant *any)
{
  return g_variant_new_variant (any != NULL ? any : unit ());
}

static GVariant *
ref_to_variant (gpointer ref)
{
  return ref != NULL ? g_variant_new_take_string (odeon_ref_dup_urn (ref))
                     : g_variant_new_string ("");
}

static GVariant *
bytes_to_variant (GBytes *bytes)
{
  if (bytes == NULL)
    return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, NULL, 0, sizeof (guint8));

  return g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE);
}

static GVariant *
strv_to_variant (const gchar *const *strings)
{
  return g_variant_new_strv (strings, strings != NULL ? -1 : 0);
}

static GVariant *
elements_to_variant (const OdeonTypeInfo *info, gconstpointer slot, const OdeonTypeChain *chain)
{
  g_autoptr (GVariantType) type = NULL;
  g_autofree GVariant **children = NULL;
  guint length = _odeon_sequence_get_length (info, slot);

  if (length == 0)
    {
      type = _odeon_type_info_dup_variant_type (info->element, chain);
      return g_variant_new_array (type, NULL, 0);
    }

  children = g_new (GVariant *, length);
  for (guint i = 0; i < length; i++)
    children[i] = to_variant (info->element, _odeon_sequence_get_slot (info, slot, i), chain);

  return g_variant_new_array (NULL, children, length);
}

static GVariant *
struct_to_variant (const OdeonTypeInfo *info, gconstpointer slot, const OdeonTypeChain *chain)
{
  g_autofree GVariant **children = NULL;
  const OdeonTypeChain inner = { info, chain };

  if (_odeon_type_chain_contains (chain, info))
    return g_variant_new_variant (to_variant (info, slot, NULL));

  children = g_new (GVariant *, info->n_members);
  for (guint i = 0; i < info->n_members; i++)
    children[i] = to_variant (info->members[i].type,
                              _odeon_slot_at (slot, info->members[i].offset),
                              &inner);

  return g_variant_new_tuple (children, info->n_members);
}

static GVariant *
union_to_variant (const OdeonTypeInfo *info, gconstpointer slot)
{
  const OdeonMemberInfo *member = _odeon_union_get_member (info, slot);
  GVariant *value;

  if (member != NULL)
    value = to_variant (member->type, _odeon_slot_at (slot, member->offset), NULL);
  else
    value = unit ();

  return g_variant_new ("(@*v)", to_variant (info->element, slot, NULL), value);
}

static GVariant *
to_variant (const OdeonTypeInfo *info, gconstpointer slot, const OdeonTypeChain *chain)
{
  const gchar *string;

  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
      return g_variant_new_boolean (*(const gboolean *) slot);
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_INT8:
      return g_variant_new_byte (*(const guint8 *) slot);
    case ODEON_KIND_INT16:
      return g_variant_new_int16 (*(const gint16 *) slot);
    case ODEON_KIND_UINT16:
      return g_variant_new_uint16 (*(const guint16 *) slot);
    case ODEON_KIND_INT32:
    case ODEON_KIND_ENUM:
      return g_variant_new_int32 (*(const gint32 *) slot);
    case ODEON_KIND_UINT32:
    case ODEON_KIND_WCHAR:
      return g_variant_new_uint32 (*(const guint32 *) slot);
    case ODEON_KIND_INT64:
      return g_variant_new_int64 (*(const gint64 *) slot);
    case ODEON_KIND_UINT64:
      return g_variant_new_uint64 (*(const guint64 *) slot);
    case ODEON_KIND_FLOAT:
      return g_variant_new_double (*(const gfloat *) slot);
    case ODEON_KIND_DOUBLE:
      return g_variant_new_double (*(const gdouble *) slot);
    case ODEON_KIND_STRING:
      string = *(gchar *const *) slot;
      return g_variant_new_string (string != NULL ? string : "");
    case ODEON_KIND_ANY:
      return any_to_variant (*(GVariant *const *) slot);
    case ODEON_KIND_REF:
      return ref_to_variant (*(const gpointer *) slot);
    case ODEON_KIND_BYTES:
      return bytes_to_variant (*(GBytes *const *) slot);
    case ODEON_KIND_STRV:
      return strv_to_variant (*(const gchar *const *const *) slot);
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      return elements_to_variant (info, slot, chain);
    case ODEON_KIND_STRUCT:
      return struct_to_variant (info, slot, chain);
    case ODEON_KIND_UNION:
      return union_to_variant (info, slot);
    }

  g_assert_not_reached ();
}

GVariant *
odeon_value_to_variant (const OdeonTypeInfo *info, gconstpointer slot)
{
  return to_variant (info, slot, NULL);
}

gchar *
odeon_value_to_string (const OdeonTypeInfo *info, gconstpointer slot)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (odeon_value_to_variant (info, slot));

  return g_variant_print (variant, FALSE);
}
