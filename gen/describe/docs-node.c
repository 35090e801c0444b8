/* SPDX-License-Identifier: MIT */

/* A heading for each definition, with its name in full; below it its comment, then what it is made
 * of, as a list. What an interface declares inside comes behind it, under headings of its own. */

#include "docs.h"

#include "emit-docs.h"
#include "markdown.h"

static void
add_heading (IdlPage *self, const IdlNode *node, const gchar *level, const gchar *kind)
{
  g_autofree gchar *name = idl_node_dup_scoped_name (node);

  g_string_append_printf (self->out, "\n%s ", level);
  idl_page_add_anchor (self, node);
  g_string_append_printf (self->out, "%s ", kind);
  idl_markdown_append_code (self->out, name);
  g_string_append_c (self->out, '\n');
}

static void
add_comment (IdlPage *self, const IdlNode *node)
{
  g_autoptr (IdlDoc) doc = idl_doc_new ("", "", node);

  if (*idl_doc_get_body (doc) == '\0')
    return;
  g_string_append_c (self->out, '\n');
  idl_markdown_append_comment (self->out, idl_doc_get_body (doc), "");
}

static void
add_c_name (IdlPage *self, const gchar *name)
{
  g_string_append (self->out, "\nIn C: ");
  idl_markdown_append_code (self->out, name);
  g_string_append_c (self->out, '\n');
}

static void
add_names (IdlPage *self, const gchar *before, const GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      g_string_append (self->out, i == 0 ? before : ", ");
      idl_page_add_link (self, g_ptr_array_index (nodes, i), NULL);
    }
}

/* The item's text: its comment behind a colon, or nothing. */
static void
end_item (IdlPage *self, const gchar *comment)
{
  if (comment == NULL || *comment == '\0')
    {
      g_string_append_c (self->out, '\n');
      return;
    }
  g_string_append (self->out, ": ");
  idl_markdown_append_comment (self->out, comment, "  ");
}

static void
begin_item (IdlPage *self, const IdlNode *node)
{
  g_string_append (self->out, "- ");
  idl_page_add_anchor (self, node);
  idl_markdown_append_code (self->out, node->name);
}

static void
end_node_item (IdlPage *self, const IdlNode *node)
{
  g_autoptr (IdlDoc) doc = idl_doc_new ("", "", node);

  end_item (self, idl_doc_get_body (doc));
}

static void
add_labels (IdlPage *self, const IdlNode *member)
{
  for (guint i = 0; i < member->labels->len; i++)
    {
      g_string_append (self->out, i == 0 ? ", if it is " : " or ");
      idl_page_add_value (self, g_ptr_array_index (member->labels, i));
    }
  if (member->is_default)
    g_string_append (self->out, member->labels->len > 0 ? " or anything else" : ", otherwise");
}

static void
add_member (IdlPage *self, const IdlNode *member)
{
  begin_item (self, member);
  g_string_append_c (self->out, ' ');
  idl_page_add_type (self, member->type);
  add_labels (self, member);
  g_string_append (self->out, member->optional ? ", optional" : "");
  g_string_append (self->out, member->key ? ", key" : "");
  if (member->extended)
    g_string_append_printf (self->out, ", id %u", member->id);
  if (member->initial != NULL)
    {
      g_string_append (self->out, ", by default ");
      idl_page_add_value (self, member->initial);
    }
  end_node_item (self, member);
}

static void
add_enumerator (IdlPage *self, const IdlNode *node)
{
  begin_item (self, node);
  g_string_append (self->out, " = ");
  idl_page_add_value (self, &node->value);
  end_node_item (self, node);
}

static void
add_bitfield (IdlPage *self, const IdlNode *node)
{
  begin_item (self, node);
  g_string_append_printf (self->out, " %u bit%s", node->bits, node->bits > 1 ? "s" : "");
  end_node_item (self, node);
}

static void
add_children (IdlPage *self, const IdlNode *node)
{
  g_string_append_c (self->out, '\n');
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *child = g_ptr_array_index (node->children, i);

      if (child->kind == IDL_NODE_MEMBER)
        add_member (self, child);
      else if (child->kind == IDL_NODE_BITFIELD)
        add_bitfield (self, child);
      else
        add_enumerator (self, child);
    }
  if (node->children->len == 0)
    g_string_append (self->out, "It has no members.\n");
}

/* A type that is made of members, enumerators or bits. */
static void
add_composite (IdlPage *self, const IdlNode *node, const gchar *kind)
{
  static const gchar *const extensible[] = { "", "appendable ", "mutable " };
  g_autofree gchar *what = g_strconcat (extensible[node->extensibility], kind, NULL);

  add_heading (self, node, "###", what);
  add_comment (self, node);
  if (node->bases->len > 0)
    g_string_append_c (self->out, '\n');
  add_names (self, "It begins with the members of ", node->bases);
  if (node->bases->len > 0)
    g_string_append (self->out, ".\n");
  if (node->discriminator != NULL)
    {
      g_string_append (self->out, "\nSelected by ");
      idl_page_add_type (self, node->discriminator);
      g_string_append (self->out, ".\n");
    }
  add_children (self, node);
  add_c_name (self, node->c_type);
}

static void
add_typedef (IdlPage *self, const IdlNode *node)
{
  add_heading (self, node, "###", "typedef");
  add_comment (self, node);
  g_string_append (self->out, "\nIt is ");
  idl_page_add_type (self, node->type);
  g_string_append (self->out, ".\n");
}

static void
add_native (IdlPage *self, const IdlNode *node)
{
  add_heading (self, node, "###", "native");
  add_comment (self, node);
  add_c_name (self, node->c_type);
}

static void
add_constant (IdlPage *self, const IdlNode *node)
{
  add_heading (self, node, "###", "const");
  add_comment (self, node);
  g_string_append_c (self->out, '\n');
  idl_page_add_type (self, node->type);
  g_string_append (self->out, " = ");
  idl_page_add_value (self, &node->value);
  g_string_append_c (self->out, '\n');
  add_c_name (self, node->c_upper);
}

static void
add_signature (IdlPage *self, const IdlNode *node)
{
  static const gchar *const directions[] = { "in", "out", "inout" };

  g_string_append (self->out, node->oneway ? "\noneway " : "\n");
  idl_page_add_type (self, node->type);
  g_string_append (self->out, " **");
  idl_markdown_append_code (self->out, node->name);
  g_string_append (self->out, "** (");
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *parameter = g_ptr_array_index (node->children, i);

      g_string_append_printf (self->out, "%s%s ", i > 0 ? ", " : "",
                              directions[parameter->direction]);
      idl_page_add_type (self, parameter->type);
      g_string_append_c (self->out, ' ');
      idl_markdown_append_code (self->out, parameter->name);
    }
  g_string_append_c (self->out, ')');
  add_names (self, " raises ", node->raises);
  g_string_append_c (self->out, '\n');
}

/* What the comment says of each parameter and the result. */
static void
add_parameters (IdlPage *self, const IdlNode *node, const IdlDoc *doc)
{
  const gchar *result = idl_doc_get_entry (doc, "result");

  if (node->children->len > 0 || result != NULL)
    g_string_append_c (self->out, '\n');
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *parameter = g_ptr_array_index (node->children, i);
      g_autoptr (IdlDoc) own = idl_doc_new ("", "", parameter);
      const gchar *text = idl_doc_get_entry (doc, parameter->name);

      begin_item (self, parameter);
      end_item (self, text != NULL ? text : idl_doc_get_body (own));
    }
  if (result != NULL)
    {
      g_string_append (self->out, "- returns");
      end_item (self, result);
    }
}

static void
add_operation (IdlPage *self, const IdlNode *node)
{
  g_autoptr (IdlDoc) doc = idl_doc_new ("", "", node);
  g_autofree gchar *function = g_strconcat (node->parent->c_snake, "_", node->c_snake, "()", NULL);

  add_heading (self, node, "####", "operation");
  add_signature (self, node);
  add_comment (self, node);
  add_parameters (self, node, doc);
  add_c_name (self, function);
}

static void
add_attribute (IdlPage *self, const IdlNode *node)
{
  const gchar      *prefix = node->parent->c_snake;
  g_autofree gchar *getter = g_strconcat (prefix, "_get_", node->c_snake, "()", NULL);
  g_autofree gchar *setter = g_strconcat (", ", prefix, "_set_", node->c_snake, "()", NULL);
  g_autofree gchar *functions = g_strconcat (getter, node->readonly ? "" : setter, NULL);

  add_heading (self, node, "####", node->readonly ? "readonly attribute" : "attribute");
  g_string_append_c (self->out, '\n');
  idl_page_add_type (self, node->type);
  add_names (self, "; reading raises ", node->raises);
  add_names (self, "; writing raises ", node->set_raises);
  g_string_append_c (self->out, '\n');
  add_comment (self, node);
  add_c_name (self, functions);
}

static void
add_interface (IdlPage *self, const IdlNode *node)
{
  add_heading (self, node, "###", "interface");
  if (node->bases->len > 0)
    g_string_append_c (self->out, '\n');
  add_names (self, "It inherits ", node->bases);
  if (node->bases->len > 0)
    g_string_append (self->out, ".\n");
  if (!node->defined)
    g_string_append (self->out, "\nIt is declared here, and not defined.\n");
  add_comment (self, node);
  add_c_name (self, node->c_type);

  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *child = g_ptr_array_index (node->children, i);

      if (child->kind == IDL_NODE_OPERATION)
        add_operation (self, child);
      else if (child->kind == IDL_NODE_ATTRIBUTE)
        add_attribute (self, child);
    }
  idl_page_add_nodes (self, node->children);
}

static void
add_node (IdlPage *self, const IdlNode *node)
{
  switch (node->kind)
    {
    case IDL_NODE_MODULE:
      add_heading (self, node, "##", "module");
      add_comment (self, node);
      idl_page_add_nodes (self, node->children);
      break;
    case IDL_NODE_INTERFACE:
      add_interface (self, node);
      break;
    case IDL_NODE_STRUCT:
      add_composite (self, node, "struct");
      break;
    case IDL_NODE_UNION:
      add_composite (self, node, "union");
      break;
    case IDL_NODE_EXCEPTION:
      add_composite (self, node, "exception");
      break;
    case IDL_NODE_ENUM:
      add_composite (self, node, "enum");
      break;
    case IDL_NODE_BITMASK:
      add_composite (self, node, "bitmask");
      break;
    case IDL_NODE_BITSET:
      add_composite (self, node, "bitset");
      break;
    case IDL_NODE_NATIVE:
      add_native (self, node);
      break;
    case IDL_NODE_TYPEDEF:
      add_typedef (self, node);
      break;
    case IDL_NODE_CONST:
      add_constant (self, node);
      break;
    case IDL_NODE_ENUMERATOR:
    case IDL_NODE_MEMBER:
    case IDL_NODE_OPERATION:
    case IDL_NODE_ATTRIBUTE:
    case IDL_NODE_PARAMETER:
    case IDL_NODE_BIT:
    case IDL_NODE_BITFIELD:
      break;
    }
}

void
idl_page_add_nodes (IdlPage *self, const GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const IdlNode *node = g_ptr_array_index (nodes, i);

      if (!node->imported)
        add_node (self, node);
    }
}
