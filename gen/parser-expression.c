/* SPDX-License-Identifier: MIT */

/* Constant expressions, evaluated while they are read. Integers are computed in 128 bits, and
 * checked against the range of their type only at the end: so -2147483648 is a long, and
 * intermediate results may be larger than the last.
 */

#include <math.h>

#include "literal.h"
#include "parser-expression.h"

/* Results beyond this are no use to any type, and would overflow some day. */
#define MAX_WIDE ((IdlWide) 1 << 100)

static IdlOperand read_binary (IdlParser *self, guint min_precedence);

static IdlOperand
make_none (IdlLocation where)
{
  return (IdlOperand){ .kind = IDL_OPERAND_NONE, .where = where };
}

static IdlOperand
make_integer (IdlWide integer, IdlLocation where)
{
  return (IdlOperand){ .kind = IDL_OPERAND_INTEGER, .integer = integer, .where = where };
}

static IdlWide
widen (const IdlConstant *constant)
{
  return constant->negative ? -(IdlWide) constant->magnitude : (IdlWide) constant->magnitude;
}

gdouble
idl_operand_get_number (const IdlOperand *value)
{
  return value->kind == IDL_OPERAND_FLOAT ? value->number : (gdouble) value->integer;
}

gboolean
idl_operand_is_numeric (const IdlOperand *value)
{
  return value->kind == IDL_OPERAND_INTEGER || value->kind == IDL_OPERAND_FLOAT;
}

const gchar *
idl_operand_describe (const IdlOperand *value)
{
  switch (value->kind)
    {
    case IDL_OPERAND_NONE:
      break;
    case IDL_OPERAND_INTEGER:
      return "an integer";
    case IDL_OPERAND_CHARACTER:
      return "a character";
    case IDL_OPERAND_FLOAT:
      return "a floating-point number";
    case IDL_OPERAND_BOOLEAN:
      return "a boolean";
    case IDL_OPERAND_STRING:
      return "a string";
    case IDL_OPERAND_ENUM:
      return "an enumerator";
    }
  return "nothing";
}

/* Primaries ----------------------------------------------------------------------------------- */

static IdlOperand
read_number (IdlParser *self)
{
  const IdlToken *token = idl_parser_take (self);
  IdlConstant     constant;
  const gchar    *problem = idl_literal_read_number (token->text, &constant);

  if (problem != NULL)
    {
      idl_diagnostics_error (self->diagnostics, token->where, "%s", problem);
      return make_none (token->where);
    }
  if (constant.kind == IDL_VALUE_FLOAT)
    return (
      IdlOperand){ .kind = IDL_OPERAND_FLOAT, .number = constant.number, .where = token->where };
  return make_integer (widen (&constant), token->where);
}

static IdlOperand
read_character (IdlParser *self)
{
  const IdlToken *token = idl_parser_take (self);
  IdlConstant     constant;
  gboolean        wide;
  const gchar    *problem = idl_literal_read_character (token->text, &wide, &constant);

  if (problem != NULL)
    {
      idl_diagnostics_error (self->diagnostics, token->where, "%s", problem);
      return make_none (token->where);
    }
  return (IdlOperand){ .kind = IDL_OPERAND_CHARACTER,
                       .integer = widen (&constant),
                       .where = token->where };
}

static IdlOperand
read_strings (IdlParser *self)
{
  g_autoptr (GString) string = g_string_new (NULL);
  IdlLocation where = idl_parser_peek (self, 0)->where;
  gboolean    failed = FALSE;

  while (idl_parser_peek (self, 0)->kind == IDL_TOKEN_STRING)
    {
      const IdlToken *token = idl_parser_take (self);
      gboolean        wide;
      const gchar    *problem = idl_literal_read_string (token->text, &wide, string);

      if (problem != NULL)
        idl_diagnostics_error (self->diagnostics, token->where, "%s", problem);
      failed |= problem != NULL;
    }
  if (failed)
    return make_none (where);
  if (!g_utf8_validate (string->str, -1, NULL))
    {
      idl_diagnostics_error (self->diagnostics, where, "this string is no valid UTF-8");
      return make_none (where);
    }
  return (IdlOperand){ .kind = IDL_OPERAND_STRING,
                       .string = idl_model_own_string (
                         self->model, g_string_free (g_steal_pointer (&string), FALSE)),
                       .where = where };
}

/* What a declared constant stands for. */
static IdlOperand
value_of_const (const IdlNode *node, IdlLocation where)
{
  const IdlType *type = idl_type_resolve (node->type);
  IdlOperand     value = { .where = where };

  switch (node->value.kind)
    {
    case IDL_VALUE_INTEGER:
      value.kind = type->kind == IDL_TYPE_CHAR || type->kind == IDL_TYPE_WCHAR
                     ? IDL_OPERAND_CHARACTER
                     : IDL_OPERAND_INTEGER;
      value.integer = widen (&node->value);
      break;
    case IDL_VALUE_FLOAT:
      value.kind = IDL_OPERAND_FLOAT;
      value.number = node->value.number;
      break;
    case IDL_VALUE_BOOLEAN:
      value.kind = IDL_OPERAND_BOOLEAN;
      value.integer = node->value.boolean;
      break;
    case IDL_VALUE_STRING:
      value.kind = IDL_OPERAND_STRING;
      value.string = node->value.string;
      break;
    case IDL_VALUE_ENUM:
      value.kind = IDL_OPERAND_ENUM;
      value.enumerator = node->value.enumerator;
      break;
    }
  return value;
}

static IdlOperand
read_named (IdlParser *self)
{
  IdlLocation      where;
  const IdlSymbol *symbol = idl_parser_resolve (self, "constant", &where);

  if (symbol == NULL)
    return make_none (where);
  if (symbol->node->kind == IDL_NODE_ENUMERATOR)
    return (IdlOperand){ .kind = IDL_OPERAND_ENUM, .enumerator = symbol->node, .where = where };
  if (symbol->node->kind == IDL_NODE_CONST && symbol->node->type != NULL)
    return value_of_const (symbol->node, where);

  if (symbol->node->kind != IDL_NODE_CONST)
    {
      idl_diagnostics_error (self->diagnostics, where, "%s `%s` has no constant value",
                             idl_node_describe (symbol->node), symbol->name);
      idl_diagnostics_note (self->diagnostics, symbol->where, "declared here");
    }
  return make_none (where);
}

/* TRUE and FALSE; spelt otherwise only where nothing else has that name. */
static gboolean
read_boolean (IdlParser *self, IdlOperand *out_value)
{
  const IdlToken *token = idl_parser_peek (self, 0);
  gboolean        is_true = g_ascii_strcasecmp (token->text, "TRUE") == 0;
  gboolean        exact = g_str_equal (token->text, "TRUE") || g_str_equal (token->text, "FALSE");

  if (!is_true && g_ascii_strcasecmp (token->text, "FALSE") != 0)
    return FALSE;
  if (!exact)
    idl_diagnostics_complain (self->diagnostics, token->where, "`%s` is spelt `%s` in IDL",
                              token->text, is_true ? "TRUE" : "FALSE");
  idl_parser_take (self);
  *out_value =
    (IdlOperand){ .kind = IDL_OPERAND_BOOLEAN, .integer = is_true, .where = token->where };
  return TRUE;
}

static IdlOperand
read_parenthesized (IdlParser *self)
{
  guint      n_angles = self->n_angles;
  IdlOperand value;

  idl_parser_take (self);
  self->n_angles = 0;
  value = read_binary (self, 1);
  self->n_angles = n_angles;
  if (value.kind != IDL_OPERAND_NONE && !idl_parser_expect (self, ')', "this expression"))
    value.kind = IDL_OPERAND_NONE;
  else if (value.kind == IDL_OPERAND_NONE)
    idl_parser_accept (self, ')');
  return value;
}

static IdlOperand
read_primary (IdlParser *self)
{
  const IdlToken *token = idl_parser_peek (self, 0);
  IdlOperand      value;

  switch ((IdlTokenKind) token->kind)
    {
    case IDL_TOKEN_NUMBER:
      return read_number (self);
    case IDL_TOKEN_CHARACTER:
      return read_character (self);
    case IDL_TOKEN_STRING:
      return read_strings (self);
    case IDL_TOKEN_IDENTIFIER:
      return read_boolean (self, &value) ? value : read_named (self);
    case IDL_TOKEN_PUNCTUATOR:
      if (token->punctuator == '(')
        return read_parenthesized (self);
      if (token->punctuator == IDL_PUNCTUATOR_SCOPE)
        return read_named (self);
      break;
    case IDL_TOKEN_END:
    case IDL_TOKEN_NEWLINE:
      break;
    }
  idl_parser_unexpected (self, "a constant expression");
  return make_none (token->where);
}

/* Operators ----------------------------------------------------------------------------------- */

static IdlOperand
complain_of_operand (IdlParser *self, const gchar *op, const IdlOperand *operand)
{
  if (operand->kind != IDL_OPERAND_NONE)
    idl_diagnostics_error (self->diagnostics, operand->where, "`%s` cannot be applied to %s", op,
                           idl_operand_describe (operand));
  return make_none (operand->where);
}

static IdlOperand
read_unary (IdlParser *self)
{
  const IdlToken *token = idl_parser_peek (self, 0);
  IdlOperand      value;

  if (token->punctuator != '-' && token->punctuator != '+' && token->punctuator != '~')
    return read_primary (self);

  idl_parser_take (self);
  if (!idl_parser_enter (self))
    return make_none (token->where);
  value = read_unary (self);
  idl_parser_leave (self);

  if (!idl_operand_is_numeric (&value)
      || (token->punctuator == '~' && value.kind != IDL_OPERAND_INTEGER))
    return complain_of_operand (self, token->text, &value);
  if (value.where.file == token->where.file && value.where.line == token->where.line
      && value.where.column > token->where.column)
    {
      value.where.length += value.where.column - token->where.column;
      value.where.column = token->where.column;
    }
  if (token->punctuator == '-')
    {
      value.integer = -value.integer;
      value.number = -value.number;
    }
  else if (token->punctuator == '~')
    value.integer = ~value.integer;
  return value;
}

static guint
get_precedence (guint16 op)
{
  switch (op)
    {
    case '|':
      return 1;
    case '^':
      return 2;
    case '&':
      return 3;
    case '<':
    case '>':
      return 4;
    case '+':
    case '-':
      return 5;
    case '*':
    case '/':
    case '%':
      return 6;
    default:
      return 0;
    }
}

/* Whether ">>" inside two templates or more shifts, rather than closing both: it does if what
 * follows could be no declarator. */
static gboolean
is_shift_in_templates (const IdlParser *self)
{
  guint ahead = 2;

  if (idl_parser_peek (self, ahead)->kind != IDL_TOKEN_IDENTIFIER)
    return idl_parser_peek (self, ahead)->kind == IDL_TOKEN_NUMBER
           || idl_parser_peek (self, ahead)->punctuator == '(';

  while (idl_parser_peek (self, ahead + 1)->punctuator == IDL_PUNCTUATOR_SCOPE)
    ahead += 2;
  return get_precedence (idl_parser_peek (self, ahead + 1)->punctuator) > 0;
}

/* The operator at the cursor: 0 if there is none. "<" and ">" stand for shifts. */
static guint16
peek_operator (const IdlParser *self)
{
  const IdlToken *token = idl_parser_peek (self, 0);
  const IdlToken *second = idl_parser_peek (self, 1);

  if (get_precedence (token->punctuator) == 0)
    return 0;
  if (token->punctuator != '<' && token->punctuator != '>')
    return token->punctuator;
  if (second->punctuator != token->punctuator || !second->joined)
    return 0;
  if (token->punctuator == '>' && self->n_angles > 1 && !is_shift_in_templates (self))
    return 0;
  return token->punctuator;
}

static IdlOperand
complain_of_result (IdlParser *self, const IdlOperand *left, const gchar *message)
{
  idl_diagnostics_error (self->diagnostics, left->where, "%s", message);
  return make_none (left->where);
}

static IdlOperand
apply_to_floats (IdlParser        *self,
                 const IdlToken   *op,
                 const IdlOperand *left,
                 const IdlOperand *right)
{
  gdouble a = idl_operand_get_number (left), b = idl_operand_get_number (right), result;

  switch (op->punctuator)
    {
    case '+':
      result = a + b;
      break;
    case '-':
      result = a - b;
      break;
    case '*':
      result = a * b;
      break;
    case '/':
      if (b == 0)
        {
          idl_diagnostics_error (self->diagnostics, right->where, "division by zero");
          return make_none (left->where);
        }
      result = a / b;
      break;
    default:
      return complain_of_operand (self, op->text, left->kind == IDL_OPERAND_FLOAT ? left : right);
    }
  if (!isfinite (result))
    return complain_of_result (self, left, "the result is larger than any double");
  return (IdlOperand){ .kind = IDL_OPERAND_FLOAT, .number = result, .where = left->where };
}

static IdlOperand
shift (IdlParser *self, gboolean to_left, const IdlOperand *left, const IdlOperand *right)
{
  IdlWide result;

  if (right->integer < 0 || right->integer > 63)
    {
      idl_diagnostics_error (self->diagnostics, right->where, "a shift is by 0 to 63 bits");
      return make_none (left->where);
    }
  if (!to_left)
    return make_integer (left->integer >> (guint) right->integer, left->where);
  if (__builtin_mul_overflow (left->integer, (IdlWide) 1 << (guint) right->integer, &result)
      || result > MAX_WIDE || result < -MAX_WIDE)
    return complain_of_result (self, left, "the result is larger than any integer type");
  return make_integer (result, left->where);
}

static IdlOperand
apply_to_integers (IdlParser        *self,
                   const IdlToken   *op,
                   const IdlOperand *left,
                   const IdlOperand *right)
{
  IdlWide  a = left->integer, b = right->integer, result = 0;
  gboolean overflow = FALSE;

  switch (op->punctuator)
    {
    case '|':
      result = a | b;
      break;
    case '^':
      result = a ^ b;
      break;
    case '&':
      result = a & b;
      break;
    case '<':
    case '>':
      return shift (self, op->punctuator == '<', left, right);
    case '+':
      result = a + b;
      break;
    case '-':
      result = a - b;
      break;
    case '*':
      overflow = __builtin_mul_overflow (a, b, &result);
      break;
    default:
      if (b == 0)
        {
          idl_diagnostics_error (self->diagnostics, right->where, "division by zero");
          return make_none (left->where);
        }
      result = op->punctuator == '/' ? a / b : a % b;
      break;
    }
  if (overflow || result > MAX_WIDE || result < -MAX_WIDE)
    return complain_of_result (self, left, "the result is larger than any integer type");
  return make_integer (result, left->where);
}

static IdlOperand
apply (IdlParser *self, const IdlToken *op, const IdlOperand *left, const IdlOperand *right)
{
  if (left->kind == IDL_OPERAND_NONE || right->kind == IDL_OPERAND_NONE)
    return make_none (left->where);
  if (!idl_operand_is_numeric (left))
    return complain_of_operand (self, op->text, left);
  if (!idl_operand_is_numeric (right))
    return complain_of_operand (self, op->text, right);
  if (left->kind == IDL_OPERAND_FLOAT || right->kind == IDL_OPERAND_FLOAT)
    return apply_to_floats (self, op, left, right);
  return apply_to_integers (self, op, left, right);
}

static IdlOperand
read_binary (IdlParser *self, guint min_precedence)
{
  IdlLocation where = idl_parser_peek (self, 0)->where;
  IdlOperand  left;
  guint16     op;

  if (!idl_parser_enter (self))
    return make_none (where);

  left = read_unary (self);
  while ((op = peek_operator (self)) != 0 && get_precedence (op) >= min_precedence)
    {
      const IdlToken *token = idl_parser_take (self);
      IdlOperand      right;

      if (op == '<' || op == '>')
        idl_parser_take (self);
      right = read_binary (self, get_precedence (op) + 1);
      left = apply (self, token, &left, &right);
    }
  idl_parser_leave (self);
  return left;
}

IdlOperand
idl_parser_read_expression (IdlParser *self)
{
  return read_binary (self, 1);
}
