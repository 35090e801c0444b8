/* SPDX-License-Identifier: MIT */

/* Values as variants, and as text. odeon-variant-type-private.h says what becomes of recursion.
 * Slots of zeros, as an error's detail may have them, appear as empty strings and units. */

#include "odeon-map-private.h"
#include "odeon-member-private.h"
#include "odeon-native-private.h"
#include "odeon-ref.h"
#include "odeon-scalar-private.h"
#include "odeon-variant-type-private.h"

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

/* For people. What was promised has no identity yet. */
static gchar *
dup_identity (gpointer ref)
{
  gchar *urn = ref != NULL ? odeon_ref_dup_urn (ref) : g_strdup ("");

  return urn != NULL ? urn : odeon_ref_dup_string (ref);
}

static GVariant *
ref_to_variant (gpointer ref, GPtrArray *refs)
{
  if (refs == NULL)
    return g_variant_new_take_string (dup_identity (ref));
  if (ref == NULL)
    return g_variant_new_handle (-1);

  g_ptr_array_add (refs, odeon_ref_ref (ref));
  return g_variant_new_handle ((gint32) refs->len - 1);
}

static GVariant *
bytes_to_variant (GBytes *bytes)
{
  if (bytes == NULL)
    return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, NULL, 0, sizeof (guint8));

  return g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE);
}

static GVariant *
native_to_variant (const OdeonTypeInfo *info, gconstpointer native)
{
  g_autoptr (GBytes) packed = _odeon_native_pack (info, native);

  return bytes_to_variant (packed);
}

static GVariant *
strv_to_variant (const gchar *const *strings)
{
  return g_variant_new_strv (strings, strings != NULL ? -1 : 0);
}

/* What hangs on an edge of the type: in a `v` if the tables say so. */
static GVariant *
edge_to_variant (const OdeonTypeInfo *info,
                 gconstpointer        slot,
                 gboolean             is_recursive,
                 GPtrArray           *refs)
{
  GVariant *value = _odeon_value_to_variant (info, slot, refs);

  return is_recursive ? g_variant_new_variant (value) : value;
}

static GVariant *
element_to_variant (const OdeonTypeInfo *info, gconstpointer slot, GPtrArray *refs)
{
  return edge_to_variant (info->element, slot,
                          (info->flags & ODEON_TYPE_RECURSIVE_ELEMENT) != 0, refs);
}

/* An array; takes over the floating @children. */
static GVariant *
make_array (const OdeonTypeInfo *info, GVariant **children, guint length, GPtrArray *refs)
{
  g_autoptr (GVariantType) type = NULL;

  if (length > 0)
    return g_variant_new_array (NULL, children, length);

  type = _odeon_type_info_dup_variant_type (info, refs != NULL);
  return g_variant_new_array (g_variant_type_element (type), NULL, 0);
}

static GVariant *
elements_to_variant (const OdeonTypeInfo *info, gconstpointer slot, GPtrArray *refs)
{
  guint length = _odeon_sequence_get_length (info, slot);
  g_autofree GVariant **children = g_new (GVariant *, length);

  for (guint i = 0; i < length; i++)
    children[i] = element_to_variant (info, _odeon_sequence_get_slot (info, slot, i), refs);

  return make_array (info, children, length, refs);
}

static GVariant *
entry_to_variant (const OdeonTypeInfo *info, const OdeonMapEntry *entry, GPtrArray *refs)
{
  OdeonElementRoom key_room;
  OdeonElementRoom value_room;
  gconstpointer    key = _odeon_element_get_slot (info->key, &entry->key, &key_room);
  gconstpointer    value = _odeon_element_get_slot (info->element, &entry->value, &value_room);
  GVariant        *pair[2];

  pair[0] = _odeon_value_to_variant (info->key, key, refs);
  pair[1] = element_to_variant (info, value, refs);

  return _odeon_map_is_dictionary (info) ? g_variant_new_dict_entry (pair[0], pair[1])
                                         : g_variant_new_tuple (pair, 2);
}

static GVariant *
map_to_variant (const OdeonTypeInfo *info, GHashTable *map, GPtrArray *refs)
{
  guint length;
  g_autofree OdeonMapEntry *entries = _odeon_map_dup_sorted (info, map, &length);
  g_autofree GVariant **children = g_new (GVariant *, length);

  for (guint i = 0; i < length; i++)
    children[i] = entry_to_variant (info, &entries[i], refs);

  return make_array (info, children, length, refs);
}

/* What stands for an external member that is not there, as only zeros have it. */
static GVariant *
missing_to_variant (const OdeonMemberInfo *member, gboolean is_wrapped, GPtrArray *refs)
{
  g_autofree gpointer zeros = NULL;

  if (member->flags & ODEON_MEMBER_RECURSIVE)
    return is_wrapped ? unit () : g_variant_new_variant (unit ());

  zeros = g_malloc0 (member->type->size);
  return _odeon_value_to_variant (member->type, zeros, refs);
}

/* A member that is there, in the form it has in a `v`. */
static GVariant *
wrapped_member_to_variant (const OdeonMemberInfo *member, gconstpointer container, GPtrArray *refs)
{
  gconstpointer slot = _odeon_member_get_slot (member, container);

  return slot != NULL ? _odeon_value_to_variant (member->type, slot, refs)
                      : missing_to_variant (member, TRUE, refs);
}

/* A member of the fixed part. */
static GVariant *
member_to_variant (const OdeonMemberInfo *member, gconstpointer container, GPtrArray *refs)
{
  gconstpointer slot = _odeon_member_get_slot (member, container);
  gboolean is_recursive = (member->flags & ODEON_MEMBER_RECURSIVE) != 0;
  g_autoptr (GVariantType) type = NULL;

  if (!(member->flags & ODEON_MEMBER_OPTIONAL))
    return slot != NULL ? edge_to_variant (member->type, slot, is_recursive, refs)
                        : missing_to_variant (member, FALSE, refs);

  if (slot != NULL)
    return g_variant_new_maybe (NULL, edge_to_variant (member->type, slot, is_recursive, refs));

  type = _odeon_member_info_dup_variant_type (member, refs != NULL);
  return g_variant_new_maybe (g_variant_type_element (type), NULL);
}

/* The closing dictionary. */
static GVariant *
extended_to_variant (const OdeonTypeInfo *info, gconstpointer slot, GPtrArray *refs)
{
  guint length;
  g_autofree const OdeonMemberInfo **members = _odeon_struct_dup_extended (info, slot, &length);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{uv}"));
  for (guint i = 0; i < length; i++)
    g_variant_builder_add (&builder, "{uv}", members[i]->id,
                           wrapped_member_to_variant (members[i], slot, refs));

  return g_variant_builder_end (&builder);
}

static GVariant *
struct_to_variant (const OdeonTypeInfo *info, gconstpointer slot, GPtrArray *refs)
{
  g_autofree GVariant **children = g_new (GVariant *, info->n_members + 1);
  guint length = 0;

  for (guint i = 0; i < info->n_members; i++)
    if (!(info->members[i].flags & ODEON_MEMBER_EXTENDED))
      children[length++] = member_to_variant (&info->members[i], slot, refs);
  if (info->flags & ODEON_TYPE_EXTENSIBLE)
    children[length++] = extended_to_variant (info, slot, refs);

  return g_variant_new_tuple (children, length);
}

static GVariant *
union_to_variant (const OdeonTypeInfo *info, gconstpointer slot, GPtrArray *refs)
{
  const OdeonMemberInfo *member = _odeon_union_get_member (info, slot);

  return g_variant_new ("(@*v)", _odeon_value_to_variant (info->element, slot, refs),
                        member != NULL ? wrapped_member_to_variant (member, slot, refs) : unit ());
}

static GVariant *
bits_to_variant (const OdeonTypeInfo *info, gconstpointer slot)
{
  guint64 bits = _odeon_bits_load (slot, info->size);

  switch (_odeon_bits_get_wire_size (info))
    {
    case sizeof (guint8):
      return g_variant_new_byte ((guint8) bits);
    case sizeof (guint16):
      return g_variant_new_uint16 ((guint16) bits);
    case sizeof (guint32):
      return g_variant_new_uint32 ((guint32) bits);
    default:
      return g_variant_new_uint64 (bits);
    }
}

GVariant *
_odeon_value_to_variant (const OdeonTypeInfo *info, gconstpointer slot, GPtrArray *refs)
{
  const gchar *string;

  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
      return g_variant_new_boolean (*(const gboolean *) slot != FALSE);
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
      return ref_to_variant (*(const gpointer *) slot, refs);
    case ODEON_KIND_BYTES:
      return bytes_to_variant (*(GBytes *const *) slot);
    case ODEON_KIND_STRV:
      return strv_to_variant (*(const gchar *const *const *) slot);
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      return elements_to_variant (info, slot, refs);
    case ODEON_KIND_STRUCT:
      return struct_to_variant (info, slot, refs);
    case ODEON_KIND_UNION:
      return union_to_variant (info, slot, refs);
    case ODEON_KIND_MAP:
      return map_to_variant (info, *(GHashTable *const *) slot, refs);
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      return bits_to_variant (info, slot);
    case ODEON_KIND_NATIVE:
      return native_to_variant (info, *(const gconstpointer *) slot);
    }

  g_assert_not_reached ();
}

GVariant *
odeon_value_to_variant (const OdeonTypeInfo *info, gconstpointer slot)
{
  return _odeon_value_to_variant (info, slot, NULL);
}

gchar *
odeon_value_to_string (const OdeonTypeInfo *info, gconstpointer slot)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (odeon_value_to_variant (info, slot));

  return g_variant_print (variant, FALSE);
}
