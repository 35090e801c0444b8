/* SPDX-License-Identifier: MIT */

#include "odeon-list-file-private.h"

#include "odeon-credentials.h"

#include <string.h>

/* Of a line that lacks one, or has a third, FALSE. */
static gboolean
split (gchar *line, gchar **out_first, gchar **out_second)
{
  gchar *first = g_strchug (line);
  gsize  size = strcspn (first, " \t");
  gchar *second = first + size;

  while (*second == ' ' || *second == '\t')
    *second++ = '\0';
  if (*second == '\0' || strpbrk (second, " \t") != NULL)
    return FALSE;

  *out_first = first;
  *out_second = second;

  return TRUE;
}

static gboolean
read_line (gchar *line, OdeonListFileFunc func, gpointer data, GError **error)
{
  gchar *comment = strchr (line, '#');
  gchar *first, *second;

  if (comment != NULL)
    *comment = '\0';
  if (*g_strstrip (line) == '\0')
    return TRUE;

  if (split (line, &first, &second))
    return func (first, second, data, error);

  g_set_error_literal (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE,
                       "a line has two words, and perhaps a comment behind #");

  return FALSE;
}

gboolean
_odeon_list_file_read (const gchar *path, OdeonListFileFunc func, gpointer data, GError **error)
{
  g_autofree gchar *text = NULL;
  g_auto (GStrv)    lines = NULL;
  gsize             size;

  if (!g_file_get_contents (path, &text, &size, error))
    return FALSE;
  if (strlen (text) != size)
    {
      g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE, "%s: this is no text",
                   path);
      return FALSE;
    }

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!read_line (lines[i], func, data, error))
      {
        g_prefix_error (error, "%s:%u: ", path, i + 1);
        return FALSE;
      }

  return TRUE;
}
