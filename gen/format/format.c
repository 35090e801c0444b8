/* SPDX-License-Identifier: MIT */

/* A file's way to its form: pieces, the spaces between them, lines. The ends of the lines are "\n"
 * on this way; in the end they are what the file's first line had.
 */

#include "format.h"

#include <string.h>

#include "format-layout.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static gboolean
has_carriage_returns (const IdlSource *source)
{
  const gchar *newline = strchr (source->text, '\n');

  return newline != NULL && newline > source->text && newline[-1] == '\r';
}

/* "\r\n" to "\n", and more of them as well; those keep a backslash from the end of the line. */
static gchar *
dup_plain (const IdlSource *source)
{
  g_autoptr (GString) plain = g_string_sized_new (source->length);

  for (const gchar *at = source->text; *at != '\0'; at++)
    {
      gsize length = plain->len;

      while (*at == '\n' && length > 0 && plain->str[length - 1] == '\r')
        length--;
      if (plain->len > length + 1 && length > 0 && plain->str[length - 1] == '\\')
        plain->str[length++] = ' ';
      g_string_truncate (plain, length);
      g_string_append_c (plain, *at);
    }
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

static gchar *
dup_lines (const IdlSource *source, const gchar *text)
{
  g_autoptr (GString) lines = g_string_sized_new (source->length);
  const gchar *end = has_carriage_returns (source) ? "\r\n" : "\n";

  if (g_str_has_prefix (source->text, BYTE_ORDER_MARK))
    g_string_append (lines, BYTE_ORDER_MARK);
  for (; *text != '\0'; text++)
    {
      if (*text == '\n')
        g_string_append (lines, end);
      else
        g_string_append_c (lines, *text);
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

gchar *
idl_format_run (IdlSources *sources, guint file, IdlDiagnostics *diagnostics)
{
  g_autoptr (GStringChunk) strings = g_string_chunk_new (4096);
  g_autoptr (IdlPage) page = idl_page_new ();
  g_autoptr (GArray) pieces = NULL;
  g_autofree gchar *text = NULL;
  const IdlSource  *source = idl_sources_get (sources, file);

  if (strchr (source->text, '\r') != NULL)
    {
      g_autofree gchar *plain = dup_plain (source);

      file = idl_sources_add_text (sources, source->path, plain);
    }
  pieces = idl_pieces_read (sources, file, strings, diagnostics);
  if (idl_diagnostics_get_n_errors (diagnostics) > 0)
    return NULL;

  idl_pieces_space (pieces);
  idl_layout_run (page, pieces);
  text = idl_page_dup_text (page);
  return dup_lines (source, text);
}
