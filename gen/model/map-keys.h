/* SPDX-License-Identifier: MIT */

#pragma once

#include "diagnostic.h"
#include "model.h"

/* Reports the maps in the type whose keys cannot be compared. good: of IdlNode: what is known to
 * make a key. */
void idl_map_keys_check (const IdlType *type, GHashTable *good, IdlDiagnostics *diagnostics);
