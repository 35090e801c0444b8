/* SPDX-License-Identifier: MIT */

/* Sequences, arrays and maps from GVariant's serialised form. */

#include "odeon-value-decoder-private.h"

#include "odeon-bytes-private.h"
#include "odeon-map-private.h"

/* Before anything is made for the elements. Arrays of GLib hold no more than G_MAXINT. */
static gboolean
check_length (const OdeonTypeInfo *info, gsize length, GError **error)
{
  if (info->kind == ODEON_KIND_ARRAY && length != info->bound)
    return _odeon_value_fault (error, "%" G_GSIZE_FORMAT " elements, %u are expected", length,
                               info->bound);
  if (length > G_MAXINT)
    return _odeon_value_fault (error, "%" G_GSIZE_FORMAT " elements are too many", length);

  return _odeon_length_check (info, length, "elements", error);
}

/* The value has its length. */
static gboolean
take_apart (OdeonDecoder        *self,
            const OdeonTypeInfo *info,
            GBytes             **slot,
            OdeonSpan            span,
            GBytes              *apart,
            GError             **error)
{
  gsize size = g_bytes_get_size (apart);

  if (_odeon_span_get_size (span) != ODEON_APART_SIZE
      || _odeon_offset_read (self->data + span.start, ODEON_APART_SIZE) != size)
    return _odeon_value_fault (error, "bytes that came apart, of another length");
  if (!_odeon_length_check (info, size, "bytes", error))
    return FALSE;

  *slot = g_bytes_ref (apart);
  return TRUE;
}

gboolean
_odeon_decoder_get_bytes (OdeonDecoder        *self,
                          const OdeonTypeInfo *info,
                          GBytes             **slot,
                          OdeonSpan            span,
                          GError             **error)
{
  gsize size = _odeon_span_get_size (span);

  if (G_UNLIKELY (self->apart != NULL))
    {
      GBytes *apart = _odeon_apart_take (self->apart, span.start);

      if (apart != NULL)
        return take_apart (self, info, slot, span, apart, error);
    }
  if (!_odeon_length_check (info, size, "bytes", error)
      || !_odeon_decoder_charge (self, ODEON_ARRAY_SIZE + size, error))
    return FALSE;

  *slot = _odeon_bytes_new (self->data + span.start, size);
  return TRUE;
}

static gboolean
open_array (OdeonDecoder        *self,
            const OdeonTypeInfo *info,
            OdeonLayout          layout,
            OdeonSpan            span,
            OdeonArrayReader    *reader,
            GError             **error)
{
  return _odeon_array_reader_init (reader, self, layout, span, error)
         && check_length (info, reader->length, error);
}

static gboolean
at_index (GError **error, gsize index)
{
  g_prefix_error (error, "[%" G_GSIZE_FORMAT "]", index);
  return FALSE;
}

gboolean
_odeon_decoder_get_strv (OdeonDecoder        *self,
                         const OdeonTypeInfo *info,
                         GStrv               *slot,
                         OdeonSpan            span,
                         GError             **error)
{
  OdeonArrayReader reader;
  OdeonSpan        element;

  if (!open_array (self, info, (OdeonLayout) { 1, 0 }, span, &reader, error)
      || !_odeon_decoder_charge (self, ODEON_BLOCK_SIZE + reader.length * sizeof (gchar *), error))
    return FALSE;

  *slot = g_new0 (gchar *, reader.length + 1);
  for (gsize i = 0; i < reader.length; i++)
    if (!_odeon_array_reader_next (&reader, self, &element, error)
        || !_odeon_decoder_get_string (self, info->element, &(*slot)[i], element, error))
      return at_index (error, i);

  return TRUE;
}

gboolean
_odeon_decoder_get_values (OdeonDecoder        *self,
                           const OdeonTypeInfo *info,
                           GArray             **slot,
                           OdeonSpan            span,
                           GError             **error)
{
  const OdeonTypeInfo *type = info->element;
  const guint8        *data = self->data + span.start;
  OdeonLayout          layout = _odeon_layout_of_type (type);
  OdeonArrayReader     reader;

  if (!open_array (self, info, layout, span, &reader, error)
      || !_odeon_decoder_charge (self, ODEON_ARRAY_SIZE + reader.length * type->size, error))
    return FALSE;

  *slot = odeon_values_new (info);
  g_array_set_size (*slot, (guint) reader.length);
  if (_odeon_scalar_is_free (type) && _odeon_scalar_is_plain (type, layout.fixed_size))
    {
      if (reader.length > 0)
        memcpy ((*slot)->data, data, reader.length * type->size);
      return TRUE;
    }

  for (gsize i = 0; i < reader.length; i++)
    if (!_odeon_decoder_get_scalar (self, type, data + i * layout.fixed_size,
                                    (*slot)->data + i * type->size, error))
      return at_index (error, i);

  return TRUE;
}

/* Makes the sequence in @slot, with room for @length elements. */
static gboolean
make_sequence (OdeonDecoder        *self,
               const OdeonTypeInfo *info,
               gpointer             slot,
               gsize                length,
               GError             **error)
{
  if (info->kind == ODEON_KIND_ARRAY)
    return TRUE;
  if (!_odeon_decoder_charge (self, ODEON_ARRAY_SIZE + length * sizeof (gpointer), error))
    return FALSE;

  *(GPtrArray **) slot = odeon_pointers_new (info);
  g_ptr_array_set_size (*(GPtrArray **) slot, (gint) length);
  return TRUE;
}

static gboolean
make_element (OdeonDecoder        *self,
              const OdeonTypeInfo *info,
              gpointer             slot,
              guint                index,
              gpointer            *out_slot,
              GError             **error)
{
  if (info->kind == ODEON_KIND_POINTERS && _odeon_element_is_boxed (info->element))
    {
      if (!_odeon_decoder_charge (self, ODEON_BLOCK_SIZE + info->element->size, error))
        return FALSE;
      (*(GPtrArray **) slot)->pdata[index] = g_malloc0 (info->element->size);
    }

  *out_slot = _odeon_sequence_get_slot (info, slot, index);
  return TRUE;
}

/* The elements of POINTERS and ARRAY. */
gboolean
_odeon_decoder_get_elements (OdeonDecoder        *self,
                             const OdeonTypeInfo *info,
                             gpointer             slot,
                             OdeonSpan            span,
                             guint                depth,
                             GError             **error)
{
  const gboolean   recursive = (info->flags & ODEON_TYPE_RECURSIVE_ELEMENT) != 0;
  OdeonArrayReader reader;
  OdeonSpan        inner;
  gpointer         element;

  if (!open_array (self, info, _odeon_layout_of_element (info), span, &reader, error)
      || !make_sequence (self, info, slot, reader.length, error))
    return FALSE;

  for (guint i = 0; i < reader.length; i++)
    if (!_odeon_array_reader_next (&reader, self, &inner, error)
        || !make_element (self, info, slot, i, &element, error)
        || !_odeon_decoder_get_edge (self, info->element, element, inner, recursive, depth + 1,
                                     error))
      return at_index (error, i);

  return TRUE;
}

/* Key and value are in slots of zeros. */
static gboolean
get_entry (OdeonDecoder        *self,
           const OdeonTypeInfo *info,
           gpointer             key,
           gpointer             value,
           OdeonLayout          layout,
           OdeonSpan            span,
           guint                depth,
           GError             **error)
{
  const gboolean   recursive = (info->flags & ODEON_TYPE_RECURSIVE_ELEMENT) != 0;
  const gsize      memory = ODEON_ENTRY_SIZE + info->key->size + info->element->size;
  OdeonTupleReader reader;
  OdeonSpan        inner;

  _odeon_tuple_reader_init (&reader, span);

  return _odeon_decoder_charge (self, memory, error)
         && _odeon_tuple_reader_next (&reader, self, _odeon_layout_of_type (info->key), FALSE,
                                      &inner, error)
         && _odeon_decoder_get_value (self, info->key, key, inner, depth, error)
         && _odeon_tuple_reader_next (&reader, self, _odeon_layout_of_element (info), TRUE, &inner,
                                      error)
         && _odeon_decoder_get_edge (self, info->element, value, inner, recursive, depth, error)
         && _odeon_tuple_reader_end (&reader, self, layout, error);
}

static gboolean
add_entry (OdeonDecoder        *self,
           const OdeonTypeInfo *info,
           GHashTable          *map,
           OdeonLayout          layout,
           OdeonSpan            span,
           guint                depth,
           GError             **error)
{
  OdeonElementRoom key_room;
  OdeonElementRoom value_room;
  gpointer         key = _odeon_element_begin (info->key, &key_room);
  gpointer         value = _odeon_element_begin (info->element, &value_room);

  if (get_entry (self, info, key, value, layout, span, depth, error))
    return _odeon_map_add (info, map, key, value)
           || _odeon_value_fault (error, "a key that was there before");

  _odeon_element_abandon (info->key, key);
  _odeon_element_abandon (info->element, value);
  return FALSE;
}

gboolean
_odeon_decoder_get_map (OdeonDecoder        *self,
                        const OdeonTypeInfo *info,
                        GHashTable         **slot,
                        OdeonSpan            span,
                        guint                depth,
                        GError             **error)
{
  const OdeonLayout layout = _odeon_layout_of_entry (info);
  OdeonArrayReader  reader;
  OdeonSpan         entry;

  if (!open_array (self, info, layout, span, &reader, error)
      || !_odeon_decoder_charge (self, ODEON_TABLE_SIZE, error))
    return FALSE;

  *slot = odeon_map_new (info);
  for (gsize i = 0; i < reader.length; i++)
    if (!_odeon_array_reader_next (&reader, self, &entry, error)
        || !add_entry (self, info, *slot, layout, entry, depth + 2, error))
      return at_index (error, i);

  return TRUE;
}
