/* SPDX-License-Identifier: MIT */

/* Numbers, references, strings and variants from GVariant's serialised form. */

#include "odeon-value-decoder-private.h"

#include "odeon-bits-private.h"
#include "odeon-ref-private.h"
#include "odeon-scalar-private.h"
#include "odeon-variant-validator-private.h"

#include <math.h>

#define DEFINE_GET(bits)                                                       \
  static inline guint##bits                                                    \
  get_##bits (const guint8 *data)                                              \
  {                                                                            \
    guint##bits little;                                                        \
                                                                               \
    memcpy (&little, data, sizeof little);                                     \
    return GUINT##bits##_FROM_LE (little);                                     \
  }

DEFINE_GET (16)
DEFINE_GET (32)
DEFINE_GET (64)

static gboolean
get_boolean (const guint8 *data, gboolean *slot, GError **error)
{
  *slot = *data;
  return *data <= 1 || _odeon_value_fault (error, "a boolean that is neither 0 nor 1");
}

/* Only what a float widens to comes back as it was. */
static gboolean
get_float (const guint8 *data, gfloat *slot, GError **error)
{
  guint64 bits = get_64 (data);
  gdouble number;
  gdouble again;

  memcpy (&number, &bits, sizeof number);
  if (number > G_MAXFLOAT || number < -G_MAXFLOAT)
    *slot = number > 0 ? (gfloat) INFINITY : (gfloat) -INFINITY;
  else
    *slot = (gfloat) number;
  again = *slot;

  return memcmp (&again, &number, sizeof again) == 0
         || _odeon_value_fault (error, "%g is not a float of single precision", number);
}

static gboolean
get_bits (const OdeonTypeInfo *info, const guint8 *data, gpointer slot)
{
  guint64 bits = 0;

  memcpy (&bits, data, _odeon_bits_get_wire_size (info));
  _odeon_bits_store (slot, info->size, GUINT64_FROM_LE (bits));
  return TRUE;
}

static gboolean
get_ref (OdeonDecoder        *self,
         const OdeonTypeInfo *info,
         guint32              bits,
         gpointer            *slot,
         GError             **error)
{
  gint32    index = (gint32) bits;
  OdeonRef *ref;

  if (index == -1)
    return TRUE;
  if (self->refs == NULL || bits >= self->refs->len)
    return _odeon_value_fault (error, "there is no reference %d", index);

  ref = g_ptr_array_index (self->refs, bits);
  if (info->interface != NULL && !ref->klass->implements (ref, info->interface))
    return _odeon_value_fault (error, "a reference to an actor that is no %s",
                               info->name != NULL ? info->name : "such actor");

  *slot = odeon_ref_ref (ref);
  return TRUE;
}

gboolean
_odeon_decoder_load_scalar (OdeonDecoder        *self,
                            const OdeonTypeInfo *info,
                            const guint8        *data,
                            gpointer             slot,
                            GError             **error)
{
  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
      return get_boolean (data, slot, error);
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_INT8:
      *(guint8 *) slot = *data;
      return TRUE;
    case ODEON_KIND_INT16:
    case ODEON_KIND_UINT16:
      *(guint16 *) slot = get_16 (data);
      return TRUE;
    case ODEON_KIND_INT32:
    case ODEON_KIND_UINT32:
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_ENUM:
      *(guint32 *) slot = get_32 (data);
      return TRUE;
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
    case ODEON_KIND_DOUBLE:
      *(guint64 *) slot = get_64 (data);
      return TRUE;
    case ODEON_KIND_FLOAT:
      return get_float (data, slot, error);
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      return get_bits (info, data, slot);
    default:
      return get_ref (self, info, get_32 (data), slot, error);
    }
}

gboolean
_odeon_decoder_get_scalar (OdeonDecoder        *self,
                           const OdeonTypeInfo *info,
                           const guint8        *data,
                           gpointer             slot,
                           GError             **error)
{
  return _odeon_decoder_load_scalar (self, info, data, slot, error)
         && (info->kind == ODEON_KIND_REF || _odeon_scalar_check (info, slot, error));
}

gboolean
_odeon_decoder_get_string (OdeonDecoder        *self,
                           const OdeonTypeInfo *info,
                           gchar              **slot,
                           OdeonSpan            span,
                           GError             **error)
{
  const guint8 *data = self->data + span.start;
  gsize         size = _odeon_span_get_size (span);

  if (G_UNLIKELY (size == 0 || data[size - 1] != '\0'))
    return _odeon_value_fault (error, "a string that does not end");
  if (!_odeon_string_check (info, (const gchar *) data, (gssize) size - 1, error)
      || !_odeon_decoder_charge (self, ODEON_BLOCK_SIZE + size, error))
    return FALSE;

  *slot = g_malloc (size);
  memcpy (*slot, data, size);
  return TRUE;
}

static GVariant *
new_variant (const guint8 *data, gsize size, const gchar *signature)
{
  g_autoptr (GBytes)   bytes = g_bytes_new (data, size);
  g_autoptr (GVariant) variant = NULL;

  variant = g_variant_new_from_bytes (G_VARIANT_TYPE (signature), bytes, TRUE);
  g_variant_ref_sink (variant);

  return G_BYTE_ORDER == G_LITTLE_ENDIAN ? g_steal_pointer (&variant)
                                         : g_variant_byteswap (variant);
}

gboolean
_odeon_decoder_get_any (OdeonDecoder *self,
                        GVariant    **slot,
                        OdeonSpan     span,
                        guint         depth,
                        GError      **error)
{
  const guint8     *data = self->data;
  g_autofree gchar *signature = NULL;
  OdeonSpan         child;
  OdeonSpan         type;

  if (!_odeon_decoder_open_variant (self, span, &child, &type, error))
    return FALSE;
  if (!_odeon_variant_validate ((const gchar *) data + type.start, _odeon_span_get_size (type),
                                data + child.start, _odeon_span_get_size (child), depth + 1, error))
    return FALSE;
  if (!_odeon_decoder_charge (self, ODEON_TABLE_SIZE + _odeon_span_get_size (span), error))
    return FALSE;

  signature = g_strndup ((const gchar *) data + type.start, _odeon_span_get_size (type));
  *slot = new_variant (data + child.start, _odeon_span_get_size (child), signature);
  return TRUE;
}
