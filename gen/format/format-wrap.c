/* SPDX-License-Identifier: MIT */

/* A definition that does not fit on its line. First "raises" and its like get lines of their own.
 * What is too long still is filled, line by line, with breaks behind commas and before operators;
 * of an operation's parameters each gets a line. What is in brackets goes on behind the bracket,
 * or, if there is no room, a little to the right of where the definition begins.
 *
 * No line is broken where a comment or a brace would come to its end: read again, it would belong
 * there.
 */

#include "format-wrap.h"

#include <string.h>

/* A bracket further to the right leaves too little room. */
#define MAX_INDENT 60

typedef struct
{
  IdlPage      *page;
  const GArray *pieces;
  IdlBrackets  *brackets;
  guint         indent;
} Wrap;

guint
idl_brackets_get_indent (const IdlBrackets *self, guint otherwise)
{
  guint column = self->n > 0 && self->n <= IDL_MAX_OPEN ? self->columns[self->n - 1] : 0;

  return column > 0 && column <= MAX_INDENT ? column : otherwise;
}

static guint
measure (const IdlPiece *piece)
{
  return idl_text_measure (piece->text, strlen (piece->text), 0) + piece->spaced;
}

gboolean
idl_pieces_fit (const GArray *pieces, guint begin, guint end, guint column)
{
  for (guint i = begin; i < end && column <= IDL_PAGE_WIDTH; i++)
    {
      const IdlPiece *piece = idl_pieces_peek (pieces, i);

      column += measure (piece);
      if (i == begin)
        column -= piece->spaced;
    }
  return column <= IDL_PAGE_WIDTH;
}

static gboolean
opens (const IdlPiece *piece)
{
  return idl_piece_is_punctuator (piece, '(') || idl_piece_is_punctuator (piece, '[');
}

static gboolean
closes (const IdlPiece *piece)
{
  return idl_piece_is_punctuator (piece, ')') || idl_piece_is_punctuator (piece, ']');
}

static void
write_piece (Wrap *self, guint index)
{
  const IdlPiece *piece = idl_pieces_peek (self->pieces, index);
  IdlBrackets    *brackets = self->brackets;

  idl_page_add (self->page, piece->text, piece->spaced);
  if (opens (piece))
    {
      if (brackets->n < IDL_MAX_OPEN)
        brackets->columns[brackets->n] = idl_page_get_column (self->page);
      brackets->n++;
    }
  else if (closes (piece) && brackets->n > 0)
    brackets->n--;
}

static void
break_line (Wrap *self)
{
  idl_page_begin_line (self->page, idl_brackets_get_indent (self->brackets, self->indent), FALSE);
}

/* Where a line may be broken ------------------------------------------------------------------- */

static gboolean
may_break (const Wrap *self, guint index)
{
  const IdlPiece *piece = idl_pieces_peek (self->pieces, index);
  const IdlPiece *before = idl_pieces_peek (self->pieces, index - 1);

  if (before->kind != IDL_PIECE_TOKEN || before->punctuator == '}' || !piece->spaced)
    return FALSE;
  return before->punctuator == ',' || before->punctuator == '=' || before->role == IDL_ROLE_LABEL
         || piece->role == IDL_ROLE_BINARY
         || (before->token == IDL_TOKEN_STRING && piece->token == IDL_TOKEN_STRING
             && piece->kind == IDL_PIECE_TOKEN);
}

static gboolean
is_direction (const IdlPiece *piece)
{
  return idl_piece_is_word (piece, "in") || idl_piece_is_word (piece, "out")
         || idl_piece_is_word (piece, "inout");
}

/* Whether a direction stands directly in the brackets of this one: those of its parameters. */
static gboolean
has_parameters (const Wrap *self, guint begin, guint end)
{
  guint depth = 0;

  for (guint i = begin; i < end; i++)
    {
      const IdlPiece *piece = idl_pieces_peek (self->pieces, i);

      if (depth == 1 && is_direction (piece))
        return TRUE;
      if (opens (piece))
        depth++;
      else if (closes (piece) && depth > 0)
        depth--;
    }
  return FALSE;
}

/* What cannot be parted and begins here. */
static guint
find_chunk_end (const Wrap *self, guint begin, guint end)
{
  guint i = begin + 1;

  while (i < end && !may_break (self, i))
    i++;
  return i;
}

/* Whether the longest of what is in these brackets fits behind them. */
static gboolean
has_room (const Wrap *self, guint begin, guint end)
{
  guint column = idl_page_get_column (self->page);
  guint depth = 0;

  for (guint i = begin; i < end;)
    {
      guint next = find_chunk_end (self, i, end);

      if (!idl_pieces_fit (self->pieces, i, next, column))
        return FALSE;
      for (; i < next; i++)
        {
          const IdlPiece *piece = idl_pieces_peek (self->pieces, i);

          if (closes (piece) && depth == 0)
            return TRUE;
          depth += opens (piece);
          depth -= closes (piece);
        }
    }
  return TRUE;
}

/* Writing -------------------------------------------------------------------------------------- */

static void
fill (Wrap *self, guint begin, guint end)
{
  gboolean each = has_parameters (self, begin, end);
  guint    outer = self->brackets->n;

  for (guint i = begin; i < end; i++)
    {
      const IdlPiece *piece = idl_pieces_peek (self->pieces, i);
      gboolean        may = i > begin && may_break (self, i);
      gboolean        must =
        may && each && self->brackets->n == outer + 1 && idl_piece_is_punctuator (piece - 1, ',');

      if (must
          || (may
              && !idl_pieces_fit (self->pieces, i, find_chunk_end (self, i, end),
                                  idl_page_get_column (self->page) + piece->spaced)))
        break_line (self);
      write_piece (self, i);
      if (opens (piece) && self->brackets->n == outer + 1 && i + 1 < end
          && !has_room (self, i + 1, end))
        {
          self->brackets->columns[MIN (outer, IDL_MAX_OPEN - 1)] = self->indent;
          break_line (self);
        }
    }
}

static gboolean
is_clause (const Wrap *self, guint index)
{
  const IdlPiece *piece = idl_pieces_peek (self->pieces, index);
  const IdlPiece *before = idl_pieces_peek (self->pieces, index - 1);

  if (before->kind != IDL_PIECE_TOKEN || before->punctuator == '}'
      || !idl_piece_is_punctuator (idl_pieces_peek (self->pieces, index + 1), '('))
    return FALSE;
  return idl_piece_is_word (piece, "raises") || idl_piece_is_word (piece, "getraises")
         || idl_piece_is_word (piece, "setraises")
         || (idl_piece_is_word (piece, "context") && before->punctuator == ')');
}

void
idl_wrap (IdlPage      *page,
          const GArray *pieces,
          guint         begin,
          guint         end,
          guint         indent,
          IdlBrackets  *brackets)
{
  Wrap     self = { page, pieces, brackets, indent };
  gboolean fits = idl_pieces_fit (pieces, begin, end, idl_page_get_column (page));

  while (begin < end)
    {
      guint next = fits ? end : begin + 1;

      while (next < end && !is_clause (&self, next))
        next++;
      if (idl_pieces_fit (pieces, begin, next, idl_page_get_column (page)))
        for (guint i = begin; i < next; i++)
          write_piece (&self, i);
      else
        fill (&self, begin, next);
      begin = next;
      if (begin < end)
        break_line (&self);
    }
}
