/* SPDX-License-Identifier: MIT */

#pragma once

#include "diagnostic.h"
#include "model.h"

/* What can be said only when all is read: of forward declarations, of oneways, of what interfaces
 * inherit. */
void idl_checks_run (const IdlModel *model, IdlDiagnostics *diagnostics);
