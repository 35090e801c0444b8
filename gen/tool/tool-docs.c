/* SPDX-License-Identifier: MIT */

/* --docs: a page of Markdown for each file, with links within and between them. */

#include <string.h>

#include "docs.h"
#include "markdown.h"
#include "options.h"
#include "output.h"

static void
add_contents (IdlPage *self, const GPtrArray *nodes, guint depth)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const IdlNode *node = g_ptr_array_index (nodes, i);

      if (node->imported)
        continue;
      if (node->kind == IDL_NODE_OPERATION || node->kind == IDL_NODE_ATTRIBUTE
          || node->c_type == NULL)
        continue;
      g_string_append_printf (self->out, "%*s- ", (int) (2 * depth), "");
      idl_page_add_link (self, node, node->name);
      g_string_append_c (self->out, '\n');
      if (node->kind == IDL_NODE_MODULE || node->kind == IDL_NODE_INTERFACE)
        add_contents (self, node->children, depth + 1);
    }
}

/* The pages of what the file includes. */
static void
add_includes (IdlPage *self)
{
  for (guint i = 0; i < self->model->includes->len; i++)
    {
      const gchar      *include = g_ptr_array_index (self->model->includes, i);
      g_autofree gchar *name = g_path_get_basename (include);
      g_autofree gchar *escaped =
        g_uri_escape_bytes ((const guint8 *) name, strlen (name), NULL);

      g_string_append (self->out, i == 0 ? "\nIt includes [" : ", [");
      idl_markdown_append_code (self->out, include);
      g_string_append_printf (self->out, "](%s%s.md)", escaped,
                              g_str_has_suffix (name, ".idl") ? "" : ".idl");
    }
  if (self->model->includes->len > 0)
    g_string_append (self->out, ".\n");
}

static gchar *
dup_page (const IdlCompilation *compilation)
{
  const IdlModel *model = idl_compilation_get_model (compilation);
  g_autoptr (GHashTable) anchors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree gchar *title = g_strconcat (model->base_name, ".idl", NULL);
  IdlPage           page = {
    g_string_new ("# "),
    model,
    idl_compilation_get_sources (compilation),
    anchors,
  };

  idl_markdown_append_code (page.out, title);
  g_string_append_c (page.out, '\n');
  add_includes (&page);
  g_string_append_c (page.out, '\n');
  add_contents (&page, model->nodes, 0);
  idl_page_add_nodes (&page, model->nodes);
  return g_string_free (page.out, FALSE);
}

int
idl_tool_docs (const IdlSettings *settings)
{
  g_autoptr (IdlOutput) output = idl_output_new ();
  const gchar *directory =
    settings->output_directory != NULL ? settings->output_directory : ".";

  for (gchar **file = settings->files; *file != NULL; file++)
    {
      g_autoptr (IdlCompilation) compilation = idl_compilation_new (settings, *file);
      const IdlModel   *model = idl_compilation_get_model (compilation);
      g_autofree gchar *name = NULL;
      g_autofree gchar *path = NULL;

      if (model == NULL)
        return IDL_EXIT_INPUT;
      name = g_strconcat (model->base_name, ".idl.md", NULL);
      path = g_build_filename (directory, name, NULL);
      idl_output_add (output, path, dup_page (compilation));
    }
  return idl_output_finish (output) ? IDL_EXIT_FINE : IDL_EXIT_INPUT;
}
