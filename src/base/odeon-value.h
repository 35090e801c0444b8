/* SPDX-License-Identifier: MIT */

/* What can be done to a slot whose type is known by its table. All are safe on any thread as long
 * as no other thread writes the same slots; `info` is never %NULL. */

#pragma once

#include "odeon-type-info.h"

G_BEGIN_DECLS

/**
 * odeon_value_check:
 * @info: the type
 * @slot: a value of it
 * @error: return location for an error: %ODEON_ERROR_INVALID_ARGUMENT
 *
 * Checks the rules of the type all the way down: strings are UTF-8, bounds hold, enums have one of
 * their values, `any`, strings and structs in sequences are not %NULL, the elements of a #GArray
 * have the right size, containers nest no more than 64 levels deep. The error's message begins with
 * the place: `Bank::Moved.account: not valid UTF-8`.
 *
 * Returns: whether the value is valid
 */
ODEON_EXPORT
gboolean odeon_value_check (const OdeonTypeInfo *info, gconstpointer slot, GError **error);

/**
 * odeon_value_copy:
 * @info: the type
 * @dest: (out caller-allocates): a slot whose old content is overwritten, not released
 * @src: a valid value
 *
 * Makes a deep copy; references and variants are counted instead, bytes too. A floating variant
 * becomes @src's own, so that @src is cleared like any other.
 */
ODEON_EXPORT
void odeon_value_copy (const OdeonTypeInfo *info, gpointer dest, gconstpointer src);

/**
 * odeon_value_clear:
 * @info: the type
 * @slot: a value, or all zeros
 *
 * Releases what the value owns and fills the slot with zeros.
 */
ODEON_EXPORT
void odeon_value_clear (const OdeonTypeInfo *info, gpointer slot);

/**
 * odeon_value_equal:
 * @info: the type
 * @a: a valid value
 * @b: a valid value
 *
 * Returns: whether the two are the same, member by member; floating point compares by `==`
 */
ODEON_EXPORT
gboolean odeon_value_equal (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b);

/**
 * odeon_value_hash:
 * @info: the type
 * @slot: a valid value
 *
 * Returns: a hash that agrees with odeon_value_equal()
 */
ODEON_EXPORT
guint odeon_value_hash (const OdeonTypeInfo *info, gconstpointer slot);

/**
 * odeon_value_to_variant:
 * @info: the type
 * @slot: a valid value
 *
 * The type's GVariant form. A reference appears as its URN, for people to read; it cannot be read
 * back. Nil appears as the empty string. A struct within itself is wrapped in a `v`.
 *
 * Returns: (transfer floating): the variant
 */
ODEON_EXPORT
GVariant *odeon_value_to_variant (const OdeonTypeInfo *info, gconstpointer slot);

/**
 * odeon_value_from_variant:
 * @info: the type
 * @dest: (out caller-allocates): a slot; untouched on failure
 * @variant: what to read; a floating one is consumed
 * @error: return location for an error: %ODEON_ERROR_INVALID_ARGUMENT
 *
 * Reads what odeon_value_to_variant() writes, and kindred forms: integers of any width where the
 * value fits, so that `'i'` 7 serves for `long long`; integers for floating point; object paths and
 * signatures for strings; `a{sv}` with all members by name for a struct; anything wrapped in `v`.
 *
 * Returns: whether @variant holds a valid value of the type
 */
ODEON_EXPORT
gboolean odeon_value_from_variant (const OdeonTypeInfo *info,
                                   gpointer             dest,
                                   GVariant            *variant,
                                   GError             **error);

/**
 * odeon_value_to_string:
 * @info: the type
 * @slot: a valid value
 *
 * Returns: (transfer full): the value for people to read, in GVariant's text format
 */
ODEON_EXPORT
gchar *odeon_value_to_string (const OdeonTypeInfo *info, gconstpointer slot);

/* Boxed structs and unions: the generated _new(), _copy(), _free() are one line each by these. */

/**
 * odeon_boxed_new:
 * @info: a STRUCT, UNION or ARRAY
 *
 * Returns: (transfer full): one in memory of its own, all zeros
 */
ODEON_EXPORT
gpointer odeon_boxed_new (const OdeonTypeInfo *info);

/**
 * odeon_boxed_copy:
 * @info: a STRUCT, UNION or ARRAY
 * @boxed: (nullable): a valid value
 *
 * Returns: (transfer full) (nullable): a deep copy, as odeon_value_copy() makes it
 */
ODEON_EXPORT
gpointer odeon_boxed_copy (const OdeonTypeInfo *info, gconstpointer boxed);

/**
 * odeon_boxed_free:
 * @info: a STRUCT, UNION or ARRAY
 * @boxed: (transfer full) (nullable): a value in memory of its own
 *
 * Releases the value and its memory.
 */
ODEON_EXPORT
void odeon_boxed_free (const OdeonTypeInfo *info, gpointer boxed);

/**
 * odeon_values_new:
 * @info: a VALUES
 *
 * Returns: (transfer full): an empty array of the right element size
 */
ODEON_EXPORT
GArray *odeon_values_new (const OdeonTypeInfo *info);

/**
 * odeon_pointers_new:
 * @info: a POINTERS
 *
 * Returns: (transfer full): an empty array with the right free function
 */
ODEON_EXPORT
GPtrArray *odeon_pointers_new (const OdeonTypeInfo *info);

G_END_DECLS
