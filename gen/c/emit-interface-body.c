/* SPDX-License-Identifier: MIT */

/* The body of an interface: the dispatch functions, which the methods' table needs; the table; and
 * the proxy's functions, which need the table. */

#include "annotated.h"
#include "emit-method.h"
#include "emit-parts.h"
#include "fingerprint.h"
#include "wire-type.h"

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

static gboolean
has_priority (const GPtrArray *methods)
{
  for (guint i = 0; i < methods->len; i++)
    if (idl_method_get_priority (g_ptr_array_index (methods, i)) != 0)
      return TRUE;
  return FALSE;
}

static void
add_flags (GString *fields, const IdlNode *node, const GPtrArray *methods)
{
  const IdlConstant *durable = idl_node_find_annotated (node, "mailbox", "durable");
  const gchar       *urgent = has_priority (methods) ? "ODEON_INTERFACE_HAS_PRIORITY" : NULL;
  const gchar       *stored =
    durable != NULL && durable->boolean ? "ODEON_INTERFACE_DURABLE_MAILBOX" : NULL;

  if (urgent != NULL && stored != NULL)
    idl_fields_add (fields, ".flags = %s | %s", urgent, stored);
  else if (urgent != NULL || stored != NULL)
    idl_fields_add (fields, ".flags = %s", urgent != NULL ? urgent : stored);
}

static void
add_mailbox (GString *fields, const IdlNode *node)
{
  const IdlConstant *capacity = idl_node_find_annotated (node, "mailbox", "capacity");
  const IdlConstant *overflow = idl_node_find_annotated (node, "mailbox", "overflow");
  g_autofree gchar  *policy = overflow != NULL ? g_ascii_strup (overflow->string, -1) : NULL;

  if (capacity != NULL)
    idl_fields_add (fields, ".mailbox_bound = %" G_GUINT64_FORMAT, capacity->magnitude);
  if (policy != NULL)
    idl_fields_add (fields, ".overflow = ODEON_OVERFLOW_%s", policy);
}

static void
emit_interface_table (GString *out, const IdlNode *node, const GPtrArray *methods)
{
  g_autofree gchar *before =
    g_strdup_printf ("const OdeonInterfaceInfo %s_interface_info", node->c_snake);
  g_autofree gchar *idl = idl_node_dup_scoped_name (node);
  GString          *fields = g_string_new (NULL);

  idl_fields_add (fields, ".name = \"%s\"", idl);
  idl_fields_add (fields, ".get_type = %s_impl_get_type", node->c_snake);
  if (node->bases->len > 0)
    idl_fields_add (fields, ".bases = _%s_bases", node->c_snake);
  if (methods->len > 0)
    {
      idl_fields_add (fields, ".methods = _%s_methods", node->c_snake);
      idl_fields_add (fields, ".n_methods = G_N_ELEMENTS (_%s_methods)", node->c_snake);
    }
  idl_fields_add (fields, ".vtable_size = sizeof (%sImplInterface)", node->c_type);
  idl_fields_add (fields, ".fingerprint = G_GUINT64_CONSTANT (0x%016" G_GINT64_MODIFIER "x)",
                  idl_fingerprint_of_interface (node));
  add_flags (fields, node, methods);
  add_mailbox (fields, node);
  idl_fields_add_annotations (fields, node);
  idl_fields_write (out, before, fields);
}

static void
emit_type_table (GString *out, const IdlNode *node)
{
  g_autofree gchar *before = g_strdup_printf ("const OdeonTypeInfo %s_info", node->c_snake);
  g_autofree gchar *idl = idl_node_dup_scoped_name (node);
  GString          *fields = g_string_new (NULL);

  idl_fields_add (fields, ".kind = ODEON_KIND_REF");
  idl_fields_add (fields, ".size = sizeof (gpointer)");
  idl_fields_add (fields, ".name = \"%s\"", idl);
  idl_fields_add (fields, ".interface = &%s_interface_info", node->c_snake);
  idl_fields_add (fields, ".get_type = %s_get_type", node->c_proxy);
  idl_fields_take_wire_type (fields, idl_node_dup_wire_type (node));
  idl_fields_write (out, before, fields);
}

static void
emit_tables (GString *out, IdlHoles *holes, const IdlNode *node, GPtrArray *methods)
{
  if (methods->len > 0)
    emit_methods_table (out, holes, methods);
  if (node->bases->len > 0)
    emit_bases_table (out, holes, node);
  emit_interface_table (out, node, methods);
  emit_type_table (out, node);
  idl_write (out, holes,
             g_str_equal (node->c_proxy, node->c_snake)
               ? "\nODEON_DEFINE_INTERFACE (%{Type}, %{snake})\n"
               : "\nODEON_DEFINE_INTERFACE_OF_TYPE (%{Type}, %{snake}, %{proxy})\n");
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
  for (guint i = 0; i < bases->len; i++)
    emit_upcast (out, holes, node, g_ptr_array_index (bases, i));
  for (guint i = 0; i < methods->len; i++)
    idl_emit_method_stubs (out, g_ptr_array_index (methods, i));
}
