/* SPDX-License-Identifier: MIT */

/* The parts of decoding a value, one for each manner of type. Each reads the value in a span into a
 * slot of zeros, ties what it makes to the slot before it fills it, and leaves a slot that can be
 * cleared if it fails. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-decoder-private.h"

G_BEGIN_DECLS

/* What a block of memory, an array, a hash table and an entry of one take besides their content,
 * roughly. */
#define ODEON_BLOCK_SIZE ((gsize) 32)
#define ODEON_ARRAY_SIZE ((gsize) 96)
#define ODEON_TABLE_SIZE ((gsize) 256)
#define ODEON_ENTRY_SIZE ((gsize) 48)

/* Numbers, and references: what always takes as many bytes, which are at @data. */
gboolean _odeon_decoder_get_scalar   (OdeonDecoder        *self,
                                      const OdeonTypeInfo *info,
                                      const guint8        *data,
                                      gpointer             slot,
                                      GError             **error);
gboolean _odeon_decoder_get_string   (OdeonDecoder        *self,
                                      gchar              **slot,
                                      OdeonSpan            span,
                                      GError             **error);
gboolean _odeon_decoder_get_any      (OdeonDecoder        *self,
                                      GVariant           **slot,
                                      OdeonSpan            span,
                                      guint                depth,
                                      GError             **error);

gboolean _odeon_decoder_get_bytes    (OdeonDecoder        *self,
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

G_END_DECLS
