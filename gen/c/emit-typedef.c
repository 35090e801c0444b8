/* SPDX-License-Identifier: MIT */

#include "c-types.h"
#include "emit-docs.h"
#include "emit-parts.h"

static gchar *
dup_doc (const IdlNode *node)
{
  g_autoptr (IdlDoc) doc = idl_doc_new (node->c_type, "", node);

  idl_doc_add_body (doc);
  return node->doc != NULL ? idl_doc_to_string (doc) : g_strdup ("");
}

/* Who frees a value of the type that a plain alias names; NULL if nobody needs to. */
static gchar *
dup_free_function (const IdlNode *node)
{
  const IdlType *type = node->type;

  while (type->kind == IDL_TYPE_NAMED && type->node->kind == IDL_NODE_TYPEDEF
         && !idl_typedef_is_container (type->node))
    type = type->node->type;
  if (type->kind != IDL_TYPE_NAMED)
    return NULL;

  switch (idl_type_get_form (type))
    {
    case IDL_FORM_STRUCT:
    case IDL_FORM_VALUES:
    case IDL_FORM_POINTERS:
    case IDL_FORM_MAP:
      return g_strconcat (type->node->c_snake, "_free", NULL);
    case IDL_FORM_REF:
      return g_strdup ("odeon_ref_unref");
    case IDL_FORM_NATIVE:
      return g_strconcat ("_", type->node->c_snake, "_free", NULL);
    case IDL_FORM_NUMBER:
    case IDL_FORM_CHECKED:
    case IDL_FORM_STRING:
    case IDL_FORM_ANY:
    case IDL_FORM_BYTES:
    case IDL_FORM_STRV:
    case IDL_FORM_ARRAY:
      return NULL;
    }
  g_assert_not_reached ();
}

void
idl_emit_typedef_header (GString *out, const IdlNode *node)
{
  g_autoptr (IdlHoles) holes = idl_holes_new_for_node (node);
  g_autofree gchar *free_function = dup_free_function (node);
  const IdlType    *inner = idl_type_get_innermost (node->type);

  idl_holes_take (holes, "doc", dup_doc (node));
  idl_holes_take (holes, "target",
                  node->type->kind == IDL_TYPE_ARRAY ? idl_type_dup_c (inner, IDL_POSITION_MEMBER)
                                                     : idl_type_dup_c_base (node->type));
  idl_holes_take (holes, "plain", idl_type_dup_c (node->type, IDL_POSITION_MEMBER));
  idl_holes_take (holes, "suffix", idl_type_dup_c_suffix (node->type));

  if (idl_typedef_is_visible (node))
    idl_write (out, holes, "\n%{doc}\ntypedef %{target} %{Type}%{suffix};\n");
  else
    idl_write (out, holes, "\n/* %{idl} is `%{plain}`. */\n");

  if (idl_typedef_is_container (node))
    idl_emit_container_header (out, node);
  if (free_function != NULL)
    {
      idl_holes_set (holes, "free", free_function);
      idl_write (out, holes, "\nG_DEFINE_AUTOPTR_CLEANUP_FUNC (%{Type}, %{free})\n");
    }
  if (idl_typedef_has_info (node))
    idl_write (out, holes,
               "\n"
               "/*< private >*/\n"
               "extern const OdeonTypeInfo %{snake}_info;\n");
}

void
idl_emit_typedef_body (GString *out, const IdlNode *node)
{
  if (!idl_typedef_has_info (node))
    return;

  idl_emit_built_table (out, node->type, node);
  if (idl_typedef_is_container (node))
    idl_emit_container_body (out, node);
}
