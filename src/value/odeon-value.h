/* SPDX-License-Identifier: MIT */

/* What can be done to a slot whose type is known by its table. All are safe on any thread as long
 * as no other thread writes the same slots; `info` is never %NULL. */

#pragma once

#include "odeon-map.h"
#include "odeon-sequence.h"
#include "odeon-type-info.h"

G_BEGIN_DECLS

/**
 * odeon_value_init:
 * @info: the type
 * @slot: (out caller-allocates): a slot whose old content is overwritten, not released
 *
 * Gives the slot its initial value: members have their `@default`, enums their `@default_literal`
 * or else their first enumerator, `@external` members a new value of their own. All else is zeros:
 * optional members without a default are absent, strings and `any` are %NULL and must be set before
 * the value is valid.
 */
ODEON_EXPORT
void odeon_value_init (const OdeonTypeInfo *info, gpointer slot);

/**
 * odeon_value_check:
 * @info: the type
 * @slot: a value of it
 * @error: return location for an error: %ODEON_ERROR_INVALID_ARGUMENT
 *
 * Checks the rules of the type all the way down: strings are UTF-8, bounds and ranges hold, enums
 * have one of their values, bit masks only bits that they declare, `any`, strings, `@external`
 * members and structs in sequences and maps are not %NULL, the elements of a #GArray have the right
 * size, containers nest no more than 64 levels deep. The error's message begins with the place:
 * `Bank::Moved.account: not valid UTF-8`.
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
 * Returns: whether the two are the same, member by member; floating point compares by `==`; the
 *   order in a map does not matter
 */
ODEON_EXPORT
gboolean odeon_value_equal (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b);

/**
 * odeon_value_compare:
 * @info: the type
 * @a: a valid value
 * @b: a valid value
 *
 * A total order of the type's values, the same in every process but for references: numbers by
 * their size, NaN first; enums by their value, %FALSE before %TRUE; strings, and bytes, by their
 * octets; structs and sequences by the first difference, a shorter one first, an absent member
 * before any value; unions by their discriminator first; maps by their number of entries, then as
 * the sequence of their sorted entries.
 *
 * Returns: below 0, 0 or above 0 if @a comes before @b, is the same, or comes after it. The same
 *   are those of odeon_value_equal(), and NaN is the same as NaN
 */
ODEON_EXPORT
gint odeon_value_compare (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b);

/**
 * odeon_value_hash:
 * @info: the type
 * @slot: a valid value
 *
 * Returns: a hash that agrees with odeon_value_equal(). It differs from process to process, so that
 *   nobody can choose values of the same one
 */
ODEON_EXPORT
guint odeon_value_hash (const OdeonTypeInfo *info, gconstpointer slot);

/**
 * odeon_value_to_variant:
 * @info: the type
 * @slot: a valid value
 *
 * The type's GVariant form. A reference appears as its URN, for people to read; it cannot be read
 * back. Nil appears as the empty string. A struct within itself is wrapped in a `v`. The entries of
 * a map are in the order of their keys.
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
 * signatures for strings; `a{sv}` with members by name for a struct, where those may be missing
 * that are optional or not of its fixed part; a plain value for an optional one; a dictionary or an
 * array of pairs for a map; anything wrapped in `v`.
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
 * Returns: (transfer full): one in memory of its own, with its initial values as by
 *   odeon_value_init()
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

G_END_DECLS
