/* SPDX-License-Identifier: MIT */

/* Integers of 1, 2, 4 and 8 bytes in slots, as 64 bits. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-type-info.h"

G_BEGIN_DECLS

/* The unsigned integer of @size bytes in @slot. */
static inline guint64
_odeon_bits_load (gconstpointer slot, gsize size)
{
  switch (size)
    {
    case sizeof (guint8):
      return *(const guint8 *) slot;
    case sizeof (guint16):
      return *(const guint16 *) slot;
    case sizeof (guint32):
      return *(const guint32 *) slot;
    case sizeof (guint64):
      return *(const guint64 *) slot;
    }

  g_assert_not_reached ();
}

/* The lowest bits of @bits, as many as @size bytes take. */
static inline void
_odeon_bits_store (gpointer slot, gsize size, guint64 bits)
{
  switch (size)
    {
    case sizeof (guint8):
      *(guint8 *) slot = (guint8) bits;
      return;
    case sizeof (guint16):
      *(guint16 *) slot = (guint16) bits;
      return;
    case sizeof (guint32):
      *(guint32 *) slot = (guint32) bits;
      return;
    case sizeof (guint64):
      *(guint64 *) slot = bits;
      return;
    }

  g_assert_not_reached ();
}

/* How many bytes the GVariant form of a BITMASK or BITSET has. */
static inline gsize
_odeon_bits_get_wire_size (const OdeonTypeInfo *info)
{
  return info->fixed_size != 0 ? info->fixed_size : info->size;
}

/* All bits that fit in there. */
static inline guint64
_odeon_bits_get_max (const OdeonTypeInfo *info)
{
  return G_MAXUINT64 >> (64 - 8 * _odeon_bits_get_wire_size (info));
}

G_END_DECLS
