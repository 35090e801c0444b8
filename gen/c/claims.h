/* SPDX-License-Identifier: MIT */

#pragma once

#include "diagnostic.h"
#include "model.h"

/* Reports each C name that two nodes of the model would give to generated code. The names must
 * have been assigned. */
void idl_claims_check (const IdlModel *model, IdlDiagnostics *diagnostics);
