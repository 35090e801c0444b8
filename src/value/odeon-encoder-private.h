/* SPDX-License-Identifier: MIT */

/* Writes GVariant's serialised form, front to back, in one pass.
 *
 * The body of a container does not depend on how wide its offsets are, for they come behind it: so
 * a container is written, the ends of its children meanwhile kept on a stack, and closed by the
 * table of them, whose width is known by then. Positions count from the beginning of the buffer,
 * which is aligned to 8.
 *
 * Where the buffer ends before the value does, nothing more is written, but positions go on: the
 * last one is the size that is needed. Faults are sticky: the first one is kept.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-apart-private.h"
#include "odeon-variant-layout-private.h"

G_BEGIN_DECLS

typedef struct
{
  guint8    *data;
  gsize      position;
  gsize      capacity;
  gboolean   grows;  /* @data is from g_malloc() and may be moved */
  GPtrArray *refs;   /* where references go; NULL if there may be none */
  guint      n_refs; /* how many there were before */
  OdeonApart *apart; /* (nullable): what goes beside the value */
  GError    *fault;  /* the first one; its message lacks the type's name */
  gsize     *ends;
  guint      n_ends;
  guint      max_ends;
  gsize      first_ends[32];
} OdeonEncoder;

/* Without @data it only counts. With @grows, @data belongs to the encoder until it is stolen. */
void _odeon_encoder_init  (OdeonEncoder *self,
                           gpointer      data,
                           gsize         capacity,
                           gboolean      grows,
                           GPtrArray    *refs);
void _odeon_encoder_clear (OdeonEncoder *self);

/* Whether all was written; @position is then the size. If not, @refs is as it was. */
gboolean _odeon_encoder_finish (OdeonEncoder *self, GError **error);

/* Of one whose buffer does not grow: all was written, and there is nothing to clear. */
static inline gboolean
_odeon_encoder_is_plain (const OdeonEncoder *self)
{
  return self->fault == NULL && self->position <= self->capacity && self->ends == self->first_ends;
}

/* The slow halves of the functions below. */
guint8 *_odeon_encoder_grow      (OdeonEncoder *self, gsize size);
void    _odeon_encoder_grow_ends (OdeonEncoder *self);

/* The slot's value, from an aligned position on; @depth is what odeon-value-private.h counts. */
void _odeon_encoder_put_value (OdeonEncoder        *self,
                               const OdeonTypeInfo *info,
                               gconstpointer        slot,
                               guint                depth);

/* Room for @size bytes, or NULL if there is none. */
static inline guint8 *
_odeon_encoder_reserve (OdeonEncoder *self, gsize size)
{
  gsize position = self->position;

  self->position += size;
  if (G_LIKELY (self->position <= self->capacity))
    return self->data + position;

  return _odeon_encoder_grow (self, size);
}

static inline void
_odeon_encoder_put (OdeonEncoder *self, gconstpointer data, gsize size)
{
  guint8 *place = _odeon_encoder_reserve (self, size);

  if (G_LIKELY (place != NULL && size > 0))
    memcpy (place, data, size);
}

static inline void
_odeon_encoder_put_zeros (OdeonEncoder *self, gsize n)
{
  guint8 *place = _odeon_encoder_reserve (self, n);

  if (G_LIKELY (place != NULL))
    for (gsize i = 0; i < n; i++)
      place[i] = 0;
}

static inline void
_odeon_encoder_align (OdeonEncoder *self, guint alignment)
{
  gsize padding = _odeon_align (self->position, alignment) - self->position;

  if (padding > 0)
    _odeon_encoder_put_zeros (self, padding);
}

/* Room for a number of such a layout, after its padding. */
static inline guint8 *
_odeon_encoder_reserve_aligned (OdeonEncoder *self, OdeonLayout layout)
{
  gsize before = self->position;
  gsize start = _odeon_align (before, layout.alignment);

  /* Zeros of 8 bytes at once, for as many there must be room. */
  if (G_UNLIKELY (start + 8 > self->capacity))
    {
      _odeon_encoder_put_zeros (self, start - before);
      return _odeon_encoder_reserve (self, layout.fixed_size);
    }

  if (start != before)
    memset (self->data + before, 0, 8);
  self->position = start + layout.fixed_size;
  return self->data + start;
}

/* Of the container that began at @start: a child of varying size ends here. */
static inline void
_odeon_encoder_push_end (OdeonEncoder *self, gsize start)
{
  if (G_UNLIKELY (self->n_ends == self->max_ends))
    _odeon_encoder_grow_ends (self);
  self->ends[self->n_ends++] = self->position - start;
}

/* Closes a container: pops its @n_ends. */
void _odeon_encoder_close_tuple (OdeonEncoder *self, gsize start, OdeonLayout layout, guint n_ends);
void _odeon_encoder_end_array   (OdeonEncoder *self, gsize start, guint n_ends);

static inline void
_odeon_encoder_end_tuple (OdeonEncoder *self, gsize start, OdeonLayout layout, guint n_ends)
{
  guint8 *place;

  /* Small ones have a single offset more often than not. */
  if (layout.fixed_size != 0 || n_ends > 1 || self->position - start >= G_MAXUINT8)
    _odeon_encoder_close_tuple (self, start, layout, n_ends);
  else if (n_ends == 1)
    {
      self->n_ends--;
      place = _odeon_encoder_reserve (self, 1);
      if (G_LIKELY (place != NULL))
        *place = (guint8) self->ends[self->n_ends];
    }
}

/* What follows the value in a variant, and in the ANY of a value as a whole. */
void _odeon_encoder_end_variant (OdeonEncoder *self, const OdeonTypeInfo *info);
void _odeon_encoder_put_any     (OdeonEncoder *self, GVariant *any, guint depth);

G_END_DECLS
