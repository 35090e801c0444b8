/* SPDX-License-Identifier: MIT */

/* Bit sets, whose fields stand one behind the other, and bit masks, whose bits have positions.
 * Their keywords are names like any other unless what follows leaves no doubt. */

#include "parser-private.h"

/* No integer has more. */
#define MAX_BITS 64

gboolean
idl_parser_at_bits (const IdlParser *self)
{
  guint16 next = idl_parser_peek (self, 2)->punctuator;

  return (idl_parser_at_word (self, "bitset") || idl_parser_at_word (self, "bitmask"))
         && idl_parser_peek (self, 1)->kind == IDL_TOKEN_IDENTIFIER
         && (next == '{' || next == ':' || next == ';');
}

/* Bit sets ------------------------------------------------------------------------------------ */

/* How many bits a type has that a field can be of; 0 of any other. */
static guint
measure_type (const IdlType *type)
{
  const IdlType *resolved = idl_type_resolve (type);

  switch (resolved->kind)
    {
    case IDL_TYPE_BOOLEAN:
      return 1;
    case IDL_TYPE_OCTET:
    case IDL_TYPE_INT8:
      return 8;
    case IDL_TYPE_INT16:
    case IDL_TYPE_UINT16:
      return 16;
    case IDL_TYPE_INT32:
    case IDL_TYPE_UINT32:
      return 32;
    case IDL_TYPE_INT64:
    case IDL_TYPE_UINT64:
      return 64;
    case IDL_TYPE_VOID:
    case IDL_TYPE_CHAR:
    case IDL_TYPE_WCHAR:
    case IDL_TYPE_FLOAT:
    case IDL_TYPE_DOUBLE:
    case IDL_TYPE_STRING:
    case IDL_TYPE_ANY:
    case IDL_TYPE_OBJECT:
    case IDL_TYPE_SEQUENCE:
    case IDL_TYPE_ARRAY:
    case IDL_TYPE_MAP:
    case IDL_TYPE_NAMED:
      break;
    }
  return 0;
}

/* The smallest type that holds a field, where none is given. */
static IdlType *
choose_type (IdlParser *self, guint width, IdlLocation where)
{
  IdlTypeKind kind = width == 1    ? IDL_TYPE_BOOLEAN
                     : width <= 8  ? IDL_TYPE_OCTET
                     : width <= 16 ? IDL_TYPE_UINT16
                     : width <= 32 ? IDL_TYPE_UINT32
                                   : IDL_TYPE_UINT64;

  return idl_type_new (self->model, kind, where);
}

/* "bitfield<WIDTH, TYPE>" */
static gboolean
read_field_type (IdlParser *self, guint *out_width, IdlType **out_type)
{
  IdlLocation where;
  guint64     width;
  gboolean    read;

  if (!idl_parser_accept_word (self, "bitfield"))
    {
      idl_parser_unexpected (self, "`bitfield`");
      return FALSE;
    }
  if (!idl_parser_expect (self, '<', "`bitfield`"))
    return FALSE;
  where = idl_parser_peek (self, 0)->where;
  self->n_angles++;
  read = idl_parser_read_bound (self, &width);
  self->n_angles--;
  if (!read)
    return FALSE;
  if (width > MAX_BITS)
    {
      idl_diagnostics_error (self->diagnostics, where, "a bit field has 1 to %d bits", MAX_BITS);
      width = 1;
    }
  *out_width = (guint) width;
  *out_type = NULL;
  if (idl_parser_accept (self, ','))
    {
      *out_type = idl_parser_read_type (self, "the type of the bit field");
      if (*out_type == NULL)
        return FALSE;
    }
  return idl_parser_expect (self, '>', "the width of the bit field");
}

static void
check_field_type (IdlParser *self, const IdlType *type, guint width)
{
  guint n_bits = measure_type (type);

  if (n_bits == 0)
    idl_diagnostics_error (self->diagnostics, type->where,
                           "a bit field is an integer or a boolean");
  else if (n_bits < width)
    idl_diagnostics_error (self->diagnostics, type->where,
                           "the bit field has %u bits, and this type holds %u", width, n_bits);
}

/* Returns FALSE if there is no room for it. */
static gboolean
take_bits (IdlParser *self, IdlNode *node, guint width, IdlLocation where)
{
  if (node->bits + width > MAX_BITS)
    {
      idl_diagnostics_error (self->diagnostics, where, "a bit set has %d bits at most", MAX_BITS);
      return FALSE;
    }
  node->bits += width;
  return TRUE;
}

static gboolean
read_field (IdlParser *self, IdlNode *node, const IdlPrefix *prefix, guint width, IdlType *type)
{
  IdlLocation  where;
  const gchar *name = idl_parser_read_name (self, "the name of the bit field", &where);
  IdlNode     *field;

  if (name == NULL)
    return FALSE;
  field = idl_parser_declare (self, IDL_NODE_BITFIELD, name, where, prefix);
  field->type = type != NULL ? type : choose_type (self, width, where);
  field->bits = width;
  field->value = (IdlConstant){ .kind = IDL_VALUE_INTEGER, .magnitude = node->bits };
  idl_parser_annotate (self, field);
  if (take_bits (self, node, width, where))
    g_ptr_array_add (node->children, field);
  return TRUE;
}

/* "bitfield<3> a b;": each name is a field. Without one the bits are left out. */
static gboolean
read_fields (IdlParser *self, IdlNode *node)
{
  IdlPrefix   prefix;
  IdlLocation where;
  guint       width;
  IdlType    *type;

  idl_parser_read_prefix (self, &prefix);
  where = idl_parser_peek (self, 0)->where;
  if (!read_field_type (self, &width, &type))
    return FALSE;
  if (type != NULL)
    check_field_type (self, type, width);
  if (idl_parser_at (self, ';'))
    take_bits (self, node, width, where);
  else
    do
      if (!read_field (self, node, &prefix, width, type))
        return FALSE;
    while (idl_parser_accept (self, ',')
           || idl_parser_peek (self, 0)->kind == IDL_TOKEN_IDENTIFIER);
  return idl_parser_expect_end (self, "the bit field");
}

static gboolean
read_set (IdlParser *self, IdlNode *node)
{
  IdlLocation open = idl_parser_peek (self, 0)->where;

  if (!idl_parser_expect (self, '{', "the name"))
    return FALSE;

  idl_parser_open_scope (self, node);
  while (!idl_parser_at (self, '}') && idl_parser_peek (self, 0)->kind != IDL_TOKEN_END)
    if (!read_fields (self, node))
      idl_parser_recover (self);
  idl_parser_close_scope (self, node);
  return idl_parser_expect_brace (self, open);
}

gboolean
idl_parser_read_bitset (IdlParser *self, const IdlPrefix *prefix)
{
  IdlLocation  where;
  const gchar *name;
  IdlNode     *node;
  gboolean     read;

  idl_parser_take (self);
  name = idl_parser_read_name (self, "the name of the bit set", &where);
  if (name == NULL)
    return FALSE;

  node = idl_parser_declare (self, IDL_NODE_BITSET, name, where, prefix);
  idl_parser_annotate (self, node);
  if (idl_parser_accept_heir (self))
    idl_parser_read_base (self, node);
  if (node->bases->len > 0)
    node->bits = ((const IdlNode *) g_ptr_array_index (node->bases, 0))->bits;
  read = read_set (self, node);
  if (read && node->bits == 0 && !idl_diagnostics_has_error (self->diagnostics, where))
    idl_diagnostics_error (self->diagnostics, where, "a bit set has one bit at least");
  idl_parser_finish (self, node, read);
  return read && idl_parser_expect_end (self, "the bit set");
}

/* Bit masks ----------------------------------------------------------------------------------- */

static void
place_bit (IdlParser *self, IdlNode *node, IdlNode *bit)
{
  const IdlNode *before =
    node->children->len > 0 ? g_ptr_array_index (node->children, node->children->len - 1) : NULL;

  bit->value = (IdlConstant){ .kind = IDL_VALUE_INTEGER,
                              .magnitude = before != NULL ? before->value.magnitude + 1 : 0 };
  idl_parser_annotate (self, bit);
  if (bit->value.magnitude >= node->bits)
    {
      idl_diagnostics_error (self->diagnostics, bit->where,
                             "position %" G_GUINT64_FORMAT " is beyond the %u bits of `%s`",
                             bit->value.magnitude, node->bits, node->name);
      bit->value.magnitude = node->bits - 1;
    }
}

static void
check_position (IdlParser *self, const IdlNode *node, const IdlNode *bit)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *other = g_ptr_array_index (node->children, i);

      if (other->value.magnitude != bit->value.magnitude
          || idl_diagnostics_has_error (self->diagnostics, bit->where))
        continue;
      idl_diagnostics_error (self->diagnostics, bit->where, "`%s` has the same position as `%s`",
                             bit->name, other->name);
      idl_diagnostics_note (self->diagnostics, other->where, "declared here");
    }
}

static gboolean
read_bit (IdlParser *self, IdlNode *node)
{
  IdlPrefix    prefix;
  IdlLocation  where;
  const gchar *name;
  IdlNode     *bit;

  if (node->children->len == MAX_BITS)
    {
      idl_diagnostics_error (self->diagnostics, idl_parser_peek (self, 0)->where,
                             "a bit mask has %u bits at most", MAX_BITS);
      return FALSE;
    }

  idl_parser_read_prefix (self, &prefix);
  name = idl_parser_read_name (self, "the name of a bit", &where);
  if (name == NULL)
    return FALSE;

  bit = idl_parser_declare (self, IDL_NODE_BIT, name, where, &prefix);
  place_bit (self, node, bit);
  check_position (self, node, bit);
  g_ptr_array_add (node->children, bit);
  idl_parser_pass_value (self, "a position is written in front of the bit: `@position (…)`");
  return TRUE;
}

static gboolean
read_mask (IdlParser *self, IdlNode *node)
{
  gboolean read = TRUE;

  if (!idl_parser_expect (self, '{', "the name"))
    return FALSE;
  idl_parser_open_scope (self, node);
  do
    {
      if (idl_parser_at (self, '}') && node->children->len > 0)
        {
          idl_diagnostics_complain (self->diagnostics, idl_parser_peek (self, 0)->where,
                                    "the last bit has no comma behind it");
          break;
        }
      read = read_bit (self, node);
    }
  while (read && idl_parser_accept (self, ','));
  idl_parser_close_scope (self, node);
  if (read && idl_parser_accept (self, '}'))
    return TRUE;
  if (read)
    idl_parser_missing (self, "`,` or `}` after the bit");
  idl_parser_skip_list (self);
  return FALSE;
}

gboolean
idl_parser_read_bitmask (IdlParser *self, const IdlPrefix *prefix)
{
  IdlLocation  where;
  const gchar *name;
  IdlNode     *node;
  gboolean     read;

  idl_parser_take (self);
  name = idl_parser_read_name (self, "the name of the bit mask", &where);
  if (name == NULL)
    return FALSE;

  node = idl_parser_declare (self, IDL_NODE_BITMASK, name, where, prefix);
  node->bits = 32;
  idl_parser_annotate (self, node);
  read = read_mask (self, node);
  idl_parser_finish (self, node, read);
  return read && idl_parser_expect_end (self, "the bit mask");
}
