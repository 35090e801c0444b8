/* SPDX-License-Identifier: MIT */

/* One walk over the whole tree, with a check for each kind of node. Included files are walked too:
 * they are a part of what was read. */

#include "checks.h"

static void check_nodes (const GPtrArray *nodes, IdlDiagnostics *diagnostics);

/* A struct or union must be defined somewhere; an interface that is not is only a reference. */
static void
check_defined (const IdlNode *node, IdlDiagnostics *diagnostics)
{
  if (node->defined)
    return;
  if (node->kind != IDL_NODE_INTERFACE)
    idl_diagnostics_error (diagnostics, node->where, "`%s` is declared, and nowhere defined",
                           node->name);
  else if (!node->imported)
    idl_diagnostics_warning (diagnostics, node->where,
                             "interface `%s` is declared, and nowhere defined", node->name);
}

static void
check_oneway (const IdlNode *node, IdlDiagnostics *diagnostics)
{
  if (!node->oneway)
    return;

  if (node->type->kind != IDL_TYPE_VOID)
    idl_diagnostics_error (diagnostics, node->type->where,
                           "the oneway operation `%s` can have no result: nobody waits for it",
                           node->name);
  if (node->raises->len > 0)
    idl_diagnostics_error (diagnostics, node->where,
                           "the oneway operation `%s` can raise nothing: nobody waits for it",
                           node->name);
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *parameter = g_ptr_array_index (node->children, i);

      if (parameter->direction != IDL_DIRECTION_IN)
        idl_diagnostics_error (diagnostics, parameter->where,
                               "the oneway operation `%s` can only have `in` parameters",
                               node->name);
    }
}

static gboolean
is_callable (const IdlNode *node)
{
  return node->kind == IDL_NODE_OPERATION || node->kind == IDL_NODE_ATTRIBUTE;
}

/* Notes what an interface declares and inherits; a name that two bases have, each its own, clashes.
 * Every interface is visited once: a diamond is no clash. */
static void
collect_callables (const IdlNode  *interface,
                   const IdlNode  *heir,
                   GHashTable     *visited,
                   GHashTable     *names,
                   IdlDiagnostics *diagnostics)
{
  if (!g_hash_table_add (visited, (gpointer) interface))
    return;

  for (guint i = 0; i < interface->children->len; i++)
    {
      const IdlNode    *node = g_ptr_array_index (interface->children, i);
      g_autofree gchar *folded = g_ascii_strdown (node->name, -1);
      const IdlNode    *earlier;

      if (!is_callable (node))
        continue;
      earlier = g_hash_table_lookup (names, folded);
      if (earlier != NULL && interface != heir && earlier->parent != heir)
        {
          idl_diagnostics_error (diagnostics, heir->where,
                                 "interface `%s` inherits two different `%s`", heir->name,
                                 node->name);
          idl_diagnostics_note (diagnostics, earlier->where, "one is this");
          idl_diagnostics_note (diagnostics, node->where, "the other is this");
        }
      g_hash_table_replace (names, g_steal_pointer (&folded), (gpointer) node);
    }
  for (guint i = 0; i < interface->bases->len; i++)
    collect_callables (g_ptr_array_index (interface->bases, i), heir, visited, names, diagnostics);
}

static void
check_bases (const IdlNode *node, IdlDiagnostics *diagnostics)
{
  GHashTable *visited, *names;

  if (node->bases->len < 2)
    return;

  visited = g_hash_table_new (NULL, NULL);
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  collect_callables (node, node, visited, names, diagnostics);
  g_hash_table_unref (names);
  g_hash_table_unref (visited);
}

/* Two enumerators of one value could not be told apart on the wire. */
static void
check_enum (const IdlNode *node, IdlDiagnostics *diagnostics)
{
  GHashTable *values = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *enumerator = g_ptr_array_index (node->children, i);
      guint64        magnitude = enumerator->value.magnitude;
      gint64         value = (gint64) (enumerator->value.negative ? -magnitude : magnitude);
      const IdlNode *earlier = g_hash_table_lookup (values, &value);

      if (earlier != NULL)
        {
          idl_diagnostics_error (diagnostics, enumerator->where, "`%s` has the same value as `%s`",
                                 enumerator->name, earlier->name);
          idl_diagnostics_note (diagnostics, earlier->where, "declared here");
        }
      g_hash_table_replace (values, g_memdup2 (&value, sizeof value), (gpointer) enumerator);
    }
  g_hash_table_unref (values);
}

static void
check_node (const IdlNode *node, IdlDiagnostics *diagnostics)
{
  switch (node->kind)
    {
    case IDL_NODE_MODULE:
      check_nodes (node->children, diagnostics);
      break;
    case IDL_NODE_INTERFACE:
      check_defined (node, diagnostics);
      check_bases (node, diagnostics);
      check_nodes (node->children, diagnostics);
      break;
    case IDL_NODE_STRUCT:
    case IDL_NODE_UNION:
      check_defined (node, diagnostics);
      break;
    case IDL_NODE_ENUM:
      check_enum (node, diagnostics);
      break;
    case IDL_NODE_OPERATION:
      check_oneway (node, diagnostics);
      break;
    case IDL_NODE_EXCEPTION:
    case IDL_NODE_TYPEDEF:
    case IDL_NODE_CONST:
    case IDL_NODE_ENUMERATOR:
    case IDL_NODE_MEMBER:
    case IDL_NODE_ATTRIBUTE:
    case IDL_NODE_PARAMETER:
      break;
    }
}

static void
check_nodes (const GPtrArray *nodes, IdlDiagnostics *diagnostics)
{
  for (guint i = 0; i < nodes->len; i++)
    check_node (g_ptr_array_index (nodes, i), diagnostics);
}

void
idl_checks_run (const IdlModel *model, IdlDiagnostics *diagnostics)
{
  check_nodes (model->nodes, diagnostics);
}
