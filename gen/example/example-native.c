/* SPDX-License-Identifier: MIT */

/* A native type, as one would write it by hand: a counted value that nobody changes, so that a copy
 * costs nothing. */

#include "example.h"

#include "emit-parts.h"

static void
emit_life (GString *out, const IdlHoles *holes)
{
  idl_write (out, holes,
             "\n"
             "/* What a %{idl} is. Nobody changes one, so that a copy is another reference. */\n"
             "\n"
             "struct _%{Type}\n"
             "{\n"
             "  gatomicrefcount ref_count;\n"
             "\n"
             "  /* TODO: what it is. */\n"
             "  GBytes *content;\n"
             "};\n"
             "\n"
             "static %{Type} *\n"
             "%{snake}_new (GBytes *content)\n"
             "{\n"
             "  %{Type} *self = g_new0 (%{Type}, 1);\n"
             "\n"
             "  g_atomic_ref_count_init (&self->ref_count);\n"
             "  self->content = g_bytes_ref (content);\n"
             "  return self;\n"
             "}\n"
             "\n"
             "static %{Type} *\n"
             "%{snake}_ref (%{Type} *self)\n"
             "{\n"
             "  g_atomic_ref_count_inc (&self->ref_count);\n"
             "  return self;\n"
             "}\n"
             "\n"
             "static void\n"
             "%{snake}_unref (%{Type} *self)\n"
             "{\n"
             "  if (!g_atomic_ref_count_dec (&self->ref_count))\n"
             "    return;\n"
             "  g_bytes_unref (self->content);\n"
             "  g_free (self);\n"
             "}\n");
}

void
idl_example_emit_native (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);

  emit_life (out, holes);
  idl_write (out, holes,
             "\n"
             "G_DEFINE_BOXED_TYPE (%{Type}, %{snake}, %{snake}_ref, %{snake}_unref)\n"
             "\n"
             "GBytes *\n"
             "%{snake}_pack (const %{Type} *self)\n"
             "{\n"
             "  /* TODO: all that another process needs to make it again. */\n"
             "  return g_bytes_ref (self->content);\n"
             "}\n"
             "\n"
             "%{Type} *\n"
             "%{snake}_unpack (GBytes *packed, GError **error G_GNUC_UNUSED)\n"
             "{\n"
             "  /* TODO: look before you trust: anybody may have sent this. */\n"
             "  return %{snake}_new (packed);\n"
             "}\n");
}
