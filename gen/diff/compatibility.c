/* SPDX-License-Identifier: MIT */

/* What became of one version of a specification in another. Definitions are known by their scoped
 * names; whatever has the same one is the same thing, and is compared by the function for its kind.
 * A type is compared by name where it is used, and by content where it is defined: so a change is
 * said once, where it was made.
 *
 * Included files count as far as both versions include them. What they alone declare is not the
 * matter of this file; what moved into one is still there.
 */

#include "compatibility-private.h"

#include <string.h>

/* clang-format off */
static const struct
{
  const gchar *word;
  IdlImpact    removed; /* what it means to lose one */
  void (*compare) (IdlComparison *comparison, const IdlNode *old, const IdlNode *new);
} kinds[] = {
  [IDL_NODE_MODULE] = { "module", IDL_IMPACT_BOTH, NULL },
  [IDL_NODE_INTERFACE] = { "interface", IDL_IMPACT_BOTH, idl_compare_interface },
  [IDL_NODE_STRUCT] = { "struct", IDL_IMPACT_SOURCE, idl_compare_struct },
  [IDL_NODE_UNION] = { "union", IDL_IMPACT_SOURCE, idl_compare_union },
  [IDL_NODE_EXCEPTION] = { "exception", IDL_IMPACT_BOTH, idl_compare_struct },
  [IDL_NODE_ENUM] = { "enum", IDL_IMPACT_SOURCE, idl_compare_enum },
  [IDL_NODE_TYPEDEF] = { "typedef", IDL_IMPACT_SOURCE, NULL },
  [IDL_NODE_CONST] = { "constant", IDL_IMPACT_SOURCE, NULL },
  [IDL_NODE_ENUMERATOR] = { "enumerator", IDL_IMPACT_BOTH, NULL },
  [IDL_NODE_MEMBER] = { "member", IDL_IMPACT_BOTH, NULL },
  [IDL_NODE_OPERATION] = { "operation", IDL_IMPACT_BOTH, NULL },
  [IDL_NODE_ATTRIBUTE] = { "attribute", IDL_IMPACT_BOTH, NULL },
  [IDL_NODE_PARAMETER] = { "parameter", IDL_IMPACT_BOTH, NULL },
  [IDL_NODE_BITMASK] = { "bitmask", IDL_IMPACT_SOURCE, idl_compare_bitmask },
  [IDL_NODE_BIT] = { "bit", IDL_IMPACT_BOTH, NULL },
  [IDL_NODE_BITSET] = { "bitset", IDL_IMPACT_SOURCE, idl_compare_bitset },
  [IDL_NODE_BITFIELD] = { "bit field", IDL_IMPACT_BOTH, NULL },
  [IDL_NODE_NATIVE] = { "native type", IDL_IMPACT_SOURCE, NULL },
};
/* clang-format on */

const gchar *
idl_node_kind_get_word (IdlNodeKind kind)
{
  return kinds[kind].word;
}

static void
clear_change (gpointer data)
{
  IdlChange *change = data;

  g_free (change->text);
}

IdlComparison *
idl_comparison_new (const IdlModel *old, const IdlModel *new)
{
  IdlComparison *self = g_new0 (IdlComparison, 1);

  self->old = old;
  self->new = new;
  self->old_nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->new_nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->changes = g_array_new (FALSE, FALSE, sizeof (IdlChange));
  g_array_set_clear_func (self->changes, clear_change);
  return self;
}

void
idl_comparison_free (IdlComparison *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->old_nodes);
  g_hash_table_unref (self->new_nodes);
  g_array_unref (self->changes);
  g_free (self);
}

/* Changes -------------------------------------------------------------------------------------- */

static void
add_change (IdlComparison *self,
            IdlImpact      impact,
            const IdlNode *node,
            gboolean       is_old,
            const gchar   *format,
            va_list        arguments)
{
  g_autofree gchar *name = idl_node_dup_scoped_name (node);
  g_autofree gchar *text = g_strdup_vprintf (format, arguments);
  IdlChange         change = { impact, is_old, node->where, NULL };

  change.text = g_strdup_printf ("%s `%s` %s", kinds[node->kind].word, name, text);
  g_array_append_val (self->changes, change);
}

void
idl_comparison_add (IdlComparison *self,
                    IdlImpact      impact,
                    const IdlNode *node,
                    const gchar   *format,
                    ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_change (self, impact, node, FALSE, format, arguments);
  va_end (arguments);
}

void
idl_comparison_add_old (IdlComparison *self,
                        IdlImpact      impact,
                        const IdlNode *node,
                        const gchar   *format,
                        ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_change (self, impact, node, TRUE, format, arguments);
  va_end (arguments);
}

/* Definitions ---------------------------------------------------------------------------------- */

/* Whether there are definitions in it that are known by their own names. */
static gboolean
is_scope (const IdlNode *node)
{
  return node->kind == IDL_NODE_MODULE || node->kind == IDL_NODE_INTERFACE;
}

static gboolean
is_definition (const IdlNode *node)
{
  return node->kind != IDL_NODE_OPERATION && node->kind != IDL_NODE_ATTRIBUTE;
}

static void
collect (GHashTable *table, const GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      IdlNode          *node = g_ptr_array_index (nodes, i);
      g_autofree gchar *name = idl_node_dup_scoped_name (node);
      const IdlNode    *earlier = g_hash_table_lookup (table, name);

      if (is_definition (node) && (earlier == NULL || !earlier->defined))
        g_hash_table_replace (table, g_steal_pointer (&name), node);
      if (is_scope (node))
        collect (table, node->children);
    }
}

static const IdlNode *
find (GHashTable *table, const IdlNode *node)
{
  g_autofree gchar *name = idl_node_dup_scoped_name (node);

  return g_hash_table_lookup (table, name);
}

static void
compare_const (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  g_autofree gchar *before = idl_constant_dup_text (&old->value);
  g_autofree gchar *after = idl_constant_dup_text (&new->value);

  /* A constant is on no wire. */
  if (idl_type_compare (old->type, new->type) != IDL_IMPACT_NONE)
    idl_comparison_add (self, IDL_IMPACT_SOURCE, new, "has another type");
  if (!idl_constant_is_equal (&old->value, &new->value))
    idl_comparison_add (self, IDL_IMPACT_NONE, new, "was %s, is %s", before, after);
}

static void
compare_node (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  if (old->kind != new->kind)
    {
      idl_comparison_add (self, IDL_IMPACT_BOTH, new, "was a%s %s",
                          strchr ("aeiou", kinds[old->kind].word[0]) != NULL ? "n" : "",
                          kinds[old->kind].word);
      return;
    }
  idl_compare_annotations (self, old, new);
  if (kinds[new->kind].compare != NULL)
    kinds[new->kind].compare (self, old, new);
  else if (new->kind == IDL_NODE_TYPEDEF)
    idl_comparison_add_type (self, new, "type", old->type, new->type);
  else if (new->kind == IDL_NODE_CONST)
    compare_const (self, old, new);
}

static void
compare_nodes (IdlComparison *self, const GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const IdlNode *new = g_ptr_array_index (nodes, i);
      const IdlNode *old = is_definition (new) ? find (self->old_nodes, new) : NULL;

      /* What was declared before, or is a module opened again, has had its turn. */
      if (!is_definition (new))
        continue;
      if (old == NULL && !new->imported)
        idl_comparison_add (self, IDL_IMPACT_NONE, new, "was added");
      else if (old != NULL && find (self->new_nodes, new) == new)
        compare_node (self, old, new);
      if (old != NULL && is_scope (new))
        compare_nodes (self, new->children);
    }
}

static void
find_removed (IdlComparison *self, const GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const IdlNode *old = g_ptr_array_index (nodes, i);
      const IdlNode *new = is_definition (old) ? find (self->new_nodes, old) : NULL;
      IdlImpact impact = kinds[old->kind].removed;

      if (!is_definition (old) || old->imported)
        continue;
      if (idl_node_get_annotation (old, "topic") != NULL)
        impact |= IDL_IMPACT_WIRE;
      if (new == NULL && find (self->old_nodes, old) == old)
        idl_comparison_add_old (self, impact, old, "was removed");
      else if (new != NULL && is_scope (old))
        find_removed (self, old->children);
    }
}

void
idl_comparison_run (IdlComparison *self)
{
  collect (self->old_nodes, self->old->nodes);
  collect (self->new_nodes, self->new->nodes);
  compare_nodes (self, self->new->nodes);
  find_removed (self, self->old->nodes);
}
