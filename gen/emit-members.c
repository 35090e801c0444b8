/* SPDX-License-Identifier: MIT */

/* What structs, unions and exceptions have in common: a C struct and the table of its members. */

#include "emit-parts.h"

#include "c-types.h"
#include "emit-docs.h"

IdlHoles *
idl_holes_new_for_node (const IdlNode *node)
{
  IdlHoles *holes = idl_holes_new ();

  idl_holes_set (holes, "Type", node->c_type);
  idl_holes_set (holes, "snake", node->c_snake);
  if (node->c_proxy != NULL)
    idl_holes_set (holes, "proxy", node->c_proxy);
  idl_holes_set (holes, "UPPER", node->c_upper);
  idl_holes_take (holes, "TYPE", idl_names_dup_type_macro (node));
  idl_holes_take (holes, "idl", idl_node_dup_scoped_name (node));
  return holes;
}

static gchar *
dup_doc (const IdlNode *node)
{
  g_autoptr (IdlDoc) doc = idl_doc_new (node->c_type, "", node);
  const gchar *text = node->kind == IDL_NODE_UNION ? "valid if `_d` selects it" : NULL;

  if (node->kind == IDL_NODE_UNION)
    idl_doc_add_parameter (doc, "_d", "", "which member of `_u` is valid");
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode    *member = g_ptr_array_index (node->children, i);
      g_autofree gchar *name = g_strconcat (text != NULL ? "_u." : "", member->c_snake, NULL);
      g_autofree gchar *fallback = g_strdup_printf ("`%s`", member->name);
      g_autofree gchar *summary = idl_doc_dup_summary (member, text != NULL ? text : fallback);

      idl_doc_add_typed (doc, name, member->name, member->type, IDL_POSITION_MEMBER, summary);
    }
  idl_doc_add_body (doc);
  return idl_doc_to_string (doc);
}

static gchar *
dup_members (const IdlNode *node)
{
  g_autoptr (IdlDeclarations) members = idl_declarations_new ();

  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *member = g_ptr_array_index (node->children, i);

      idl_declarations_add_typed (members, member->type, IDL_POSITION_MEMBER, member->c_snake);
    }
  if (node->children->len == 0)
    idl_declarations_add (members, "gchar", "_empty");
  return idl_declarations_to_members (members);
}

gchar *
idl_struct_dup_definition (const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);

  idl_holes_take (holes, "doc", dup_doc (node));
  idl_holes_take (holes, "members", dup_members (node));
  if (node->kind == IDL_NODE_UNION)
    idl_holes_take (holes, "discriminator",
                    idl_type_dup_c (node->discriminator, IDL_POSITION_MEMBER));

  return idl_fill (holes, node->kind == IDL_NODE_UNION ? "%{doc}\n"
                                                         "struct _%{Type}\n"
                                                         "{\n"
                                                         "  %{discriminator} _d;\n"
                                                         "  union\n"
                                                         "  {\n"
                                                         "    %{members}\n"
                                                         "  } _u;\n"
                                                         "};\n"
                                                       : "%{doc}\n"
                                                         "struct _%{Type}\n"
                                                         "{\n"
                                                         "  %{members}\n"
                                                         "};\n");
}

static gchar *
dup_labels (const IdlNode *node, const IdlNode *member)
{
  GString *labels = g_string_new (NULL);

  for (guint i = 0; i < member->labels->len; i++)
    {
      g_autofree gchar *label =
        idl_constant_dup_c (g_ptr_array_index (member->labels, i), node->discriminator);

      g_string_append_printf (labels, "%s%s", i > 0 ? ",\n" : "", label);
    }
  return g_string_free (labels, FALSE);
}

static gchar *
dup_member_line (const IdlNode *node, const IdlNode *member)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);
  GString *fields = g_string_new (NULL);

  idl_holes_set (holes, "name", member->name);
  idl_holes_set (holes, "union", node->kind == IDL_NODE_UNION ? "_u." : "");
  idl_holes_set (holes, "member", member->c_snake);
  idl_holes_take (holes, "info", idl_type_dup_info (member->type));
  idl_write (fields, holes,
             ".name = \"%{name}\",\n"
             ".type = &%{info},\n"
             ".offset = G_STRUCT_OFFSET (%{Type}, %{union}%{member})");
  if (node->kind == IDL_NODE_UNION && member->labels->len > 0)
    {
      idl_holes_take (holes, "labels", dup_labels (node, member));
      idl_holes_format (holes, "n_labels", "%u", member->labels->len);
      idl_write (fields, holes,
                 ",\n"
                 ".labels = (const gint64[]) { %[labels] },\n"
                 ".n_labels = %{n_labels}");
    }
  if (member->is_default)
    g_string_append (fields, ",\n.is_default = TRUE");

  idl_holes_take (holes, "fields", g_string_free (fields, FALSE));
  return idl_fill (holes, "  { %[fields] },");
}

void
idl_emit_member_table (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < node->children->len; i++)
    {
      g_autofree gchar *line = dup_member_line (node, g_ptr_array_index (node->children, i));

      g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", line);
    }
  idl_holes_take (holes, "lines", g_string_free (lines, FALSE));
  if (node->children->len > 0)
    idl_write (out, holes,
               "\n"
               "static const OdeonMemberInfo _%{snake}_members[] = {\n"
               "%{lines}\n"
               "};\n");
}

gchar *
idl_struct_dup_table_fields (const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);

  if (node->children->len == 0)
    return g_strdup ("");
  return idl_fill (holes, ".members = _%{snake}_members,\n"
                          ".n_members = G_N_ELEMENTS (_%{snake}_members),");
}
