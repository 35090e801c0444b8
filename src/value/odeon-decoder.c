/* SPDX-License-Identifier: MIT */

#include "odeon-decoder-private.h"

#define DEFAULT_MAX_SIZE   ((gsize) 64 << 20)
#define DEFAULT_MAX_MEMORY ((gsize) 256 << 20)

gboolean
_odeon_decoder_init (OdeonDecoder      *self,
                     gconstpointer      data,
                     gsize              size,
                     GPtrArray         *refs,
                     const OdeonLimits *limits,
                     GError           **error)
{
  gsize max_size = DEFAULT_MAX_SIZE;

  self->data = data;
  self->size = size;
  self->memory = DEFAULT_MAX_MEMORY;
  self->refs = refs;
  self->apart = NULL;
  self->is_refused = FALSE;
  if (limits != NULL && limits->max_size != 0)
    max_size = limits->max_size;
  if (limits != NULL && limits->max_memory != 0)
    self->memory = limits->max_memory;

  if (size <= max_size)
    return TRUE;

  return _odeon_value_fault (error, "%" G_GSIZE_FORMAT " bytes, at most %" G_GSIZE_FORMAT
                             " are allowed", size, max_size);
}

gboolean
_odeon_decoder_charge_slow (OdeonDecoder *self, GError **error)
{
  self->memory = 0;
  return _odeon_value_fault (error, "the value takes more memory than is allowed");
}

gboolean
_odeon_decoder_fault_misplaced (GError **error)
{
  return _odeon_value_fault (error, "an offset is out of order or out of range");
}

/* From @position up to @end there may be nothing but zeros. */
static gboolean
check_padding (OdeonDecoder *decoder, gsize position, gsize end, GError **error)
{
  for (; position < end; position++)
    if (decoder->data[position] != 0)
      return _odeon_value_fault (error, "padding that is not zero");

  return TRUE;
}

/* Moves on to the child's alignment. */
static gboolean
skip_padding (OdeonDecoder *decoder,
              gsize        *position,
              guint         alignment,
              gsize         limit,
              GError      **error)
{
  gsize aligned = _odeon_align (*position, alignment);

  if (G_LIKELY (aligned == *position))
    return TRUE;
  if (aligned > limit)
    return _odeon_decoder_fault_misplaced (error);
  if (!check_padding (decoder, *position, aligned, error))
    return FALSE;

  *position = aligned;
  return TRUE;
}

/* Moves on to @position. */
gboolean
_odeon_tuple_reader_pad (OdeonTupleReader *self,
                         OdeonDecoder     *decoder,
                         gsize             position,
                         GError          **error)
{
  if (position > self->table)
    return _odeon_decoder_fault_misplaced (error);
  if (!check_padding (decoder, self->position, position, error))
    return FALSE;

  self->position = position;
  return TRUE;
}

/* The end of the child that begins here, by the next offset. */
gboolean
_odeon_tuple_reader_read_end (OdeonTupleReader *self,
                              OdeonDecoder     *decoder,
                              gsize            *out_end,
                              GError          **error)
{
  guint width = _odeon_offset_width (self->end - self->start);
  guint64 offset;

  if (width == 0 || self->table - self->position < width)
    return _odeon_decoder_fault_misplaced (error);

  self->table -= width;
  offset = _odeon_offset_read (decoder->data + self->table, width);
  if (G_UNLIKELY (offset > self->table - self->start
                  || offset < self->position - self->start))
    return _odeon_decoder_fault_misplaced (error);

  *out_end = self->start + (gsize) offset;
  return TRUE;
}

gboolean
_odeon_tuple_reader_end (OdeonTupleReader *self,
                         OdeonDecoder     *decoder,
                         OdeonLayout       layout,
                         GError          **error)
{
  gsize size = self->end - self->start;
  guint width;

  if (layout.fixed_size != 0)
    {
      if (size != layout.fixed_size)
        return _odeon_value_fault (error, "%" G_GSIZE_FORMAT " bytes, %" G_GSIZE_FORMAT
                                   " are expected", size, layout.fixed_size);
      return check_padding (decoder, self->position, self->end, error);
    }

  /* What is left between the last child and the offsets belongs to nobody. */
  if (self->position != self->table)
    return _odeon_value_fault (error, "bytes that belong to nothing");

  if (self->table == self->end)
    return TRUE;

  width = _odeon_offset_width (size);
  if (G_UNLIKELY (_odeon_offset_width_for (self->table - self->start,
                                           (self->end - self->table) / width) != width))
    return _odeon_value_fault (error, "offsets wider than need be");

  return TRUE;
}

static gboolean
init_fixed (OdeonArrayReader *self, GError **error)
{
  gsize size = _odeon_span_get_size (self->span);

  self->length = size / self->layout.fixed_size;
  if (size % self->layout.fixed_size == 0)
    return TRUE;

  return _odeon_value_fault (error, "%" G_GSIZE_FORMAT " bytes are no whole number of elements",
                             size);
}

/* The last offset is the end of the last element, and the beginning of the table. */
gboolean
_odeon_array_reader_init (OdeonArrayReader *self,
                          OdeonDecoder     *decoder,
                          OdeonLayout       layout,
                          OdeonSpan         span,
                          GError          **error)
{
  gsize size = _odeon_span_get_size (span);
  guint64 body;

  self->span = span;
  self->layout = layout;
  self->position = span.start;
  self->length = 0;
  if (layout.fixed_size != 0)
    return init_fixed (self, error);
  if (size == 0)
    return TRUE;

  self->width = _odeon_offset_width (size);
  if (size < self->width)
    return _odeon_decoder_fault_misplaced (error);
  body = _odeon_offset_read (decoder->data + span.end - self->width, self->width);
  if (body > size - self->width || (size - body) % self->width != 0)
    return _odeon_decoder_fault_misplaced (error);

  self->length = (size - (gsize) body) / self->width;
  self->table = self->body_end = span.start + (gsize) body;
  if (_odeon_offset_width_for ((gsize) body, self->length) != self->width)
    return _odeon_value_fault (error, "offsets wider than need be");

  return TRUE;
}

gboolean
_odeon_array_reader_next (OdeonArrayReader *self,
                          OdeonDecoder     *decoder,
                          OdeonSpan        *out_span,
                          GError          **error)
{
  guint64 offset;

  if (self->layout.fixed_size != 0)
    {
      out_span->start = self->position;
      out_span->end = self->position += self->layout.fixed_size;
      return TRUE;
    }

  if (!skip_padding (decoder, &self->position, self->layout.alignment, self->body_end, error))
    return FALSE;

  offset = _odeon_offset_read (decoder->data + self->table, self->width);
  if (offset < self->position - self->span.start || offset > self->body_end - self->span.start)
    return _odeon_decoder_fault_misplaced (error);

  self->table += self->width;
  out_span->start = self->position;
  out_span->end = self->position = self->span.start + (gsize) offset;
  return TRUE;
}

gboolean
_odeon_decoder_open_maybe (OdeonDecoder *self,
                           OdeonLayout   child,
                           OdeonSpan     span,
                           OdeonSpan    *out_child,
                           gboolean     *out_present,
                           GError      **error)
{
  gsize size = _odeon_span_get_size (span);

  *out_child = span;
  *out_present = size > 0;
  if (size == 0)
    return TRUE;

  if (child.fixed_size != 0)
    return size == child.fixed_size
           || _odeon_value_fault (error, "%" G_GSIZE_FORMAT " bytes, %" G_GSIZE_FORMAT
                                  " are expected", size, child.fixed_size);

  out_child->end--;
  return check_padding (self, out_child->end, span.end, error);
}

gboolean
_odeon_decoder_open_variant (OdeonDecoder *self,
                             OdeonSpan     span,
                             OdeonSpan    *out_child,
                             OdeonSpan    *out_signature,
                             GError      **error)
{
  gsize end = span.end;

  while (end > span.start && self->data[end - 1] != 0)
    end--;
  if (end == span.start)
    return _odeon_value_fault (error, "a variant without a type");

  out_child->start = span.start;
  out_child->end = end - 1;
  out_signature->start = end;
  out_signature->end = span.end;
  return TRUE;
}
