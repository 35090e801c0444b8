/* SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* How the values of a GVariant type lie in memory. */
typedef struct
{
  guint   alignment;  /* 1, 2, 4 or 8 */
  guint64 fixed_size; /* 0: they differ in length */
} IdlWireLayout;

/* wire_type: one complete type: "(sxi)" */
IdlWireLayout idl_wire_layout_of (const gchar *wire_type);
