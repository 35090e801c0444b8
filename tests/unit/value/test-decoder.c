/* SPDX-License-Identifier: MIT */

/* What strangers send, byte by byte. That the right forms are read is test-codec's business. */

#include "kinds.h"

#include "odeon-codec.h"
#include "odeon-error.h"

#include <string.h>

/* struct Pair { string a; string b; }; struct Mixed { octet o; double d; string s; boolean b; }; */
typedef struct
{
  gchar *a;
  gchar *b;
} Pair;

typedef struct
{
  guint8   o;
  gdouble  d;
  gchar   *s;
  gboolean b;
} Mixed;

static const OdeonMemberInfo pair_members[] = {
  { .name = "a", .type = &odeon_string_info, .offset = G_STRUCT_OFFSET (Pair, a) },
  { .name = "b", .type = &odeon_string_info, .offset = G_STRUCT_OFFSET (Pair, b) },
};

static const OdeonMemberInfo mixed_members[] = {
  { .name = "o", .type = &odeon_octet_info, .offset = G_STRUCT_OFFSET (Mixed, o) },
  { .name = "d", .type = &odeon_double_info, .offset = G_STRUCT_OFFSET (Mixed, d) },
  { .name = "s", .type = &odeon_string_info, .offset = G_STRUCT_OFFSET (Mixed, s) },
  { .name = "b", .type = &odeon_boolean_info, .offset = G_STRUCT_OFFSET (Mixed, b) },
};

static const OdeonTypeInfo pair_info = {
  .kind = ODEON_KIND_STRUCT, .size = sizeof (Pair), .name = "Test::Pair",
  .members = pair_members, .n_members = 2,
};

static const OdeonTypeInfo mixed_info = {
  .kind = ODEON_KIND_STRUCT, .size = sizeof (Mixed), .name = "Test::Mixed",
  .members = mixed_members, .n_members = 4,
};

static const OdeonTypeInfo forms_info = {
  .kind = ODEON_KIND_POINTERS, .size = sizeof (GPtrArray *), .element = &form_info,
};

static void
assert_fault (const OdeonTypeInfo *info,
              gconstpointer        data,
              gsize                size,
              GPtrArray           *refs,
              const OdeonLimits   *limits,
              const gchar         *message)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  g_autofree guint8 *slot = g_malloc (info->size);
  g_autoptr (GError) error = NULL;

  memset (slot, 0xa5, info->size);
  assert_false (odeon_value_decode (info, slot, copy, size, refs, limits, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_string_equal (error->message, message);
  for (guint i = 0; i < info->size; i++)
    assert_int_equal (slot[i], 0xa5);
}

#define REFUSE(info, bytes, message) \
  assert_fault (info, bytes, sizeof (bytes) - 1, NULL, NULL, message)

static void
accept (const OdeonTypeInfo *info, gpointer slot, gconstpointer data, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  g_autoptr (GError) error = NULL;

  if (!odeon_value_decode (info, slot, copy, size, NULL, NULL, &error))
    fail_msg ("%s", error->message);
}

static void
numbers_have_their_size_and_booleans_two_values (void **state G_GNUC_UNUSED)
{
  REFUSE (&odeon_int32_info, "\1\2\3", "3 bytes, 4 are expected");
  REFUSE (&odeon_int32_info, "\1\2\3\4\5", "5 bytes, 4 are expected");
  REFUSE (&odeon_octet_info, "", "0 bytes, 1 are expected");
  REFUSE (&odeon_boolean_info, "\2", "a boolean that is neither 0 nor 1");
  REFUSE (&flags_info, "\0\1\3", "[2]: a boolean that is neither 0 nor 1");
}

static void
a_float_is_what_a_float_widens_to (void **state G_GNUC_UNUSED)
{
  const gdouble exact = 0.5;
  const gdouble inexact = 0.1;
  const gdouble huge = 1e300;
  gfloat        number;

  accept (&odeon_float_info, &number, &exact, sizeof exact);
  assert_true (number == 0.5f);
  assert_fault (&odeon_float_info, &inexact, sizeof inexact, NULL, NULL,
                "0.1 is not a float of single precision");
  assert_fault (&odeon_float_info, &huge, sizeof huge, NULL, NULL,
                "1e+300 is not a float of single precision");
}

static void
strings_end_once_and_are_utf8 (void **state G_GNUC_UNUSED)
{
  REFUSE (&odeon_string_info, "", "a string that does not end");
  REFUSE (&odeon_string_info, "abc", "a string that does not end");
  REFUSE (&odeon_string_info, "a\0b\0", "not valid UTF-8");
  REFUSE (&odeon_string_info, "a\xff\0", "not valid UTF-8");
  REFUSE (&odeon_string_info, "abcdefgh\xc3\0", "not valid UTF-8");
  REFUSE (&short_string_info, "123456789\0", "9 characters, at most 8 are allowed");
  REFUSE (&pair_info, "a\0\xff\0\2", "Test::Pair.b: not valid UTF-8");
}

static void
padding_is_zero (void **state G_GNUC_UNUSED)
{
  REFUSE (&point_info, "\1\0\0\0\0\1\0\0" "\0\0\0\0\0\0\0\0",
          "Test::Point.y: padding that is not zero");
  REFUSE (&nothing_info, "\1", "Test::Nothing: padding that is not zero");
  REFUSE (&spot_info, "\1\0\0\0\0\0", "Test::Spot.y: an offset is out of order or out of range");
}

static void
offsets_are_in_order_tight_and_narrow (void **state G_GNUC_UNUSED)
{
  const gchar *misplaced = "Test::Pair.a: an offset is out of order or out of range";

  REFUSE (&pair_info, "", misplaced);
  REFUSE (&pair_info, "\1", misplaced);
  REFUSE (&pair_info, "a\0b\0\5", misplaced);
  REFUSE (&pair_info, "a\0b\0\3", "Test::Pair.a: a string that does not end");
  REFUSE (&pair_info, "a\0b\0\0", "Test::Pair.a: a string that does not end");
  REFUSE (&odeon_strv_info, "a\0b\0\2\7", "an offset is out of order or out of range");
  REFUSE (&odeon_strv_info, "a\0b\0\6\4", "[0]: an offset is out of order or out of range");
  REFUSE (&odeon_strv_info, "abc\0\4\2\4", "[1]: an offset is out of order or out of range");
  REFUSE (&odeon_strv_info, "a\0b\0\2\3\4", "[1]: a string that does not end");
  REFUSE (&numbers_info, "\1\0\0\0\2", "5 bytes are no whole number of elements");
  REFUSE (&mixed_info, "\1\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0" "s\0" "\1" "x" "\22",
          "Test::Mixed: bytes that belong to nothing");
}

static void
offsets_wider_than_need_be_are_refused (void **state G_GNUC_UNUSED)
{
  guint8 data[260] = { 0 };

  /* With an offset of one byte it would have 255, for which one byte is enough. */
  memset (data, 'x', 254);
  data[253] = '\0';
  data[254] = 254;
  data[255] = 0;
  assert_fault (&odeon_strv_info, data, 256, NULL, NULL, "offsets wider than need be");
}

static void
overlapping_elements_are_refused_not_expanded (void **state G_GNUC_UNUSED)
{
  /* Each of the offsets gives the element before it once more (CVE-2023-32665). */
  guint8 data[200];

  memset (data, 0, 100);
  memset (data + 100, 100, 100);
  assert_fault (&odeon_strv_info, data, sizeof data, NULL, NULL, "[0]: not valid UTF-8");
  memset (data, 1, sizeof data);
  data[0] = 0;
  assert_fault (&odeon_strv_info, data, sizeof data, NULL, NULL, "[1]: a string that does not end");
}

static void
variants_have_one_type_and_unions_that_of_their_member (void **state G_GNUC_UNUSED)
{
  REFUSE (&odeon_any_info, "", "a variant without a type");
  REFUSE (&odeon_any_info, "\1y", "a variant without a type");
  REFUSE (&odeon_any_info, "\1\0", "not a valid type string");
  REFUSE (&odeon_any_info, "\1\0yy", "not a valid type string");
  REFUSE (&odeon_any_info, "\1\0*", "not a valid type string");
  REFUSE (&odeon_any_info, "\2\0b", "a boolean that is neither 0 nor 1");
  REFUSE (&part_info, "\5\0\0\0\0\0\0\0" "\1\0\0\0\0u", "Test::Part.n: a variant that is no 'i'");
  REFUSE (&shape_info, "\1\0\0\0\0\0\0\0" "\0\0()",
          "Test::Shape (discriminator): 1 is not one of the enumeration's values");
}

static void
an_open_union_drops_what_a_newer_peer_selects (void **state G_GNUC_UNUSED)
{
  const gchar bytes[] = "\1\0\0\0\0\0\0\0" "text\0\0s";
  Part part;

  accept (&part_info, &part, bytes, sizeof bytes - 1);
  assert_int_equal (part._d, 1);
  odeon_value_clear (&part_info, &part);
  REFUSE (&part_info, "\1\0\0\0\0\0\0\0" "text\0s", "Test::Part: a string that does not end");
}

static void
a_map_is_taken_in_any_order_but_no_key_twice (void **state G_GNUC_UNUSED)
{
  const gchar unsorted[] = "\2\2\1\1";
  GHashTable *map;

  accept (&small_info, &map, unsorted, 4);
  assert_int_equal (g_hash_table_size (map), 2);
  g_hash_table_unref (map);
  REFUSE (&small_info, "\1\2\1\3", "Test::Small[1]: a key that was there before");
}

static void
an_extended_member_comes_once_and_in_order (void **state G_GNUC_UNUSED)
{
  static const OdeonTypeInfo *info = &form_info;

#define SERIAL "\1\0\0\0\0\0\0\0"
#define ENTRY(id, value) id "\0\0\0\0\0\0\0" value
  REFUSE (info, SERIAL ENTRY ("\24", "\7\0\0\0\0i\0\0") ENTRY ("\24", "\7\0\0\0\0i") "\16\36",
          "Test::Form: member 20 is out of order");
  REFUSE (info, SERIAL ENTRY ("\24", "\7\0\0\0\0u") "\16",
          "Test::Form.x: a variant that is no 'i'");
  REFUSE (info, SERIAL ENTRY ("\77", "\2\0b") "\13",
          "Test::Form: a boolean that is neither 0 nor 1");
}

static void
what_was_not_sent_is_default_and_what_is_unknown_is_left_out (void **state G_GNUC_UNUSED)
{
  const gchar bytes[] = SERIAL ENTRY ("\77", "\1\0b") "\13";
  Form        form;

  accept (&form_info, &form, bytes, sizeof bytes - 1);
  assert_int_equal (form.serial, 1);
  assert_int_equal (form.x, 3);
  assert_string_equal (form.note, "");
  assert_false (form.has_size);
  assert_null (form.previous);
  assert_true (odeon_value_check (&form_info, &form, NULL));
  odeon_value_clear (&form_info, &form);
}

static gboolean
implements_nothing (OdeonRef                 *self G_GNUC_UNUSED,
                    const OdeonInterfaceInfo *interface G_GNUC_UNUSED)
{
  return FALSE;
}

static void
references_are_in_the_list_and_of_the_interface (void **state G_GNUC_UNUSED)
{
  static const OdeonRefClass klass = { .implements = implements_nothing,
                                       .finalize = nobody_finalize };
  /* Never looked into here. */
  static const gchar interface;
  const OdeonTypeInfo typed = {
    .kind = ODEON_KIND_REF, .size = sizeof (gpointer), .name = "Bank::Account",
    .interface = (const OdeonInterfaceInfo *) &interface,
  };
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();
  OdeonRef  actor;
  OdeonRef *ref;

  _odeon_ref_init (&actor, &klass, 1);
  g_ptr_array_add (refs, &actor);
  assert_true (odeon_value_decode (&odeon_ref_info, &ref, "\0\0\0\0", 4, refs, NULL, NULL));
  assert_ptr_equal (ref, &actor);
  assert_int_equal (actor.ref_count, 2);
  odeon_ref_unref (ref);
  assert_true (odeon_value_decode (&odeon_ref_info, &ref, "\377\377\377\377", 4, NULL, NULL, NULL));
  assert_null (ref);
  assert_fault (&odeon_ref_info, "\1\0\0\0", 4, refs, NULL, "there is no reference 1");
  assert_fault (&odeon_ref_info, "\376\377\377\377", 4, refs, NULL, "there is no reference -2");
  assert_fault (&typed, "\0\0\0\0", 4, refs, NULL,
                "Bank::Account: a reference to an actor that is no Bank::Account");
  assert_int_equal (actor.ref_count, 1);
}

static void
a_byte_cannot_become_megabytes (void **state G_GNUC_UNUSED)
{
  const OdeonLimits little = { .max_memory = 20000 };
  const OdeonLimits small = { .max_size = 10 };
  guint8     data[5000] = { 0 };
  GPtrArray *forms;

  /* Of each form only `serial` was sent. */
  for (guint8 i = 0; i < 20; i++)
    data[20 * 8 + i] = (guint8) (8 * (i + 1));
  assert_true (odeon_value_decode (&forms_info, &forms, data, 180, NULL, NULL, NULL));
  assert_int_equal (forms->len, 20);
  g_ptr_array_unref (forms);
  assert_fault (&forms_info, data, 180, NULL, &little,
                "[17].spot: the value takes more memory than is allowed");
  assert_fault (&odeon_bytes_info, data, 11, NULL, &small, "11 bytes, at most 10 are allowed");
  assert_fault (&odeon_bytes_info, data, sizeof data, NULL, &(OdeonLimits) { .max_memory = 4000 },
                "the value takes more memory than is allowed");
}

static GVariant *
nest (guint n)
{
  GVariant *variant = g_variant_new_byte (1);

  while (n-- > 0)
    variant = g_variant_new_variant (variant);

  return g_variant_ref_sink (variant);
}

static void
nothing_nests_more_than_64_levels_deep (void **state G_GNUC_UNUSED)
{
  g_autoptr (GVariant) deep = nest (64);
  g_autoptr (GVariant) too_deep = nest (65);
  g_autoptr (GError) error = NULL;
  GVariant *any;

  accept (&odeon_any_info, &any, g_variant_get_data (deep), g_variant_get_size (deep));
  g_variant_unref (any);
  assert_fault (&odeon_any_info, g_variant_get_data (too_deep), g_variant_get_size (too_deep), NULL,
                NULL, "nested more than 64 levels deep");
  assert_null (odeon_value_to_bytes (&odeon_any_info, &too_deep, NULL, &error));
  assert_string_equal (error->message, "nested more than 64 levels deep");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (numbers_have_their_size_and_booleans_two_values),
    cmocka_unit_test (a_float_is_what_a_float_widens_to),
    cmocka_unit_test (strings_end_once_and_are_utf8),
    cmocka_unit_test (padding_is_zero),
    cmocka_unit_test (offsets_are_in_order_tight_and_narrow),
    cmocka_unit_test (offsets_wider_than_need_be_are_refused),
    cmocka_unit_test (overlapping_elements_are_refused_not_expanded),
    cmocka_unit_test (variants_have_one_type_and_unions_that_of_their_member),
    cmocka_unit_test (an_open_union_drops_what_a_newer_peer_selects),
    cmocka_unit_test (a_map_is_taken_in_any_order_but_no_key_twice),
    cmocka_unit_test (an_extended_member_comes_once_and_in_order),
    cmocka_unit_test (what_was_not_sent_is_default_and_what_is_unknown_is_left_out),
    cmocka_unit_test (references_are_in_the_list_and_of_the_interface),
    cmocka_unit_test (a_byte_cannot_become_megabytes),
    cmocka_unit_test (nothing_nests_more_than_64_levels_deep),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
