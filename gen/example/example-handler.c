/* SPDX-License-Identifier: MIT */

/* A handler that has yet to be written. It stores results if there are some at hand, so that
 * something runs from the start, and else says that it is not implemented. */

#include "example.h"

#include <string.h>

#include "emit-docs.h"
#include "signatures.h"

enum
{
  PAGE_WIDTH = 100
};

/* One a line, as idl_signature_dup_parameters() has them: first the actor, last the error. */
static gchar *
dup_parameters (const IdlMethod *method)
{
  g_autofree gchar *list = idl_signature_dup_parameters (IDL_SIGNATURE_HANDLER, method);
  g_auto (GStrv) lines = g_strsplit (list, "\n", -1);
  guint    n_lines = g_strv_length (lines);
  gboolean stores = idl_example_has_results (method);
  GString *parameters = g_string_new (NULL);

  for (guint i = 0; i < n_lines; i++)
    {
      gboolean is_error = i == n_lines - 1;
      gboolean is_result = i > method->ins->len && !is_error;
      gboolean is_used = stores ? is_result : is_error;
      gsize    length = strlen (lines[i]) - (is_error ? 0 : strlen (","));

      g_string_append_len (parameters, lines[i], (gssize) length);
      g_string_append_printf (parameters, "%s%s", is_used ? "" : " G_GNUC_UNUSED",
                              is_error ? "" : ",\n");
    }
  return g_string_free (parameters, FALSE);
}

/* What the IDL says of it; if nothing, what it is. */
static gchar *
dup_summary (const IdlMethod *method)
{
  static const gchar *const words[] = {
    [IDL_METHOD_OPERATION] = "what to do for",
    [IDL_METHOD_ONEWAY] = "what to do for",
    [IDL_METHOD_GETTER] = "the value of",
    [IDL_METHOD_SETTER] = "take the new value of",
  };
  g_autofree gchar *name = idl_node_dup_scoped_name (method->node);
  g_autofree gchar *fallback = g_strconcat (words[method->kind], " `", name, "`.", NULL);

  return idl_doc_dup_summary (method->kind <= IDL_METHOD_ONEWAY ? method->node : NULL, fallback);
}

static gchar *
dup_task (const IdlMethod *method)
{
  g_autofree gchar *summary = dup_summary (method);
  GString          *task = g_string_new ("TODO: ");

  g_string_append (task, summary);
  for (guint i = 0; i < method->raises->len; i++)
    {
      const IdlNode *exception = g_ptr_array_index (method->raises, i);

      g_string_append_printf (task, "%s %s_new_error()", i > 0 ? "," : " Its errors:",
                              exception->c_snake);
    }
  if (method->raises->len > 0)
    g_string_append_c (task, '.');
  return g_string_free (task, FALSE);
}

/* As a comment in a function, to be freed. */
static gchar *
dup_comment (const gchar *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GString *comment = g_string_new ("  /*");
  gsize    begin = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      glong width = g_utf8_strlen (comment->str + begin, -1) + 1 + g_utf8_strlen (words[i], -1);

      if (*words[i] == '\0')
        continue;
      if (width + (glong) strlen (" */") > PAGE_WIDTH)
        {
          g_string_append (comment, "\n");
          begin = comment->len;
          g_string_append (comment, "   *");
        }
      g_string_append_printf (comment, " %s", words[i]);
    }
  g_string_append (comment, " */\n");
  return g_string_free (comment, FALSE);
}

static void
emit_results (GString *out, const IdlMethod *method)
{
  for (guint i = 0; i < method->outs->len; i++)
    {
      const IdlArgument *argument = g_ptr_array_index (method->outs, i);
      g_autofree gchar  *value = idl_example_dup_value (argument->type);

      g_string_append_printf (out, *value == '"' ? "  *%s = g_strdup (%s);\n" : "  *%s = %s;\n",
                              argument->c_out, value);
    }
  g_string_append (out, "  return TRUE;\n");
}

static void
emit_error (GString *out, const IdlMethod *method)
{
  g_autoptr (IdlHoles) holes = idl_holes_new ();

  idl_holes_take (holes, "idl", idl_node_dup_scoped_name (method->node));
  idl_write (out, holes,
             "  g_set_error (error, ODEON_ERROR, ODEON_ERROR_NOT_IMPLEMENTED,\n"
             "               \"%{idl} is not implemented yet\");\n"
             "  return FALSE;\n");
}

void
idl_example_emit_handler (GString *out, const IdlMethod *method, const gchar *name)
{
  g_autoptr (IdlHoles) holes = idl_holes_new ();
  g_autofree gchar *task = dup_task (method);
  g_autofree gchar *comment = dup_comment (task);

  idl_holes_set (holes, "name", name);
  idl_holes_take (holes, "parameters", dup_parameters (method));
  idl_write (out, holes,
             "\n"
             "static gboolean\n"
             "%{name} (%(parameters))\n"
             "{\n");
  g_string_append (out, comment);
  if (idl_example_has_results (method))
    emit_results (out, method);
  else
    emit_error (out, method);
  g_string_append (out, "}\n");
}
