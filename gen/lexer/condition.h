/* SPDX-License-Identifier: MIT */

#pragma once

#include "diagnostic.h"
#include "token.h"

/* The value of what stands behind #if, its macros expanded and "defined" replaced by 0 or 1. What
 * is wrong is reported, and counts as FALSE. where: the directive. */
gboolean
idl_condition_evaluate (const GArray *tokens, IdlLocation where, IdlDiagnostics *diagnostics);
