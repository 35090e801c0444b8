/* SPDX-License-Identifier: MIT */

#include "emit-docs.h"
#include "emit-parts.h"
#include "wire-type.h"

gchar *
idl_enum_dup_doc (const IdlNode *node)
{
  g_autoptr (IdlDoc) doc = idl_doc_new (node->c_type, "", node);

  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode    *enumerator = g_ptr_array_index (node->children, i);
      g_autofree gchar *text = g_strdup_printf ("`%s`", enumerator->name);
      g_autofree gchar *summary = idl_doc_dup_summary (enumerator, text);

      idl_doc_add_parameter (doc, enumerator->c_upper, "", summary);
    }
  idl_doc_add_body (doc);
  return idl_doc_to_string (doc);
}

gchar *
idl_enum_dup_lines (const IdlNode *node, const gchar *template, const gchar *separator)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *enumerator = g_ptr_array_index (node->children, i);
      g_autoptr (IdlHoles) holes = idl_holes_new ();
      g_autofree gchar *line = NULL;

      idl_holes_set (holes, "UPPER", enumerator->c_upper);
      idl_holes_set (holes, "name", enumerator->name);
      idl_holes_take (holes, "value", idl_constant_dup_c (&enumerator->value, enumerator->type));
      idl_holes_take (holes, "nick", g_strdelimit (g_strdup (enumerator->c_own), "_", '-'));
      line = idl_fill (holes, template);
      g_string_append_printf (lines, "%s%s", i > 0 ? separator : "", line);
    }
  return g_string_free (lines, FALSE);
}

/* Enumerators that count from 0 need no values of their own. */
static gboolean
counts_from_zero (const IdlNode *node)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *enumerator = g_ptr_array_index (node->children, i);

      if (enumerator->value.negative || enumerator->value.magnitude != i)
        return FALSE;
    }
  return TRUE;
}

void
idl_emit_enum_header (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);
  const gchar *line = counts_from_zero (node) ? "%{UPPER}" : "%{UPPER} = %{value}";

  idl_holes_take (holes, "doc", idl_enum_dup_doc (node));
  idl_holes_take (holes, "enumerators", idl_enum_dup_lines (node, line, ",\n"));
  idl_write (out, holes,
             "\n"
             "%{doc}\n"
             "typedef enum\n"
             "{\n"
             "  %{enumerators}\n"
             "} %{Type};\n"
             "\n"
             "#define %{TYPE} (%{snake}_get_type ())\n"
             "\n"
             "GType %{snake}_get_type (void) G_GNUC_CONST;\n"
             "\n"
             "/*< private >*/\n"
             "extern const OdeonTypeInfo %{snake}_info;\n");
}

static void
emit_table (GString *out, const IdlNode *node)
{
  g_autofree gchar *before = g_strdup_printf ("const OdeonTypeInfo %s_info", node->c_snake);
  g_autofree gchar *idl = idl_node_dup_scoped_name (node);
  const IdlNode    *initial =
    node->literal != NULL ? node->literal : g_ptr_array_index (node->children, 0);
  GString *fields = g_string_new (NULL);

  idl_fields_add (fields, ".kind = ODEON_KIND_ENUM");
  idl_fields_add (fields, ".size = sizeof (%s)", node->c_type);
  idl_fields_add (fields, ".name = \"%s\"", idl);
  idl_fields_add (fields, ".enums = _%s_enums", node->c_snake);
  idl_fields_add (fields, ".n_enums = G_N_ELEMENTS (_%s_enums)", node->c_snake);
  idl_fields_add (fields, ".get_type = %s_get_type", node->c_snake);
  idl_fields_add_type_flags (
    fields, node->extensibility != IDL_EXTENSIBILITY_FINAL ? IDL_TABLE_OPEN : 0);
  if (initial->value.magnitude > 0)
    idl_fields_add (fields, ".initial = (const %s[]) { %s }", node->c_type, initial->c_upper);
  idl_fields_take_wire_type (fields, idl_node_dup_wire_type (node));
  idl_fields_add_annotations (fields, node);
  idl_fields_write (out, before, fields);
}

void
idl_emit_enum_body (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);

  idl_holes_take (holes, "gvalues",
                  idl_enum_dup_lines (node, "{ %{UPPER}, \"%{UPPER}\", \"%{nick}\" },", "\n"));
  idl_holes_take (holes, "enums", idl_enum_dup_lines (node, "{ \"%{name}\", %{UPPER} },", "\n"));
  idl_write (out, holes,
             "\n"
             "GType\n"
             "%{snake}_get_type (void)\n"
             "{\n"
             "  static const GEnumValue values[] = {\n"
             "    %{gvalues}\n"
             "    { 0, NULL, NULL }\n"
             "  };\n"
             "  static gsize type;\n"
             "\n"
             "  if (g_once_init_enter (&type))\n"
             "    g_once_init_leave (&type, g_enum_register_static (\"%{Type}\", values));\n"
             "  return type;\n"
             "}\n"
             "\n"
             "static const OdeonEnumInfo _%{snake}_enums[] = {\n"
             "  %{enums}\n"
             "};\n");
  emit_table (out, node);
}
