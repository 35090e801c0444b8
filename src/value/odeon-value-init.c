/* SPDX-License-Identifier: MIT */

/* Initial values: what a new value is, and what stands for a member that a peer of an older version
 * did not send. The former leaves to the user what the user must set; the latter is valid at once:
 * a type of the user's own is then what can be unpacked from no octets, and if nothing can there is
 * no such value.
 */

#include "odeon-map-private.h"
#include "odeon-member-private.h"
#include "odeon-native-private.h"
#include "odeon-scalar-private.h"

#include <string.h>

/* FALSE, with @error set, only if the value is to be @valid and there is no such. */
static gboolean init (const OdeonTypeInfo *info, gpointer slot, gboolean valid, GError **error);

static gboolean
init_member (const OdeonMemberInfo *member, gpointer container, gboolean valid, GError **error)
{
  gpointer slot;

  if ((member->flags & ODEON_MEMBER_OPTIONAL) && member->initial == NULL)
    return TRUE;

  /* Would not end: whoever makes a value of such a type closes the circle. */
  if ((member->flags & ODEON_MEMBER_INDIRECT) && (member->flags & ODEON_MEMBER_RECURSIVE))
    return TRUE;

  slot = _odeon_member_add_slot (member, container);
  if (member->initial == NULL)
    return init (member->type, slot, valid, error);

  odeon_value_copy (member->type, slot, member->initial);
  return TRUE;
}

static gboolean
init_struct (const OdeonTypeInfo *info, gpointer slot, gboolean valid, GError **error)
{
  for (guint i = 0; i < info->n_members; i++)
    if (!init_member (&info->members[i], slot, valid, error))
      {
        g_prefix_error (error, ".%s", info->members[i].name);
        return FALSE;
      }

  return TRUE;
}

static gboolean
init_union (const OdeonTypeInfo *info, gpointer slot, gboolean valid, GError **error)
{
  const OdeonMemberInfo *member;

  init (info->element, slot, valid, NULL);
  member = _odeon_union_get_member (info, slot);

  return member == NULL || init_member (member, slot, valid, error);
}

static gboolean
init_array (const OdeonTypeInfo *info, gpointer slot, gboolean valid, GError **error)
{
  /* Numbers, of which there may be many, are zeros. */
  if (_odeon_type_is_scalar (info->element) && _odeon_scalar_is_free (info->element))
    return TRUE;

  for (guint i = 0; i < info->bound; i++)
    if (!init (info->element, _odeon_sequence_get_slot (info, slot, i), valid, error))
      return FALSE;

  return TRUE;
}

static gboolean
init_native (const OdeonTypeInfo *info, gpointer *slot, GError **error)
{
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

  return _odeon_native_unpack (info, slot, nothing, error);
}

/* Fills a slot of zeros. */
static gboolean
init (const OdeonTypeInfo *info, gpointer slot, gboolean valid, GError **error)
{
  static const gconstpointer nothing = NULL;

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
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      if (valid)
        _odeon_scalar_move_into_range (info, slot);
      return TRUE;
    case ODEON_KIND_ENUM:
      if (info->initial != NULL)
        memcpy (slot, info->initial, info->size);
      return TRUE;
    case ODEON_KIND_STRUCT:
      return init_struct (info, slot, valid, error);
    case ODEON_KIND_UNION:
      return init_union (info, slot, valid, error);
    case ODEON_KIND_ARRAY:
      return init_array (info, slot, valid, error);
    case ODEON_KIND_STRING:
      if (valid)
        *(gchar **) slot = g_strdup ("");
      return TRUE;
    case ODEON_KIND_ANY:
      if (valid)
        *(GVariant **) slot = g_variant_ref_sink (g_variant_new_tuple (NULL, 0));
      return TRUE;
    case ODEON_KIND_REF:
      return TRUE;
    case ODEON_KIND_BYTES:
    case ODEON_KIND_STRV:
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_MAP:
      /* The copy of none is an empty one. */
      if (valid)
        odeon_value_copy (info, slot, &nothing);
      return TRUE;
    case ODEON_KIND_NATIVE:
      return !valid || init_native (info, slot, error);
    }

  g_assert_not_reached ();
}

void
odeon_value_init (const OdeonTypeInfo *info, gpointer slot)
{
  memset (slot, 0, info->size);
  init (info, slot, FALSE, NULL);
}

gboolean
_odeon_member_set_missing (const OdeonMemberInfo *member, gpointer container, GError **error)
{
  return init_member (member, container, TRUE, error);
}
