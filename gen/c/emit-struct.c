/* SPDX-License-Identifier: MIT */

#include "c-members.h"
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
             " * Returns: (transfer full): one with its defaults; strings without are %NULL\n"
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
             "/**\n"
             " * %{snake}_hash:\n"
             " * @self: a value\n"
             " *\n"
             " * Returns: the same number for values that are equal\n"
             " */\n"
             "guint %{snake}_hash (const %{Type} *self);\n"
             "\n"
             "/**\n"
             " * %{snake}_to_string:\n"
             " * @self: a valid value\n"
             " *\n"
             " * Returns: (transfer full): the value for people to read\n"
             " */\n"
             "gchar *%{snake}_to_string (const %{Type} *self);\n"
             "\n"
             "/**\n"
             " * %{snake}_to_variant:\n"
             " * @self: a valid value\n"
             " *\n"
             " * Returns: (transfer floating): the value, as odeon_value_to_variant() gives it\n"
             " */\n"
             "GVariant *%{snake}_to_variant (const %{Type} *self);\n"
             "\n"
             "/**\n"
             " * %{snake}_from_variant:\n"
             " * @variant: what to read; a floating one is consumed\n"
             " * @error: return location for %ODEON_ERROR_INVALID_ARGUMENT\n"
             " *\n"
             " * Returns: (transfer full) (nullable): the value that @variant holds, as\n"
             " *   odeon_value_from_variant() says\n"
             " */\n"
             "%{Type} *%{snake}_from_variant (GVariant *variant, GError **error);\n"
             "\n"
             "G_DEFINE_AUTOPTR_CLEANUP_FUNC (%{Type}, %{snake}_free)\n"
             "\n"
             "/*< private >*/\n"
             "extern const OdeonTypeInfo %{snake}_info;\n");
  if (idl_struct_is_topic (node))
    idl_emit_topic_header (out, node);
}

void
idl_emit_struct_body (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);

  idl_emit_struct_table (out, node);
  idl_write (out, holes,
             "\n"
             "ODEON_DEFINE_STRUCT (%{Type}, %{snake})\n");
  if (idl_struct_is_topic (node))
    idl_emit_topic_body (out, node);
}
