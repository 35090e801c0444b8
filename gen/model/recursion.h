/* SPDX-License-Identifier: MIT */

#pragma once

#include "diagnostic.h"
#include "model.h"

/* Marks each use of a struct or union inside of what it contains itself, and reports those that no
 * value could ever be of. */
void idl_recursion_check (const IdlModel *model, IdlDiagnostics *diagnostics);
