/* SPDX-License-Identifier: MIT */

/* Messages are kept with the notes that belong to them, to be printed by diagnostic-printer.c. One
 * place never gets two errors: what is reported there second follows from the first.
 *
 * What a macro expands to is reported where the macro is used. The places where one was used are
 * noted, so that a message about such a place can say where the macro comes from.
 */

#include "diagnostic-private.h"

static void
message_free (gpointer data)
{
  IdlMessage *message = data;

  g_free (message->text);
  g_ptr_array_unref (message->notes);
  g_free (message);
}

static guint
hash_place (gconstpointer key)
{
  const IdlLocation *where = key;

  return (where->file * 31 + where->line) * 31 + where->column;
}

static gboolean
equal_places (gconstpointer a, gconstpointer b)
{
  const IdlLocation *first = a;
  const IdlLocation *second = b;

  return first->file == second->file && first->line == second->line
         && first->column == second->column;
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
  self->expansions = g_hash_table_new_full (hash_place, equal_places, g_free, g_free);
  return self;
}

void
idl_diagnostics_set_colour (IdlDiagnostics *self, IdlColour colour)
{
  self->colour = colour;
}

void
idl_diagnostics_set_fatal_warnings (IdlDiagnostics *self, gboolean fatal)
{
  self->fatal_warnings = fatal;
}

void
idl_diagnostics_free (IdlDiagnostics *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->messages);
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->expansions);
  g_free (self);
}

static IdlMessage *
message_new (IdlSeverity severity, IdlLocation where, const gchar *format, va_list arguments)
{
  IdlMessage *message = g_new0 (IdlMessage, 1);

  message->severity = severity;
  message->where = where;
  message->text = g_strdup_vprintf (format, arguments);
  message->notes = g_ptr_array_new_with_free_func (message_free);
  return message;
}

static void
add_message (IdlDiagnostics *self,
             IdlSeverity     severity,
             IdlLocation     where,
             const gchar    *format,
             va_list         arguments)
{
  /* Notes and suggestions to a message that is left out are left out too. */
  self->last = NULL;
  if (severity == IDL_SEVERITY_WARNING && self->fatal_warnings)
    severity = IDL_SEVERITY_ERROR;

  if (severity == IDL_SEVERITY_ERROR)
    {
      g_autofree gchar *place = g_strdup_printf ("%u:%u:%u", where.file, where.line, where.column);

      if (idl_diagnostics_is_full (self)
          || !g_hash_table_add (self->places, g_steal_pointer (&place)))
        return;
      g_hash_table_add (self->places, g_strdup_printf ("%u:%u", where.file, where.line));
      self->n_errors++;
    }
  else if (++self->n_warnings > IDL_MAX_WARNINGS)
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
  add_message (self, IDL_SEVERITY_ERROR, where, format, arguments);
  va_end (arguments);
}

void
idl_diagnostics_warning (IdlDiagnostics *self, IdlLocation where, const gchar *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_message (self, IDL_SEVERITY_WARNING, where, format, arguments);
  va_end (arguments);
}

void
idl_diagnostics_complain (IdlDiagnostics *self, IdlLocation where, const gchar *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_message (self, self->strict ? IDL_SEVERITY_ERROR : IDL_SEVERITY_WARNING, where, format,
               arguments);
  va_end (arguments);
}

void
idl_diagnostics_note (IdlDiagnostics *self, IdlLocation where, const gchar *format, ...)
{
  va_list arguments;

  if (self->last == NULL)
    return;

  va_start (arguments, format);
  g_ptr_array_add (self->last->notes, message_new (IDL_SEVERITY_NOTE, where, format, arguments));
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

void
idl_diagnostics_note_expansion (IdlDiagnostics *self,
                                IdlLocation     where,
                                const gchar    *macro,
                                IdlLocation     definition)
{
  IdlExpansion *expansion;

  if (g_hash_table_contains (self->expansions, &where))
    return;

  expansion = g_new (IdlExpansion, 1);
  expansion->macro = macro;
  expansion->definition = definition;
  g_hash_table_insert (self->expansions, g_memdup2 (&where, sizeof where), expansion);
}

const IdlExpansion *
idl_diagnostics_find_expansion (const IdlDiagnostics *self, IdlLocation where)
{
  return g_hash_table_lookup (self->expansions, &where);
}
