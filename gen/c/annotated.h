/* SPDX-License-Identifier: MIT */

/* What annotations say that becomes a field of a table. */

#pragma once

#include "model.h"

/* (nullable): the value of @parameter of the @annotation of @node. */
const IdlConstant *
idl_node_find_annotated (const IdlNode *node, const gchar *annotation, const gchar *parameter);
