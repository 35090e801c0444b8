/* SPDX-License-Identifier: MIT */

/* From bytes to tokens. A cursor moves over the text and steps across line continuations, so that
 * no other function knows of them; places are those of the text as it is on disk.
 *
 * The words of IDL are identifiers here: which of them is a keyword depends on what stands around
 * it. Numbers and literals keep their spelling, to be judged where they are used: text that the
 * preprocessor drops is never wrong.
 */

#include "lexer.h"

#include <string.h>

void
idl_lexer_init (IdlLexer         *self,
                const IdlSources *sources,
                guint             file,
                GStringChunk     *strings,
                IdlDiagnostics   *diagnostics)
{
  const IdlSource *source = idl_sources_get (sources, file);

  *self = (IdlLexer){ 0 };
  self->diagnostics = diagnostics;
  self->strings = strings;
  self->file = file;
  self->text = source->text;
  self->end = source->text + source->length;
  self->at = source->text;
  self->line_begin = source->text;
  self->line = 1;
  self->at_line_start = TRUE;
  self->spelling = g_string_new (NULL);
  if (g_str_has_prefix (self->text, "\xef\xbb\xbf"))
    self->at += 3;
}

void
idl_lexer_clear (IdlLexer *self)
{
  g_string_free (self->spelling, TRUE);
  if (self->doc != NULL)
    g_string_free (self->doc, TRUE);
}

IdlLocation
idl_lexer_get_location (const IdlLexer *self)
{
  return (IdlLocation){ self->file, self->line, (guint) (self->at - self->line_begin) + 1, 1 };
}

/* The cursor ---------------------------------------------------------------------------------- */

/* How many bytes a line continuation takes at this place: 0 if there is none. */
static gsize
measure_splice (const gchar *at)
{
  if (at[0] != '\\')
    return 0;
  if (at[1] == '\n')
    return 2;
  return at[1] == '\r' && at[2] == '\n' ? 3 : 0;
}

static void
skip_splices (IdlLexer *self)
{
  gsize length;

  while ((length = measure_splice (self->at)) > 0)
    {
      self->at += length;
      self->line++;
      self->line_begin = self->at;
    }
}

/* The character after the one at the cursor. */
static gchar
look_ahead (const IdlLexer *self)
{
  const gchar *at = self->at + 1;

  if (self->at == self->end)
    return '\0';
  while (measure_splice (at) > 0)
    at += measure_splice (at);
  return *at;
}

static void
advance (IdlLexer *self)
{
  if (*self->at == '\n')
    {
      self->line++;
      self->line_begin = self->at + 1;
    }
  self->at++;
  skip_splices (self);
}

static void
take (IdlLexer *self)
{
  g_string_append_c (self->spelling, *self->at);
  advance (self);
}

static void
complain (IdlLexer *self, IdlLocation where, const gchar *message)
{
  if (!self->quiet)
    idl_diagnostics_error (self->diagnostics, where, "%s", message);
}

/* Comments ------------------------------------------------------------------------------------ */

/* Without the ends of lines that are joined. */
static void
append_joined (GString *out, const gchar *text, gsize length)
{
  for (const gchar *end = text + length; text < end; text++)
    if (text[0] == '\\' && end - text > 1 && text[1] == '\n')
      text++;
    else if (text[0] == '\\' && end - text > 2 && text[1] == '\r' && text[2] == '\n')
      text += 2;
    else
      g_string_append_c (out, *text);
}

/* Adds to the pending documentation: a line of a comment without its margin. */
static void
add_doc_line (IdlLexer *self, const gchar *line, gsize length, gboolean has_margin)
{
  gsize begin = 0;

  if (has_margin)
    {
      while (begin < length && (line[begin] == ' ' || line[begin] == '\t'))
        begin++;
      if (begin < length && line[begin] == '*')
        begin++;
    }
  if (begin < length && line[begin] == ' ')
    begin++;
  while (length > begin && g_ascii_isspace (line[length - 1]))
    length--;
  if (self->doc->len == 0 && begin == length)
    return;

  append_joined (self->doc, line + begin, length - begin);
  g_string_append_c (self->doc, '\n');
}

static void
restart_doc (IdlLexer *self, gboolean in_lines)
{
  if (self->doc == NULL)
    self->doc = g_string_new (NULL);
  else if (!in_lines || !self->doc_in_lines)
    g_string_truncate (self->doc, 0);
  self->doc_in_lines = in_lines;
}

static void
skip_line_comment (IdlLexer *self)
{
  const gchar *begin = self->at;
  gsize        length;

  while (self->at < self->end && *self->at != '\n')
    advance (self);

  length = self->at - begin;
  if (length < 3 || begin[2] != '/' || (length > 3 && (begin[3] == '/' || begin[3] == '<')))
    return;

  restart_doc (self, TRUE);
  add_doc_line (self, begin + 3, length - 3, FALSE);
}

static void
keep_block_doc (IdlLexer *self, const gchar *text, gsize length)
{
  const gchar *end = text + length;
  gboolean     first = TRUE;

  restart_doc (self, FALSE);
  while (text <= end)
    {
      const gchar *newline = memchr (text, '\n', end - text);
      const gchar *line_end = newline != NULL ? newline : end;

      add_doc_line (self, text, line_end - text, !first);
      first = FALSE;
      text = line_end + 1;
    }
}

static void
skip_block_comment (IdlLexer *self)
{
  const gchar *begin = self->at;
  IdlLocation  where = idl_lexer_get_location (self);
  gsize        length;

  where.length = 2;
  advance (self);
  advance (self);
  while (self->at < self->end && !(*self->at == '*' && look_ahead (self) == '/'))
    advance (self);
  if (self->at == self->end)
    {
      complain (self, where, "this comment is never closed");
      return;
    }

  length = self->at - begin;
  advance (self);
  advance (self);
  if (length >= 4 && begin[2] == '*' && begin[3] != '*' && begin[3] != '<')
    keep_block_doc (self, begin + 3, length - 3);
}

/* Returns whether there was any white space; sets at_line_start. In a directive it stops before the
 * newline. */
static gboolean
skip_space (IdlLexer *self)
{
  const gchar *begin = self->at;

  skip_splices (self);
  while (self->at < self->end)
    {
      if (*self->at == '\n')
        {
          if (self->in_directive)
            break;
          self->at_line_start = TRUE;
          advance (self);
        }
      else if (g_ascii_isspace (*self->at))
        advance (self);
      else if (*self->at == '/' && look_ahead (self) == '/')
        skip_line_comment (self);
      else if (*self->at == '/' && look_ahead (self) == '*')
        skip_block_comment (self);
      else
        break;
    }
  return self->at > begin;
}

/* Tokens -------------------------------------------------------------------------------------- */

static gboolean
is_word (gchar character)
{
  return g_ascii_isalnum (character) || character == '_';
}

static void
take_number (IdlLexer *self)
{
  gboolean is_hex = *self->at == '0' && g_ascii_tolower (look_ahead (self)) == 'x';

  while (is_word (*self->at) || *self->at == '.')
    {
      gboolean is_exponent = !is_hex && g_ascii_tolower (*self->at) == 'e';

      take (self);
      if (is_exponent && (*self->at == '+' || *self->at == '-'))
        take (self);
    }
}

static void
take_quoted (IdlLexer *self, IdlLocation where)
{
  gchar quote = *self->at;

  take (self);
  while (self->at < self->end && *self->at != '\n' && *self->at != quote)
    {
      if (*self->at == '\\' && look_ahead (self) != '\n' && look_ahead (self) != '\0')
        take (self);
      take (self);
    }
  if (*self->at == quote && self->at < self->end)
    {
      take (self);
      return;
    }

  /* Closed, so that what follows reads as if it had been. */
  g_string_append_c (self->spelling, quote);
  complain (self, where,
            quote == '"' ? "this string is never closed"
                         : "this character literal is never closed");
}

static void
take_punctuator (IdlLexer *self, IdlToken *token)
{
  gboolean is_scope = *self->at == ':' && look_ahead (self) == ':';

  token->kind = IDL_TOKEN_PUNCTUATOR;
  token->punctuator = (guchar) *self->at;
  take (self);
  if (!is_scope)
    return;

  /* "B :::M" is a colon and "::M". */
  if (look_ahead (self) == ':')
    return;
  token->punctuator = IDL_PUNCTUATOR_SCOPE;
  take (self);
}

static void
take_token (IdlLexer *self, IdlToken *token)
{
  gchar    first = *self->at;
  gboolean is_quote = first == '"' || first == '\'';
  gboolean is_wide = first == 'L' && (look_ahead (self) == '"' || look_ahead (self) == '\'');

  if (is_wide)
    take (self);
  if (is_quote || is_wide)
    {
      token->kind = *self->at == '"' ? IDL_TOKEN_STRING : IDL_TOKEN_CHARACTER;
      take_quoted (self, token->where);
    }
  else if (g_ascii_isdigit (first) || (first == '.' && g_ascii_isdigit (look_ahead (self))))
    {
      token->kind = IDL_TOKEN_NUMBER;
      take_number (self);
    }
  else if (is_word (first))
    {
      token->kind = IDL_TOKEN_IDENTIFIER;
      while (is_word (*self->at))
        take (self);
    }
  else
    take_punctuator (self, token);
}

/* A run of bytes that no token begins with. */
static gboolean
skip_stray (IdlLexer *self)
{
  IdlLocation  where = idl_lexer_get_location (self);
  const gchar *begin = self->at;

  if (self->quiet || self->in_directive)
    return FALSE;

  while (self->at < self->end
         && (!g_ascii_isprint (*self->at) || strchr ("$\\`?!.", *self->at) != NULL)
         && !g_ascii_isspace (*self->at))
    {
      if (*self->at == '.' && g_ascii_isdigit (look_ahead (self)))
        break;
      advance (self);
    }
  if (self->at == begin)
    return FALSE;

  where.length = (guint) (self->at - begin);
  if (*begin == '.')
    idl_diagnostics_error (self->diagnostics, where,
                           "unexpected `.`; between names IDL has `::`");
  else if (g_ascii_isprint (*begin))
    idl_diagnostics_error (self->diagnostics, where, "unexpected `%c`", *begin);
  else if ((guchar) *begin >= 0x80)
    idl_diagnostics_error (self->diagnostics, where,
                           "only ASCII letters may stand outside of strings and comments");
  else
    idl_diagnostics_error (self->diagnostics, where, "unexpected control character 0x%02x",
                           (guchar) *begin);
  return TRUE;
}

/* Margins at the end have no meaning; the text is the next token's. */
static const gchar *
steal_doc (IdlLexer *self)
{
  const gchar *doc = NULL;

  if (self->doc == NULL)
    return NULL;

  while (self->doc->len > 0 && self->doc->str[self->doc->len - 1] == '\n')
    g_string_truncate (self->doc, self->doc->len - 1);
  if (self->doc->len > 0)
    doc = g_string_chunk_insert (self->strings, self->doc->str);
  g_string_free (g_steal_pointer (&self->doc), TRUE);
  return doc;
}

void
idl_lexer_next (IdlLexer *self, IdlToken *out_token)
{
  gboolean spaced = self->at == self->text;

  spaced |= skip_space (self);
  while (skip_stray (self))
    {
      spaced = TRUE;
      skip_space (self);
    }

  *out_token = (IdlToken){ 0 };
  out_token->where = idl_lexer_get_location (self);
  out_token->first_on_line = self->at_line_start ? 1 : 0;
  out_token->joined = spaced ? 0 : 1;
  if (self->at == self->end)
    {
      out_token->kind = IDL_TOKEN_END;
      out_token->text = "end of file";
      return;
    }
  if (*self->at == '\n')
    {
      out_token->kind = IDL_TOKEN_NEWLINE;
      out_token->text = "end of line";
      return;
    }

  self->at_line_start = FALSE;
  g_string_truncate (self->spelling, 0);
  take_token (self, out_token);
  out_token->where.length = (guint) self->spelling->len;
  out_token->text = g_string_chunk_insert_const (self->strings, self->spelling->str);
  out_token->doc = steal_doc (self);
}

const gchar *
idl_lexer_take_line (IdlLexer *self, IdlLocation *out_where)
{
  while (self->at < self->end && *self->at != '\n' && g_ascii_isspace (*self->at))
    advance (self);
  *out_where = idl_lexer_get_location (self);
  g_string_truncate (self->spelling, 0);
  while (self->at < self->end && *self->at != '\n')
    take (self);
  g_strchomp (self->spelling->str);
  out_where->length = (guint) MAX (strlen (self->spelling->str), 1);
  return g_string_chunk_insert_const (self->strings, self->spelling->str);
}
