/* SPDX-License-Identifier: MIT */

/* Values of types, both at random: what holds of these should hold of all.
 *
 * References are nil, and floating point is never NaN: neither survives a variant, or equals
 * itself. Structs within sequences are those of fixtures.h, for a type made at run time has no
 * function to free one.
 */

#pragma once

#include "kinds.h"

#include "odeon-map-private.h"
#include "odeon-member-private.h"

#include <string.h>

typedef struct
{
  GRand     *rand;
  GPtrArray *memory; /* of the types made */
} Random;

static inline void
random_init (Random *self, guint32 seed)
{
  self->rand = g_rand_new_with_seed (seed);
  self->memory = g_ptr_array_new_with_free_func (g_free);
}

static inline void
random_clear (Random *self)
{
  g_rand_free (self->rand);
  g_ptr_array_unref (self->memory);
}

/* From 0 to below @limit. */
static inline guint
random_below (Random *self, guint limit)
{
  return (guint) g_rand_int_range (self->rand, 0, (gint32) limit);
}

static inline gpointer
random_keep (Random *self, gpointer memory)
{
  g_ptr_array_add (self->memory, memory);
  return memory;
}

static inline const OdeonTypeInfo *
random_simple_type (Random *self)
{
  static const OdeonTypeInfo *const types[] = {
    &odeon_boolean_info, &odeon_octet_info,  &odeon_char_info,   &odeon_wchar_info,
    &odeon_int8_info,    &odeon_int16_info,  &odeon_uint16_info, &odeon_int32_info,
    &odeon_uint32_info,  &odeon_int64_info,  &odeon_uint64_info, &odeon_float_info,
    &odeon_double_info,  &color_info,        &perm_info,         &big_mask_info,
    &packed_info,        &mood_info,         &percent_info,      &ratio_info,
  };

  return types[random_below (self, G_N_ELEMENTS (types))];
}

static inline const OdeonTypeInfo *
random_known_type (Random *self)
{
  static const OdeonTypeInfo *const types[] = {
    &odeon_string_info, &odeon_any_info, &odeon_ref_info, &odeon_bytes_info, &odeon_strv_info,
    &short_string_info, &point_info,     &shape_info,     &choice_info,      &maybe_info,
    &points_info,       &matrix_info,    &refs_info,      &node_info,        &person_info,
    &grid_info,         &nothing_info,   &shapes_info,    &flags_info,       &phones_info,
    &names_info,        &spots_info,     &small_info,     &moods_info,       &flips_info,
    &rates_info,        &masks_info,     &index_info,     &words_info,       &card_info,
    &form_info,         &part_info,      &percents_info,
  };

  return types[random_below (self, G_N_ELEMENTS (types))];
}

static inline const OdeonTypeInfo *
random_sequence_type (Random *self, const OdeonTypeInfo *element)
{
  OdeonTypeInfo *type = random_keep (self, g_new0 (OdeonTypeInfo, 1));

  type->element = element;
  if (_odeon_type_is_scalar (element))
    {
      type->kind = ODEON_KIND_VALUES;
      type->size = sizeof (gpointer);
    }
  else if (element->kind == ODEON_KIND_STRING
           || (_odeon_element_is_boxed (element) && element->free_func == NULL))
    {
      type->kind = ODEON_KIND_ARRAY;
      type->bound = 1 + random_below (self, 3);
      type->size = type->bound * element->size;
    }
  else
    {
      type->kind = ODEON_KIND_POINTERS;
      type->size = sizeof (gpointer);
    }

  return type;
}

static inline const OdeonTypeInfo *
random_map_type (Random *self, const OdeonTypeInfo *element)
{
  static const OdeonTypeInfo *const keys[] = { &odeon_string_info, &spot_info };
  OdeonTypeInfo *type;

  if (_odeon_element_is_boxed (element) && element->free_func == NULL)
    return random_sequence_type (self, element);

  type = random_keep (self, g_new0 (OdeonTypeInfo, 1));
  type->kind = ODEON_KIND_MAP;
  type->size = sizeof (gpointer);
  type->element = element;
  type->key = random_below (self, 2) ? random_simple_type (self) : keys[random_below (self, 2)];

  return type;
}

static inline const OdeonTypeInfo *random_type (Random *self, guint depth);

/* Whether it may be absent, is behind a pointer, or extends the struct; lays it out. */
static inline void
random_member (Random *self, OdeonMemberInfo *member, gboolean is_extensible, guint32 *size)
{
  member->flags = random_below (self, 4) == 0 ? ODEON_MEMBER_OPTIONAL : 0;
  if (is_extensible && random_below (self, 2))
    member->flags |= ODEON_MEMBER_EXTENDED;
  if (_odeon_type_is_scalar (member->type) ? random_below (self, 4) == 0
      : _odeon_element_is_boxed (member->type)
        && (random_below (self, 4) == 0
            || ((member->flags & ODEON_MEMBER_OPTIONAL)
                && member->type->kind != ODEON_KIND_ARRAY)))
    member->flags |= ODEON_MEMBER_INDIRECT;

  if ((member->flags & ODEON_MEMBER_OPTIONAL) && !_odeon_member_is_pointer (member))
    {
      member->has_offset = *size;
      *size += 8;
    }
  member->offset = *size;
  *size += member->flags & ODEON_MEMBER_INDIRECT ? 8 : (member->type->size + 7) & ~7u;
}

static inline const OdeonTypeInfo *
random_struct_type (Random *self, guint depth)
{
  OdeonTypeInfo *type = random_keep (self, g_new0 (OdeonTypeInfo, 1));
  guint n_members = 1 + random_below (self, 4);
  OdeonMemberInfo *members = random_keep (self, g_new0 (OdeonMemberInfo, n_members));
  guint32 size = 0;

  type->flags = random_below (self, 3) == 0 ? ODEON_TYPE_EXTENSIBLE : 0;
  for (guint i = 0; i < n_members; i++)
    {
      members[i].name = random_keep (self, g_strdup_printf ("m%u", i));
      members[i].type = random_type (self, depth);
      members[i].id = 100 - i;
      random_member (self, &members[i], type->flags != 0, &size);
    }

  type->kind = ODEON_KIND_STRUCT;
  type->size = size;
  type->name = "Random";
  type->members = members;
  type->n_members = n_members;

  return type;
}

static inline const OdeonTypeInfo *
random_type (Random *self, guint depth)
{
  switch (random_below (self, depth == 0 ? 2 : 5))
    {
    case 0:
      return random_simple_type (self);
    case 1:
      return random_known_type (self);
    case 2:
      return random_sequence_type (self, random_type (self, depth - 1));
    case 3:
      return random_map_type (self, random_type (self, depth - 1));
    default:
      return random_struct_type (self, depth - 1);
    }
}

static inline gchar *
random_string (Random *self, const OdeonTypeInfo *info)
{
  static const gchar *const characters[] = { "a", "Z", " ", "'", "\"", "\\", "\n", "ß", "€", "𝄞" };
  GString *string = g_string_new (NULL);
  guint length = random_below (self, info->bound != 0 ? info->bound + 1 : 12);

  for (guint i = 0; i < length; i++)
    g_string_append (string, characters[random_below (self, G_N_ELEMENTS (characters))]);

  return g_string_free (string, FALSE);
}

static inline guint64
random_bits (Random *self)
{
  guint64 bits = ((guint64) g_rand_int (self->rand) << 32) | g_rand_int (self->rand);

  /* Small numbers, and extremes, as well as large ones. */
  return random_below (self, 4) == 0 ? ~(guint64) 0 : bits >> random_below (self, 64);
}

static inline GVariant *
random_any (Random *self)
{
  switch (random_below (self, 4))
    {
    case 0:
      return g_variant_ref_sink (g_variant_new_int32 ((gint32) g_rand_int (self->rand)));
    case 1:
      return g_variant_ref_sink (g_variant_new_variant (g_variant_new_string ("in two")));
    case 2:
      return g_variant_ref_sink (g_variant_new ("(sa{sv})", "text", NULL));
    default:
      return g_variant_ref_sink (g_variant_new_tuple (NULL, 0));
    }
}

static inline void random_value (Random              *self,
                                 const OdeonTypeInfo *info,
                                 gpointer             slot,
                                 guint                depth);

static inline void
random_union (Random *self, const OdeonTypeInfo *info, gpointer slot, guint depth)
{
  guint which = random_below (self, info->n_members + 1);
  const OdeonMemberInfo *member = NULL;

  /* A number at random seldom selects a member by itself. */
  random_value (self, info->element, slot, depth);
  if (info->element->kind == ODEON_KIND_INT64)
    *(gint64 *) slot = which == 0 ? 7 : 8;
  if (info->element->kind == ODEON_KIND_BOOLEAN)
    *(gboolean *) slot = which == 0;

  if (info == &part_info)
    member = _odeon_union_get_member (info, slot);
  else if (info == &shape_info)
    member = &info->members[*(Color *) slot == COLOR_GREEN ? 1 : 0];
  else if (info == &choice_info)
    member = &info->members[*(gint64 *) slot == 7 ? 0 : 1];
  else if (*(gboolean *) slot)
    member = &info->members[0];

  if (member != NULL)
    random_value (self, member->type, _odeon_member_add_slot (member, slot), depth);
}

static inline void
random_struct (Random *self, const OdeonTypeInfo *info, gpointer slot, guint depth)
{
  for (guint i = 0; i < info->n_members; i++)
    {
      const OdeonMemberInfo *member = &info->members[i];

      if (!(member->flags & ODEON_MEMBER_OPTIONAL))
        random_value (self, member->type, _odeon_member_add_slot (member, slot), depth);
      else if (depth > 0 && random_below (self, 2))
        random_value (self, member->type, _odeon_member_add_slot (member, slot), depth - 1);
    }
}

static inline GHashTable *
random_map (Random *self, const OdeonTypeInfo *info, guint length, guint depth)
{
  GHashTable *map = odeon_map_new (info);

  for (guint i = 0; i < length; i++)
    {
      OdeonElementRoom key_room;
      OdeonElementRoom value_room;
      gpointer key = _odeon_element_begin (info->key, &key_room);
      gpointer value = _odeon_element_begin (info->element, &value_room);

      random_value (self, info->key, key, depth);
      random_value (self, info->element, value, depth);
      _odeon_map_add (info, map, key, value);
    }

  return map;
}

/* In the range, if there is one. */
static inline void
random_number (Random *self, const OdeonTypeInfo *info, gpointer slot)
{
  guint64 bits = random_bits (self);

  if (info->kind == ODEON_KIND_BITMASK || info->kind == ODEON_KIND_BITSET)
    bits &= info->mask;
  if (info == &percent_info)
    bits = percent_min + random_below (self, (guint) (percent_max - percent_min));
  memcpy (slot, &bits, info->size);
}

static inline GArray *
random_values (Random *self, const OdeonTypeInfo *info, guint length)
{
  GArray *values = g_array_set_size (odeon_values_new (info), length);

  for (guint i = 0; i < length; i++)
    random_value (self, info->element, values->data + i * info->element->size, 0);

  return values;
}

static inline GPtrArray *
random_pointers (Random *self, const OdeonTypeInfo *info, guint length, guint depth)
{
  GPtrArray *pointers = odeon_pointers_new (info);
  gpointer box;

  for (guint i = 0; i < length; i++)
    {
      box = g_malloc0 (MAX (info->element->size, sizeof (gpointer)));
      random_value (self, info->element, box, depth);
      if (_odeon_element_is_boxed (info->element))
        g_ptr_array_add (pointers, box);
      else
        {
          g_ptr_array_add (pointers, *(gpointer *) box);
          g_free (box);
        }
    }

  return pointers;
}

/* Fills a slot of zeros; sequences end at @depth 0. */
static inline void
random_value (Random *self, const OdeonTypeInfo *info, gpointer slot, guint depth)
{
  guint length = depth == 0 ? 0 : random_below (self, info->bound != 0 ? info->bound + 1 : 4);
  guint64 bits = random_bits (self);
  gsize n_octets;

  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
      *(gboolean *) slot = (gint) random_below (self, 3);
      return;
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_INT8:
    case ODEON_KIND_INT16:
    case ODEON_KIND_UINT16:
    case ODEON_KIND_INT32:
    case ODEON_KIND_UINT32:
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      random_number (self, info, slot);
      return;
    case ODEON_KIND_FLOAT:
      *(gfloat *) slot = (gfloat) g_rand_double_range (self->rand, -1e30, 1e30);
      return;
    case ODEON_KIND_DOUBLE:
      *(gdouble *) slot = g_rand_double_range (self->rand, -1e300, info->max ? 1 : 1e300);
      return;
    case ODEON_KIND_ENUM:
      *(gint *) slot = info->enums[random_below (self, info->n_enums)].value;
      return;
    case ODEON_KIND_STRING:
      *(gchar **) slot = random_string (self, info);
      return;
    case ODEON_KIND_ANY:
      *(GVariant **) slot = random_any (self);
      return;
    case ODEON_KIND_REF:
      return;
    case ODEON_KIND_BYTES:
      n_octets = MIN (length, sizeof bits);
      *(GBytes **) slot = n_octets > 0 ? g_bytes_new (&bits, n_octets) : NULL;
      return;
    case ODEON_KIND_STRV:
      *(GStrv *) slot = g_new0 (gchar *, length + 1);
      for (guint i = 0; i < length; i++)
        (*(GStrv *) slot)[i] = random_string (self, info->element);
      return;
    case ODEON_KIND_VALUES:
      *(GArray **) slot = random_values (self, info, length);
      return;
    case ODEON_KIND_POINTERS:
      *(GPtrArray **) slot = random_pointers (self, info, length, depth - (depth > 0));
      return;
    case ODEON_KIND_STRUCT:
      random_struct (self, info, slot, depth);
      return;
    case ODEON_KIND_MAP:
      *(GHashTable **) slot = random_map (self, info, length, depth - (depth > 0));
      return;
    case ODEON_KIND_UNION:
      random_union (self, info, slot, depth);
      return;
    case ODEON_KIND_ARRAY:
      for (guint i = 0; i < info->bound; i++)
        random_value (self, info->element, (guint8 *) slot + i * info->element->size, depth);
      return;
    }
}
