/* SPDX-License-Identifier: MIT */

/* The callee's side of a method. Its parameters travel in a frame, a C struct with a field for each
 * argument and each result; a table says where they are; and a function calls the handler with
 * them.
 */

#include "emit-method.h"

#include "c-types.h"
#include "emit-parts.h"
#include "signatures.h"

static gboolean
has_frame (const IdlMethod *method)
{
  return method->ins->len + method->outs->len > 0;
}

static IdlForm
get_form (const IdlArgument *argument)
{
  return idl_type_get_form (argument->type);
}

static gchar *
dup_frame (const IdlMethod *method)
{
  g_autoptr (IdlDeclarations) fields = idl_declarations_new ();

  for (guint i = 0; i < method->ins->len; i++)
    {
      const IdlArgument *argument = g_ptr_array_index (method->ins, i);

      idl_declarations_add_typed (fields, argument->type, IDL_POSITION_MEMBER, argument->c_in);
    }
  for (guint i = 0; i < method->outs->len; i++)
    {
      const IdlArgument *argument = g_ptr_array_index (method->outs, i);

      idl_declarations_add_typed (fields, argument->type, IDL_POSITION_RESULT, argument->c_out);
    }
  return idl_declarations_to_members (fields);
}

static void
add_param (GString *lines, const IdlMethod *method, const IdlArgument *argument, gboolean is_out)
{
  g_autoptr (IdlHoles) holes = idl_holes_new ();
  gboolean is_indirect = is_out && get_form (argument) == IDL_FORM_STRUCT;

  idl_holes_set (holes, "name", argument->name);
  idl_holes_take (holes, "info", idl_type_dup_info (argument->type));
  idl_holes_set (holes, "Frame", method->c_frame);
  idl_holes_set (holes, "field", is_out ? argument->c_out : argument->c_in);
  idl_holes_set (holes, "flags",
                 is_indirect        ? "ODEON_PARAM_OUT | ODEON_PARAM_INDIRECT"
                 : is_out           ? "ODEON_PARAM_OUT"
                 : argument->is_key ? "ODEON_PARAM_IN | ODEON_PARAM_KEY"
                                    : "ODEON_PARAM_IN");
  idl_holes_take (holes, "fields",
                  idl_fill (holes, "\"%{name}\",\n"
                                   "&%{info},\n"
                                   "G_STRUCT_OFFSET (%{Frame}, %{field}),\n"
                                   "%{flags}\n"));
  idl_write (lines, holes, "  { %[fields] },\n");
}

static gchar *
dup_params (const IdlMethod *method)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < method->ins->len; i++)
    add_param (lines, method, g_ptr_array_index (method->ins, i), FALSE);
  for (guint i = 0; i < method->outs->len; i++)
    add_param (lines, method, g_ptr_array_index (method->outs, i), TRUE);
  return g_string_free (lines, FALSE);
}

static gchar *
dup_raises (const IdlMethod *method)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < method->raises->len; i++)
    {
      const IdlNode *exception = g_ptr_array_index (method->raises, i);

      g_string_append_printf (lines, "&%s_error_info,\n", exception->c_snake);
    }
  return g_string_free (lines, FALSE);
}

static void
emit_method_tables (GString *out, IdlHoles *holes, const IdlMethod *method)
{
  if (has_frame (method))
    {
      idl_holes_take (holes, "frame", dup_frame (method));
      idl_holes_take (holes, "params", dup_params (method));
      idl_write (out, holes,
                 "\n"
                 "typedef struct\n"
                 "{\n"
                 "  %{frame}\n"
                 "} %{Frame};\n"
                 "\n"
                 "static const OdeonParamInfo _%{function}_params[] = {\n"
                 "%{params}\n"
                 "};\n");
    }
  if (method->raises->len > 0)
    {
      idl_holes_take (holes, "raises", dup_raises (method));
      idl_write (out, holes,
                 "\n"
                 "static const OdeonErrorInfo *const _%{function}_raises[] = {\n"
                 "  %{raises}\n"
                 "  NULL\n"
                 "};\n");
    }
}

static const gchar *
get_in_argument (const IdlArgument *argument)
{
  switch (get_form (argument))
    {
    case IDL_FORM_STRUCT:
      return ",\n&frame->%{in}";
    case IDL_FORM_STRV:
      return ",\n(const gchar *const *) frame->%{in}";
    case IDL_FORM_NUMBER:
    case IDL_FORM_CHECKED:
    case IDL_FORM_STRING:
    case IDL_FORM_ANY:
    case IDL_FORM_REF:
    case IDL_FORM_NATIVE:
    case IDL_FORM_BYTES:
    case IDL_FORM_VALUES:
    case IDL_FORM_POINTERS:
    case IDL_FORM_MAP:
    case IDL_FORM_ARRAY:
      return ",\nframe->%{in}";
    }
  g_assert_not_reached ();
}

static const gchar *
get_out_argument (const IdlArgument *argument)
{
  return get_form (argument) == IDL_FORM_ARRAY ? ",\nframe->%{out}" : ",\n&frame->%{out}";
}

static void
emit_dispatch (GString *out, IdlHoles *holes, const IdlMethod *method)
{
  g_autofree gchar *ins = idl_arguments_fill (method->ins, get_in_argument);
  g_autofree gchar *outs = idl_arguments_fill (method->outs, get_out_argument);

  idl_holes_format (holes, "dispatch_params",
                    "gpointer self,\n"
                    "gpointer vtable,\n"
                    "OdeonCall *call%s,\n"
                    "gpointer data%s,\n"
                    "GError **error",
                    method->kind == IDL_METHOD_ONEWAY ? " G_GNUC_UNUSED" : "",
                    has_frame (method) ? "" : " G_GNUC_UNUSED");
  idl_holes_take (holes, "handler_args", g_strconcat ("self", ins, outs, ",\nerror", NULL));
  idl_holes_take (holes, "deferred_args",
                  g_strconcat ("self,\nodeon_call_defer (call)", ins, NULL));
  idl_holes_take (holes, "frame_local",
                  has_frame (method) ? g_strconcat (method->c_frame, " *frame = data;", NULL)
                                     : g_strdup (""));
  idl_write (out, holes,
             "\n"
             "static gboolean\n"
             "_%{function}_dispatch (%[dispatch_params])\n"
             "{\n"
             "  %{Type}ImplInterface *iface = vtable;\n"
             "  %{frame_local}\n"
             "\n");
  if (method->kind == IDL_METHOD_ONEWAY)
    idl_write (out, holes, "  return iface->%{entry} (%[handler_args]);\n");
  else
    idl_write (out, holes,
               "  if (iface->%{entry}_deferred == NULL)\n"
               "    return iface->%{entry} (%[handler_args]);\n"
               "  iface->%{entry}_deferred (%[deferred_args]);\n"
               "  return TRUE;\n");
  g_string_append (out, "}\n");
}

void
idl_emit_method_dispatch (GString *out, const IdlMethod *method)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_method (method);

  emit_method_tables (out, holes, method);
  emit_dispatch (out, holes, method);
}

static gboolean
are_numbers (GPtrArray *arguments)
{
  for (guint i = 0; i < arguments->len; i++)
    if (get_form (g_ptr_array_index (arguments, i)) != IDL_FORM_NUMBER)
      return FALSE;
  return TRUE;
}

static void
add_flags (GString *fields, const IdlMethod *method)
{
  static const gchar *const names[] = { "ODEON_METHOD_ONEWAY", "ODEON_METHOD_GETTER",
                                        "ODEON_METHOD_SETTER", "ODEON_METHOD_FLAT",
                                        "ODEON_METHOD_RELIABLE", "ODEON_METHOD_SEQUENCED",
                                        "ODEON_METHOD_UNRELIABLE", NULL };
  static const gchar *const deliveries[] = { "reliable", "sequenced", "unreliable" };
  const gchar *delivery = idl_method_get_delivery (method);
  gboolean is_flat = are_numbers (method->ins) && are_numbers (method->outs);
  guint    flags = 0;

  flags |= method->kind == IDL_METHOD_ONEWAY ? 1u << 0 : 0;
  flags |= method->kind == IDL_METHOD_GETTER ? 1u << 1 : 0;
  flags |= method->kind == IDL_METHOD_SETTER ? 1u << 2 : 0;
  flags |= is_flat ? 1u << 3 : 0;
  for (guint i = 0; i < G_N_ELEMENTS (deliveries); i++)
    flags |= g_strcmp0 (delivery, deliveries[i]) == 0 ? 1u << (4 + i) : 0;
  idl_fields_add_flags (fields, flags, names);
}

static void
add_handlers (GString *fields, const IdlMethod *method)
{
  const gchar *interface = method->node->parent->c_type;

  if (method->kind == IDL_METHOD_ONEWAY)
    idl_fields_add (fields, ".handler_offset = G_STRUCT_OFFSET (%sImplInterface, %s)", interface,
                    method->c_entry);
  else
    idl_fields_add (fields, "ODEON_METHOD_HANDLERS (%sImplInterface, %s)", interface,
                    method->c_entry);
}

void
idl_emit_method_entry (GString *out, const IdlMethod *method)
{
  const gchar      *snake = method->node->parent->c_snake;
  g_autofree gchar *function = g_strconcat (snake, "_", method->c_snake, NULL);
  g_autoptr (IdlHoles) holes = idl_holes_new ();
  GString *fields = g_string_new (NULL);

  idl_fields_add (fields, ".name = \"%s\"", method->node->name);
  idl_fields_add (fields, ".interface = &%s_interface_info", snake);
  idl_fields_add (fields, ".dispatch = _%s_dispatch", function);
  if (has_frame (method))
    idl_fields_add (fields, "ODEON_METHOD_PARAMS (_%s_params, %s)", function, method->c_frame);
  add_flags (fields, method);
  if (idl_method_get_timeout (method) != 0)
    idl_fields_add (fields, ".timeout_ms = %" G_GUINT64_FORMAT, idl_method_get_timeout (method));
  if (idl_method_get_priority (method) != 0)
    idl_fields_add (fields, ".priority = %" G_GUINT64_FORMAT, idl_method_get_priority (method));
  if (method->raises->len > 0)
    idl_fields_add (fields, ".raises = _%s_raises", function);
  add_handlers (fields, method);
  idl_fields_add_annotations (fields, method->node);

  idl_holes_take (holes, "fields", g_string_free (fields, FALSE));
  idl_write (out, holes, "  { %[fields] },\n");
}
