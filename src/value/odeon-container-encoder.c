/* SPDX-License-Identifier: MIT */

/* Sequences, arrays and maps into GVariant's serialised form. */

#include "odeon-value-encoder-private.h"

#include "odeon-map-private.h"

void
_odeon_encoder_put_strv (OdeonEncoder *self, const gchar *const *strings)
{
  gsize start = self->position;
  guint length = 0;

  if (strings == NULL || strings[0] == NULL)
    return;

  for (; strings[length] != NULL; length++)
    {
      _odeon_encoder_put_string (self, strings[length]);
      _odeon_encoder_push_end (self, start);
    }
  _odeon_encoder_end_array (self, start, length);
}

void
_odeon_encoder_put_values (OdeonEncoder *self, const OdeonTypeInfo *info, const GArray *values)
{
  gsize size = _odeon_layout_of_type (info->element).fixed_size;

  if (values == NULL || values->len == 0)
    return;

  if (_odeon_scalar_is_plain (info->element, size))
    _odeon_encoder_put (self, values->data, values->len * size);
  else
    for (guint i = 0; i < values->len; i++)
      _odeon_encoder_put_value (self, info->element,
                                values->data + (gsize) i * info->element->size, 0);
}

/* The elements of POINTERS and ARRAY. */
void
_odeon_encoder_put_elements (OdeonEncoder        *self,
                             const OdeonTypeInfo *info,
                             gconstpointer        slot,
                             guint                depth)
{
  const gboolean    recursive = (info->flags & ODEON_TYPE_RECURSIVE_ELEMENT) != 0;
  const OdeonLayout layout = _odeon_layout_of_element (info);
  const guint       length = _odeon_sequence_get_length (info, slot);
  const gsize       start = self->position;

  for (guint i = 0; i < length; i++)
    {
      gconstpointer element = _odeon_sequence_get_slot (info, slot, i);
      GError       *before = self->fault;

      _odeon_encoder_align (self, layout.alignment);
      if (G_LIKELY (element != NULL))
        _odeon_encoder_put_edge (self, info->element, element, recursive, depth + 1);
      else
        _odeon_encoder_fault (self, "an element may not be NULL");
      ODEON_ENCODER_AT (self, before, "[%u]", i);
      if (layout.fixed_size == 0)
        _odeon_encoder_push_end (self, start);
    }
  if (layout.fixed_size == 0 && length > 0)
    _odeon_encoder_end_array (self, start, length);
}

static void
put_entry (OdeonEncoder        *self,
           const OdeonTypeInfo *info,
           const OdeonMapEntry *entry,
           OdeonLayout          layout,
           guint                depth)
{
  const gboolean   recursive = (info->flags & ODEON_TYPE_RECURSIVE_ELEMENT) != 0;
  const gsize      start = self->position;
  guint            n_ends = 0;
  OdeonElementRoom room;
  gconstpointer    key = _odeon_element_get_slot (info->key, &entry->key, &room);
  gconstpointer    value;

  _odeon_encoder_put_value (self, info->key, key, depth);
  if (_odeon_layout_of_type (info->key).fixed_size == 0)
    {
      _odeon_encoder_push_end (self, start);
      n_ends = 1;
    }

  _odeon_encoder_align (self, _odeon_layout_of_element (info).alignment);
  value = _odeon_element_get_slot (info->element, &entry->value, &room);
  if (G_LIKELY (value != NULL))
    _odeon_encoder_put_edge (self, info->element, value, recursive, depth);
  else
    _odeon_encoder_fault (self, "a value may not be NULL");
  _odeon_encoder_end_tuple (self, start, layout, n_ends);
}

void
_odeon_encoder_put_map (OdeonEncoder *self, const OdeonTypeInfo *info, GHashTable *map, guint depth)
{
  const OdeonLayout         layout = _odeon_layout_of_entry (info);
  const gsize               start = self->position;
  guint                     length;
  g_autofree OdeonMapEntry *entries = _odeon_map_dup_sorted (info, map, &length);

  for (guint i = 0; i < length; i++)
    {
      GError *before = self->fault;

      _odeon_encoder_align (self, layout.alignment);
      put_entry (self, info, &entries[i], layout, depth + 2);
      ODEON_ENCODER_AT (self, before, "[%u]", i);
      if (layout.fixed_size == 0)
        _odeon_encoder_push_end (self, start);
    }
  if (layout.fixed_size == 0 && length > 0)
    _odeon_encoder_end_array (self, start, length);
}
