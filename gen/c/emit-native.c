/* SPDX-License-Identifier: MIT */

/* A type of the program's own: three functions that it has to write are declared, and found in a
 * table. */

#include "emit-docs.h"
#include "emit-parts.h"
#include "wire-type.h"

static gchar *
dup_doc (const IdlNode *node)
{
  g_autoptr (IdlDoc) doc = idl_doc_new (node->c_type, "", node);
  g_autofree gchar *text = g_strconcat ("A boxed type that the program defines; so it does ",
                                        node->c_snake, "_get_type(), ", node->c_snake,
                                        "_pack() and ", node->c_snake, "_unpack().", NULL);

  idl_doc_add_body (doc);
  idl_doc_add_text (doc, text);
  return idl_doc_to_string (doc);
}

void
idl_emit_native_header (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);

  idl_holes_take (holes, "doc", dup_doc (node));
  idl_write (out, holes,
             "\n"
             "%{doc}\n"
             "\n"
             "#define %{TYPE} (%{snake}_get_type ())\n"
             "\n"
             "/**\n"
             " * %{snake}_get_type:\n"
             " *\n"
             " * To be written by the program, as by G_DEFINE_BOXED_TYPE(). Within the process a\n"
             " * value is copied by it: if nobody changes one, another reference is as good.\n"
             " *\n"
             " * Returns: the boxed type\n"
             " */\n"
             "GType %{snake}_get_type (void) G_GNUC_CONST;\n"
             "\n"
             "/**\n"
             " * %{snake}_pack:\n"
             " * @self: a value\n"
             " *\n"
             " * To be written by the program: what another process makes the value of. It runs\n"
             " * on any thread, perhaps more than once for a value, and does not wait. What packs\n"
             " * alike is equal.\n"
             " *\n"
             " * Returns: (transfer full) (nullable): the octets; %NULL if there are none: then\n"
             " *   whatever the value was to be sent with fails\n"
             " */\n"
             "GBytes *%{snake}_pack (const %{Type} *self);\n"
             "\n"
             "/**\n"
             " * %{snake}_unpack:\n"
             " * @packed: what %{snake}_pack() returned, or anything else that somebody sent\n"
             " * @error: return location for an error of any domain\n"
             " *\n"
             " * To be written by the program: makes the value. It runs on any thread, and does\n"
             " * not wait.\n"
             " *\n"
             " * Returns: (transfer full) (nullable): the value; %NULL, with @error set, if these\n"
             " *   octets make none\n"
             " */\n"
             "%{Type} *%{snake}_unpack (GBytes *packed, GError **error);\n"
             "\n"
             "/*< private >*/\n"
             "void _%{snake}_free (gpointer self);\n"
             "extern const OdeonTypeInfo %{snake}_info;\n"
             "\n"
             "G_DEFINE_AUTOPTR_CLEANUP_FUNC (%{Type}, _%{snake}_free)\n");
}

void
idl_emit_native_body (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);
  g_autofree gchar *before = g_strdup_printf ("const OdeonTypeInfo %s_info", node->c_snake);
  g_autofree gchar *idl = idl_node_dup_scoped_name (node);
  GString          *fields = g_string_new (NULL);

  idl_write (out, holes,
             "\n"
             "ODEON_DEFINE_NATIVE (%{snake})\n");
  idl_fields_add (fields, ".kind = ODEON_KIND_NATIVE");
  idl_fields_add (fields, ".size = sizeof (gpointer)");
  idl_fields_add (fields, ".name = \"%s\"", idl);
  idl_fields_add (fields, ".get_type = %s_get_type", node->c_snake);
  idl_fields_add (fields, ".free_func = _%s_free", node->c_snake);
  idl_fields_take_wire_type (fields, idl_node_dup_wire_type (node));
  idl_fields_add_annotations (fields, node);
  idl_fields_add (fields, ".native = &_%s_native", node->c_snake);
  idl_fields_write (out, before, fields);
}
