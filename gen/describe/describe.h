/* SPDX-License-Identifier: MIT */

#pragma once

#include "compilation.h"
#include "json.h"
#include "model.h"

/* The parts of --describe. Keys are added to as long as the format's number is the same; none is
 * taken away or changes its meaning. idl/describe.md lists them. */
#define IDL_DESCRIBE_FORMAT 1

typedef struct
{
  IdlJson          *json;
  const IdlModel   *model;
  const IdlSources *sources;
} IdlDescription;

/* The nodes as an array, each an object. */
void idl_describe_nodes (const IdlDescription *self, const gchar *key, const GPtrArray *nodes);

/* The node's object "c": how it is spelt there. */
void idl_describe_c_names (const IdlDescription *self, const IdlNode *node);

/* What a node's own keys are made of. */
void idl_describe_type        (IdlJson *json, const gchar *key, const IdlType *type);
void idl_describe_value       (IdlJson *json, const gchar *key, const IdlConstant *value);
void idl_describe_annotations (IdlJson *json, const GPtrArray *annotations);
