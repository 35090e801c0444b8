/* SPDX-License-Identifier: MIT */

/* A template is filled line by line. A line is first tried with all its lists unbroken; if it is
 * too wide, with one of the lists broken, the last one first, because that is the innermost
 * parameter list of most lines; then with all of them broken.
 */

#include "writer.h"

#include <string.h>

enum
{
  PAGE_WIDTH = 100,
  OUTER_WIDTH = 3, /* kept free behind a packed list, for the line that it is put into: " }," */
  BREAK_NONE = -1,
  BREAK_ALL = -2
};

typedef struct
{
  const gchar *name;
  gchar       *value;
} Hole;

struct _IdlHoles
{
  GArray       *values; /* of Hole: few, so that they are looked through */
  IdlHoleSource source; /* (nullable) */
  gconstpointer data;
};

static void
clear_hole (gpointer data)
{
  Hole *hole = data;

  g_free (hole->value);
}

IdlHoles *
idl_holes_new (void)
{
  IdlHoles *self = g_new0 (IdlHoles, 1);

  self->values = g_array_new (FALSE, FALSE, sizeof (Hole));
  g_array_set_clear_func (self->values, clear_hole);
  return self;
}

void
idl_holes_free (IdlHoles *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->values);
  g_free (self);
}

void
idl_holes_set_source (IdlHoles *self, IdlHoleSource source, gconstpointer data)
{
  self->source = source;
  self->data = data;
}

static Hole *
find (const IdlHoles *self, const gchar *name, gsize length)
{
  for (guint i = 0; i < self->values->len; i++)
    {
      Hole *hole = &g_array_index (self->values, Hole, i);

      if (hole->name[0] == name[0] && strncmp (hole->name, name, length) == 0
          && hole->name[length] == '\0')
        return hole;
    }
  return NULL;
}

void
idl_holes_take (IdlHoles *self, const gchar *name, gchar *value)
{
  Hole *hole = find (self, name, strlen (name));
  Hole  fresh = { name, value };

  if (hole == NULL)
    g_array_append_val (self->values, fresh);
  else
    {
      g_free (hole->value);
      hole->value = value;
    }
}

void
idl_holes_set (IdlHoles *self, const gchar *name, const gchar *value)
{
  idl_holes_take (self, name, g_strdup (value));
}

void
idl_holes_format (IdlHoles *self, const gchar *name, const gchar *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  idl_holes_take (self, name, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/* How many characters there are from "begin" to "end". */
static glong
measure (const gchar *begin, const gchar *end)
{
  glong width = 0;

  for (; begin < end; begin++)
    width += ((guchar) *begin & 0xc0) != 0x80;
  return width;
}

static glong
get_column (const GString *text)
{
  const gchar *end = text->str + text->len;
  const gchar *begin = end;

  while (begin > text->str && begin[-1] != '\n')
    begin--;
  return measure (begin, end);
}

static void
append_blanks (GString *out, glong n_blanks)
{
  for (; n_blanks > 0; n_blanks--)
    g_string_append_c (out, ' ');
}

/* Lines after the first begin in the column where the value began; empty ones stay empty. */
static void
append_block (GString *out, const gchar *value)
{
  const gchar *newline = strchr (value, '\n');
  glong        column = newline != NULL ? get_column (out) : 0;

  for (; newline != NULL; newline = strchr (value, '\n'))
    {
      g_string_append_len (out, value, newline + 1 - value);
      value = newline + 1;
      if (*value != '\n' && *value != '\0')
        append_blanks (out, column);
    }
  g_string_append (out, value);
}

/* The end of the character or string literal that begins here: blanks in it count. */
static const gchar *
skip_literal (const gchar *value)
{
  gchar quote = *value++;

  while (*value != '\0' && *value != quote)
    value += *value == '\\' && value[1] != '\0' ? 2 : 1;
  return value + (*value == quote);
}

/* Puts the elements on one line, without the blanks that align them below one another. */
static void
append_joined (GString *out, const gchar *value)
{
  while (*value != '\0')
    {
      const gchar *end = value + strcspn (value, " \n\"'");

      if (*end == '"' || *end == '\'')
        end = skip_literal (end);
      g_string_append_len (out, value, end - value);
      value = end + strspn (end, " \n");
      if (value > end)
        g_string_append_c (out, ' ');
    }
}

/* Each line takes as many elements as fit, the first in the column where the list began. closing:
 * the width of what follows the last of them. */
static void
append_packed (GString *out, const gchar *value, glong closing)
{
  glong start = get_column (out);
  g_auto (GStrv) elements = g_strsplit (value, "\n", -1);
  g_autoptr (GString) element = g_string_new (NULL);

  for (guint i = 0; elements[i] != NULL; i++)
    {
      glong width;

      g_string_truncate (element, 0);
      append_joined (element, elements[i]);
      width = measure (element->str, element->str + element->len);
      if (elements[i + 1] == NULL)
        width += MAX (closing, OUTER_WIDTH);
      if (i > 0 && get_column (out) + 1 + width > PAGE_WIDTH)
        {
          g_string_append_c (out, '\n');
          append_blanks (out, start);
        }
      else if (i > 0)
        g_string_append_c (out, ' ');
      g_string_append_len (out, element->str, (gssize) element->len);
    }
}

static const gchar *
lookup (const IdlHoles *holes, const gchar *name, gsize length)
{
  const Hole *hole = find (holes, name, length);

  if (hole == NULL && holes->source != NULL)
    {
      /* To the caller it makes no difference when a value is made. */
      holes->source ((IdlHoles *) holes, name, length, holes->data);
      hole = find (holes, name, length);
    }
  if (hole == NULL)
    g_error ("the hole %.*s has no value", (int) length, name);
  return hole->value;
}

/* Fills one line of a template; broken is the number of the list to break. Returns the number of
 * lists. */
static gint
fill_line (const IdlHoles *holes, const gchar *line, gsize length, gint broken, GString *filled)
{
  const gchar *end = line + length;
  gint         n_lists = 0;

  g_string_truncate (filled, 0);
  while (line < end)
    {
      const gchar *open = memchr (line, '%', (gsize) (end - line));
      const gchar *close;
      const gchar *value;

      if (open == NULL || strchr ("{([", open[1]) == NULL)
        {
          const gchar *stop = open == NULL ? end : open + 1;

          g_string_append_len (filled, line, stop - line);
          line = stop;
          continue;
        }

      g_string_append_len (filled, line, open - line);
      close = open + strcspn (open, "})]");
      g_assert (close < end);
      value = lookup (holes, open + 2, (gsize) (close - open - 2));
      if (open[1] != '{' && broken != BREAK_ALL && broken != n_lists)
        append_joined (filled, value);
      else if (open[1] == '[')
        append_packed (filled, value, measure (close + 1, end));
      else
        append_block (filled, value);
      n_lists += open[1] != '{';
      line = close + 1;
    }
  return n_lists;
}

static gboolean
fits (const GString *text)
{
  const gchar *end = text->str + text->len;
  const gchar *line = text->str;

  if (text->len <= PAGE_WIDTH)
    return TRUE;
  while (TRUE)
    {
      const gchar *newline = memchr (line, '\n', (gsize) (end - line));

      if (measure (line, newline != NULL ? newline : end) > PAGE_WIDTH)
        return FALSE;
      if (newline == NULL)
        return TRUE;
      line = newline + 1;
    }
}

static void
fill_line_within_page (const IdlHoles *holes, const gchar *line, gsize length, GString *filled)
{
  gint n_lists = fill_line (holes, line, length, BREAK_NONE, filled);

  if (n_lists == 0)
    return;

  for (gint broken = n_lists - 1; broken >= 0 && !fits (filled); broken--)
    fill_line (holes, line, length, broken, filled);
  if (!fits (filled))
    fill_line (holes, line, length, BREAK_ALL, filled);
}

static gboolean
is_blank (const gchar *line)
{
  return line[strspn (line, " \n")] == '\0';
}

void
idl_write (GString *out, const IdlHoles *holes, const gchar *template)
{
  g_autoptr (GString) filled = g_string_new (NULL);

  while (*template != '\0')
    {
      gsize length = strcspn (template, "\n");

      fill_line_within_page (holes, template, length, filled);
      if (length == 0 || !is_blank (filled->str))
        {
          g_string_append_len (out, filled->str, (gssize) filled->len);
          if (template[length] == '\n' && !g_str_has_suffix (filled->str, "\n"))
            g_string_append_c (out, '\n');
        }
      template += length + (template[length] == '\n');
    }
}

gchar *
idl_fill (const IdlHoles *holes, const gchar *template)
{
  GString *out = g_string_new (NULL);

  idl_write (out, holes, template);
  if (g_str_has_suffix (out->str, "\n"))
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}
