/* SPDX-License-Identifier: MIT */

/* Constants: the value of an expression fitted to a type, checked against its range. */

#include <math.h>

#include "parser-expression.h"

static const struct
{
  IdlTypeKind  kind;
  const gchar *name;
  gint64       min;
  guint64      max;
} ranges[] = {
  { IDL_TYPE_OCTET, "octet", 0, G_MAXUINT8 },
  { IDL_TYPE_INT8, "int8", G_MININT8, G_MAXINT8 },
  { IDL_TYPE_INT16, "short", G_MININT16, G_MAXINT16 },
  { IDL_TYPE_UINT16, "unsigned short", 0, G_MAXUINT16 },
  { IDL_TYPE_INT32, "long", G_MININT32, G_MAXINT32 },
  { IDL_TYPE_UINT32, "unsigned long", 0, G_MAXUINT32 },
  { IDL_TYPE_INT64, "long long", G_MININT64, G_MAXINT64 },
  { IDL_TYPE_UINT64, "unsigned long long", 0, G_MAXUINT64 },
};

static IdlConstant
narrow (IdlWide integer)
{
  return (IdlConstant){ .kind = IDL_VALUE_INTEGER,
                        .magnitude = (guint64) (integer < 0 ? -integer : integer),
                        .negative = integer < 0 };
}

static gboolean
mismatch (IdlParser *self, const IdlOperand *value, const gchar *wanted)
{
  idl_diagnostics_error (self->diagnostics, value->where, "expected %s, not %s", wanted,
                         idl_operand_describe (value));
  return FALSE;
}

static gboolean
fit_integer (IdlParser *self, IdlTypeKind kind, const IdlOperand *value, IdlConstant *out_value)
{
  if (value->kind != IDL_OPERAND_INTEGER)
    return mismatch (self, value, "an integer");

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (ranges[i].kind == kind
        && (value->integer < ranges[i].min || value->integer > ranges[i].max))
      {
        idl_diagnostics_error (self->diagnostics, value->where,
                               "the value is out of range: `%s` holds %" G_GINT64_FORMAT
                               " to %" G_GUINT64_FORMAT,
                               ranges[i].name, ranges[i].min, ranges[i].max);
        return FALSE;
      }
  *out_value = narrow (value->integer);
  return TRUE;
}

static gboolean
fit_character (IdlParser *self, gboolean wide, const IdlOperand *value, IdlConstant *out_value)
{
  if (value->kind != IDL_OPERAND_CHARACTER)
    return mismatch (self, value, "a character");
  if (!wide && value->integer > 0xff)
    {
      idl_diagnostics_error (self->diagnostics, value->where,
                             "a `char` is one octet; `wchar` holds this character");
      return FALSE;
    }
  *out_value = narrow (value->integer);
  return TRUE;
}

static gboolean
fit_boolean (IdlParser *self, const IdlOperand *value, IdlConstant *out_value)
{
  if (value->kind == IDL_OPERAND_INTEGER && (value->integer == 0 || value->integer == 1))
    idl_diagnostics_complain (self->diagnostics, value->where, "a boolean is TRUE or FALSE");
  else if (value->kind != IDL_OPERAND_BOOLEAN)
    return mismatch (self, value, "TRUE or FALSE");
  *out_value = (IdlConstant){ .kind = IDL_VALUE_BOOLEAN, .boolean = value->integer != 0 };
  return TRUE;
}

static gboolean
fit_float (IdlParser *self, IdlTypeKind kind, const IdlOperand *value, IdlConstant *out_value)
{
  if (!idl_operand_is_numeric (value))
    return mismatch (self, value, "a number");
  if (kind == IDL_TYPE_FLOAT && fabs (idl_operand_get_number (value)) > G_MAXFLOAT)
    {
      idl_diagnostics_error (self->diagnostics, value->where,
                             "the value is larger than any `float`");
      return FALSE;
    }
  *out_value = (IdlConstant){ .kind = IDL_VALUE_FLOAT, .number = idl_operand_get_number (value) };
  return TRUE;
}

static gboolean
fit_string (IdlParser *self, const IdlType *type, const IdlOperand *value, IdlConstant *out_value)
{
  if (value->kind != IDL_OPERAND_STRING)
    return mismatch (self, value, "a string");
  if (type->bound > 0 && (guint64) g_utf8_strlen (value->string, -1) > type->bound)
    {
      idl_diagnostics_error (self->diagnostics, value->where,
                             "this string is longer than its bound of %" G_GUINT64_FORMAT,
                             type->bound);
      return FALSE;
    }
  *out_value = (IdlConstant){ .kind = IDL_VALUE_STRING, .string = value->string };
  return TRUE;
}

static gboolean
fit_enum (IdlParser *self, const IdlNode *node, const IdlOperand *value, IdlConstant *out_value)
{
  if (value->kind != IDL_OPERAND_ENUM)
    return mismatch (self, value, "an enumerator");
  if (value->enumerator->parent != node)
    {
      idl_diagnostics_error (self->diagnostics, value->where, "`%s` is no enumerator of `%s`",
                             value->enumerator->name, node->name);
      idl_diagnostics_note (self->diagnostics, value->enumerator->where, "declared here");
      return FALSE;
    }
  *out_value = (IdlConstant){ .kind = IDL_VALUE_ENUM, .enumerator = value->enumerator };
  return TRUE;
}

static gboolean
fit (IdlParser *self, const IdlType *type, const IdlOperand *value, IdlConstant *out_value)
{
  const IdlType *resolved = idl_type_resolve (type);

  if (value->kind == IDL_OPERAND_NONE || resolved == NULL)
    return FALSE;

  switch (resolved->kind)
    {
    case IDL_TYPE_OCTET:
    case IDL_TYPE_INT8:
    case IDL_TYPE_INT16:
    case IDL_TYPE_UINT16:
    case IDL_TYPE_INT32:
    case IDL_TYPE_UINT32:
    case IDL_TYPE_INT64:
    case IDL_TYPE_UINT64:
      return fit_integer (self, resolved->kind, value, out_value);
    case IDL_TYPE_CHAR:
    case IDL_TYPE_WCHAR:
      return fit_character (self, resolved->kind == IDL_TYPE_WCHAR, value, out_value);
    case IDL_TYPE_BOOLEAN:
      return fit_boolean (self, value, out_value);
    case IDL_TYPE_FLOAT:
    case IDL_TYPE_DOUBLE:
      return fit_float (self, resolved->kind, value, out_value);
    case IDL_TYPE_STRING:
      return fit_string (self, resolved, value, out_value);
    case IDL_TYPE_NAMED:
      if (resolved->node->kind == IDL_NODE_ENUM)
        return fit_enum (self, resolved->node, value, out_value);
      break;
    case IDL_TYPE_VOID:
    case IDL_TYPE_ANY:
    case IDL_TYPE_OBJECT:
    case IDL_TYPE_SEQUENCE:
    case IDL_TYPE_ARRAY:
      break;
    }
  idl_diagnostics_error (self->diagnostics, type->where, "a constant cannot be of this type");
  return FALSE;
}

/* type is NULL where a mistake in it has been reported: then the expression is only read. */
gboolean
idl_parser_read_constant (IdlParser *self, const IdlType *type, IdlConstant *out_value)
{
  IdlOperand value = idl_parser_read_expression (self);

  return type != NULL && fit (self, type, &value, out_value);
}

/* A positive integer: a length or a bound. */
gboolean
idl_parser_read_bound (IdlParser *self, guint64 *out_bound)
{
  IdlOperand value = idl_parser_read_expression (self);

  if (value.kind == IDL_OPERAND_NONE)
    return FALSE;
  if (value.kind != IDL_OPERAND_INTEGER)
    return mismatch (self, &value, "a positive integer");
  if (value.integer <= 0 || value.integer > G_MAXUINT32)
    {
      idl_diagnostics_error (self->diagnostics, value.where,
                             "a length or bound is at least 1 and at most 4294967295");
      return FALSE;
    }
  *out_bound = (guint64) value.integer;
  return TRUE;
}

static IdlConstant
convert (const IdlOperand *value)
{
  switch (value->kind)
    {
    case IDL_OPERAND_NONE:
    case IDL_OPERAND_INTEGER:
    case IDL_OPERAND_CHARACTER:
      break;
    case IDL_OPERAND_FLOAT:
      return (IdlConstant){ .kind = IDL_VALUE_FLOAT, .number = value->number };
    case IDL_OPERAND_BOOLEAN:
      return (IdlConstant){ .kind = IDL_VALUE_BOOLEAN, .boolean = value->integer != 0 };
    case IDL_OPERAND_STRING:
      return (IdlConstant){ .kind = IDL_VALUE_STRING, .string = value->string };
    case IDL_OPERAND_ENUM:
      return (IdlConstant){ .kind = IDL_VALUE_ENUM, .enumerator = value->enumerator };
    }
  return narrow (value->integer);
}

/* An annotation's argument: of any type. A single name that means nothing here is a word of the
 * annotation's own, as in @extensibility(FINAL), and stands as a string. */
void
idl_parser_read_argument (IdlParser *self, IdlConstant *out_value)
{
  const IdlToken *token = idl_parser_peek (self, 0);
  guint16         next = idl_parser_peek (self, 1)->punctuator;
  const gchar    *keyword;
  IdlOperand      value;

  if (token->kind == IDL_TOKEN_IDENTIFIER && (next == ')' || next == ',')
      && !(idl_keyword_is_reserved (token->text, &keyword))
      && idl_scope_resolve (self->scope, token->text) == NULL)
    {
      idl_parser_take (self);
      *out_value = (IdlConstant){ .kind = IDL_VALUE_STRING, .string = token->text };
      out_value->string = idl_model_own_string (self->model, g_strdup (token->text));
      return;
    }

  value = idl_parser_read_expression (self);
  if (value.kind == IDL_OPERAND_INTEGER
      && (value.integer > G_MAXUINT64 || value.integer < -(IdlWide) G_MAXUINT64))
    {
      idl_diagnostics_error (self->diagnostics, value.where,
                             "the value is larger than any integer type");
      value.kind = IDL_OPERAND_NONE;
      value.integer = 0;
    }
  *out_value = convert (&value);
}

/* "const TYPE NAME = EXPRESSION;" */
gboolean
idl_parser_read_const (IdlParser *self, const IdlPrefix *prefix)
{
  IdlType     *type;
  IdlLocation  where;
  const gchar *name;
  IdlNode     *node;
  gboolean     fits;

  idl_parser_take (self);
  type = idl_parser_read_type (self, "the type of the constant");
  name = idl_parser_read_name (self, "the name of the constant", &where);
  if (name == NULL)
    return FALSE;

  node = idl_parser_declare (self, IDL_NODE_CONST, name, where, prefix);
  node->type = type;
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
