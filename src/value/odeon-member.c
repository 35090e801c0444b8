/* SPDX-License-Identifier: MIT */

#include "odeon-member-private.h"

#include <stdlib.h>

static gint
compare_ids (gconstpointer a, gconstpointer b)
{
  const OdeonMemberInfo *const *first = a;
  const OdeonMemberInfo *const *second = b;

  return ((*first)->id > (*second)->id) - ((*first)->id < (*second)->id);
}

const OdeonMemberInfo **
_odeon_struct_dup_extended (const OdeonTypeInfo *info, gconstpointer slot, guint *out_length)
{
  const OdeonMemberInfo **members = g_new (const OdeonMemberInfo *, info->n_members);
  guint                   length = 0;

  for (guint i = 0; i < info->n_members; i++)
    if ((info->members[i].flags & ODEON_MEMBER_EXTENDED)
        && _odeon_member_is_present (&info->members[i], slot))
      members[length++] = &info->members[i];
  if (length > 1)
    qsort (members, length, sizeof *members, compare_ids);

  *out_length = length;
  return members;
}
