/* SPDX-License-Identifier: MIT */

/* What can be a key: whatever has an order that everybody agrees on, since a map's entries are sent
 * sorted. Numbers, characters, enums, bit masks, bit sets and strings have, and so have the structs
 * and unions that are made of these.
 */

#include "map-keys.h"

/* Structs in structs; deeper keys are nobody's. */
#define MAX_DEPTH 64

typedef struct
{
  GHashTable  *good;
  const gchar *problem; /* (nullable) */
  IdlLocation  where;   /* of the member that has it, if there is one */
  gboolean     in_member;
} Key;

static gboolean check_type (Key *self, const IdlType *type, guint depth);

static gboolean
fail (Key *self, const gchar *problem)
{
  self->problem = problem;
  return FALSE;
}

static gboolean
check_members (Key *self, const IdlNode *node, guint depth)
{
  if (g_hash_table_contains (self->good, node))
    return TRUE;
  if (depth == MAX_DEPTH)
    return fail (self, "a struct that holds so many others");
  /* One that contains itself is as good as the rest of it. */
  g_hash_table_add (self->good, (gpointer) node);

  for (guint i = 0; i < node->bases->len; i++)
    if (!check_members (self, g_ptr_array_index (node->bases, i), depth + 1))
      return FALSE;
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *member = g_ptr_array_index (node->children, i);

      if (check_type (self, member->type, depth + 1))
        continue;
      g_hash_table_remove (self->good, node);
      if (!self->in_member)
        self->where = member->where;
      self->in_member = TRUE;
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_named (Key *self, const IdlNode *node, guint depth)
{
  switch (node->kind)
    {
    case IDL_NODE_STRUCT:
    case IDL_NODE_UNION:
      return check_members (self, node, depth);
    case IDL_NODE_INTERFACE:
      return fail (self, "a reference");
    case IDL_NODE_NATIVE:
      return fail (self, "a native type");
    default:
      break;
    }
  return TRUE;
}

static gboolean
check_type (Key *self, const IdlType *type, guint depth)
{
  const IdlType *resolved = idl_type_resolve (type);

  if (resolved == NULL)
    return TRUE;
  switch (resolved->kind)
    {
    case IDL_TYPE_NAMED:
      return check_named (self, resolved->node, depth);
    case IDL_TYPE_ANY:
      return fail (self, "an `any`");
    case IDL_TYPE_OBJECT:
      return fail (self, "a reference");
    case IDL_TYPE_SEQUENCE:
      return fail (self, "a sequence");
    case IDL_TYPE_ARRAY:
      return fail (self, "an array");
    case IDL_TYPE_MAP:
      return fail (self, "a map");
    default:
      break;
    }
  return TRUE;
}

static void
check_key (const IdlType *type, GHashTable *good, IdlDiagnostics *diagnostics)
{
  Key key = { .good = good };

  if (check_type (&key, type, 0))
    return;
  idl_diagnostics_error (diagnostics, type->where,
                         "a map's key cannot be or hold %s: only numbers, characters, booleans, "
                         "enums, bit sets, bit masks, strings, and structs and unions of these",
                         key.problem);
  if (key.in_member)
    idl_diagnostics_note (diagnostics, key.where, "it is here");
}

void
idl_map_keys_check (const IdlType *type, GHashTable *good, IdlDiagnostics *diagnostics)
{
  for (; type != NULL; type = type->element)
    if (type->kind == IDL_TYPE_MAP)
      {
        check_key (type->key, good, diagnostics);
        idl_map_keys_check (type->key, good, diagnostics);
      }
}
