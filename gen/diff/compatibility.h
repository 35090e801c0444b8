/* SPDX-License-Identifier: MIT */

#pragma once

#include "model.h"

/* What a change means to those who were built with the old version. */
typedef enum
{
  IDL_IMPACT_NONE = 0,
  IDL_IMPACT_SOURCE = 1 << 0, /* their C does not compile, or means something else */
  IDL_IMPACT_WIRE = 1 << 1,   /* they and those with the new version do not understand each other */
  IDL_IMPACT_BOTH = IDL_IMPACT_SOURCE | IDL_IMPACT_WIRE
} IdlImpact;

typedef struct
{
  IdlImpact   impact;
  gboolean    is_old; /* the place is in the old version: what stood there is gone */
  IdlLocation where;
  gchar      *text;
} IdlChange;

/* Two versions of a specification. */
typedef struct
{
  const IdlModel *old;
  const IdlModel *new;
  GHashTable     *old_nodes; /* scoped names to IdlNode */
  GHashTable     *new_nodes;
  GArray         *changes; /* of IdlChange */
} IdlComparison;

IdlComparison *idl_comparison_new  (const IdlModel *old, const IdlModel *new);
void           idl_comparison_free (IdlComparison *comparison);

/* Finds the changes. */
void idl_comparison_run (IdlComparison *comparison);

/* A change of a node, seen from the new version, or from the old one: "kind `name` TEXT". */
void
idl_comparison_add (IdlComparison *comparison,
                    IdlImpact      impact,
                    const IdlNode *node,
                    const gchar   *format,
                    ...) G_GNUC_PRINTF (4, 5);
void
idl_comparison_add_old (IdlComparison *comparison,
                        IdlImpact      impact,
                        const IdlNode *node,
                        const gchar   *format,
                        ...) G_GNUC_PRINTF (4, 5);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IdlComparison, idl_comparison_free)
