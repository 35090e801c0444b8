/* SPDX-License-Identifier: MIT */

/* Where a space goes between two pieces of a line. First it is found out what each punctuator is
 * there for: a "<" may open a template or shift, a "-" may be a sign, a ":" end a label. Then the
 * piece and the one before it decide. What the parser reads as two characters, ">>" above all, is
 * left as far apart as it was.
 */

#include "format-pieces.h"

#include <string.h>

#define MAX_TEMPLATES 64

typedef struct
{
  GArray     *pieces;
  guint       parens;
  guint       n_templates;
  guint       templates[MAX_TEMPLATES]; /* how many parentheses were open where each began */
  gboolean    in_label;
  GHashTable *macros;       /* those with parameters that the file defines */
  guint       macro_parens; /* how many are open in the arguments of one */
} Spacing;

/* Words that a global name may follow: "in ::M::T x", but "M::T". */
static const gchar *const leading_words[] = {
  "attribute",  "case",      "const",    "context",     "emits",     "getraises",
  "in",         "inout",     "manages",  "multiple",    "oneway",    "out",
  "primarykey", "private",   "provides", "public",      "publishes", "raises",
  "readonly",   "setraises", "supports", "truncatable", "typedef",   "typeid",
  "typeprefix", "unsigned",  "uses",     "consumes",    "import",    NULL
};

static const gchar *const template_words[] = { "sequence", "string",   "wstring", "map",
                                               "fixed",    "bitfield", NULL };

static gboolean
is_one_of (const IdlPiece *piece, const gchar *const *words)
{
  return piece->kind == IDL_PIECE_TOKEN && piece->token == IDL_TOKEN_IDENTIFIER
         && g_strv_contains (words, piece->text);
}

/* The token before, across comments; an END if there is none. */
static const IdlPiece *
peek_before (const Spacing *self, guint index)
{
  static const IdlPiece none = { .kind = IDL_PIECE_END };

  while (index > 0 && idl_pieces_peek (self->pieces, index - 1)->kind == IDL_PIECE_COMMENT)
    index--;
  return index > 0 ? idl_pieces_peek (self->pieces, index - 1) : &none;
}

/* Roles --------------------------------------------------------------------------------------- */

/* Whether a value ends with this token: then an operator follows, and no sign. */
static gboolean
ends_value (const IdlPiece *piece)
{
  if (piece->kind != IDL_PIECE_TOKEN || is_one_of (piece, leading_words))
    return FALSE;
  return piece->token != IDL_TOKEN_PUNCTUATOR || piece->punctuator == ')'
         || piece->punctuator == ']';
}

static gboolean
begins_value (const IdlPiece *piece, gboolean may_be_name)
{
  if (piece->kind != IDL_PIECE_TOKEN)
    return FALSE;
  if (piece->token == IDL_TOKEN_IDENTIFIER || piece->punctuator == IDL_PUNCTUATOR_SCOPE)
    return may_be_name;
  return piece->token != IDL_TOKEN_PUNCTUATOR || piece->punctuator == '(';
}

/* Whether this one and the next are one operator, as far as their places say. */
static gboolean
is_pair (const Spacing *self, guint index)
{
  const IdlPiece *next = idl_pieces_peek (self->pieces, index + 1);

  return next->joined
         && idl_piece_is_punctuator (next, idl_pieces_peek (self->pieces, index)->punctuator);
}

static IdlPieceRole
judge_less (Spacing *self, guint index)
{
  const IdlPiece *before = peek_before (self, index);

  if (before->role == IDL_ROLE_BINARY && before->punctuator == '<')
    return IDL_ROLE_SECOND;
  if (is_pair (self, index) && !is_one_of (before, template_words))
    return IDL_ROLE_BINARY;
  if (self->n_templates < MAX_TEMPLATES)
    self->templates[self->n_templates++] = self->parens;
  return IDL_ROLE_OPEN;
}

/* In one template ">>" before a value can only shift; in two it may close both, and a name be what
 * has that type. */
static IdlPieceRole
judge_greater (Spacing *self, guint index)
{
  const IdlPiece *before = peek_before (self, index);
  guint           n_open = 0;

  if (before->role == IDL_ROLE_BINARY && before->punctuator == '>')
    return IDL_ROLE_SECOND;
  for (guint i = 0; i < self->n_templates; i++)
    n_open += self->templates[i] == self->parens;
  if (is_pair (self, index) && begins_value (idl_pieces_peek (self->pieces, index + 2), n_open < 2))
    return IDL_ROLE_BINARY;
  if (n_open == 0)
    return IDL_ROLE_BINARY;
  self->n_templates--;
  return IDL_ROLE_CLOSE;
}

static IdlPieceRole
judge_colon (Spacing *self)
{
  if (!self->in_label || self->parens > 0)
    return IDL_ROLE_NONE;
  self->in_label = FALSE;
  return IDL_ROLE_LABEL;
}

static IdlPieceRole
judge (Spacing *self, guint index)
{
  switch (idl_pieces_peek (self->pieces, index)->punctuator)
    {
    case '<':
      return judge_less (self, index);

    case '>':
      return judge_greater (self, index);

    case ':':
      return judge_colon (self);

    case '+':
    case '-':
      return ends_value (peek_before (self, index)) ? IDL_ROLE_BINARY : IDL_ROLE_UNARY;

    case '~':
      return IDL_ROLE_UNARY;

    case '*':
    case '/':
    case '%':
    case '|':
    case '^':
    case '&':
      return IDL_ROLE_BINARY;

    default:
      return IDL_ROLE_NONE;
    }
}

/* What is open, for the pieces behind this one. */
static void
follow (Spacing *self, guint index)
{
  const IdlPiece *piece = idl_pieces_peek (self->pieces, index);

  if (idl_piece_is_word (piece, "case") || idl_piece_is_word (piece, "default"))
    self->in_label |= !idl_piece_is_punctuator (peek_before (self, index), '@');
  else if (piece->punctuator == '(')
    self->parens++;
  else if (piece->punctuator == ')')
    self->parens -= self->parens > 0;
  else if (piece->punctuator == ';' || piece->punctuator == '{' || piece->punctuator == '}')
    {
      self->in_label = FALSE;
      self->parens = 0;
      self->n_templates = 0;
    }
}

/* Spaces -------------------------------------------------------------------------------------- */

static gboolean
is_closing (const IdlPiece *piece)
{
  return piece->punctuator == ';' || piece->punctuator == ',' || piece->punctuator == ')'
         || piece->punctuator == '[' || piece->punctuator == ']' || piece->role == IDL_ROLE_LABEL
         || piece->role == IDL_ROLE_OPEN || piece->role == IDL_ROLE_CLOSE
         || piece->role == IDL_ROLE_SECOND;
}

static gboolean
is_opening (const IdlPiece *piece)
{
  return piece->punctuator == '(' || piece->punctuator == '[' || piece->punctuator == '@'
         || piece->punctuator == IDL_PUNCTUATOR_SCOPE || piece->role == IDL_ROLE_OPEN
         || piece->role == IDL_ROLE_UNARY;
}

/* Side by side, colons could be read otherwise. */
static gboolean
is_colon (const IdlPiece *piece)
{
  return piece->punctuator == ':' || piece->punctuator == IDL_PUNCTUATOR_SCOPE;
}

static gboolean
needs_space (const IdlPiece *before, const IdlPiece *piece)
{
  if (is_colon (before) && is_colon (piece))
    return TRUE;
  if ((piece->punctuator == '<' || piece->punctuator == '>')
      && idl_piece_is_punctuator (before, piece->punctuator))
    return !piece->joined;
  if (is_opening (before) || is_closing (piece))
    return FALSE;
  if (piece->punctuator == IDL_PUNCTUATOR_SCOPE)
    return before->token != IDL_TOKEN_IDENTIFIER || before->kind == IDL_PIECE_COMMENT
           || is_one_of (before, leading_words);
  return TRUE;
}

/* Macros --------------------------------------------------------------------------------------- */

/* A macro may make a string of its arguments; then each space in them counts. */
static void
note_macro (Spacing *self, const gchar *directive)
{
  const gchar *name = directive + 1;
  gsize        length;

  while (*name == ' ' || *name == '\t')
    name++;
  if (!g_str_has_prefix (name, "define"))
    return;
  for (name += strlen ("define"); *name == ' ' || *name == '\t';)
    name++;
  length = strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_");
  if (length > 0 && name[length] == '(')
    g_hash_table_add (self->macros, g_strndup (name, length));
}

/* Returns whether the piece is an argument, or belongs to one. */
static gboolean
follow_macro (Spacing *self, guint index)
{
  const IdlPiece *piece = idl_pieces_peek (self->pieces, index);
  gboolean        was_inside = self->macro_parens > 0;

  if (piece->punctuator == '(')
    {
      const IdlPiece *before = peek_before (self, index);

      if (was_inside
          || (before->token == IDL_TOKEN_IDENTIFIER
              && g_hash_table_contains (self->macros, before->text)))
        self->macro_parens++;
    }
  else if (piece->punctuator == ')' && was_inside)
    self->macro_parens--;
  return was_inside;
}

static void
space_piece (Spacing *self, guint index)
{
  IdlPiece *piece = &g_array_index (self->pieces, IdlPiece, index);
  gboolean  is_kept = FALSE;

  if (piece->kind == IDL_PIECE_DIRECTIVE)
    note_macro (self, piece->text);
  else if (piece->kind == IDL_PIECE_TOKEN)
    {
      piece->role = (guint8) judge (self, index);
      follow (self, index);
      is_kept = follow_macro (self, index);
    }
  if (is_kept)
    piece->spaced = !piece->joined;
  else
    piece->spaced = index > 0 && needs_space (piece - 1, piece);
}

void
idl_pieces_space (GArray *pieces)
{
  Spacing self = { .pieces = pieces };

  self.macros = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < pieces->len; i++)
    space_piece (&self, i);
  g_hash_table_unref (self.macros);
}
