/* SPDX-License-Identifier: MIT */

/* Maps, for those who read and write them entry by entry. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-element-private.h"
#include "odeon-value-private.h"

G_BEGIN_DECLS

/* An entry: its slots are _odeon_element_get_slot (info->key, &entry->key, &room), and likewise
 * with info->element and the value. */
typedef struct
{
  gpointer key;
  gpointer value;
} OdeonMapEntry;

/* All entries, in the order of their keys, to be freed. What they hold stays the map's. */
OdeonMapEntry *_odeon_map_dup_sorted (const OdeonTypeInfo *info,
                                      GHashTable          *map,
                                      guint               *out_length);

/* Adds an entry made of two slots from _odeon_element_begin(), which it takes over. FALSE if the
 * key is there already: both are abandoned then. */
gboolean _odeon_map_add (const OdeonTypeInfo *info, GHashTable *map, gpointer key, gpointer value);

/* What the functions on values do with a map; NULL is an empty one. */
GHashTable *_odeon_map_copy    (const OdeonTypeInfo *info, GHashTable *map);
gboolean    _odeon_map_equal   (const OdeonTypeInfo *info, GHashTable *a, GHashTable *b);
gint        _odeon_map_compare (const OdeonTypeInfo *info, GHashTable *a, GHashTable *b);
guint       _odeon_map_hash    (const OdeonTypeInfo *info, GHashTable *map);

/* Whether the GVariant form is a dictionary; else it is an array of pairs. */
static inline gboolean
_odeon_map_is_dictionary (const OdeonTypeInfo *info)
{
  return _odeon_type_is_scalar (info->key) || info->key->kind == ODEON_KIND_STRING;
}

static inline guint
_odeon_map_get_size (GHashTable *map)
{
  return map != NULL ? g_hash_table_size (map) : 0;
}

G_END_DECLS
