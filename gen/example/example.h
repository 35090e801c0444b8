/* SPDX-License-Identifier: MIT */

#pragma once

#include "methods.h"

/* The parts of --example-impl: a program to start from. */

/* What every actor's name ends in: "Actor", unless the IDL has taken one of the names. */
const gchar *idl_example_get_suffix (const GPtrArray *nodes);

/* The actor that implements the interface and all it inherits. */
void idl_example_emit_actor (GString *out, const IdlNode *interface, const gchar *suffix);

/* A native type, with the functions that the program has to have. */
void idl_example_emit_native (GString *out, const IdlNode *node);

/* A function run_x() that spawns it and calls an operation. */
void idl_example_emit_run (GString *out, const IdlNode *interface, const gchar *suffix);

/* (nullable): a value that serves as well as any, as a C expression, to be freed; NULL if it takes
 * more than an expression. */
gchar *idl_example_dup_value (const IdlType *type);

/* Whether all results have such a value: then the handler stores them. */
gboolean idl_example_has_results (const IdlMethod *method);

/* A handler, of that name. */
void idl_example_emit_handler (GString *out, const IdlMethod *method, const gchar *name);
