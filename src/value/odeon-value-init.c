/* SPDX-License-Identifier: MIT */

/* Initial values: what a new value is, and what stands for a member that a peer of an older version
 * did not send. The former leaves to the user what the user must set; the latter is valid at once.
 */

#include "odeon-map-private.h"
#include "odeon-member-private.h"
#include "odeon-scalar-private.h"

#include <string.h>

static void init (const OdeonTypeInfo *info, gpointer slot, gboolean valid);

static void
init_member (const OdeonMemberInfo *member, gpointer container, gboolean valid)
{
  gpointer slot;

  if ((member->flags & ODEON_MEMBER_OPTIONAL) && member->initial == NULL)
    return;

  /* Would not end: whoever makes a value of such a type closes the circle. */
  if ((member->flags & ODEON_MEMBER_INDIRECT) && (member->flags & ODEON_MEMBER_RECURSIVE))
    return;

  slot = _odeon_member_add_slot (member, container);
  if (member->initial != NULL)
    odeon_value_copy (member->type, slot, member->initial);
  else
    init (member->type, slot, valid);
}

static void
init_union (const OdeonTypeInfo *info, gpointer slot, gboolean valid)
{
  const OdeonMemberInfo *member;

  init (info->element, slot, valid);
  member = _odeon_union_get_member (info, slot);
  if (member != NULL)
    init_member (member, slot, valid);
}

static void
init_array (const OdeonTypeInfo *info, gpointer slot, gboolean valid)
{
  /* Numbers, of which there may be many, are zeros. */
  if (_odeon_type_is_scalar (info->element) && _odeon_scalar_is_free (info->element))
    return;

  for (guint i = 0; i < info->bound; i++)
    init (info->element, _odeon_sequence_get_slot (info, slot, i), valid);
}

/* Fills a slot of zeros. */
static void
init (const OdeonTypeInfo *info, gpointer slot, gboolean valid)
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
      return;
    case ODEON_KIND_ENUM:
      if (info->initial != NULL)
        memcpy (slot, info->initial, info->size);
      return;
    case ODEON_KIND_STRUCT:
      for (guint i = 0; i < info->n_members; i++)
        init_member (&info->members[i], slot, valid);
      return;
    case ODEON_KIND_UNION:
      init_union (info, slot, valid);
      return;
    case ODEON_KIND_ARRAY:
      init_array (info, slot, valid);
      return;
    case ODEON_KIND_STRING:
      if (valid)
        *(gchar **) slot = g_strdup ("");
      return;
    case ODEON_KIND_ANY:
      if (valid)
        *(GVariant **) slot = g_variant_ref_sink (g_variant_new_tuple (NULL, 0));
      return;
    case ODEON_KIND_REF:
      return;
    case ODEON_KIND_BYTES:
    case ODEON_KIND_STRV:
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_MAP:
      /* The copy of none is an empty one. */
      if (valid)
        odeon_value_copy (info, slot, &nothing);
      return;
    }
}

void
odeon_value_init (const OdeonTypeInfo *info, gpointer slot)
{
  memset (slot, 0, info->size);
  init (info, slot, FALSE);
}

void
_odeon_member_set_missing (const OdeonMemberInfo *member, gpointer container)
{
  init_member (member, container, TRUE);
}
