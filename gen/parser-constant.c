/* SPDX-License-Identifier: MIT */

/* Constant expressions, evaluated while they are read. Integers are computed in 128 bits, and
 * checked against the range of their type only at the end: so -2147483648 is a long, and
 * intermediate results may be larger than the last.
 */

#include <math.h>

#include "literal.h"
#include "parser-private.h"

__extension__ typedef __int128 Wide;

/* Results beyond this are no use to any type, and would overflow some day. */
#define MAX_WIDE ((Wide) 1 << 100)

typedef enum
{
  VALUE_NONE, /* reported already */
  VALUE_INTEGER,
  VALUE_CHARACTER,
  VALUE_FLOAT,
  VALUE_BOOLEAN,
  VALUE_STRING,
  VALUE_ENUM
} ValueKind;

typedef struct
{
  ValueKind    kind;
  Wide         integer; /* integer, character, boolean */
  gdouble      number;
  const gchar *string;
  IdlNode     *enumerator;
  IdlLocation  where;
} Value;

static Value read_binary (IdlParser *self, guint min_precedence);

static Value
make_none (IdlLocation where)
{
  return (Value) { .kind = VALUE_NONE, .where = where };
}

static Value
make_integer (Wide        integer,
              IdlLocation where)
{
  return (Value) { .kind = VALUE_INTEGER, .integer = integer, .where = where };
}

static Wide
widen (const IdlConstant *constant)
{
  return constant->negative ? -(Wide) constant->magnitude : (Wide) constant->magnitude;
}

static gdouble
get_number (const Value *value)
{
  return value->kind == VALUE_FLOAT ? value->number : (gdouble) value->integer;
}

static gboolean
is_numeric (const Value *value)
{
  return value->kind == VALUE_INTEGER || value->kind == VALUE_FLOAT;
}

static const gchar *
describe (const Value *value)
{
  switch (value->kind)
    {
    case VALUE_NONE:
      break;
    case VALUE_INTEGER:
      return "an integer";
    case VALUE_CHARACTER:
      return "a character";
    case VALUE_FLOAT:
      return "a floating-point number";
    case VALUE_BOOLEAN:
      return "a boolean";
    case VALUE_STRING:
      return "a string";
    case VALUE_ENUM:
      return "an enumerator";
    }
  return "nothing";
}

/* Primaries ------------------------------------------------------------------------------------- */

static Value
read_number (IdlParser *self)
{
  const IdlToken *token = idl_parser_take (self);
  IdlConstant constant;
  const gchar *problem = idl_literal_read_number (token->text, &constant);

  if (problem != NULL)
    {
      idl_diagnostics_error (self->diagnostics, token->where, "%s", problem);
      return make_none (token->where);
    }
  if (constant.kind == IDL_VALUE_FLOAT)
    return (Value) { .kind = VALUE_FLOAT, .number = constant.number, .where = token->where };
  return make_integer (widen (&constant), token->where);
}

static Value
read_character (IdlParser *self)
{
  const IdlToken *token = idl_parser_take (self);
  IdlConstant constant;
  gboolean wide;
  const gchar *problem = idl_literal_read_character (token->text, &wide, &constant);

  if (problem != NULL)
    {
      idl_diagnostics_error (self->diagnostics, token->where, "%s", problem);
      return make_none (token->where);
    }
  return (Value) { .kind = VALUE_CHARACTER, .integer = widen (&constant), .where = token->where };
}

static Value
read_strings (IdlParser *self)
{
  g_autoptr (GString) string = g_string_new (NULL);
  IdlLocation where = idl_parser_peek (self, 0)->where;
  gboolean failed = FALSE;

  while (idl_parser_peek (self, 0)->kind == IDL_TOKEN_STRING)
    {
      const IdlToken *token = idl_parser_take (self);
      gboolean wide;
      const gchar *problem = idl_literal_read_string (token->text, &wide, string);

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
  return (Value) { .kind = VALUE_STRING,
                   .string = idl_model_own_string (self->model, g_string_free (g_steal_pointer (&string), FALSE)),
                   .where = where };
}

/* What a declared constant stands for. */
static Value
value_of_const (const IdlNode *node,
                IdlLocation    where)
{
  const IdlType *type = idl_type_resolve (node->type);
  Value value = { .where = where };

  switch (node->value.kind)
    {
    case IDL_VALUE_INTEGER:
      value.kind = type->kind == IDL_TYPE_CHAR || type->kind == IDL_TYPE_WCHAR ? VALUE_CHARACTER : VALUE_INTEGER;
      value.integer = widen (&node->value);
      break;
    case IDL_VALUE_FLOAT:
      value.kind = VALUE_FLOAT;
      value.number = node->value.number;
      break;
    case IDL_VALUE_BOOLEAN:
      value.kind = VALUE_BOOLEAN;
      value.integer = node->value.boolean;
      break;
    case IDL_VALUE_STRING:
      value.kind = VALUE_STRING;
      value.string = node->value.string;
      break;
    case IDL_VALUE_ENUM:
      value.kind = VALUE_ENUM;
      value.enumerator = node->value.enumerator;
      break;
    }
  return value;
}

static Value
read_named (IdlParser *self)
{
  IdlLocation where;
  const IdlSymbol *symbol = idl_parser_resolve (self, "constant", &where);

  if (symbol == NULL)
    return make_none (where);
  if (symbol->node->kind == IDL_NODE_ENUMERATOR)
    return (Value) { .kind = VALUE_ENUM, .enumerator = symbol->node, .where = where };
  if (symbol->node->kind == IDL_NODE_CONST && symbol->node->type != NULL)
    return value_of_const (symbol->node, where);

  if (symbol->node->kind != IDL_NODE_CONST)
    {
      idl_diagnostics_error (self->diagnostics, where, "%s `%s` has no constant value", idl_node_describe (symbol->node),
                             symbol->name);
      idl_diagnostics_note (self->diagnostics, symbol->where, "declared here");
    }
  return make_none (where);
}

/* TRUE and FALSE; spelt otherwise only where nothing else has that name. */
static gboolean
read_boolean (IdlParser *self,
              Value     *out_value)
{
  const IdlToken *token = idl_parser_peek (self, 0);
  gboolean is_true = g_ascii_strcasecmp (token->text, "TRUE") == 0;
  gboolean exact = g_str_equal (token->text, "TRUE") || g_str_equal (token->text, "FALSE");

  if (!is_true && g_ascii_strcasecmp (token->text, "FALSE") != 0)
    return FALSE;
  if (!exact)
    idl_diagnostics_complain (self->diagnostics, token->where, "`%s` is spelt `%s` in IDL", token->text,
                              is_true ? "TRUE" : "FALSE");
  idl_parser_take (self);
  *out_value = (Value) { .kind = VALUE_BOOLEAN, .integer = is_true, .where = token->where };
  return TRUE;
}

static Value
read_parenthesized (IdlParser *self)
{
  guint n_angles = self->n_angles;
  Value value;

  idl_parser_take (self);
  self->n_angles = 0;
  value = read_binary (self, 1);
  self->n_angles = n_angles;
  if (value.kind != VALUE_NONE && !idl_parser_expect (self, ')', "this expression"))
    value.kind = VALUE_NONE;
  else if (value.kind == VALUE_NONE)
    idl_parser_accept (self, ')');
  return value;
}

static Value
read_primary (IdlParser *self)
{
  const IdlToken *token = idl_parser_peek (self, 0);
  Value value;

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

/* Operators ------------------------------------------------------------------------------------- */

static Value
complain_of_operand (IdlParser   *self,
                     const gchar *operator,
                     const Value *operand)
{
  if (operand->kind != VALUE_NONE)
    idl_diagnostics_error (self->diagnostics, operand->where, "`%s` cannot be applied to %s", operator, describe (operand));
  return make_none (operand->where);
}

static Value
read_unary (IdlParser *self)
{
  const IdlToken *token = idl_parser_peek (self, 0);
  Value value;

  if (token->punctuator != '-' && token->punctuator != '+' && token->punctuator != '~')
    return read_primary (self);

  idl_parser_take (self);
  if (!idl_parser_enter (self))
    return make_none (token->where);
  value = read_unary (self);
  idl_parser_leave (self);

  if (!is_numeric (&value) || (token->punctuator == '~' && value.kind != VALUE_INTEGER))
    return complain_of_operand (self, token->text, &value);
  if (value.where.file == token->where.file && value.where.line == token->where.line &&
      value.where.column > token->where.column)
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
get_precedence (guint16 operator)
{
  switch (operator)
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
    return idl_parser_peek (self, ahead)->kind == IDL_TOKEN_NUMBER || idl_parser_peek (self, ahead)->punctuator == '(';

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

static Value
complain_of_result (IdlParser   *self,
                    const Value *left,
                    const gchar *message)
{
  idl_diagnostics_error (self->diagnostics, left->where, "%s", message);
  return make_none (left->where);
}

static Value
apply_to_floats (IdlParser      *self,
                 const IdlToken *operator,
                 const Value    *left,
                 const Value    *right)
{
  gdouble a = get_number (left), b = get_number (right), result;

  switch (operator->punctuator)
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
      return complain_of_operand (self, operator->text, left->kind == VALUE_FLOAT ? left : right);
    }
  if (!isfinite (result))
    return complain_of_result (self, left, "the result is larger than any double");
  return (Value) { .kind = VALUE_FLOAT, .number = result, .where = left->where };
}

static Value
shift (IdlParser   *self,
       gboolean     to_left,
       const Value *left,
       const Value *right)
{
  Wide result;

  if (right->integer < 0 || right->integer > 63)
    {
      idl_diagnostics_error (self->diagnostics, right->where, "a shift is by 0 to 63 bits");
      return make_none (left->where);
    }
  if (!to_left)
    return make_integer (left->integer >> (guint) right->integer, left->where);
  if (__builtin_mul_overflow (left->integer, (Wide) 1 << (guint) right->integer, &result) || result > MAX_WIDE ||
      result < -MAX_WIDE)
    return complain_of_result (self, left, "the result is larger than any integer type");
  return make_integer (result, left->where);
}

static Value
apply_to_integers (IdlParser      *self,
                   const IdlToken *operator,
                   const Value    *left,
                   const Value    *right)
{
  Wide a = left->integer, b = right->integer, result = 0;
  gboolean overflow = FALSE;

  switch (operator->punctuator)
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
      return shift (self, operator->punctuator == '<', left, right);
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
      result = operator->punctuator == '/' ? a / b : a % b;
      break;
    }
  if (overflow || result > MAX_WIDE || result < -MAX_WIDE)
    return complain_of_result (self, left, "the result is larger than any integer type");
  return make_integer (result, left->where);
}

static Value
apply (IdlParser      *self,
       const IdlToken *operator,
       const Value    *left,
       const Value    *right)
{
  if (left->kind == VALUE_NONE || right->kind == VALUE_NONE)
    return make_none (left->where);
  if (!is_numeric (left))
    return complain_of_operand (self, operator->text, left);
  if (!is_numeric (right))
    return complain_of_operand (self, operator->text, right);
  if (left->kind == VALUE_FLOAT || right->kind == VALUE_FLOAT)
    return apply_to_floats (self, operator, left, right);
  return apply_to_integers (self, operator, left, right);
}

static Value
read_binary (IdlParser *self,
             guint      min_precedence)
{
  IdlLocation where = idl_parser_peek (self, 0)->where;
  Value left;
  guint16 operator;

  if (!idl_parser_enter (self))
    return make_none (where);

  left = read_unary (self);
  while ((operator = peek_operator (self)) != 0 && get_precedence (operator) >= min_precedence)
    {
      const IdlToken *token = idl_parser_take (self);
      Value right;

      if (operator == '<' || operator == '>')
        idl_parser_take (self);
      right = read_binary (self, get_precedence (operator) + 1);
      left = apply (self, token, &left, &right);
    }
  idl_parser_leave (self);
  return left;
}

/* Fitting a value to its type ------------------------------------------------------------------- */

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
narrow (Wide integer)
{
  return (IdlConstant) { .kind = IDL_VALUE_INTEGER,
                         .magnitude = (guint64) (integer < 0 ? -integer : integer),
                         .negative = integer < 0 };
}

static gboolean
mismatch (IdlParser   *self,
          const Value *value,
          const gchar *wanted)
{
  idl_diagnostics_error (self->diagnostics, value->where, "expected %s, not %s", wanted, describe (value));
  return FALSE;
}

static gboolean
fit_integer (IdlParser   *self,
             IdlTypeKind  kind,
             const Value *value,
             IdlConstant *out_value)
{
  if (value->kind != VALUE_INTEGER)
    return mismatch (self, value, "an integer");

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (ranges[i].kind == kind && (value->integer < ranges[i].min || value->integer > ranges[i].max))
      {
        idl_diagnostics_error (self->diagnostics, value->where,
                               "the value is out of range: `%s` holds %" G_GINT64_FORMAT " to %" G_GUINT64_FORMAT,
                               ranges[i].name, ranges[i].min, ranges[i].max);
        return FALSE;
      }
  *out_value = narrow (value->integer);
  return TRUE;
}

static gboolean
fit_character (IdlParser   *self,
               gboolean     wide,
               const Value *value,
               IdlConstant *out_value)
{
  if (value->kind != VALUE_CHARACTER)
    return mismatch (self, value, "a character");
  if (!wide && value->integer > 0xff)
    {
      idl_diagnostics_error (self->diagnostics, value->where, "a `char` is one octet; `wchar` holds this character");
      return FALSE;
    }
  *out_value = narrow (value->integer);
  return TRUE;
}

static gboolean
fit_boolean (IdlParser   *self,
             const Value *value,
             IdlConstant *out_value)
{
  if (value->kind == VALUE_INTEGER && (value->integer == 0 || value->integer == 1))
    idl_diagnostics_complain (self->diagnostics, value->where, "a boolean is TRUE or FALSE");
  else if (value->kind != VALUE_BOOLEAN)
    return mismatch (self, value, "TRUE or FALSE");
  *out_value = (IdlConstant) { .kind = IDL_VALUE_BOOLEAN, .boolean = value->integer != 0 };
  return TRUE;
}

static gboolean
fit_float (IdlParser   *self,
           IdlTypeKind  kind,
           const Value *value,
           IdlConstant *out_value)
{
  if (!is_numeric (value))
    return mismatch (self, value, "a number");
  if (kind == IDL_TYPE_FLOAT && fabs (get_number (value)) > G_MAXFLOAT)
    {
      idl_diagnostics_error (self->diagnostics, value->where, "the value is larger than any `float`");
      return FALSE;
    }
  *out_value = (IdlConstant) { .kind = IDL_VALUE_FLOAT, .number = get_number (value) };
  return TRUE;
}

static gboolean
fit_string (IdlParser     *self,
            const IdlType *type,
            const Value   *value,
            IdlConstant   *out_value)
{
  if (value->kind != VALUE_STRING)
    return mismatch (self, value, "a string");
  if (type->bound > 0 && (guint64) g_utf8_strlen (value->string, -1) > type->bound)
    {
      idl_diagnostics_error (self->diagnostics, value->where, "this string is longer than its bound of %" G_GUINT64_FORMAT,
                             type->bound);
      return FALSE;
    }
  *out_value = (IdlConstant) { .kind = IDL_VALUE_STRING, .string = value->string };
  return TRUE;
}

static gboolean
fit_enum (IdlParser     *self,
          const IdlNode *node,
          const Value   *value,
          IdlConstant   *out_value)
{
  if (value->kind != VALUE_ENUM)
    return mismatch (self, value, "an enumerator");
  if (value->enumerator->parent != node)
    {
      idl_diagnostics_error (self->diagnostics, value->where, "`%s` is no enumerator of `%s`", value->enumerator->name, node->name);
      idl_diagnostics_note (self->diagnostics, value->enumerator->where, "declared here");
      return FALSE;
    }
  *out_value = (IdlConstant) { .kind = IDL_VALUE_ENUM, .enumerator = value->enumerator };
  return TRUE;
}

static gboolean
fit (IdlParser     *self,
     const IdlType *type,
     const Value   *value,
     IdlConstant   *out_value)
{
  const IdlType *resolved = idl_type_resolve (type);

  if (value->kind == VALUE_NONE || resolved == NULL)
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
idl_parser_read_constant (IdlParser     *self,
                          const IdlType *type,
                          IdlConstant   *out_value)
{
  Value value = read_binary (self, 1);

  return type != NULL && fit (self, type, &value, out_value);
}

/* A positive integer: a length or a bound. */
gboolean
idl_parser_read_bound (IdlParser *self,
                       guint64   *out_bound)
{
  Value value = read_binary (self, 1);

  if (value.kind == VALUE_NONE)
    return FALSE;
  if (value.kind != VALUE_INTEGER)
    return mismatch (self, &value, "a positive integer");
  if (value.integer <= 0 || value.integer > G_MAXUINT32)
    {
      idl_diagnostics_error (self->diagnostics, value.where, "a length or bound is at least 1 and at most 4294967295");
      return FALSE;
    }
  *out_bound = (guint64) value.integer;
  return TRUE;
}

static IdlConstant
convert (const Value *value)
{
  switch (value->kind)
    {
    case VALUE_NONE:
    case VALUE_INTEGER:
    case VALUE_CHARACTER:
      break;
    case VALUE_FLOAT:
      return (IdlConstant) { .kind = IDL_VALUE_FLOAT, .number = value->number };
    case VALUE_BOOLEAN:
      return (IdlConstant) { .kind = IDL_VALUE_BOOLEAN, .boolean = value->integer != 0 };
    case VALUE_STRING:
      return (IdlConstant) { .kind = IDL_VALUE_STRING, .string = value->string };
    case VALUE_ENUM:
      return (IdlConstant) { .kind = IDL_VALUE_ENUM, .enumerator = value->enumerator };
    }
  return narrow (value->integer);
}

/* An annotation's argument: of any type. A single name that means nothing here is a word of the
 * annotation's own, as in @extensibility(FINAL), and stands as a string. */
void
idl_parser_read_argument (IdlParser   *self,
                          IdlConstant *out_value)
{
  const IdlToken *token = idl_parser_peek (self, 0);
  guint16 next = idl_parser_peek (self, 1)->punctuator;
  const gchar *keyword;
  Value value;

  if (token->kind == IDL_TOKEN_IDENTIFIER && (next == ')' || next == ',') &&
      !(idl_keyword_is_reserved (token->text, &keyword)) && idl_scope_resolve (self->scope, token->text) == NULL)
    {
      idl_parser_take (self);
      *out_value = (IdlConstant) { .kind = IDL_VALUE_STRING, .string = token->text };
      out_value->string = idl_model_own_string (self->model, g_strdup (token->text));
      return;
    }

  value = read_binary (self, 1);
  if (value.kind == VALUE_INTEGER && (value.integer > G_MAXUINT64 || value.integer < -(Wide) G_MAXUINT64))
    {
      complain_of_result (self, &value, "the value is larger than any integer type");
      value = make_none (value.where);
    }
  *out_value = convert (&value);
}

/* "const TYPE NAME = EXPRESSION;" */
gboolean
idl_parser_read_const (IdlParser       *self,
                       const IdlPrefix *prefix)
{
  IdlType *type;
  IdlLocation where;
  const gchar *name;
  IdlNode *node;
  gboolean fits;

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
