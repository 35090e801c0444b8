/* SPDX-License-Identifier: MIT */

/* The command line. One list has all options; which of them go together is not said there, but by
 * the tool that is asked for: see IdlTool. Options start as zero, so that one which was given can
 * be told by its value. */

#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "suggestion.h"

#define DEFAULT_MAX_ERRORS 20

static const gchar summary[] =
  "Compiles OMG IDL 4.2: FILE.idl to FILE.idl.h and FILE.idl.c, in the current\n"
  "directory or that of --output-directory.";

static const gchar description[] =
  "Dependencies, as of gcc:\n"
  "  -MD               Write a make rule beside the output: FILE.idl.d, or of one\n"
  "                    output alone FILE.idl.h.d or FILE.idl.c.d\n"
  "  -MF FILE          Write it to this file\n"
  "  -MT TARGET        Have this target in it in place of the output; may be repeated\n"
  "  -MQ TARGET        The same, quoted for make\n"
  "  -MP               Add a rule for each included file, so that it may go away\n"
  "\n"
  "Exit status:\n"
  "  0  all is well\n"
  "  1  the input has errors or cannot be read, or output cannot be written;\n"
  "     nothing was written; with --format --check: some file is not formatted\n"
  "  2  the command line is wrong\n"
  "  3  --diff: a change breaks the source, none the wire\n"
  "  4  --diff: a change breaks the wire\n";

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

static gboolean fail (GError **error, const gchar *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const gchar *format, ...)
{
  g_autofree gchar *message = NULL;
  va_list           arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

static gboolean
parse_entries (const GOptionEntry *entries, gchar ***arguments, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE…");

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  if (g_option_context_parse_strv (context, arguments, error))
    return TRUE;

  if (g_error_matches (*error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
    idl_suggestion_add_option (entries, *error);
  return FALSE;
}

/* How much of the word is the option, where the rest is its value: 2 of -IDIR. Of gcc's -M… it is
 * 3 in any case. Otherwise 0. */
static gsize
get_option_length (const gchar *word)
{
  if (word[0] != '-' || word[1] == '\0' || word[2] == '\0')
    return 0;
  if (strchr ("IDo", word[1]) != NULL)
    return 2;
  if (word[1] == 'M' && strchr (word[3] == '\0' ? "DPFTQ" : "FTQ", word[2]) != NULL)
    return 3;
  return 0;
}

/* GOption wants "-I DIR"; everybody writes "-IDIR". And it would take -MD for -M and -D: it knows
 * that as --MD. To be freed. */
static gchar **
split_options (char *argv[])
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  gboolean is_file = FALSE;

  for (; *argv != NULL; argv++)
    {
      const gchar *argument = *argv;
      gsize        length = is_file ? 0 : get_option_length (argument);

      is_file |= g_str_equal (argument, "--");
      if (length > 0)
        g_ptr_array_add (arguments, g_strdup_printf ("%s%.*s", length == 3 ? "-" : "",
                                                     (int) length, argument));
      if (argument[length] != '\0' || length == 0)
        g_ptr_array_add (arguments, g_strdup (argument + length));
    }
  g_ptr_array_add (arguments, NULL);
  return (gchar **) g_ptr_array_free (g_steal_pointer (&arguments), FALSE);
}

/* Tools and what belongs to them --------------------------------------------------------------- */

/* Of a number it cannot be told: --max-errors is harmless everywhere. */
static gboolean
is_given (const GOptionEntry *entry)
{
  if (entry->arg == G_OPTION_ARG_CALLBACK || entry->arg == G_OPTION_ARG_INT)
    return FALSE;
  if (entry->arg == G_OPTION_ARG_NONE)
    return *(const gboolean *) entry->arg_data;
  return *(const gpointer *) entry->arg_data != NULL;
}

static const IdlTool *
find_tool (const IdlTool *tools, const gchar *name)
{
  while (tools->name != NULL && !g_str_equal (tools->name, name))
    tools++;
  return tools;
}

static gboolean
has_option (const IdlTool *tool, const gchar *name)
{
  g_auto (GStrv) names = g_strsplit (tool->options, " ", -1);

  return g_strv_contains ((const gchar *const *) names, name);
}

/* The tool that is asked for: compiling, if none is. */
static const IdlTool *
choose_tool (const IdlTool *tools, const GOptionEntry *entries, GError **error)
{
  const IdlTool *chosen = NULL;

  for (; entries->long_name != NULL && entries->long_name[0] != '\0'; entries++)
    {
      const IdlTool *tool = find_tool (tools, entries->long_name);

      if (tool->name == NULL || !is_given (entries))
        continue;
      if (chosen != NULL)
        {
          fail (error, "--%s and --%s are two things: ask for one at a time", chosen->name,
                tool->name);
          return NULL;
        }
      chosen = tool;
    }
  return chosen != NULL ? chosen : find_tool (tools, "");
}

/* (nullable): the first one that has this option. */
static const gchar *
find_user (const IdlTool *tools, const gchar *option)
{
  while (tools->name != NULL && !has_option (tools, option))
    tools++;
  return tools->name;
}

static gboolean
check_options (const IdlTool      *tool,
               const IdlTool      *tools,
               const GOptionEntry *entries,
               GError            **error)
{
  for (; entries->long_name != NULL && entries->long_name[0] != '\0'; entries++)
    {
      const gchar *name = entries->long_name;

      if (!is_given (entries) || has_option (tool, name) || g_strcmp0 (tool->name, name) == 0)
        continue;
      if (tool->name == NULL)
        return fail (error, "--%s goes with --%s only", name, find_user (tools, name));
      return fail (error, "--%s means nothing to --%s", name, tool->name);
    }
  return TRUE;
}

/* Values --------------------------------------------------------------------------------------- */

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

static gboolean
check_rules (const IdlSettings *settings, GError **error)
{
  gboolean has_target = settings->targets != NULL || settings->quoted_targets != NULL;

  if (settings->rule_file != NULL && settings->dependency_file != NULL)
    return fail (error, "--dependency-file and -MF are one thing: give one of them");
  if (settings->make_rules || settings->dependency_file != NULL)
    return TRUE;
  if (settings->rule_file != NULL || has_target || settings->phony_targets)
    return fail (error, "%s goes with -MD only",
                 settings->rule_file != NULL ? "-MF" : has_target ? "-MT" : "-MP");
  return TRUE;
}

static gboolean
check_decorator (const IdlSettings *settings, GError **error)
{
  const gchar *macro = settings->symbol_decorator;
  const gchar *header = settings->symbol_decorator_header;

  if (macro != NULL && !is_identifier (macro + strspn (macro, "_")))
    return fail (error, "`%s` is no name of a macro", macro);
  if (header != NULL && (*header == '\0' || strpbrk (header, "\"\n") != NULL))
    return fail (error, "`%s` cannot be included", header);
  return TRUE;
}

static gboolean
check_values (const IdlSettings *settings, const IdlTool *tool, GError **error)
{
  static const gchar *const colours[] = { "auto", "always", "never", NULL };

  if (settings->files == NULL)
    return fail (error, "which file? Try --help");
  if (tool->max_files > 0 && g_strv_length (settings->files) > tool->max_files)
    return fail (error, "--%s takes %u file%s", tool->name, tool->max_files,
                 tool->max_files > 1 ? "s" : "");
  if (settings->colour != NULL && !g_strv_contains (colours, settings->colour))
    return fail (error, "--color takes auto, always or never, not `%s`", settings->colour);
  if (settings->max_errors < 0)
    return fail (error, "--max-errors takes no negative number");
  if (settings->namespace != NULL && !is_identifier (settings->namespace))
    return fail (error, "`%s` is no prefix for C names", settings->namespace);
  for (gchar **item = settings->definitions; item != NULL && *item != NULL; item++)
    if (!is_definition (*item))
      return fail (error, "-D takes NAME or NAME=VALUE, not `%s`", *item);
  return check_rules (settings, error) && check_decorator (settings, error);
}

const IdlTool *
idl_options_parse (IdlSettings *settings, const IdlTool *tools, char *argv[], GError **error)
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
    { "MD", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &settings->make_rules, NULL, NULL },
    { "MP", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &settings->phony_targets, NULL, NULL },
    { "MF", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &settings->rule_file, NULL, NULL },
    { "MT", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME_ARRAY, &settings->targets, NULL,
      NULL },
    { "MQ", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME_ARRAY, &settings->quoted_targets, NULL,
      NULL },
    { "symbol-decorator", 0, 0, G_OPTION_ARG_STRING, &settings->symbol_decorator,
      "Put this in front of all that the header exports", "MACRO" },
    { "symbol-decorator-header", 0, 0, G_OPTION_ARG_FILENAME, &settings->symbol_decorator_header,
      "Include this in the header: it defines the macro", "FILE" },
    { "namespace", 0, 0, G_OPTION_ARG_STRING, &settings->namespace,
      "Put this in front of all C names", "PREFIX" },
    { "describe", 0, 0, G_OPTION_ARG_NONE, &settings->describe,
      "Print all that the file declares, as JSON", NULL },
    { "docs", 0, 0, G_OPTION_ARG_NONE, &settings->docs,
      "Write what the comments say to FILE.idl.md, in Markdown", NULL },
    { "example-impl", 0, 0, G_OPTION_ARG_NONE, &settings->example_impl,
      "Print a program that implements its interfaces, to be filled in", NULL },
    { "interface", 0, 0, G_OPTION_ARG_STRING_ARRAY, &settings->interfaces,
      "With --example-impl: this one only; may be repeated", "SCOPED::NAME" },
    { "strict", 0, 0, G_OPTION_ARG_NONE, &settings->strict, "Follow the standard to the letter",
      NULL },
    { "werror", 0, 0, G_OPTION_ARG_NONE, &settings->fatal_warnings, "Warnings are errors", NULL },
    { "color", 0, 0, G_OPTION_ARG_STRING, &settings->colour,
      "Whether messages have colours: auto, always or never", "WHEN" },
    { "diff", 0, 0, G_OPTION_ARG_FILENAME, &settings->old_file,
      "List what changed since OLD, and what that breaks", "OLD" },
    { "format", 0, 0, G_OPTION_ARG_NONE, &settings->format,
      "Print the files formatted; with --check name those that are not", NULL },
    { "in-place", 0, 0, G_OPTION_ARG_NONE, &settings->in_place,
      "With --format: write the files that it changes", NULL },
    { "max-errors", 0, 0, G_OPTION_ARG_INT, &settings->max_errors,
      "Stop after so many errors (20; 0: never)", "N" },
    { "version", 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, print_version,
      "Print the version and exit", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &settings->files, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_auto (GStrv) arguments = split_options (argv);
  const IdlTool *tool;

  settings->max_errors = DEFAULT_MAX_ERRORS;
  if (!parse_entries (entries, &arguments, error))
    return NULL;

  tool = choose_tool (tools, entries, error);
  if (tool == NULL || !check_options (tool, tools, entries, error)
      || !check_values (settings, tool, error))
    return NULL;
  return tool;
}
