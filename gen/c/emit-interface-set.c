/* SPDX-License-Identifier: MIT */

/* The line that makes a file's interfaces known by their names before anybody uses them. */

#include "emit-parts.h"

static void
add_interfaces (GString *lines, const GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const IdlNode *node = g_ptr_array_index (nodes, i);

      if (node->imported)
        continue;
      if (node->kind == IDL_NODE_MODULE)
        add_interfaces (lines, node->children);
      else if (node->kind == IDL_NODE_INTERFACE && node->defined)
        g_string_append_printf (lines, ",\n&%s_interface_info", node->c_snake);
    }
}

void
idl_emit_interface_set (GString *out, const IdlModel *model)
{
  g_autoptr (IdlHoles) holes = idl_holes_new ();
  g_autofree gchar *file =
    g_strcanon (g_strdup (model->base_name), G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_", '_');
  GString *interfaces = g_string_new (NULL);

  add_interfaces (interfaces, model->nodes);
  if (interfaces->len > 0)
    {
      idl_holes_format (holes, "arguments", "%s_idl%s", file, interfaces->str);
      idl_write (out, holes, "\nODEON_DEFINE_INTERFACES (%[arguments])\n");
    }
  g_string_free (interfaces, TRUE);
}
