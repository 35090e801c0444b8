/* SPDX-License-Identifier: MIT */

/* The caller's side of a method, and its deferred answer: functions that only tell the library
 * where their parameters are, each as an array of slots. */

#include "emit-method.h"

#include "c-types.h"
#include "signatures.h"

#include <string.h>

enum
{
  PAGE_WIDTH = 100
};

static gboolean
is_slot_itself (const IdlArgument *argument)
{
  IdlForm form = idl_type_get_form (argument->type);

  return form == IDL_FORM_STRUCT || form == IDL_FORM_ARRAY;
}

/* Of values that go in. */
static const gchar *
get_in_slot (const IdlArgument *argument)
{
  return is_slot_itself (argument) ? ",\n%{in}" : ",\n&%{in}";
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
fits (const gchar *line)
{
  return strlen (line) <= PAGE_WIDTH - 2 && strchr (line, '\n') == NULL;
}

/* A call of the library with an array of slots: a literal if the line has room for it, otherwise a
 * variable. call has a hole for it: "return odeon_method_ask (…, %{slots});". */
static void
write_call (GString     *out,
            IdlHoles    *holes,
            const gchar *element,
            gchar       *slots,
            const gchar *call)
{
  const gchar      *list = slots + (*slots != '\0' ? strlen (",\n") : 0);
  g_autofree gchar *line = NULL;

  idl_holes_set (holes, "element", element);
  idl_holes_set (holes, "list", list);
  idl_holes_take (holes, "slots",
                  *list != '\0' ? idl_fill (holes, "(%{element}[]) { %[list] }")
                                : g_strdup ("NULL"));
  line = idl_fill (holes, call);
  if (!fits (line))
    {
      idl_write (out, holes,
                 "  const %{element} slots[] = { %[list] };\n"
                 "\n");
      idl_holes_set (holes, "slots", "slots");
      g_free (line);
      line = idl_fill (holes, call);
    }
  g_string_append_printf (out, "  %s\n}\n", line);
  g_free (slots);
}

/* The function that sends the call, by asking or telling. */
static void
emit_call (GString *out, IdlHoles *holes, const IdlMethod *method, gboolean is_asking)
{
  gboolean has_suffix = !is_asking && method->kind != IDL_METHOD_ONEWAY;

  idl_holes_set (holes, "returns", is_asking ? "OdeonFuture *" : "gboolean");
  idl_holes_set (holes, "suffix", has_suffix ? "_tell" : "");
  idl_holes_set (holes, "verb", is_asking ? "ask" : "tell");
  idl_write (out, holes,
             "\n"
             "%{returns}\n"
             "%{function}%{suffix} (%[call_params])\n"
             "{\n");
  write_call (out, holes, "gconstpointer",
              idl_arguments_fill (method->ins, get_in_slot),
              "return odeon_method_%{verb} (%{info}, self, %{slots});");
}

/* The function that takes the answer, waiting for it or not. */
static void
emit_answer (GString *out, IdlHoles *holes, const IdlMethod *method, const gchar *verb)
{
  idl_holes_set (holes, "verb", verb);
  idl_write (out, holes,
             "\n"
             "gboolean\n"
             "%{function}_%{verb} (%[await_params])\n"
             "{\n");
  write_call (out, holes, "gpointer",
              idl_arguments_fill (method->outs, get_out_name),
              "return odeon_method_%{verb} (%{info}, future, %{slots}, error);");
}

static void
emit_sync (GString *out, IdlHoles *holes, const IdlMethod *method)
{
  g_autofree gchar *ins = idl_arguments_fill (method->ins, get_in_name);
  g_autofree gchar *outs = idl_arguments_fill (method->outs, get_out_name);
  g_autofree gchar *line = NULL;

  idl_holes_take (holes, "call_args", g_strconcat ("self", ins, NULL));
  idl_holes_take (holes, "await_args", g_strconcat (outs, ",\nerror", NULL));
  line = idl_fill (holes, "return %{function}_await (%{function} (%[call_args])%[await_args]);");
  idl_write (out, holes,
             "\n"
             "gboolean\n"
             "%{function}_sync (%[sync_params])\n"
             "{\n");
  if (fits (line))
    g_string_append_printf (out, "  %s\n}\n", line);
  else
    {
      idl_holes_take (holes, "await_args", g_strconcat ("future", outs, ",\nerror", NULL));
      idl_write (out, holes,
                 "  OdeonFuture *future = %{function} (%[call_args]);\n"
                 "\n"
                 "  return %{function}_await (%[await_args]);\n"
                 "}\n");
    }
}

/* The actor that the call will return, at once. */
static void
emit_promised (GString *out, IdlHoles *holes, const IdlMethod *method)
{
  const IdlNode    *interface = idl_method_get_promised (method);
  g_autofree gchar *ins = idl_arguments_fill (method->ins, get_in_name);
  g_autofree gchar *line = NULL;

  if (interface == NULL)
    return;

  idl_holes_set (holes, "Promised", interface->c_type);
  idl_holes_set (holes, "promised", interface->c_snake);
  idl_holes_take (holes, "call_args", g_strconcat ("self", ins, NULL));
  line = idl_fill (holes, "return %{promised}_from_future (%{function} (%[call_args]), NULL);");
  idl_write (out, holes,
             "\n"
             "%{Promised} *\n"
             "%{function}_promised (%[call_params])\n"
             "{\n");
  if (fits (line))
    g_string_append_printf (out, "  %s\n}\n", line);
  else
    idl_write (out, holes,
               "  OdeonFuture *future = %{function} (%[call_args]);\n"
               "\n"
               "  return %{promised}_from_future (future, NULL);\n"
               "}\n");
}

static void
emit_complete (GString *out, IdlHoles *holes, const IdlMethod *method)
{
  idl_write (out, holes,
             "\n"
             "void\n"
             "%{snake}_complete_%{method} (%[complete_params])\n"
             "{\n");
  write_call (out, holes, "gconstpointer",
              idl_arguments_fill (method->outs, get_in_slot),
              "odeon_method_complete (%{info}, call, %{slots});");
}

void
idl_emit_method_stubs (GString *out, const IdlMethod *method)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_method (method);

  if (method->kind == IDL_METHOD_ONEWAY)
    {
      emit_call (out, holes, method, FALSE);
      return;
    }

  emit_call (out, holes, method, TRUE);
  emit_answer (out, holes, method, "await");
  emit_answer (out, holes, method, "finish");
  emit_sync (out, holes, method);
  emit_promised (out, holes, method);
  if (method->kind != IDL_METHOD_GETTER)
    emit_call (out, holes, method, FALSE);
  emit_complete (out, holes, method);
}
