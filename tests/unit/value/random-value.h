/* SPDX-License-Identifier: MIT */

/* Values at random, of types at random or others: what holds of these should hold of all.
 *
 * References are nil unless there is something to refer to, and floating point is never NaN:
 * neither survives a variant.
 */

#pragma once

#include "random-type.h"

#include "odeon-member-private.h"
#include "odeon-scalar-private.h"

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

/* The discriminator selects any of the members, or none. */
static inline void
random_union (Random *self, const OdeonTypeInfo *info, gpointer slot, guint depth)
{
  guint                  which = random_below (self, info->n_members + 1);
  const OdeonMemberInfo *member;

  /* A number at random seldom selects a member by itself. */
  random_value (self, info->element, slot, depth);
  if (info->element->kind != ODEON_KIND_ENUM && which < info->n_members
      && info->members[which].n_labels > 0)
    memcpy (slot, info->members[which].labels, info->element->size);

  member = _odeon_union_get_member (info, slot);
  if (member != NULL)
    random_value (self, member->type, _odeon_member_add_slot (member, slot), depth);
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

static inline gpointer
random_element (Random *self, const OdeonTypeInfo *info, OdeonElementRoom *room, guint depth)
{
  gpointer slot = _odeon_element_begin (info, room);

  random_value (self, info, slot, depth);
  return slot;
}

static inline GHashTable *
random_map (Random *self, const OdeonTypeInfo *info, guint length, guint depth)
{
  GHashTable      *map = odeon_map_new (info);
  OdeonElementRoom key_room;
  OdeonElementRoom value_room;

  /* Some keys are there already. */
  for (guint i = 0; i < length; i++)
    {
      gpointer key = random_element (self, info->key, &key_room, depth);
      gpointer value = random_element (self, info->element, &value_room, depth);

      _odeon_map_add (info, map, key, value);
    }

  return map;
}

static inline void
random_struct (Random *self, const OdeonTypeInfo *info, gpointer slot, guint depth)
{
  for (guint i = 0; i < info->n_members; i++)
    {
      const OdeonMemberInfo *member = &info->members[i];

      if ((member->flags & ODEON_MEMBER_OPTIONAL) && (depth == 0 || random_below (self, 3) == 0))
        continue;
      random_value (self, member->type, _odeon_member_add_slot (member, slot),
                    depth - (depth > 0 && (member->flags & ODEON_MEMBER_RECURSIVE)));

      /* What is NULL is not there. */
      if ((member->flags & ODEON_MEMBER_OPTIONAL) && !_odeon_member_is_present (member, slot))
        assert_true (_odeon_member_is_pointer (member));
    }
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
      memcpy (slot, &bits, info->size);
      _odeon_scalar_move_into_range (info, slot);
      return;
    case ODEON_KIND_FLOAT:
      *(gfloat *) slot = (gfloat) g_rand_double_range (self->rand, -1e30, 1e30);
      return;
    case ODEON_KIND_DOUBLE:
      *(gdouble *) slot = g_rand_double_range (self->rand, -1e300, 1e300);
      _odeon_scalar_move_into_range (info, slot);
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
      if (self->ref != NULL && random_below (self, 3) > 0)
        *(gpointer *) slot = odeon_ref_ref (self->ref);
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
    case ODEON_KIND_UNION:
      random_union (self, info, slot, depth);
      return;
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      bits &= info->mask;
      _odeon_bits_store (slot, info->size, bits);
      return;
    case ODEON_KIND_MAP:
      *(GHashTable **) slot = random_map (self, info, length, depth - (depth > 0));
      return;
    case ODEON_KIND_NATIVE:
      *(Stamp **) slot = stamp_new ((gint32) (bits & G_MAXINT32));
      return;
    case ODEON_KIND_ARRAY:
      for (guint i = 0; i < info->bound; i++)
        random_value (self, info->element, (guint8 *) slot + i * info->element->size, depth);
      return;
    }
}
