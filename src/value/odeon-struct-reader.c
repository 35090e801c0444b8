/* SPDX-License-Identifier: MIT */

/* Structs from tuples, in which the members follow each other and the dictionary of the extended
 * ones comes last, and from dictionaries of all members by their names, as people write them. */

#include "odeon-value-reader-private.h"

#include "odeon-member-private.h"
#include "odeon-variant-number-private.h"

static gboolean
read_slot (const OdeonMemberInfo *member,
           gpointer               container,
           GVariant              *variant,
           const GPtrArray       *refs,
           guint                  depth,
           GError               **error)
{
  if (_odeon_value_read (member->type, _odeon_member_add_slot (member, container), variant, refs,
                         depth, error))
    return TRUE;

  g_prefix_error (error, ".%s", member->name);
  return FALSE;
}

/* An optional member: a maybe, or a value that is there. */
static gboolean
read_optional (const OdeonMemberInfo *member,
               gpointer               container,
               GVariant              *variant,
               const GPtrArray       *refs,
               guint                  depth,
               GError               **error)
{
  g_autoptr (GVariant) maybe = NULL;
  g_autoptr (GVariant) value = NULL;

  /* What is around an `any` may be its own. */
  maybe = member->type->kind == ODEON_KIND_ANY ? g_variant_ref (variant)
                                               : _odeon_variant_unwrap (variant);
  if (!g_variant_is_of_type (maybe, G_VARIANT_TYPE_MAYBE))
    return read_slot (member, container, maybe, refs, depth, error);

  value = g_variant_get_maybe (maybe);
  return value == NULL || read_slot (member, container, value, refs, depth + 1, error);
}

static gboolean
read_member (const OdeonMemberInfo *member,
             gpointer               container,
             GVariant              *variant,
             const GPtrArray       *refs,
             guint                  depth,
             GError               **error)
{
  if (member->flags & ODEON_MEMBER_OPTIONAL)
    return read_optional (member, container, variant, refs, depth, error);

  return read_slot (member, container, variant, refs, depth, error);
}

static gboolean
fault_count (GError **error, gsize found, guint expected)
{
  return _odeon_value_fault (error, "%" G_GSIZE_FORMAT " members, %u are expected", found,
                             expected);
}

/* A member of which there is nothing in the variant. */
static gboolean
miss_member (const OdeonMemberInfo *member, gpointer container, GError **error)
{
  if (member->flags & ODEON_MEMBER_OPTIONAL)
    return TRUE;

  if (!(member->flags & ODEON_MEMBER_EXTENDED))
    return _odeon_value_fault (error, "the member “%s” is missing", member->name);

  if (_odeon_member_set_missing (member, container, error))
    return TRUE;

  g_prefix_error (error, ".%s", member->name);
  return FALSE;
}

/* How many members may not be missing. */
static guint
count_required (const OdeonTypeInfo *info)
{
  guint n_required = 0;

  for (guint i = 0; i < info->n_members; i++)
    n_required += !(info->members[i].flags & (ODEON_MEMBER_OPTIONAL | ODEON_MEMBER_EXTENDED));

  return n_required;
}

/* A dictionary holds each member under its name, and nothing else. */
static gboolean
read_dictionary (const OdeonTypeInfo *info,
                 gpointer             slot,
                 GVariant            *variant,
                 const GPtrArray     *refs,
                 guint                depth,
                 GError             **error)
{
  gsize n_children = g_variant_n_children (variant);
  gsize n_found = 0;

  if (n_children > info->n_members || n_children < count_required (info))
    return fault_count (error, n_children, info->n_members);

  for (guint i = 0; i < info->n_members; i++)
    {
      const OdeonMemberInfo *member = &info->members[i];
      g_autoptr (GVariant) child = g_variant_lookup_value (variant, member->name, NULL);

      if (child == NULL && !miss_member (member, slot, error))
        return FALSE;
      if (child != NULL && !read_member (member, slot, child, refs, depth + 1, error))
        return FALSE;
      n_found += child != NULL;
    }

  return n_found == n_children || fault_count (error, n_children, (guint) n_found);
}

static const OdeonMemberInfo *
find_extended (const OdeonTypeInfo *info, guint32 id)
{
  for (guint i = 0; i < info->n_members; i++)
    if ((info->members[i].flags & ODEON_MEMBER_EXTENDED) && info->members[i].id == id)
      return &info->members[i];

  return NULL;
}

/* An entry of the dictionary of the extended members. Of an id that nobody knows a newer peer
 * does. */
static gboolean
read_entry (const OdeonTypeInfo *info,
            gpointer             slot,
            GVariant            *entry,
            gboolean            *seen,
            const GPtrArray     *refs,
            guint                depth,
            GError             **error)
{
  g_autoptr (GVariant) key = g_variant_get_child_value (entry, 0);
  g_autoptr (GVariant) box = g_variant_get_child_value (entry, 1);
  g_autoptr (GVariant) value = g_variant_get_variant (box);
  const OdeonMemberInfo *member;
  guint32 id;

  if (!_odeon_integer_read (&odeon_uint32_info, &id, key, error))
    return FALSE;

  member = find_extended (info, id);
  if (member == NULL)
    return TRUE;
  if (seen[member - info->members])
    return _odeon_value_fault (error, "the member “%s” is there twice", member->name);

  seen[member - info->members] = TRUE;
  return read_member (member, slot, value, refs, depth, error);
}

static gboolean
read_extended (const OdeonTypeInfo *info,
               gpointer             slot,
               GVariant            *variant,
               const GPtrArray     *refs,
               guint                depth,
               GError             **error)
{
  g_autofree gboolean *seen = g_new0 (gboolean, info->n_members);
  gsize length = g_variant_n_children (variant);

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (variant, i);

      if (!read_entry (info, slot, entry, seen, refs, depth, error))
        return FALSE;
    }

  for (guint i = 0; i < info->n_members; i++)
    if ((info->members[i].flags & ODEON_MEMBER_EXTENDED) && !seen[i]
        && !miss_member (&info->members[i], slot, error))
      return FALSE;

  return TRUE;
}

static guint
count_children (const OdeonTypeInfo *info)
{
  guint n_children = info->flags & ODEON_TYPE_EXTENSIBLE ? 1 : 0;

  for (guint i = 0; i < info->n_members; i++)
    n_children += !(info->members[i].flags & ODEON_MEMBER_EXTENDED);

  return n_children;
}

static gboolean
read_tuple (const OdeonTypeInfo *info,
            gpointer             slot,
            GVariant            *variant,
            const GPtrArray     *refs,
            guint                depth,
            GError             **error)
{
  g_autoptr (GVariant) extended = NULL;
  guint n_children = count_children (info);
  guint n_read = 0;

  if (g_variant_n_children (variant) != n_children)
    return fault_count (error, g_variant_n_children (variant), n_children);

  for (guint i = 0; i < info->n_members; i++)
    if (!(info->members[i].flags & ODEON_MEMBER_EXTENDED))
      {
        g_autoptr (GVariant) child = g_variant_get_child_value (variant, n_read++);

        if (!read_member (&info->members[i], slot, child, refs, depth + 1, error))
          return FALSE;
      }

  if (!(info->flags & ODEON_TYPE_EXTENSIBLE))
    return TRUE;

  extended = g_variant_get_child_value (variant, n_read);
  if (!g_variant_is_of_type (extended, G_VARIANT_TYPE ("a{?v}")))
    return _odeon_value_fault_type (error, "a dictionary of further members", extended);

  return read_extended (info, slot, extended, refs, depth + 3, error);
}

gboolean
_odeon_struct_read (const OdeonTypeInfo *info,
                    gpointer             slot,
                    GVariant            *variant,
                    const GPtrArray     *refs,
                    guint                depth,
                    GError             **error)
{
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT))
    return read_dictionary (info, slot, variant, refs, depth, error);

  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_TUPLE))
    return read_tuple (info, slot, variant, refs, depth, error);

  return _odeon_value_fault_type (error, "a tuple", variant);
}
