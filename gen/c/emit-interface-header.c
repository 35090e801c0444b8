/* SPDX-License-Identifier: MIT */

/* An interface has two faces in the header: the vtable that implementers fill, and the functions of
 * the proxy that callers use. */

#include "emit-docs.h"
#include "emit-method-docs.h"
#include "emit-parts.h"
#include "signatures.h"
#include "spelling.h"

static void
set_impl_names (IdlHoles *holes, const IdlNode *node)
{
  g_autofree gchar *scope = idl_names_dup_scope_upper (node);
  g_autofree gchar *upper = idl_spell_upper (node->c_own);

  idl_holes_take (holes, "TYPE_IMPL", idl_names_dup_impl_type_macro (node));
  if (scope != NULL)
    idl_holes_format (holes, "impl_macros", "%s,\n%s_IMPL", scope, upper);
  else
    idl_holes_format (holes, "impl_macros", "%s,\nIMPL", node->c_upper);
}

static gchar *
dup_entries (GPtrArray *methods)
{
  GString *entries = g_string_new (NULL);

  for (guint i = 0; i < methods->len; i++)
    {
      const IdlMethod *method = g_ptr_array_index (methods, i);
      g_autoptr (IdlHoles) holes = idl_holes_new_for_method (method);

      idl_write (entries, holes, "  gboolean (*%{entry}) (%[handler_params]);\n");
      if (method->kind != IDL_METHOD_ONEWAY)
        idl_write (entries, holes, "  void     (*%{entry}_deferred) (%[deferred_params]);\n");
    }
  return g_string_free (entries, FALSE);
}

static void
document_entry (IdlDoc *doc, const IdlNode *interface, const IdlMethod *method)
{
  static const gchar *const verbs[] = {
    [IDL_METHOD_OPERATION] = "handles",
    [IDL_METHOD_ONEWAY] = "handles",
    [IDL_METHOD_GETTER] = "reads",
    [IDL_METHOD_SETTER] = "writes",
  };
  const gchar *rest =
    method->kind == IDL_METHOD_ONEWAY ? "; an error is a failure of the actor" : "";
  g_autofree gchar *text =
    g_strdup_printf ("%s `%s`%s", verbs[method->kind], method->node->name, rest);
  g_autofree gchar *deferred = g_strconcat (method->c_entry, "_deferred", NULL);
  g_autofree gchar *instead =
    g_strdup_printf ("if set, called instead of @%s: takes @call and answers by "
                     "%s_complete_%s(), at once or later",
                     method->c_entry, interface->c_snake, method->c_snake);

  idl_doc_add_parameter (doc, method->c_entry, "", text);
  if (method->kind != IDL_METHOD_ONEWAY)
    idl_doc_add_parameter (doc, deferred, "", instead);
}

static gchar *
dup_vtable_doc (const IdlNode *node, GPtrArray *methods)
{
  g_autofree gchar *symbol = g_strconcat (node->c_type, "ImplInterface", NULL);
  g_autoptr (IdlDoc) doc = idl_doc_new (symbol, "", NULL);

  for (guint i = 0; i < methods->len; i++)
    document_entry (doc, node, g_ptr_array_index (methods, i));
  idl_doc_add_text (doc, "What an actor implements. A handler returns %FALSE with its error set; "
                         "results that it stores are the caller's from then on.");
  return idl_doc_to_string (doc);
}

static gchar *
dup_proxy_doc (const IdlNode *node)
{
  g_autofree gchar *annotations =
    g_strdup_printf ("(ref-func %s_ref) (unref-func %s_unref)", node->c_snake, node->c_snake);
  g_autofree gchar *idl = idl_node_dup_scoped_name (node);
  g_autofree gchar *text = g_strdup_printf ("A counted reference to an actor that is a `%s`.", idl);
  g_autoptr (IdlDoc) doc = idl_doc_new (node->c_type, annotations, node);

  idl_doc_add_text (doc, text);
  idl_doc_add_body (doc);
  return idl_doc_to_string (doc);
}

static void
emit_impl (GString *out, IdlHoles *holes, const IdlNode *node, GPtrArray *methods)
{
  set_impl_names (holes, node);
  idl_holes_take (holes, "declare",
                  idl_fill (holes, "%{Type}Impl,\n%{snake}_impl,\n%{impl_macros},\nOdeonActor"));
  idl_holes_take (holes, "vtable_doc", dup_vtable_doc (node, methods));
  idl_holes_take (holes, "entries", dup_entries (methods));
  idl_write (out, holes,
             "\n"
             "#define %{TYPE_IMPL} (%{snake}_impl_get_type ())\n"
             "\n"
             "G_DECLARE_INTERFACE (%[declare])\n"
             "\n"
             "%{vtable_doc}\n"
             "struct _%{Type}ImplInterface\n"
             "{\n"
             "  GTypeInterface parent_iface;\n");
  if (methods->len > 0)
    idl_write (out, holes,
               "\n"
               "%{entries}\n");
  idl_write (out, holes, "};\n");
}

static void
emit_proxy (GString *out, IdlHoles *holes, const IdlNode *node)
{
  idl_holes_take (holes, "proxy_doc", dup_proxy_doc (node));
  idl_holes_set (holes, "spawn_params",
                 "OdeonSpawner            *in,\n"
                 "GType                    implementation,\n"
                 "const OdeonSpawnOptions *options,\n"
                 "GError                 **error,\n"
                 "const gchar             *first_property,\n"
                 "...");
  idl_holes_set (holes, "pool_params",
                 "OdeonSpawner           *in,\n"
                 "GType                   implementation,\n"
                 "const OdeonPoolOptions *options,\n"
                 "GError                **error,\n"
                 "const gchar            *first_property,\n"
                 "...");
  idl_write (out, holes,
             "\n"
             "%{proxy_doc}\n"
             "#define %{TYPE} (%{proxy}_get_type ())\n"
             "\n"
             "GType %{proxy}_get_type (void) G_GNUC_CONST;\n"
             "\n"
             "/**\n"
             " * %{snake}_ref:\n"
             " * @self: an actor\n"
             " *\n"
             " * Returns: (transfer full): the same\n"
             " */\n"
             "%{Type} *%{snake}_ref (%{Type} *self);\n"
             "\n"
             "/**\n"
             " * %{snake}_unref:\n"
             " * @self: (transfer full) (nullable): an actor; it lives on without references\n"
             " */\n"
             "void %{snake}_unref (%{Type} *self);\n"
             "\n"
             "G_DEFINE_AUTOPTR_CLEANUP_FUNC (%{Type}, %{snake}_unref)\n"
             "\n"
             "/**\n"
             " * %{snake}_from_ref:\n"
             " * @ref: (nullable) (type OdeonRef): a ref or a proxy\n"
             " * @error: return location for %ODEON_ERROR_WRONG_INTERFACE\n"
             " *\n"
             " * Returns: (transfer full) (nullable): the actor, if it is a `%{idl}`\n"
             " */\n"
             "%{Type} *%{snake}_from_ref (gpointer ref, GError **error);\n"
             "\n"
             "/**\n"
             " * %{snake}_from_future:\n"
             " * @future: (transfer full): a future of a call that returns an actor\n"
             " * @path: (nullable): where it is in the results, as for odeon_ref_from_future(); "
             "%NULL\n"
             " *   is the first reference\n"
             " *\n"
             " * Returns: (transfer full): that actor, which can be called at once; if there is no "
             "such\n"
             " *   `%{idl}`, all calls fail of that\n"
             " */\n"
             "%{Type} *%{snake}_from_future (OdeonFuture *future, const gchar *path);\n"
             "\n"
             "/**\n"
             " * %{snake}_spawn: (skip)\n"
             " * @in: a system or an actor\n"
             " * @implementation: the GType of an actor that implements #%{Type}Impl\n"
             " * @options: (nullable): name and placement\n"
             " * @error: return location for an error, as for odeon_spawn()\n"
             " * @first_property: (nullable): the first property to construct it with\n"
             " * @...: its value, then further names and values, then %NULL\n"
             " *\n"
             " * Returns: (transfer full) (nullable): the new actor\n"
             " */\n"
             "%{Type} *%{snake}_spawn (%[spawn_params]);\n"
             "\n"
             "/**\n"
             " * %{snake}_spawn_pool: (skip)\n"
             " * @in: a system or an actor\n"
             " * @implementation: the GType of actors that implement #%{Type}Impl\n"
             " * @options: size, routing and so on\n"
             " * @error: return location for an error, as for odeon_pool_spawn()\n"
             " * @first_property: (nullable): the first property to construct each of them with\n"
             " * @...: its value, then further names and values, then %NULL\n"
             " *\n"
             " * Returns: (transfer full) (nullable): the pool, as if it were one of them\n"
             " */\n"
             "%{Type} *%{snake}_spawn_pool (%[pool_params]);\n");
}

static void
emit_upcast (GString *out, IdlHoles *holes, const IdlNode *node, const IdlNode *base)
{
  idl_holes_set (holes, "Base", base->c_type);
  idl_holes_take (holes, "upcast", idl_names_dup_upcast (node, base));
  idl_write (out, holes,
             "\n"
             "/**\n"
             " * %{snake}_%{upcast}:\n"
             " * @self: (nullable): an actor\n"
             " *\n"
             " * Returns: (transfer none) (nullable): the same, with what it inherits\n"
             " */\n"
             "%{Base} *%{snake}_%{upcast} (%{Type} *self);\n");
}

static void
emit_promised (GString *out, IdlHoles *holes, const IdlMethod *method)
{
  const IdlNode *interface = idl_method_get_promised (method);

  if (interface == NULL)
    return;

  idl_holes_set (holes, "Promised", interface->c_type);
  idl_write (out, holes,
             "\n"
             "%{promised_doc}\n"
             "%{Promised} *%{function}_promised (%[call_params]) G_GNUC_WARN_UNUSED_RESULT;\n");
}

static void
emit_method (GString *out, const IdlModel *model, const IdlMethod *method)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_method (method);

  idl_holes_add_method_docs (holes, model, method);
  if (method->kind == IDL_METHOD_ONEWAY)
    {
      idl_write (out, holes,
                 "\n"
                 "%{call_doc}\n"
                 "gboolean %{function} (%[call_params]);\n");
      return;
    }

  idl_write (out, holes,
             "\n"
             "%{call_doc}\n"
             "OdeonFuture *%{function} (%[call_params]) G_GNUC_WARN_UNUSED_RESULT;\n"
             "\n"
             "%{await_doc}\n"
             "gboolean %{function}_await (%[await_params]);\n"
             "\n"
             "%{finish_doc}\n"
             "gboolean %{function}_finish (%[await_params]);\n"
             "\n"
             "%{sync_doc}\n"
             "gboolean %{function}_sync (%[sync_params]);\n");
  emit_promised (out, holes, method);
  if (method->kind != IDL_METHOD_GETTER)
    idl_write (out, holes,
               "\n"
               "%{tell_doc}\n"
               "gboolean %{function}_tell (%[call_params]);\n");
  idl_write (out, holes,
             "\n"
             "%{complete_doc}\n"
             "void %{snake}_complete_%{method} (%[complete_params]);\n");
}

void
idl_emit_interface_header (GString *out, const IdlModel *model, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);
  g_autoptr (GPtrArray) methods = idl_interface_list_methods (node);
  g_autoptr (GPtrArray) bases = idl_interface_list_bases (node);

  emit_impl (out, holes, node, methods);
  emit_proxy (out, holes, node);
  for (guint i = 0; i < bases->len; i++)
    emit_upcast (out, holes, node, g_ptr_array_index (bases, i));
  for (guint i = 0; i < methods->len; i++)
    emit_method (out, model, g_ptr_array_index (methods, i));
  idl_write (out, holes,
             "\n"
             "/*< private >*/\n"
             "extern const OdeonTypeInfo %{snake}_info;\n"
             "extern const OdeonInterfaceInfo %{snake}_interface_info;\n");
}
