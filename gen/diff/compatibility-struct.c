/* SPDX-License-Identifier: MIT */

/* Structs, exceptions and unions. What is fixed in a struct is known on the wire by its place, and
 * so cannot come, go or move; the members behind that are known by their @id, and may. A function
 * of an exception takes all its members as parameters. */

#include "compatibility-private.h"

static gboolean
is_same_member (const IdlNode *old, const IdlNode *new)
{
  return idl_type_compare (old->type, new->type) == IDL_IMPACT_NONE
         && old->optional == new->optional && old->extended == new->extended
         && (!old->extended || old->id == new->id);
}

static void
compare_initial (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  g_autofree gchar *before = NULL, *after = NULL;

  if (idl_constant_is_equal (old->initial, new->initial))
    return;

  before = old->initial != NULL ? idl_constant_dup_text (old->initial) : g_strdup ("none");
  after = new->initial != NULL ? idl_constant_dup_text (new->initial) : g_strdup ("none");
  idl_comparison_add (self, IDL_IMPACT_NONE, new, "has another default: was %s, is %s", before,
                      after);
}

static void
compare_member (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  /* What may be missing anyway needs no mark for that. */
  IdlImpact optional = old->extended && new->extended ? IDL_IMPACT_SOURCE : IDL_IMPACT_BOTH;

  if (!g_str_equal (old->name, new->name))
    idl_comparison_add (self, IDL_IMPACT_SOURCE, new, "was called `%s`", old->name);
  idl_comparison_add_type (self, new, "type", old->type, new->type);
  if (old->optional != new->optional)
    idl_comparison_add (self, optional, new,
                        new->optional ? "is optional now" : "is not optional any more");
  if (old->external != new->external)
    idl_comparison_add (self, IDL_IMPACT_SOURCE, new,
                        new->external ? "is external now" : "is not external any more");
  if (old->extended != new->extended)
    idl_comparison_add (self, IDL_IMPACT_WIRE, new,
                        new->extended ? "is known by its id now, not by its place"
                                      : "is known by its place now, not by its id");
  else if (old->extended && old->id != new->id)
    idl_comparison_add (self, IDL_IMPACT_WIRE, new, "has another id: was %u, is %u", old->id,
                        new->id);
  if (old->key != new->key)
    idl_comparison_add (self, IDL_IMPACT_WIRE, new,
                        new->key ? "is a key now" : "is no key any more");
  compare_initial (self, old, new);
  idl_compare_annotations (self, old, new);
}

static void
compare_bases (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  const IdlNode *before = old->bases->len > 0 ? g_ptr_array_index (old->bases, 0) : NULL;
  const IdlNode *after = new->bases->len > 0 ? g_ptr_array_index (new->bases, 0) : NULL;

  if (before == NULL && after == NULL)
    return;
  if (before == NULL || after == NULL || !idl_node_is_namesake (before, after))
    idl_comparison_add (self, IDL_IMPACT_BOTH, new, "has another base: was %s, is %s",
                        before != NULL ? before->name : "none",
                        after != NULL ? after->name : "none");
}

static void
compare_extensibility (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  static const gchar *const words[] = { "final", "appendable", "mutable" };

  if (old->extensibility != new->extensibility)
    idl_comparison_add (self, IDL_IMPACT_WIRE, new, "was @%s, is @%s", words[old->extensibility],
                        words[new->extensibility]);
}

void
idl_compare_struct (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  g_autoptr (GArray) pairs = idl_pairs_new (old->children, new->children, is_same_member);
  IdlImpact parameters = new->kind == IDL_NODE_EXCEPTION ? IDL_IMPACT_SOURCE : IDL_IMPACT_NONE;

  compare_bases (self, old, new);
  compare_extensibility (self, old, new);
  for (guint i = 0; i < pairs->len; i++)
    {
      const IdlPair *pair = &g_array_index (pairs, IdlPair, i);

      if (pair->old == NULL)
        idl_comparison_add (self,
                            parameters | (pair->new->extended ? IDL_IMPACT_NONE : IDL_IMPACT_WIRE),
                            pair->new, "was added");
      else if (pair->new == NULL)
        idl_comparison_add_old (
          self, IDL_IMPACT_SOURCE | (pair->old->extended ? IDL_IMPACT_NONE : IDL_IMPACT_WIRE),
          pair->old, "was removed");
      else
        compare_member (self, pair->old, pair->new);
    }
  if (!idl_pairs_are_ordered (pairs, new->children))
    idl_comparison_add (
      self,
      parameters
        | (new->extensibility == IDL_EXTENSIBILITY_MUTABLE ? IDL_IMPACT_NONE : IDL_IMPACT_WIRE),
      new, "has its members in another order");
}

/* Unions -------------------------------------------------------------------------------------- */

static gboolean
has_label (const IdlNode *member, const IdlConstant *label)
{
  for (guint i = 0; i < member->labels->len; i++)
    if (idl_constant_is_equal (g_ptr_array_index (member->labels, i), label))
      return TRUE;
  return FALSE;
}

static gboolean
has_same_labels (const IdlNode *old, const IdlNode *new)
{
  if (old->labels->len != new->labels->len || old->is_default != new->is_default)
    return FALSE;
  for (guint i = 0; i < old->labels->len; i++)
    if (!has_label (new, g_ptr_array_index (old->labels, i)))
      return FALSE;
  return TRUE;
}

static gboolean
is_same_branch (const IdlNode *old, const IdlNode *new)
{
  return has_same_labels (old, new) && idl_type_compare (old->type, new->type) == IDL_IMPACT_NONE;
}

void
idl_compare_union (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  g_autoptr (GArray) pairs = idl_pairs_new (old->children, new->children, is_same_branch);

  if (old->discriminator != NULL && new->discriminator != NULL)
    idl_comparison_add_type (self, new, "discriminator", old->discriminator, new->discriminator);
  for (guint i = 0; i < pairs->len; i++)
    {
      const IdlPair *pair = &g_array_index (pairs, IdlPair, i);

      if (pair->old == NULL)
        idl_comparison_add (self, IDL_IMPACT_WIRE, pair->new, "was added");
      else if (pair->new == NULL)
        idl_comparison_add_old (self, IDL_IMPACT_BOTH, pair->old, "was removed");
      else
        {
          if (!has_same_labels (pair->old, pair->new))
            idl_comparison_add (self, IDL_IMPACT_WIRE, pair->new, "has other labels");
          compare_member (self, pair->old, pair->new);
        }
    }
}
