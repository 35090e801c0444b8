/* SPDX-License-Identifier: MIT */

/* What make, and ninja after it, knows about names: a backslash quotes a blank, `#` or `:`, and is
 * itself quoted only in front of a blank; a `$` is doubled. */

#include "dependencies.h"

gchar *
idl_dependencies_quote (const gchar *path)
{
  GString *quoted = g_string_new (NULL);

  for (gsize n_backslashes = 0; *path != '\0'; path++)
    {
      if (*path == ' ' || *path == '\t')
        for (gsize i = 0; i < n_backslashes; i++)
          g_string_append_c (quoted, '\\');
      if (*path == ' ' || *path == '\t' || *path == '#' || *path == ':')
        g_string_append_c (quoted, '\\');
      else if (*path == '$')
        g_string_append_c (quoted, '$');
      g_string_append_c (quoted, *path);
      n_backslashes = *path == '\\' ? n_backslashes + 1 : 0;
    }
  return g_string_free (quoted, FALSE);
}

void
idl_dependencies_append (GString          *rules,
                         const GPtrArray  *targets,
                         const IdlSources *sources,
                         gboolean          with_phony)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) phony = g_string_new (NULL);

  for (guint i = 0; i < targets->len; i++)
    g_string_append_printf (rules, "%s%s", i > 0 ? " " : "",
                            (const gchar *) g_ptr_array_index (targets, i));
  g_string_append_c (rules, ':');
  for (guint i = 0; i < idl_sources_get_n_files (sources); i++)
    {
      const IdlSource  *source = idl_sources_get (sources, i);
      g_autofree gchar *path = idl_dependencies_quote (source->path);

      if ((i > 0 && !source->included) || !g_hash_table_add (seen, (gpointer) source->path))
        continue;
      g_string_append_printf (rules, " \\\n  %s", path);
      if (i > 0)
        g_string_append_printf (phony, "%s:\n", path);
    }
  g_string_append_printf (rules, "\n%s", with_phony ? phony->str : "");
}
