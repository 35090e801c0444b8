/* SPDX-License-Identifier: MIT */

/* Where things lie in GVariant's serialised form, little-endian.
 *
 * Every type has an alignment and, if all its values are equally long, a fixed size. In a container
 * each child begins at a multiple of its alignment, after padding of zeros. Where the end of a
 * child does not follow from its type, the container ends with a table of such ends, counted from
 * its own beginning: an array's in order, a tuple's in reverse and without that of its last child.
 * All have the same width, the least that can express the size of the whole container, table
 * included.
 *
 * A tuple of a fixed size is padded to its alignment; an empty one is a zero. A maybe is empty or
 * its child, followed by a zero unless the child has a fixed size. A variant is its child, a zero
 * and the child's type string.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-type-info.h"

#include <string.h>

G_BEGIN_DECLS

typedef struct
{
  guint alignment;
  gsize fixed_size; /* 0: it varies */
} OdeonLayout;

#define ODEON_LAYOUT_VARIANT ((OdeonLayout) { 8, 0 })

/* What generated tables say; of others it is found out, each time. */
OdeonLayout _odeon_layout_compute   (const OdeonTypeInfo *info);

/* The layout of a pair of key and value. */
OdeonLayout _odeon_layout_of_entry  (const OdeonTypeInfo *map);

/* Of an array of such children, or a tuple or pair. */
OdeonLayout _odeon_layout_add_child (OdeonLayout tuple, OdeonLayout child);
OdeonLayout _odeon_layout_end_tuple (OdeonLayout tuple);

static inline OdeonLayout
_odeon_layout_of_type (const OdeonTypeInfo *info)
{
  if (G_LIKELY (info->alignment != 0))
    return (OdeonLayout) { info->alignment, info->fixed_size };

  return _odeon_layout_compute (info);
}

static inline OdeonLayout
_odeon_layout_of_member (const OdeonMemberInfo *member)
{
  OdeonLayout layout;

  if (G_UNLIKELY (member->flags & ODEON_MEMBER_RECURSIVE))
    layout = ODEON_LAYOUT_VARIANT;
  else
    layout = _odeon_layout_of_type (member->type);
  if (member->flags & ODEON_MEMBER_OPTIONAL)
    layout.fixed_size = 0;

  return layout;
}

/* Of the elements of a sequence or array, or the values of a map. */
static inline OdeonLayout
_odeon_layout_of_element (const OdeonTypeInfo *info)
{
  return info->flags & ODEON_TYPE_RECURSIVE_ELEMENT ? ODEON_LAYOUT_VARIANT
                                                    : _odeon_layout_of_type (info->element);
}

static inline gsize
_odeon_align (gsize position, guint alignment)
{
  return (position + alignment - 1) & ~((gsize) alignment - 1);
}

/* Whether a number's bytes are the same in a slot and in its serialised form, and any are one. */
static inline gboolean
_odeon_scalar_is_plain (const OdeonTypeInfo *info, gsize fixed_size)
{
  return G_BYTE_ORDER == G_LITTLE_ENDIAN && info->size == fixed_size
         && info->kind != ODEON_KIND_BOOLEAN;
}

/* How wide the offsets in a container of @size bytes are. */
static inline guint
_odeon_offset_width (gsize size)
{
  if (G_LIKELY (size <= G_MAXUINT8))
    return size > 0;
  if (size <= G_MAXUINT16)
    return 2;

  return size <= G_MAXUINT32 ? 4 : 8;
}

/* How wide they are to be in one with @n_offsets after @body bytes. */
static inline guint
_odeon_offset_width_for (gsize body, gsize n_offsets)
{
  if (G_LIKELY (body + n_offsets <= G_MAXUINT8))
    return 1;
  if (body + 2 * n_offsets <= G_MAXUINT16)
    return 2;

  return body + 4 * n_offsets <= G_MAXUINT32 ? 4 : 8;
}

/* Offsets, and other integers of that many bytes. */
static inline void
_odeon_offset_write (guint8 *data, guint width, guint64 offset)
{
  guint64 bits = GUINT64_TO_LE (offset);

  if (G_LIKELY (width == 1))
    *data = (guint8) offset;
  else
    memcpy (data, &bits, width);
}

static inline guint64
_odeon_offset_read (const guint8 *data, guint width)
{
  guint64 bits = 0;

  if (G_LIKELY (width == 1))
    return *data;

  memcpy (&bits, data, width);
  return GUINT64_FROM_LE (bits);
}

G_END_DECLS
