/* SPDX-License-Identifier: MIT */

#include "odeon-encoder-private.h"

#include "odeon-value-private.h"
#include "odeon-variant-type-private.h"
#include "odeon-variant-validator-private.h"

void
_odeon_encoder_init (OdeonEncoder *self,
                     gpointer      data,
                     gsize         capacity,
                     gboolean      grows,
                     GPtrArray    *refs)
{
  /* Nothing is ever written where there is no room, but NULL could not be counted from. */
  self->data = data != NULL ? data : (guint8 *) self->first_ends;
  self->position = 0;
  self->capacity = capacity;
  self->grows = grows;
  self->refs = refs;
  self->n_refs = refs != NULL ? refs->len : 0;
  self->apart = NULL;
  self->fault = NULL;
  self->ends = self->first_ends;
  self->n_ends = 0;
  self->max_ends = G_N_ELEMENTS (self->first_ends);
}

void
_odeon_encoder_clear (OdeonEncoder *self)
{
  if (self->ends != self->first_ends)
    g_free (self->ends);
  if (self->grows)
    g_free (self->data);
  if (G_UNLIKELY (self->fault != NULL))
    g_error_free (self->fault);
}

gboolean
_odeon_encoder_finish (OdeonEncoder *self, GError **error)
{
  if (G_LIKELY (self->fault == NULL && self->position <= self->capacity))
    return TRUE;

  if (self->refs != NULL)
    g_ptr_array_set_size (self->refs, (gint) self->n_refs);
  if (self->fault != NULL)
    g_propagate_error (error, g_steal_pointer (&self->fault));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, ": %" G_GSIZE_FORMAT " bytes are needed, "
                 "there is room for %" G_GSIZE_FORMAT, self->position, self->capacity);

  return FALSE;
}

/* The position has been moved on by @size already. */
guint8 *
_odeon_encoder_grow (OdeonEncoder *self, gsize size)
{
  if (!self->grows)
    return NULL;

  self->capacity = MAX (self->position, self->capacity * 2);
  self->data = g_realloc (self->data, self->capacity);

  return self->data + self->position - size;
}

void
_odeon_encoder_grow_ends (OdeonEncoder *self)
{
  gsize *ends = g_new (gsize, 2 * (gsize) self->max_ends);

  memcpy (ends, self->ends, self->n_ends * sizeof *ends);
  if (self->ends != self->first_ends)
    g_free (self->ends);
  self->ends = ends;
  self->max_ends *= 2;
}

void
_odeon_encoder_close_tuple (OdeonEncoder *self, gsize start, OdeonLayout layout, guint n_ends)
{
  gsize   body = self->position - start;
  guint   width;
  guint8 *table;

  if (layout.fixed_size != 0)
    {
      _odeon_encoder_put_zeros (self, layout.fixed_size - body);
      return;
    }
  if (n_ends == 0)
    return;

  width = _odeon_offset_width_for (body, n_ends);
  table = _odeon_encoder_reserve (self, (gsize) n_ends * width);
  for (guint i = 0; i < n_ends; i++)
    {
      gsize end = self->ends[--self->n_ends];

      if (G_LIKELY (table != NULL))
        _odeon_offset_write (table + (gsize) i * width, width, end);
    }
}

void
_odeon_encoder_end_array (OdeonEncoder *self, gsize start, guint n_ends)
{
  guint   width = _odeon_offset_width_for (self->position - start, n_ends);
  guint8 *table = _odeon_encoder_reserve (self, (gsize) n_ends * width);

  self->n_ends -= n_ends;
  if (table != NULL)
    for (guint i = 0; i < n_ends; i++)
      _odeon_offset_write (table + (gsize) i * width, width, self->ends[self->n_ends + i]);
}

void
_odeon_encoder_end_variant (OdeonEncoder *self, const OdeonTypeInfo *info)
{
  GString     *buffer = NULL;
  const gchar *signature = _odeon_type_info_get_signature (info, &buffer);

  _odeon_encoder_put_zeros (self, 1);
  _odeon_encoder_put (self, signature, strlen (signature));
  if (buffer != NULL)
    g_string_free (buffer, TRUE);
}

/* A variant that a user made of bytes may be in any form, and one that was built may be as deep as
 * GVariant lets it: both are found by validating what has just been stored. */
void
_odeon_encoder_put_any (OdeonEncoder *self, GVariant *any, guint depth)
{
  g_autoptr (GVariant) stored = NULL;
  const gchar *signature = g_variant_get_type_string (any);
  gsize        size;
  guint8      *place;

  /* GVariant stores the machine's order. */
  stored = G_BYTE_ORDER == G_LITTLE_ENDIAN ? g_variant_ref (any) : g_variant_byteswap (any);
  size = g_variant_get_size (stored);
  place = _odeon_encoder_reserve (self, size);
  if (place != NULL)
    {
      g_variant_store (stored, place);
      if (self->fault == NULL)
        _odeon_variant_validate (signature, strlen (signature), place, size, depth + 1,
                                 &self->fault);
    }
  _odeon_encoder_put_zeros (self, 1);
  _odeon_encoder_put (self, signature, strlen (signature));
}
