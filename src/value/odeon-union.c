/* SPDX-License-Identifier: MIT */

/* Which member of a union is in force. */

#include "odeon-value-private.h"

#include "odeon-scalar-private.h"

const OdeonMemberInfo *
_odeon_union_get_member (const OdeonTypeInfo *info, gconstpointer slot)
{
  gint64 discriminator = _odeon_integer_load (info->element, slot);
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
