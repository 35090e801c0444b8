/* SPDX-License-Identifier: MIT */

#pragma once

#include "operand.h"
#include "model.h"

/* What an expression comes to, fitted to a type and checked against its range. What does not fit
 * is reported. */
gboolean idl_constant_fit (IdlDiagnostics   *diagnostics,
                           const IdlType    *type,
                           const IdlOperand *value,
                           IdlConstant      *out_value);

/* Whether there are constants of the type, which is resolved. */
gboolean idl_constant_is_type (const IdlType *type);

/* The same without a type: whatever it is. */
IdlConstant idl_constant_convert (const IdlOperand *value);

/* Reports that something else was wanted. Returns FALSE. */
gboolean
idl_constant_mismatch (IdlDiagnostics *diagnostics, const IdlOperand *value, const gchar *wanted);

/* The model's copy. */
const IdlConstant *idl_constant_keep (IdlModel *model, const IdlConstant *value);
