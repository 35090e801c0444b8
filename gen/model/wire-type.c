/* SPDX-License-Identifier: MIT */

/* A type's string is written from left to right, members into the parentheses of what they are
 * members of. A struct that contains itself is a `v` at every place where it does: the checks have
 * marked those. Structs that hold one another many times over make strings that double with each
 * level, so there is an end to their length, and one to their depth. */

#include "wire-type.h"

enum
{
  MAX_DEPTH = 256 /* GVariant's is half of it; each struct counts twice here */
};

typedef struct
{
  GString *text;
  guint    depth;
  gboolean failed; /* too long or too deep: text is of no use */
} WireType;

static void append_type (WireType *self, const IdlType *type);
static void append_node (WireType *self, const IdlNode *node);

/* clang-format off */
static const gchar *const basics[] = {
  [IDL_TYPE_BOOLEAN] = "b",
  [IDL_TYPE_OCTET] = "y",
  [IDL_TYPE_CHAR] = "y",
  [IDL_TYPE_WCHAR] = "u",
  [IDL_TYPE_INT8] = "y",
  [IDL_TYPE_INT16] = "n",
  [IDL_TYPE_UINT16] = "q",
  [IDL_TYPE_INT32] = "i",
  [IDL_TYPE_UINT32] = "u",
  [IDL_TYPE_INT64] = "x",
  [IDL_TYPE_UINT64] = "t",
  [IDL_TYPE_FLOAT] = "d",
  [IDL_TYPE_DOUBLE] = "d",
  [IDL_TYPE_STRING] = "s",
  [IDL_TYPE_ANY] = "v",
  [IDL_TYPE_OBJECT] = "h",
};
/* clang-format on */

static gboolean
enter (WireType *self)
{
  if (self->depth == MAX_DEPTH || self->text->len > IDL_WIRE_TYPE_MAX)
    self->failed = TRUE;
  else
    self->depth++;
  return !self->failed;
}

/* The smallest number that holds so many bits. */
static const gchar *
get_bits (guint bits)
{
  if (bits <= 8)
    return "y";
  if (bits <= 16)
    return "q";
  return bits <= 32 ? "u" : "t";
}

/* GVariant's {} takes a basic type as the key, which no `v`, `h` or container is. */
static gboolean
is_basic_key (const IdlType *key)
{
  const IdlType *resolved = idl_type_resolve (key);

  if (resolved->kind != IDL_TYPE_NAMED)
    return resolved->kind <= IDL_TYPE_STRING;
  return resolved->node->kind == IDL_NODE_ENUM || resolved->node->kind == IDL_NODE_BITMASK
         || resolved->node->kind == IDL_NODE_BITSET;
}

static void
append_map (WireType *self, const IdlType *type)
{
  gboolean is_basic = is_basic_key (type->key);

  g_string_append (self->text, is_basic ? "a{" : "a(");
  append_type (self, type->key);
  append_type (self, type->element);
  g_string_append_c (self->text, is_basic ? '}' : ')');
}

/* Those of the bases first. Returns whether there is an a{uv} behind them. */
static gboolean
append_members (WireType *self, const IdlNode *node)
{
  gboolean is_open = node->extensibility != IDL_EXTENSIBILITY_FINAL;

  if (!enter (self))
    return FALSE;
  for (guint i = 0; i < node->bases->len; i++)
    is_open |= append_members (self, g_ptr_array_index (node->bases, i));
  for (guint i = 0; i < node->children->len && !self->failed; i++)
    {
      const IdlNode *member = g_ptr_array_index (node->children, i);

      if (member->kind != IDL_NODE_MEMBER || member->extended)
        continue;
      if (member->optional)
        g_string_append_c (self->text, 'm');
      append_type (self, member->type);
    }
  self->depth--;
  return is_open;
}

static void
append_struct (WireType *self, const IdlNode *node)
{
  g_string_append_c (self->text, '(');
  if (append_members (self, node))
    g_string_append (self->text, "a{uv}");
  g_string_append_c (self->text, ')');
}

static void
append_union (WireType *self, const IdlNode *node)
{
  g_string_append_c (self->text, '(');
  append_type (self, node->discriminator);
  g_string_append (self->text, "v)");
}

static void
append_node (WireType *self, const IdlNode *node)
{
  switch (node->kind)
    {
    case IDL_NODE_INTERFACE:
      g_string_append_c (self->text, 'h');
      break;
    case IDL_NODE_STRUCT:
    case IDL_NODE_EXCEPTION:
      append_struct (self, node);
      break;
    case IDL_NODE_UNION:
      append_union (self, node);
      break;
    case IDL_NODE_ENUM:
      g_string_append_c (self->text, 'i');
      break;
    case IDL_NODE_TYPEDEF:
      append_type (self, node->type);
      break;
    case IDL_NODE_BITMASK:
    case IDL_NODE_BITSET:
      g_string_append (self->text, get_bits (node->bits));
      break;
    case IDL_NODE_NATIVE:
      g_string_append (self->text, "ay");
      break;
    case IDL_NODE_MODULE:
    case IDL_NODE_CONST:
    case IDL_NODE_ENUMERATOR:
    case IDL_NODE_MEMBER:
    case IDL_NODE_OPERATION:
    case IDL_NODE_ATTRIBUTE:
    case IDL_NODE_PARAMETER:
    case IDL_NODE_BIT:
    case IDL_NODE_BITFIELD:
      self->failed = TRUE;
    }
}

static void
append_type (WireType *self, const IdlType *type)
{
  gboolean is_recursive = type->recursive;

  if (!enter (self))
    return;

  type = idl_type_resolve (type);
  if (is_recursive || type->recursive)
    g_string_append_c (self->text, 'v');
  else if (type->kind == IDL_TYPE_NAMED)
    append_node (self, type->node);
  else if (type->kind == IDL_TYPE_MAP)
    append_map (self, type);
  else if (type->kind == IDL_TYPE_SEQUENCE || type->kind == IDL_TYPE_ARRAY)
    {
      g_string_append_c (self->text, 'a');
      append_type (self, type->element);
    }
  else
    g_string_append (self->text, basics[type->kind]);
  self->depth--;
}

static gchar *
finish (WireType *self)
{
  gboolean is_fit = !self->failed && self->text->len <= IDL_WIRE_TYPE_MAX;

  return g_string_free (self->text, !is_fit);
}

gchar *
idl_type_dup_wire_type (const IdlType *type)
{
  WireType self = { .text = g_string_new (NULL) };

  if (type->kind == IDL_TYPE_VOID)
    self.failed = TRUE;
  else
    append_type (&self, type);
  return finish (&self);
}

gchar *
idl_node_dup_wire_type (const IdlNode *node)
{
  WireType self = { .text = g_string_new (NULL) };

  append_node (&self, node);
  return finish (&self);
}
