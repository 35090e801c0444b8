/* SPDX-License-Identifier: MIT */

#include "signatures.h"

#include <string.h>

#include "c-types.h"
#include "emit-parts.h"

static void
add_ins (IdlDeclarations *parameters, const IdlMethod *method)
{
  for (guint i = 0; i < method->ins->len; i++)
    {
      const IdlArgument *argument = g_ptr_array_index (method->ins, i);

      idl_declarations_add_typed (parameters, argument->type, IDL_POSITION_IN, argument->c_in);
    }
}

static void
add_outs (IdlDeclarations *parameters, const IdlMethod *method)
{
  for (guint i = 0; i < method->outs->len; i++)
    {
      const IdlArgument *argument = g_ptr_array_index (method->outs, i);

      idl_declarations_add_typed (parameters, argument->type, IDL_POSITION_OUT, argument->c_out);
    }
}

static void
add_results (IdlDeclarations *parameters, const IdlMethod *method)
{
  for (guint i = 0; i < method->outs->len; i++)
    {
      const IdlArgument *argument = g_ptr_array_index (method->outs, i);

      idl_declarations_add_typed (parameters, argument->type, IDL_POSITION_IN, argument->c_in);
    }
}

gchar *
idl_signature_dup_parameters (IdlSignature signature, const IdlMethod *method)
{
  g_autoptr (IdlDeclarations) parameters = idl_declarations_new ();
  const gchar      *interface = method->node->parent->c_type;
  g_autofree gchar *proxy = g_strconcat (interface, " *", NULL);
  g_autofree gchar *implementation = g_strconcat (interface, "Impl *", NULL);

  switch (signature)
    {
    case IDL_SIGNATURE_CALL:
      idl_declarations_add (parameters, proxy, "self");
      add_ins (parameters, method);
      break;
    case IDL_SIGNATURE_AWAIT:
      idl_declarations_add (parameters, "OdeonFuture *", "future");
      add_outs (parameters, method);
      idl_declarations_add (parameters, "GError **", "error");
      break;
    case IDL_SIGNATURE_SYNC:
    case IDL_SIGNATURE_HANDLER:
      idl_declarations_add (parameters, signature == IDL_SIGNATURE_SYNC ? proxy : implementation,
                            "self");
      add_ins (parameters, method);
      add_outs (parameters, method);
      idl_declarations_add (parameters, "GError **", "error");
      break;
    case IDL_SIGNATURE_DEFERRED:
      idl_declarations_add (parameters, implementation, "self");
      idl_declarations_add (parameters, "OdeonCall *", "call");
      add_ins (parameters, method);
      break;
    case IDL_SIGNATURE_COMPLETE:
      idl_declarations_add (parameters, "OdeonCall *", "call");
      add_results (parameters, method);
      break;
    }
  return idl_declarations_to_parameters (parameters);
}

/* Parameter lists are made when they are wanted: no template has more than two of them. */
static void
fill_parameters (IdlHoles *holes, const gchar *name, gsize length, gconstpointer data)
{
  static const struct
  {
    const gchar *name;
    IdlSignature signature;
  } lists[] = {
    { "call_params", IDL_SIGNATURE_CALL },         { "await_params", IDL_SIGNATURE_AWAIT },
    { "sync_params", IDL_SIGNATURE_SYNC },         { "handler_params", IDL_SIGNATURE_HANDLER },
    { "deferred_params", IDL_SIGNATURE_DEFERRED }, { "complete_params", IDL_SIGNATURE_COMPLETE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (strncmp (lists[i].name, name, length) == 0 && lists[i].name[length] == '\0')
      idl_holes_take (holes, lists[i].name,
                      idl_signature_dup_parameters (lists[i].signature, data));
}

IdlHoles *
idl_holes_new_for_method (const IdlMethod *method)
{
  const IdlNode *interface = method->node->parent;
  IdlHoles      *holes = idl_holes_new_for_node (interface);

  idl_holes_set (holes, "method", method->c_snake);
  idl_holes_set (holes, "entry", method->c_entry);
  idl_holes_set (holes, "Frame", method->c_frame);
  idl_holes_set (holes, "name", method->node->name);
  idl_holes_format (holes, "function", "%s_%s", interface->c_snake, method->c_snake);
  idl_holes_format (holes, "info", "&_%s_methods[%u]", interface->c_snake, method->index);
  idl_holes_set_source (holes, fill_parameters, method);
  return holes;
}

gchar *
idl_arguments_fill (GPtrArray *arguments, IdlTemplateFunc get_template)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < arguments->len; i++)
    {
      const IdlArgument *argument = g_ptr_array_index (arguments, i);
      g_autoptr (IdlHoles) holes = idl_holes_new ();

      idl_holes_set (holes, "in", argument->c_in);
      idl_holes_set (holes, "out", argument->c_out);
      idl_write (lines, holes, get_template (argument));
    }
  return g_string_free (lines, FALSE);
}
