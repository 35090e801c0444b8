/* SPDX-License-Identifier: MIT */

/* A Geo::Matrix: square, of numbers, counted; packed as its size and the numbers. */

#pragma once

#include "geo.idl.h"

#include <string.h>

struct _GeoMatrix
{
  gatomicrefcount ref_count;
  gint32          size;
  gboolean        is_spoilt; /* packed cut short */
  gdouble         numbers[];
};

static gint matrices_packed; /* atomic */

/* With @value in the diagonal. */
static inline GeoMatrix *
matrix_new (gint32 size, gdouble value)
{
  GeoMatrix *self = g_malloc0 (sizeof *self + sizeof (gdouble) * (gsize) size * (gsize) size);

  g_atomic_ref_count_init (&self->ref_count);
  self->size = size;
  for (gint32 i = 0; i < size; i++)
    self->numbers[i * size + i] = value;

  return self;
}

static GeoMatrix *
matrix_ref (GeoMatrix *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static void
matrix_unref (GeoMatrix *self)
{
  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

G_DEFINE_BOXED_TYPE (GeoMatrix, geo_matrix, matrix_ref, matrix_unref)

GBytes *
geo_matrix_pack (const GeoMatrix *self)
{
  gsize    n = (gsize) self->size * (gsize) self->size * sizeof (gdouble);
  guint8  *octets = g_malloc (sizeof self->size + n);

  g_atomic_int_inc (&matrices_packed);
  memcpy (octets, &self->size, sizeof self->size);
  memcpy (octets + sizeof self->size, self->numbers, n);

  return g_bytes_new_take (octets, sizeof self->size + n - self->is_spoilt);
}

GeoMatrix *
geo_matrix_unpack (GBytes *packed, GError **error)
{
  gsize         size;
  const guint8 *octets = g_bytes_get_data (packed, &size);
  gint32        rows = -1;
  GeoMatrix    *self;

  if (size >= sizeof rows)
    memcpy (&rows, octets, sizeof rows);
  if (rows < 0 || rows > 1024
      || size != sizeof rows + (gsize) rows * (gsize) rows * sizeof (gdouble))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "%" G_GSIZE_FORMAT " octets are no matrix", size);
      return NULL;
    }

  self = matrix_new (rows, 0);
  memcpy (self->numbers, octets + sizeof rows, size - sizeof rows);

  return self;
}

static inline GeoMatrix *
matrix_multiply (const GeoMatrix *a, const GeoMatrix *b)
{
  GeoMatrix *product = matrix_new (a->size, 0);

  for (gint32 i = 0; i < a->size; i++)
    for (gint32 j = 0; j < a->size; j++)
      for (gint32 k = 0; k < a->size; k++)
        product->numbers[i * a->size + j] +=
          a->numbers[i * a->size + k] * b->numbers[k * a->size + j];

  return product;
}
