/* SPDX-License-Identifier: MIT */

/* The compiler from its first byte to the text it would write, without a disk. An input is the main
 * file, then the files that it can include, each behind a line "//--- NAME". The main file can
 * include itself as "main.idl".
 *
 * What is accepted is emitted, too; what is refused has been given a reason.
 */

#include <stdio.h>
#include <string.h>

#include "checks.h"
#include "emit.h"
#include "names.h"
#include "parser.h"
#include "preprocessor.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const gchar separator[] = "\n//--- ";

/* A file that holds a NUL is refused before it is read. */
static void
give_files (IdlSources *sources, const guint8 *data, gsize size)
{
  g_autofree gchar *text = g_strndup ((const gchar *) data, size);
  g_auto (GStrv) parts = g_strsplit (text, separator, 4);

  idl_sources_give (sources, "main.idl", parts[0] != NULL ? parts[0] : "");
  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++)
    {
      gchar *content = strchr (parts[i], '\n');

      if (content == NULL)
        continue;
      *content = '\0';
      idl_sources_give (sources, parts[i], content + 1);
    }
}

static void
read_model (IdlModel *model, IdlSources *sources, IdlDiagnostics *diagnostics)
{
  g_autoptr (IdlPreprocessor) preprocessor = idl_preprocessor_new (sources, diagnostics);
  g_autofree gchar *problem = NULL;
  guint             file;

  if (!idl_sources_open (sources, "main.idl", NULL, &file, &problem))
    g_error ("the main file is missing");
  idl_preprocessor_define (preprocessor, "GIVEN=7");
  idl_parser_run (model, sources, idl_preprocessor_run (preprocessor, file), diagnostics);
  if (!idl_preprocessor_is_complete (preprocessor)
      && idl_diagnostics_get_n_errors (diagnostics) == 0)
    g_error ("something was left out without a word");
  if (!idl_diagnostics_is_full (diagnostics))
    idl_checks_run (model, diagnostics);
  if (idl_diagnostics_get_n_errors (diagnostics) == 0)
    idl_names_assign (model, NULL, diagnostics);
}

static void
print_messages (const IdlDiagnostics *diagnostics)
{
  gchar *text = NULL;
  size_t length = 0;
  FILE  *stream = open_memstream (&text, &length);

  idl_diagnostics_print (diagnostics, stream);
  fclose (stream);
  if (idl_diagnostics_get_n_errors (diagnostics) > 0 && strstr (text, "error: ") == NULL)
    g_error ("an error was not printed");
  free (text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  IdlSources *sources = idl_sources_new ();
  g_autoptr (IdlDiagnostics) diagnostics = idl_diagnostics_new (sources, 20, size % 2 == 1);
  IdlModel *model = idl_model_new ("main");

  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  give_files (sources, data, size);
  read_model (model, sources, diagnostics);
  if (idl_diagnostics_get_n_errors (diagnostics) == 0)
    {
      g_free (idl_emit_header (model));
      g_free (idl_emit_body (model));
    }
  print_messages (diagnostics);

  idl_model_free (model);
  idl_sources_free (sources);
  return 0;
}
