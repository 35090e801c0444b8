/* SPDX-License-Identifier: MIT */

/* Types at random, of every kind and recursive ones too, made at run time. Half of them have
 * `signature`, `alignment` and `fixed_size` written down, as generated tables do.
 *
 * The functions that a table names are told nothing but the value: there is a pool of them, each
 * bound to the type that took it.
 */

#pragma once

#include "kinds.h"
#include "stamp.h"

#include "odeon-map-private.h"
#include "odeon-value-private.h"
#include "odeon-variant-layout-private.h"
#include "odeon-variant-type-private.h"

#include <string.h>

typedef struct
{
  GRand     *rand;
  GPtrArray *memory; /* of the types made */
  GPtrArray *types;  /* all of them, borrowed */
  GPtrArray *open;   /* the structs that are being made, which members may go back to */
  OdeonRef  *ref;    /* what references refer to; NULL: they are nil */
} Random;

#define POOL_SIZE 40

static const OdeonTypeInfo *pool_types[POOL_SIZE];
static guint                pool_used;

#define POOL_FUNCTIONS(i)                                                                          \
  static G_GNUC_UNUSED void pool_free_##i (gpointer value)                                         \
  {                                                                                                \
    odeon_boxed_free (pool_types[i], value);                                                       \
  }                                                                                                \
  static G_GNUC_UNUSED guint pool_hash_##i (gconstpointer value)                                   \
  {                                                                                                \
    return odeon_value_hash (pool_types[i], value);                                                \
  }                                                                                                \
  static G_GNUC_UNUSED gboolean pool_equal_##i (gconstpointer a, gconstpointer b)                  \
  {                                                                                                \
    return odeon_value_equal (pool_types[i], a, b);                                                \
  }

#define POOL_ENTRY(i) { pool_free_##i, pool_hash_##i, pool_equal_##i },

#define POOL_TENS(X, t) \
  X (t##0) X (t##1) X (t##2) X (t##3) X (t##4) X (t##5) X (t##6) X (t##7) X (t##8) X (t##9)
#define POOL_ALL(X) \
  X (0) X (1) X (2) X (3) X (4) X (5) X (6) X (7) X (8) X (9) POOL_TENS (X, 1) POOL_TENS (X, 2) \
  POOL_TENS (X, 3)

POOL_ALL (POOL_FUNCTIONS)

static const struct
{
  GDestroyNotify free;
  GHashFunc      hash;
  GEqualFunc     equal;
} pool[POOL_SIZE] = { POOL_ALL (POOL_ENTRY) };

/* Only one at a time, for the pool's sake. */
static inline void
random_init (Random *self, guint32 seed)
{
  self->rand = g_rand_new_with_seed (seed);
  self->memory = g_ptr_array_new_with_free_func (g_free);
  self->types = g_ptr_array_new ();
  self->open = g_ptr_array_new ();
  self->ref = NULL;
  pool_used = 0;
}

static inline void
random_clear (Random *self)
{
  g_rand_free (self->rand);
  g_ptr_array_unref (self->memory);
  g_ptr_array_unref (self->types);
  g_ptr_array_unref (self->open);
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

static inline OdeonTypeInfo *
random_new_type (Random *self, OdeonKind kind, gsize size)
{
  OdeonTypeInfo *type = random_keep (self, g_new0 (OdeonTypeInfo, 1));

  type->kind = kind;
  type->size = (guint32) size;
  g_ptr_array_add (self->types, type);

  return type;
}

/* Gives a type functions of its own; FALSE if there are no more. */
static inline gboolean
random_bind (OdeonTypeInfo *type)
{
  if (pool_used == POOL_SIZE)
    return FALSE;

  pool_types[pool_used] = type;
  type->free_func = pool[pool_used].free;
  type->hash_func = pool[pool_used].hash;
  type->equal_func = pool[pool_used].equal;
  pool_used++;

  return TRUE;
}

static inline const OdeonTypeInfo *
random_bits_type (Random *self)
{
  guint          width = 1 + random_below (self, 64);
  guint32        wire_size = width <= 8 ? 1 : width <= 16 ? 2 : width <= 32 ? 4 : 8;
  gboolean       is_mask = random_below (self, 2) == 0;
  OdeonTypeInfo *type;

  type = random_new_type (self, is_mask ? ODEON_KIND_BITMASK : ODEON_KIND_BITSET,
                          is_mask && width <= 32 ? 4 : wire_size);
  type->mask = width == 64 ? G_MAXUINT64 : ((guint64) 1 << width) - 1;
  type->fixed_size = wire_size;
  type->alignment = wire_size;

  return type;
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
  guint which = random_below (self, G_N_ELEMENTS (types) + 2);

  return which < G_N_ELEMENTS (types) ? types[which] : random_bits_type (self);
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
    &form_info,         &part_info,      &percents_info,  &stamp_info,
  };

  return types[random_below (self, G_N_ELEMENTS (types))];
}

static inline const OdeonTypeInfo *random_inner_type (Random *self, guint depth);

static inline const OdeonTypeInfo *
random_sequence_type (Random *self, const OdeonTypeInfo *element)
{
  OdeonTypeInfo *type;

  if (_odeon_type_is_scalar (element) && random_below (self, 4) > 0)
    type = random_new_type (self, ODEON_KIND_VALUES, sizeof (gpointer));
  else if (_odeon_type_is_scalar (element) || element->kind == ODEON_KIND_STRING
           || (_odeon_element_is_boxed (element) && element->free_func == NULL))
    {
      guint32 bound = 1 + random_below (self, 3);

      /* An open struct does not know its size yet, but has a free function. */
      type = random_new_type (self, ODEON_KIND_ARRAY, bound * element->size);
      type->bound = bound;
      random_bind (type);
    }
  else
    type = random_new_type (self, ODEON_KIND_POINTERS, sizeof (gpointer));
  type->element = element;

  return type;
}

static inline const OdeonTypeInfo *
random_map_type (Random *self, const OdeonTypeInfo *value)
{
  static const OdeonTypeInfo *const keys[] = { &odeon_string_info, &short_string_info };
  OdeonTypeInfo *type = random_new_type (self, ODEON_KIND_MAP, sizeof (gpointer));
  guint          which = random_below (self, 4);

  type->key = which < G_N_ELEMENTS (keys) ? keys[which] : random_simple_type (self);
  if (which == 3 && pool_used < POOL_SIZE)
    {
      OdeonTypeInfo   *key = random_new_type (self, ODEON_KIND_STRUCT, 16);
      OdeonMemberInfo *members = random_keep (self, g_new0 (OdeonMemberInfo, 2));

      members[0] = (OdeonMemberInfo) { .name = "k0", .type = &odeon_string_info };
      members[1] = (OdeonMemberInfo) { .name = "k1", .type = type->key, .offset = 8 };
      key->members = members;
      key->n_members = 2;
      random_bind (key);
      type->key = key;
    }
  type->element = _odeon_element_is_boxed (value) && value->free_func == NULL
                    ? &odeon_any_info : value;

  return type;
}

/* A member that is a struct still being made: behind a pointer, or in a container. */
static inline void
random_recursive_member (Random *self, OdeonMemberInfo *member)
{
  const OdeonTypeInfo *target = self->open->pdata[random_below (self, self->open->len)];

  switch (random_below (self, 3))
    {
    case 0:
      member->type = target;
      member->flags |= ODEON_MEMBER_INDIRECT | ODEON_MEMBER_OPTIONAL;
      return;
    case 1:
      member->type = random_sequence_type (self, target);
      return;
    default:
      member->type = random_map_type (self, target);
      return;
    }
}

static inline void
random_member (Random *self, OdeonMemberInfo *member, guint depth)
{
  if (self->open->len > 0 && random_below (self, 8) == 0)
    random_recursive_member (self, member);
  else
    member->type = random_inner_type (self, depth);

  if (random_below (self, 3) == 0)
    member->flags |= ODEON_MEMBER_OPTIONAL;
  if (((member->flags & ODEON_MEMBER_OPTIONAL)
       && (member->type->kind == ODEON_KIND_STRUCT || member->type->kind == ODEON_KIND_UNION))
      || random_below (self, 8) == 0)
    member->flags |= ODEON_MEMBER_INDIRECT;
}

static inline gsize
random_place (OdeonMemberInfo *member, gsize size)
{
  gsize own = member->flags & ODEON_MEMBER_INDIRECT ? sizeof (gpointer) : member->type->size;

  member->has_offset = (guint32) size;
  member->offset = (guint32) (size + 8);

  return (size + 8 + own + 7) & ~(gsize) 7;
}

/* Its size must be known when others contain it: recursion goes through pointers only. */
static inline const OdeonTypeInfo *
random_struct_type (Random *self, guint depth)
{
  OdeonTypeInfo   *type = random_new_type (self, ODEON_KIND_STRUCT, 1);
  guint            n_members = random_below (self, 5);
  OdeonMemberInfo *members = random_keep (self, g_new0 (OdeonMemberInfo, n_members + 1));
  gboolean         is_closed = !random_bind (type);
  gboolean         is_extensible = random_below (self, 4) == 0;
  gsize            size = 0;

  type->name = "Random";
  if (is_extensible)
    type->flags |= ODEON_TYPE_EXTENSIBLE;
  if (!is_closed)
    g_ptr_array_add (self->open, type);
  for (guint i = 0; i < n_members; i++)
    {
      members[i].name = random_keep (self, g_strdup_printf ("m%u", i));
      random_member (self, &members[i], depth);
      members[i].id = (i * 5 + 3) % 7;
      if (is_extensible && random_below (self, 2) == 0)
        members[i].flags |= ODEON_MEMBER_EXTENDED;
      size = random_place (&members[i], size);
    }
  if (!is_closed)
    g_ptr_array_set_size (self->open, (gint) self->open->len - 1);

  type->size = (guint32) MAX (size, 1);
  type->members = members;
  type->n_members = n_members;

  return type;
}

/* union switch (long) { case 0: …; case 1: …; default: …; } */
static inline const OdeonTypeInfo *
random_union_type (Random *self, guint depth)
{
  static const gint64 labels[] = { 0, 1, 2 };
  OdeonTypeInfo   *type = random_new_type (self, ODEON_KIND_UNION, 16);
  guint            n_members = 1 + random_below (self, 3);
  OdeonMemberInfo *members = random_keep (self, g_new0 (OdeonMemberInfo, n_members));

  random_bind (type);
  type->element = random_below (self, 2) == 0 ? &odeon_int32_info : &odeon_octet_info;
  for (guint i = 0; i < n_members; i++)
    {
      members[i].name = random_keep (self, g_strdup_printf ("u%u", i));
      members[i].type = random_inner_type (self, depth);
      members[i].offset = 8;
      members[i].labels = &labels[i];
      members[i].n_labels = 1;
      members[i].flags = random_below (self, 4) == 0 ? ODEON_MEMBER_INDIRECT : 0;
      type->size = MAX (type->size, 8 + ((members[i].type->size + 7) & ~7u));
    }
  members[0].is_default = random_below (self, 2) == 0;
  type->members = members;
  type->n_members = n_members;

  return type;
}

static inline const OdeonTypeInfo *
random_inner_type (Random *self, guint depth)
{
  switch (random_below (self, depth == 0 ? 2 : 6))
    {
    case 0:
      return random_simple_type (self);
    case 1:
      return random_known_type (self);
    case 2:
      return random_sequence_type (self, random_inner_type (self, depth - 1));
    case 3:
      return random_map_type (self, random_inner_type (self, depth - 1));
    case 4:
      return random_union_type (self, depth - 1);
    default:
      return random_struct_type (self, depth - 1);
    }
}

static inline gboolean
random_reaches (const OdeonTypeInfo *from, const OdeonTypeInfo *to, GHashTable *seen)
{
  if (from == NULL || !g_hash_table_add (seen, (gpointer) from))
    return FALSE;
  if (from->element == to || from->key == to || random_reaches (from->element, to, seen)
      || random_reaches (from->key, to, seen))
    return TRUE;

  for (guint i = 0; i < from->n_members; i++)
    if (from->members[i].type == to || random_reaches (from->members[i].type, to, seen))
      return TRUE;

  return FALSE;
}

static inline gboolean
random_is_back_edge (const OdeonTypeInfo *from, const OdeonTypeInfo *to)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  return (to->kind == ODEON_KIND_STRUCT || to->kind == ODEON_KIND_UNION)
         && (from == to || random_reaches (to, from, seen));
}

/* What the compiler finds out when it has seen all. */
static inline void
random_mark_recursion (Random *self)
{
  for (guint i = 0; i < self->types->len; i++)
    {
      OdeonTypeInfo *type = self->types->pdata[i];

      if (type->element != NULL && type->kind != ODEON_KIND_UNION
          && random_is_back_edge (type, type->element))
        type->flags |= ODEON_TYPE_RECURSIVE_ELEMENT;
      for (guint j = 0; j < type->n_members; j++)
        if (random_is_back_edge (type, type->members[j].type))
          ((OdeonMemberInfo *) type->members)[j].flags |= ODEON_MEMBER_RECURSIVE;
    }
}

static inline void
random_write_down (Random *self)
{
  for (guint i = 0; i < self->types->len; i++)
    {
      OdeonTypeInfo *type = self->types->pdata[i];
      OdeonLayout    layout = _odeon_layout_compute (type);

      type->signature =
        random_keep (self, (gpointer) _odeon_type_info_dup_variant_type (type, TRUE));
      type->alignment = layout.alignment;
      type->fixed_size = (guint32) layout.fixed_size;
    }
}

static inline const OdeonTypeInfo *
random_type (Random *self, guint depth)
{
  const OdeonTypeInfo *type = random_inner_type (self, depth);

  random_mark_recursion (self);
  if (random_below (self, 2) == 0)
    random_write_down (self);

  return type;
}
