/* SPDX-License-Identifier: MIT */

/* Reads GVariant's serialised form, trusting nothing.
 *
 * A span is where a value lies; it begins at a multiple of the value's alignment, counted from the
 * beginning of the data. The readers of tuples and arrays give the spans of the children one by
 * one, and refuse whatever a writer would not have written: padding other than zeros, children out
 * of order, out of range or overlapping, gaps, and offsets wider than need be. What is not refused
 * is therefore in normal form, and no byte is read twice. After FALSE there is no going on.
 *
 * Whatever is to be allocated is charged first, to an allowance: a byte can stand for a large
 * struct, or an empty table.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-apart-private.h"
#include "odeon-codec.h"
#include "odeon-value-private.h"
#include "odeon-variant-layout-private.h"

G_BEGIN_DECLS

typedef struct
{
  gsize start;
  gsize end;
} OdeonSpan;

typedef struct
{
  const guint8 *data;
  gsize         size;
  gsize         memory; /* what may still be allocated */
  GPtrArray    *refs;
  OdeonApart   *apart;  /* (nullable): what came beside the value */
  gboolean      is_refused; /* it failed by a type's own function, not by its form */
} OdeonDecoder;

typedef struct
{
  /* No span within, and not in its order: gcc 12 would move the pair through memory, and stall. */
  gsize start;
  gsize position;
  gsize end;
  gsize table; /* where the offsets begin that were used; counts down */
} OdeonTupleReader;

typedef struct
{
  OdeonSpan   span;
  OdeonLayout layout;   /* of an element */
  gsize       length;   /* how many elements there are */
  gsize       position;
  gsize       table;    /* where the next element's offset is */
  gsize       body_end;
  guint       width;
} OdeonArrayReader;

/* FALSE, with the fault told, if @data is too long for @limits. */
gboolean _odeon_decoder_init (OdeonDecoder      *self,
                              gconstpointer      data,
                              gsize              size,
                              GPtrArray         *refs,
                              const OdeonLimits *limits,
                              GError           **error);

/* Into a slot of zeros, which can be cleared if it fails. All rules of the type are checked. */
gboolean _odeon_decoder_get_value (OdeonDecoder        *self,
                                   const OdeonTypeInfo *info,
                                   gpointer             slot,
                                   OdeonSpan            span,
                                   guint                depth,
                                   GError             **error);

/* The slow halves of the functions below. */
gboolean _odeon_decoder_charge_slow     (OdeonDecoder *self, GError **error);
gboolean _odeon_tuple_reader_pad        (OdeonTupleReader *self,
                                         OdeonDecoder     *decoder,
                                         gsize             position,
                                         GError          **error);
gboolean _odeon_tuple_reader_read_end   (OdeonTupleReader *self,
                                         OdeonDecoder     *decoder,
                                         gsize            *out_end,
                                         GError          **error);
gboolean _odeon_decoder_fault_misplaced (GError **error);

/* @layout: of the tuple. */
gboolean _odeon_tuple_reader_end   (OdeonTupleReader *self,
                                    OdeonDecoder     *decoder,
                                    OdeonLayout       layout,
                                    GError          **error);

gboolean _odeon_array_reader_init  (OdeonArrayReader *self,
                                    OdeonDecoder     *decoder,
                                    OdeonLayout       layout,
                                    OdeonSpan         span,
                                    GError          **error);
gboolean _odeon_array_reader_next  (OdeonArrayReader *self,
                                    OdeonDecoder     *decoder,
                                    OdeonSpan        *out_span,
                                    GError          **error);

/* Of a maybe: whether there is a value, and where. */
gboolean _odeon_decoder_open_maybe   (OdeonDecoder *self,
                                      OdeonLayout   child,
                                      OdeonSpan     span,
                                      OdeonSpan    *out_child,
                                      gboolean     *out_present,
                                      GError      **error);

/* Of a variant; the type string is no more than what follows the last zero. */
gboolean _odeon_decoder_open_variant (OdeonDecoder *self,
                                      OdeonSpan     span,
                                      OdeonSpan    *out_child,
                                      OdeonSpan    *out_signature,
                                      GError      **error);

static inline gsize
_odeon_span_get_size (OdeonSpan span)
{
  return span.end - span.start;
}

static inline gboolean
_odeon_decoder_charge (OdeonDecoder *self, gsize size, GError **error)
{
  if (G_UNLIKELY (size > self->memory))
    return _odeon_decoder_charge_slow (self, error);

  self->memory -= size;
  return TRUE;
}

static inline void
_odeon_tuple_reader_init (OdeonTupleReader *self, OdeonSpan span)
{
  self->start = self->position = span.start;
  self->end = self->table = span.end;
}

/* The next child, of this layout. */
static inline gboolean
_odeon_tuple_reader_next (OdeonTupleReader *self,
                          OdeonDecoder     *decoder,
                          OdeonLayout       layout,
                          gboolean          is_last,
                          OdeonSpan        *out_span,
                          GError          **error)
{
  gsize start = _odeon_align (self->position, layout.alignment);
  gsize end = start;

  if (start != self->position && !_odeon_tuple_reader_pad (self, decoder, start, error))
    return FALSE;

  if (layout.fixed_size != 0)
    {
      if (G_UNLIKELY (layout.fixed_size > self->table - start))
        return _odeon_decoder_fault_misplaced (error);
      end += layout.fixed_size;
    }
  else if (is_last)
    end = self->table;
  else if (!_odeon_tuple_reader_read_end (self, decoder, &end, error))
    return FALSE;

  *out_span = (OdeonSpan) { start, end };
  self->position = end;
  return TRUE;
}

G_END_DECLS
