/* SPDX-License-Identifier: MIT */

/* One file's way through the compiler: sources, preprocessor, parser, checks, names, emitters; each
 * step is taken only while nothing is wrong. */

#include "compilation.h"

#include <string.h>

#include "checks.h"
#include "emit.h"
#include "names.h"
#include "parser.h"
#include "preprocessor.h"

typedef struct
{
  const IdlSettings *settings;
  IdlSources        *sources;
  IdlDiagnostics    *diagnostics;
  IdlPreprocessor   *preprocessor;
  IdlModel          *model;
} Compilation;

static gchar *
dup_base_name (const gchar *path)
{
  gchar *base = g_path_get_basename (path);

  if (g_str_has_suffix (base, ".idl"))
    base[strlen (base) - strlen (".idl")] = '\0';
  return base;
}

/* A file that cannot be had is a mistake in the input like any other. */
static gboolean
open_main (Compilation *self, const gchar *path)
{
  g_autofree gchar *problem = NULL;
  IdlLocation       where = { 0 };

  if (idl_sources_open (self->sources, path, NULL, &where.file, &problem))
    return TRUE;

  where.file = idl_sources_add_text (self->sources, path, "");
  idl_diagnostics_error (self->diagnostics, where, "cannot read this file: %s", problem);
  return FALSE;
}

static void
check_content (Compilation *self, const GArray *tokens)
{
  if (tokens->len == 1 && idl_preprocessor_get_includes (self->preprocessor)->len == 0
      && idl_diagnostics_get_n_errors (self->diagnostics) == 0)
    idl_diagnostics_error (self->diagnostics, (IdlLocation){ 0, 1, 1, 1 },
                           "this file is empty: it declares nothing");
}

static gboolean
has_errors (const Compilation *self)
{
  return idl_diagnostics_get_n_errors (self->diagnostics) > 0;
}

static void
read_file (Compilation *self)
{
  const GPtrArray *includes = idl_preprocessor_get_includes (self->preprocessor);
  const GArray    *tokens;

  for (gchar **item = self->settings->directories; item != NULL && *item != NULL; item++)
    idl_preprocessor_add_directory (self->preprocessor, *item);
  for (gchar **item = self->settings->definitions; item != NULL && *item != NULL; item++)
    idl_preprocessor_define (self->preprocessor, *item);

  tokens = idl_preprocessor_run (self->preprocessor, 0);
  check_content (self, tokens);
  for (guint i = 0; i < includes->len; i++)
    g_ptr_array_add (self->model->includes, g_strdup (g_ptr_array_index (includes, i)));
  self->model->incomplete = !idl_preprocessor_is_complete (self->preprocessor);
  idl_parser_run (self->model, self->sources, tokens, self->diagnostics);
  if (!idl_diagnostics_is_full (self->diagnostics))
    idl_checks_run (self->model, self->diagnostics);
  if (!has_errors (self))
    idl_names_assign (self->model, self->settings->namespace, self->diagnostics);
}

static gchar *
dup_output_path (const Compilation *self, const gchar *suffix)
{
  g_autofree gchar *name = g_strconcat (self->model->base_name, suffix, NULL);

  if (self->settings->output_directory == NULL)
    return g_steal_pointer (&name);
  return g_build_filename (self->settings->output_directory, name, NULL);
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
append_rules (const Compilation *self, GPtrArray *targets, GString *rules)
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
  for (guint i = 0; i < idl_sources_get_n_files (self->sources); i++)
    {
      const IdlSource *source = idl_sources_get (self->sources, i);

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
emit (const Compilation *self, IdlOutput *output, GString *rules)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_free);
  const IdlSettings *settings = self->settings;
  gboolean           both = settings->header == settings->body;

  if (both || settings->header)
    g_ptr_array_add (targets, dup_output_path (self, ".idl.h"));
  if (both || settings->body)
    g_ptr_array_add (targets, dup_output_path (self, ".idl.c"));
  append_rules (self, targets, rules);
  if (settings->check)
    return;

  for (guint i = 0; i < targets->len; i++)
    {
      const gchar *path = g_ptr_array_index (targets, i);

      idl_output_add (output, path,
                      g_str_has_suffix (path, ".h") ? idl_emit_header (self->model)
                                                    : idl_emit_body (self->model));
    }
}

gboolean
idl_compilation_run (const IdlSettings *settings,
                     const gchar       *path,
                     IdlOutput         *output,
                     GString           *rules)
{
  g_autofree gchar *base_name = dup_base_name (path);
  Compilation       self = { .settings = settings };
  gboolean          well;

  self.sources = idl_sources_new ();
  self.diagnostics =
    idl_diagnostics_new (self.sources, (guint) settings->max_errors, settings->strict);
  self.preprocessor = idl_preprocessor_new (self.sources, self.diagnostics);
  self.model = idl_model_new (base_name);

  if (open_main (&self, path))
    read_file (&self);
  well = !has_errors (&self);
  if (well)
    emit (&self, output, rules);
  idl_diagnostics_print (self.diagnostics, stderr);

  idl_model_free (self.model);
  idl_preprocessor_free (self.preprocessor);
  idl_diagnostics_free (self.diagnostics);
  idl_sources_free (self.sources);
  return well;
}
