/* SPDX-License-Identifier: MIT */

/* Values from GVariant's serialised form. odeon-decoder-private.h says how the form is held to.
 *
 * A value is built in a slot of zeros, every part of it tied to the whole before it is filled, so
 * that on failure the slot is cleared as it is. The rules of its type are checked on the way, by
 * what odeon_value_check() is made of: what is decoded would pass it, and faults are told alike.
 */

#include "odeon-value-decoder-private.h"

#include "odeon-native-private.h"
#include "odeon-variant-type-private.h"

static gboolean
fault_size (OdeonSpan span, gsize expected, GError **error)
{
  return _odeon_value_fault (error, "%" G_GSIZE_FORMAT " bytes, %" G_GSIZE_FORMAT " are expected",
                             _odeon_span_get_size (span), expected);
}

/* A variant whose child is of the type; the type string is the type's own, to the letter. */
static gboolean
open_typed (OdeonDecoder        *self,
            const OdeonTypeInfo *info,
            OdeonSpan            span,
            OdeonSpan           *out_child,
            GError             **error)
{
  GString     *buffer = NULL;
  const gchar *expected = _odeon_type_info_get_signature (info, &buffer);
  OdeonSpan    type;
  gboolean     ok;

  ok = _odeon_decoder_open_variant (self, span, out_child, &type, error);
  if (ok
      && (strlen (expected) != _odeon_span_get_size (type)
          || memcmp (expected, self->data + type.start, _odeon_span_get_size (type)) != 0))
    ok = _odeon_value_fault (error, "a variant that is no '%s'", expected);
  if (buffer != NULL)
    g_string_free (buffer, TRUE);

  return ok;
}

/* A value that is a `v` where it stands, if @recursive. */
gboolean
_odeon_decoder_get_edge (OdeonDecoder        *self,
                         const OdeonTypeInfo *info,
                         gpointer             slot,
                         OdeonSpan            span,
                         gboolean             recursive,
                         guint                depth,
                         GError             **error)
{
  if (recursive && !open_typed (self, info, span, &span, error))
    return FALSE;

  return _odeon_decoder_get_value (self, info, slot, span, depth, error);
}

/* That its own function refuses it says nothing against the form of it all. */
static gboolean
get_native (OdeonDecoder        *self,
            const OdeonTypeInfo *info,
            gpointer            *slot,
            OdeonSpan            span,
            GError             **error)
{
  g_autoptr (GBytes) packed = NULL;

  if (!_odeon_decoder_get_bytes (self, info, &packed, span, error))
    return FALSE;

  self->is_refused = !_odeon_native_unpack (info, slot, packed, error);

  return !self->is_refused;
}

gboolean
_odeon_decoder_get_value (OdeonDecoder        *self,
                          const OdeonTypeInfo *info,
                          gpointer             slot,
                          OdeonSpan            span,
                          guint                depth,
                          GError             **error)
{
  gsize size;

  if (G_UNLIKELY (depth > ODEON_VALUE_MAX_DEPTH))
    return _odeon_value_fault_too_deep (error);

  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_INT8:
    case ODEON_KIND_INT16:
    case ODEON_KIND_UINT16:
    case ODEON_KIND_INT32:
    case ODEON_KIND_UINT32:
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_ENUM:
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
    case ODEON_KIND_FLOAT:
    case ODEON_KIND_DOUBLE:
    case ODEON_KIND_REF:
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      size = _odeon_layout_of_type (info).fixed_size;
      if (G_UNLIKELY (_odeon_span_get_size (span) != size))
        return fault_size (span, size, error);
      return _odeon_decoder_get_scalar (self, info, self->data + span.start, slot, error);
    case ODEON_KIND_STRING:
      return _odeon_decoder_get_string (self, info, slot, span, error);
    case ODEON_KIND_ANY:
      return _odeon_decoder_get_any (self, slot, span, depth, error);
    case ODEON_KIND_STRUCT:
      return _odeon_decoder_get_struct (self, info, slot, span, depth, error);
    case ODEON_KIND_UNION:
      return _odeon_decoder_get_union (self, info, slot, span, depth, error);
    case ODEON_KIND_BYTES:
      return _odeon_decoder_get_bytes (self, info, slot, span, error);
    case ODEON_KIND_STRV:
      return _odeon_decoder_get_strv (self, info, slot, span, error);
    case ODEON_KIND_VALUES:
      return _odeon_decoder_get_values (self, info, slot, span, error);
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      return _odeon_decoder_get_elements (self, info, slot, span, depth, error);
    case ODEON_KIND_MAP:
      return _odeon_decoder_get_map (self, info, slot, span, depth, error);
    case ODEON_KIND_NATIVE:
      return get_native (self, info, slot, span, error);
    }

  g_assert_not_reached ();
}
