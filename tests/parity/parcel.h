/* SPDX-License-Identifier: MIT */

/* A Parity::Parcel, which has something of each type that goes over a wire. */

#pragma once

#include "parity.idl.h"
#include "stage.h"

/* With the least that each number may be, or the largest. */
static inline ParityParcel *
new_parcel (gboolean largest, gsize text_size)
{
  ParityParcel *self = parity_parcel_new ();

  self->truth = largest;
  self->tiny = largest ? G_MAXINT8 : G_MININT8;
  self->byte = largest ? G_MAXUINT8 : 0;
  self->little = largest ? G_MAXINT16 : G_MININT16;
  self->unsigned_little = largest ? G_MAXUINT16 : 0;
  self->number = largest ? G_MAXINT32 : G_MININT32;
  self->unsigned_number = largest ? G_MAXUINT32 : 0;
  self->huge = largest ? G_MAXINT64 : G_MININT64;
  self->unsigned_huge = largest ? G_MAXUINT64 : 0;
  self->half = largest ? G_MAXFLOAT : -G_MAXFLOAT;
  self->whole = largest ? G_MAXDOUBLE : -G_MAXDOUBLE;
  self->percent = largest ? 100 : 0;
  self->tag = g_strdup (largest ? "12345678" : "");
  self->text = g_strnfill (text_size, 'x');
  self->list = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (gint32 i = 0; i < 1000; i++)
    g_array_append_val (self->list, i);
  for (guint i = 0; i < 3; i++)
    self->triple[i] = (gint32) i - 1;
  self->box = (ParityExtent) { 3, -4 };
  self->packed = g_bytes_new_static ("\0\1\xff", 3);
  self->whatever = g_variant_ref_sink (g_variant_new ("(sb)", "a tuple", TRUE));

  return self;
}

static inline GBytes *
pack (const ParityParcel *parcel)
{
  GError *error = NULL;
  GBytes *bytes = odeon_value_to_bytes (&parity_parcel_info, parcel, NULL, &error);

  assert_no_error (error);

  return bytes;
}

/* (nullable) */
static inline ParityParcel *
unpack (gconstpointer data, gsize size, GError **error)
{
  ParityParcel *self = g_new0 (ParityParcel, 1);

  if (!odeon_value_decode (&parity_parcel_info, self, data, size, NULL, NULL, error))
    {
      g_free (self);
      return NULL;
    }

  return self;
}
