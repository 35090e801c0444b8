/* SPDX-License-Identifier: MIT */

/* A node is an object: first what all of them have, then what its kind has. Whatever is named by
 * another node is named in full, from the outermost module on. */

#include "describe.h"

#include "fingerprint.h"
#include "wire-type.h"

/* clang-format off */
static const gchar *const kinds[] = {
  [IDL_NODE_MODULE] = "module",
  [IDL_NODE_INTERFACE] = "interface",
  [IDL_NODE_STRUCT] = "struct",
  [IDL_NODE_UNION] = "union",
  [IDL_NODE_EXCEPTION] = "exception",
  [IDL_NODE_ENUM] = "enum",
  [IDL_NODE_TYPEDEF] = "typedef",
  [IDL_NODE_CONST] = "const",
  [IDL_NODE_ENUMERATOR] = "enumerator",
  [IDL_NODE_MEMBER] = "member",
  [IDL_NODE_OPERATION] = "operation",
  [IDL_NODE_ATTRIBUTE] = "attribute",
  [IDL_NODE_PARAMETER] = "parameter",
  [IDL_NODE_BITMASK] = "bitmask",
  [IDL_NODE_BIT] = "bit",
  [IDL_NODE_BITSET] = "bitset",
  [IDL_NODE_BITFIELD] = "bitfield",
  [IDL_NODE_NATIVE] = "native",
};
/* clang-format on */

static void
add_location (const IdlDescription *self, IdlLocation where)
{
  guint        line;
  const gchar *path = idl_sources_present (self->sources, where, &line);

  idl_json_begin_flat_object (self->json, "location");
  idl_json_add_string (self->json, "file", path);
  idl_json_add_integer (self->json, "line", FALSE, line);
  idl_json_add_integer (self->json, "column", FALSE, where.column);
  idl_json_end_object (self->json);
}

static void
add_names (IdlJson *json, const gchar *key, const GPtrArray *nodes)
{
  idl_json_begin_array (json, key);
  for (guint i = 0; i < nodes->len; i++)
    idl_json_take_string (json, NULL, idl_node_dup_scoped_name (g_ptr_array_index (nodes, i)));
  idl_json_end_array (json);
}

static void
add_extensibility (IdlJson *json, const IdlNode *node)
{
  static const gchar *const names[] = { "final", "appendable", "mutable" };

  idl_json_add_string (json, "extensibility", names[node->extensibility]);
}

/* What an interface declares, sorted by what it is; each sort in the order of the IDL. */
static void
add_interface (const IdlDescription *self, const IdlNode *node)
{
  g_autoptr (GPtrArray) definitions = g_ptr_array_new ();
  g_autoptr (GPtrArray) attributes = g_ptr_array_new ();
  g_autoptr (GPtrArray) operations = g_ptr_array_new ();

  for (guint i = 0; i < node->children->len; i++)
    {
      IdlNode *child = g_ptr_array_index (node->children, i);

      if (child->kind == IDL_NODE_ATTRIBUTE)
        g_ptr_array_add (attributes, child);
      else
        g_ptr_array_add (child->kind == IDL_NODE_OPERATION ? operations : definitions, child);
    }
  idl_json_add_boolean (self->json, "defined", node->defined);
  add_names (self->json, "bases", node->bases);
  if (node->defined)
    idl_json_take_string (self->json, "fingerprint",
                          g_strdup_printf ("%016" G_GINT64_MODIFIER "x",
                                           idl_fingerprint_of_interface (node)));
  idl_describe_nodes (self, "definitions", definitions);
  idl_describe_nodes (self, "attributes", attributes);
  idl_describe_nodes (self, "operations", operations);
}

static void
add_members (const IdlDescription *self, const IdlNode *node)
{
  idl_json_take_string (self->json, "signature", idl_node_dup_wire_type (node));
  idl_describe_nodes (self, "members", node->children);
}

static void
add_struct (const IdlDescription *self, const IdlNode *node)
{
  idl_json_add_boolean (self->json, "defined", node->defined);
  add_names (self->json, "bases", node->bases);
  add_extensibility (self->json, node);
  add_members (self, node);
}

static void
add_union (const IdlDescription *self, const IdlNode *node)
{
  idl_json_add_boolean (self->json, "defined", node->defined);
  idl_describe_type (self->json, "discriminator", node->discriminator);
  add_extensibility (self->json, node);
  add_members (self, node);
}

static void
add_enum (const IdlDescription *self, const IdlNode *node)
{
  add_extensibility (self->json, node);
  idl_json_take_string (self->json, "default",
                        node->literal != NULL ? idl_node_dup_scoped_name (node->literal) : NULL);
  idl_json_take_string (self->json, "signature", idl_node_dup_wire_type (node));
  idl_describe_nodes (self, "enumerators", node->children);
}

static void
add_bits (const IdlDescription *self, const IdlNode *node)
{
  gboolean is_mask = node->kind == IDL_NODE_BITMASK;

  if (is_mask)
    add_extensibility (self->json, node);
  else
    add_names (self->json, "bases", node->bases);
  idl_json_add_integer (self->json, "width", FALSE, node->bits);
  idl_json_take_string (self->json, "signature", idl_node_dup_wire_type (node));
  idl_describe_nodes (self, is_mask ? "bits" : "bitfields", node->children);
}

static void
add_bitfield (const IdlDescription *self, const IdlNode *node)
{
  idl_json_add_integer (self->json, "position", FALSE, node->value.magnitude);
  if (node->kind == IDL_NODE_BIT)
    return;
  idl_json_add_integer (self->json, "width", FALSE, node->bits);
  if (node->type != NULL)
    idl_describe_type (self->json, "type", node->type);
}

static void
add_labels (const IdlDescription *self, const IdlNode *node)
{
  idl_json_begin_array (self->json, "labels");
  for (guint i = 0; i < node->labels->len; i++)
    idl_describe_value (self->json, NULL, g_ptr_array_index (node->labels, i));
  idl_json_end_array (self->json);
  idl_json_add_boolean (self->json, "is_default", node->is_default);
}

static void
add_member (const IdlDescription *self, const IdlNode *node)
{
  idl_describe_type (self->json, "type", node->type);
  if (node->parent->kind == IDL_NODE_UNION)
    {
      add_labels (self, node);
      return;
    }
  idl_json_add_integer (self->json, "id", FALSE, node->id);
  idl_json_add_boolean (self->json, "optional", node->optional);
  idl_json_add_boolean (self->json, "external", node->external);
  idl_json_add_boolean (self->json, "extended", node->extended);
  idl_json_add_boolean (self->json, "key", node->key);
  if (node->initial != NULL)
    idl_describe_value (self->json, "default", node->initial);
}

static void
add_operation (const IdlDescription *self, const IdlNode *node)
{
  idl_json_add_boolean (self->json, "oneway", node->oneway);
  idl_describe_type (self->json, "result", node->type);
  idl_describe_nodes (self, "parameters", node->children);
  add_names (self->json, "raises", node->raises);
}

static void
add_attribute (const IdlDescription *self, const IdlNode *node)
{
  idl_json_add_boolean (self->json, "readonly", node->readonly);
  idl_describe_type (self->json, "type", node->type);
  add_names (self->json, "get_raises", node->raises);
  add_names (self->json, "set_raises", node->set_raises);
}

static void
add_parameter (const IdlDescription *self, const IdlNode *node)
{
  static const gchar *const directions[] = { "in", "out", "inout" };

  idl_json_add_string (self->json, "direction", directions[node->direction]);
  idl_describe_type (self->json, "type", node->type);
}

static void
add_own (const IdlDescription *self, const IdlNode *node)
{
  switch (node->kind)
    {
    case IDL_NODE_MODULE:
      idl_describe_nodes (self, "definitions", node->children);
      break;
    case IDL_NODE_INTERFACE:
      add_interface (self, node);
      break;
    case IDL_NODE_STRUCT:
      add_struct (self, node);
      break;
    case IDL_NODE_EXCEPTION:
      add_members (self, node);
      break;
    case IDL_NODE_UNION:
      add_union (self, node);
      break;
    case IDL_NODE_ENUM:
      add_enum (self, node);
      break;
    case IDL_NODE_TYPEDEF:
      idl_describe_type (self->json, "type", node->type);
      break;
    case IDL_NODE_CONST:
      idl_describe_type (self->json, "type", node->type);
      idl_describe_value (self->json, "value", &node->value);
      break;
    case IDL_NODE_ENUMERATOR:
      idl_describe_value (self->json, "value", &node->value);
      break;
    case IDL_NODE_MEMBER:
      add_member (self, node);
      break;
    case IDL_NODE_OPERATION:
      add_operation (self, node);
      break;
    case IDL_NODE_ATTRIBUTE:
      add_attribute (self, node);
      break;
    case IDL_NODE_PARAMETER:
      add_parameter (self, node);
      break;
    case IDL_NODE_BITMASK:
    case IDL_NODE_BITSET:
      add_bits (self, node);
      break;
    case IDL_NODE_BIT:
    case IDL_NODE_BITFIELD:
      add_bitfield (self, node);
      break;
    case IDL_NODE_NATIVE:
      idl_json_take_string (self->json, "signature", idl_node_dup_wire_type (node));
      break;
    }
}

static void
describe_node (const IdlDescription *self, const IdlNode *node)
{
  IdlJson *json = self->json;

  idl_json_begin_object (json, NULL);
  idl_json_add_string (json, "kind", kinds[node->kind]);
  idl_json_add_string (json, "name", node->name);
  idl_json_take_string (json, "scoped_name", idl_node_dup_scoped_name (node));
  idl_json_add_boolean (json, "imported", node->imported);
  add_location (self, node->where);
  idl_json_add_string (json, "doc", node->doc);
  idl_describe_annotations (json, node->annotations);
  idl_describe_c_names (self, node);
  add_own (self, node);
  idl_json_end_object (json);
}

void
idl_describe_nodes (const IdlDescription *self, const gchar *key, const GPtrArray *nodes)
{
  idl_json_begin_array (self->json, key);
  for (guint i = 0; i < nodes->len; i++)
    describe_node (self, g_ptr_array_index (nodes, i));
  idl_json_end_array (self->json);
}
