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
  CLOSING_WIDTH = 3, /* what is kept free after the elements of a packed list: " }," */
  BREAK_NONE = -1,
  BREAK_ALL = -2
};

struct _IdlHoles
{
  GHashTable *values;
};

IdlHoles *
idl_holes_new (void)
{
  IdlHoles *self = g_new (IdlHoles, 1);

  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
idl_holes_free (IdlHoles *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->values);
  g_free (self);
}

void
idl_holes_take (IdlHoles *self, const gchar *name, gchar *value)
{
  g_hash_table_insert (self->values, g_strdup (name), value);
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

static glong
get_column (const GString *text)
{
  const gchar *end = g_strrstr_len (text->str, (gssize) text->len, "\n");

  return g_utf8_strlen (end != NULL ? end + 1 : text->str, -1);
}

/* Lines after the first begin in the column where the value began; empty ones stay empty. */
static void
append_block (GString *out, const gchar *value)
{
  glong column = get_column (out);

  for (; *value != '\0'; value++)
    {
      g_string_append_c (out, *value);
      if (*value == '\n' && value[1] != '\n' && value[1] != '\0')
        g_string_append_printf (out, "%*s", (int) column, "");
    }
}

/* Puts the elements on one line, without the blanks that align them below one another. */
static void
append_joined (GString *out, const gchar *value)
{
  for (; *value != '\0'; value++)
    {
      gboolean is_blank = *value == ' ' || *value == '\n';

      if (!is_blank)
        g_string_append_c (out, *value);
      else if (value[1] != ' ' && value[1] != '\n')
        g_string_append_c (out, ' ');
    }
}

/* Each line takes as many elements as fit, the first in the column where the list began. */
static void
append_packed (GString *out, const gchar *value)
{
  glong start = get_column (out);
  g_auto (GStrv) elements = g_strsplit (value, "\n", -1);

  for (guint i = 0; elements[i] != NULL; i++)
    {
      glong width = g_utf8_strlen (elements[i], -1) + CLOSING_WIDTH;

      if (i > 0 && get_column (out) + 1 + width > PAGE_WIDTH)
        g_string_append_printf (out, "\n%*s", (int) start, "");
      else if (i > 0)
        g_string_append_c (out, ' ');
      append_joined (out, elements[i]);
    }
}

static const gchar *
lookup (const IdlHoles *holes, const gchar *name, gsize length)
{
  g_autofree gchar *key = g_strndup (name, length);
  const gchar      *value = g_hash_table_lookup (holes->values, key);

  if (value == NULL)
    g_error ("the hole %s has no value", key);
  return value;
}

/* Fills one line of a template; broken is the number of the list to break. */
static gchar *
fill_line (const IdlHoles *holes, const gchar *line, gsize length, gint broken, gint *n_lists)
{
  GString     *filled = g_string_new (NULL);
  const gchar *end = line + length;

  *n_lists = 0;
  while (line < end)
    {
      const gchar *close;
      const gchar *value;

      if (line[0] != '%' || strchr ("{([", line[1]) == NULL)
        {
          g_string_append_c (filled, *line++);
          continue;
        }

      close = line + strcspn (line, "})]");
      g_assert (close < end);
      value = lookup (holes, line + 2, (gsize) (close - line - 2));
      if (line[1] != '{' && broken != BREAK_ALL && broken != *n_lists)
        append_joined (filled, value);
      else if (line[1] == '[')
        append_packed (filled, value);
      else
        append_block (filled, value);
      *n_lists += line[1] != '{';
      line = close + 1;
    }
  return g_string_free (filled, FALSE);
}

static gboolean
fits (const gchar *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_utf8_strlen (lines[i], -1) > PAGE_WIDTH)
      return FALSE;
  return TRUE;
}

static gchar *
fill_line_within_page (const IdlHoles *holes, const gchar *line, gsize length)
{
  gint   n_lists;
  gint   ignored;
  gchar *filled = fill_line (holes, line, length, BREAK_NONE, &n_lists);

  if (n_lists == 0)
    return filled;

  for (gint broken = n_lists - 1; broken >= 0 && !fits (filled); broken--)
    {
      g_free (filled);
      filled = fill_line (holes, line, length, broken, &ignored);
    }
  if (!fits (filled))
    {
      g_free (filled);
      filled = fill_line (holes, line, length, BREAK_ALL, &ignored);
    }
  return filled;
}

static gboolean
is_blank (const gchar *line)
{
  return line[strspn (line, " \n")] == '\0';
}

void
idl_write (GString *out, const IdlHoles *holes, const gchar *template)
{
  while (*template != '\0')
    {
      gsize             length = strcspn (template, "\n");
      g_autofree gchar *filled = fill_line_within_page (holes, template, length);

      if (length == 0 || !is_blank (filled))
        {
          g_string_append (out, filled);
          if (template[length] == '\n' && !g_str_has_suffix (filled, "\n"))
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
