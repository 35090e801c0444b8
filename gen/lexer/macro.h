/* SPDX-License-Identifier: MIT */

#pragma once

#include "diagnostic.h"
#include "token.h"

/* A macro, and what a use of it turns into before it is looked through for further macros. */
typedef struct
{
  const gchar *name;
  IdlLocation  where;
  gboolean     is_function;
  gboolean     is_variadic; /* the last parameter takes all that is left */
  GPtrArray   *parameters;  /* of const gchar * */
  GArray      *body;        /* of IdlToken */
  gboolean     active;      /* while its result is read: it does not expand itself */
} IdlMacro;

IdlMacro *idl_macro_new  (const gchar *name, IdlLocation where);
void      idl_macro_free (IdlMacro *macro);

/* Whether a redefinition says the same again. */
gboolean idl_macro_equal (const IdlMacro *a, const IdlMacro *b);

/* Appends the body to result. Of a function, "arguments" and "expanded" hold a GArray of IdlToken
 * for each parameter: as written, and with their macros expanded. */
void idl_macro_substitute (const IdlMacro  *macro,
                           const IdlToken  *use,
                           const GPtrArray *arguments,
                           const GPtrArray *expanded,
                           GStringChunk    *strings,
                           IdlDiagnostics  *diagnostics,
                           GArray          *result);
