/* SPDX-License-Identifier: MIT */

/* How a call is named on the wire: the lower bits are the caller's slot, the upper ones tell its
 * uses apart. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

#define ODEON_CALL_SLOT_BITS 20
#define ODEON_CALL_SLOTS     (1u << ODEON_CALL_SLOT_BITS)

static inline guint32
_odeon_call_id_get_slot (guint32 id)
{
  return id & (ODEON_CALL_SLOTS - 1);
}

/* The same slot's, next time. */
static inline guint32
_odeon_call_id_next (guint32 id)
{
  return id + ODEON_CALL_SLOTS;
}
