/* SPDX-License-Identifier: MIT */

#include "example.h"

/* What is less than all of a type has no value that is surely allowed. */
static gboolean
has_range (const IdlType *type)
{
  for (;; type = type->node->type)
    {
      if (type->min != NULL || type->max != NULL)
        return TRUE;
      if (type->kind != IDL_TYPE_NAMED || type->node->kind != IDL_NODE_TYPEDEF)
        return FALSE;
    }
}

static gchar *
dup_named (const IdlNode *node)
{
  const IdlNode *literal;

  switch (node->kind)
    {
    case IDL_NODE_ENUM:
      literal = node->literal != NULL ? node->literal : g_ptr_array_index (node->children, 0);
      return g_strdup (literal->c_upper);
    case IDL_NODE_BITMASK:
    case IDL_NODE_BITSET:
      return g_strdup ("0");
    case IDL_NODE_INTERFACE:
      return g_strdup ("NULL");
    default:
      return NULL;
    }
}

gchar *
idl_example_dup_value (const IdlType *type)
{
  const IdlType *resolved = idl_type_resolve (type);

  if (has_range (type))
    return NULL;
  switch (resolved->kind)
    {
    case IDL_TYPE_BOOLEAN:
      return g_strdup ("FALSE");
    case IDL_TYPE_OCTET:
    case IDL_TYPE_CHAR:
    case IDL_TYPE_WCHAR:
    case IDL_TYPE_INT8:
    case IDL_TYPE_INT16:
    case IDL_TYPE_UINT16:
    case IDL_TYPE_INT32:
    case IDL_TYPE_UINT32:
    case IDL_TYPE_INT64:
    case IDL_TYPE_UINT64:
    case IDL_TYPE_FLOAT:
    case IDL_TYPE_DOUBLE:
      return g_strdup ("0");
    case IDL_TYPE_STRING:
      return g_strdup ("\"\"");
    case IDL_TYPE_OBJECT:
    case IDL_TYPE_SEQUENCE:
      return g_strdup ("NULL");
    case IDL_TYPE_NAMED:
      return dup_named (resolved->node);
    case IDL_TYPE_VOID:
    case IDL_TYPE_ANY:
    case IDL_TYPE_ARRAY:
    case IDL_TYPE_MAP:
      return NULL;
    }
  g_assert_not_reached ();
}

gboolean
idl_example_has_results (const IdlMethod *method)
{
  for (guint i = 0; i < method->outs->len; i++)
    {
      const IdlArgument *argument = g_ptr_array_index (method->outs, i);
      g_autofree gchar  *value = idl_example_dup_value (argument->type);

      if (value == NULL)
        return FALSE;
    }
  return TRUE;
}
