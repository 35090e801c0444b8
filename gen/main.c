/* SPDX-License-Identifier: MIT */

/* The command line of odeon-codegen. */

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "compilation.h"
#include "suggestion.h"

#define EXIT_FAILED 1
#define EXIT_USAGE 2

static const gchar summary[] =
  "Compiles OMG IDL 4.2: FILE.idl to FILE.idl.h and FILE.idl.c, in the current\n"
  "directory or that of --output-directory.";

static const gchar description[] =
  "Exit status:\n"
  "  0  all is well\n"
  "  1  the input has errors or cannot be read, or output cannot be written;\n"
  "     nothing was written\n"
  "  2  the command line is wrong\n";

static void
clear_settings (IdlSettings *settings)
{
  g_strfreev (settings->directories);
  g_strfreev (settings->definitions);
  g_free (settings->output_directory);
  g_free (settings->namespace);
  g_free (settings->dependency_file);
}

static gboolean
print_version (const gchar *name, const gchar *value, gpointer data, GError **error)
{
  (void) name;
  (void) value;
  (void) data;
  (void) error;
  g_print ("odeon-codegen %s\n", ODEON_VERSION);
  exit (EXIT_SUCCESS);
}

/* GOption says what it does not know at the end of its message. */
static void
suggest_option (const GOptionEntry *entries, GError *error)
{
  const gchar      *dashes = strstr (error->message, "--");
  g_autofree gchar *message = g_steal_pointer (&error->message);
  IdlSuggestion     suggestion;

  idl_suggestion_init (&suggestion, dashes != NULL ? dashes + 2 : "");
  for (; entries->long_name != NULL; entries++)
    idl_suggestion_offer (&suggestion, entries->long_name);
  error->message = suggestion.best != NULL
                     ? g_strdup_printf ("%s; did you mean --%s?", message, suggestion.best)
                     : g_strdup_printf ("%s; try --help", message);
}

static gboolean
parse_options (IdlSettings *settings, gchar ***files, gchar ***arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "check", 0, 0, G_OPTION_ARG_NONE, &settings->check,
      "Only report what is wrong; write no code", NULL },
    { "output-directory", 'o', 0, G_OPTION_ARG_FILENAME, &settings->output_directory,
      "Write to this directory, created if needed", "DIR" },
    { "header", 0, 0, G_OPTION_ARG_NONE, &settings->header, "Write the header only", NULL },
    { "body", 0, 0, G_OPTION_ARG_NONE, &settings->body, "Write the C file only", NULL },
    { "include", 'I', 0, G_OPTION_ARG_FILENAME_ARRAY, &settings->directories,
      "Look for included files in this directory, too", "DIR" },
    { "define", 'D', 0, G_OPTION_ARG_STRING_ARRAY, &settings->definitions, "Define a macro",
      "NAME[=VALUE]" },
    { "dependency-file", 0, 0, G_OPTION_ARG_FILENAME, &settings->dependency_file,
      "Write a make rule that names all files read", "FILE" },
    { "namespace", 0, 0, G_OPTION_ARG_STRING, &settings->namespace,
      "Put this in front of all C names", "PREFIX" },
    { "strict", 0, 0, G_OPTION_ARG_NONE, &settings->strict, "Follow the standard to the letter",
      NULL },
    { "max-errors", 0, 0, G_OPTION_ARG_INT, &settings->max_errors,
      "Stop after so many errors (20; 0: never)", "N" },
    { "version", 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, print_version,
      "Print the version and exit", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, files, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE…");

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  if (g_option_context_parse_strv (context, arguments, error))
    return TRUE;

  if (g_error_matches (*error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
    suggest_option (entries, *error);
  return FALSE;
}

static gboolean
is_identifier (const gchar *text)
{
  if (!g_ascii_isalpha (*text))
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && *text != '_')
      return FALSE;
  return TRUE;
}

/* The name of a macro, before a possible "=". */
static gboolean
is_definition (const gchar *text)
{
  g_autofree gchar *name = g_strndup (text, strcspn (text, "="));

  return is_identifier (name[0] == '_' ? name + strspn (name, "_") : name);
}

/* (nullable): what is wrong with them. */
static gchar *
check_settings (const IdlSettings *settings, gchar **files)
{
  if (files == NULL)
    return g_strdup ("which file? Try --help");
  if (settings->max_errors < 0)
    return g_strdup ("--max-errors takes no negative number");
  if (settings->namespace != NULL && !is_identifier (settings->namespace))
    return g_strdup_printf ("`%s` is no prefix for C names", settings->namespace);
  for (gchar **item = settings->definitions; item != NULL && *item != NULL; item++)
    if (!is_definition (*item))
      return g_strdup_printf ("-D takes NAME or NAME=VALUE, not `%s`", *item);
  return NULL;
}

/* GOption wants "-I DIR"; everybody writes "-IDIR". To be freed. */
static gchar **
split_options (char *argv[])
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  gboolean is_file = FALSE;

  for (; *argv != NULL; argv++)
    {
      const gchar *argument = *argv;

      is_file |= g_str_equal (argument, "--");
      if (!is_file && argument[0] == '-' && argument[1] != '\0'
          && strchr ("IDo", argument[1]) != NULL && argument[2] != '\0')
        {
          g_ptr_array_add (arguments, g_strndup (argument, 2));
          argument += 2;
        }
      g_ptr_array_add (arguments, g_strdup (argument));
    }
  g_ptr_array_add (arguments, NULL);
  return (gchar **) g_ptr_array_free (g_steal_pointer (&arguments), FALSE);
}

static int
run (const IdlSettings *settings, gchar **files)
{
  g_autoptr (IdlOutput) output = idl_output_new ();
  g_autoptr (GString) rules = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean well = TRUE;

  for (; *files != NULL; files++)
    well &= idl_compilation_run (settings, *files, output, rules);
  if (!well)
    return EXIT_FAILED;

  if (settings->dependency_file != NULL)
    idl_output_add (output, settings->dependency_file, g_strdup (rules->str));
  if (!idl_output_write (output, &error))
    {
      g_printerr ("odeon-codegen: %s\n", error->message);
      return EXIT_FAILED;
    }
  return EXIT_SUCCESS;
}

int
main (int argc, char *argv[])
{
  IdlSettings settings = { .max_errors = 20 };
  g_auto (GStrv) arguments = split_options (argv);
  g_auto (GStrv) files = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *problem = NULL;
  int               status = EXIT_USAGE;

  (void) argc;
  /* Not LC_NUMERIC: what is written is the same everywhere. */
  setlocale (LC_CTYPE, "");
  if (!parse_options (&settings, &files, &arguments, &error))
    problem = g_strdup (error->message);
  else
    problem = check_settings (&settings, files);

  if (problem != NULL)
    g_printerr ("odeon-codegen: %s\n", problem);
  else
    status = run (&settings, files);
  clear_settings (&settings);
  return status;
}
