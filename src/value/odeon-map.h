/* SPDX-License-Identifier: MIT */

/* Maps by their tables, for generated code: a typed accessor is one line of these. A map is a plain
 * GHashTable, whose keys and values are what %ODEON_KIND_MAP says; g_hash_table_…() work on it.
 *
 * Keys and values are given as slots: the address of a number or pointer, the STRUCT or UNION
 * itself, the first of an ARRAY. */

#pragma once

#include "odeon-type-info.h"

G_BEGIN_DECLS

/**
 * odeon_map_new:
 * @info: a type of kind %ODEON_KIND_MAP
 *
 * Makes the table for a map: one that hashes, compares and frees its keys and values as their
 * types want it. Its hashes cannot be foreseen: keys from a peer do it no harm.
 *
 * Returns: (transfer full): an empty table
 */
ODEON_EXPORT
GHashTable *odeon_map_new (const OdeonTypeInfo *info);

/**
 * odeon_map_insert:
 * @info: a type of kind %ODEON_KIND_MAP
 * @map: a map of it, from odeon_map_new()
 * @key: the slot of a valid key
 * @value: the slot of a valid value
 *
 * Puts deep copies of @key and @value into @map. They replace an entry with that key.
 *
 * Returns: whether @key was not there before
 */
ODEON_EXPORT
gboolean odeon_map_insert (const OdeonTypeInfo *info,
                           GHashTable          *map,
                           gconstpointer        key,
                           gconstpointer        value);

/**
 * odeon_map_insert_take:
 * @info: a type of kind %ODEON_KIND_MAP
 * @map: a map of it, from odeon_map_new()
 * @key: the slot of a valid key, which is copied
 * @value: the slot of a value; a STRUCT, UNION or ARRAY is from g_malloc(), as `_new` and `_copy`
 *   give it
 *
 * As odeon_map_insert(), but without a copy of the value: what @value points to belongs to @map
 * then.
 *
 * Returns: whether @key was not there before
 */
ODEON_EXPORT
gboolean odeon_map_insert_take (const OdeonTypeInfo *info,
                                GHashTable          *map,
                                gconstpointer        key,
                                gpointer             value);

/**
 * odeon_map_lookup:
 * @info: a type of kind %ODEON_KIND_MAP
 * @map: (nullable): a map of it
 * @key: the slot of a valid key
 * @out_value: (out) (optional): where the value is stored, which stays @map's: a number as such;
 *   of a STRUCT, UNION or ARRAY a pointer to it; else the pointer that the value is. Untouched if
 *   there is none
 *
 * Returns: whether @key is there
 */
ODEON_EXPORT
gboolean odeon_map_lookup (const OdeonTypeInfo *info,
                           GHashTable          *map,
                           gconstpointer        key,
                           gpointer             out_value);

/**
 * odeon_map_remove:
 * @info: a type of kind %ODEON_KIND_MAP
 * @map: a map of it, from odeon_map_new()
 * @key: the slot of a valid key
 *
 * Returns: whether @key was there
 */
ODEON_EXPORT
gboolean odeon_map_remove (const OdeonTypeInfo *info, GHashTable *map, gconstpointer key);

G_END_DECLS
