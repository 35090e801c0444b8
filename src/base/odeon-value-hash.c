/* SPDX-License-Identifier: MIT */

/* Hashes: whatever odeon_value_equal() takes for the same has the same. */

#include "odeon-map-private.h"
#include "odeon-member-private.h"
#include "odeon-ref.h"

#include <math.h>
#include <string.h>

static guint
mix (guint hash, guint more)
{
  return hash * 31 + more;
}

/* The low half of most doubles is zero, so that both halves count. */
static guint
hash_64 (guint64 bits)
{
  return (guint) (bits ^ (bits >> 32));
}

/* Both zeros are equal; of NaN there are many, which are one as the key of a map. */
static guint
hash_double (gdouble number)
{
  guint64 bits = 0;

  if (number != 0 && !isnan (number))
    memcpy (&bits, &number, sizeof bits);

  return hash_64 (bits);
}

static guint
hash_bytes (GBytes *bytes)
{
  return bytes != NULL && g_bytes_get_size (bytes) > 0 ? g_bytes_hash (bytes) : 0;
}

static guint
hash_strv (const gchar *const *strings)
{
  guint hash = 0;

  for (; strings != NULL && *strings != NULL; strings++)
    hash = mix (hash, g_str_hash (*strings));

  return hash;
}

/* g_variant_hash() refuses containers; of those, type and length must do. */
static guint
hash_variant (GVariant *variant)
{
  if (variant == NULL)
    return 0;

  if (!g_variant_is_container (variant))
    return g_variant_hash (variant);

  return mix (g_str_hash (g_variant_get_type_string (variant)),
              (guint) g_variant_n_children (variant));
}

static guint
hash_elements (const OdeonTypeInfo *info, gconstpointer slot)
{
  guint length = _odeon_sequence_get_length (info, slot);
  guint hash = length;

  for (guint i = 0; i < length; i++)
    hash = mix (hash, odeon_value_hash (info->element, _odeon_sequence_get_slot (info, slot, i)));

  return hash;
}

static guint
hash_member (const OdeonMemberInfo *member, gconstpointer slot)
{
  gconstpointer value = _odeon_member_get_slot (member, slot);

  return value != NULL ? odeon_value_hash (member->type, value) : 0;
}

static guint
hash_struct (const OdeonTypeInfo *info, gconstpointer slot)
{
  guint hash = info->n_members;

  for (guint i = 0; i < info->n_members; i++)
    hash = mix (hash, hash_member (&info->members[i], slot));

  return hash;
}

static guint
hash_union (const OdeonTypeInfo *info, gconstpointer slot)
{
  const OdeonMemberInfo *member = _odeon_union_get_member (info, slot);
  guint hash = odeon_value_hash (info->element, slot);

  return member != NULL ? mix (hash, hash_member (member, slot)) : hash;
}

static guint
hash_ref (gconstpointer ref)
{
  return ref != NULL ? odeon_ref_hash (ref) : 0;
}

static guint
hash_string (const gchar *string)
{
  return string != NULL ? g_str_hash (string) : 0;
}

guint
odeon_value_hash (const OdeonTypeInfo *info, gconstpointer slot)
{
  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
      return *(const gboolean *) slot != FALSE;
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_INT8:
      return *(const guint8 *) slot;
    case ODEON_KIND_INT16:
    case ODEON_KIND_UINT16:
      return *(const guint16 *) slot;
    case ODEON_KIND_INT32:
    case ODEON_KIND_UINT32:
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_ENUM:
      return *(const guint32 *) slot;
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
      return hash_64 (*(const guint64 *) slot);
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      return hash_64 (_odeon_bits_load (slot, info->size));
    case ODEON_KIND_FLOAT:
      return hash_double (*(const gfloat *) slot);
    case ODEON_KIND_DOUBLE:
      return hash_double (*(const gdouble *) slot);
    case ODEON_KIND_STRING:
      return hash_string (*(gchar *const *) slot);
    case ODEON_KIND_ANY:
      return hash_variant (*(GVariant *const *) slot);
    case ODEON_KIND_REF:
      return hash_ref (*(const gconstpointer *) slot);
    case ODEON_KIND_BYTES:
      return hash_bytes (*(GBytes *const *) slot);
    case ODEON_KIND_STRV:
      return hash_strv (*(const gchar *const *const *) slot);
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      return hash_elements (info, slot);
    case ODEON_KIND_STRUCT:
      return hash_struct (info, slot);
    case ODEON_KIND_UNION:
      return hash_union (info, slot);
    case ODEON_KIND_MAP:
      return _odeon_map_hash (info, *(GHashTable *const *) slot);
    }

  g_assert_not_reached ();
}
