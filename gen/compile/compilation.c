/* SPDX-License-Identifier: MIT */

/* One file's way to a model: sources, preprocessor, parser, checks, names; each step is taken only
 * while nothing is wrong. */

#include "compilation.h"

#include <string.h>

#include "checks.h"
#include "names.h"
#include "parser.h"
#include "preprocessor.h"

struct _IdlCompilation
{
  const IdlSettings *settings;
  IdlSources        *sources;
  IdlDiagnostics    *diagnostics;
  IdlPreprocessor   *preprocessor;
  IdlModel          *model;
};

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
open_main (IdlCompilation *self, const gchar *path)
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
check_content (IdlCompilation *self, const GArray *tokens)
{
  if (tokens->len == 1 && idl_preprocessor_get_includes (self->preprocessor)->len == 0
      && idl_diagnostics_get_n_errors (self->diagnostics) == 0)
    idl_diagnostics_error (self->diagnostics, (IdlLocation){ 0, 1, 1, 1 },
                           "this file is empty: it declares nothing");
}

static gboolean
has_errors (const IdlCompilation *self)
{
  return idl_diagnostics_get_n_errors (self->diagnostics) > 0;
}

static void
read_file (IdlCompilation *self)
{
  const GPtrArray *includes = idl_preprocessor_get_includes (self->preprocessor);
  GArray          *tokens;

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

IdlCompilation *
idl_compilation_new (const IdlSettings *settings, const gchar *path)
{
  g_autofree gchar *base_name = dup_base_name (path);
  IdlCompilation   *self = g_new0 (IdlCompilation, 1);

  self->settings = settings;
  self->sources = idl_sources_new ();
  self->diagnostics =
    idl_diagnostics_new (self->sources, (guint) settings->max_errors, settings->strict);
  idl_diagnostics_set_colour (self->diagnostics, idl_settings_get_colour (settings));
  idl_diagnostics_set_fatal_warnings (self->diagnostics, settings->fatal_warnings);
  self->preprocessor = idl_preprocessor_new (self->sources, self->diagnostics);
  self->model = idl_model_new (base_name);
  if (open_main (self, path))
    read_file (self);
  idl_diagnostics_print (self->diagnostics, stderr);
  return self;
}

void
idl_compilation_free (IdlCompilation *self)
{
  if (self == NULL)
    return;

  idl_model_free (self->model);
  idl_preprocessor_free (self->preprocessor);
  idl_diagnostics_free (self->diagnostics);
  idl_sources_free (self->sources);
  g_free (self);
}

const IdlModel *
idl_compilation_get_model (const IdlCompilation *self)
{
  return has_errors (self) ? NULL : self->model;
}

const IdlSources *
idl_compilation_get_sources (const IdlCompilation *self)
{
  return self->sources;
}
