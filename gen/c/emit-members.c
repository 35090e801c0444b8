/* SPDX-License-Identifier: MIT */

/* What structs, unions and exceptions have in common: a C struct and the table of its members. */

#include "emit-parts.h"

#include "c-members.h"
#include "emit-docs.h"
#include "wire-type.h"

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
dup_presence_text (const IdlNode *member)
{
  return g_strdup_printf ("whether @%s is there", member->c_snake);
}

static void
document_member (IdlDoc *doc, const IdlNode *node, const IdlNode *member)
{
  gboolean          is_union = node->kind == IDL_NODE_UNION;
  g_autofree gchar *name = g_strconcat (is_union ? "_u." : "", member->c_snake, NULL);
  g_autofree gchar *own_name = g_strdup_printf ("`%s`", member->name);
  const gchar      *fallback = is_union ? "valid if `_d` selects it" : own_name;
  g_autofree gchar *summary = idl_doc_dup_summary (member, fallback);

  if (idl_member_has_presence (member))
    {
      g_autofree gchar *presence = g_strconcat ("has_", member->c_snake, NULL);
      g_autofree gchar *text = dup_presence_text (member);

      idl_doc_add_parameter (doc, presence, "", text);
    }
  if (idl_member_is_nullable (member))
    idl_doc_add_parameter (doc, name, "(nullable)", summary);
  else if (idl_member_is_indirect (member))
    idl_doc_add_parameter (doc, name, "", summary);
  else
    idl_doc_add_typed (doc, name, member->name, member->type, IDL_POSITION_MEMBER, summary);
}

static const IdlNode *
get_base (const IdlNode *node)
{
  return node->kind == IDL_NODE_STRUCT && node->bases->len > 0 ? g_ptr_array_index (node->bases, 0)
                                                               : NULL;
}

static gchar *
dup_doc (const IdlNode *node)
{
  g_autoptr (IdlDoc) doc = idl_doc_new (node->c_type, "", node);
  const IdlNode *base = get_base (node);

  if (node->kind == IDL_NODE_UNION)
    idl_doc_add_parameter (doc, "_d", "", "which member of `_u` is valid");
  if (base != NULL)
    {
      g_autofree gchar *text = g_strdup_printf ("what it inherits from #%s", base->c_type);

      idl_doc_add_parameter (doc, "parent", "", text);
    }
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *member = g_ptr_array_index (node->children, i);

      if (member->kind == IDL_NODE_MEMBER)
        document_member (doc, node, member);
    }
  idl_doc_add_body (doc);
  return idl_doc_to_string (doc);
}

static gchar *
dup_members (const IdlNode *node)
{
  g_autoptr (IdlDeclarations) members = idl_declarations_new ();
  const IdlNode *base = get_base (node);
  guint          n_members = 0;

  if (base != NULL)
    idl_declarations_add (members, base->c_type, "parent");
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *member = g_ptr_array_index (node->children, i);

      if (member->kind != IDL_NODE_MEMBER)
        continue;
      idl_declarations_add_member (members, member);
      n_members++;
    }
  if (base == NULL && n_members == 0)
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

static void
add_labels (GString *fields, const IdlNode *node, const IdlNode *member)
{
  g_autofree gchar *labels = NULL;

  if (node->kind != IDL_NODE_UNION)
    return;
  if (member->labels->len > 0)
    {
      labels = dup_labels (node, member);
      idl_fields_add (fields, ".labels = (const gint64[]) { %s }", labels);
      idl_fields_add (fields, ".n_labels = %u", member->labels->len);
    }
  if (member->is_default)
    idl_fields_add (fields, ".is_default = TRUE");
}

static void
add_flags (GString *fields, const IdlNode *member)
{
  static const gchar *const names[] = { "ODEON_MEMBER_INDIRECT",  "ODEON_MEMBER_OPTIONAL",
                                        "ODEON_MEMBER_EXTENDED",  "ODEON_MEMBER_RECURSIVE",
                                        "ODEON_MEMBER_KEY",       NULL };
  guint flags = 0;

  flags |= idl_member_is_indirect (member) ? 1u << 0 : 0;
  flags |= member->optional ? 1u << 1 : 0;
  flags |= member->extended ? 1u << 2 : 0;
  flags |= member->type->recursive ? 1u << 3 : 0;
  flags |= member->key ? 1u << 4 : 0;
  idl_fields_add_flags (fields, flags, names);
}

static gchar *
dup_member_line (const IdlNode *node, const IdlPlace *place)
{
  const IdlNode    *member = place->member;
  g_autofree gchar *info = idl_type_dup_info (member->type);
  g_autoptr (IdlHoles) holes = idl_holes_new ();
  GString *fields = g_string_new (NULL);

  idl_fields_add (fields, ".name = \"%s\"", member->name);
  idl_fields_add (fields, ".type = &%s", info);
  idl_fields_add (fields, ".offset = G_STRUCT_OFFSET (%s, %s%s)", node->c_type, place->path,
                  member->c_snake);
  add_flags (fields, member);
  if (idl_member_has_presence (member))
    idl_fields_add (fields, ".has_offset = G_STRUCT_OFFSET (%s, %shas_%s)", node->c_type,
                    place->path, member->c_snake);
  if (member->id > 0)
    idl_fields_add (fields, ".id = %u", member->id);
  idl_fields_add_slot (fields, "initial", member->initial, member->type);
  add_labels (fields, node, member);
  idl_fields_add_annotations (fields, member);

  idl_holes_take (holes, "fields", g_string_free (fields, FALSE));
  return idl_fill (holes, "  { %[fields] },");
}

/* Whether its GVariant form ends in an a{uv}. */
static gboolean
is_extensible (const IdlNode *node)
{
  for (; node != NULL; node = get_base (node))
    if (node->kind == IDL_NODE_STRUCT && node->extensibility != IDL_EXTENSIBILITY_FINAL)
      return TRUE;
  return FALSE;
}

static void
emit_member_table (GString *out, const IdlNode *node, const GPtrArray *places)
{
  g_autoptr (IdlHoles) holes = idl_holes_new ();
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < places->len; i++)
    {
      g_autofree gchar *line = dup_member_line (node, g_ptr_array_index (places, i));

      g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", line);
    }
  idl_holes_set (holes, "snake", node->c_snake);
  idl_holes_take (holes, "lines", g_string_free (lines, FALSE));
  idl_write (out, holes,
             "\n"
             "static const OdeonMemberInfo _%{snake}_members[] = {\n"
             "%{lines}\n"
             "};\n");
}

static void
add_functions (GString *fields, const IdlNode *node)
{
  idl_fields_add (fields, ".get_type = %s_get_type", node->c_snake);
  idl_fields_add (fields, ".free_func = (GDestroyNotify) %s_free", node->c_snake);
  idl_fields_add (fields, ".hash_func = (GHashFunc) %s_hash", node->c_snake);
  idl_fields_add (fields, ".equal_func = (GEqualFunc) %s_equal", node->c_snake);
}

void
idl_emit_struct_table (GString *out, const IdlNode *node)
{
  gboolean          is_union = node->kind == IDL_NODE_UNION;
  gboolean          is_open = is_union && node->extensibility != IDL_EXTENSIBILITY_FINAL;
  g_autofree gchar *idl = idl_node_dup_scoped_name (node);
  g_autofree gchar *before = g_strdup_printf ("const OdeonTypeInfo %s_info", node->c_snake);
  g_autoptr (GPtrArray) places = idl_struct_list_places (node);
  GString *fields = g_string_new (NULL);

  if (places->len > 0)
    emit_member_table (out, node, places);

  idl_fields_add (fields, ".kind = ODEON_KIND_%s", is_union ? "UNION" : "STRUCT");
  idl_fields_add (fields, ".size = sizeof (%s)", node->c_type);
  idl_fields_add (fields, ".name = \"%s\"", idl);
  if (is_union)
    {
      g_autofree gchar *info = idl_type_dup_info (node->discriminator);

      idl_fields_add (fields, ".element = &%s", info);
    }
  if (places->len > 0)
    {
      idl_fields_add (fields, ".members = _%s_members", node->c_snake);
      idl_fields_add (fields, ".n_members = G_N_ELEMENTS (_%s_members)", node->c_snake);
    }
  if (node->kind != IDL_NODE_EXCEPTION)
    add_functions (fields, node);
  idl_fields_add_type_flags (fields, is_extensible (node) ? IDL_TABLE_EXTENSIBLE
                                     : is_open            ? IDL_TABLE_OPEN
                                                          : 0);
  idl_fields_take_wire_type (fields, idl_node_dup_wire_type (node));
  idl_fields_add_annotations (fields, node);
  idl_fields_write (out, before, fields);
}
