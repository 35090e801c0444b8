/* SPDX-License-Identifier: MIT */

/* Numbers, booleans, characters, enums and bit masks: what their value is, and may be. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-bits-private.h"

G_BEGIN_DECLS

/* Whether any bits make a valid value of a scalar type. */
static inline gboolean
_odeon_scalar_is_free (const OdeonTypeInfo *info)
{
  return info->kind <= ODEON_KIND_DOUBLE && info->min == NULL && info->max == NULL;
}

/* An integer, boolean, character or enum as the labels of unions are written: a char counts as its
 * octet, a number of 64 bits without sign as the gint64 of the same bits. A GLib boolean is any
 * number, but means one of two. */
static inline gint64
_odeon_integer_load (const OdeonTypeInfo *info, gconstpointer slot)
{
  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
      return *(const gboolean *) slot != FALSE;
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
      return *(const guint8 *) slot;
    case ODEON_KIND_INT8:
      return *(const gint8 *) slot;
    case ODEON_KIND_INT16:
      return *(const gint16 *) slot;
    case ODEON_KIND_UINT16:
      return *(const guint16 *) slot;
    case ODEON_KIND_INT32:
    case ODEON_KIND_ENUM:
      return *(const gint32 *) slot;
    case ODEON_KIND_UINT32:
    case ODEON_KIND_WCHAR:
      return *(const guint32 *) slot;
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
      return *(const gint64 *) slot;
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      return (gint64) _odeon_bits_load (slot, info->size);
    case ODEON_KIND_FLOAT:
    case ODEON_KIND_DOUBLE:
    case ODEON_KIND_STRING:
    case ODEON_KIND_ANY:
    case ODEON_KIND_REF:
    case ODEON_KIND_STRUCT:
    case ODEON_KIND_UNION:
    case ODEON_KIND_BYTES:
    case ODEON_KIND_STRV:
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
    case ODEON_KIND_MAP:
    case ODEON_KIND_NATIVE:
      break;
    }

  g_assert_not_reached ();
}

/* By their size, NaN before all; 0 if they are the same. */
gint _odeon_scalar_compare (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b);

/* Whether an enum's value is declared, bits too, and a number in its range. */
gboolean _odeon_scalar_check (const OdeonTypeInfo *info, gconstpointer slot, GError **error);

/* Turns a number that is out of range into the nearest that is not. */
void _odeon_scalar_move_into_range (const OdeonTypeInfo *info, gpointer slot);

G_END_DECLS
