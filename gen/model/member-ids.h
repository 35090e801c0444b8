/* SPDX-License-Identifier: MIT */

#pragma once

#include "diagnostic.h"
#include "model.h"

/* Gives the members of a struct, union or exception the ids that they have not been given, says
 * which of them are extended, and reports ids that are there twice. Bases have theirs already. */
void idl_member_ids_assign (const IdlNode *node, IdlDiagnostics *diagnostics);
