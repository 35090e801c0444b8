/* SPDX-License-Identifier: MIT */

/* The parts of decoding a value, one for each manner of type. Each reads the value in a span into a
 * slot of zeros, ties what it makes to the slot before it fills it, and leaves a slot that can be
 * cleared if it fails. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-decoder-private.h"
#include "odeon-scalar-private.h"

G_BEGIN_DECLS

/* What a block of memory, an array, a hash table and an entry of one take besides their content,
 * roughly. */
#define ODEON_BLOCK_SIZE ((gsize) 32)
#define ODEON_ARRAY_SIZE ((gsize) 96)
#define ODEON_TABLE_SIZE ((gsize) 256)
#define ODEON_ENTRY_SIZE ((gsize) 48)

/* Numbers, and references: what always takes as many bytes, which are at @data. Loading asks only
 * whether they are in form, not whether they keep the rules of the type. */
gboolean _odeon_decoder_load_scalar  (OdeonDecoder        *self,
                                      const OdeonTypeInfo *info,
                                      const guint8        *data,
                                      gpointer             slot,
                                      GError             **error);
gboolean _odeon_decoder_get_scalar   (OdeonDecoder        *self,
                                      const OdeonTypeInfo *info,
                                      const guint8        *data,
                                      gpointer             slot,
                                      GError             **error);
gboolean _odeon_decoder_get_string   (OdeonDecoder        *self,
                                      const OdeonTypeInfo *info,
                                      gchar              **slot,
                                      OdeonSpan            span,
                                      GError             **error);
gboolean _odeon_decoder_get_any      (OdeonDecoder        *self,
                                      GVariant           **slot,
                                      OdeonSpan            span,
                                      guint                depth,
                                      GError             **error);

gboolean _odeon_decoder_get_bytes    (OdeonDecoder        *self,
                                      const OdeonTypeInfo *info,
                                      GBytes             **slot,
                                      OdeonSpan            span,
                                      GError             **error);
gboolean _odeon_decoder_get_strv     (OdeonDecoder        *self,
                                      const OdeonTypeInfo *info,
                                      GStrv               *slot,
                                      OdeonSpan            span,
                                      GError             **error);
gboolean _odeon_decoder_get_values   (OdeonDecoder        *self,
                                      const OdeonTypeInfo *info,
                                      GArray             **slot,
                                      OdeonSpan            span,
                                      GError             **error);
/* POINTERS and ARRAY. */
gboolean _odeon_decoder_get_elements (OdeonDecoder        *self,
                                      const OdeonTypeInfo *info,
                                      gpointer             slot,
                                      OdeonSpan            span,
                                      guint                depth,
                                      GError             **error);
gboolean _odeon_decoder_get_map      (OdeonDecoder        *self,
                                      const OdeonTypeInfo *info,
                                      GHashTable         **slot,
                                      OdeonSpan            span,
                                      guint                depth,
                                      GError             **error);
gboolean _odeon_decoder_get_struct   (OdeonDecoder        *self,
                                      const OdeonTypeInfo *info,
                                      gpointer             slot,
                                      OdeonSpan            span,
                                      guint                depth,
                                      GError             **error);
gboolean _odeon_decoder_get_union    (OdeonDecoder        *self,
                                      const OdeonTypeInfo *info,
                                      gpointer             slot,
                                      OdeonSpan            span,
                                      guint                depth,
                                      GError             **error);

/* A value that is a `v` where it stands, if @recursive. */
gboolean _odeon_decoder_get_edge     (OdeonDecoder        *self,
                                      const OdeonTypeInfo *info,
                                      gpointer             slot,
                                      OdeonSpan            span,
                                      gboolean             recursive,
                                      guint                depth,
                                      GError             **error);

/* _odeon_decoder_get_value() for what a struct mostly consists of, of a span that is as long as a
 * fixed size demands. */
static inline gboolean
_odeon_decoder_get_simple (OdeonDecoder        *self,
                           const OdeonTypeInfo *info,
                           gpointer             slot,
                           OdeonSpan            span,
                           guint                depth,
                           GError             **error)
{
  const guint8 *data = self->data + span.start;

  if (G_UNLIKELY (depth > ODEON_VALUE_MAX_DEPTH))
    return _odeon_value_fault_too_deep (error);

  switch (info->kind)
    {
    case ODEON_KIND_INT32:
    case ODEON_KIND_UINT32:
      *(guint32 *) slot = (guint32) _odeon_offset_read (data, sizeof (guint32));
      return G_LIKELY (_odeon_scalar_is_free (info)) || _odeon_scalar_check (info, slot, error);
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
    case ODEON_KIND_DOUBLE:
      *(guint64 *) slot = _odeon_offset_read (data, sizeof (guint64));
      return G_LIKELY (_odeon_scalar_is_free (info)) || _odeon_scalar_check (info, slot, error);
    case ODEON_KIND_STRING:
      return _odeon_decoder_get_string (self, info, slot, span, error);
    default:
      return _odeon_decoder_get_value (self, info, slot, span, depth, error);
    }
}

G_END_DECLS
