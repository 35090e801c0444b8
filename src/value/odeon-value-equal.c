/* SPDX-License-Identifier: MIT */

/* Whether two values are the same. */

#include "odeon-map-private.h"
#include "odeon-member-private.h"
#include "odeon-native-private.h"
#include "odeon-ref.h"

#include <string.h>

static const gchar *const no_strings[] = { NULL };

static gboolean
bytes_equal (GBytes *a, GBytes *b)
{
  if (a != NULL && b != NULL)
    return g_bytes_equal (a, b);

  return (a == NULL || g_bytes_get_size (a) == 0) && (b == NULL || g_bytes_get_size (b) == 0);
}

static gboolean
strv_equal (const gchar *const *a, const gchar *const *b)
{
  return g_strv_equal (a != NULL ? a : no_strings, b != NULL ? b : no_strings);
}

static gboolean
variant_equal (GVariant *a, GVariant *b)
{
  return a == b || (a != NULL && b != NULL && g_variant_equal (a, b));
}

static gboolean
elements_equal (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b)
{
  guint length = _odeon_sequence_get_length (info, a);

  if (_odeon_sequence_get_length (info, b) != length)
    return FALSE;

  for (guint i = 0; i < length; i++)
    if (!odeon_value_equal (info->element,
                            _odeon_sequence_get_slot (info, a, i),
                            _odeon_sequence_get_slot (info, b, i)))
      return FALSE;

  return TRUE;
}

static gboolean
remote_member_equal (const OdeonMemberInfo *member, gconstpointer a, gconstpointer b)
{
  gconstpointer x = _odeon_member_get_slot (member, a);
  gconstpointer y = _odeon_member_get_slot (member, b);

  if (x == NULL || y == NULL)
    return x == y;

  return odeon_value_equal (member->type, x, y);
}

static inline gboolean
member_equal (const OdeonMemberInfo *member, gconstpointer a, gconstpointer b)
{
  if (G_UNLIKELY (member->flags & ODEON_MEMBER_REMOTE))
    return remote_member_equal (member, a, b);

  return odeon_value_equal (member->type, _odeon_slot_at (a, member->offset),
                            _odeon_slot_at (b, member->offset));
}

static gboolean
struct_equal (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b)
{
  for (guint i = 0; i < info->n_members; i++)
    if (!member_equal (&info->members[i], a, b))
      return FALSE;

  return TRUE;
}

static gboolean
union_equal (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b)
{
  const OdeonMemberInfo *member;

  if (!odeon_value_equal (info->element, a, b))
    return FALSE;

  member = _odeon_union_get_member (info, a);
  return member == NULL || member_equal (member, a, b);
}

gboolean
odeon_value_equal (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b)
{
  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
      return !*(const gboolean *) a == !*(const gboolean *) b;
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_INT8:
      return memcmp (a, b, sizeof (guint8)) == 0;
    case ODEON_KIND_INT16:
    case ODEON_KIND_UINT16:
      return memcmp (a, b, sizeof (guint16)) == 0;
    case ODEON_KIND_INT32:
    case ODEON_KIND_UINT32:
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_ENUM:
      return memcmp (a, b, sizeof (guint32)) == 0;
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
      return memcmp (a, b, sizeof (guint64)) == 0;
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      return memcmp (a, b, info->size) == 0;
    case ODEON_KIND_FLOAT:
      return *(const gfloat *) a == *(const gfloat *) b;
    case ODEON_KIND_DOUBLE:
      return *(const gdouble *) a == *(const gdouble *) b;
    case ODEON_KIND_STRING:
      return g_strcmp0 (*(gchar *const *) a, *(gchar *const *) b) == 0;
    case ODEON_KIND_ANY:
      return variant_equal (*(GVariant *const *) a, *(GVariant *const *) b);
    case ODEON_KIND_REF:
      return odeon_ref_equal (*(const gpointer *) a, *(const gpointer *) b);
    case ODEON_KIND_BYTES:
      return bytes_equal (*(GBytes *const *) a, *(GBytes *const *) b);
    case ODEON_KIND_STRV:
      return strv_equal (*(const gchar *const *const *) a, *(const gchar *const *const *) b);
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      return elements_equal (info, a, b);
    case ODEON_KIND_STRUCT:
      return struct_equal (info, a, b);
    case ODEON_KIND_UNION:
      return union_equal (info, a, b);
    case ODEON_KIND_MAP:
      return _odeon_map_equal (info, *(GHashTable *const *) a, *(GHashTable *const *) b);
    case ODEON_KIND_NATIVE:
      return _odeon_native_compare (info, *(const gconstpointer *) a,
                                    *(const gconstpointer *) b) == 0;
    }

  g_assert_not_reached ();
}
