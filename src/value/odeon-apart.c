/* SPDX-License-Identifier: MIT */

#include "odeon-apart-private.h"
#include "odeon-bytes-private.h"

static void
clear_item (gpointer item)
{
  g_bytes_unref (((OdeonApartItem *) item)->bytes);
}

void
_odeon_apart_init (OdeonApart *self, gsize min_size, guint max_n)
{
  self->items = g_array_new (FALSE, FALSE, sizeof (OdeonApartItem));
  g_array_set_clear_func (self->items, clear_item);
  self->min_size = min_size;
  self->max_n = max_n;
  self->n_taken = 0;
  self->packed = NULL;
}

void
_odeon_apart_clear (OdeonApart *self)
{
  if (G_UNLIKELY (self->items->len > 0))
    g_array_set_size (self->items, 0);
  self->n_taken = 0;
}

void
_odeon_apart_free (OdeonApart *self)
{
  g_array_unref (self->items);
}

gboolean
_odeon_apart_wants (const OdeonApart *self, GBytes *bytes)
{
  gsize size = g_bytes_get_size (bytes);

  if (size < ODEON_APART_MIN || self->items->len == self->max_n)
    return FALSE;

  return size >= self->min_size || _odeon_bytes_is_shared (bytes);
}

gboolean
_odeon_apart_add (OdeonApart *self, gsize position, GBytes *bytes)
{
  OdeonApartItem item = { position, _odeon_bytes_seal (bytes) };

  if (item.bytes == NULL)
    return FALSE;

  g_array_append_val (self->items, item);

  return TRUE;
}

GBytes *
_odeon_apart_take (OdeonApart *self, gsize position)
{
  OdeonApartItem *item;

  if (self->n_taken == self->items->len)
    return NULL;
  item = &g_array_index (self->items, OdeonApartItem, self->n_taken);
  if (item->position != position)
    return NULL;

  self->n_taken++;

  return item->bytes;
}

void
_odeon_apart_keep_packed (OdeonApart *self, gconstpointer native, GBytes *packed)
{
  if (self->packed == NULL)
    self->packed = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_bytes_unref);
  g_hash_table_insert (self->packed, (gpointer) native, g_bytes_ref (packed));
}

GBytes *
_odeon_apart_get_packed (const OdeonApart *self, gconstpointer native)
{
  GBytes *packed;

  if (G_LIKELY (self->packed == NULL))
    return NULL;
  packed = g_hash_table_lookup (self->packed, native);

  return packed != NULL ? g_bytes_ref (packed) : NULL;
}

void
_odeon_apart_forget_packed (OdeonApart *self)
{
  g_clear_pointer (&self->packed, g_hash_table_unref);
}
