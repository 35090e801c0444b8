/* SPDX-License-Identifier: MIT */

/* One walk over the whole tree, with a check for each kind of node. Included files are walked too:
 * they are a part of what was read. */

#include "checks.h"

#include "map-keys.h"
#include "member-ids.h"
#include "recursion.h"

typedef struct
{
  IdlDiagnostics *diagnostics;
  GHashTable     *good_keys; /* of IdlNode: see map-keys.h */
} Checks;

static void check_nodes (const Checks *checks, const GPtrArray *nodes);

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

      if (enumerator->value.kind != IDL_VALUE_INTEGER)
        continue;
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

/* Every value must be one that so many bits can hold, whoever reads a sign into them. */
static void
check_bit_bound (const IdlNode *node, IdlDiagnostics *diagnostics)
{
  guint64 limit = G_GUINT64_CONSTANT (1) << node->bits;

  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *enumerator = g_ptr_array_index (node->children, i);

      if (enumerator->value.kind != IDL_VALUE_INTEGER
          || (enumerator->value.negative ? enumerator->value.magnitude <= limit / 2
                                         : enumerator->value.magnitude < limit))
        continue;
      idl_diagnostics_error (diagnostics, enumerator->where,
                             "the value of `%s` does not fit the %u bits of `%s`",
                             enumerator->name, node->bits, node->name);
    }
}

/* Members by their folded names. */
static void
collect_members (const IdlNode *node, GHashTable *names)
{
  for (guint i = 0; i < node->bases->len; i++)
    collect_members (g_ptr_array_index (node->bases, i), names);
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *member = g_ptr_array_index (node->children, i);

      g_hash_table_replace (names, g_ascii_strdown (member->name, -1), (gpointer) member);
    }
}

/* A struct or bit set has the members of its base, too. */
static void
check_inherited_members (const IdlNode *node, IdlDiagnostics *diagnostics)
{
  GHashTable *names;

  if (node->bases->len == 0)
    return;

  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  collect_members (g_ptr_array_index (node->bases, 0), names);
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode    *member = g_ptr_array_index (node->children, i);
      g_autofree gchar *folded = g_ascii_strdown (member->name, -1);
      const IdlNode    *earlier = g_hash_table_lookup (names, folded);

      if (earlier == NULL)
        continue;
      idl_diagnostics_error (diagnostics, member->where, "`%s` has a member `%s` from `%s` already",
                             node->name, earlier->name, earlier->parent->name);
      idl_diagnostics_note (diagnostics, earlier->where, "declared here");
    }
  g_hash_table_unref (names);
}

static void
check_types (const Checks *self, const GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    idl_map_keys_check (((const IdlNode *) g_ptr_array_index (nodes, i))->type, self->good_keys,
                        self->diagnostics);
}

static void
check_node (const Checks *self, const IdlNode *node)
{
  switch (node->kind)
    {
    case IDL_NODE_MODULE:
      check_nodes (self, node->children);
      break;
    case IDL_NODE_INTERFACE:
      check_defined (node, self->diagnostics);
      check_bases (node, self->diagnostics);
      check_nodes (self, node->children);
      break;
    case IDL_NODE_STRUCT:
      check_inherited_members (node, self->diagnostics);
      G_GNUC_FALLTHROUGH;
    case IDL_NODE_UNION:
      check_defined (node, self->diagnostics);
      G_GNUC_FALLTHROUGH;
    case IDL_NODE_EXCEPTION:
      idl_member_ids_assign (node, self->diagnostics);
      check_types (self, node->children);
      break;
    case IDL_NODE_BITSET:
      check_inherited_members (node, self->diagnostics);
      break;
    case IDL_NODE_ENUM:
      check_enum (node, self->diagnostics);
      check_bit_bound (node, self->diagnostics);
      break;
    case IDL_NODE_OPERATION:
      check_oneway (node, self->diagnostics);
      check_types (self, node->children);
      break;
    case IDL_NODE_TYPEDEF:
    case IDL_NODE_CONST:
    case IDL_NODE_ENUMERATOR:
    case IDL_NODE_MEMBER:
    case IDL_NODE_ATTRIBUTE:
    case IDL_NODE_PARAMETER:
    case IDL_NODE_BITMASK:
    case IDL_NODE_BIT:
    case IDL_NODE_BITFIELD:
    case IDL_NODE_NATIVE:
      break;
    }
}

static void
check_nodes (const Checks *self, const GPtrArray *nodes)
{
  check_types (self, nodes);
  for (guint i = 0; i < nodes->len; i++)
    check_node (self, g_ptr_array_index (nodes, i));
}

void
idl_checks_run (const IdlModel *model, IdlDiagnostics *diagnostics)
{
  Checks self = { diagnostics, g_hash_table_new (NULL, NULL) };

  idl_recursion_check (model, diagnostics);
  check_nodes (&self, model->nodes);
  g_hash_table_unref (self.good_keys);
}
