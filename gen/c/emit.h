/* SPDX-License-Identifier: MIT */

#pragma once

#include "model.h"

/* The text of x.idl.h and x.idl.c, to be freed. The names must have been assigned. */
gchar *idl_emit_header (const IdlModel *model);
gchar *idl_emit_body   (const IdlModel *model);
