/* SPDX-License-Identifier: MIT */

/* The containers of sequences by their tables, for generated code: a typed accessor is one line of
 * these. What they make are plain GArrays and GPtrArrays, for GLib's functions to work on. */

#pragma once

#include "odeon-type-info.h"

G_BEGIN_DECLS

/**
 * odeon_values_new:
 * @info: a type of kind %ODEON_KIND_VALUES
 *
 * Returns: (transfer full): an empty array with elements of the right size
 */
ODEON_EXPORT
GArray *odeon_values_new (const OdeonTypeInfo *info);

/**
 * odeon_pointers_new:
 * @info: a type of kind %ODEON_KIND_POINTERS
 *
 * Returns: (transfer full): an empty array with the right free function
 */
ODEON_EXPORT
GPtrArray *odeon_pointers_new (const OdeonTypeInfo *info);

/**
 * odeon_sequence_append:
 * @info: a type of kind %ODEON_KIND_VALUES or %ODEON_KIND_POINTERS
 * @sequence: a #GArray or #GPtrArray of it
 * @element: a slot of a valid element: the address of a number or pointer, the STRUCT or UNION
 *   itself, the first of an ARRAY
 *
 * Puts a deep copy of @element at the end.
 */
ODEON_EXPORT
void odeon_sequence_append (const OdeonTypeInfo *info, gpointer sequence, gconstpointer element);

/**
 * odeon_sequence_append_take:
 * @info: a type of kind %ODEON_KIND_VALUES or %ODEON_KIND_POINTERS
 * @sequence: a #GArray or #GPtrArray of it
 * @element: as for odeon_sequence_append(); a STRUCT, UNION or ARRAY is from g_malloc(), as `_new`
 *   and `_copy` give it
 *
 * Puts @element at the end without a copy. What it points to belongs to @sequence then.
 */
ODEON_EXPORT
void odeon_sequence_append_take (const OdeonTypeInfo *info, gpointer sequence, gpointer element);

G_END_DECLS
