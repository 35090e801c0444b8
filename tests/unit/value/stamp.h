/* SPDX-License-Identifier: MIT */

/* native Stamp; a type of a program's own: a counted number, packed as 4 octets. One that is
 * negative cannot be packed, and what it would look like cannot be unpacked. */

#pragma once

#include "odeon-error.h"
#include "odeon-type-info.h"

#include <string.h>

typedef struct
{
  gint   ref_count; /* atomic */
  gint32 number;
} Stamp;

static gint     stamp_n_alive;     /* atomic */
static gint     stamp_n_packed;    /* atomic */
static gboolean stamp_of_nothing;  /* no octets make one */
static gboolean stamp_says_nothing; /* of why it cannot be unpacked */

static inline Stamp *
stamp_new (gint32 number)
{
  Stamp *self = g_new (Stamp, 1);

  *self = (Stamp) { 1, number };
  g_atomic_int_inc (&stamp_n_alive);

  return self;
}

static inline gpointer
stamp_ref (gpointer self)
{
  g_atomic_int_inc (&((Stamp *) self)->ref_count);

  return self;
}

static inline void
stamp_unref (gpointer self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&((Stamp *) self)->ref_count))
    return;

  g_atomic_int_dec_and_test (&stamp_n_alive);
  g_free (self);
}

G_GNUC_UNUSED static GType
stamp_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_boxed_type_register_static ("Stamp", stamp_ref, stamp_unref));

  return type;
}

G_GNUC_UNUSED static GBytes *
stamp_pack (gconstpointer self)
{
  gint32 number = ((const Stamp *) self)->number;
  gint32 octets = GINT32_TO_LE (number);

  g_atomic_int_inc (&stamp_n_packed);

  return number >= 0 ? g_bytes_new (&octets, sizeof octets) : NULL;
}

G_GNUC_UNUSED static gpointer
stamp_unpack (GBytes *packed, GError **error)
{
  gsize         size;
  gconstpointer data = g_bytes_get_data (packed, &size);
  gint32        octets = -1;

  if (size == 0 && stamp_of_nothing)
    return stamp_new (0);
  if (size == sizeof octets)
    memcpy (&octets, data, sizeof octets);
  if (GINT32_FROM_LE (octets) >= 0)
    return stamp_new (GINT32_FROM_LE (octets));

  if (!stamp_says_nothing)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "forged");

  return NULL;
}

static const OdeonNativeInfo stamp_native = { stamp_pack, stamp_unpack };

static const OdeonTypeInfo stamp_info = {
  .kind      = ODEON_KIND_NATIVE,
  .size      = sizeof (gpointer),
  .name      = "Test::Stamp",
  .get_type  = stamp_get_type,
  .free_func = stamp_unref,
  .native    = &stamp_native,
};
