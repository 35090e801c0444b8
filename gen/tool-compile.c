/* SPDX-License-Identifier: MIT */

/* What the command does if it is not asked for anything else: from a model to C, and to a rule for
 * make. All files are read before any is written. */

#include <string.h>

#include "compilation.h"
#include "emit.h"
#include "output.h"

static gchar *
dup_output_path (const IdlSettings *settings, const IdlModel *model, const gchar *suffix)
{
  g_autofree gchar *name = g_strconcat (model->base_name, suffix, NULL);

  if (settings->output_directory == NULL)
    return g_steal_pointer (&name);
  return g_build_filename (settings->output_directory, name, NULL);
}

/* As make reads a file's name. */
static void
append_for_make (GString *rules, const gchar *path)
{
  for (; *path != '\0'; path++)
    {
      if (*path == ' ' || *path == '#' || *path == '\\' || *path == ':')
        g_string_append_c (rules, '\\');
      else if (*path == '$')
        g_string_append_c (rules, '$');
      g_string_append_c (rules, *path);
    }
}

/* "x.idl.h x.idl.c: x.idl y.idl", and "y.idl:" so that a file may go away. */
static void
append_rules (GString *rules, const IdlSources *sources, const GPtrArray *targets)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) absences = g_string_new (NULL);

  for (guint i = 0; i < targets->len; i++)
    {
      if (i > 0)
        g_string_append_c (rules, ' ');
      append_for_make (rules, g_ptr_array_index (targets, i));
    }
  g_string_append_c (rules, ':');
  for (guint i = 0; i < idl_sources_get_n_files (sources); i++)
    {
      const IdlSource *source = idl_sources_get (sources, i);

      if ((i > 0 && !source->included) || !g_hash_table_add (seen, (gpointer) source->path))
        continue;
      g_string_append (rules, " \\\n  ");
      append_for_make (rules, source->path);
      if (i > 0)
        {
          append_for_make (absences, source->path);
          g_string_append (absences, ":\n");
        }
    }
  g_string_append_printf (rules, "\n%s", absences->str);
}

static void
emit (const IdlSettings    *settings,
      const IdlCompilation *compilation,
      IdlOutput            *output,
      GString              *rules)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_free);
  const IdlModel *model = idl_compilation_get_model (compilation);
  gboolean        both = settings->header == settings->body;

  if (both || settings->header)
    g_ptr_array_add (targets, dup_output_path (settings, model, ".idl.h"));
  if (both || settings->body)
    g_ptr_array_add (targets, dup_output_path (settings, model, ".idl.c"));
  append_rules (rules, idl_compilation_get_sources (compilation), targets);
  if (settings->check)
    return;

  for (guint i = 0; i < targets->len; i++)
    {
      const gchar *path = g_ptr_array_index (targets, i);

      idl_output_add (output, path,
                      g_str_has_suffix (path, ".h") ? idl_emit_header (model)
                                                    : idl_emit_body (model));
    }
}

int
idl_tool_compile (const IdlSettings *settings)
{
  g_autoptr (IdlOutput) output = idl_output_new ();
  g_autoptr (GString) rules = g_string_new (NULL);
  gboolean well = TRUE;

  for (gchar **path = settings->files; *path != NULL; path++)
    {
      g_autoptr (IdlCompilation) compilation = idl_compilation_new (settings, *path);

      if (idl_compilation_get_model (compilation) != NULL)
        emit (settings, compilation, output, rules);
      else
        well = FALSE;
    }
  if (!well)
    return IDL_EXIT_INPUT;

  if (settings->dependency_file != NULL)
    idl_output_add (output, settings->dependency_file, g_strdup (rules->str));
  return idl_output_finish (output) ? IDL_EXIT_FINE : IDL_EXIT_INPUT;
}
