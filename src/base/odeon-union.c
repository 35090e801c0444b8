/* SPDX-License-Identifier: MIT */

/* Which member of a union is in force. */

#include "odeon-value-private.h"

/* The discriminator as labels are written. A GLib boolean is any number, but means
 * one of two. */
static gint64
get_discriminator (const OdeonTypeInfo *info, gconstpointer slot)
{
  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
      return *(const gboolean *) slot != FALSE;
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
      return *(const guint8 *) slot;
    case ODEON_KIND_INT8:
      return *(const gint8 *) slot;
    case ODEON_KIND_INT16:
      return *(const gint16 *) slot;
    case ODEON_KIND_UINT16:
      return *(const guint16 *) slot;
    case ODEON_KIND_INT32:
    case ODEON_KIND_ENUM:
      return *(const gint32 *) slot;
    case ODEON_KIND_UINT32:
    case ODEON_KIND_WCHAR:
      return *(const guint32 *) slot;
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
      return *(const gint64 *) slot;
    case ODEON_KIND_FLOAT:
    case ODEON_KIND_DOUBLE:
    case ODEON_KIND_STRING:
    case ODEON_KIND_ANY:
    case ODEON_KIND_REF:
    case ODEON_KIND_STRUCT:
    case ODEON_KIND_UNION:
    case ODEON_KIND_BYTES:
    case ODEON_KIND_STRV:
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      break;
    }

  g_assert_not_reached ();
}

const OdeonMemberInfo *
_odeon_union_get_member (const OdeonTypeInfo *info, gconstpointer slot)
{
  gint64 discriminator = get_discriminator (info->element, slot);
  const OdeonMemberInfo *fallback = NULL;

  for (guint i = 0; i < info->n_members; i++)
    {
      const OdeonMemberInfo *member = &info->members[i];

      for (guint j = 0; j < member->n_labels; j++)
        if (member->labels[j] == discriminator)
          return member;
      if (member->is_default)
        fallback = member;
    }

  return fallback;
}
