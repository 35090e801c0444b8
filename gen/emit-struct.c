/* SPDX-License-Identifier: MIT */

#include "c-types.h"
#include "emit-parts.h"

void
idl_emit_struct_header (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);

  idl_holes_take (holes, "definition", idl_struct_dup_definition (node));
  idl_write (out, holes,
             "\n"
             "%{definition}\n"
             "\n"
             "#define %{TYPE} (%{snake}_get_type ())\n"
             "\n"
             "GType %{snake}_get_type (void) G_GNUC_CONST;\n"
             "\n"
             "/**\n"
             " * %{snake}_new:\n"
             " *\n"
             " * Returns: (transfer full): a value of zeros: its strings are %NULL at first\n"
             " */\n"
             "%{Type} *%{snake}_new (void);\n"
             "\n"
             "/**\n"
             " * %{snake}_copy:\n"
             " * @self: (nullable): what to copy\n"
             " *\n"
             " * Returns: (transfer full) (nullable): a deep copy\n"
             " */\n"
             "%{Type} *%{snake}_copy (const %{Type} *self);\n"
             "\n"
             "/**\n"
             " * %{snake}_free:\n"
             " * @self: (transfer full) (nullable): what to free, with all it holds\n"
             " */\n"
             "void %{snake}_free (%{Type} *self);\n"
             "\n"
             "/**\n"
             " * %{snake}_equal:\n"
             " * @a: a value\n"
             " * @b: a value\n"
             " *\n"
             " * Returns: whether the two are the same, member by member\n"
             " */\n"
             "gboolean %{snake}_equal (const %{Type} *a, const %{Type} *b);\n"
             "\n"
             "G_DEFINE_AUTOPTR_CLEANUP_FUNC (%{Type}, %{snake}_free)\n"
             "\n"
             "/*< private >*/\n"
             "extern const OdeonTypeInfo %{snake}_info;\n");
}

void
idl_emit_struct_body (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);
  gboolean is_union = node->kind == IDL_NODE_UNION;

  idl_emit_member_table (out, node);

  idl_holes_set (holes, "KIND", is_union ? "UNION" : "STRUCT");
  idl_holes_set (holes, "element", "");
  idl_holes_take (holes, "members", idl_struct_dup_table_fields (node));
  idl_holes_take (holes, "boxed",
                  idl_fill (holes, "%{Type},\n%{snake},\n%{snake}_copy,\n%{snake}_free"));
  if (is_union)
    {
      g_autofree gchar *info = idl_type_dup_info (node->discriminator);

      idl_holes_format (holes, "element", ".element = &%s,", info);
    }

  idl_write (out, holes,
             "\n"
             "const OdeonTypeInfo %{snake}_info = {\n"
             "  .kind = ODEON_KIND_%{KIND},\n"
             "  .size = sizeof (%{Type}),\n"
             "  .name = \"%{idl}\",\n"
             "  %{element}\n"
             "  %{members}\n"
             "  .get_type = %{snake}_get_type,\n"
             "  .free_func = (GDestroyNotify) %{snake}_free\n"
             "};\n"
             "\n"
             "G_DEFINE_BOXED_TYPE (%[boxed])\n"
             "\n"
             "%{Type} *\n"
             "%{snake}_new (void)\n"
             "{\n"
             "  return odeon_boxed_new (&%{snake}_info);\n"
             "}\n"
             "\n"
             "%{Type} *\n"
             "%{snake}_copy (const %{Type} *self)\n"
             "{\n"
             "  return odeon_boxed_copy (&%{snake}_info, self);\n"
             "}\n"
             "\n"
             "void\n"
             "%{snake}_free (%{Type} *self)\n"
             "{\n"
             "  odeon_boxed_free (&%{snake}_info, self);\n"
             "}\n"
             "\n"
             "gboolean\n"
             "%{snake}_equal (const %{Type} *a, const %{Type} *b)\n"
             "{\n"
             "  return odeon_value_equal (&%{snake}_info, a, b);\n"
             "}\n");
}
