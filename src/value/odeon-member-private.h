/* SPDX-License-Identifier: MIT */

/* The way from a struct or union to the slot of one of its members: whether it is there, and
 * whether behind a pointer. All that is done to members goes this way. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-value-private.h"

G_BEGIN_DECLS

/* Members that are not simply at their offset. */
#define ODEON_MEMBER_REMOTE (ODEON_MEMBER_INDIRECT | ODEON_MEMBER_OPTIONAL)

/* Whether the slot of an optional member says by itself, by NULL, that it is absent. */
static inline gboolean
_odeon_member_is_pointer (const OdeonMemberInfo *member)
{
  return (member->flags & ODEON_MEMBER_INDIRECT)
         || !(_odeon_type_is_scalar (member->type) || _odeon_element_is_boxed (member->type));
}

/* Whether an optional member is there; all others are. */
static inline gboolean
_odeon_member_is_present (const OdeonMemberInfo *member, gconstpointer container)
{
  if (!(member->flags & ODEON_MEMBER_OPTIONAL))
    return TRUE;

  if (_odeon_member_is_pointer (member))
    return *(const gconstpointer *) _odeon_slot_at (container, member->offset) != NULL;

  return *(const gboolean *) _odeon_slot_at (container, member->has_offset);
}

/* The slot of a member; NULL if it is absent, or INDIRECT and missing. */
static inline gpointer
_odeon_member_get_slot (const OdeonMemberInfo *member, gconstpointer container)
{
  gpointer slot = _odeon_slot_at (container, member->offset);

  if (G_LIKELY (!(member->flags & ODEON_MEMBER_REMOTE)))
    return slot;

  if (!_odeon_member_is_present (member, container))
    return NULL;

  return member->flags & ODEON_MEMBER_INDIRECT ? *(gpointer *) slot : slot;
}

/* Makes a member be there, in a struct where it is all zeros; returns its slot, which is zeros. */
static inline gpointer
_odeon_member_add_slot (const OdeonMemberInfo *member, gpointer container)
{
  gpointer slot = _odeon_slot_at (container, member->offset);

  if (G_LIKELY (!(member->flags & ODEON_MEMBER_REMOTE)))
    return slot;

  if (member->flags & ODEON_MEMBER_INDIRECT)
    return *(gpointer *) slot = g_malloc0 (member->type->size);

  if (!_odeon_member_is_pointer (member))
    *(gboolean *) _odeon_slot_at (container, member->has_offset) = TRUE;

  return slot;
}

/* The EXTENDED members that are there, by ascending ids, to be freed. */
const OdeonMemberInfo **_odeon_struct_dup_extended (const OdeonTypeInfo *info,
                                                    gconstpointer        slot,
                                                    guint               *out_length);

/* Gives a member that was not sent its default, in a struct where it is all zeros. FALSE if there
 * is none. */
gboolean _odeon_member_set_missing (const OdeonMemberInfo *member,
                                    gpointer               container,
                                    GError               **error);

G_END_DECLS
