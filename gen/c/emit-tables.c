/* SPDX-License-Identifier: MIT */

/* Tables of types that are built from others: bounded strings, sequences, arrays, maps, numbers
 * with a range. Those that a typedef names are its own; the rest are found by walking over
 * everything that the main file declares, inner ones first, and made once each.
 */

#include "c-types.h"
#include "emit-parts.h"
#include "wire-type.h"

/* clang-format off */
static const gchar *const numbers[] = {
  [IDL_TYPE_OCTET] = "OCTET",
  [IDL_TYPE_CHAR] = "CHAR",
  [IDL_TYPE_WCHAR] = "WCHAR",
  [IDL_TYPE_INT8] = "INT8",
  [IDL_TYPE_INT16] = "INT16",
  [IDL_TYPE_UINT16] = "UINT16",
  [IDL_TYPE_INT32] = "INT32",
  [IDL_TYPE_UINT32] = "UINT32",
  [IDL_TYPE_INT64] = "INT64",
  [IDL_TYPE_UINT64] = "UINT64",
  [IDL_TYPE_FLOAT] = "FLOAT",
  [IDL_TYPE_DOUBLE] = "DOUBLE",
};
/* clang-format on */

static const gchar *
get_kind (const IdlType *type)
{
  switch (idl_type_get_form (type))
    {
    case IDL_FORM_NUMBER:
    case IDL_FORM_CHECKED:
      return numbers[idl_type_resolve (type)->kind];
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
    case IDL_FORM_MAP:
      return "MAP";
    case IDL_FORM_ARRAY:
      return "ARRAY";
    case IDL_FORM_ANY:
    case IDL_FORM_REF:
    case IDL_FORM_STRUCT:
    case IDL_FORM_NATIVE:
      break;
    }
  g_assert_not_reached ();
}

/* The size of a slot: an array's is that of its elements together. */
static gchar *
dup_size (const IdlType *type)
{
  IdlForm           form = idl_type_get_form (type);
  g_autofree gchar *c = NULL;
  g_autofree gchar *suffix = NULL;

  if (form != IDL_FORM_ARRAY && form != IDL_FORM_NUMBER && form != IDL_FORM_CHECKED)
    return g_strdup ("gpointer");

  c = idl_type_dup_c (idl_type_get_innermost (type), IDL_POSITION_MEMBER);
  suffix = idl_type_dup_c_suffix (type);
  return g_strconcat (c, suffix, NULL);
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

static void
add_range (GString *fields, const IdlType *type)
{
  const IdlConstant *min;
  const IdlConstant *max;

  idl_type_get_range (type, &min, &max);
  idl_fields_add_slot (fields, "min", min, type);
  idl_fields_add_slot (fields, "max", max, type);
}

static void
add_parts (GString *fields, const IdlType *type)
{
  g_autofree gchar *element = NULL;
  g_autofree gchar *key = NULL;

  if (type->bound > 0)
    idl_fields_add (fields, ".bound = %" G_GUINT64_FORMAT, type->bound);
  if (type->element == NULL)
    return;

  element = idl_type_dup_info (type->element);
  idl_fields_add (fields, ".element = &%s", element);
  if (type->key != NULL)
    {
      key = idl_type_dup_info (type->key);
      idl_fields_add (fields, ".key = &%s", key);
    }
  idl_fields_add_type_flags (fields, type->element->recursive ? IDL_TABLE_RECURSIVE_ELEMENT : 0);
}

void
idl_emit_built_table (GString *out, const IdlType *type, const IdlNode *node)
{
  gboolean has_free = node != NULL && idl_type_get_form (type) == IDL_FORM_ARRAY;
  g_autofree gchar *size = dup_size (type);
  g_autofree gchar *info = NULL;
  g_autofree gchar *before = NULL;
  GString          *fields = g_string_new (NULL);

  idl_fields_add (fields, ".kind = ODEON_KIND_%s", get_kind (type));
  idl_fields_add (fields, ".size = sizeof (%s)", size);
  if (node != NULL)
    {
      g_autofree gchar *idl = idl_node_dup_scoped_name (node);

      idl_fields_add (fields, ".name = \"%s\"", idl);
    }
  add_parts (fields, type);
  add_range (fields, type);
  if (has_free)
    {
      g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);

      emit_free_function (out, holes);
      idl_fields_add (fields, ".free_func = _%s_free", node->c_snake);
    }
  idl_fields_take_wire_type (fields, idl_type_dup_wire_type (type));
  if (node != NULL)
    idl_fields_add_annotations (fields, node);

  info = node != NULL ? g_strconcat (node->c_snake, "_info", NULL) : idl_type_dup_info (type);
  before = g_strconcat (node != NULL ? "" : "static ", "const OdeonTypeInfo ", info, NULL);
  idl_fields_write (out, before, fields);
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

  add_type (tables, type->key);
  add_type (tables, type->element);
  info = idl_type_dup_info (type);
  if (!idl_type_is_anonymous (type) || g_hash_table_contains (tables->done, info))
    return;

  idl_emit_built_table (tables->out, type, NULL);
  g_hash_table_add (tables->done, g_steal_pointer (&info));
}

/* Constants are macros, and bit fields have accessors. */
static gboolean
is_described (const IdlNode *node)
{
  return node->kind != IDL_NODE_CONST && node->kind != IDL_NODE_BITFIELD
         && node->kind != IDL_NODE_BIT && node->kind != IDL_NODE_ENUMERATOR;
}

/* What an imported base has is in this struct's table, too. */
static void
add_bases (Tables *tables, const IdlNode *node)
{
  for (guint i = 0; i < node->bases->len; i++)
    {
      const IdlNode *base = g_ptr_array_index (node->bases, i);

      add_bases (tables, base);
      for (guint j = 0; base->imported && j < base->children->len; j++)
        add_type (tables, ((const IdlNode *) g_ptr_array_index (base->children, j))->type);
    }
}

static void
add_node (Tables *tables, const IdlNode *node)
{
  if (node->imported)
    return;

  if (node->kind == IDL_NODE_STRUCT)
    add_bases (tables, node);
  if (node->kind == IDL_NODE_TYPEDEF)
    {
      add_type (tables, node->type->key);
      add_type (tables, node->type->element);
    }
  else if (is_described (node))
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
