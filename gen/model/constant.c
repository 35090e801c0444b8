/* SPDX-License-Identifier: MIT */

#include "constant.h"

#include <math.h>

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

gboolean
idl_constant_mismatch (IdlDiagnostics *diagnostics, const IdlOperand *value, const gchar *wanted)
{
  idl_diagnostics_error (diagnostics, value->where, "expected %s, not %s", wanted,
                         idl_operand_describe (value));
  return FALSE;
}

static gboolean
fit_integer (IdlDiagnostics   *diagnostics,
             IdlTypeKind       kind,
             const IdlOperand *value,
             IdlConstant      *out_value)
{
  IdlWide integer = value->integer;

  if (value->kind != IDL_OPERAND_INTEGER)
    return idl_constant_mismatch (diagnostics, value, "an integer");

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      if (ranges[i].kind != kind)
        continue;
      if (value->complemented && integer < 0 && ranges[i].min == 0)
        integer += (IdlWide) ranges[i].max + 1;
      if (integer >= ranges[i].min && integer <= ranges[i].max)
        break;
      idl_diagnostics_error (diagnostics, value->where,
                             "the value is out of range: `%s` holds %" G_GINT64_FORMAT
                             " to %" G_GUINT64_FORMAT,
                             ranges[i].name, ranges[i].min, ranges[i].max);
      return FALSE;
    }
  *out_value = narrow (integer);
  return TRUE;
}

/* A use of a literal that the standard forbids, and that is of no harm. */
static gboolean
allow_laxity (IdlDiagnostics *diagnostics, const IdlOperand *value, const gchar *complaint)
{
  if (!idl_diagnostics_is_strict (diagnostics))
    return TRUE;
  idl_diagnostics_error (diagnostics, value->where, "%s", complaint);
  return FALSE;
}

static gboolean
allow_width (IdlDiagnostics *diagnostics, gboolean wide, const IdlOperand *value)
{
  return value->wide == wide
         || allow_laxity (diagnostics, value,
                          wide ? "a wide literal begins with `L`"
                               : "a literal that begins with `L` is wide, and its type is not");
}

static gboolean
fit_character (IdlDiagnostics   *diagnostics,
               gboolean          wide,
               const IdlOperand *value,
               IdlConstant      *out_value)
{
  if (value->kind != IDL_OPERAND_CHARACTER)
    return idl_constant_mismatch (diagnostics, value, "a character");
  if (!wide && value->integer > 0xff)
    {
      idl_diagnostics_error (diagnostics, value->where,
                             "a `char` is one octet; `wchar` holds this character");
      return FALSE;
    }
  *out_value = narrow (value->integer);
  return allow_width (diagnostics, wide, value);
}

static gboolean
fit_boolean (IdlDiagnostics *diagnostics, const IdlOperand *value, IdlConstant *out_value)
{
  if (value->kind == IDL_OPERAND_INTEGER && (value->integer == 0 || value->integer == 1))
    idl_diagnostics_complain (diagnostics, value->where, "a boolean is TRUE or FALSE");
  else if (value->kind != IDL_OPERAND_BOOLEAN)
    return idl_constant_mismatch (diagnostics, value, "TRUE or FALSE");
  *out_value = (IdlConstant){ .kind = IDL_VALUE_BOOLEAN, .boolean = value->integer != 0 };
  return TRUE;
}

static gboolean
fit_float (IdlDiagnostics   *diagnostics,
           IdlTypeKind       kind,
           const IdlOperand *value,
           IdlConstant      *out_value)
{
  if (!idl_operand_is_numeric (value))
    return idl_constant_mismatch (diagnostics, value, "a number");
  if (kind == IDL_TYPE_FLOAT && fabs (idl_operand_get_number (value)) > G_MAXFLOAT)
    {
      idl_diagnostics_error (diagnostics, value->where, "the value is larger than any `float`");
      return FALSE;
    }
  *out_value = (IdlConstant){ .kind = IDL_VALUE_FLOAT, .number = idl_operand_get_number (value) };
  return value->kind == IDL_OPERAND_FLOAT
         || allow_laxity (diagnostics, value, "a floating-point number has a point or an exponent");
}

static gboolean
fit_string (IdlDiagnostics   *diagnostics,
            const IdlType    *type,
            const IdlOperand *value,
            IdlConstant      *out_value)
{
  if (value->kind != IDL_OPERAND_STRING)
    return idl_constant_mismatch (diagnostics, value, "a string");
  if (type->bound > 0 && (guint64) g_utf8_strlen (value->string, -1) > type->bound)
    {
      idl_diagnostics_error (diagnostics, value->where,
                             "this string is longer than its bound of %" G_GUINT64_FORMAT,
                             type->bound);
      return FALSE;
    }
  *out_value = (IdlConstant){ .kind = IDL_VALUE_STRING, .string = value->string };
  return allow_width (diagnostics, type->wide, value);
}

/* A word may be an enumerator that is not in sight. */
static IdlNode *
find_enumerator (const IdlNode *node, const IdlOperand *value)
{
  if (value->kind == IDL_OPERAND_ENUM)
    return value->enumerator;
  for (guint i = 0; value->kind == IDL_OPERAND_WORD && i < node->children->len; i++)
    {
      IdlNode *enumerator = g_ptr_array_index (node->children, i);

      if (g_str_equal (enumerator->name, value->string))
        return enumerator;
    }
  return NULL;
}

static gboolean
fit_enum (IdlDiagnostics   *diagnostics,
          const IdlNode    *node,
          const IdlOperand *value,
          IdlConstant      *out_value)
{
  IdlNode *enumerator = find_enumerator (node, value);

  if (enumerator == NULL && value->kind == IDL_OPERAND_WORD)
    idl_diagnostics_error (diagnostics, value->where, "`%s` is no enumerator of `%s`",
                           value->string, node->name);
  if (enumerator == NULL)
    return value->kind != IDL_OPERAND_WORD
           && idl_constant_mismatch (diagnostics, value, "an enumerator");
  if (enumerator->parent != node)
    {
      idl_diagnostics_error (diagnostics, value->where, "`%s` is no enumerator of `%s`",
                             enumerator->name, node->name);
      idl_diagnostics_note (diagnostics, enumerator->where, "declared here");
      return FALSE;
    }
  *out_value = (IdlConstant){ .kind = IDL_VALUE_ENUM, .enumerator = enumerator };
  return TRUE;
}

gboolean
idl_constant_is_type (const IdlType *type)
{
  if (type->kind == IDL_TYPE_NAMED)
    return type->node->kind == IDL_NODE_ENUM;
  return type->kind >= IDL_TYPE_BOOLEAN && type->kind <= IDL_TYPE_STRING;
}

gboolean
idl_constant_fit (IdlDiagnostics   *diagnostics,
                  const IdlType    *type,
                  const IdlOperand *value,
                  IdlConstant      *out_value)
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
      return fit_integer (diagnostics, resolved->kind, value, out_value);
    case IDL_TYPE_CHAR:
    case IDL_TYPE_WCHAR:
      return fit_character (diagnostics, resolved->kind == IDL_TYPE_WCHAR, value, out_value);
    case IDL_TYPE_BOOLEAN:
      return fit_boolean (diagnostics, value, out_value);
    case IDL_TYPE_FLOAT:
    case IDL_TYPE_DOUBLE:
      return fit_float (diagnostics, resolved->kind, value, out_value);
    case IDL_TYPE_STRING:
      return fit_string (diagnostics, resolved, value, out_value);
    case IDL_TYPE_NAMED:
      if (resolved->node->kind == IDL_NODE_ENUM)
        return fit_enum (diagnostics, resolved->node, value, out_value);
      break;
    case IDL_TYPE_VOID:
    case IDL_TYPE_ANY:
    case IDL_TYPE_OBJECT:
    case IDL_TYPE_SEQUENCE:
    case IDL_TYPE_ARRAY:
    case IDL_TYPE_MAP:
      break;
    }
  idl_diagnostics_error (diagnostics, type->where, "a constant cannot be of this type");
  return FALSE;
}

IdlConstant
idl_constant_convert (const IdlOperand *value)
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
    case IDL_OPERAND_WORD:
      return (IdlConstant){ .kind = IDL_VALUE_STRING, .string = value->string };
    case IDL_OPERAND_ENUM:
      return (IdlConstant){ .kind = IDL_VALUE_ENUM, .enumerator = value->enumerator };
    }
  return narrow (value->integer);
}

const IdlConstant *
idl_constant_keep (IdlModel *model, const IdlConstant *value)
{
  IdlConstant *kept = idl_model_alloc (model, sizeof *kept);

  *kept = *value;
  return kept;
}
