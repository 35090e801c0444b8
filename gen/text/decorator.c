/* SPDX-License-Identifier: MIT */

/* The header is what the emitters have made of it, so its form is known: a declaration begins in
 * the first column, its other lines are indented, and it ends with a `;` unless it is the
 * definition of an inline function. What declares nothing that is linked with begins with a word
 * of its own. */

#include "decorator.h"

#include <string.h>

static gboolean
is_linked (const gchar *line)
{
  static const gchar *const others[] = {
    "typedef ", "struct ",   "union ",        "enum ",       "static ", "G_DEFINE_",
    "G_GNUC_",  "G_STATIC_", "G_BEGIN_DECLS", "G_END_DECLS",
  };

  if (!g_ascii_isalpha (*line) && *line != '_')
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_has_prefix (line, others[i]))
      return FALSE;
  return TRUE;
}

/* Whether what begins at this line is declared, not defined. G_DECLARE_INTERFACE begins with the
 * prototype of its get_type(). */
static gboolean
is_declaration (gchar **lines)
{
  if (g_str_has_prefix (*lines, "G_DECLARE_"))
    return TRUE;
  for (; *lines != NULL && **lines != '\0' && **lines != '{'; lines++)
    if (g_str_has_suffix (*lines, ";"))
      return TRUE;
  return FALSE;
}

gchar *
idl_decorate (const gchar *header, const gchar *macro, const gchar *include)
{
  GString *out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (header, "\n", -1);
  gboolean in_comment = FALSE;
  gboolean in_body = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const gchar *line = lines[i];

      in_comment |= g_str_has_prefix (line, "/*");
      in_body = (in_body || *line == '{') && *line != '}';
      if (macro != NULL && !in_comment && !in_body && is_linked (line)
          && is_declaration (lines + i))
        g_string_append_printf (out, "%s\n", macro);
      g_string_append_printf (out, "%s%s", line, lines[i + 1] != NULL ? "\n" : "");
      if (include != NULL && g_str_equal (line, "#include <odeon.h>"))
        g_string_append_printf (out, "#include \"%s\"\n", include);
      in_comment &= strstr (line, "*/") == NULL;
    }
  return g_string_free (out, FALSE);
}
