/* SPDX-License-Identifier: MIT */

/* Markdown reads lines first, then what is in them. A line may begin a heading or a block of code,
 * or make a heading of the line before; within it a `<` may begin HTML, unless it stands between
 * backticks. */

#include "markdown.h"

#include <string.h>

/* Text of any length in backticks takes one more of them than it has in a row. */
static gchar *
dup_fence (const gchar *text)
{
  gsize longest = 0;
  gsize run = 0;

  for (; *text != '\0'; text++)
    {
      run = *text == '`' ? run + 1 : 0;
      longest = MAX (longest, run);
    }
  return g_strnfill (longest + 1, '`');
}

void
idl_markdown_append_code (GString *out, const gchar *text)
{
  g_autofree gchar *valid = g_utf8_make_valid (text, -1);
  g_autofree gchar *fence = dup_fence (valid);
  const gchar      *space = fence[1] != '\0' ? " " : "";

  for (gchar *p = valid; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  g_string_append_printf (out, "%s%s%s%s%s", fence, space, valid, space, fence);
}

static gboolean
is_fence (const gchar *line)
{
  return g_str_has_prefix (line, "```") || g_str_has_prefix (line, "~~~");
}

/* "===" and "---" make a heading of the line before. */
static gboolean
is_underline (const gchar *line)
{
  return *line != '\0' && (line[strspn (line, "=")] == '\0' || line[strspn (line, "-")] == '\0');
}

static void
append_line (GString *out, const gchar *line)
{
  gboolean in_code = FALSE;

  if (*line == '#' || is_underline (line))
    g_string_append_c (out, '\\');
  for (; *line != '\0'; line++)
    {
      in_code ^= *line == '`';
      if (*line == '<' && !in_code)
        g_string_append (out, "&lt;");
      else
        g_string_append_c (out, g_ascii_iscntrl (*line) ? ' ' : *line);
    }
}

void
idl_markdown_append_comment (GString *out, const gchar *comment, const gchar *indent)
{
  g_autofree gchar *valid = g_utf8_make_valid (comment, -1);
  g_auto (GStrv) lines = g_strsplit (valid, "\n", -1);
  gchar fence[] = "```";
  gboolean in_block = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gchar *line = g_strchomp (lines[i]);
      gchar *start = line + strspn (line, " \t");

      g_string_append (out, i > 0 && *start != '\0' ? indent : "");
      if (is_fence (start) && (!in_block || strncmp (start, fence, 3) == 0))
        {
          in_block = !in_block;
          memcpy (fence, start, 3);
          g_string_append (out, start);
        }
      else if (in_block)
        g_string_append (out, line);
      else
        append_line (out, start);
      g_string_append_c (out, '\n');
    }
  if (in_block)
    g_string_append_printf (out, "%s%s\n", indent, fence);
}
