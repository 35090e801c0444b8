/* SPDX-License-Identifier: MIT */

#include "odeon-native-private.h"

#include "odeon-value-private.h"

_Thread_local guint _odeon_native_depth;

GBytes *
_odeon_native_pack (const OdeonTypeInfo *info, gconstpointer native)
{
  GBytes *packed;

  if (native == NULL)
    return NULL;

  _odeon_native_depth++;
  packed = info->native->pack (native);
  _odeon_native_depth--;

  return packed;
}

gboolean
_odeon_native_unpack (const OdeonTypeInfo *info,
                      gpointer            *slot,
                      GBytes              *packed,
                      GError             **error)
{
  g_autoptr (GError) failure = NULL;

  _odeon_native_depth++;
  *slot = info->native->unpack (packed, &failure);
  _odeon_native_depth--;
  if (G_LIKELY (*slot != NULL))
    return TRUE;

  return _odeon_value_fault (error, "no %s could be unpacked%s%s", info->name,
                             failure != NULL ? ": " : "", failure != NULL ? failure->message : "");
}

gpointer
_odeon_native_copy (const OdeonTypeInfo *info, gconstpointer native)
{
  return native != NULL ? g_boxed_copy (info->get_type (), native) : NULL;
}

void
_odeon_native_free (const OdeonTypeInfo *info, gpointer native)
{
  if (native != NULL)
    g_boxed_free (info->get_type (), native);
}

/* What cannot be packed has no order but that of the memory, and is equal to itself only. */
gint
_odeon_native_compare (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b)
{
  g_autoptr (GBytes) x = NULL;
  g_autoptr (GBytes) y = NULL;

  if (a == b)
    return 0;

  x = _odeon_native_pack (info, a);
  y = _odeon_native_pack (info, b);
  if (x != NULL && y != NULL)
    return g_bytes_compare (x, y);
  if (x != NULL || y != NULL)
    return x != NULL ? 1 : -1;

  return (guintptr) a > (guintptr) b ? 1 : -1;
}
