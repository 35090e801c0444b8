/* SPDX-License-Identifier: MIT */

/* The caller's side of a method, and its deferred answer: functions that only move values between
 * their parameters and the frame. Numbers are assigned; everything else is left to the library,
 * which knows what to check and what to copy.
 */

#include "emit-method.h"

#include "c-types.h"
#include "signatures.h"

static IdlForm
get_form (const IdlArgument *argument)
{
  return idl_type_get_form (argument->type);
}

static gboolean
is_passed_as_slot (const IdlArgument *argument)
{
  return get_form (argument) == IDL_FORM_STRUCT || get_form (argument) == IDL_FORM_ARRAY;
}

static const gchar *
get_set_argument (const IdlArgument *argument)
{
  if (get_form (argument) == IDL_FORM_NUMBER)
    return "frame->%{in} = %{in};\n";
  return is_passed_as_slot (argument) ? "odeon_call_set_argument (call, %{index}, %{in});\n"
                                      : "odeon_call_set_argument (call, %{index}, &%{in});\n";
}

static const gchar *
get_set_result (const IdlArgument *argument)
{
  if (get_form (argument) == IDL_FORM_NUMBER)
    return "frame->%{out} = %{in};\n";
  return is_passed_as_slot (argument) ? "odeon_call_set_result (call, %{index}, %{in});\n"
                                      : "odeon_call_set_result (call, %{index}, &%{in});\n";
}

static const gchar *
get_copy_result (const IdlArgument *argument)
{
  if (get_form (argument) <= IDL_FORM_CHECKED)
    return "if (%{out} != NULL)\n"
           "  *%{out} = frame->%{out};\n";
  return "odeon_call_copy_result (frame, %{info}, %{index}, %{out});\n";
}

static const gchar *
get_in_name (const IdlArgument *argument G_GNUC_UNUSED)
{
  return ",\n%{in}";
}

static const gchar *
get_out_name (const IdlArgument *argument G_GNUC_UNUSED)
{
  return ",\n%{out}";
}

static gboolean
any_is_number (GPtrArray *arguments)
{
  for (guint i = 0; i < arguments->len; i++)
    if (get_form (g_ptr_array_index (arguments, i)) == IDL_FORM_NUMBER)
      return TRUE;
  return FALSE;
}

/* What makes the call and puts the arguments into it; both ways to send it begin so. */
static void
emit_call (GString *out, IdlHoles *holes, const IdlMethod *method)
{
  idl_holes_take (holes, "frame_local",
                  any_is_number (method->ins)
                    ? idl_fill (holes, "%{Frame} *frame = odeon_call_get_frame (call);")
                    : g_strdup (""));
  idl_holes_take (holes, "arguments", idl_arguments_fill (method->ins, get_set_argument, "", 0));
  idl_write (out, holes,
             "\n"
             "static OdeonCall *\n"
             "_%{function}_call (%(call_params))\n"
             "{\n"
             "  OdeonCall *call = odeon_call_new (self, %{info});\n"
             "  %{frame_local}\n"
             "\n"
             "  %{arguments}\n"
             "  return call;\n"
             "}\n");
}

/* The two ways to take the answer. */
static void
emit_answers (GString *out, IdlHoles *holes)
{
  idl_write (out, holes,
             "\n"
             "gboolean\n"
             "%{function}_await (%(await_params))\n"
             "{\n"
             "  gboolean well = odeon_call_wait (%[frame_args]) != NULL;\n"
             "\n"
             "  odeon_future_unref (future);\n"
             "  return well;\n"
             "}\n"
             "\n"
             "gboolean\n"
             "%{function}_finish (%(await_params))\n"
             "{\n"
             "  return odeon_call_peek_frame (%[frame_args]) != NULL;\n"
             "}\n");
}

/* The same if there are results to copy out of the frame. */
static void
emit_answers_with_results (GString *out, IdlHoles *holes, const IdlMethod *method)
{
  g_autofree gchar *info = idl_fill (holes, "%{info}");

  idl_holes_take (holes, "results",
                  idl_arguments_fill (method->outs, get_copy_result, info, method->ins->len));
  idl_write (out, holes,
             "\n"
             "static gboolean\n"
             "_%{function}_results (%(results_params))\n"
             "{\n"
             "  if (frame == NULL)\n"
             "    return FALSE;\n"
             "  %{results}\n"
             "  return TRUE;\n"
             "}\n"
             "\n"
             "gboolean\n"
             "%{function}_await (%(await_params))\n"
             "{\n"
             "  gconstpointer frame = odeon_call_wait (%[frame_args]);\n"
             "  gboolean well = _%{function}_results (%[results_args]);\n"
             "\n"
             "  odeon_future_unref (future);\n"
             "  return well;\n"
             "}\n"
             "\n"
             "gboolean\n"
             "%{function}_finish (%(await_params))\n"
             "{\n"
             "  gconstpointer frame = odeon_call_peek_frame (%[frame_args]);\n"
             "\n"
             "  return _%{function}_results (%[results_args]);\n"
             "}\n");
}

static void
emit_complete (GString *out, IdlHoles *holes, const IdlMethod *method)
{
  gboolean has_frame = any_is_number (method->outs);

  idl_holes_take (holes, "results",
                  idl_arguments_fill (method->outs, get_set_result, "", method->ins->len));
  idl_holes_set (holes, "get_frame", has_frame ? "frame = odeon_call_get_frame (call);" : "");
  idl_write (out, holes,
             "\n"
             "void\n"
             "%{snake}_complete_%{method} (%(complete_params))\n"
             "{\n");
  if (has_frame)
    idl_write (out, holes,
               "  %{Frame} *frame;\n"
               "\n");
  idl_write (out, holes,
             "  g_return_if_fail (odeon_call_get_method (call) == %{info});\n"
             "\n"
             "  %{get_frame}\n"
             "  %{results}\n"
             "  odeon_call_return (call);\n"
             "}\n");
}

static void
set_arguments (IdlHoles *holes, const IdlMethod *method)
{
  g_autofree gchar *ins = idl_arguments_fill (method->ins, get_in_name, "", 0);
  g_autofree gchar *outs = idl_arguments_fill (method->outs, get_out_name, "", 0);
  gboolean          is_bare = method->ins->len == 0;

  idl_holes_take (holes, "call_args", g_strconcat ("self", ins, NULL));
  idl_holes_take (holes, "await_args", g_strconcat ("future", outs, ",\nerror", NULL));
  idl_holes_take (holes, "frame_args", idl_fill (holes, "future,\n%{info},\nerror"));
  idl_holes_take (holes, "results_args", g_strconcat ("frame", outs, NULL));
  idl_holes_take (holes, "make",
                  idl_fill (holes, is_bare ? "odeon_call_new" : "_%{function}_call"));
  idl_holes_take (holes, "make_args",
                  idl_fill (holes, is_bare ? "self,\n%{info}" : "%{call_args}"));
}

void
idl_emit_method_stubs (GString *out, const IdlMethod *method)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_method (method);

  set_arguments (holes, method);
  if (method->ins->len > 0)
    emit_call (out, holes, method);

  if (method->kind == IDL_METHOD_ONEWAY)
    {
      idl_write (out, holes,
                 "\n"
                 "gboolean\n"
                 "%{function} (%(call_params))\n"
                 "{\n"
                 "  return odeon_call_tell (%{make} (%[make_args]));\n"
                 "}\n");
      return;
    }

  idl_write (out, holes,
             "\n"
             "OdeonFuture *\n"
             "%{function} (%(call_params))\n"
             "{\n"
             "  return odeon_call_send (%{make} (%[make_args]));\n"
             "}\n");
  if (method->outs->len > 0)
    emit_answers_with_results (out, holes, method);
  else
    emit_answers (out, holes);
  idl_write (out, holes,
             "\n"
             "gboolean\n"
             "%{function}_sync (%(sync_params))\n"
             "{\n"
             "  OdeonFuture *future = %{function} (%[call_args]);\n"
             "\n"
             "  return %{function}_await (%[await_args]);\n"
             "}\n");
  if (method->kind != IDL_METHOD_GETTER)
    idl_write (out, holes,
               "\n"
               "gboolean\n"
               "%{function}_tell (%(call_params))\n"
               "{\n"
               "  return odeon_call_tell (%{make} (%[make_args]));\n"
               "}\n");
  emit_complete (out, holes, method);
}
