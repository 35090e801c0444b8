/* SPDX-License-Identifier: MIT */

/* Constant expressions, evaluated while they are read. That integers are computed in 128 bits makes
 * -2147483648 a long.
 */

#include "parser-expression.h"

#include "literal.h"

static IdlOperand read_binary (IdlParser *self, guint min_precedence);

static IdlWide
widen (const IdlConstant *constant)
{
  return constant->negative ? -(IdlWide) constant->magnitude : (IdlWide) constant->magnitude;
}

static IdlOperand
read_number (IdlParser *self)
{
  const IdlToken *token = idl_parser_take (self);
  IdlConstant     constant;
  const gchar    *problem = idl_literal_read_number (token->text, &constant);

  if (problem != NULL)
    {
      idl_diagnostics_error (self->diagnostics, token->where, "%s", problem);
      return idl_operand_none (token->where);
    }
  if (constant.kind == IDL_VALUE_FLOAT)
    return idl_operand_float (constant.number, token->where);
  return idl_operand_integer (widen (&constant), token->where);
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
      return idl_operand_none (token->where);
    }
  return (IdlOperand){ .kind = IDL_OPERAND_CHARACTER,
                       .integer = widen (&constant),
                       .wide = wide,
                       .where = token->where };
}

static IdlOperand
read_strings (IdlParser *self)
{
  g_autoptr (GString) string = g_string_new (NULL);
  gchar      *text;
  IdlLocation where = idl_parser_peek (self, 0)->where;
  gboolean    failed = FALSE;
  gboolean    is_wide = FALSE;

  while (idl_parser_peek (self, 0)->kind == IDL_TOKEN_STRING)
    {
      const IdlToken *token = idl_parser_take (self);
      gboolean        wide;
      const gchar    *problem = idl_literal_read_string (token->text, &wide, string);

      if (problem != NULL)
        idl_diagnostics_error (self->diagnostics, token->where, "%s", problem);
      failed |= problem != NULL;
      is_wide |= wide;
    }
  if (failed)
    return idl_operand_none (where);
  if (!g_utf8_validate (string->str, -1, NULL))
    {
      idl_diagnostics_error (self->diagnostics, where, "this string is no valid UTF-8");
      return idl_operand_none (where);
    }

  text = g_string_free (g_steal_pointer (&string), FALSE);
  return (IdlOperand){ .kind = IDL_OPERAND_STRING,
                       .string = idl_model_own_string (self->model, text),
                       .wide = is_wide,
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
      value.wide = type->kind == IDL_TYPE_WCHAR;
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
      value.wide = type->wide;
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
    return idl_operand_none (where);
  if (symbol->node->kind == IDL_NODE_ENUMERATOR)
    return (IdlOperand){ .kind = IDL_OPERAND_ENUM, .enumerator = symbol->node, .where = where };
  if (symbol->node->kind == IDL_NODE_BIT)
    return idl_operand_integer ((IdlWide) 1 << symbol->node->value.magnitude, where);
  if (symbol->node->kind == IDL_NODE_CONST && symbol->node->type != NULL)
    return value_of_const (symbol->node, where);

  if (symbol->node->kind != IDL_NODE_CONST)
    {
      idl_diagnostics_error (self->diagnostics, where, "%s `%s` has no constant value",
                             idl_node_describe (symbol->node), symbol->name);
      idl_diagnostics_note (self->diagnostics, symbol->where, "declared here");
    }
  return idl_operand_none (where);
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
  return idl_operand_none (token->where);
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
    return idl_operand_none (token->where);
  value = read_unary (self);
  idl_parser_leave (self);
  return idl_operand_apply_unary (self->diagnostics, token, value);
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
read_binary (IdlParser *self, guint min_precedence)
{
  IdlLocation where = idl_parser_peek (self, 0)->where;
  IdlOperand  left;
  guint16     op;

  if (!idl_parser_enter (self))
    return idl_operand_none (where);

  left = read_unary (self);
  while ((op = peek_operator (self)) != 0 && get_precedence (op) >= min_precedence)
    {
      const IdlToken *token = idl_parser_take (self);
      IdlOperand      right;

      if (op == '<' || op == '>')
        idl_parser_take (self);
      right = read_binary (self, get_precedence (op) + 1);
      left = idl_operand_apply_binary (self->diagnostics, token, &left, &right);
    }
  idl_parser_leave (self);
  return left;
}

IdlOperand
idl_parser_read_expression (IdlParser *self)
{
  return read_binary (self, 1);
}
