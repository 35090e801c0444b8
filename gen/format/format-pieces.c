/* SPDX-License-Identifier: MIT */

/* A file in pieces. The lexer finds the tokens, and so knows best what is a comment, where a
 * directive ends and what lines are joined; the gaps that it leaves are searched for comments here.
 * Nothing is included, expanded or left out. Behind "#if 0" there need not be IDL: that is one
 * piece, as it is.
 */

#include "format-pieces.h"

#include <string.h>

/* As many as the preprocessor lets through. */
#define MAX_PIECES 5000000

#define TAB_WIDTH 8

typedef struct
{
  const IdlSources *sources;
  IdlDiagnostics   *diagnostics;
  GStringChunk     *strings;
  IdlLexer          lexer;
  GArray           *pieces;
  const gchar      *at;     /* behind the last piece */
  guint             column; /* of that place */
} Reader;

const IdlPiece *
idl_pieces_peek (const GArray *pieces, guint index)
{
  return &g_array_index (pieces, IdlPiece, MIN (index, pieces->len - 1));
}

gboolean
idl_piece_is_punctuator (const IdlPiece *piece, guint16 punctuator)
{
  return piece->kind == IDL_PIECE_TOKEN && piece->punctuator == punctuator;
}

gboolean
idl_piece_is_word (const IdlPiece *piece, const gchar *word)
{
  return piece->kind == IDL_PIECE_TOKEN && piece->token == IDL_TOKEN_IDENTIFIER
         && g_str_equal (piece->text, word);
}

guint
idl_text_measure (const gchar *text, gsize length, guint column)
{
  for (const gchar *end = text + length; text < end; text++)
    {
      if (*text == '\n')
        column = 0;
      else if (*text == '\t')
        column += TAB_WIDTH - column % TAB_WIDTH;
      else if (((guchar) *text & 0xc0) != 0x80)
        column++;
    }
  return column;
}

/* Where a token begins in the text. */
static const gchar *
find_place (const Reader *self, IdlLocation where)
{
  gsize length;

  return idl_sources_get_line (self->sources, where.file, where.line, &length) + where.column - 1;
}

/* White space at the end has no meaning, but for one that keeps a backslash from the end of the
 * line, or from joining it with what will follow. */
static gsize
trim (const gchar *text, gsize length)
{
  gsize trimmed = length;

  while (trimmed > 0 && g_ascii_isspace (text[trimmed - 1]))
    trimmed--;
  return trimmed > 0 && text[trimmed - 1] == '\\' ? MIN (trimmed + 1, length) : trimmed;
}

/* Sets what is to be known of the white space before it, too. */
static IdlPiece *
add_piece (Reader *self, IdlPieceKind kind, const gchar *begin, const gchar *end)
{
  IdlPiece piece = { .kind = (guint8) kind };
  gchar   *text;

  for (const gchar *at = self->at; at < begin; at++)
    if (*at == '\n' && (at == self->at || at[-1] != '\\'))
      piece.newlines = MIN (piece.newlines + 1, 2);
  piece.column = idl_text_measure (self->at, (gsize) (begin - self->at), self->column);
  text = g_string_chunk_insert_len (self->strings, begin, end - begin);
  /* What keeps a backslash from the end must not be taken for a part of it. */
  if (g_str_has_suffix (text, "\\\r"))
    text[end - begin - 1] = ' ';
  piece.text = text;
  if (end == self->lexer.end && end > begin && end[-1] == '\\')
    {
      /* There will be a line behind it. */
      g_autofree gchar *joined = g_strconcat (piece.text, "\n", NULL);

      piece.text = g_string_chunk_insert (self->strings, joined);
    }
  self->column = idl_text_measure (begin, (gsize) (end - begin), piece.column);
  self->at = end;
  g_array_append_val (self->pieces, piece);
  return &g_array_index (self->pieces, IdlPiece, self->pieces->len - 1);
}

/* Comments ------------------------------------------------------------------------------------ */

static const gchar *
skip_splices (const gchar *at)
{
  while (at[0] == '\\' && at[1] == '\n')
    at += 2;
  return at;
}

static const gchar *
find_line_end (const gchar *at, const gchar *end)
{
  while (at < end && *at != '\n')
    at = skip_splices (at + 1);
  return at;
}

static const gchar *
find_block_end (const gchar *at, const gchar *end)
{
  for (; at < end; at++)
    {
      const gchar *next = skip_splices (at + 1);

      if (*at == '*' && next < end && *next == '/')
        return next + 1;
    }
  return end;
}

/* What the lexer passed between two tokens: white space, continued lines and comments. */
static void
read_gap (Reader *self, const gchar *end)
{
  const gchar *at = self->at;

  while (at < end)
    {
      const gchar *second = *at == '/' ? skip_splices (at + 1) : at;
      const gchar *behind;

      if (*at != '/' || second >= end)
        {
          at++;
          continue;
        }
      behind = *second == '*' ? find_block_end (second + 1, end) : find_line_end (second, end);
      if (*second == '/')
        behind = at + trim (at, (gsize) (behind - at));
      add_piece (self, IDL_PIECE_COMMENT, at, behind)->breaks = *second == '/';
      at = behind;
    }
}

/* Looks ahead once for all: whether a line ends behind a comment, so that what is behind it must
 * not move up, and whether a block does. */
static void
mark_ends (GArray *pieces)
{
  for (guint i = pieces->len - 1; i > 0; i--)
    {
      IdlPiece       *piece = &g_array_index (pieces, IdlPiece, i - 1);
      const IdlPiece *next = piece + 1;

      if (piece->kind == IDL_PIECE_TOKEN)
        continue;
      piece->precedes_closing =
        next->kind == IDL_PIECE_TOKEN ? next->punctuator == '}' : next->precedes_closing;
      if (piece->kind != IDL_PIECE_COMMENT)
        continue;
      piece->breaks |= next->newlines > 0 || next->kind == IDL_PIECE_END
                       || next->kind == IDL_PIECE_DIRECTIVE || next->breaks
                       || strchr (piece->text, '\n') != NULL;
    }
}

/* Directives ---------------------------------------------------------------------------------- */

static gboolean
is_message (const IdlToken *word)
{
  return word->kind == IDL_TOKEN_IDENTIFIER
         && (g_str_equal (word->text, "error") || g_str_equal (word->text, "warning"));
}

/* Passes the line behind a #. Returns whether it is "if 0". */
static gboolean
pass_directive (Reader *self, IdlToken *out_word)
{
  IdlToken token;
  gboolean is_zero = FALSE;
  guint    n_tokens = 0;

  self->lexer.in_directive = TRUE;
  self->lexer.quiet = TRUE;
  idl_lexer_next (&self->lexer, out_word);
  if (is_message (out_word))
    idl_lexer_take_line (&self->lexer, &token.where);
  token = *out_word;
  while (token.kind != IDL_TOKEN_NEWLINE && token.kind != IDL_TOKEN_END)
    {
      idl_lexer_next (&self->lexer, &token);
      if (n_tokens++ == 0)
        is_zero = g_str_equal (token.text, "0");
    }
  self->lexer.in_directive = FALSE;
  self->lexer.quiet = FALSE;
  return is_zero && n_tokens == 2 && g_str_equal (out_word->text, "if");
}

/* Passes what "#if 0" leaves out. Returns where the directive that ends it begins; the lexer is
 * behind that one. */
static const gchar *
pass_omitted (Reader *self)
{
  static const gchar *const opening[] = { "if", "ifdef", "ifndef", NULL };
  static const gchar *const branching[] = { "elif", "else", "endif", NULL };
  IdlToken                  token, word;
  guint                     depth = 0;

  while (TRUE)
    {
      const gchar *begin;

      self->lexer.quiet = TRUE;
      idl_lexer_next (&self->lexer, &token);
      self->lexer.quiet = FALSE;
      if (token.kind == IDL_TOKEN_END)
        return self->lexer.at;
      if (token.punctuator != '#' || !token.first_on_line)
        continue;

      begin = find_place (self, token.where);
      pass_directive (self, &word);
      if (g_strv_contains (opening, word.text))
        depth++;
      else if (depth == 0 && g_strv_contains (branching, word.text))
        return begin;
      else if (g_str_equal (word.text, "endif"))
        depth--;
    }
}

static void
read_directive (Reader *self, const gchar *begin)
{
  IdlToken     word;
  const gchar *end;

  if (pass_directive (self, &word))
    {
      end = pass_omitted (self);
      add_piece (self, IDL_PIECE_DIRECTIVE, begin, begin + trim (begin, (gsize) (end - begin)));
      begin = end;
    }
  if (begin == self->lexer.end)
    return;
  add_piece (self, IDL_PIECE_DIRECTIVE, begin,
             begin + trim (begin, (gsize) (self->lexer.at - begin)));
}

/* Tokens -------------------------------------------------------------------------------------- */

/* Lines may be joined inside a token. Of a literal that is kept: strings are never touched. */
static void
read_token (Reader *self, const IdlToken *token, const gchar *begin)
{
  gboolean     is_literal = token->kind == IDL_TOKEN_STRING || token->kind == IDL_TOKEN_CHARACTER;
  const gchar *end = self->lexer.at;
  IdlPiece    *piece;

  while (end - begin > 2 && end[-1] == '\n' && end[-2] == '\\')
    end -= 2;
  piece = add_piece (self, IDL_PIECE_TOKEN, begin, end);
  piece->token = token->kind;
  piece->punctuator = token->punctuator;
  piece->joined = token->joined;
  if (!is_literal)
    piece->text = token->text;
  if (token->punctuator == '#')
    idl_diagnostics_error (self->diagnostics, token->where, "unexpected `#`");
}

static gboolean
is_exhausted (Reader *self, const IdlToken *token)
{
  if (self->pieces->len < MAX_PIECES)
    return idl_diagnostics_is_full (self->diagnostics);
  idl_diagnostics_error (self->diagnostics, token->where,
                         "there are more than five million tokens");
  return TRUE;
}

GArray *
idl_pieces_read (const IdlSources *sources,
                 guint             file,
                 GStringChunk     *strings,
                 IdlDiagnostics   *diagnostics)
{
  Reader   self = { .sources = sources, .diagnostics = diagnostics, .strings = strings };
  IdlToken token;

  idl_lexer_init (&self.lexer, sources, file, strings, diagnostics);
  self.pieces = g_array_new (FALSE, FALSE, sizeof (IdlPiece));
  self.at = self.lexer.at;
  do
    {
      const gchar *begin;

      idl_lexer_next (&self.lexer, &token);
      begin = find_place (&self, token.where);
      read_gap (&self, begin);
      if (token.kind == IDL_TOKEN_END || is_exhausted (&self, &token))
        break;
      if (token.punctuator == '#' && token.first_on_line)
        read_directive (&self, begin);
      else
        read_token (&self, &token, begin);
    }
  while (TRUE);

  add_piece (&self, IDL_PIECE_END, self.lexer.end, self.lexer.end);
  mark_ends (self.pieces);
  idl_lexer_clear (&self.lexer);
  return self.pieces;
}
