/* SPDX-License-Identifier: MIT */

/* Messages are kept with the notes that belong to them, sorted by place when printed (the main file
 * first, and in the order of reporting where the place is the same), and printed as
 *
 *   bank.idl:7:12: error: unknown type `strng`; did you mean `string`?
 *       7 |   attribute strng owner;
 *         |             ^~~~~
 *
 * One place never gets two errors: what is reported there second follows from the first.
 */

#include "diagnostic.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Warnings are never so interesting that more of them are worth the memory. */
#define MAX_WARNINGS 200

typedef enum
{
  SEVERITY_NOTE,
  SEVERITY_WARNING,
  SEVERITY_ERROR
} Severity;

typedef struct
{
  Severity    severity;
  IdlLocation where;
  guint       number; /* in the order of reporting */
  gchar      *text;
  GPtrArray  *notes; /* of Message */
} Message;

struct _IdlDiagnostics
{
  const IdlSources *sources;
  GPtrArray        *messages; /* of Message */
  GHashTable       *places;   /* of gchar: those that have an error, and their lines */
  Message          *last;     /* (nullable): what notes are added to */
  guint             max_errors;
  guint             n_errors;
  guint             n_warnings;
  gboolean          strict;
};

static void
message_free (gpointer data)
{
  Message *message = data;

  g_free (message->text);
  g_ptr_array_unref (message->notes);
  g_free (message);
}

IdlDiagnostics *
idl_diagnostics_new (const IdlSources *sources, guint max_errors, gboolean strict)
{
  IdlDiagnostics *self = g_new0 (IdlDiagnostics, 1);

  self->sources = sources;
  self->messages = g_ptr_array_new_with_free_func (message_free);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->max_errors = max_errors;
  self->strict = strict;
  return self;
}

void
idl_diagnostics_free (IdlDiagnostics *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->messages);
  g_hash_table_unref (self->places);
  g_free (self);
}

static Message *
message_new (Severity severity, IdlLocation where, const gchar *format, va_list arguments)
{
  Message *message = g_new0 (Message, 1);

  message->severity = severity;
  message->where = where;
  message->text = g_strdup_vprintf (format, arguments);
  message->notes = g_ptr_array_new_with_free_func (message_free);
  return message;
}

static void
add_message (IdlDiagnostics *self,
             Severity        severity,
             IdlLocation     where,
             const gchar    *format,
             va_list         arguments)
{
  /* Notes and suggestions to a message that is left out are left out too. */
  self->last = NULL;

  if (severity == SEVERITY_ERROR)
    {
      g_autofree gchar *place = g_strdup_printf ("%u:%u:%u", where.file, where.line, where.column);

      if (idl_diagnostics_is_full (self)
          || !g_hash_table_add (self->places, g_steal_pointer (&place)))
        return;
      g_hash_table_add (self->places, g_strdup_printf ("%u:%u", where.file, where.line));
      self->n_errors++;
    }
  else if (++self->n_warnings > MAX_WARNINGS)
    return;

  self->last = message_new (severity, where, format, arguments);
  self->last->number = self->messages->len;
  g_ptr_array_add (self->messages, self->last);
}

void
idl_diagnostics_error (IdlDiagnostics *self, IdlLocation where, const gchar *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_message (self, SEVERITY_ERROR, where, format, arguments);
  va_end (arguments);
}

void
idl_diagnostics_warning (IdlDiagnostics *self, IdlLocation where, const gchar *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_message (self, SEVERITY_WARNING, where, format, arguments);
  va_end (arguments);
}

void
idl_diagnostics_complain (IdlDiagnostics *self, IdlLocation where, const gchar *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_message (self, self->strict ? SEVERITY_ERROR : SEVERITY_WARNING, where, format, arguments);
  va_end (arguments);
}

void
idl_diagnostics_note (IdlDiagnostics *self, IdlLocation where, const gchar *format, ...)
{
  va_list arguments;

  if (self->last == NULL)
    return;

  va_start (arguments, format);
  g_ptr_array_add (self->last->notes, message_new (SEVERITY_NOTE, where, format, arguments));
  va_end (arguments);
}

void
idl_diagnostics_suggest (IdlDiagnostics *self, const gchar *candidate)
{
  gchar *text;

  if (self->last == NULL)
    return;

  text = g_strdup_printf ("%s; did you mean `%s`?", self->last->text, candidate);
  g_free (self->last->text);
  self->last->text = text;
}

guint
idl_diagnostics_get_n_errors (const IdlDiagnostics *self)
{
  return self->n_errors;
}

gboolean
idl_diagnostics_is_strict (const IdlDiagnostics *self)
{
  return self->strict;
}

gboolean
idl_diagnostics_has_error (const IdlDiagnostics *self, IdlLocation where)
{
  g_autofree gchar *line = g_strdup_printf ("%u:%u", where.file, where.line);

  return g_hash_table_contains (self->places, line);
}

gboolean
idl_diagnostics_is_full (const IdlDiagnostics *self)
{
  return self->max_errors > 0 && self->n_errors >= self->max_errors;
}

/* Printing ------------------------------------------------------------------------------------ */

typedef struct
{
  const IdlSources *sources;
  FILE             *stream;
  gboolean          colour;
} Printer;

static const gchar *
paint (const Printer *printer, const gchar *code)
{
  return printer->colour ? code : "";
}

/* The line with tabs as one space, bytes that are no text as "?", and cut where no screen reaches;
 * below it the caret. Columns count bytes, so the caret's line counts the characters before it. */
static void
print_excerpt (const Printer *printer, IdlLocation where)
{
  const gsize       max_shown = 200;
  gsize             length;
  const gchar      *line = idl_sources_get_line (printer->sources, where.file, where.line, &length);
  gsize             column = MIN ((gsize) where.column - 1, length);
  gsize             end = MIN (column + MAX (where.length, 1), MAX (length, column + 1));
  gsize             begin = column > max_shown / 2 ? column - max_shown / 2 : 0;
  g_autofree gchar *shown = NULL;
  g_autofree gchar *text = NULL;

  if (length == 0)
    return;

  while (begin > 0 && ((guchar) line[begin] & 0xc0) == 0x80)
    begin--;
  shown = g_strndup (line + begin, MIN (length - begin, max_shown));
  for (gchar *byte = shown; *byte != '\0'; byte++)
    if (g_ascii_iscntrl (*byte))
      *byte = ' ';
  text = g_utf8_make_valid (shown, -1);
  fprintf (printer->stream, "%5u | %s\n      | ", where.line, text);

  for (gsize i = begin; i < column; i++)
    if (((guchar) line[i] & 0xc0) != 0x80)
      fputc (' ', printer->stream);
  fprintf (printer->stream, "%s^", paint (printer, "\033[1;32m"));
  for (gsize i = column + 1; i < end && i < begin + max_shown; i++)
    if (i >= length || ((guchar) line[i] & 0xc0) != 0x80)
      fputc ('~', printer->stream);
  fprintf (printer->stream, "%s\n", paint (printer, "\033[0m"));
}

static void
print_message (const Printer *printer, const Message *message)
{
  static const gchar *const names[] = { "note", "warning", "error" };
  static const gchar *const colours[] = { "\033[1;36m", "\033[1;35m", "\033[1;31m" };
  guint                     line;
  const gchar              *path = idl_sources_present (printer->sources, message->where, &line);

  if (message->where.line == 0)
    fprintf (printer->stream, "%s%s: ", paint (printer, "\033[1m"), path);
  else
    fprintf (printer->stream, "%s%s:%u:%u: ", paint (printer, "\033[1m"), path, line,
             message->where.column);
  fprintf (printer->stream, "%s%s:%s %s%s\n", paint (printer, colours[message->severity]),
           names[message->severity], paint (printer, "\033[0m"), message->text,
           paint (printer, "\033[0m"));
  if (message->where.line != 0)
    print_excerpt (printer, message->where);
}

/* How the compiler came to a file that is not the main one. */
static void
print_include_chain (const Printer *printer, guint file)
{
  const IdlSource *source = idl_sources_get (printer->sources, file);

  while (source->included)
    {
      guint        line;
      const gchar *path = idl_sources_present (printer->sources, source->included_from, &line);

      fprintf (printer->stream, "%s%s:%u:%u: %snote:%s included from here\n",
               paint (printer, "\033[1m"), path, line, source->included_from.column,
               paint (printer, "\033[1;36m"), paint (printer, "\033[0m"));
      source = idl_sources_get (printer->sources, source->included_from.file);
    }
}

static gint
compare_messages (gconstpointer a, gconstpointer b)
{
  const Message *first = *(const Message *const *) a;
  const Message *second = *(const Message *const *) b;

  if (first->where.file != second->where.file)
    return first->where.file < second->where.file ? -1 : 1;
  if (first->where.line != second->where.line)
    return first->where.line < second->where.line ? -1 : 1;
  if (first->where.column != second->where.column)
    return first->where.column < second->where.column ? -1 : 1;
  return first->number < second->number ? -1 : 1;
}

static void
print_sum (const Printer *printer, const IdlDiagnostics *self)
{
  if (self->n_warnings > MAX_WARNINGS)
    fprintf (printer->stream, "%u more warnings are not shown\n", self->n_warnings - MAX_WARNINGS);
  if (idl_diagnostics_is_full (self))
    fprintf (printer->stream, "stopped after %u error%s\n", self->n_errors,
             self->n_errors == 1 ? "" : "s");
}

void
idl_diagnostics_print (const IdlDiagnostics *self, FILE *stream)
{
  const gchar         *no_colour = g_getenv ("NO_COLOR");
  Printer              printer = { self->sources, stream, FALSE };
  g_autofree gpointer *sorted = NULL;

  printer.colour = isatty (fileno (stream)) && (no_colour == NULL || *no_colour == '\0');
  sorted = g_memdup2 (self->messages->pdata, self->messages->len * sizeof (gpointer));
  if (sorted != NULL)
    qsort (sorted, self->messages->len, sizeof (gpointer), compare_messages);

  for (guint i = 0; i < self->messages->len; i++)
    {
      const Message *message = sorted[i];

      print_message (&printer, message);
      for (guint j = 0; j < message->notes->len; j++)
        print_message (&printer, g_ptr_array_index (message->notes, j));
      print_include_chain (&printer, message->where.file);
    }
  print_sum (&printer, self);
}
