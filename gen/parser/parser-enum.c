/* SPDX-License-Identifier: MIT */

/* Enums: the value of each enumerator is one more than that of the one before, unless @value says
 * otherwise. */

#include "parser-private.h"

/* An enum is a gint32, in C and in messages. */
static gboolean
fits_enum (const IdlConstant *value)
{
  return value->magnitude <= (guint64) G_MAXINT32 + (value->negative ? 1 : 0);
}

/* What has a wrong @value has none, nor have those that count on from it. */
static gboolean
has_value (const IdlNode *node)
{
  return node->value.kind == IDL_VALUE_INTEGER;
}

/* One more than the enumerator before; the first is 0. */
static IdlConstant
count_on (const IdlNode *before)
{
  IdlConstant next = { .kind = IDL_VALUE_INTEGER };

  if (before == NULL)
    return next;
  if (!has_value (before))
    return before->value;
  if (before->value.negative)
    {
      next.magnitude = before->value.magnitude - 1;
      next.negative = next.magnitude > 0;
    }
  else
    next.magnitude = before->value.magnitude + 1;
  return next;
}

/* Those that count on from one that does not fit are no news. */
static void
number (IdlParser *self, IdlNode *node, const IdlNode *before, gboolean unsound)
{
  node->value = count_on (before);
  if (unsound)
    node->value.kind = IDL_VALUE_FLOAT;
  idl_parser_annotate (self, node);
  if (has_value (node) && !fits_enum (&node->value) && fits_enum (&before->value))
    idl_diagnostics_error (self->diagnostics, node->where,
                           "the value %s%" G_GUINT64_FORMAT " does not fit an enum, "
                           "whose values are %d to %d",
                           node->value.negative ? "-" : "", node->value.magnitude, G_MININT32,
                           G_MAXINT32);
}

static gboolean
read_enumerator (IdlParser *self, IdlNode *node)
{
  const IdlNode *before =
    node->children->len > 0 ? g_ptr_array_index (node->children, node->children->len - 1) : NULL;
  IdlPrefix    prefix;
  IdlLocation  where;
  const gchar *name;
  IdlNode     *enumerator;

  idl_parser_read_prefix (self, &prefix);
  name = idl_parser_read_name (self, "the name of an enumerator", &where);
  if (name == NULL)
    return FALSE;

  enumerator = idl_parser_declare (self, IDL_NODE_ENUMERATOR, name, where, &prefix);
  enumerator->parent = node;
  number (self, enumerator, before, prefix.unsound);
  g_ptr_array_add (node->children, enumerator);
  idl_parser_pass_value (self, "a value is written in front of the enumerator: `@value (…)`");
  return TRUE;
}

/* "A, B }" */
static gboolean
read_enumerators (IdlParser *self, IdlNode *node)
{
  do
    {
      if (idl_parser_at (self, '}') && node->children->len > 0)
        {
          idl_diagnostics_complain (self->diagnostics, idl_parser_peek (self, 0)->where,
                                    "the last enumerator has no comma behind it");
          break;
        }
      if (!read_enumerator (self, node))
        return FALSE;
    }
  while (idl_parser_accept (self, ','));
  if (idl_parser_accept (self, '}'))
    return TRUE;
  idl_parser_missing (self, "`,` or `}` after the enumerator");
  return FALSE;
}

gboolean
idl_parser_read_enum (IdlParser *self, const IdlPrefix *prefix, IdlNode **out_node)
{
  IdlLocation  where;
  const gchar *name;
  IdlNode     *node;

  idl_parser_take (self);
  name = idl_parser_read_name (self, "the name of the enum", &where);
  if (name == NULL)
    return FALSE;

  node = *out_node = idl_parser_declare (self, IDL_NODE_ENUM, name, where, prefix);
  node->bits = 32;
  idl_parser_annotate (self, node);
  if (!idl_parser_expect (self, '{', "the name"))
    return FALSE;
  if (!read_enumerators (self, node))
    {
      idl_parser_skip_list (self);
      return FALSE;
    }

  idl_parser_finish (self, node, TRUE);
  return TRUE;
}
