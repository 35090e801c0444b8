/* SPDX-License-Identifier: MIT */

/* The table of IDL.md §3 in code: which shape a value of an IDL type has in C. */

#include "c-types.h"

static IdlForm
get_sequence_form (const IdlType *sequence)
{
  switch (idl_type_get_form (sequence->element))
    {
    case IDL_FORM_NUMBER:
      return idl_type_resolve (sequence->element)->kind == IDL_TYPE_OCTET ? IDL_FORM_BYTES
                                                                          : IDL_FORM_VALUES;
    case IDL_FORM_CHECKED:
      return IDL_FORM_VALUES;
    case IDL_FORM_STRING:
      return IDL_FORM_STRV;
    case IDL_FORM_ANY:
    case IDL_FORM_REF:
    case IDL_FORM_STRUCT:
    case IDL_FORM_NATIVE:
    case IDL_FORM_BYTES:
    case IDL_FORM_STRV:
    case IDL_FORM_VALUES:
    case IDL_FORM_POINTERS:
    case IDL_FORM_MAP:
    case IDL_FORM_ARRAY:
      return IDL_FORM_POINTERS;
    }
  g_assert_not_reached ();
}

static IdlForm
get_named_form (const IdlNode *node)
{
  if (node->kind == IDL_NODE_ENUM || node->kind == IDL_NODE_BITMASK
      || node->kind == IDL_NODE_BITSET)
    return IDL_FORM_CHECKED;
  if (node->kind == IDL_NODE_NATIVE)
    return IDL_FORM_NATIVE;
  return node->kind == IDL_NODE_INTERFACE ? IDL_FORM_REF : IDL_FORM_STRUCT;
}

static const IdlType *
get_target (const IdlType *type)
{
  return type->kind == IDL_TYPE_NAMED && type->node->kind == IDL_NODE_TYPEDEF ? type->node->type
                                                                              : NULL;
}

void
idl_type_get_range (const IdlType *type, const IdlConstant **min, const IdlConstant **max)
{
  *min = NULL;
  *max = NULL;
  for (; type != NULL && (*min == NULL || *max == NULL); type = get_target (type))
    {
      if (*min == NULL)
        *min = type->min;
      if (*max == NULL)
        *max = type->max;
    }
}

static gboolean
is_ranged (const IdlType *type)
{
  const IdlConstant *min;
  const IdlConstant *max;

  idl_type_get_range (type, &min, &max);
  return min != NULL || max != NULL;
}

IdlForm
idl_type_get_form (const IdlType *type)
{
  const IdlType *resolved = idl_type_resolve (type);

  switch (resolved->kind)
    {
    case IDL_TYPE_VOID:
    case IDL_TYPE_BOOLEAN:
    case IDL_TYPE_OCTET:
    case IDL_TYPE_CHAR:
    case IDL_TYPE_INT8:
    case IDL_TYPE_INT16:
    case IDL_TYPE_UINT16:
    case IDL_TYPE_INT32:
    case IDL_TYPE_UINT32:
    case IDL_TYPE_INT64:
    case IDL_TYPE_UINT64:
    case IDL_TYPE_FLOAT:
    case IDL_TYPE_DOUBLE:
      return is_ranged (type) ? IDL_FORM_CHECKED : IDL_FORM_NUMBER;
    case IDL_TYPE_WCHAR:
      return IDL_FORM_CHECKED;
    case IDL_TYPE_STRING:
      return IDL_FORM_STRING;
    case IDL_TYPE_ANY:
      return IDL_FORM_ANY;
    case IDL_TYPE_OBJECT:
      return IDL_FORM_REF;
    case IDL_TYPE_SEQUENCE:
      return get_sequence_form (resolved);
    case IDL_TYPE_ARRAY:
      return IDL_FORM_ARRAY;
    case IDL_TYPE_MAP:
      return IDL_FORM_MAP;
    case IDL_TYPE_NAMED:
      return get_named_form (resolved->node);
    }
  g_assert_not_reached ();
}

gboolean
idl_type_has_glib_name (const IdlType *type)
{
  switch (idl_type_get_form (type))
    {
    case IDL_FORM_STRING:
    case IDL_FORM_ANY:
    case IDL_FORM_BYTES:
    case IDL_FORM_STRV:
      return TRUE;
    case IDL_FORM_REF:
      return idl_type_resolve (type)->kind == IDL_TYPE_OBJECT;
    case IDL_FORM_NUMBER:
    case IDL_FORM_CHECKED:
    case IDL_FORM_STRUCT:
    case IDL_FORM_NATIVE:
    case IDL_FORM_VALUES:
    case IDL_FORM_POINTERS:
    case IDL_FORM_MAP:
    case IDL_FORM_ARRAY:
      return FALSE;
    }
  g_assert_not_reached ();
}

gboolean
idl_typedef_is_visible (const IdlNode *typedef_)
{
  return !idl_type_has_glib_name (typedef_->type);
}

/* Whether a type that is not named is more than one of the library's tables can say. */
static gboolean
is_built (const IdlType *type)
{
  switch (idl_type_get_form (type))
    {
    case IDL_FORM_STRING:
    case IDL_FORM_BYTES:
      return type->bound > 0;
    case IDL_FORM_STRV:
      return type->bound > 0 || idl_type_resolve (type->element)->bound > 0;
    case IDL_FORM_VALUES:
    case IDL_FORM_POINTERS:
    case IDL_FORM_MAP:
    case IDL_FORM_ARRAY:
      return TRUE;
    case IDL_FORM_NUMBER:
    case IDL_FORM_CHECKED:
    case IDL_FORM_ANY:
    case IDL_FORM_REF:
    case IDL_FORM_STRUCT:
    case IDL_FORM_NATIVE:
      return FALSE;
    }
  g_assert_not_reached ();
}

gboolean
idl_type_is_anonymous (const IdlType *type)
{
  return type->min != NULL || type->max != NULL
         || (type->kind != IDL_TYPE_NAMED && is_built (type));
}

gboolean
idl_typedef_has_info (const IdlNode *typedef_)
{
  return idl_type_is_anonymous (typedef_->type);
}

gboolean
idl_typedef_is_container (const IdlNode *typedef_)
{
  IdlForm form = idl_type_get_form (typedef_->type);

  return typedef_->type->kind != IDL_TYPE_NAMED
         && (form == IDL_FORM_VALUES || form == IDL_FORM_POINTERS || form == IDL_FORM_MAP);
}

const IdlType *
idl_type_get_innermost (const IdlType *type)
{
  while (type->kind == IDL_TYPE_ARRAY)
    type = type->element;
  return type;
}
