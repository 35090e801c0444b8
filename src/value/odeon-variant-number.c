/* SPDX-License-Identifier: MIT */

/* Numbers from variants of whatever numeric type: an integer from any in whose range it lies,
 * floating point from any. */

#include "odeon-variant-number-private.h"

#include "odeon-bits-private.h"
#include "odeon-value-private.h"

#include <math.h>

static gboolean
fault_out_of_range (GError **error, GVariant *number)
{
  g_autofree gchar *text = g_variant_print (number, FALSE);

  return _odeon_value_fault (error, "%s is out of range", text);
}

/* An integer of either sign and 64 bits: `is_negative` tells how to take the bits. */
typedef struct
{
  guint64  bits;
  gboolean is_negative;
} Integer;

static Integer
signed_integer (gint64 value)
{
  return (Integer) { .bits = (guint64) value, .is_negative = value < 0 };
}

static gboolean
get_integer (GVariant *variant, Integer *out_integer)
{
  switch (g_variant_classify (variant))
    {
    case G_VARIANT_CLASS_BYTE:
      out_integer->bits = g_variant_get_byte (variant);
      break;
    case G_VARIANT_CLASS_UINT16:
      out_integer->bits = g_variant_get_uint16 (variant);
      break;
    case G_VARIANT_CLASS_UINT32:
      out_integer->bits = g_variant_get_uint32 (variant);
      break;
    case G_VARIANT_CLASS_UINT64:
      out_integer->bits = g_variant_get_uint64 (variant);
      break;
    case G_VARIANT_CLASS_INT16:
      *out_integer = signed_integer (g_variant_get_int16 (variant));
      return TRUE;
    case G_VARIANT_CLASS_INT32:
      *out_integer = signed_integer (g_variant_get_int32 (variant));
      return TRUE;
    case G_VARIANT_CLASS_INT64:
      *out_integer = signed_integer (g_variant_get_int64 (variant));
      return TRUE;
    case G_VARIANT_CLASS_BOOLEAN:
    case G_VARIANT_CLASS_HANDLE:
    case G_VARIANT_CLASS_DOUBLE:
    case G_VARIANT_CLASS_STRING:
    case G_VARIANT_CLASS_OBJECT_PATH:
    case G_VARIANT_CLASS_SIGNATURE:
    case G_VARIANT_CLASS_VARIANT:
    case G_VARIANT_CLASS_MAYBE:
    case G_VARIANT_CLASS_ARRAY:
    case G_VARIANT_CLASS_TUPLE:
    case G_VARIANT_CLASS_DICT_ENTRY:
      return FALSE;
    }

  out_integer->is_negative = FALSE;
  return TRUE;
}

/* An integer of @info's size, from @min to @max. */
static gboolean
read_integer (const OdeonTypeInfo *info,
              gpointer             slot,
              GVariant            *variant,
              gint64               min,
              guint64              max,
              GError             **error)
{
  Integer integer;

  if (!get_integer (variant, &integer))
    return _odeon_value_fault_type (error, "an integer", variant);

  if (integer.is_negative ? (gint64) integer.bits < min : integer.bits > max)
    return fault_out_of_range (error, variant);

  _odeon_bits_store (slot, info->size, integer.bits);
  return TRUE;
}

/* A byte stands for all that eight bits can, the negative too; any other number for itself. */
static gboolean
read_int8 (const OdeonTypeInfo *info, gpointer slot, GVariant *variant, GError **error)
{
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_BYTE))
    return read_integer (info, slot, variant, 0, G_MAXUINT8, error);

  return read_integer (info, slot, variant, G_MININT8, G_MAXINT8, error);
}

gboolean
_odeon_integer_read (const OdeonTypeInfo *info, gpointer slot, GVariant *variant, GError **error)
{
  switch (info->kind)
    {
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
      return read_integer (info, slot, variant, 0, G_MAXUINT8, error);
    case ODEON_KIND_INT8:
      return read_int8 (info, slot, variant, error);
    case ODEON_KIND_INT16:
      return read_integer (info, slot, variant, G_MININT16, G_MAXINT16, error);
    case ODEON_KIND_UINT16:
      return read_integer (info, slot, variant, 0, G_MAXUINT16, error);
    case ODEON_KIND_INT32:
    case ODEON_KIND_ENUM:
      return read_integer (info, slot, variant, G_MININT32, G_MAXINT32, error);
    case ODEON_KIND_UINT32:
    case ODEON_KIND_WCHAR:
      return read_integer (info, slot, variant, 0, G_MAXUINT32, error);
    case ODEON_KIND_INT64:
      return read_integer (info, slot, variant, G_MININT64, G_MAXINT64, error);
    case ODEON_KIND_UINT64:
      return read_integer (info, slot, variant, 0, G_MAXUINT64, error);
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      return read_integer (info, slot, variant, 0, _odeon_bits_get_max (info), error);
    case ODEON_KIND_BOOLEAN:
    case ODEON_KIND_FLOAT:
    case ODEON_KIND_DOUBLE:
    case ODEON_KIND_STRING:
    case ODEON_KIND_ANY:
    case ODEON_KIND_REF:
    case ODEON_KIND_STRUCT:
    case ODEON_KIND_UNION:
    case ODEON_KIND_BYTES:
    case ODEON_KIND_STRV:
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
    case ODEON_KIND_MAP:
    case ODEON_KIND_NATIVE:
      break;
    }

  g_assert_not_reached ();
}

gboolean
_odeon_double_read (gdouble *slot, GVariant *variant, GError **error)
{
  Integer integer;

  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_DOUBLE))
    *slot = g_variant_get_double (variant);
  else if (get_integer (variant, &integer))
    *slot = integer.is_negative ? (gdouble) (gint64) integer.bits : (gdouble) integer.bits;
  else
    return _odeon_value_fault_type (error, "a number", variant);

  return TRUE;
}

gboolean
_odeon_float_read (gfloat *slot, GVariant *variant, GError **error)
{
  gdouble number;

  if (!_odeon_double_read (&number, variant, error))
    return FALSE;

  if (isfinite (number) && fabs (number) > G_MAXFLOAT)
    return fault_out_of_range (error, variant);

  *slot = (gfloat) number;
  return TRUE;
}
