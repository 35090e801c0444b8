/* SPDX-License-Identifier: MIT */

#pragma once

#include "compatibility.h"

/* "member", "bit field". */
const gchar *idl_node_kind_get_word (IdlNodeKind kind);

/* Children of two nodes, side by side: first the old ones, then those that are new. */
typedef struct
{
  const IdlNode *old; /* (nullable): added */
  const IdlNode *new; /* (nullable): removed */
} IdlPair;

/* What has another name in the place of one that is gone is the same if is_same says so
 * (nullable: it never is). Of IdlPair. */
GArray *idl_pairs_new (const GPtrArray *old,
                       const GPtrArray *new,
                       gboolean (*is_same) (const IdlNode *old, const IdlNode *new));

gboolean idl_pair_is_renamed (const IdlPair *pair);

/* Whether those that are in both are in the same order. */
gboolean idl_pairs_are_ordered (const GArray *pairs, const GPtrArray *new);

/* Whether both name the same, by scoped names. NULL names nothing. */
gboolean idl_node_is_namesake (const IdlNode *old, const IdlNode *new);

/* NULL is no value. */
gboolean idl_constant_is_equal (const IdlConstant *old, const IdlConstant *new);
gchar   *idl_constant_dup_text (const IdlConstant *value);

/* What it means if what had one type has the other. */
IdlImpact idl_type_compare (const IdlType *old, const IdlType *new);

/* Reports it, of node, which is new, and called "what" in the text: "type", "result". */
void idl_comparison_add_type (IdlComparison *comparison,
                              const IdlNode *node,
                              const gchar   *what,
                              const IdlType *old,
                              const IdlType *new);

void idl_compare_annotations (IdlComparison *comparison, const IdlNode *old, const IdlNode *new);

/* One for each kind of definition. */
void idl_compare_struct    (IdlComparison *comparison, const IdlNode *old, const IdlNode *new);
void idl_compare_union     (IdlComparison *comparison, const IdlNode *old, const IdlNode *new);
void idl_compare_enum      (IdlComparison *comparison, const IdlNode *old, const IdlNode *new);
void idl_compare_bitmask   (IdlComparison *comparison, const IdlNode *old, const IdlNode *new);
void idl_compare_bitset    (IdlComparison *comparison, const IdlNode *old, const IdlNode *new);
void idl_compare_interface (IdlComparison *comparison, const IdlNode *old, const IdlNode *new);
