/* SPDX-License-Identifier: MIT */

/* Interfaces. Operations are known by their names, parameters by their places. An interface that
 * grows is compatible: who implements the old one answers that the operation is not implemented. */

#include "compatibility-private.h"

static gboolean
has_node (const GPtrArray *nodes, const IdlNode *node)
{
  for (guint i = 0; i < nodes->len; i++)
    if (idl_node_is_namesake (g_ptr_array_index (nodes, i), node))
      return TRUE;
  return FALSE;
}

/* What one version has in its list and the other has not. */
static void
compare_lists (IdlComparison *self,
               const IdlNode *new,
               const gchar     *what,
               IdlImpact        removed,
               const GPtrArray *before,
               const GPtrArray *after)
{
  for (guint i = 0; i < before->len; i++)
    {
      const IdlNode *node = g_ptr_array_index (before, i);

      if (!has_node (after, node))
        idl_comparison_add (self, removed, new, "%s `%s` no more", what, node->name);
    }
  for (guint i = 0; i < after->len; i++)
    {
      const IdlNode *node = g_ptr_array_index (after, i);

      if (!has_node (before, node))
        idl_comparison_add (self, IDL_IMPACT_NONE, new, "%s `%s` now", what, node->name);
    }
}

/* Operations ----------------------------------------------------------------------------------- */

static const IdlNode *
find_parameter (const IdlNode *operation, const gchar *name)
{
  for (guint i = 0; i < operation->children->len; i++)
    {
      const IdlNode *parameter = g_ptr_array_index (operation->children, i);

      if (g_str_equal (parameter->name, name))
        return parameter;
    }
  return NULL;
}

/* Names mean nothing to C or the wire; but those that have changed places say that what is passed
 * means something else now, though it may be of one type. */
static void
compare_parameter (IdlComparison *self,
                   const IdlNode *old_operation,
                   const IdlNode *old,
                   const IdlNode *new)
{
  static const gchar *const directions[] = { "in", "out", "inout" };

  if (!g_str_equal (old->name, new->name))
    {
      gboolean has_moved = find_parameter (old_operation, new->name) != NULL;

      idl_comparison_add (self, has_moved ? IDL_IMPACT_BOTH : IDL_IMPACT_NONE, new,
                          has_moved ? "is in the place of `%s`" : "was called `%s`", old->name);
    }
  if (old->direction != new->direction)
    idl_comparison_add (self, IDL_IMPACT_BOTH, new, "was `%s`, is `%s`", directions[old->direction],
                        directions[new->direction]);
  idl_comparison_add_type (self, new, "type", old->type, new->type);
  idl_compare_annotations (self, old, new);
}

static void
compare_parameters (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  if (old->children->len != new->children->len)
    {
      idl_comparison_add (self, IDL_IMPACT_BOTH, new,
                          "has another number of parameters: was %u, is %u", old->children->len,
                          new->children->len);
      return;
    }
  for (guint i = 0; i < new->children->len; i++)
    compare_parameter (self, old, g_ptr_array_index (old->children, i),
                       g_ptr_array_index (new->children, i));
}

static void
compare_operation (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  if (old->oneway != new->oneway)
    idl_comparison_add (self, IDL_IMPACT_BOTH, new,
                        new->oneway ? "is oneway now" : "is not oneway any more");
  idl_comparison_add_type (self, new, "result", old->type, new->type);
  compare_parameters (self, old, new);
  compare_lists (self, new, "raises", IDL_IMPACT_NONE, old->raises, new->raises);
}

static void
compare_attribute (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  if (old->readonly != new->readonly)
    idl_comparison_add (self, new->readonly ? IDL_IMPACT_BOTH : IDL_IMPACT_NONE, new,
                        new->readonly ? "is readonly now" : "is not readonly any more");
  idl_comparison_add_type (self, new, "type", old->type, new->type);
  compare_lists (self, new, "raises", IDL_IMPACT_NONE, old->raises, new->raises);
  compare_lists (self, new, "raises when set", IDL_IMPACT_NONE, old->set_raises, new->set_raises);
}

/* Interfaces ----------------------------------------------------------------------------------- */

static GPtrArray *
list_methods (const IdlNode *interface)
{
  GPtrArray *methods = g_ptr_array_new ();

  for (guint i = 0; i < interface->children->len; i++)
    {
      IdlNode *node = g_ptr_array_index (interface->children, i);

      if (node->kind == IDL_NODE_OPERATION || node->kind == IDL_NODE_ATTRIBUTE)
        g_ptr_array_add (methods, node);
    }
  return methods;
}

static void
compare_method (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  if (old->kind != new->kind)
    {
      idl_comparison_add (self, IDL_IMPACT_BOTH, new, "was an %s",
                          idl_node_kind_get_word (old->kind));
      return;
    }
  idl_compare_annotations (self, old, new);
  if (new->kind == IDL_NODE_OPERATION)
    compare_operation (self, old, new);
  else
    compare_attribute (self, old, new);
}

void
idl_compare_interface (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  g_autoptr (GPtrArray) old_methods = list_methods (old);
  g_autoptr (GPtrArray) new_methods = list_methods (new);
  g_autoptr (GArray) pairs = idl_pairs_new (old_methods, new_methods, NULL);

  if (old->defined && !new->defined)
    idl_comparison_add (self, IDL_IMPACT_BOTH, new, "is not defined any more");
  compare_lists (self, new, "inherits", IDL_IMPACT_BOTH, old->bases, new->bases);
  for (guint i = 0; i < pairs->len; i++)
    {
      const IdlPair *pair = &g_array_index (pairs, IdlPair, i);

      if (pair->old == NULL)
        idl_comparison_add (self, IDL_IMPACT_NONE, pair->new, "was added");
      else if (pair->new == NULL)
        idl_comparison_add_old (self, IDL_IMPACT_BOTH, pair->old, "was removed");
      else
        compare_method (self, pair->old, pair->new);
    }
}
