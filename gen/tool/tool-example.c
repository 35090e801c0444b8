/* SPDX-License-Identifier: MIT */

/* --example-impl: a program that implements the interfaces of a file, runs, and is to be filled in.
 * It goes to standard output: nothing that somebody has filled in is ever overwritten. */

#include "compilation.h"
#include "example.h"
#include "options.h"
#include "output.h"
#include "suggestion.h"
#include "writer.h"

/* All interfaces that the file itself defines. */
static void
collect_interfaces (GPtrArray *interfaces, const GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      IdlNode *node = g_ptr_array_index (nodes, i);

      if (node->imported)
        continue;
      if (node->kind == IDL_NODE_INTERFACE && node->defined)
        g_ptr_array_add (interfaces, node);
      else if (node->kind == IDL_NODE_MODULE)
        collect_interfaces (interfaces, node->children);
    }
}

/* The program has to have those of included files, too. */
static void
emit_natives (GString *out, const GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const IdlNode *node = g_ptr_array_index (nodes, i);

      if (node->kind == IDL_NODE_NATIVE)
        idl_example_emit_native (out, node);
      emit_natives (out, node->children);
    }
}

static void
complain (const gchar *path, const gchar *wanted, const GPtrArray *interfaces)
{
  IdlSuggestion suggestion;

  idl_suggestion_init (&suggestion, wanted);
  for (guint i = 0; i < interfaces->len; i++)
    {
      g_autofree gchar *name = idl_node_dup_scoped_name (g_ptr_array_index (interfaces, i));

      idl_suggestion_offer (&suggestion, g_intern_string (name));
    }
  if (suggestion.best != NULL)
    g_printerr ("odeon-codegen: %s has no interface `%s`; did you mean `%s`?\n", path, wanted,
                suggestion.best);
  else
    g_printerr ("odeon-codegen: %s has no interface `%s`\n", path, wanted);
}

/* Leaves only what was asked for. */
static gboolean
choose_interfaces (GPtrArray *interfaces, const IdlSettings *settings)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  for (gchar **wanted = settings->interfaces; *wanted != NULL; wanted++)
    {
      guint n_before = chosen->len;

      for (guint i = 0; i < interfaces->len; i++)
        {
          gpointer          interface = g_ptr_array_index (interfaces, i);
          g_autofree gchar *name = idl_node_dup_scoped_name (interface);

          if (g_str_equal (name, *wanted) && !g_ptr_array_find (chosen, interface, NULL))
            g_ptr_array_add (chosen, interface);
        }
      if (chosen->len == n_before)
        {
          complain (settings->files[0], *wanted, interfaces);
          return FALSE;
        }
    }
  g_ptr_array_set_size (interfaces, 0);
  g_ptr_array_extend (interfaces, chosen, NULL, NULL);
  return TRUE;
}

static void
emit_main (GString *out, const IdlModel *model, const GPtrArray *interfaces)
{
  g_autoptr (IdlHoles) holes = idl_holes_new ();

  g_string_append (out, "\n"
                        "static gboolean\n"
                        "run (OdeonSystem *system, GError **error)\n"
                        "{\n"
                        "  g_autoptr (OdeonFuture) finished = NULL;\n"
                        "\n");
  for (guint i = 0; i < interfaces->len; i++)
    {
      const IdlNode *interface = g_ptr_array_index (interfaces, i);

      g_string_append_printf (out, "  if (!run_%s (system, error))\n    return FALSE;\n",
                              interface->c_snake);
    }
  idl_holes_set (holes, "base", model->base_name);
  idl_write (out, holes,
             "\n"
             "  finished = odeon_system_shut_down (system);\n"
             "  return odeon_future_await (finished, error);\n"
             "}\n"
             "\n"
             "int\n"
             "main (void)\n"
             "{\n"
             "  g_autoptr (GError) error = NULL;\n"
             "  g_autoptr (OdeonSystem) system = odeon_system_new (ODEON_WORKERS_AUTO, &error);\n"
             "\n"
             "  if (system == NULL || !run (system, &error))\n"
             "    {\n"
             "      g_printerr (\"%{base}: %s\\n\", error->message);\n"
             "      return 1;\n"
             "    }\n"
             "  g_print (\"%{base}: every call was answered\\n\");\n"
             "  return 0;\n"
             "}\n");
}

static gchar *
dup_program (const IdlModel *model, const GPtrArray *interfaces)
{
  const gchar *suffix = idl_example_get_suffix (model->nodes);
  GString     *out = g_string_new (NULL);
  g_autoptr (IdlHoles) holes = idl_holes_new ();

  idl_holes_set (holes, "base", model->base_name);
  idl_write (out, holes,
             "/* A beginning for actors that implement %{base}.idl, made by odeon-codegen\n"
             " * --example-impl. What is left to do says TODO.\n"
             " *\n"
             " *   odeon-codegen %{base}.idl\n"
             " *   cc THIS.c %{base}.idl.c $(pkg-config --cflags --libs odeon-1)\n"
             " */\n"
             "\n"
             "#include \"%{base}.idl.h\"\n");
  emit_natives (out, model->nodes);
  for (guint i = 0; i < interfaces->len; i++)
    idl_example_emit_actor (out, g_ptr_array_index (interfaces, i), suffix);
  for (guint i = 0; i < interfaces->len; i++)
    idl_example_emit_run (out, g_ptr_array_index (interfaces, i), suffix);
  emit_main (out, model, interfaces);
  return g_string_free (out, FALSE);
}

int
idl_tool_example (const IdlSettings *settings)
{
  g_autoptr (IdlCompilation) compilation = idl_compilation_new (settings, settings->files[0]);
  const IdlModel *model = idl_compilation_get_model (compilation);
  g_autoptr (GPtrArray) interfaces = g_ptr_array_new ();
  g_autofree gchar *program = NULL;

  if (model == NULL)
    return IDL_EXIT_INPUT;

  collect_interfaces (interfaces, model->nodes);
  if (settings->interfaces != NULL && !choose_interfaces (interfaces, settings))
    return IDL_EXIT_INPUT;
  if (interfaces->len == 0)
    {
      g_printerr ("odeon-codegen: %s defines no interface\n", settings->files[0]);
      return IDL_EXIT_INPUT;
    }
  program = dup_program (model, interfaces);
  return idl_output_print (program) ? IDL_EXIT_FINE : IDL_EXIT_INPUT;
}
