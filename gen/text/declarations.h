/* SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* A list of declarations with their types, stars and names aligned below one another: the members
 * of a struct, the parameters of a function. */
typedef struct _IdlDeclarations IdlDeclarations;

IdlDeclarations *idl_declarations_new  (void);
void             idl_declarations_free (IdlDeclarations *declarations);

/* type: with its stars: "const gchar *". name: with what follows it: "grid[3][2]" */
void idl_declarations_add (IdlDeclarations *declarations, const gchar *type, const gchar *name);

/* Both to be freed; without a line's end after the last. */
gchar *idl_declarations_to_members    (const IdlDeclarations *declarations);
gchar *idl_declarations_to_parameters (const IdlDeclarations *declarations);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IdlDeclarations, idl_declarations_free)
