/* SPDX-License-Identifier: MIT */

#pragma once

#include "names.h"
#include "writer.h"

#include "methods.h"

/* Adds the comments of a method's functions to the holes: call_doc, await_doc, finish_doc,
 * sync_doc, promised_doc if there is such a function, tell_doc, complete_doc. */
void idl_holes_add_method_docs (IdlHoles *holes, const IdlModel *model, const IdlMethod *method);
