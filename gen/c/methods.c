/* SPDX-License-Identifier: MIT */

#include "methods.h"

#include "annotated.h"
#include "spelling.h"

static void
argument_free (gpointer data)
{
  IdlArgument *self = data;

  g_free (self->c_in);
  g_free (self->c_out);
  g_free (self);
}

static void
method_free (gpointer data)
{
  IdlMethod *self = data;

  g_free (self->c_snake);
  g_free (self->c_entry);
  g_free (self->c_frame);
  g_ptr_array_unref (self->ins);
  g_ptr_array_unref (self->outs);
  g_free (self);
}

static IdlMethod *
method_new (IdlMethodKind kind, const IdlNode *node, const gchar *prefix)
{
  IdlMethod        *self = g_new0 (IdlMethod, 1);
  g_autofree gchar *camel = NULL;

  self->kind = kind;
  self->node = node;
  self->c_snake = g_strconcat (prefix, node->c_snake, NULL);
  self->c_entry = kind <= IDL_METHOD_ONEWAY ? g_strdup (node->c_entry) : g_strdup (self->c_snake);
  camel = idl_spell_camel (self->c_snake);
  self->c_frame = g_strconcat (node->parent->c_type, camel, "Frame", NULL);
  self->ins = g_ptr_array_new_with_free_func (argument_free);
  self->outs = g_ptr_array_new_with_free_func (argument_free);
  self->raises = kind == IDL_METHOD_SETTER ? node->set_raises : node->raises;
  return self;
}

static IdlArgument *
add_argument (GPtrArray *arguments, const gchar *name, const gchar *c_name, const IdlType *type)
{
  IdlArgument *argument = g_new0 (IdlArgument, 1);

  argument->name = name;
  argument->c_in = g_strdup (c_name);
  argument->c_out = g_strconcat (g_str_has_prefix (c_name, "out_") ? "" : "out_", c_name, NULL);
  argument->type = type;
  g_ptr_array_add (arguments, argument);
  return argument;
}

static IdlMethod *
operation_new (const IdlNode *node)
{
  IdlMethod *self = method_new (node->oneway ? IDL_METHOD_ONEWAY : IDL_METHOD_OPERATION, node, "");

  if (node->type != NULL && node->type->kind != IDL_TYPE_VOID)
    add_argument (self->outs, "result", "result", node->type);

  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *parameter = g_ptr_array_index (node->children, i);

      if (parameter->direction != IDL_DIRECTION_OUT)
        add_argument (self->ins, parameter->name, parameter->c_snake, parameter->type)->is_key =
          parameter->key;
      if (parameter->direction != IDL_DIRECTION_IN)
        add_argument (self->outs, parameter->name, parameter->c_snake, parameter->type);
    }
  return self;
}

static void
add_method (GPtrArray *methods, IdlMethod *method)
{
  method->index = methods->len;
  g_ptr_array_add (methods, method);
}

static void
add_attribute (GPtrArray *methods, const IdlNode *node)
{
  IdlMethod *getter = method_new (IDL_METHOD_GETTER, node, "get_");

  add_argument (getter->outs, "value", "value", node->type);
  add_method (methods, getter);

  if (!node->readonly)
    {
      IdlMethod *setter = method_new (IDL_METHOD_SETTER, node, "set_");

      add_argument (setter->ins, "value", "value", node->type);
      add_method (methods, setter);
    }
}

/* Of the operation, else of its interface. */
static const IdlConstant *
find_annotated (const IdlMethod *method, const gchar *annotation, const gchar *parameter)
{
  const IdlConstant *own = idl_node_find_annotated (method->node, annotation, parameter);

  return own != NULL ? own : idl_node_find_annotated (method->node->parent, annotation, parameter);
}

guint64
idl_method_get_timeout (const IdlMethod *method)
{
  const IdlConstant *value = find_annotated (method, "timeout", "ms");

  return value != NULL && method->kind != IDL_METHOD_ONEWAY ? value->magnitude : 0;
}

guint64
idl_method_get_priority (const IdlMethod *method)
{
  const IdlConstant *value = find_annotated (method, "priority", "n");

  return value != NULL && !value->negative ? value->magnitude : 0;
}

const gchar *
idl_method_get_delivery (const IdlMethod *method)
{
  const IdlConstant *value = find_annotated (method, "delivery", "kind");

  if (value == NULL || method->kind != IDL_METHOD_ONEWAY || g_str_equal (value->string, "ordered"))
    return NULL;
  return value->string;
}

const IdlNode *
idl_method_get_promised (const IdlMethod *method)
{
  for (guint i = 0; i < method->outs->len; i++)
    {
      const IdlArgument *result = g_ptr_array_index (method->outs, i);
      const IdlType     *type = idl_type_resolve (result->type);

      if (type->kind == IDL_TYPE_OBJECT)
        return NULL;
      if (type->kind == IDL_TYPE_NAMED && type->node->kind == IDL_NODE_INTERFACE)
        return type->node->defined ? type->node : NULL;
    }
  return NULL;
}

GPtrArray *
idl_interface_list_methods (const IdlNode *interface)
{
  GPtrArray *methods = g_ptr_array_new_with_free_func (method_free);

  for (guint i = 0; i < interface->children->len; i++)
    {
      const IdlNode *child = g_ptr_array_index (interface->children, i);

      if (child->kind == IDL_NODE_OPERATION)
        add_method (methods, operation_new (child));
      else if (child->kind == IDL_NODE_ATTRIBUTE)
        add_attribute (methods, child);
    }
  return methods;
}

GPtrArray *
idl_interface_list_bases (const IdlNode *interface)
{
  return g_ptr_array_ref (interface->ancestors);
}
