/* SPDX-License-Identifier: MIT */

/* Messages sorted by place, the main file's first, and printed as
 *
 *   bank.idl:7:12: error: unknown type `strng`; did you mean `string`?
 *       7 |   attribute strng owner;
 *         |             ^~~~~
 *
 * Places are bytes within, and characters when printed: as an editor counts columns, a tab as one.
 * The caret stands where a terminal shows the character: some are two columns wide, some none.
 */

#include "diagnostic-private.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How much of a long line is shown. */
#define MAX_SHOWN 200

typedef struct
{
  const IdlDiagnostics *diagnostics;
  const IdlSources     *sources;
  FILE                 *stream;
  gboolean              colour;
} Printer;

static const gchar *
paint (const Printer *printer, const gchar *code)
{
  return printer->colour ? code : "";
}

/* Excerpts ------------------------------------------------------------------------------------ */

static gboolean
is_inside_character (gchar byte)
{
  return ((guchar) byte & 0xc0) == 0x80;
}

/* Takes a character of the line: its columns on a terminal, and, unless out is NULL, its text. What
 * is no character, or none that can be shown, is one column. */
static guint
take_character (const gchar **at, const gchar *end, GString *out)
{
  gunichar     character = g_utf8_get_char_validated (*at, end - *at);
  const gchar *begin = *at;

  if (character == (gunichar) -1 || character == (gunichar) -2)
    {
      (*at)++;
      if (out != NULL)
        g_string_append (out, "\357\277\275");
      return 1;
    }
  *at = g_utf8_next_char (*at);
  if (g_unichar_iscntrl (character))
    {
      if (out != NULL)
        g_string_append_c (out, ' ');
      return 1;
    }
  if (out != NULL)
    g_string_append_len (out, begin, *at - begin);
  if (g_unichar_iszerowidth (character))
    return 0;
  return g_unichar_iswide (character) ? 2 : 1;
}

static guint
measure (const gchar *begin, const gchar *end)
{
  guint width = 0;

  while (begin < end)
    width += take_character (&begin, end, NULL);
  return width;
}

static void
print_repeated (const Printer *printer, gchar character, guint times)
{
  for (; times > 0; times--)
    fputc (character, printer->stream);
}

/* The line, cut where no screen reaches, and below it the caret, with tildes to the end of what is
 * meant. */
static void
print_excerpt (const Printer *printer, IdlLocation where)
{
  gsize        length;
  const gchar *line = idl_sources_get_line (printer->sources, where.file, where.line, &length);
  gsize        column = MIN ((gsize) where.column - 1, length);
  gsize        begin = column > MAX_SHOWN / 2 ? column - MAX_SHOWN / 2 : 0;
  gsize        end = MIN (begin + MAX_SHOWN, length);
  guint        width;
  g_autoptr (GString) text = g_string_new (NULL);

  if (length == 0)
    return;

  while (begin > 0 && is_inside_character (line[begin]))
    begin--;
  while (end < length && is_inside_character (line[end]))
    end++;
  for (const gchar *at = line + begin; at < line + end;)
    take_character (&at, line + end, text);
  fprintf (printer->stream, "%5u | %s\n      | ", where.line, text->str);

  print_repeated (printer, ' ', measure (line + begin, line + column));
  fprintf (printer->stream, "%s^", paint (printer, "\033[1;32m"));
  width = measure (line + column, line + MIN (column + where.length, end));
  print_repeated (printer, '~', width > 0 ? width - 1 : 0);
  fprintf (printer->stream, "%s\n", paint (printer, "\033[0m"));
}

/* Messages ------------------------------------------------------------------------------------ */

/* The column in characters. */
static guint
count_column (const Printer *printer, IdlLocation where)
{
  gsize        length;
  const gchar *line = idl_sources_get_line (printer->sources, where.file, where.line, &length);
  guint        column = where.column;

  for (gsize i = 0; i + 1 < where.column && i < length; i++)
    if (is_inside_character (line[i]))
      column--;
  return column;
}

static void
print_place (const Printer *printer, IdlLocation where)
{
  guint        line;
  const gchar *path = idl_sources_present (printer->sources, where, &line);

  if (where.line == 0)
    fprintf (printer->stream, "%s%s: ", paint (printer, "\033[1m"), path);
  else
    fprintf (printer->stream, "%s%s:%u:%u: ", paint (printer, "\033[1m"), path, line,
             count_column (printer, where));
}

static void
print_text (const Printer *printer, IdlSeverity severity, IdlLocation where, const gchar *text)
{
  static const gchar *const names[] = { "note", "warning", "error" };
  static const gchar *const colours[] = { "\033[1;36m", "\033[1;35m", "\033[1;31m" };

  print_place (printer, where);
  fprintf (printer->stream, "%s%s:%s %s%s%s\n", paint (printer, colours[severity]),
           names[severity], paint (printer, "\033[0m"),
           paint (printer, severity == IDL_SEVERITY_NOTE ? "" : "\033[1m"), text,
           paint (printer, "\033[0m"));
}

static void
print_message (const Printer *printer, const IdlMessage *message)
{
  print_text (printer, message->severity, message->where, message->text);
  if (message->where.line != 0)
    print_excerpt (printer, message->where);
}

/* Unless a note points there already. */
static void
print_expansion (const Printer *printer, const IdlMessage *message)
{
  const IdlExpansion *expansion =
    idl_diagnostics_find_expansion (printer->diagnostics, message->where);
  g_autofree gchar *text = NULL;

  if (expansion == NULL)
    return;
  for (guint i = 0; i < message->notes->len; i++)
    {
      const IdlMessage *note = g_ptr_array_index (message->notes, i);

      if (memcmp (&note->where, &expansion->definition, sizeof note->where) == 0)
        return;
    }
  text = g_strdup_printf ("in what macro `%s` expands to", expansion->macro);
  print_text (printer, IDL_SEVERITY_NOTE, expansion->definition, text);
  print_excerpt (printer, expansion->definition);
}

/* How the compiler came to a file that is not the main one. */
static void
print_include_chain (const Printer *printer, guint file)
{
  const IdlSource *source = idl_sources_get (printer->sources, file);

  while (source->included)
    {
      print_text (printer, IDL_SEVERITY_NOTE, source->included_from, "included from here");
      source = idl_sources_get (printer->sources, source->included_from.file);
    }
}

/* In the order of reporting where the place is the same. */
static gint
compare_messages (gconstpointer a, gconstpointer b)
{
  const IdlMessage *first = *(const IdlMessage *const *) a;
  const IdlMessage *second = *(const IdlMessage *const *) b;

  if (first->where.file != second->where.file)
    return first->where.file < second->where.file ? -1 : 1;
  if (first->where.line != second->where.line)
    return first->where.line < second->where.line ? -1 : 1;
  if (first->where.column != second->where.column)
    return first->where.column < second->where.column ? -1 : 1;
  return first->number < second->number ? -1 : 1;
}

static void
print_sum (const Printer *printer)
{
  const IdlDiagnostics *self = printer->diagnostics;

  if (self->n_warnings > IDL_MAX_WARNINGS)
    fprintf (printer->stream, "%u more warnings are not shown\n",
             self->n_warnings - IDL_MAX_WARNINGS);
  if (idl_diagnostics_is_full (self))
    fprintf (printer->stream, "stopped after %u error%s\n", self->n_errors,
             self->n_errors == 1 ? "" : "s");
}

static gboolean
wants_colour (IdlColour colour, FILE *stream)
{
  const gchar *refused = g_getenv ("NO_COLOR");

  switch (colour)
    {
    case IDL_COLOUR_ALWAYS:
      return TRUE;
    case IDL_COLOUR_NEVER:
      return FALSE;
    case IDL_COLOUR_AUTO:
      return isatty (fileno (stream)) && (refused == NULL || *refused == '\0')
             && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
    }
  g_return_val_if_reached (FALSE);
}

void
idl_diagnostics_print (const IdlDiagnostics *self, FILE *stream)
{
  Printer              printer = { self, self->sources, stream, FALSE };
  g_autofree gpointer *sorted = NULL;

  printer.colour = wants_colour (self->colour, stream);
  sorted = g_memdup2 (self->messages->pdata, self->messages->len * sizeof (gpointer));
  if (sorted != NULL)
    qsort (sorted, self->messages->len, sizeof (gpointer), compare_messages);

  for (guint i = 0; i < self->messages->len; i++)
    {
      const IdlMessage *message = sorted[i];
      const IdlMessage *next = i + 1 < self->messages->len ? sorted[i + 1] : NULL;

      print_message (&printer, message);
      for (guint j = 0; j < message->notes->len; j++)
        print_message (&printer, g_ptr_array_index (message->notes, j));
      print_expansion (&printer, message);
      if (next == NULL || next->where.file != message->where.file)
        print_include_chain (&printer, message->where.file);
    }
  print_sum (&printer);
}
