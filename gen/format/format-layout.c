/* SPDX-License-Identifier: MIT */

/* From pieces to lines. A walk over the pieces knows what blocks are open and where the definition
 * began that is being read; it is no parser, so that a file with macros, or one that is wrong, can
 * be laid out as well. A part of a definition is written when a line must end: behind ";" and "{",
 * before "}", around comments and directives. What follows of the definition goes on further to
 * the right, or behind the bracket that is open.
 *
 * What the branches of an #if open they may both open: each begins with what was open at the #if.
 *
 * Read again, the result must come out the same. So a decision rests on tokens, and on the few
 * breaks that are kept as they were: behind annotations and labels, around comments, and whether a
 * short block stood on one line.
 */

#include "format-layout.h"

#include <string.h>

#include "format-blocks.h"
#include "format-wrap.h"

#define INDENT 2
#define CONTINUATION 2

/* Deeper blocks are not indented further; deeper conditionals not followed. */
#define MAX_DEPTH 40

typedef struct
{
  IdlBlocks   blocks;
  IdlBrackets brackets;     /* open ones, of the part that was written */
  guint       parens;       /* open ones, of the definition so far */
  guint       head;         /* its first piece; NONE if none is open */
  guint       lead;         /* the first one behind the annotations that it begins with */
  gboolean    is_continued; /* whether a part of it was written */
  gboolean    is_labelled;  /* whether it stands below a label */
} State;

typedef struct
{
  IdlPage        *page;
  const GArray   *pieces;
  State           state;
  guint           begin;                   /* the first piece that is not written */
  State           conditionals[MAX_DEPTH]; /* what was open at each #if */
  guint           n_conditionals;
  gboolean        after_opening; /* the last line opens a block */
  const IdlPiece *remark;        /* (nullable): the comment that the last line ends with */
} Layout;

#define NONE G_MAXUINT

static const IdlPiece *
peek (const Layout *self, guint index)
{
  return idl_pieces_peek (self->pieces, index);
}

static guint
get_indent (const Layout *self)
{
  guint depth = MIN (self->state.blocks.n, MAX_DEPTH);

  return depth * INDENT + (self->state.is_labelled ? INDENT : 0);
}

static void
begin_line (Layout *self, guint index, guint indent)
{
  const IdlPiece *piece = peek (self, index);
  gboolean        closes = idl_piece_is_punctuator (piece, '}');

  idl_page_begin_line (self->page, indent,
                       piece->newlines > 1 && !closes && !self->after_opening
                         && !self->state.is_continued);
  self->after_opening = FALSE;
  self->remark = NULL;
}

static void
end_definition (Layout *self)
{
  self->state.head = NONE;
  self->state.is_continued = FALSE;
  self->state.brackets.n = 0;
  self->state.parens = 0;
}

/* Whether there are annotations and nothing else: these are no part of a line to be continued. */
static gboolean
is_lead (const Layout *self, guint end)
{
  return self->state.head != NONE && self->state.lead == end;
}

/* Parts --------------------------------------------------------------------------------------- */

static void
write_line (Layout *self, guint begin, guint end)
{
  guint indent = get_indent (self);
  guint further = indent + CONTINUATION;

  if (self->state.is_continued)
    indent = idl_brackets_get_indent (&self->state.brackets, further);
  begin_line (self, begin, indent);
  idl_wrap (self->page, self->pieces, begin, end, further, &self->state.brackets);
}

/* A line of its own for a comment, and for what stands behind it. Where that is between the end of
 * a comment of several lines and a closing brace, they stand so the next time. */
static void
write_comments (Layout *self, guint begin, guint end)
{
  const IdlPiece *first = peek (self, begin);
  guint           indent = get_indent (self);

  if (self->state.is_continued)
    indent = idl_brackets_get_indent (&self->state.brackets, indent + CONTINUATION);
  begin_line (self, begin, indent);
  idl_page_add_block (self->page, first->text, first->column);
  for (guint i = begin + 1; i < end; i++)
    idl_page_add_remark (self->page, peek (self, i)->text, peek (self, i)->column);
}

/* Comments at its end are no part of the line. */
static void
write_part (Layout *self, guint end)
{
  guint begin = self->begin;
  guint code_end = end;

  self->begin = end;
  while (code_end > begin && peek (self, code_end - 1)->kind == IDL_PIECE_COMMENT)
    code_end--;
  if (begin == end)
    return;
  if (code_end == begin)
    {
      write_comments (self, begin, end);
      self->state.is_continued = self->state.head != NONE;
      return;
    }

  if (self->state.lead > begin && self->state.lead < code_end && !self->state.is_continued
      && self->state.head != NONE
      && !idl_pieces_fit (self->pieces, begin, code_end, get_indent (self)))
    {
      write_line (self, begin, self->state.lead);
      begin = self->state.lead;
    }
  write_line (self, begin, code_end);
  for (guint i = code_end; i < end; i++)
    idl_page_add_remark (self->page, peek (self, i)->text, peek (self, i)->column);
  self->state.is_continued = self->state.head != NONE;
}

static void
write_definition (Layout *self, guint end)
{
  write_part (self, end);
  end_definition (self);
}

/* Before a line that is no part of the definition. At the end of a block it is over: the last
 * enumerator has no comma. */
static void
interrupt (Layout *self, guint index)
{
  gboolean is_over =
    self->state.head != NONE && (is_lead (self, index) || peek (self, index)->precedes_closing);

  write_part (self, index);
  if (is_over)
    end_definition (self);
}

/* Comments and directives ---------------------------------------------------------------------- */

static gboolean
continues_remark (const Layout *self, const IdlPiece *comment)
{
  return self->remark != NULL && comment == self->remark + 1 && comment->newlines == 1
         && comment->column == self->remark->column;
}

static void
lay_comment (Layout *self, guint index)
{
  const IdlPiece *comment = peek (self, index);
  gboolean        is_remark = comment->newlines == 0 && !idl_page_is_empty (self->page);

  if (!comment->breaks)
    return;

  if (self->begin < index)
    {
      is_remark |= comment->newlines == 0;
      interrupt (self, index);
    }
  self->begin = index + 1;
  if (is_remark)
    idl_page_add_remark (self->page, comment->text, comment->column);
  else if (continues_remark (self, comment))
    {
      idl_page_continue_remark (self->page, comment->text, comment->column);
      self->after_opening = FALSE;
      is_remark = TRUE;
    }
  else
    write_comments (self, index, index + 1);
  self->remark = is_remark ? comment : NULL;
}

static void
follow_conditional (Layout *self, const gchar *directive)
{
  const gchar *word = directive + 1;

  while (g_ascii_isspace (*word))
    word++;
  if (g_str_has_prefix (word, "if"))
    {
      if (self->n_conditionals < MAX_DEPTH)
        self->conditionals[self->n_conditionals] = self->state;
      self->n_conditionals++;
    }
  else if (self->n_conditionals == 0)
    return;
  else if (g_str_has_prefix (word, "endif"))
    self->n_conditionals--;
  else if (g_str_has_prefix (word, "el") && self->n_conditionals <= MAX_DEPTH)
    self->state = self->conditionals[self->n_conditionals - 1];
}

static void
lay_directive (Layout *self, guint index)
{
  const IdlPiece *directive = peek (self, index);

  interrupt (self, index);
  self->begin = index + 1;
  begin_line (self, index, 0);
  idl_page_add (self->page, directive->text, FALSE);
  follow_conditional (self, directive->text);
}

/* Tokens -------------------------------------------------------------------------------------- */

/* Returns the last piece that is dealt with. */
static guint
lay_opening (Layout *self, guint index)
{
  const IdlPiece *next = peek (self, index + 1);
  IdlBlockKind    kind;

  if (idl_piece_is_punctuator (next, '}'))
    return index + 1;

  kind = idl_block_find_kind (self->pieces, self->state.lead, index, self->state.parens > 0);
  if (idl_block_is_short (kind) && !self->state.is_continued)
    {
      guint close = idl_block_find_end (self->pieces, self->begin, index, get_indent (self));

      if (close > 0)
        return close;
    }
  write_definition (self, index + 1);
  self->state.is_labelled = FALSE;
  idl_blocks_push (&self->state.blocks, kind);
  self->after_opening = TRUE;
  return index;
}

/* What stands behind it on its line belongs to it. */
static void
end_at_break (Layout *self, guint index)
{
  const IdlPiece *next = peek (self, index + 1);

  if (next->kind == IDL_PIECE_END
      || (next->kind == IDL_PIECE_TOKEN && next->newlines > 0 && next->punctuator != ';'))
    write_definition (self, index + 1);
}

static void
lay_closing (Layout *self, guint index)
{
  write_definition (self, index);
  self->state.is_labelled = FALSE;
  idl_blocks_pop (&self->state.blocks);
  self->state.head = index;
  self->state.lead = index;
  self->after_opening = FALSE;
  end_at_break (self, index);
}

/* A label has a line of its own if it had one, or needs one. */
static void
lay_label (Layout *self, guint index)
{
  const IdlPiece *next = peek (self, index + 1);
  guint           end = index + 1;

  /* Every piece has a character at least. */
  while (end - index < IDL_PAGE_WIDTH && !idl_piece_is_punctuator (peek (self, end), ';')
         && peek (self, end)->kind == IDL_PIECE_TOKEN && peek (self, end)->punctuator != '{')
    end++;
  end += peek (self, end)->kind == IDL_PIECE_TOKEN;
  if (next->newlines == 0 && !next->breaks
      && idl_pieces_fit (self->pieces, self->begin, end, get_indent (self)))
    return;

  write_definition (self, index + 1);
  self->state.is_labelled = TRUE;
}

/* Returns the last piece of it. */
static guint
lay_annotation (Layout *self, guint index)
{
  guint           last = idl_annotation_find_end (self->pieces, index);
  const IdlPiece *next = peek (self, last + 1);

  if (last == index)
    return index;

  self->state.lead = last + 1;
  if (next->kind == IDL_PIECE_TOKEN && next->newlines > 0)
    write_definition (self, last + 1);
  return last;
}

static void
begin_definition (Layout *self, guint index)
{
  const IdlPiece *piece = peek (self, index);

  if (self->state.head != NONE)
    return;

  self->state.head = index;
  self->state.lead = index;
  if (idl_piece_is_word (piece, "case") || idl_piece_is_word (piece, "default"))
    self->state.is_labelled = FALSE;
}

/* Returns the last piece that is dealt with. */
static guint
lay_token (Layout *self, guint index)
{
  const IdlPiece *piece = peek (self, index);

  if (piece->punctuator == '}')
    {
      lay_closing (self, index);
      return index;
    }
  begin_definition (self, index);
  if (piece->punctuator == '@' && is_lead (self, index))
    return lay_annotation (self, index);
  if (piece->punctuator == '{')
    return lay_opening (self, index);

  if (piece->punctuator == '(')
    self->state.parens++;
  else if (piece->punctuator == ')')
    self->state.parens -= self->state.parens > 0;
  else if (piece->role == IDL_ROLE_LABEL)
    lay_label (self, index);
  else if (piece->punctuator == ';')
    {
      write_definition (self, index + 1);
      self->state.is_labelled = FALSE;
    }
  else if (piece->punctuator == ',' && self->state.parens == 0
           && idl_blocks_is_list (&self->state.blocks))
    write_definition (self, index + 1);
  return index;
}

void
idl_layout_run (IdlPage *page, const GArray *pieces)
{
  Layout self = { .page = page, .pieces = pieces, .state = { .head = NONE } };
  guint  i = 0;

  for (; peek (&self, i)->kind != IDL_PIECE_END; i++)
    {
      if (peek (&self, i)->kind == IDL_PIECE_DIRECTIVE)
        lay_directive (&self, i);
      else if (peek (&self, i)->kind == IDL_PIECE_COMMENT)
        lay_comment (&self, i);
      else
        i = lay_token (&self, i);
    }
  write_part (&self, i);
}
