/* SPDX-License-Identifier: MIT */

/* Lines are collected first: in which column the comments behind them begin depends on their
 * neighbours. A run is a row of lines of one indentation, each with such a comment; its comments
 * begin behind the longest of its lines. If that would make a line too long, each of them begins
 * behind its own line.
 */

#include "format-page.h"

#include <string.h>

#include "format-pieces.h"

typedef struct
{
  const gchar *text;
  guint        from; /* the column in which it began */
} Remark;

/* Only the last line grows: so what belongs to one stands in a row, up to the next one's. */
typedef struct
{
  gsize  begin; /* its code, in the page's; nothing of a remark that is continued */
  guint  first_remark;
  guint  width; /* the column that the code comes to */
  guint  indent;
  guint8 spaced;
  guint8 is_continued;
} Line;

struct _IdlPage
{
  GString *code;
  GArray  *remarks; /* of Remark */
  GArray  *lines;   /* of Line */
};

IdlPage *
idl_page_new (void)
{
  IdlPage *self = g_new0 (IdlPage, 1);

  self->code = g_string_new (NULL);
  self->remarks = g_array_new (FALSE, FALSE, sizeof (Remark));
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  return self;
}

void
idl_page_free (IdlPage *self)
{
  if (self == NULL)
    return;

  g_string_free (self->code, TRUE);
  g_array_unref (self->remarks);
  g_array_unref (self->lines);
  g_free (self);
}

gboolean
idl_page_is_empty (const IdlPage *self)
{
  return self->lines->len == 0;
}

static Line *
get_line (const IdlPage *self, guint index)
{
  return &g_array_index (self->lines, Line, index);
}

static Line *
get_last (const IdlPage *self)
{
  return get_line (self, self->lines->len - 1);
}

static void
append_spaces (GString *text, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_c (text, ' ');
}

void
idl_page_begin_line (IdlPage *self, guint indent, gboolean spaced)
{
  Line line = { .begin = self->code->len,
                .first_remark = self->remarks->len,
                .width = indent,
                .indent = indent,
                .spaced = spaced && self->lines->len > 0 };

  append_spaces (self->code, indent);
  g_array_append_val (self->lines, line);
}

void
idl_page_add (IdlPage *self, const gchar *text, gboolean spaced)
{
  Line *line = get_last (self);
  gsize length = strlen (text);

  if (spaced && self->code->len > line->begin + line->indent)
    {
      g_string_append_c (self->code, ' ');
      line->width++;
    }
  g_string_append_len (self->code, text, length);
  line->width = idl_text_measure (text, length, line->width);
}

guint
idl_page_get_column (const IdlPage *self)
{
  return get_last (self)->width;
}

/* Comments ------------------------------------------------------------------------------------ */

/* A line of a comment, moved; a space at its end stays only if it keeps a backslash from there. */
static void
append_moved (GString *out, const gchar *text, gsize length, gint distance)
{
  gsize margin = 0;

  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  while (margin < length && (text[margin] == ' ' || text[margin] == '\t'))
    margin++;
  if (distance != 0 && margin < length)
    {
      gint column = (gint) idl_text_measure (text, margin, 0) + distance;

      append_spaces (out, (guint) MAX (column, 0));
      text += margin;
      length -= margin;
    }
  g_string_append_len (out, text, length);
  if (length > 0 && text[length - 1] == '\\' && text[length] != '\n')
    g_string_append_c (out, ' ');
}

static void
append_comment (GString *out, const gchar *text, gint distance)
{
  const gchar *newline = strchr (text, '\n');

  /* The first line is where it is already. */
  if (newline == NULL)
    {
      g_string_append (out, text);
      return;
    }
  append_moved (out, text, (gsize) (newline - text), 0);
  while (newline != NULL)
    {
      /* A joined line may go on in the middle of a word, or of the end of the comment. */
      gboolean is_joined = newline > text && newline[-1] == '\\';

      text = newline + 1;
      newline = strchr (text, '\n');
      g_string_append_c (out, '\n');
      append_moved (out, text, newline != NULL ? (gsize) (newline - text) : strlen (text),
                    is_joined ? 0 : distance);
    }
}

void
idl_page_add_block (IdlPage *self, const gchar *comment, guint from)
{
  Line *line = get_last (self);
  gsize begin = self->code->len;

  append_comment (self->code, comment, (gint) line->indent - (gint) from);
  line->width = idl_text_measure (self->code->str + begin, self->code->len - begin, line->width);
}

void
idl_page_add_remark (IdlPage *self, const gchar *comment, guint from)
{
  Remark remark = { comment, from };

  g_array_append_val (self->remarks, remark);
}

void
idl_page_continue_remark (IdlPage *self, const gchar *comment, guint from)
{
  guint indent = get_last (self)->indent;

  idl_page_begin_line (self, 0, FALSE);
  get_last (self)->indent = indent;
  get_last (self)->is_continued = TRUE;
  idl_page_add_remark (self, comment, from);
}

/* Columns ------------------------------------------------------------------------------------- */

static gsize
get_code_end (const IdlPage *self, guint index)
{
  return index + 1 < self->lines->len ? get_line (self, index + 1)->begin : self->code->len;
}

static guint
get_remarks_end (const IdlPage *self, guint index)
{
  return index + 1 < self->lines->len ? get_line (self, index + 1)->first_remark
                                      : self->remarks->len;
}

static gboolean
has_remark (const IdlPage *self, guint index)
{
  return get_line (self, index)->first_remark < get_remarks_end (self, index);
}

static guint
measure_remark (const IdlPage *self, const Line *line)
{
  const Remark *remark = &g_array_index (self->remarks, Remark, line->first_remark);

  return idl_text_measure (remark->text, strcspn (remark->text, "\n"), 0);
}

/* The line behind the run that begins with this one; the same if none does. */
static guint
find_run_end (const IdlPage *self, guint first)
{
  guint end = first;

  while (end < self->lines->len && has_remark (self, end)
         && get_line (self, end)->indent == get_line (self, first)->indent
         && (end == first || !get_line (self, end)->spaced))
    end++;
  return end;
}

/* 0 if it would make a line too long that can do without. */
static guint
find_column (const IdlPage *self, guint first, guint end)
{
  guint column = 0;

  for (guint i = first; i < end; i++)
    column = MAX (column, get_line (self, i)->width + 1);
  for (guint i = first; i < end; i++)
    if (get_line (self, i)->width + 1 < column
        && column + measure_remark (self, get_line (self, i)) > IDL_PAGE_WIDTH)
      return 0;
  return column;
}

static void
append_line (GString *out, const IdlPage *self, guint index, guint column)
{
  const Line *line = get_line (self, index);
  guint       at = line->width;

  if (line->spaced)
    g_string_append_c (out, '\n');
  g_string_append_len (out, self->code->str + line->begin,
                       (gssize) (get_code_end (self, index) - line->begin));
  for (guint i = line->first_remark; i < get_remarks_end (self, index); i++)
    {
      const Remark *remark = &g_array_index (self->remarks, Remark, i);
      guint         to = i == line->first_remark ? column : at + 1;
      gsize         begin;

      append_spaces (out, to - at);
      begin = out->len;
      append_comment (out, remark->text, (gint) to - (gint) remark->from);
      at = idl_text_measure (out->str + begin, out->len - begin, to);
    }
  g_string_append_c (out, '\n');
}

gchar *
idl_page_dup_text (const IdlPage *self)
{
  g_autoptr (GString) out = g_string_sized_new (self->code->len);

  for (guint i = 0; i < self->lines->len;)
    {
      guint end = find_run_end (self, i);
      guint column = find_column (self, i, end);
      guint own = 0;

      for (end = MAX (end, i + 1); i < end; i++)
        {
          if (!get_line (self, i)->is_continued)
            own = get_line (self, i)->width + 1;
          append_line (out, self, i, column > 0 ? column : own);
        }
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
