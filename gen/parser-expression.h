/* SPDX-License-Identifier: MIT */

#pragma once

#include "parser-private.h"

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
  IDL_OPERAND_ENUM
} IdlOperandKind;

/* What an expression comes to, before it is fitted to a type. */
typedef struct
{
  IdlOperandKind kind;
  IdlWide        integer; /* integer, character, boolean */
  gdouble        number;
  const gchar   *string;
  IdlNode       *enumerator;
  IdlLocation    where;
} IdlOperand;

IdlOperand   idl_parser_read_expression (IdlParser *parser);
gdouble      idl_operand_get_number     (const IdlOperand *operand);
gboolean     idl_operand_is_numeric     (const IdlOperand *operand);
const gchar *idl_operand_describe       (const IdlOperand *operand);
