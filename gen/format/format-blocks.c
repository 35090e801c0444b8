/* SPDX-License-Identifier: MIT */

/* What is in braces or behind an @, found by looking ahead. */

#include "format-blocks.h"

#include "format-wrap.h"

/* Longer annotations are laid out as if they were something else. */
#define MAX_ANNOTATION 1000

static const struct
{
  const gchar *word;
  IdlBlockKind kind;
} kinds[] = {
  { "module", IDL_BLOCK_PLAIN },     { "interface", IDL_BLOCK_PLAIN },
  { "valuetype", IDL_BLOCK_PLAIN },  { "struct", IDL_BLOCK_RECORD },
  { "exception", IDL_BLOCK_RECORD }, { "union", IDL_BLOCK_RECORD },
  { "bitset", IDL_BLOCK_RECORD },    { "enum", IDL_BLOCK_LIST },
  { "bitmask", IDL_BLOCK_LIST },
};

void
idl_blocks_push (IdlBlocks *self, IdlBlockKind kind)
{
  if (self->n < IDL_MAX_BLOCKS)
    self->kinds[self->n] = (guint8) kind;
  self->n++;
}

void
idl_blocks_pop (IdlBlocks *self)
{
  self->n -= self->n > 0;
}

gboolean
idl_blocks_is_list (const IdlBlocks *self)
{
  return self->n > 0 && self->n <= IDL_MAX_BLOCKS && self->kinds[self->n - 1] == IDL_BLOCK_LIST;
}

gboolean
idl_block_is_short (IdlBlockKind kind)
{
  return kind != IDL_BLOCK_PLAIN;
}

static gboolean
find_kind (const IdlPiece *piece, IdlBlockKind *out_kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (idl_piece_is_word (piece, kinds[i].word))
      {
        *out_kind = kinds[i].kind;
        return TRUE;
      }
  return FALSE;
}

IdlBlockKind
idl_block_find_kind (const GArray *pieces, guint lead, guint index, gboolean is_inner)
{
  IdlBlockKind kind = IDL_BLOCK_PLAIN;

  for (guint i = lead; i < index; i++)
    if (find_kind (idl_pieces_peek (pieces, i), &kind) && !is_inner)
      break;
  return kind;
}

/* Whether this piece goes on in the line of the one before. */
static gboolean
is_in_line (const IdlPiece *piece)
{
  return piece->newlines == 0 && piece->kind != IDL_PIECE_DIRECTIVE && piece->kind != IDL_PIECE_END
         && !piece->breaks;
}

static gboolean
is_brace (const IdlPiece *piece)
{
  return idl_piece_is_punctuator (piece, '{') || idl_piece_is_punctuator (piece, '}');
}

/* Whether the definition goes on with it, on whatever line it is. */
static gboolean
is_inside (const IdlPiece *piece)
{
  return (piece->kind == IDL_PIECE_TOKEN || piece->kind == IDL_PIECE_COMMENT) && !piece->breaks
         && !is_brace (piece) && piece->punctuator != ';';
}

guint
idl_block_find_end (const GArray *pieces, guint begin, guint index, guint indent)
{
  guint close = index + 1;
  guint end;

  /* Every piece has a character at least. */
  while (is_in_line (idl_pieces_peek (pieces, close)) && close - index < IDL_PAGE_WIDTH
         && !is_brace (idl_pieces_peek (pieces, close)))
    close++;
  if (idl_pieces_peek (pieces, close)->newlines > 0
      || !idl_piece_is_punctuator (idl_pieces_peek (pieces, close), '}'))
    return 0;

  end = close + 1;
  while (is_inside (idl_pieces_peek (pieces, end)) && end - close < IDL_PAGE_WIDTH)
    end++;
  if (idl_piece_is_punctuator (idl_pieces_peek (pieces, end), ';')
      || idl_piece_is_punctuator (idl_pieces_peek (pieces, end), '{'))
    end++;
  return idl_pieces_fit (pieces, begin, end, indent) ? close : 0;
}

guint
idl_annotation_find_end (const GArray *pieces, guint index)
{
  guint last = index + 1;
  guint depth = 0;

  if (idl_pieces_peek (pieces, last)->token != IDL_TOKEN_IDENTIFIER
      || idl_piece_is_word (idl_pieces_peek (pieces, last), "annotation"))
    return index;
  while (idl_piece_is_punctuator (idl_pieces_peek (pieces, last + 1), IDL_PUNCTUATOR_SCOPE)
         && idl_pieces_peek (pieces, last + 2)->token == IDL_TOKEN_IDENTIFIER)
    last += 2;
  if (!idl_piece_is_punctuator (idl_pieces_peek (pieces, last + 1), '('))
    return last;

  do
    {
      const IdlPiece *piece = idl_pieces_peek (pieces, ++last);

      if (piece->kind != IDL_PIECE_TOKEN || piece->punctuator == ';' || piece->punctuator == '{'
          || piece->punctuator == '}' || last - index > MAX_ANNOTATION)
        return index;
      depth += piece->punctuator == '(';
      depth -= piece->punctuator == ')';
    }
  while (depth > 0);
  return last;
}
