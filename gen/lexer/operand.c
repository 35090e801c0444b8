/* SPDX-License-Identifier: MIT */

/* Arithmetic on constants. Integers are computed in 128 bits and checked against the range of their
 * type only at the end, by others: intermediate results may be larger than the last.
 */

#include "operand.h"

#include <math.h>

/* Results beyond this are no use to any type, and would overflow some day. */
#define MAX_WIDE ((IdlWide) 1 << 100)

IdlOperand
idl_operand_none (IdlLocation where)
{
  return (IdlOperand){ .kind = IDL_OPERAND_NONE, .where = where };
}

IdlOperand
idl_operand_integer (IdlWide integer, IdlLocation where)
{
  return (IdlOperand){ .kind = IDL_OPERAND_INTEGER, .integer = integer, .where = where };
}

IdlOperand
idl_operand_float (gdouble number, IdlLocation where)
{
  return (IdlOperand){ .kind = IDL_OPERAND_FLOAT, .number = number, .where = where };
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
    case IDL_OPERAND_WORD:
      return "an unknown word";
    }
  return "nothing";
}

static IdlOperand
complain_of_operand (IdlDiagnostics *diagnostics, const gchar *op, const IdlOperand *operand)
{
  /* A shift is two tokens. */
  const gchar *again = op[0] == '<' || op[0] == '>' ? op : "";

  if (operand->kind != IDL_OPERAND_NONE)
    idl_diagnostics_error (diagnostics, operand->where, "`%s%s` cannot be applied to %s", op,
                           again, idl_operand_describe (operand));
  return idl_operand_none (operand->where);
}

/* The place of what comes out begins at the operator. */
IdlOperand
idl_operand_apply_unary (IdlDiagnostics *diagnostics, const IdlToken *op, IdlOperand operand)
{
  if (!idl_operand_is_numeric (&operand)
      || (op->punctuator == '~' && operand.kind != IDL_OPERAND_INTEGER))
    return complain_of_operand (diagnostics, op->text, &operand);

  if (operand.where.file == op->where.file && operand.where.line == op->where.line
      && operand.where.column > op->where.column)
    {
      operand.where.length += operand.where.column - op->where.column;
      operand.where.column = op->where.column;
    }
  if (op->punctuator == '-')
    {
      operand.integer = -operand.integer;
      operand.number = -operand.number;
    }
  else if (op->punctuator == '~')
    {
      operand.integer = ~operand.integer;
      operand.complemented = TRUE;
    }
  return operand;
}

static IdlOperand
complain_of_result (IdlDiagnostics *diagnostics, const IdlOperand *left, const gchar *message)
{
  idl_diagnostics_error (diagnostics, left->where, "%s", message);
  return idl_operand_none (left->where);
}

static IdlOperand
apply_to_floats (IdlDiagnostics   *diagnostics,
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
          idl_diagnostics_error (diagnostics, right->where, "division by zero");
          return idl_operand_none (left->where);
        }
      result = a / b;
      break;
    default:
      return complain_of_operand (diagnostics, op->text,
                                  left->kind == IDL_OPERAND_FLOAT ? left : right);
    }
  if (!isfinite (result))
    return complain_of_result (diagnostics, left, "the result is larger than any double");
  return idl_operand_float (result, left->where);
}

static IdlOperand
shift (IdlDiagnostics   *diagnostics,
       gboolean          to_left,
       const IdlOperand *left,
       const IdlOperand *right)
{
  IdlWide result;

  if (right->integer < 0 || right->integer > 63)
    {
      idl_diagnostics_error (diagnostics, right->where, "a shift is by 0 to 63 bits");
      return idl_operand_none (left->where);
    }
  if (!to_left)
    return idl_operand_integer (left->integer >> (guint) right->integer, left->where);
  if (__builtin_mul_overflow (left->integer, (IdlWide) 1 << (guint) right->integer, &result)
      || result > MAX_WIDE || result < -MAX_WIDE)
    return complain_of_result (diagnostics, left, "the result is larger than any integer type");
  return idl_operand_integer (result, left->where);
}

static IdlOperand
apply_to_integers (IdlDiagnostics   *diagnostics,
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
      return shift (diagnostics, op->punctuator == '<', left, right);
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
          idl_diagnostics_error (diagnostics, right->where, "division by zero");
          return idl_operand_none (left->where);
        }
      result = op->punctuator == '/' ? a / b : a % b;
      break;
    }
  if (overflow || result > MAX_WIDE || result < -MAX_WIDE)
    return complain_of_result (diagnostics, left, "the result is larger than any integer type");
  return idl_operand_integer (result, left->where);
}

IdlOperand
idl_operand_apply_binary (IdlDiagnostics   *diagnostics,
                          const IdlToken   *op,
                          const IdlOperand *left,
                          const IdlOperand *right)
{
  IdlOperand result;

  if (left->kind == IDL_OPERAND_NONE || right->kind == IDL_OPERAND_NONE)
    return idl_operand_none (left->where);
  if (!idl_operand_is_numeric (left))
    return complain_of_operand (diagnostics, op->text, left);
  if (!idl_operand_is_numeric (right))
    return complain_of_operand (diagnostics, op->text, right);
  if (left->kind == IDL_OPERAND_FLOAT || right->kind == IDL_OPERAND_FLOAT)
    return apply_to_floats (diagnostics, op, left, right);

  result = apply_to_integers (diagnostics, op, left, right);
  result.complemented = left->complemented || right->complemented;
  return result;
}
