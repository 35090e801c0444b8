/* SPDX-License-Identifier: MIT */

/* Types, values and annotations: what stands on one line each in a description. A type that has a
 * name says the name, and is described where it is defined. */

#include "describe.h"

#include "c-types.h"
#include "wire-type.h"

static gchar *
dup_c (const IdlType *type)
{
  g_autofree gchar *c = idl_type_dup_c (type, IDL_POSITION_MEMBER);
  g_autofree gchar *suffix = idl_type_dup_c_suffix (type);

  return g_strconcat (c, suffix, NULL);
}

static void
add_parts (IdlJson *json, const IdlType *type)
{
  if (type->kind == IDL_TYPE_NAMED)
    idl_json_take_string (json, "name", idl_node_dup_scoped_name (type->node));
  if (type->kind == IDL_TYPE_STRING)
    idl_json_add_boolean (json, "wide", type->wide);
  if (type->bound > 0)
    idl_json_add_integer (json, type->kind == IDL_TYPE_ARRAY ? "length" : "bound", FALSE,
                          type->bound);
  if (type->key != NULL)
    idl_describe_type (json, "key", type->key);
  if (type->element != NULL)
    idl_describe_type (json, "element", type->element);
  if (type->min != NULL)
    idl_describe_value (json, "min", type->min);
  if (type->max != NULL)
    idl_describe_value (json, "max", type->max);
  if (type->annotations != NULL && type->annotations->len > 0)
    idl_describe_annotations (json, type->annotations);
}

void
idl_describe_type (IdlJson *json, const gchar *key, const IdlType *type)
{
  idl_json_begin_flat_object (json, key);
  idl_json_add_string (json, "kind", idl_type_kind_get_name (type->kind));
  add_parts (json, type);
  if (type->kind != IDL_TYPE_VOID)
    {
      idl_json_take_string (json, "c", dup_c (type));
      idl_json_take_string (json, "signature", idl_type_dup_wire_type (type));
    }
  idl_json_end_object (json);
}

static void
add_enumerator (IdlJson *json, const gchar *key, const IdlNode *enumerator)
{
  const IdlConstant *value = &enumerator->value;

  idl_json_begin_flat_object (json, key);
  idl_json_take_string (json, "enumerator", idl_node_dup_scoped_name (enumerator));
  idl_json_add_integer (json, "value", value->negative, value->magnitude);
  idl_json_end_object (json);
}

void
idl_describe_value (IdlJson *json, const gchar *key, const IdlConstant *value)
{
  switch (value->kind)
    {
    case IDL_VALUE_INTEGER:
      idl_json_add_integer (json, key, value->negative, value->magnitude);
      break;
    case IDL_VALUE_FLOAT:
      idl_json_add_double (json, key, value->number);
      break;
    case IDL_VALUE_BOOLEAN:
      idl_json_add_boolean (json, key, value->boolean);
      break;
    case IDL_VALUE_STRING:
      idl_json_add_string (json, key, value->string);
      break;
    case IDL_VALUE_ENUM:
      add_enumerator (json, key, value->enumerator);
      break;
    }
}

static void
describe_annotation (IdlJson *json, const IdlAnnotation *annotation)
{
  idl_json_begin_flat_object (json, NULL);
  idl_json_add_string (json, "name", annotation->name);
  idl_json_begin_array (json, "arguments");
  for (guint i = 0; i < annotation->arguments->len; i++)
    {
      const IdlAnnotationArgument *argument = g_ptr_array_index (annotation->arguments, i);

      idl_json_begin_object (json, NULL);
      idl_json_add_string (json, "name", argument->name);
      idl_describe_value (json, "value", &argument->value);
      idl_json_end_object (json);
    }
  idl_json_end_array (json);
  idl_json_end_object (json);
}

void
idl_describe_annotations (IdlJson *json, const GPtrArray *annotations)
{
  idl_json_begin_array (json, "annotations");
  for (guint i = 0; i < annotations->len; i++)
    describe_annotation (json, g_ptr_array_index (annotations, i));
  idl_json_end_array (json);
}
