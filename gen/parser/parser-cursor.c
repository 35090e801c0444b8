/* SPDX-License-Identifier: MIT */

/* Looking at tokens, taking them, and finding a place to go on after a mistake. */

#include "parser-private.h"

const IdlToken *
idl_parser_peek (const IdlParser *self, guint ahead)
{
  guint index = MIN (self->next + ahead, self->tokens->len - 1);

  return &g_array_index (self->tokens, IdlToken, index);
}

const IdlToken *
idl_parser_take (IdlParser *self)
{
  const IdlToken *token = idl_parser_peek (self, 0);

  if (token->kind != IDL_TOKEN_END)
    self->next++;
  return token;
}

gboolean
idl_parser_at (const IdlParser *self, guint16 punctuator)
{
  return idl_parser_peek (self, 0)->punctuator == punctuator;
}

static gboolean
is_word (const IdlToken *token, const gchar *word)
{
  return token->kind == IDL_TOKEN_IDENTIFIER && token->text[0] == word[0]
         && g_str_equal (token->text, word);
}

gboolean
idl_parser_at_word (const IdlParser *self, const gchar *word)
{
  return is_word (idl_parser_peek (self, 0), word);
}

gboolean
idl_parser_accept (IdlParser *self, guint16 punctuator)
{
  if (!idl_parser_at (self, punctuator))
    return FALSE;
  idl_parser_take (self);
  return TRUE;
}

gboolean
idl_parser_accept_word (IdlParser *self, const gchar *word)
{
  if (!idl_parser_at_word (self, word))
    return FALSE;
  idl_parser_take (self);
  return TRUE;
}

/* A mistake in the grammar that another one in its line has caused, or the end of a text that was
 * given up. */
static gboolean
is_aftermath (const IdlParser *self, IdlLocation where)
{
  return self->gave_up || idl_diagnostics_has_error (self->diagnostics, where);
}

void
idl_parser_unexpected (IdlParser *self, const gchar *wanted)
{
  const IdlToken *token = idl_parser_peek (self, 0);

  if (is_aftermath (self, token->where))
    return;
  if (token->kind == IDL_TOKEN_END)
    idl_diagnostics_error (self->diagnostics, token->where, "expected %s, but the file ends here",
                           wanted);
  else
    idl_diagnostics_error (self->diagnostics, token->where, "expected %s, not `%s`", wanted,
                           token->text);
}

/* Right behind the last token taken: there something is missing. */
static IdlLocation
get_gap (const IdlParser *self)
{
  IdlLocation where = idl_parser_peek (self, 0)->where;

  if (self->next > 0)
    {
      where = g_array_index (self->tokens, IdlToken, self->next - 1).where;
      where.column += where.length;
    }
  where.length = 1;
  return where;
}

/* The same as idl_parser_unexpected(), but what is wrong is what is missing. */
void
idl_parser_missing (IdlParser *self, const gchar *wanted)
{
  if (!is_aftermath (self, get_gap (self)))
    idl_diagnostics_error (self->diagnostics, get_gap (self), "expected %s", wanted);
}

static void
complain_of_gap (IdlParser *self, guint16 punctuator, const gchar *after)
{
  if (!is_aftermath (self, get_gap (self)))
    idl_diagnostics_error (self->diagnostics, get_gap (self), "expected `%c` after %s",
                           (gchar) punctuator, after);
}

/* Whether the next token reads as if a line's end had been forgotten before it. */
static gboolean
at_new_line (const IdlParser *self)
{
  const IdlToken *token = idl_parser_peek (self, 0);

  return token->kind == IDL_TOKEN_END || token->first_on_line || token->punctuator == '}'
         || (token->kind == IDL_TOKEN_IDENTIFIER && idl_keyword_is_definition (token->text));
}

gboolean
idl_parser_expect (IdlParser *self, guint16 punctuator, const gchar *after)
{
  if (idl_parser_accept (self, punctuator))
    return TRUE;

  complain_of_gap (self, punctuator, after);
  return FALSE;
}

/* The "}" that belongs to the "{" at open. */
gboolean
idl_parser_expect_brace (IdlParser *self, IdlLocation open)
{
  const IdlToken *token = idl_parser_peek (self, 0);

  if (idl_parser_accept (self, '}'))
    return TRUE;
  if (is_aftermath (self, token->where))
    return FALSE;

  idl_parser_unexpected (self, "`}`");
  idl_diagnostics_note (self->diagnostics, open, "for this `{`");
  return FALSE;
}

gboolean
idl_parser_expect_end (IdlParser *self, const gchar *after)
{
  if (idl_parser_accept (self, ';'))
    return TRUE;

  /* A comma that stands for it was reported. */
  if (self->next > 0
      && g_array_index (self->tokens, IdlToken, self->next - 1).punctuator == ',')
    return TRUE;
  complain_of_gap (self, ';', after);
  return at_new_line (self);
}

/* Text that nests too deeply is not worth reading on. */
gboolean
idl_parser_enter (IdlParser *self)
{
  if (self->depth == IDL_PARSER_MAX_DEPTH)
    {
      idl_diagnostics_error (self->diagnostics, idl_parser_peek (self, 0)->where,
                             "this is nested more than %u deep", IDL_PARSER_MAX_DEPTH);
      self->next = self->tokens->len - 1;
      self->gave_up = TRUE;
      return FALSE;
    }
  self->depth++;
  return TRUE;
}

void
idl_parser_leave (IdlParser *self)
{
  self->depth--;
}

/* Behind the "}" of a type that was defined where it is used. */
static gboolean
at_declarator (const IdlParser *self)
{
  guint16 next = idl_parser_peek (self, 1)->punctuator;

  return idl_parser_peek (self, 0)->kind == IDL_TOKEN_IDENTIFIER
         && (next == ';' || next == ',' || next == '[');
}

/* Reads over what is left of a list in braces, and the "}". */
void
idl_parser_skip_list (IdlParser *self)
{
  while (!idl_parser_at (self, ';') && !idl_parser_at (self, '{')
         && idl_parser_peek (self, 0)->kind != IDL_TOKEN_END)
    {
      const IdlToken *token = idl_parser_take (self);

      if (token->punctuator == '}')
        return;
      if (token->kind == IDL_TOKEN_IDENTIFIER)
        g_hash_table_add (self->suspects, (gpointer) token->text);
    }
}

/* Reads over tokens up to the end of the definition or member in which the parser is: behind its
 * ";", before the "}" that closes what is around it, or before what begins like a definition. */
void
idl_parser_recover (IdlParser *self)
{
  guint depth = 0;
  guint begin = self->next;

  for (const IdlToken *token = idl_parser_peek (self, 0); token->kind != IDL_TOKEN_END;
       token = idl_parser_peek (self, 0))
    {
      if (token->kind == IDL_TOKEN_IDENTIFIER)
        {
          if (depth == 0 && self->next > begin && token->first_on_line
              && idl_keyword_is_definition (token->text))
            return;
          g_hash_table_add (self->suspects, (gpointer) token->text);
        }
      if (token->punctuator == '}' && depth == 0)
        return;

      idl_parser_take (self);
      if (token->punctuator == '{')
        depth++;
      else if (token->punctuator == '}' && --depth == 0)
        {
          if (at_declarator (self))
            continue;
          idl_parser_accept (self, ';');
          return;
        }
      else if (token->punctuator == ';' && depth == 0)
        return;
    }
}

/* Something is well formed and not supported. In an included file that is no mistake, as long as
 * nobody uses it: the declaration is remembered with the reason. */
void
idl_parser_refuse (IdlParser *self, IdlLocation where, const gchar *format, ...)
{
  g_autofree gchar *reason = NULL;
  va_list           arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  if (idl_sources_get (self->sources, where.file)->included)
    {
      self->refusal = idl_model_own_string (self->model, g_steal_pointer (&reason));
      idl_model_drop_include (self->model, idl_sources_get (self->sources, where.file)->path);
    }
  else
    idl_diagnostics_error (self->diagnostics, where, "%s", reason);
}
