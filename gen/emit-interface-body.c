/* SPDX-License-Identifier: MIT */

/* The body of an interface: the dispatch functions, which the methods' table needs; the table; and
 * the proxy's functions, which need the table. */

#include "emit-method.h"
#include "emit-parts.h"

static void
emit_methods_table (GString *out, IdlHoles *holes, GPtrArray *methods)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < methods->len; i++)
    idl_emit_method_entry (lines, g_ptr_array_index (methods, i));
  idl_holes_take (holes, "methods", g_string_free (lines, FALSE));
  idl_write (out, holes,
             "\n"
             "static const OdeonMethodInfo _%{snake}_methods[] = {\n"
             "%{methods}\n"
             "};\n");
}

static void
emit_bases_table (GString *out, IdlHoles *holes, const IdlNode *node)
{
  GString *bases = g_string_new (NULL);

  for (guint i = 0; i < node->bases->len; i++)
    {
      const IdlNode *base = g_ptr_array_index (node->bases, i);

      g_string_append_printf (bases, "&%s_interface_info,\n", base->c_snake);
    }
  idl_holes_take (holes, "bases", g_string_free (bases, FALSE));
  idl_write (out, holes,
             "\n"
             "static const OdeonInterfaceInfo *const _%{snake}_bases[] = {\n"
             "  %{bases}\n"
             "  NULL\n"
             "};\n");
}

static void
emit_tables (GString *out, IdlHoles *holes, const IdlNode *node, GPtrArray *methods)
{
  if (methods->len > 0)
    emit_methods_table (out, holes, methods);
  if (node->bases->len > 0)
    emit_bases_table (out, holes, node);

  idl_holes_set (holes, "bases_field", "");
  idl_holes_set (holes, "methods_fields", "");
  if (node->bases->len > 0)
    idl_holes_format (holes, "bases_field", ".bases = _%s_bases,", node->c_snake);
  if (methods->len > 0)
    idl_holes_format (holes, "methods_fields",
                      ".methods = _%s_methods,\n.n_methods = G_N_ELEMENTS (_%s_methods),",
                      node->c_snake, node->c_snake);
  idl_write (out, holes,
             "\n"
             "const OdeonInterfaceInfo %{snake}_interface_info = {\n"
             "  .name = \"%{idl}\",\n"
             "  .get_type = %{snake}_impl_get_type,\n"
             "  %{bases_field}\n"
             "  %{methods_fields}\n"
             "  .vtable_size = sizeof (%{Type}ImplInterface)\n"
             "};\n"
             "\n"
             "const OdeonTypeInfo %{snake}_info = {\n"
             "  .kind = ODEON_KIND_REF,\n"
             "  .size = sizeof (gpointer),\n"
             "  .name = \"%{idl}\",\n"
             "  .interface = &%{snake}_interface_info,\n"
             "  .get_type = %{proxy}_get_type\n"
             "};\n");
}

static gchar *
dup_prerequisites (const IdlNode *node)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < node->bases->len; i++)
    {
      const IdlNode    *base = g_ptr_array_index (node->bases, i);
      g_autofree gchar *macro = idl_names_dup_impl_type_macro (base);

      g_string_append_printf (lines, "g_type_interface_add_prerequisite (g_define_type_id, %s);\n",
                              macro);
    }
  return g_string_free (lines, FALSE);
}

static void
emit_types (GString *out, IdlHoles *holes, const IdlNode *node)
{
  idl_holes_take (holes, "prerequisites", dup_prerequisites (node));
  idl_holes_take (holes, "impl",
                  idl_fill (holes, "%{Type}Impl,\n%{snake}_impl,\nODEON_TYPE_ACTOR,"));
  idl_holes_take (holes, "boxed",
                  idl_fill (holes, "%{Type},\n%{proxy},\n%{snake}_ref,\n%{snake}_unref"));
  idl_write (out, holes,
             "\n"
             "G_DEFINE_INTERFACE_WITH_CODE (%[impl]\n"
             "  %{prerequisites}\n"
             "  odeon_interface_register (g_define_type_id, &%{snake}_interface_info);)\n"
             "\n"
             "static void\n"
             "%{snake}_impl_default_init (%{Type}ImplInterface *iface G_GNUC_UNUSED)\n"
             "{\n"
             "}\n"
             "\n"
             "G_DEFINE_BOXED_TYPE (%[boxed])\n");
}

static void
emit_proxy (GString *out, IdlHoles *holes)
{
  idl_holes_set (holes, "spawn_params",
                 "OdeonSpawner            *in,\n"
                 "GType                    implementation,\n"
                 "const OdeonSpawnOptions *options,\n"
                 "GError                 **error,\n"
                 "const gchar             *first_property,\n"
                 "...");
  idl_holes_take (holes, "spawn_args",
                  idl_fill (holes, "in,\n"
                                   "implementation,\n"
                                   "&%{snake}_interface_info,\n"
                                   "options,\n"
                                   "error,\n"
                                   "first_property,\n"
                                   "properties\n"));
  idl_write (out, holes,
             "\n"
             "%{Type} *\n"
             "%{snake}_ref (%{Type} *self)\n"
             "{\n"
             "  return odeon_ref_ref (self);\n"
             "}\n"
             "\n"
             "void\n"
             "%{snake}_unref (%{Type} *self)\n"
             "{\n"
             "  odeon_ref_unref (self);\n"
             "}\n"
             "\n"
             "%{Type} *\n"
             "%{snake}_from_ref (gpointer ref, GError **error)\n"
             "{\n"
             "  return odeon_ref_narrow (ref, &%{snake}_interface_info, error);\n"
             "}\n"
             "\n"
             "%{Type} *\n"
             "%{snake}_spawn (%(spawn_params))\n"
             "{\n"
             "  %{Type} *self;\n"
             "  va_list properties;\n"
             "\n"
             "  va_start (properties, first_property);\n"
             "  self = odeon_spawn_valist (%[spawn_args]);\n"
             "  va_end (properties);\n"
             "  return self;\n"
             "}\n");
}

/* A proxy of any interface is a plain reference to the actor. */
static void
emit_upcast (GString *out, IdlHoles *holes, const IdlNode *node, const IdlNode *base)
{
  idl_holes_set (holes, "Base", base->c_type);
  idl_holes_take (holes, "upcast", idl_names_dup_upcast (node, base));
  idl_write (out, holes,
             "\n"
             "%{Base} *\n"
             "%{snake}_%{upcast} (%{Type} *self)\n"
             "{\n"
             "  return (%{Base} *) self;\n"
             "}\n");
}

void
idl_emit_interface_body (GString *out, const IdlModel *model G_GNUC_UNUSED, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);
  g_autoptr (GPtrArray) methods = idl_interface_list_methods (node);
  g_autoptr (GPtrArray) bases = idl_interface_list_bases (node);

  for (guint i = 0; i < methods->len; i++)
    idl_emit_method_dispatch (out, g_ptr_array_index (methods, i));
  emit_tables (out, holes, node, methods);
  emit_types (out, holes, node);
  emit_proxy (out, holes);
  for (guint i = 0; i < bases->len; i++)
    emit_upcast (out, holes, node, g_ptr_array_index (bases, i));
  for (guint i = 0; i < methods->len; i++)
    idl_emit_method_stubs (out, g_ptr_array_index (methods, i));
}
