/* SPDX-License-Identifier: MIT */

#include "odeon-scalar-private.h"

#include "odeon-value-private.h"

#include <math.h>
#include <string.h>

static gboolean
is_floating (const OdeonTypeInfo *info)
{
  return info->kind == ODEON_KIND_FLOAT || info->kind == ODEON_KIND_DOUBLE;
}

static gdouble
load_double (const OdeonTypeInfo *info, gconstpointer slot)
{
  return info->kind == ODEON_KIND_FLOAT ? *(const gfloat *) slot : *(const gdouble *) slot;
}

static gint
compare_doubles (gdouble a, gdouble b)
{
  if (isnan (a) || isnan (b))
    return !isnan (a) - !isnan (b);

  return (a > b) - (a < b);
}

gint
_odeon_scalar_compare (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b)
{
  gint64 x;
  gint64 y;

  if (is_floating (info))
    return compare_doubles (load_double (info, a), load_double (info, b));

  x = _odeon_integer_load (info, a);
  y = _odeon_integer_load (info, b);
  if (info->kind == ODEON_KIND_UINT64 || info->kind == ODEON_KIND_BITMASK
      || info->kind == ODEON_KIND_BITSET)
    return ((guint64) x > (guint64) y) - ((guint64) x < (guint64) y);

  return (x > y) - (x < y);
}

static gboolean
check_enum (const OdeonTypeInfo *info, gint value, GError **error)
{
  if (info->flags & ODEON_TYPE_OPEN)
    return TRUE;

  for (guint i = 0; i < info->n_enums; i++)
    if (info->enums[i].value == value)
      return TRUE;

  return _odeon_value_fault (error, "%d is not one of the enumeration's values", value);
}

static gboolean
check_bits (const OdeonTypeInfo *info, guint64 bits, GError **error)
{
  guint64 allowed = info->flags & ODEON_TYPE_OPEN ? _odeon_bits_get_max (info) : info->mask;

  if ((bits & ~allowed) == 0)
    return TRUE;

  return _odeon_value_fault (error, "0x%" G_GINT64_MODIFIER "x has bits that are not declared",
                             bits);
}

static gchar *
dup_text (const OdeonTypeInfo *info, gconstpointer slot)
{
  gint64 integer;

  if (is_floating (info))
    return g_strdup_printf ("%g", load_double (info, slot));

  integer = _odeon_integer_load (info, slot);
  if (info->kind == ODEON_KIND_UINT64)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, (guint64) integer);

  return g_strdup_printf ("%" G_GINT64_FORMAT, integer);
}

static gboolean
fault_range (const OdeonTypeInfo *info,
             gconstpointer        slot,
             const gchar         *relation,
             gconstpointer        limit,
             GError             **error)
{
  g_autofree gchar *value = dup_text (info, slot);
  g_autofree gchar *bound = dup_text (info, limit);

  return _odeon_value_fault (error, "%s is %s %s", value, relation, bound);
}

/* NaN is in no range. */
static gboolean
check_range (const OdeonTypeInfo *info, gconstpointer slot, GError **error)
{
  if (is_floating (info) && isnan (load_double (info, slot)))
    return _odeon_value_fault (error, "not a number, which is in no range");

  if (info->min != NULL && _odeon_scalar_compare (info, slot, info->min) < 0)
    return fault_range (info, slot, "below the minimum of", info->min, error);

  if (info->max != NULL && _odeon_scalar_compare (info, slot, info->max) > 0)
    return fault_range (info, slot, "above the maximum of", info->max, error);

  return TRUE;
}

gboolean
_odeon_scalar_check (const OdeonTypeInfo *info, gconstpointer slot, GError **error)
{
  if (_odeon_scalar_is_free (info))
    return TRUE;

  if (info->kind == ODEON_KIND_ENUM)
    return check_enum (info, *(const gint *) slot, error);

  if (info->kind == ODEON_KIND_BITMASK || info->kind == ODEON_KIND_BITSET)
    return check_bits (info, _odeon_bits_load (slot, info->size), error);

  return check_range (info, slot, error);
}

void
_odeon_scalar_move_into_range (const OdeonTypeInfo *info, gpointer slot)
{
  if (info->min != NULL && _odeon_scalar_compare (info, slot, info->min) < 0)
    memcpy (slot, info->min, info->size);
  else if (info->max != NULL && _odeon_scalar_compare (info, slot, info->max) > 0)
    memcpy (slot, info->max, info->size);
}
