/* SPDX-License-Identifier: MIT */

/* More tables as the compiler would emit them: bit masks, ranges, maps, members that may be absent
 * or are behind a pointer, structs that can grow. */

#pragma once

#include "fixtures.h"

/* @bit_bound(8) bitmask Perm { READ, WRITE, EXEC }; and one of more than 32 bits; and
 * bitset Packed { bitfield<4> low; bitfield<3>; bitfield<5> high; }; */
typedef enum
{
  PERM_READ  = 1 << 0,
  PERM_WRITE = 1 << 1,
  PERM_EXEC  = 1 << 2
} Perm;

static const OdeonTypeInfo perm_info = {
  .kind       = ODEON_KIND_BITMASK,
  .size       = sizeof (Perm),
  .name       = "Test::Perm",
  .mask       = 0x7,
  .signature  = "y",
  .alignment  = 1,
  .fixed_size = 1,
};

static const OdeonTypeInfo open_perm_info = {
  .kind       = ODEON_KIND_BITMASK,
  .size       = sizeof (Perm),
  .name       = "Test::OpenPerm",
  .flags      = ODEON_TYPE_OPEN,
  .mask       = 0x7,
  .fixed_size = 1,
};

static const OdeonTypeInfo big_mask_info = {
  .kind       = ODEON_KIND_BITMASK,
  .size       = sizeof (guint64),
  .name       = "Test::BigMask",
  .mask       = G_GUINT64_CONSTANT (0x8000010000000001),
  .fixed_size = 8,
};

static const OdeonTypeInfo packed_info = {
  .kind       = ODEON_KIND_BITSET,
  .size       = sizeof (guint16),
  .name       = "Test::Packed",
  .mask       = 0x0f8f,
  .fixed_size = 2,
};

/* @appendable enum Mood { GLAD = 3, SAD = 4 }; */
static const gint mood_initial = 3;

static const OdeonEnumInfo mood_enums[] = { { "GLAD", 3 }, { "SAD", 4 } };

static const OdeonTypeInfo mood_info = {
  .kind    = ODEON_KIND_ENUM,
  .size    = sizeof (gint),
  .name    = "Test::Mood",
  .enums   = mood_enums,
  .n_enums = G_N_ELEMENTS (mood_enums),
  .flags   = ODEON_TYPE_OPEN,
  .initial = &mood_initial,
};

/* Numbers with a range. */
static const gint32 percent_min = 5;
static const gint32 percent_max = 100;
static const gdouble ratio_max = 1.0;
static const guint64 huge_min = G_MAXUINT64 - 9;

static const OdeonTypeInfo percent_info = {
  .kind = ODEON_KIND_INT32,
  .size = sizeof (gint32),
  .name = "Test::Percent",
  .min  = &percent_min,
  .max  = &percent_max,
};

static const OdeonTypeInfo ratio_info = {
  .kind = ODEON_KIND_DOUBLE,
  .size = sizeof (gdouble),
  .max  = &ratio_max,
};

static const OdeonTypeInfo huge_info = {
  .kind = ODEON_KIND_UINT64,
  .size = sizeof (guint64),
  .min  = &huge_min,
};

static const OdeonTypeInfo percents_info = {
  .kind    = ODEON_KIND_VALUES,
  .size    = sizeof (GArray *),
  .element = &percent_info,
};

/* Maps. */
#define MAP(Name, Bound, Key, Element)                                                             \
  {                                                                                                \
    .kind = ODEON_KIND_MAP, .size = sizeof (GHashTable *), .name = Name, .bound = Bound,           \
    .key = Key, .element = Element                                                                 \
  }

static inline guint
spot_hash (gconstpointer spot)
{
  return odeon_value_hash (&point_info, spot);
}

static inline gboolean
spot_equal (gconstpointer a, gconstpointer b)
{
  return odeon_value_equal (&point_info, a, b);
}

/* A Point that can be a key. */
static const OdeonTypeInfo spot_info = {
  .kind       = ODEON_KIND_STRUCT,
  .size       = sizeof (Point),
  .name       = "Test::Spot",
  .members    = point_members,
  .n_members  = G_N_ELEMENTS (point_members),
  .free_func  = point_free,
  .hash_func  = spot_hash,
  .equal_func = spot_equal,
};

static const OdeonTypeInfo phones_info = MAP ("Test::Phones", 3, &odeon_string_info,
                                              &odeon_int32_info);
static const OdeonTypeInfo names_info = MAP ("Test::Names", 0, &odeon_int64_info,
                                             &short_string_info);
static const OdeonTypeInfo spots_info = MAP ("Test::Spots", 0, &spot_info, &shape_info);
static const OdeonTypeInfo small_info = MAP ("Test::Small", 0, &odeon_int8_info, &odeon_char_info);
static const OdeonTypeInfo moods_info = MAP ("Test::Moods", 0, &mood_info, &perm_info);
static const OdeonTypeInfo flips_info = MAP ("Test::Flips", 0, &odeon_boolean_info, &packed_info);
static const OdeonTypeInfo rates_info = MAP ("Test::Rates", 0, &odeon_double_info,
                                             &odeon_float_info);
static const OdeonTypeInfo masks_info = MAP ("Test::Masks", 0, &big_mask_info, &phones_info);
static const OdeonTypeInfo index_info = MAP ("Test::Index", 0, &odeon_wchar_info, &points_info);
static const OdeonTypeInfo people_info = MAP ("Test::People", 0, &odeon_float_info,
                                              &odeon_ref_info);
static const OdeonTypeInfo words_info = MAP ("Test::Words", 0, &short_string_info,
                                             &odeon_any_info);

/* struct Card: members that may be absent, and members behind pointers. */
typedef struct _Card Card;

struct _Card
{
  gchar      *nick;      /* @optional string */
  Point      *home;      /* @optional Point */
  gboolean    has_age;
  gint16      age;       /* @optional short */
  gboolean    has_row;
  gint8       row[3];    /* @optional row */
  GArray     *numbers;   /* @optional sequence<long> */
  GVariant   *extra;     /* @optional any */
  OdeonRef   *boss;      /* @optional Object */
  Point      *office;    /* @external Point */
  gint32     *floor;     /* @external @default(7) long */
  gint        mood;
  gint32      percent;   /* @default(50) */
  gchar      *greeting;  /* @default("hi") string */
  Card       *next;      /* @optional Card */
  GHashTable *friends;   /* map<string, Card> */
  GHashTable *phones;    /* @optional map */
};

static const gint32 floor_initial = 7;
static const gint32 card_percent_initial = 50;
static const gchar *const greeting_initial = "hi";

extern const OdeonTypeInfo card_info;

static const OdeonTypeInfo friends_info = {
  .kind    = ODEON_KIND_MAP,
  .size    = sizeof (GHashTable *),
  .key     = &odeon_string_info,
  .element = &card_info,
  .flags   = ODEON_TYPE_RECURSIVE_ELEMENT,
};

#define OPTIONAL ODEON_MEMBER_OPTIONAL
#define INDIRECT ODEON_MEMBER_INDIRECT
#define RECURSIVE ODEON_MEMBER_RECURSIVE
#define EXTENDED ODEON_MEMBER_EXTENDED
#define MEMBER(Struct, Name, Type) \
  .name = #Name, .type = Type, .offset = G_STRUCT_OFFSET (Struct, Name)

static const OdeonMemberInfo card_members[] = {
  { MEMBER (Card, nick, &odeon_string_info), .flags = OPTIONAL },
  { MEMBER (Card, home, &point_info), .flags = OPTIONAL | INDIRECT },
  { MEMBER (Card, age, &odeon_int16_info), .flags = OPTIONAL,
    .has_offset = G_STRUCT_OFFSET (Card, has_age) },
  { MEMBER (Card, row, &row_info), .flags = OPTIONAL,
    .has_offset = G_STRUCT_OFFSET (Card, has_row) },
  { MEMBER (Card, numbers, &numbers_info), .flags = OPTIONAL },
  { MEMBER (Card, extra, &odeon_any_info), .flags = OPTIONAL },
  { MEMBER (Card, boss, &odeon_ref_info), .flags = OPTIONAL },
  { MEMBER (Card, office, &point_info), .flags = INDIRECT },
  { MEMBER (Card, floor, &odeon_int32_info), .flags = INDIRECT, .initial = &floor_initial },
  { MEMBER (Card, mood, &mood_info) },
  { MEMBER (Card, percent, &percent_info), .initial = &card_percent_initial },
  { MEMBER (Card, greeting, &odeon_string_info), .initial = &greeting_initial },
  { MEMBER (Card, next, &card_info), .flags = OPTIONAL | INDIRECT | RECURSIVE },
  { MEMBER (Card, friends, &friends_info) },
  { MEMBER (Card, phones, &phones_info), .flags = OPTIONAL },
};

static inline void
card_free (gpointer card)
{
  odeon_boxed_free (&card_info, card);
}

const OdeonTypeInfo card_info = {
  .kind      = ODEON_KIND_STRUCT,
  .size      = sizeof (Card),
  .name      = "Test::Card",
  .members   = card_members,
  .n_members = G_N_ELEMENTS (card_members),
  .free_func = card_free,
};

/* A card with everything, and a next one with nothing. */
static inline Card *
card_new_full (void)
{
  static const Point origin = { 1, 2.0 };
  Card *card = odeon_boxed_new (&card_info);
  const gchar *key = "bob";
  gint32 number = 112;

  card->nick = g_strdup ("al");
  card->home = odeon_boxed_copy (&point_info, &origin);
  card->has_age = TRUE;
  card->age = 40;
  card->has_row = TRUE;
  card->row[2] = -3;
  card->numbers = odeon_values_new (&numbers_info);
  card->extra = g_variant_ref_sink (g_variant_new_byte (9));
  card->office->x = 4;
  card->next = odeon_boxed_new (&card_info);
  card->friends = odeon_map_new (&friends_info);
  odeon_map_insert (&friends_info, card->friends, &key, card->next);
  card->phones = odeon_map_new (&phones_info);
  odeon_map_insert (&phones_info, card->phones, &key, &number);

  return card;
}

/* @appendable struct Form: its fixed part is `serial`, the rest came later. */
typedef struct _Form Form;

struct _Form
{
  gint32    serial;
  gint32    x;        /* @id(20) @default(3) */
  gchar    *note;     /* @id(10) */
  gboolean  has_size;
  gint16    size;     /* @id(30) @optional */
  Point     spot;     /* @id(5) */
  GVariant *extra;    /* @id(40) any */
  gint32    percent;  /* @id(50), which may not be 0 */
  Form     *previous; /* @id(7) @optional Form */
};

static const gint32 form_x_initial = 3;

extern const OdeonTypeInfo form_info;

static const OdeonMemberInfo form_members[] = {
  { MEMBER (Form, serial, &odeon_int32_info) },
  { MEMBER (Form, x, &odeon_int32_info), .flags = EXTENDED, .id = 20, .initial = &form_x_initial },
  { MEMBER (Form, note, &odeon_string_info), .flags = EXTENDED, .id = 10 },
  { MEMBER (Form, size, &odeon_int16_info), .flags = EXTENDED | OPTIONAL, .id = 30,
    .has_offset = G_STRUCT_OFFSET (Form, has_size) },
  { MEMBER (Form, spot, &point_info), .flags = EXTENDED, .id = 5 },
  { MEMBER (Form, extra, &odeon_any_info), .flags = EXTENDED, .id = 40 },
  { MEMBER (Form, percent, &percent_info), .flags = EXTENDED, .id = 50 },
  { MEMBER (Form, previous, &form_info), .flags = EXTENDED | OPTIONAL | INDIRECT | RECURSIVE,
    .id = 7 },
};

static inline void
form_free (gpointer form)
{
  odeon_boxed_free (&form_info, form);
}

const OdeonTypeInfo form_info = {
  .kind      = ODEON_KIND_STRUCT,
  .size      = sizeof (Form),
  .name      = "Test::Form",
  .members   = form_members,
  .n_members = G_N_ELEMENTS (form_members),
  .flags     = ODEON_TYPE_EXTENSIBLE,
  .free_func = form_free,
};

/* @appendable union Part switch (Color) { case RED: @external Point dot; case GREEN: long n; }; */
typedef struct
{
  Color _d;
  union
  {
    Point *dot;
    gint32 n;
  } _u;
} Part;

static const gint64 part_dot_labels[] = { COLOR_RED };
static const gint64 part_n_labels[] = { COLOR_GREEN };

static const OdeonMemberInfo part_members[] = {
  { .name     = "dot",
    .type     = &point_info,
    .offset   = G_STRUCT_OFFSET (Part, _u),
    .flags    = INDIRECT,
    .labels   = part_dot_labels,
    .n_labels = 1 },
  { .name     = "n",
    .type     = &odeon_int32_info,
    .offset   = G_STRUCT_OFFSET (Part, _u),
    .labels   = part_n_labels,
    .n_labels = 1 },
};

static const OdeonTypeInfo part_info = {
  .kind      = ODEON_KIND_UNION,
  .size      = sizeof (Part),
  .name      = "Test::Part",
  .element   = &color_info,
  .members   = part_members,
  .n_members = G_N_ELEMENTS (part_members),
  .flags     = ODEON_TYPE_OPEN,
};

#undef OPTIONAL
#undef INDIRECT
#undef RECURSIVE
#undef EXTENDED
#undef MEMBER
#undef MAP
