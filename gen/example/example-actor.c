/* SPDX-License-Identifier: MIT */

/* An actor for each interface, as one would write it by hand: a type, a handler for each operation
 * and accessor, a function that fills each vtable. GObject wants what an interface inherits to be
 * implemented before it. */

#include "example.h"

#include "emit-parts.h"
#include "signatures.h"
#include "spelling.h"

static gboolean
is_taken (const GPtrArray *nodes, const gchar *suffix)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const IdlNode *node = g_ptr_array_index (nodes, i);

      if ((node->c_type != NULL && g_str_has_suffix (node->c_type, suffix))
          || is_taken (node->children, suffix))
        return TRUE;
    }
  return FALSE;
}

const gchar *
idl_example_get_suffix (const GPtrArray *nodes)
{
  static const gchar *const suffixes[] = { "Actor", "Example", "ExampleActor" };
  gsize                     i = 0;

  while (i < G_N_ELEMENTS (suffixes) - 1 && is_taken (nodes, suffixes[i]))
    i++;
  return suffixes[i];
}

/* Holes of the actor: Actor, actor, ACTOR_TYPE, macros, and those of its interface. */
static IdlHoles *
holes_new (const IdlNode *interface, const gchar *suffix)
{
  IdlHoles         *holes = idl_holes_new_for_node (interface);
  g_autofree gchar *snake = idl_spell_snake (suffix);
  g_autofree gchar *upper = idl_spell_upper (snake);
  g_autofree gchar *own_upper = idl_spell_upper (interface->c_own);
  g_autofree gchar *scope = idl_names_dup_scope_upper (interface);
  g_autofree gchar *type = idl_names_dup_type_macro (interface);

  idl_holes_format (holes, "Actor", "%s%s", interface->c_type, suffix);
  idl_holes_format (holes, "actor", "%s_%s", interface->c_snake, snake);
  idl_holes_format (holes, "ACTOR_TYPE", "%s_%s", type, upper);
  if (scope != NULL)
    idl_holes_format (holes, "macros", "%s,\n%s_%s", scope, own_upper, upper);
  else
    idl_holes_format (holes, "macros", "%s,\n%s", interface->c_upper, upper);
  return holes;
}

/* Adds the interface behind all that it inherits, each once. */
static void
add_interfaces (GPtrArray *interfaces, const IdlNode *interface)
{
  if (g_ptr_array_find (interfaces, interface, NULL))
    return;
  for (guint i = 0; i < interface->bases->len; i++)
    add_interfaces (interfaces, g_ptr_array_index (interface->bases, i));
  g_ptr_array_add (interfaces, (gpointer) interface);
}

static gchar *
dup_handler_name (IdlHoles *holes, const IdlNode *interface, const IdlMethod *method)
{
  gboolean is_own = method->node->parent == interface;

  idl_holes_format (holes, "handler", "%s%s%s", is_own ? "" : method->node->parent->c_snake,
                    is_own ? "" : "_", method->c_snake);
  return idl_fill (holes, "%{actor}_handle_%{handler}");
}

static void
emit_type (GString *out, IdlHoles *holes)
{
  idl_holes_take (holes, "declare",
                  idl_fill (holes, "%{Actor},\n%{actor},\n%{macros},\nOdeonActor"));
  idl_write (out, holes,
             "\n"
             "/* An actor that is a %{idl}. */\n"
             "\n"
             "#define %{ACTOR_TYPE} (%{actor}_get_type ())\n"
             "G_DECLARE_FINAL_TYPE (%[declare])\n"
             "\n"
             "struct _%{Actor}\n"
             "{\n"
             "  OdeonActor parent_instance;\n"
             "\n"
             "  /* TODO: what it knows. Only its handlers see that, one at a time. */\n"
             "};\n");
}

static void
emit_implementation (GString       *out,
                     IdlHoles      *holes,
                     const IdlNode *interface,
                     const IdlNode *implemented)
{
  g_autoptr (GPtrArray) methods = idl_interface_list_methods (implemented);

  for (guint i = 0; i < methods->len; i++)
    {
      const IdlMethod  *method = g_ptr_array_index (methods, i);
      g_autofree gchar *name = dup_handler_name (holes, interface, method);

      idl_example_emit_handler (out, method, name);
    }

  idl_holes_set (holes, "Implemented", implemented->c_type);
  idl_holes_set (holes, "implemented", implemented->c_snake);
  idl_holes_set (holes, "unused", methods->len == 0 ? " G_GNUC_UNUSED" : "");
  idl_write (out, holes,
             "\n"
             "static void\n"
             "%{actor}_implement_%{implemented} (%{Implemented}ImplInterface *iface%{unused})\n"
             "{\n");
  for (guint i = 0; i < methods->len; i++)
    {
      const IdlMethod  *method = g_ptr_array_index (methods, i);
      g_autofree gchar *name = dup_handler_name (holes, interface, method);

      g_string_append_printf (out, "  iface->%s = %s;\n", method->c_entry, name);
    }
  g_string_append (out, "}\n");
}

static void
emit_definition (GString *out, IdlHoles *holes, const GPtrArray *interfaces)
{
  idl_write (out, holes,
             "\n"
             "G_DEFINE_FINAL_TYPE_WITH_CODE (%{Actor}, %{actor}, ODEON_TYPE_ACTOR,");
  for (guint i = 0; i < interfaces->len; i++)
    {
      const IdlNode *interface = g_ptr_array_index (interfaces, i);

      idl_holes_set (holes, "implemented", interface->c_snake);
      idl_holes_take (holes, "TYPE_IMPL", idl_names_dup_impl_type_macro (interface));
      idl_holes_take (holes, "arguments",
                      idl_fill (holes, "%{TYPE_IMPL},\n%{actor}_implement_%{implemented}"));
      g_string_append_c (out, '\n');
      idl_write (out, holes,
                 "                               G_IMPLEMENT_INTERFACE (%(arguments))");
    }
  idl_write (out, holes,
             ")\n"
             "\n"
             "static void\n"
             "%{actor}_class_init (%{Actor}Class *klass G_GNUC_UNUSED)\n"
             "{\n"
             "}\n"
             "\n"
             "static void\n"
             "%{actor}_init (%{Actor} *self G_GNUC_UNUSED)\n"
             "{\n"
             "}\n");
}

void
idl_example_emit_actor (GString *out, const IdlNode *interface, const gchar *suffix)
{
  g_autoptr (IdlHoles) holes = holes_new (interface, suffix);
  g_autoptr (GPtrArray) interfaces = g_ptr_array_new ();

  add_interfaces (interfaces, interface);
  emit_type (out, holes);
  for (guint i = 0; i < interfaces->len; i++)
    emit_implementation (out, holes, interface, g_ptr_array_index (interfaces, i));
  emit_definition (out, holes, interfaces);
}

/* (nullable): the arguments of its _sync function, with no interest in results; NULL if one takes
 * more than an expression. To be freed. */
static gchar *
dup_arguments (const IdlMethod *method)
{
  g_autoptr (GString) arguments = g_string_new ("actor,\n");

  for (guint i = 0; i < method->ins->len; i++)
    {
      const IdlArgument *argument = g_ptr_array_index (method->ins, i);
      g_autofree gchar  *value = idl_example_dup_value (argument->type);

      if (value == NULL)
        return NULL;
      g_string_append_printf (arguments, "%s,\n", value);
    }
  for (guint i = 0; i < method->outs->len; i++)
    g_string_append (arguments, "NULL,\n");
  g_string_append (arguments, "error");
  return g_string_free (g_steal_pointer (&arguments), FALSE);
}

/* What there is to call: (nullable): a statement. */
static gchar *
dup_call (const IdlNode *interface)
{
  g_autoptr (GPtrArray) methods = idl_interface_list_methods (interface);

  for (guint i = 0; i < methods->len; i++)
    {
      const IdlMethod *method = g_ptr_array_index (methods, i);
      g_autoptr (IdlHoles) holes = NULL;
      gchar *arguments;

      if (method->kind == IDL_METHOD_ONEWAY || !idl_example_has_results (method))
        continue;
      arguments = dup_arguments (method);
      if (arguments == NULL)
        continue;
      holes = idl_holes_new_for_method (method);
      idl_holes_take (holes, "arguments", arguments);
      return idl_fill (holes, "  return %{function}_sync (%(arguments));");
    }
  return g_strdup ("  /* TODO: call it. */\n"
                   "  return TRUE;");
}

void
idl_example_emit_run (GString *out, const IdlNode *interface, const gchar *suffix)
{
  g_autoptr (IdlHoles) holes = holes_new (interface, suffix);

  idl_holes_take (holes, "call", dup_call (interface));
  idl_holes_take (holes, "arguments",
                  idl_fill (holes, "ODEON_SPAWNER (system),\n%{ACTOR_TYPE},\nNULL,\nerror,\nNULL"));
  idl_write (out, holes,
             "\n"
             "static gboolean\n"
             "run_%{snake} (OdeonSystem *system, GError **error)\n"
             "{\n"
             "  g_autoptr (%{Type}) actor = NULL;\n"
             "\n"
             "  actor = %{snake}_spawn (%(arguments));\n"
             "  if (actor == NULL)\n"
             "    return FALSE;\n"
             "\n"
             "%{call}\n"
             "}\n");
}
