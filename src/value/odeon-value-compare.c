/* SPDX-License-Identifier: MIT */

/* A total order of values, in which the same are those of odeon_value_equal(), and NaN. It puts
 * the entries of maps in a row, on the wire too: it is the same in every process, but for
 * references. */

#include "odeon-map-private.h"
#include "odeon-member-private.h"
#include "odeon-native-private.h"
#include "odeon-scalar-private.h"

#include <string.h>

static gint
compare_sizes (gsize a, gsize b)
{
  return (a > b) - (a < b);
}

static gint
compare_bytes (GBytes *a, GBytes *b)
{
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);

  return g_bytes_compare (a != NULL ? a : none, b != NULL ? b : none);
}

static gint
compare_strv (const gchar *const *a, const gchar *const *b)
{
  static const gchar *const none[] = { NULL };
  gint order = 0;

  a = a != NULL ? a : none;
  b = b != NULL ? b : none;
  for (; order == 0 && *a != NULL && *b != NULL; a++, b++)
    order = strcmp (*a, *b);

  return order != 0 ? order : (*a != NULL) - (*b != NULL);
}

/* By its type, then by its serialised form: an order as good as any. */
static gint
compare_variants (GVariant *a, GVariant *b)
{
  g_autoptr (GVariant) x = NULL;
  g_autoptr (GVariant) y = NULL;
  gsize size;
  gint order;

  if (a == b || a == NULL || b == NULL)
    return (a != NULL) - (b != NULL);

  order = strcmp (g_variant_get_type_string (a), g_variant_get_type_string (b));
  if (order != 0 || g_variant_equal (a, b))
    return order;

  x = g_variant_get_normal_form (a);
  y = g_variant_get_normal_form (b);
  size = MIN (g_variant_get_size (x), g_variant_get_size (y));
  order = size > 0 ? memcmp (g_variant_get_data (x), g_variant_get_data (y), size) : 0;

  return order != 0 ? order : compare_sizes (g_variant_get_size (x), g_variant_get_size (y));
}

static gint
compare_elements (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b)
{
  guint n_a = _odeon_sequence_get_length (info, a);
  guint n_b = _odeon_sequence_get_length (info, b);
  gint order = 0;

  for (guint i = 0; order == 0 && i < MIN (n_a, n_b); i++)
    order = odeon_value_compare (info->element, _odeon_sequence_get_slot (info, a, i),
                                 _odeon_sequence_get_slot (info, b, i));

  return order != 0 ? order : compare_sizes (n_a, n_b);
}

static gint
compare_member (const OdeonMemberInfo *member, gconstpointer a, gconstpointer b)
{
  gconstpointer x = _odeon_member_get_slot (member, a);
  gconstpointer y = _odeon_member_get_slot (member, b);

  if (x == NULL || y == NULL)
    return (x != NULL) - (y != NULL);

  return odeon_value_compare (member->type, x, y);
}

static gint
compare_structs (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b)
{
  gint order = 0;

  for (guint i = 0; order == 0 && i < info->n_members; i++)
    order = compare_member (&info->members[i], a, b);

  return order;
}

static gint
compare_unions (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b)
{
  gint order = odeon_value_compare (info->element, a, b);
  const OdeonMemberInfo *member;

  if (order != 0)
    return order;

  member = _odeon_union_get_member (info, a);
  return member != NULL ? compare_member (member, a, b) : 0;
}

gint
odeon_value_compare (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b)
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
      return _odeon_scalar_compare (info, a, b);
    case ODEON_KIND_STRING:
      return g_strcmp0 (*(gchar *const *) a, *(gchar *const *) b);
    case ODEON_KIND_ANY:
      return compare_variants (*(GVariant *const *) a, *(GVariant *const *) b);
    case ODEON_KIND_REF:
      return compare_sizes (*(const guintptr *) a, *(const guintptr *) b);
    case ODEON_KIND_BYTES:
      return compare_bytes (*(GBytes *const *) a, *(GBytes *const *) b);
    case ODEON_KIND_STRV:
      return compare_strv (*(const gchar *const *const *) a, *(const gchar *const *const *) b);
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      return compare_elements (info, a, b);
    case ODEON_KIND_STRUCT:
      return compare_structs (info, a, b);
    case ODEON_KIND_UNION:
      return compare_unions (info, a, b);
    case ODEON_KIND_MAP:
      return _odeon_map_compare (info, *(GHashTable *const *) a, *(GHashTable *const *) b);
    case ODEON_KIND_NATIVE:
      return _odeon_native_compare (info, *(const gconstpointer *) a, *(const gconstpointer *) b);
    }

  g_assert_not_reached ();
}
