/* SPDX-License-Identifier: MIT */

#pragma once

#include "diagnostic.h"
#include "literal.h"
#include "token.h"

/* 128 bits hold what integers of 64 bits come to on the way. */
__extension__ typedef __int128 IdlWide;

typedef enum
{
  IDL_OPERAND_NONE, /* reported already */
  IDL_OPERAND_INTEGER,
  IDL_OPERAND_CHARACTER,
  IDL_OPERAND_FLOAT,
  IDL_OPERAND_BOOLEAN,
  IDL_OPERAND_STRING,
  IDL_OPERAND_ENUM,
  IDL_OPERAND_WORD /* of an annotation: a name that means nothing outside of it */
} IdlOperandKind;

/* What an expression comes to, before it is fitted to a type. */
typedef struct
{
  IdlOperandKind kind;
  IdlWide        integer; /* integer, character, boolean */
  gdouble        number;
  const gchar   *string; /* string, word */
  IdlNode       *enumerator;
  gboolean       wide;         /* character, string: L'…', L"…" */
  gboolean       complemented; /* integer: by `~`: an unsigned type takes its bits as they are */
  IdlLocation    where;
} IdlOperand;

IdlOperand idl_operand_none    (IdlLocation where);
IdlOperand idl_operand_integer (IdlWide integer, IdlLocation where);
IdlOperand idl_operand_float   (gdouble number, IdlLocation where);

/* The value of an integer or float, as the latter. */
gdouble idl_operand_get_number (const IdlOperand *operand);

gboolean     idl_operand_is_numeric (const IdlOperand *operand);
const gchar *idl_operand_describe   (const IdlOperand *operand);

/* What cannot be computed is reported and gives NONE; what NONE is a part of gives NONE in silence.
 * Of the shifts, op is the first "<" or ">". */
IdlOperand idl_operand_apply_unary  (IdlDiagnostics *diagnostics,
                                     const IdlToken *op,
                                     IdlOperand      operand);
IdlOperand idl_operand_apply_binary (IdlDiagnostics   *diagnostics,
                                     const IdlToken   *op,
                                     const IdlOperand *left,
                                     const IdlOperand *right);
