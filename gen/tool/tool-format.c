/* SPDX-License-Identifier: MIT */

/* --format: to standard output, to the files themselves, or only which of them it would change. */

#include <stdlib.h>
#include <string.h>

#include "compilation.h"
#include "format.h"
#include "options.h"
#include "output.h"

typedef struct
{
  const IdlSettings *settings;
  IdlOutput         *output;
  GString           *text; /* for standard output */
  gboolean           is_changed;
} Formatting;

/* A link stays one: what it leads to is written. */
static void
keep (Formatting *self, const gchar *path, const IdlSource *source, gchar *text)
{
  gboolean          is_same = g_str_equal (source->text, text);
  g_autofree gchar *owned = text;

  if (self->settings->in_place)
    {
      g_autofree gchar *real = realpath (path, NULL);

      if (!is_same)
        idl_output_add (self->output, real != NULL ? real : path, g_steal_pointer (&owned));
    }
  else if (!self->settings->check)
    g_string_append (self->text, text);
  else if (!is_same)
    g_string_append_printf (self->text, "%s\n", path);
  self->is_changed |= !is_same;
}

static gboolean
format_file (Formatting *self, const gchar *path)
{
  g_autoptr (IdlSources) sources = idl_sources_new ();
  g_autoptr (IdlDiagnostics) diagnostics =
    idl_diagnostics_new (sources, (guint) self->settings->max_errors, FALSE);
  g_autofree gchar *problem = NULL;
  gchar            *text = NULL;
  IdlLocation       where = { 0 };

  idl_diagnostics_set_colour (diagnostics, idl_settings_get_colour (self->settings));
  if (idl_sources_open (sources, path, NULL, &where.file, &problem))
    text = idl_format_run (sources, where.file, diagnostics);
  else
    {
      where.file = idl_sources_add_text (sources, path, "");
      idl_diagnostics_error (diagnostics, where, "cannot read this file: %s", problem);
    }
  idl_diagnostics_print (diagnostics, stderr);
  if (text == NULL)
    return FALSE;

  keep (self, path, idl_sources_get (sources, where.file), text);
  return TRUE;
}

int
idl_tool_format (const IdlSettings *settings)
{
  g_autoptr (IdlOutput) output = idl_output_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  Formatting self = { settings, output, text, FALSE };
  gboolean   well = TRUE;

  if (settings->check && settings->in_place)
    {
      g_printerr ("odeon-codegen: --check writes nothing, --in-place does: which one?\n");
      return IDL_EXIT_USAGE;
    }
  for (gchar **path = settings->files; *path != NULL; path++)
    well &= format_file (&self, *path);
  if (!well)
    return IDL_EXIT_INPUT;

  if (!idl_output_print (text->str))
    return IDL_EXIT_INPUT;
  if (settings->check && self.is_changed)
    return IDL_EXIT_INPUT;
  return idl_output_finish (output) ? IDL_EXIT_FINE : IDL_EXIT_INPUT;
}
