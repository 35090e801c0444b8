/* SPDX-License-Identifier: MIT */

/* The entries of encoding and decoding. */

#include "odeon-codec.h"

#include "odeon-decoder-private.h"
#include "odeon-encoder-private.h"
#include "odeon-value-private.h"

/* Slots up to this size are built on the stack. */
#define SMALL_SLOT 256

#define FIRST_BUFFER 256

gsize
odeon_value_get_encoded_size (const OdeonTypeInfo *info, gconstpointer slot)
{
  OdeonEncoder encoder;
  gsize        size;

  _odeon_encoder_init (&encoder, NULL, 0, FALSE, NULL);
  _odeon_encoder_put_value (&encoder, info, slot, 0);
  size = encoder.position;
  _odeon_encoder_clear (&encoder);

  return size;
}

gboolean
odeon_value_encode (const OdeonTypeInfo *info,
                    gconstpointer        slot,
                    gpointer             buffer,
                    gsize                size,
                    GPtrArray           *refs,
                    gsize               *out_size,
                    GError             **error)
{
  OdeonEncoder encoder;
  gboolean     ok;

  g_return_val_if_fail (_odeon_align ((gsize) buffer, 8) == (gsize) buffer, FALSE);

  _odeon_encoder_init (&encoder, buffer, size, FALSE, refs);
  _odeon_encoder_put_value (&encoder, info, slot, 0);
  ok = _odeon_encoder_finish (&encoder, error);
  if (G_LIKELY (ok))
    *out_size = encoder.position;
  else
    _odeon_value_fault_name (info, error);
  _odeon_encoder_clear (&encoder);

  return ok;
}

GBytes *
odeon_value_to_bytes (const OdeonTypeInfo *info,
                      gconstpointer        slot,
                      GPtrArray           *refs,
                      GError             **error)
{
  OdeonEncoder encoder;
  GBytes      *bytes = NULL;

  _odeon_encoder_init (&encoder, g_malloc (FIRST_BUFFER), FIRST_BUFFER, TRUE, refs);
  _odeon_encoder_put_value (&encoder, info, slot, 0);
  if (_odeon_encoder_finish (&encoder, error))
    bytes = g_bytes_new_take (g_steal_pointer (&encoder.data), encoder.position);
  else
    _odeon_value_fault_name (info, error);
  _odeon_encoder_clear (&encoder);

  return bytes;
}

gboolean
odeon_value_decode (const OdeonTypeInfo *info,
                    gpointer             dest,
                    gconstpointer        data,
                    gsize                size,
                    GPtrArray           *refs,
                    const OdeonLimits   *limits,
                    GError             **error)
{
  guint64      small_slot[SMALL_SLOT / sizeof (guint64)];
  OdeonDecoder decoder;
  gpointer     slot;
  gboolean     ok;

  if (!_odeon_decoder_init (&decoder, data, size, refs, limits, error))
    {
      _odeon_value_fault_name (info, error);
      return FALSE;
    }

  slot = info->size <= sizeof small_slot ? small_slot : g_malloc (info->size);
  memset (slot, 0, info->size);
  ok = _odeon_decoder_get_value (&decoder, info, slot, (OdeonSpan) { 0, size }, 0, error);
  if (G_LIKELY (ok))
    memcpy (dest, slot, info->size);
  else
    {
      _odeon_value_fault_name (info, error);
      odeon_value_clear (info, slot);
    }
  if (slot != small_slot)
    g_free (slot);

  return ok;
}
