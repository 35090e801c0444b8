/* SPDX-License-Identifier: MIT */

/* Unions from pairs of discriminator and value. */

#include "odeon-value-reader-private.h"

#include "odeon-member-private.h"

/* The second of the pair. The `v` around it is the union's, not that of a member of type any. */
static GVariant *
dup_union_value (GVariant *pair)
{
  g_autoptr (GVariant) value = g_variant_get_child_value (pair, 1);

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    return g_variant_get_variant (value);

  return g_steal_pointer (&value);
}

/* What an open union holds under a discriminator that nobody here knows is lost. */
static gboolean
check_no_member (const OdeonTypeInfo *info, GVariant *value, GError **error)
{
  return (info->flags & ODEON_TYPE_OPEN) || g_variant_is_of_type (value, G_VARIANT_TYPE_UNIT)
         || _odeon_value_fault (error, "a value, but the discriminator selects no member");
}

gboolean
_odeon_union_read (const OdeonTypeInfo *info,
                   gpointer             slot,
                   GVariant            *variant,
                   const GPtrArray     *refs,
                   guint                depth,
                   GError             **error)
{
  g_autoptr (GVariant) discriminator = NULL;
  g_autoptr (GVariant) value = NULL;
  const OdeonMemberInfo *member;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_TUPLE) || g_variant_n_children (variant) != 2)
    return _odeon_value_fault_type (error, "a pair of discriminator and value", variant);

  discriminator = g_variant_get_child_value (variant, 0);
  value = dup_union_value (variant);
  if (!_odeon_value_read (info->element, slot, discriminator, refs, depth + 1, error))
    {
      g_prefix_error (error, " (discriminator)");
      return FALSE;
    }

  member = _odeon_union_get_member (info, slot);
  if (member == NULL)
    return check_no_member (info, value, error);

  if (_odeon_value_read (member->type, _odeon_member_add_slot (member, slot), value, refs,
                         depth + 2, error))
    return TRUE;

  g_prefix_error (error, ".%s", member->name);
  return FALSE;
}
