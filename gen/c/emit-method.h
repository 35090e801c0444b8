/* SPDX-License-Identifier: MIT */

#pragma once

#include "methods.h"

/* The frame, the tables of parameters and exceptions, and the function that calls the handler. */
void idl_emit_method_dispatch (GString *out, const IdlMethod *method);

/* The method's line in the interface's table. */
void idl_emit_method_entry (GString *out, const IdlMethod *method);

/* The functions that callers use, and the one that completes a deferred call. */
void idl_emit_method_stubs (GString *out, const IdlMethod *method);
