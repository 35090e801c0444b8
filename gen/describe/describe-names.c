/* SPDX-License-Identifier: MIT */

/* How the things of a description are spelt in C: what somebody needs who generates more code
 * beside that of the compiler. */

#include "describe.h"

#include "c-types.h"
#include "names.h"

static void
add_type (IdlJson *json, const IdlNode *node)
{
  idl_json_add_string (json, "type", node->c_type);
  idl_json_add_string (json, "prefix", node->c_snake);
}

static void
add_interface (IdlJson *json, const IdlNode *node)
{
  add_type (json, node);
  idl_json_take_string (json, "gtype", idl_names_dup_type_macro (node));
  idl_json_take_string (json, "impl_type", g_strconcat (node->c_type, "Impl", NULL));
  idl_json_take_string (json, "impl_gtype", idl_names_dup_impl_type_macro (node));
}

/* Of an included file's exception it is not known here: its own header has it. */
static void
add_exception (const IdlDescription *self, const IdlNode *node)
{
  const IdlDomain *domain = idl_names_get_domain (self->model, node);

  add_type (self->json, node);
  if (domain != NULL)
    {
      idl_json_add_string (self->json, "domain", domain->c_upper);
      idl_json_take_string (self->json, "code", idl_names_dup_code (domain, node));
    }
}

static void
add_typedef (IdlJson *json, const IdlNode *node)
{
  if (idl_typedef_is_visible (node))
    idl_json_add_string (json, "type", node->c_type);
  if (idl_typedef_is_container (node))
    idl_json_add_string (json, "prefix", node->c_snake);
}

static void
add_accessor (IdlJson *json, const IdlNode *node, const gchar *key, const gchar *verb)
{
  idl_json_take_string (json, key,
                        g_strconcat (node->parent->c_snake, verb, node->c_snake, NULL));
}

static void
add_names (const IdlDescription *self, const IdlNode *node)
{
  IdlJson *json = self->json;

  switch (node->kind)
    {
    case IDL_NODE_MODULE:
    case IDL_NODE_BITSET:
      add_type (json, node);
      break;
    case IDL_NODE_INTERFACE:
      add_interface (json, node);
      break;
    case IDL_NODE_STRUCT:
    case IDL_NODE_UNION:
    case IDL_NODE_ENUM:
    case IDL_NODE_BITMASK:
    case IDL_NODE_NATIVE:
      add_type (json, node);
      if (node->kind != IDL_NODE_BITMASK || node->bits <= 32)
        idl_json_take_string (json, "gtype", idl_names_dup_type_macro (node));
      break;
    case IDL_NODE_EXCEPTION:
      add_exception (self, node);
      break;
    case IDL_NODE_TYPEDEF:
      add_typedef (json, node);
      break;
    case IDL_NODE_CONST:
    case IDL_NODE_ENUMERATOR:
    case IDL_NODE_BIT:
      idl_json_add_string (json, "macro", node->c_upper);
      break;
    case IDL_NODE_OPERATION:
      add_accessor (json, node, "function", "_");
      idl_json_add_string (json, "handler", node->c_entry);
      break;
    case IDL_NODE_ATTRIBUTE:
      add_accessor (json, node, "getter", "_get_");
      if (!node->readonly)
        add_accessor (json, node, "setter", "_set_");
      break;
    case IDL_NODE_BITFIELD:
      add_accessor (json, node, "getter", "_get_");
      add_accessor (json, node, "setter", "_set_");
      break;
    case IDL_NODE_MEMBER:
    case IDL_NODE_PARAMETER:
      idl_json_add_string (json, "name", node->c_snake);
      break;
    }
}

void
idl_describe_c_names (const IdlDescription *self, const IdlNode *node)
{
  idl_json_begin_flat_object (self->json, "c");
  add_names (self, node);
  idl_json_end_object (self->json);
}
