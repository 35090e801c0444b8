/* SPDX-License-Identifier: MIT */

#pragma once

#include "model.h"

/* The GVariant type strings of IDL types: what idl/mapping.md calls the form on the wire. */

/* A type that contains others so often that its string is longer than this has none. */
#define IDL_WIRE_TYPE_MAX 4096

/* (nullable): the type's, to be freed: "(sxi)"; NULL of void, and where it would be too long. */
gchar *idl_type_dup_wire_type (const IdlType *type);

/* (nullable): the same of what a definition names: a struct, union, exception, enum, bitmask,
 * bitset, typedef or interface. */
gchar *idl_node_dup_wire_type (const IdlNode *node);
