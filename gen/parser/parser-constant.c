/* SPDX-License-Identifier: MIT */

/* Constants, and where else an expression stands for a value of a known type. */

#include "constant.h"
#include "parser-expression.h"

/* type is NULL where a mistake in it has been reported: then the expression is only read. */
gboolean
idl_parser_read_constant (IdlParser *self, const IdlType *type, IdlConstant *out_value)
{
  IdlOperand value = idl_parser_read_expression (self);

  return type != NULL && idl_constant_fit (self->diagnostics, type, &value, out_value);
}

/* A positive integer: a length or a bound. */
gboolean
idl_parser_read_bound (IdlParser *self, guint64 *out_bound)
{
  IdlOperand value = idl_parser_read_expression (self);

  if (value.kind == IDL_OPERAND_NONE)
    return FALSE;
  if (value.kind != IDL_OPERAND_INTEGER)
    return idl_constant_mismatch (self->diagnostics, &value, "a positive integer");
  if (value.integer <= 0 || value.integer > G_MAXUINT32)
    {
      idl_diagnostics_error (self->diagnostics, value.where,
                             "a length or bound is at least 1 and at most 4294967295");
      return FALSE;
    }
  *out_bound = (guint64) value.integer;
  return TRUE;
}

/* "const TYPE NAME = EXPRESSION;" */
gboolean
idl_parser_read_const (IdlParser *self, const IdlPrefix *prefix)
{
  IdlPrefix    full = *prefix;
  IdlType     *type;
  IdlLocation  where;
  const gchar *name;
  IdlNode     *node;
  gboolean     fits;

  idl_parser_take (self);
  idl_parser_extend_prefix (self, &full);
  type = idl_parser_read_type (self, "the type of the constant");
  name = idl_parser_read_name (self, "the name of the constant", &where);
  if (name == NULL)
    return FALSE;

  node = idl_parser_declare (self, IDL_NODE_CONST, name, where, &full);
  node->type = type;
  idl_parser_annotate (self, node);
  if (!idl_parser_expect (self, '=', "the name of the constant"))
    {
      idl_parser_withdraw (self, node);
      return FALSE;
    }
  fits = idl_parser_read_constant (self, type, &node->value);
  if (fits && self->refusal == NULL)
    g_ptr_array_add (self->siblings, node);
  else
    idl_parser_withdraw (self, node);
  return idl_parser_expect_end (self, "the constant");
}
