/* SPDX-License-Identifier: MIT */

/* Tables of types that are built from others: bounded strings, sequences, arrays. Those that a
 * typedef names are its own; the rest are found by walking over everything that the main file
 * declares, inner ones first, and made once each.
 */

#include "c-types.h"
#include "emit-parts.h"

static const gchar *
get_kind (IdlForm form)
{
  switch (form)
    {
    case IDL_FORM_STRING:
      return "STRING";
    case IDL_FORM_BYTES:
      return "BYTES";
    case IDL_FORM_STRV:
      return "STRV";
    case IDL_FORM_VALUES:
      return "VALUES";
    case IDL_FORM_POINTERS:
      return "POINTERS";
    case IDL_FORM_ARRAY:
      return "ARRAY";
    case IDL_FORM_NUMBER:
    case IDL_FORM_CHECKED:
    case IDL_FORM_ANY:
    case IDL_FORM_REF:
    case IDL_FORM_STRUCT:
      break;
    }
  g_assert_not_reached ();
}

/* The size of a slot: an array's is that of its elements together. */
static gchar *
dup_size (const IdlType *type)
{
  g_autofree gchar *c = NULL;
  g_autofree gchar *suffix = NULL;

  if (idl_type_get_form (type) != IDL_FORM_ARRAY)
    return g_strdup ("gpointer");

  while (type->kind == IDL_TYPE_ARRAY)
    {
      g_autofree gchar *outer = g_steal_pointer (&suffix);

      suffix =
        g_strdup_printf ("%s[%" G_GUINT64_FORMAT "]", outer != NULL ? outer : "", type->bound);
      type = type->element;
    }
  c = idl_type_dup_c (type, IDL_POSITION_MEMBER);
  return g_strconcat (c, suffix, NULL);
}

static gchar *
dup_field (const gchar *format, const gchar *value)
{
  GString *field = g_string_new (format);

  g_string_replace (field, "$", value, 0);
  return g_string_free (field, FALSE);
}

/* An array may be the element of a GPtrArray, which wants a free function. */
static void
emit_free_function (GString *out, const IdlHoles *holes)
{
  idl_write (out, holes,
             "\n"
             "static void\n"
             "_%{snake}_free (gpointer self)\n"
             "{\n"
             "  odeon_boxed_free (&%{snake}_info, self);\n"
             "}\n");
}

void
idl_emit_built_table (GString *out, const IdlType *type, const IdlNode *node)
{
  IdlForm  form = idl_type_get_form (type);
  gboolean has_free = node != NULL && form == IDL_FORM_ARRAY;
  g_autoptr (IdlHoles) holes = node != NULL ? idl_holes_new_for_node (node) : idl_holes_new ();
  g_autofree gchar *element = type->element != NULL ? idl_type_dup_info (type->element) : NULL;
  g_autofree gchar *idl = node != NULL ? idl_node_dup_scoped_name (node) : NULL;

  idl_holes_take (holes, "info",
                  node != NULL ? g_strconcat (node->c_snake, "_info", NULL)
                               : idl_type_dup_info (type));
  idl_holes_set (holes, "static", node != NULL ? "" : "static ");
  idl_holes_set (holes, "KIND", get_kind (form));
  idl_holes_take (holes, "size", dup_size (type));
  idl_holes_take (holes, "name", idl != NULL ? dup_field (".name = \"$\",", idl) : g_strdup (""));
  idl_holes_take (holes, "element",
                  element != NULL ? dup_field (".element = &$,", element) : g_strdup (""));
  idl_holes_take (holes, "bound",
                  type->bound > 0 ? g_strdup_printf (".bound = %" G_GUINT64_FORMAT ",", type->bound)
                                  : g_strdup (""));
  idl_holes_take (holes, "free",
                  has_free ? dup_field (".free_func = _$_free", node->c_snake) : g_strdup (""));

  if (has_free)
    emit_free_function (out, holes);
  idl_write (out, holes,
             "\n"
             "%{static}const OdeonTypeInfo %{info} = {\n"
             "  .kind = ODEON_KIND_%{KIND},\n"
             "  .size = sizeof (%{size}),\n"
             "  %{bound}\n"
             "  %{name}\n"
             "  %{element}\n"
             "  %{free}\n"
             "};\n");
}

typedef struct
{
  GString    *out;
  GHashTable *done; /* names of tables that have been made */
} Tables;

static void
add_type (Tables *tables, const IdlType *type)
{
  g_autofree gchar *info = NULL;

  if (type == NULL || type->kind == IDL_TYPE_VOID)
    return;

  add_type (tables, type->element);
  info = idl_type_dup_info (type);
  if (!idl_type_is_anonymous (type) || g_hash_table_contains (tables->done, info))
    return;

  idl_emit_built_table (tables->out, type, NULL);
  g_hash_table_add (tables->done, g_steal_pointer (&info));
}

static void
add_node (Tables *tables, const IdlNode *node)
{
  if (node->imported)
    return;

  if (node->kind == IDL_NODE_TYPEDEF)
    add_type (tables, node->type->element);
  else if (node->kind != IDL_NODE_CONST)
    add_type (tables, node->type);

  for (guint i = 0; i < node->children->len; i++)
    add_node (tables, g_ptr_array_index (node->children, i));
}

void
idl_emit_anonymous_tables (GString *out, const IdlModel *model)
{
  Tables tables = { out, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };

  for (guint i = 0; i < model->nodes->len; i++)
    add_node (&tables, g_ptr_array_index (model->nodes, i));
  g_hash_table_unref (tables.done);
}
