/* SPDX-License-Identifier: MIT */

#pragma once

#include "macro.h"

/* Delivers the next token of the text; END when there is none. */
typedef void (*IdlTokenFunc) (gpointer user_data, IdlToken *out_token);

typedef struct _IdlExpander IdlExpander;

IdlExpander *idl_expander_new (IdlTokenFunc    fetch,
                               gpointer        user_data,
                               GStringChunk   *strings,
                               IdlDiagnostics *diagnostics);
void         idl_expander_free (IdlExpander *expander);

/* Takes the macro. A definition that differs from an earlier one is complained of. */
void idl_expander_define   (IdlExpander *expander, IdlMacro *macro);
void idl_expander_undefine (IdlExpander *expander, const gchar *name);

gboolean idl_expander_is_defined (const IdlExpander *expander, const gchar *name);

/* The next token of the text, macros expanded. */
void idl_expander_next (IdlExpander *expander, IdlToken *out_token);

/* Expands the macros in tokens, which stand by themselves. To be freed. */
GArray *idl_expander_expand (IdlExpander *expander, const GArray *tokens);

/* Whether so much was expanded that somebody must mean harm: the rest is not worth reading. */
gboolean idl_expander_is_exhausted (const IdlExpander *expander);
