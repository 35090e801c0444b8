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
  gchar *text;
  guint  from; /* the column in which it began */
} Remark;

typedef struct
{
  GString *code;    /* nothing of a remark that is continued */
  GArray  *remarks; /* (nullable): of Remark */
  guint    indent;
  gboolean spaced;
  gboolean is_continued;
} Line;

struct _IdlPage
{
  GArray *lines; /* of Line */
};

static void
clear_remark (gpointer data)
{
  Remark *remark = data;

  g_free (remark->text);
}

static void
clear_line (gpointer data)
{
  Line *line = data;

  g_string_free (line->code, TRUE);
  g_clear_pointer (&line->remarks, g_array_unref);
}

IdlPage *
idl_page_new (void)
{
  IdlPage *self = g_new0 (IdlPage, 1);

  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_array_set_clear_func (self->lines, clear_line);
  return self;
}

void
idl_page_free (IdlPage *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->lines);
  g_free (self);
}

gboolean
idl_page_is_empty (const IdlPage *self)
{
  return self->lines->len == 0;
}

static Line *
get_last (const IdlPage *self)
{
  return &g_array_index (self->lines, Line, self->lines->len - 1);
}

static guint
measure (const GString *text)
{
  return idl_text_measure (text->str, text->len, 0);
}

void
idl_page_begin_line (IdlPage *self, guint indent, gboolean spaced)
{
  Line line = { .indent = indent, .spaced = spaced && self->lines->len > 0 };

  line.code = g_string_sized_new (indent + 16);
  for (guint i = 0; i < indent; i++)
    g_string_append_c (line.code, ' ');
  g_array_append_val (self->lines, line);
}

void
idl_page_add (IdlPage *self, const gchar *text, gboolean spaced)
{
  Line *line = get_last (self);

  if (spaced && line->code->len > line->indent)
    g_string_append_c (line->code, ' ');
  g_string_append (line->code, text);
}

guint
idl_page_get_column (const IdlPage *self)
{
  return measure (get_last (self)->code);
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

      g_string_append_printf (out, "%*s", MAX (column, 0), "");
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

  append_comment (line->code, comment, (gint) line->indent - (gint) from);
}

void
idl_page_add_remark (IdlPage *self, const gchar *comment, guint from)
{
  Line  *line = get_last (self);
  Remark remark = { g_strdup (comment), from };

  if (line->remarks == NULL)
    {
      line->remarks = g_array_new (FALSE, FALSE, sizeof (Remark));
      g_array_set_clear_func (line->remarks, clear_remark);
    }
  g_array_append_val (line->remarks, remark);
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

static guint
measure_remark (const Line *line)
{
  const Remark *remark = &g_array_index (line->remarks, Remark, 0);

  return idl_text_measure (remark->text, strcspn (remark->text, "\n"), 0);
}

/* How many lines a run has that begins with this one. */
static guint
count_run (const IdlPage *self, guint first)
{
  const Line *begin = &g_array_index (self->lines, Line, first);
  guint       n = 0;

  while (first + n < self->lines->len)
    {
      const Line *line = begin + n;

      if (line->remarks == NULL || line->indent != begin->indent || (n > 0 && line->spaced))
        break;
      n++;
    }
  return n;
}

/* 0 if it would make a line too long that can do without. */
static guint
find_column (const Line *lines, guint n)
{
  guint column = 0;

  for (guint i = 0; i < n; i++)
    column = MAX (column, measure (lines[i].code) + 1);
  for (guint i = 0; i < n; i++)
    if (column + measure_remark (&lines[i]) > IDL_PAGE_WIDTH
        && measure (lines[i].code) + 1 < column)
      return 0;
  return column;
}

/* The column that the text has come to. */
static guint
measure_end (const GString *text)
{
  gsize begin = text->len;

  while (begin > 0 && text->str[begin - 1] != '\n')
    begin--;
  return idl_text_measure (text->str + begin, text->len - begin, 0);
}

static void
append_line (GString *out, const Line *line, guint column)
{
  if (line->spaced)
    g_string_append_c (out, '\n');
  g_string_append_len (out, line->code->str, line->code->len);
  for (guint i = 0; line->remarks != NULL && i < line->remarks->len; i++)
    {
      const Remark *remark = &g_array_index (line->remarks, Remark, i);
      guint         at = measure_end (out);
      guint         to = i == 0 ? column : at + 1;

      g_string_append_printf (out, "%*s", (gint) (to - at), "");
      append_comment (out, remark->text, (gint) to - (gint) remark->from);
    }
  g_string_append_c (out, '\n');
}

gchar *
idl_page_dup_text (const IdlPage *self)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < self->lines->len;)
    {
      const Line *lines = &g_array_index (self->lines, Line, i);
      guint       n = count_run (self, i);
      guint       column = find_column (lines, n);
      guint       own = 0;

      for (guint k = 0; k < MAX (n, 1); k++)
        {
          if (!lines[k].is_continued)
            own = measure (lines[k].code) + 1;
          append_line (out, &lines[k], column > 0 ? column : own);
        }
      i += MAX (n, 1);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
