/* SPDX-License-Identifier: MIT */

/* struct Letter { Stamp stamp; @optional Stamp second; };
 * @mutable struct Card { Stamp stamp; };
 * union Fee switch (long) { case 1: Stamp stamp; };
 * typedef sequence<Stamp> Sheet; typedef Stamp Pair[2]; typedef map<string, Stamp> Album; */

#include "reading.h"
#include "stamp.h"

#include "odeon-codec.h"
#include "odeon-native-private.h"
#include "odeon-value-path-private.h"

typedef struct
{
  Stamp *stamp;
  Stamp *second;
} Letter;

static const OdeonMemberInfo letter_members[] = {
  { .name = "stamp", .type = &stamp_info, .offset = G_STRUCT_OFFSET (Letter, stamp) },
  { .name = "second", .type = &stamp_info, .offset = G_STRUCT_OFFSET (Letter, second),
    .flags = ODEON_MEMBER_OPTIONAL },
};

static const OdeonTypeInfo letter_info = {
  .kind = ODEON_KIND_STRUCT, .size = sizeof (Letter), .name = "Test::Letter",
  .members = letter_members, .n_members = G_N_ELEMENTS (letter_members),
};

static const OdeonMemberInfo card_members[] = {
  { .name = "stamp", .type = &stamp_info, .flags = ODEON_MEMBER_EXTENDED, .id = 3 },
};

static const OdeonTypeInfo card_info = {
  .kind = ODEON_KIND_STRUCT, .size = sizeof (Stamp *), .name = "Test::Card",
  .members = card_members, .n_members = 1, .flags = ODEON_TYPE_EXTENSIBLE,
};

typedef struct
{
  gint32 _d;
  union { Stamp *stamp; } _u;
} Fee;

static const OdeonMemberInfo fee_members[] = {
  { .name = "stamp", .type = &stamp_info, .offset = G_STRUCT_OFFSET (Fee, _u),
    .labels = (const gint64[]) { 1 }, .n_labels = 1 },
};

static const OdeonTypeInfo fee_info = {
  .kind = ODEON_KIND_UNION, .size = sizeof (Fee), .name = "Test::Fee",
  .element = &odeon_int32_info, .members = fee_members, .n_members = 1,
};

static const OdeonTypeInfo sheet_info = {
  .kind = ODEON_KIND_POINTERS, .size = sizeof (gpointer), .name = "Test::Sheet",
  .element = &stamp_info,
};

static const OdeonTypeInfo pair_info = {
  .kind = ODEON_KIND_ARRAY, .size = 2 * sizeof (gpointer), .bound = 2, .name = "Test::Pair",
  .element = &stamp_info,
};

static const OdeonTypeInfo album_info = {
  .kind = ODEON_KIND_MAP, .size = sizeof (gpointer), .name = "Test::Album",
  .key = &odeon_string_info, .element = &stamp_info,
};

static void
assert_error (GError *error, const gchar *message)
{
  assert_non_null (error);
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_string_equal (error->message, message);
  g_error_free (error);
}

#define assert_fails(expression, message)                                                          \
  G_STMT_START                                                                                     \
    {                                                                                              \
      GError *error = NULL;                                                                        \
                                                                                                   \
      assert_false (expression);                                                                   \
      assert_error (error, message);                                                               \
    }                                                                                              \
  G_STMT_END

/* Whether the value comes back from its octets, and from a variant, and nothing leaks. */
static void
assert_survives (const OdeonTypeInfo *info, gconstpointer value)
{
  g_autoptr (GError)  error = NULL;
  g_autoptr (GBytes)  bytes = odeon_value_to_bytes (info, value, NULL, &error);
  g_autofree gpointer decoded = g_malloc0 (info->size);
  g_autofree gpointer read = g_malloc0 (info->size);
  gsize               size;
  gconstpointer       data;

  assert_null (error);
  data = g_bytes_get_data (bytes, &size);
  odeon_value_decode (info, decoded, data, size, NULL, NULL, &error);
  assert_null (error);
  odeon_value_from_variant (info, read, odeon_value_to_variant (info, value), &error);
  assert_null (error);

  assert_int_equal (odeon_value_get_encoded_size (info, value), size);
  assert_true (odeon_value_equal (info, value, decoded));
  assert_true (odeon_value_equal (info, value, read));
  assert_int_equal (odeon_value_hash (info, value), odeon_value_hash (info, decoded));
  assert_true (odeon_value_check (info, decoded, &error));
  odeon_value_clear (info, decoded);
  odeon_value_clear (info, read);
}

static void
a_copy_is_made_by_the_type_and_packs_nothing (void **state G_GNUC_UNUSED)
{
  Stamp *stamp = stamp_new (7);
  Stamp *copy = NULL;
  gint   n_packed = g_atomic_int_get (&stamp_n_packed);

  odeon_value_copy (&stamp_info, &copy, &stamp);
  assert_ptr_equal (copy, stamp);
  assert_int_equal (stamp->ref_count, 2);
  assert_true (odeon_value_equal (&stamp_info, &stamp, &copy));
  odeon_value_clear (&stamp_info, &copy);
  assert_null (copy);
  assert_int_equal (stamp->ref_count, 1);
  assert_int_equal (g_atomic_int_get (&stamp_n_packed), n_packed);
  stamp_unref (stamp);
}

static void
it_goes_wherever_a_value_goes (void **state G_GNUC_UNUSED)
{
  Letter                 letter = { stamp_new (1), NULL };
  Stamp                 *pair[2] = { stamp_new (2), stamp_new (3) };
  Fee                    fee = { 1, { stamp_new (4) } };
  Stamp                 *card = stamp_new (5);
  g_autoptr (GPtrArray)  sheet = odeon_pointers_new (&sheet_info);
  g_autoptr (GHashTable) album = odeon_map_new (&album_info);
  const gchar           *key = "blue";

  assert_survives (&stamp_info, &card);
  assert_survives (&letter_info, &letter);
  letter.second = stamp_new (6);
  assert_survives (&letter_info, &letter);
  assert_survives (&pair_info, pair);
  assert_survives (&fee_info, &fee);
  assert_survives (&card_info, &card);
  odeon_sequence_append (&sheet_info, sheet, &card);
  odeon_sequence_append_take (&sheet_info, sheet, &card);
  assert_survives (&sheet_info, &sheet);
  odeon_map_insert (&album_info, album, &key, &letter.stamp);
  assert_survives (&album_info, &album);

  odeon_value_clear (&letter_info, &letter);
  odeon_value_clear (&pair_info, pair);
  odeon_value_clear (&fee_info, &fee);
}

static void
what_packs_alike_is_the_same (void **state G_GNUC_UNUSED)
{
  Stamp *seven = stamp_new (7);
  Stamp *also_seven = stamp_new (7);
  Stamp *eight = stamp_new (8);

  assert_true (odeon_value_equal (&stamp_info, &seven, &also_seven));
  assert_int_equal (odeon_value_hash (&stamp_info, &seven),
                    odeon_value_hash (&stamp_info, &also_seven));
  assert_false (odeon_value_equal (&stamp_info, &seven, &eight));
  assert_true (odeon_value_compare (&stamp_info, &seven, &eight) < 0);
  assert_true (odeon_value_compare (&stamp_info, &eight, &seven) > 0);
  stamp_unref (seven);
  stamp_unref (also_seven);
  stamp_unref (eight);
}

static void
what_cannot_be_packed_is_the_same_as_itself_alone (void **state G_GNUC_UNUSED)
{
  Stamp *bad = stamp_new (-1);
  Stamp *worse = stamp_new (-1);
  Stamp *good = stamp_new (1);
  gint   order = odeon_value_compare (&stamp_info, &bad, &worse);

  assert_true (odeon_value_equal (&stamp_info, &bad, &bad));
  assert_true (order != 0);
  assert_int_equal (odeon_value_compare (&stamp_info, &worse, &bad), -order);
  assert_true (odeon_value_compare (&stamp_info, &bad, &good) < 0);
  assert_true (odeon_value_compare (&stamp_info, &good, &bad) > 0);
  stamp_unref (bad);
  stamp_unref (worse);
  stamp_unref (good);
}

static void
none_is_refused_by_name (void **state G_GNUC_UNUSED)
{
  Letter letter = { NULL, NULL };
  Stamp *none = NULL;

  assert_fails (odeon_value_check (&letter_info, &letter, &error),
                "Test::Letter.stamp: a Test::Stamp may not be NULL");
  assert_fails (odeon_value_to_bytes (&stamp_info, &none, NULL, &error) != NULL,
                "Test::Stamp: a Test::Stamp may not be NULL");
  assert_int_equal (odeon_value_hash (&stamp_info, &none), odeon_value_hash (&stamp_info, &none));
  assert_true (odeon_value_equal (&stamp_info, &none, &none));
}

/* As the detail of an exception that nobody has filled in. */
static void
none_can_be_shown (void **state G_GNUC_UNUSED)
{
  Letter            letter = { NULL, NULL };
  g_autofree gchar *text = odeon_value_to_string (&letter_info, &letter);

  assert_string_equal (text, "([], nothing)");
}

static void
it_is_shown_as_its_octets (void **state G_GNUC_UNUSED)
{
  Letter            letter = { stamp_new (7), NULL };
  g_autofree gchar *text = odeon_value_to_string (&letter_info, &letter);

  assert_string_equal (text, "([0x07, 0x00, 0x00, 0x00], nothing)");
  odeon_value_clear (&letter_info, &letter);
}

static void
what_cannot_be_packed_fails_the_sender (void **state G_GNUC_UNUSED)
{
  Letter  letter = { stamp_new (1), stamp_new (-1) };

  assert_fails (odeon_value_to_bytes (&letter_info, &letter, NULL, &error) != NULL,
                "Test::Letter.second: a Test::Stamp that cannot be packed");
  odeon_value_clear (&letter_info, &letter);
}

static void
what_cannot_be_unpacked_is_refused_with_its_reason (void **state G_GNUC_UNUSED)
{
  static const guint8 forged[] = { 0, 0, 0, 0x80 };
  Stamp              *stamp = NULL;

  assert_fails (odeon_value_decode (&stamp_info, &stamp, forged, sizeof forged, NULL, NULL, &error),
                "Test::Stamp: no Test::Stamp could be unpacked: forged");
  assert_null (stamp);
  stamp_says_nothing = TRUE;
  assert_fails (odeon_value_decode (&stamp_info, &stamp, forged, 3, NULL, NULL, &error),
                "Test::Stamp: no Test::Stamp could be unpacked");
  stamp_says_nothing = FALSE;
  assert_refuses (&sheet_info, "[[byte 1, 0, 0, 0], [byte 1]]",
                  "Test::Sheet[1]: no Test::Stamp could be unpacked: forged");
  assert_refuses (&stamp_info, "'stamp'",
                  "Test::Stamp: a sequence of bytes is expected, not a variant of type 's'");
}

/* What an older version did not send. */
static void
one_that_is_missing_is_what_no_octets_make (void **state G_GNUC_UNUSED)
{
  Stamp  *stamp = NULL;

  assert_fails (odeon_value_decode (&card_info, &stamp, "", 0, NULL, NULL, &error),
                "Test::Card.stamp: no Test::Stamp could be unpacked: forged");
  assert_refuses (&card_info, "@a{sv} {}",
                  "Test::Card.stamp: no Test::Stamp could be unpacked: forged");

  stamp_of_nothing = TRUE;
  assert_true (odeon_value_decode (&card_info, &stamp, "", 0, NULL, NULL, NULL));
  assert_int_equal (stamp->number, 0);
  stamp_unref (stamp);
  stamp_of_nothing = FALSE;
}

static void
a_new_value_has_none_yet (void **state G_GNUC_UNUSED)
{
  Letter letter = { (Stamp *) 1, (Stamp *) 1 };

  odeon_value_init (&letter_info, &letter);
  assert_null (letter.stamp);
  assert_null (letter.second);
}

static void
a_path_does_not_go_into_it (void **state G_GNUC_UNUSED)
{
  Letter    letter = { stamp_new (1), NULL };
  OdeonRef *ref = NULL;

  assert_fails (_odeon_value_find_ref (&letter_info, &letter, ".stamp", &ref, &error),
                "it is no reference");
  assert_fails (_odeon_value_find_ref (&letter_info, &letter, ".stamp.number", &ref, &error),
                "there is no \".number\"");
  odeon_value_clear (&letter_info, &letter);
}

static guint depth_within;

static GBytes *
look_around (gconstpointer self G_GNUC_UNUSED)
{
  depth_within = _odeon_native_depth;

  return NULL;
}

static void
the_thread_knows_that_it_packs (void **state G_GNUC_UNUSED)
{
  const OdeonNativeInfo native = { look_around, stamp_unpack };
  OdeonTypeInfo         info = stamp_info;
  Stamp                *stamp = stamp_new (1);

  info.native = &native;
  odeon_value_hash (&info, &stamp);
  assert_int_equal (depth_within, 1);
  assert_int_equal (_odeon_native_depth, 0);
  stamp_unref (stamp);
}

static int
check_leaks (void **state G_GNUC_UNUSED)
{
  return g_atomic_int_get (&stamp_n_alive) == 0 ? 0 : -1;
}

#define test(name) cmocka_unit_test_teardown (name, check_leaks)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    test (a_copy_is_made_by_the_type_and_packs_nothing),
    test (it_goes_wherever_a_value_goes),
    test (what_packs_alike_is_the_same),
    test (what_cannot_be_packed_is_the_same_as_itself_alone),
    test (none_is_refused_by_name),
    test (none_can_be_shown),
    test (it_is_shown_as_its_octets),
    test (what_cannot_be_packed_fails_the_sender),
    test (what_cannot_be_unpacked_is_refused_with_its_reason),
    test (one_that_is_missing_is_what_no_octets_make),
    test (a_new_value_has_none_yet),
    test (a_path_does_not_go_into_it),
    test (the_thread_knows_that_it_packs),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
