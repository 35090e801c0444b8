/* SPDX-License-Identifier: MIT */

/* Enums, bitmasks and bitsets: on the wire they are numbers, and their parts are known by value. A
 * reader refuses a number that it does not know, unless its version is open: @appendable or
 * @mutable. */

#include "compatibility-private.h"

#include "wire-type.h"

static gboolean
is_open (const IdlNode *node)
{
  return node->extensibility != IDL_EXTENSIBILITY_FINAL;
}

static gboolean
is_same_value (const IdlNode *old, const IdlNode *new)
{
  return idl_constant_is_equal (&old->value, &new->value);
}

static void
compare_value (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  g_autofree gchar *before = idl_constant_dup_text (&old->value);
  g_autofree gchar *after = idl_constant_dup_text (&new->value);

  if (!g_str_equal (old->name, new->name))
    idl_comparison_add (self, IDL_IMPACT_SOURCE, new, "was called `%s`", old->name);
  if (!g_str_equal (before, after))
    idl_comparison_add (self, IDL_IMPACT_WIRE, new, "was %s, is %s", before, after);
  idl_compare_annotations (self, old, new);
}

static void
compare_values (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  g_autoptr (GArray) pairs = idl_pairs_new (old->children, new->children, is_same_value);

  if (is_open (old) != is_open (new))
    idl_comparison_add (self, is_open (new) ? IDL_IMPACT_NONE : IDL_IMPACT_WIRE, new,
                        is_open (new) ? "takes unknown values now"
                                      : "takes no unknown values any more");
  for (guint i = 0; i < pairs->len; i++)
    {
      const IdlPair *pair = &g_array_index (pairs, IdlPair, i);

      if (pair->old == NULL)
        idl_comparison_add (self, is_open (old) ? IDL_IMPACT_NONE : IDL_IMPACT_WIRE, pair->new,
                            "was added");
      else if (pair->new == NULL)
        idl_comparison_add_old (
          self, IDL_IMPACT_SOURCE | (is_open (new) ? IDL_IMPACT_NONE : IDL_IMPACT_WIRE), pair->old,
          "was removed");
      else
        compare_value (self, pair->old, pair->new);
    }
}

void
idl_compare_enum (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  const gchar *before = old->literal != NULL ? old->literal->name : "the first";
  const gchar *after = new->literal != NULL ? new->literal->name : "the first";

  compare_values (self, old, new);
  if (!g_str_equal (before, after))
    idl_comparison_add (self, IDL_IMPACT_NONE, new, "has another default: was %s, is %s", before,
                        after);
}

/* What it is as a number, in C and on the wire. */
static void
compare_width (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  g_autofree gchar *before = idl_node_dup_wire_type (old);
  g_autofree gchar *after = idl_node_dup_wire_type (new);
  IdlImpact         impact = IDL_IMPACT_NONE;

  if (g_strcmp0 (before, after) != 0)
    impact |= IDL_IMPACT_WIRE;
  /* A bitset is the number itself, a bitmask one only beyond the bits of a C enum. */
  if (new->kind == IDL_NODE_BITSET ? impact != IDL_IMPACT_NONE
                                   : (old->bits > 32) != (new->bits > 32))
    impact |= IDL_IMPACT_SOURCE;
  if (old->bits != new->bits)
    idl_comparison_add (self, impact, new, "had %u bits, has %u", old->bits, new->bits);
}

void
idl_compare_bitmask (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  compare_width (self, old, new);
  compare_values (self, old, new);
}

/* Bitsets -------------------------------------------------------------------------------------- */

static gboolean
is_same_field (const IdlNode *old, const IdlNode *new)
{
  return is_same_value (old, new)
         && old->bits == new->bits &&idl_type_compare (old->type, new->type) == IDL_IMPACT_NONE;
}

static void
compare_field (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  compare_value (self, old, new);
  if (old->bits != new->bits)
    idl_comparison_add (self, IDL_IMPACT_WIRE, new, "had %u bits, has %u", old->bits, new->bits);
  if (idl_type_compare (old->type, new->type) != IDL_IMPACT_NONE)
    idl_comparison_add_type (self, new, "type", old->type, new->type);
}

void
idl_compare_bitset (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  g_autoptr (GArray) pairs = idl_pairs_new (old->children, new->children, is_same_field);
  const IdlNode *before = old->bases->len > 0 ? g_ptr_array_index (old->bases, 0) : NULL;
  const IdlNode *after = new->bases->len > 0 ? g_ptr_array_index (new->bases, 0) : NULL;

  compare_width (self, old, new);
  if (before != after && !(before != NULL && after != NULL && idl_node_is_namesake (before, after)))
    idl_comparison_add (self, IDL_IMPACT_BOTH, new, "has another base");
  for (guint i = 0; i < pairs->len; i++)
    {
      const IdlPair *pair = &g_array_index (pairs, IdlPair, i);

      if (pair->old == NULL)
        idl_comparison_add (self, IDL_IMPACT_WIRE, pair->new, "was added");
      else if (pair->new == NULL)
        idl_comparison_add_old (self, IDL_IMPACT_BOTH, pair->old, "was removed");
      else
        compare_field (self, pair->old, pair->new);
    }
}
