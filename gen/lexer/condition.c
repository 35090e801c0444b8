/* SPDX-License-Identifier: MIT */

/* The expressions of #if: C's, in 64 bits, by precedence climbing. The first mistake is reported,
 * and everything after it is read over.
 */

#include "condition.h"

#include <string.h>

#include "literal.h"

#define MAX_DEPTH 256

typedef struct
{
  const GArray   *tokens;
  guint           next;
  guint           depth;
  guint           unevaluated; /* > 0: in the part of "0 && x" that has no say */
  gboolean        failed;
  IdlLocation     where;
  IdlDiagnostics *diagnostics;
} Condition;

typedef enum
{
  OPERATOR_NONE,
  OPERATOR_OR,
  OPERATOR_AND,
  OPERATOR_BIT_OR,
  OPERATOR_BIT_XOR,
  OPERATOR_BIT_AND,
  OPERATOR_EQUAL,
  OPERATOR_UNEQUAL,
  OPERATOR_LESS,
  OPERATOR_GREATER,
  OPERATOR_LESS_EQUAL,
  OPERATOR_GREATER_EQUAL,
  OPERATOR_SHIFT_LEFT,
  OPERATOR_SHIFT_RIGHT,
  OPERATOR_ADD,
  OPERATOR_SUBTRACT,
  OPERATOR_MULTIPLY,
  OPERATOR_DIVIDE,
  OPERATOR_REMAINDER
} Operator;

/* Two characters before one. */
static const struct
{
  const gchar *text;
  Operator     op;
  guint        precedence;
} operators[] = {
  { "||", OPERATOR_OR, 1 },         { "&&", OPERATOR_AND, 2 },
  { "==", OPERATOR_EQUAL, 6 },      { "!=", OPERATOR_UNEQUAL, 6 },
  { "<=", OPERATOR_LESS_EQUAL, 7 }, { ">=", OPERATOR_GREATER_EQUAL, 7 },
  { "<<", OPERATOR_SHIFT_LEFT, 8 }, { ">>", OPERATOR_SHIFT_RIGHT, 8 },
  { "|", OPERATOR_BIT_OR, 3 },      { "^", OPERATOR_BIT_XOR, 4 },
  { "&", OPERATOR_BIT_AND, 5 },     { "<", OPERATOR_LESS, 7 },
  { ">", OPERATOR_GREATER, 7 },     { "+", OPERATOR_ADD, 9 },
  { "-", OPERATOR_SUBTRACT, 9 },    { "*", OPERATOR_MULTIPLY, 10 },
  { "/", OPERATOR_DIVIDE, 10 },     { "%", OPERATOR_REMAINDER, 10 },
};

static gint64 read_ternary (Condition *self);

static const IdlToken *
peek (const Condition *self, guint ahead)
{
  static const IdlToken end = { .kind = IDL_TOKEN_END, .text = "end of line" };

  if (self->next + ahead >= self->tokens->len)
    return &end;
  return &g_array_index (self->tokens, IdlToken, self->next + ahead);
}

static void
fail (Condition *self, const gchar *message)
{
  const IdlToken *token = peek (self, 0);
  IdlLocation     where = token->kind == IDL_TOKEN_END ? self->where : token->where;

  if (!self->failed)
    idl_diagnostics_error (self->diagnostics, where, "%s", message);
  self->failed = TRUE;
  self->next = self->tokens->len;
}

static Operator
peek_operator (const Condition *self, guint *out_precedence, guint *out_length)
{
  const IdlToken *first = peek (self, 0);
  const IdlToken *second = peek (self, 1);

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    {
      const gchar *text = operators[i].text;

      if (first->punctuator != (guchar) text[0])
        continue;
      if (text[1] != '\0' && (second->punctuator != (guchar) text[1] || !second->joined))
        continue;
      *out_precedence = operators[i].precedence;
      *out_length = (guint) strlen (text);
      return operators[i].op;
    }
  return OPERATOR_NONE;
}

static gint64
read_number (Condition *self)
{
  const IdlToken   *token = peek (self, 0);
  g_autofree gchar *digits = g_strdup (token->text);
  gsize             length = strlen (digits);
  IdlConstant       value;
  const gchar      *problem;
  gboolean          wide;

  /* C's suffixes */
  while (length > 1 && strchr ("uUlL", digits[length - 1]) != NULL)
    digits[--length] = '\0';

  if (token->kind == IDL_TOKEN_CHARACTER)
    problem = idl_literal_read_character (token->text, &wide, &value);
  else
    problem = idl_literal_read_number (digits, &value);
  if (problem == NULL && value.kind != IDL_VALUE_INTEGER)
    problem = "`#if` takes integers only";
  if (problem != NULL)
    {
      fail (self, problem);
      return 0;
    }

  self->next++;
  return (gint64) value.magnitude;
}

static gint64
read_unary (Condition *self)
{
  const IdlToken *token = peek (self, 0);
  gint64          value = 0;

  if (self->depth == MAX_DEPTH)
    {
      fail (self, "this condition is nested too deeply");
      return 0;
    }

  self->depth++;
  if (token->kind == IDL_TOKEN_NUMBER || token->kind == IDL_TOKEN_CHARACTER)
    value = read_number (self);
  else if (token->kind == IDL_TOKEN_IDENTIFIER)
    self->next++; /* no macro, thus 0 */
  else if (token->punctuator == '(')
    {
      self->next++;
      value = read_ternary (self);
      if (peek (self, 0)->punctuator == ')')
        self->next++;
      else
        fail (self, "expected `)`");
    }
  else if (token->punctuator != 0 && strchr ("!-+~", token->punctuator) != NULL)
    {
      gint64 operand;

      self->next++;
      operand = read_unary (self);
      switch (token->punctuator)
        {
        case '!':
          value = !operand;
          break;
        case '-':
          value = (gint64) (0 - (guint64) operand);
          break;
        case '~':
          value = ~operand;
          break;
        default:
          value = operand;
          break;
        }
    }
  else
    fail (self, token->kind == IDL_TOKEN_END ? "this condition is not complete"
                                             : "this cannot stand in a condition");
  self->depth--;
  return value;
}

static gint64
divide (Condition *self, Operator op, gint64 left, gint64 right)
{
  if (right == 0)
    {
      if (self->unevaluated == 0)
        {
          self->next--;
          fail (self, "division by zero");
        }
      return 0;
    }
  if (right == -1)
    return op == OPERATOR_DIVIDE ? (gint64) (0 - (guint64) left) : 0;
  return op == OPERATOR_DIVIDE ? left / right : left % right;
}

static gint64
apply (Condition *self, Operator op, gint64 left, gint64 right)
{
  const guint64 a = (guint64) left, b = (guint64) right;

  switch (op)
    {
    case OPERATOR_OR:
      return left || right;
    case OPERATOR_AND:
      return left && right;
    case OPERATOR_BIT_OR:
      return left | right;
    case OPERATOR_BIT_XOR:
      return left ^ right;
    case OPERATOR_BIT_AND:
      return left & right;
    case OPERATOR_EQUAL:
      return left == right;
    case OPERATOR_UNEQUAL:
      return left != right;
    case OPERATOR_LESS:
      return left < right;
    case OPERATOR_GREATER:
      return left > right;
    case OPERATOR_LESS_EQUAL:
      return left <= right;
    case OPERATOR_GREATER_EQUAL:
      return left >= right;
    case OPERATOR_SHIFT_LEFT:
      return (gint64) (b < 64 ? a << b : 0);
    case OPERATOR_SHIFT_RIGHT:
      return b < 64 ? left >> b : 0;
    case OPERATOR_ADD:
      return (gint64) (a + b);
    case OPERATOR_SUBTRACT:
      return (gint64) (a - b);
    case OPERATOR_MULTIPLY:
      return (gint64) (a * b);
    case OPERATOR_DIVIDE:
    case OPERATOR_REMAINDER:
      return divide (self, op, left, right);
    case OPERATOR_NONE:
      break;
    }
  return 0;
}

static gint64
read_binary (Condition *self, guint min_precedence)
{
  gint64   left = read_unary (self);
  guint    precedence, length;
  Operator op;

  while ((op = peek_operator (self, &precedence, &length)) != OPERATOR_NONE
         && precedence >= min_precedence)
    {
      gboolean decided = (op == OPERATOR_AND && !left) || (op == OPERATOR_OR && left);
      gint64   right;

      self->next += length;
      self->unevaluated += decided;
      right = read_binary (self, precedence + 1);
      self->unevaluated -= decided;
      left = apply (self, op, left, right);
    }
  return left;
}

static gint64
read_ternary (Condition *self)
{
  gint64 condition = read_binary (self, 1);
  gint64 yes, no;

  if (peek (self, 0)->punctuator != '?')
    return condition;

  self->next++;
  self->unevaluated += !condition;
  yes = read_ternary (self);
  self->unevaluated -= !condition;
  if (peek (self, 0)->punctuator != ':')
    {
      fail (self, "expected `:`");
      return 0;
    }
  self->next++;
  self->unevaluated += !!condition;
  no = read_ternary (self);
  self->unevaluated -= !!condition;
  return condition ? yes : no;
}

gboolean
idl_condition_evaluate (const GArray *tokens, IdlLocation where, IdlDiagnostics *diagnostics)
{
  Condition self = { .tokens = tokens, .where = where, .diagnostics = diagnostics };
  gint64    value;

  if (tokens->len == 0)
    {
      idl_diagnostics_error (diagnostics, where, "this directive needs a condition");
      return FALSE;
    }

  value = read_ternary (&self);
  if (peek (&self, 0)->kind != IDL_TOKEN_END)
    fail (&self, "this does not belong to the condition");
  return !self.failed && value != 0;
}
