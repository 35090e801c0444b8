/* SPDX-License-Identifier: MIT */

/* Where things are on which page. Pages lie in one directory, each named after its file. */

#include "docs.h"

#include <string.h>

#include "markdown.h"

gchar *
idl_page_dup_anchor (const IdlNode *node)
{
  g_autofree gchar *name = idl_node_dup_scoped_name (node);
  g_auto (GStrv) parts = g_strsplit (name, "::", -1);

  return g_strjoinv (".", parts);
}

void
idl_page_add_anchor (IdlPage *self, const IdlNode *node)
{
  gchar *anchor = idl_page_dup_anchor (node);

  if (!g_hash_table_contains (self->anchors, anchor))
    g_string_append_printf (self->out, "<a id=\"%s\"></a>", anchor);
  g_hash_table_add (self->anchors, anchor);
}

/* "counter.idl.md"; of the file itself "". */
static gchar *
dup_page_name (const IdlPage *self, const IdlNode *node)
{
  const IdlSource  *source = idl_sources_get (self->sources, node->where.file);
  g_autofree gchar *name = NULL;
  g_autofree gchar *escaped = NULL;

  if (!node->imported)
    return g_strdup ("");
  name = g_path_get_basename (source->path);
  escaped = g_uri_escape_bytes ((const guint8 *) name, strlen (name), NULL);
  return g_strconcat (escaped, g_str_has_suffix (name, ".idl") ? "" : ".idl", ".md", NULL);
}

void
idl_page_add_link (IdlPage *self, const IdlNode *node, const gchar *text)
{
  g_autofree gchar *anchor = idl_page_dup_anchor (node);
  g_autofree gchar *page = dup_page_name (self, node);
  g_autofree gchar *name = idl_node_dup_scoped_name (node);

  g_string_append_c (self->out, '[');
  idl_markdown_append_code (self->out, text != NULL ? text : name);
  g_string_append_printf (self->out, "](%s#%s)", page, anchor);
}
