/* SPDX-License-Identifier: MIT */

/* What the command does if it is not asked for anything else: from a model to C, and to a rule for
 * make. All files are read before any is written. */

#include "compilation.h"
#include "decorator.h"
#include "dependencies.h"
#include "emit.h"
#include "options.h"
#include "output.h"

typedef struct
{
  const IdlSettings *settings;
  IdlOutput         *output;
  GString           *rules; /* of all files, if they go into one */
} Run;

static gchar *
dup_output_path (const IdlSettings *settings, const IdlModel *model, const gchar *suffix)
{
  g_autofree gchar *name = g_strconcat (model->base_name, suffix, NULL);

  if (settings->output_directory == NULL)
    return g_steal_pointer (&name);
  return g_build_filename (settings->output_directory, name, NULL);
}

/* What -MT and -MQ say, else what is made. */
static GPtrArray *
list_targets (const IdlSettings *settings, const GPtrArray *paths)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func (g_free);
  gboolean   is_said = settings->targets != NULL || settings->quoted_targets != NULL;

  for (gchar **item = settings->targets; item != NULL && *item != NULL; item++)
    g_ptr_array_add (targets, g_strdup (*item));
  for (gchar **item = settings->quoted_targets; item != NULL && *item != NULL; item++)
    g_ptr_array_add (targets, idl_dependencies_quote (*item));
  for (guint i = 0; !is_said && i < paths->len; i++)
    g_ptr_array_add (targets, idl_dependencies_quote (g_ptr_array_index (paths, i)));
  return targets;
}

/* (nullable): where the rules of all files go. */
static const gchar *
get_rule_file (const IdlSettings *settings)
{
  return settings->dependency_file != NULL ? settings->dependency_file : settings->rule_file;
}

/* x.idl.d, or of one output alone x.idl.h.d: so two runs at once do not share a file. */
static gchar *
dup_rule_path (const Run *self, const IdlModel *model, const GPtrArray *paths)
{
  if (paths->len > 1)
    return dup_output_path (self->settings, model, ".idl.d");
  return g_strconcat (g_ptr_array_index (paths, 0), ".d", NULL);
}

static void
add_rule (Run *self, const IdlCompilation *compilation, const GPtrArray *paths)
{
  const IdlSettings *settings = self->settings;
  g_autoptr (GPtrArray) targets = list_targets (settings, paths);
  g_autoptr (GString) rule = g_string_new (NULL);
  g_autofree gchar *path = NULL;

  idl_dependencies_append (rule, targets, idl_compilation_get_sources (compilation),
                           settings->phony_targets || settings->dependency_file != NULL);
  g_string_append (self->rules, rule->str);
  if (!settings->make_rules || get_rule_file (settings) != NULL)
    return;
  path = dup_rule_path (self, idl_compilation_get_model (compilation), paths);
  idl_output_add (self->output, path, g_strdup (rule->str));
}

static gchar *
dup_text (const IdlSettings *settings, const IdlModel *model, const gchar *path)
{
  g_autofree gchar *header = NULL;

  if (!g_str_has_suffix (path, ".h"))
    return idl_emit_body (model);
  header = idl_emit_header (model);
  if (settings->symbol_decorator == NULL && settings->symbol_decorator_header == NULL)
    return g_steal_pointer (&header);
  return idl_decorate (header, settings->symbol_decorator, settings->symbol_decorator_header);
}

static void
emit (Run *self, const IdlCompilation *compilation)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const IdlModel *model = idl_compilation_get_model (compilation);
  gboolean        both = self->settings->header == self->settings->body;

  if (both || self->settings->header)
    g_ptr_array_add (paths, dup_output_path (self->settings, model, ".idl.h"));
  if (both || self->settings->body)
    g_ptr_array_add (paths, dup_output_path (self->settings, model, ".idl.c"));
  add_rule (self, compilation, paths);
  if (self->settings->check)
    return;

  for (guint i = 0; i < paths->len; i++)
    {
      const gchar *path = g_ptr_array_index (paths, i);

      idl_output_add (self->output, path, dup_text (self->settings, model, path));
    }
}

int
idl_tool_compile (const IdlSettings *settings)
{
  g_autoptr (IdlOutput) output = idl_output_new ();
  g_autoptr (GString) rules = g_string_new (NULL);
  Run      run = { settings, output, rules };
  gboolean well = TRUE;

  for (gchar **path = settings->files; *path != NULL; path++)
    {
      g_autoptr (IdlCompilation) compilation = idl_compilation_new (settings, *path);

      if (idl_compilation_get_model (compilation) != NULL)
        emit (&run, compilation);
      else
        well = FALSE;
    }
  if (!well)
    return IDL_EXIT_INPUT;

  if (get_rule_file (settings) != NULL)
    idl_output_add (output, get_rule_file (settings), g_strdup (rules->str));
  return idl_output_finish (output) ? IDL_EXIT_FINE : IDL_EXIT_INPUT;
}
