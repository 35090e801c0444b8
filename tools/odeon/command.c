/* SPDX-License-Identifier: MIT */

#include "command.h"

#include "suggestion.h"

#include <stdlib.h>
#include <string.h>

/* --- what goes wrong --- */

gint
command_misuse (const gchar *name, const gchar *format, ...)
{
  g_autofree gchar *message = NULL;
  va_list           arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("%s: %s\n", name, message);

  return STATUS_MISUSED;
}

gint
command_fail (const gchar *name, GError *error)
{
  g_printerr ("%s: %s\n", name, error->message);
  g_error_free (error);

  return STATUS_FAILED;
}

/* --- commands in a command --- */

static gint
print_help (const Command *commands, const gchar *name)
{
  g_print ("Usage: %s COMMAND …\n\nCommands:\n", name);
  for (; commands->name != NULL; commands++)
    {
      g_autofree gchar *said
        = g_strjoin (commands->arguments != NULL ? " " : "", commands->name,
                     commands->arguments != NULL ? commands->arguments : "", NULL);

      g_print ("  %s\n      %s\n", said, commands->summary);
    }
  g_print ("\n`%s COMMAND --help` tells more of each.\n"
           "\nOptions:\n"
           "  --help      Print this and exit\n"
           "  --version   Print the version and exit\n"
           "\nExit status:\n"
           "  0  all is well\n"
           "  1  a file cannot be read or written, or holds something else\n"
           "  2  the command line is wrong\n",
           name);

  return STATUS_DONE;
}

static gint
misspelt (const Command *commands, const gchar *name, const gchar *word)
{
  IdlSuggestion suggestion;

  idl_suggestion_init (&suggestion, word);
  for (; commands->name != NULL; commands++)
    idl_suggestion_offer (&suggestion, commands->name);

  return suggestion.best != NULL
             ? command_misuse (name, "there is no command %s; did you mean %s?", word,
                               suggestion.best)
             : command_misuse (name, "there is no command %s; try --help", word);
}

static gint
choose_option (const Command *commands, const gchar *name, const gchar *word)
{
  static const gchar *const options[] = { "help", "version" };
  IdlSuggestion             suggestion;

  if (strcmp (word, "--help") == 0 || strcmp (word, "-h") == 0)
    return print_help (commands, name);
  if (strcmp (word, "--version") == 0)
    {
      g_print ("odeon " PACKAGE_VERSION "\n");
      return STATUS_DONE;
    }

  idl_suggestion_init (&suggestion, word + strspn (word, "-"));
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    idl_suggestion_offer (&suggestion, options[i]);

  return suggestion.best != NULL
             ? command_misuse (name, "Unknown option %s; did you mean --%s?", word, suggestion.best)
             : command_misuse (name, "Unknown option %s; try --help", word);
}

gint
command_choose (const Command *commands, gchar **words)
{
  const gchar *name = words[0];
  const gchar *word = words[1];

  if (word == NULL)
    return command_misuse (name, "which command? Try --help");
  if (word[0] == '-')
    return choose_option (commands, name, word);

  for (const Command *command = commands; command->name != NULL; command++)
    if (strcmp (command->name, word) == 0)
      {
        g_auto (GStrv) rest = g_strdupv (words + 1);

        g_free (rest[0]);
        rest[0] = g_strjoin (" ", name, word, NULL);

        return command->run (rest);
      }

  return misspelt (commands, name, word);
}

/* --- options --- */

static gboolean
count_words (gchar **words, guint min, guint max)
{
  guint n = g_strv_length (words) - 1;

  if (n >= min && n <= max)
    return TRUE;

  if (n < min)
    command_misuse (words[0], "something is missing; try --help");
  else
    command_misuse (words[0], "what is `%s` for? Try --help", words[max + 1]);

  return FALSE;
}

gchar **
command_parse (gchar             **words,
               const GOptionEntry *entries,
               const gchar        *arguments,
               const gchar        *summary,
               guint               min,
               guint               max)
{
  g_autoptr (GOptionContext) context = g_option_context_new (arguments);
  g_autoptr (GError)         error = NULL;
  g_auto (GStrv)             rest = g_strdupv (words);

  g_set_prgname (words[0]);
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse_strv (context, &rest, &error))
    return count_words (rest, min, max) ? g_steal_pointer (&rest) : NULL;

  if (g_error_matches (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
    idl_suggestion_add_option (entries, error);
  command_misuse (words[0], "%s", error->message);

  return NULL;
}
