/* SPDX-License-Identifier: MIT */

#include "kinds.h"

#include "odeon-map-private.h"

#include <math.h>
#include <string.h>

static void
entries_are_copied_in_and_found (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) map = odeon_map_new (&phones_info);
  gchar alice[] = "alice";
  const gchar *key = alice;
  gint32 number = -112;
  gint32 found = 0;

  assert_true (odeon_map_insert (&phones_info, map, &key, &number));
  memset (alice, 'x', 5);
  assert_false (odeon_map_lookup (&phones_info, map, &key, &found));
  assert_int_equal (found, 0);

  key = "alice";
  assert_true (odeon_map_lookup (&phones_info, map, &key, &found));
  assert_int_equal (found, -112);
  assert_true (odeon_map_lookup (&phones_info, map, &key, NULL));

  number = 7;
  assert_false (odeon_map_insert (&phones_info, map, &key, &number));
  assert_int_equal (g_hash_table_size (map), 1);
  assert_true (odeon_map_remove (&phones_info, map, &key));
  assert_false (odeon_map_remove (&phones_info, map, &key));
  assert_false (odeon_map_lookup (&phones_info, NULL, &key, &found));
}

static void
structs_are_lent_by_their_pointer (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) map = odeon_map_new (&spots_info);
  Point spot = { 3, 0.5 };
  Shape label = { COLOR_GREEN, { .label = g_strdup ("green") } };
  const Shape *found = NULL;

  odeon_map_insert (&spots_info, map, &spot, &label);
  odeon_value_clear (&shape_info, &label);

  assert_true (odeon_map_lookup (&spots_info, map, &spot, &found));
  assert_string_equal (found->_u.label, "green");
  spot.x++;
  assert_false (odeon_map_lookup (&spots_info, map, &spot, &found));
}

static void
values_can_be_given_away (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) names = odeon_map_new (&names_info);
  g_autoptr (GHashTable) spots = odeon_map_new (&spots_info);
  g_autoptr (GHashTable) rates = odeon_map_new (&rates_info);
  gint64 number = G_MININT64;
  gchar *name = g_strdup ("min");
  const gchar *found = NULL;
  Point spot = { 1, 1 };
  Shape *shape = odeon_boxed_new (&shape_info);
  gdouble rate = 2.5;
  gfloat value = 0.25f;

  assert_true (odeon_map_insert_take (&names_info, names, &number, &name));
  assert_true (odeon_map_lookup (&names_info, names, &number, &found));
  assert_ptr_equal (found, name);

  odeon_map_insert_take (&spots_info, spots, &spot, shape);
  assert_ptr_equal (g_hash_table_lookup (spots, &spot), shape);

  /* A number is nobody's: that of a variable on the stack is copied. */
  odeon_map_insert_take (&rates_info, rates, &rate, &value);
  value = 0;
  assert_true (*(gfloat *) g_hash_table_lookup (rates, &rate) == 0.25f);
}

static void
numbers_in_pointers_are_as_glib_puts_them (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) small = odeon_map_new (&small_info);
  g_autoptr (GHashTable) moods = odeon_map_new (&moods_info);
  gint8 key = -7;
  gchar value = 'x';
  gint mood = -3;
  Perm perm = PERM_EXEC;

  odeon_map_insert (&small_info, small, &key, &value);
  assert_int_equal (GPOINTER_TO_INT (g_hash_table_lookup (small, GINT_TO_POINTER (-7))), 'x');
  odeon_map_insert (&moods_info, moods, &mood, &perm);
  assert_int_equal (GPOINTER_TO_UINT (g_hash_table_lookup (moods, GINT_TO_POINTER (-3))), 4);

  /* With or without the sign. */
  g_hash_table_insert (small, GUINT_TO_POINTER (0xf9), GINT_TO_POINTER ('y'));
  assert_int_equal (g_hash_table_size (small), 1);
  assert_true (odeon_map_lookup (&small_info, small, &key, &value));
  assert_int_equal (value, 'y');
}

static void
a_boolean_key_has_two_values (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) flips = odeon_map_new (&flips_info);
  gboolean odd = 0x100;
  guint16 packed = 0x0f0f;
  guint16 found = 0;

  odeon_map_insert (&flips_info, flips, &odd, &packed);
  odd = TRUE;
  assert_true (odeon_map_lookup (&flips_info, flips, &odd, &found));
  assert_int_equal (found, 0x0f0f);
  odd = FALSE;
  assert_false (odeon_map_lookup (&flips_info, flips, &odd, &found));
}

static void
a_key_that_is_no_number_is_one_key (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) rates = odeon_map_new (&rates_info);
  gdouble nan = NAN;
  gdouble negative_zero = -0.0;
  gdouble zero = 0.0;
  gfloat value = 1;

  assert_true (odeon_map_insert (&rates_info, rates, &nan, &value));
  assert_false (odeon_map_insert (&rates_info, rates, &nan, &value));
  assert_true (odeon_map_insert (&rates_info, rates, &negative_zero, &value));
  assert_false (odeon_map_insert (&rates_info, rates, &zero, &value));
}

static void
a_table_made_by_hand_is_copied_into_one_of_ours (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) own = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) copy = NULL;
  gchar key[] = "alice";

  g_hash_table_insert (own, key, GINT_TO_POINTER (5));
  assert_true (odeon_value_check (&phones_info, &own, NULL));
  odeon_value_copy (&phones_info, &copy, &own);
  assert_true (odeon_value_equal (&phones_info, &own, &copy));
  assert_true (odeon_value_equal (&phones_info, &copy, &own));

  g_hash_table_remove_all (own);
  key[0] = 'x';
  assert_int_equal (GPOINTER_TO_INT (g_hash_table_lookup (copy, "alice")), 5);
}

static void
copies_are_deep (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) masks = odeon_map_new (&masks_info);
  g_autoptr (GHashTable) copy = NULL;
  GHashTable *phones = odeon_map_new (&phones_info);
  GHashTable *inner = NULL;
  guint64 key = G_GUINT64_CONSTANT (0x8000000000000000);
  const gchar *name = "bob";
  gint32 number = 1;

  odeon_map_insert (&phones_info, phones, &name, &number);
  odeon_map_insert_take (&masks_info, masks, &key, &phones);
  odeon_value_copy (&masks_info, &copy, &masks);

  odeon_map_remove (&phones_info, phones, &name);
  assert_true (odeon_map_lookup (&masks_info, copy, &key, &inner));
  assert_int_equal (g_hash_table_size (inner), 1);
  assert_false (odeon_value_equal (&masks_info, &masks, &copy));
}

static void
entries_are_sorted_by_their_keys (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) small = odeon_map_new (&small_info);
  g_autofree OdeonMapEntry *entries = NULL;
  guint length;

  for (gint i = 0; i < 256; i++)
    {
      gint8 key = (gint8) (i * 37);
      gchar value = 'v';

      odeon_map_insert (&small_info, small, &key, &value);
    }
  entries = _odeon_map_dup_sorted (&small_info, small, &length);

  assert_int_equal (length, 256);
  for (guint i = 0; i < length; i++)
    assert_int_equal (GPOINTER_TO_INT (entries[i].key), (gint) i - 128);
}

static void
an_entry_is_added_but_once (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) spots = odeon_map_new (&spots_info);

  for (guint i = 0; i < 2; i++)
    {
      OdeonElementRoom room;
      Point *key = _odeon_element_begin (&spot_info, &room);
      Shape *value = _odeon_element_begin (&shape_info, &room);

      value->_d = COLOR_GREEN;
      value->_u.label = g_strdup ("leaks if it is not taken over");
      assert_int_equal (_odeon_map_add (&spots_info, spots, key, value), i == 0);
    }
  assert_int_equal (g_hash_table_size (spots), 1);
}

static void
null_is_an_empty_map (void **state G_GNUC_UNUSED)
{
  GHashTable *none = NULL;
  GHashTable *empty = NULL;

  assert_true (odeon_value_check (&phones_info, &none, NULL));
  odeon_value_copy (&phones_info, &empty, &none);
  assert_non_null (empty);
  assert_true (odeon_value_equal (&phones_info, &none, &empty));
  assert_int_equal (odeon_value_hash (&phones_info, &none),
                    odeon_value_hash (&phones_info, &empty));
  assert_int_equal (odeon_value_compare (&phones_info, &none, &empty), 0);
  odeon_value_clear (&phones_info, &empty);
  assert_null (empty);
  odeon_value_clear (&phones_info, &none);
}

/* Keys that have the same low bits, or halves that cancel out. In one bucket they take minutes. */
static void
keys_chosen_to_collide_do_not (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) names = odeon_map_new (&names_info);
  g_autoptr (GHashTable) hashes = g_hash_table_new (NULL, NULL);
  const gchar *name = "";

  for (gint64 i = 0; i < 50000; i++)
    {
      gint64 key = i % 2 ? i << 32 : i << 32 | i;

      odeon_map_insert (&names_info, names, &key, &name);
      g_hash_table_add (hashes, GUINT_TO_POINTER (odeon_value_hash (&odeon_int64_info, &key)));
    }

  assert_int_equal (g_hash_table_size (names), 50000);
  assert_true (g_hash_table_size (hashes) > 49900);
}

static void
strings_with_one_hash_in_glib_have_many_here (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) hashes = g_hash_table_new (NULL, NULL);
  guint first = 0;

  for (guint i = 0; i < 1024; i++)
    {
      gchar string[21] = "";
      const gchar *slot = string;

      /* "bA" and "ab" are the same for g_str_hash(), and so are rows of them. */
      for (guint bit = 0; bit < 10; bit++)
        memcpy (string + 2 * bit, i & (1u << bit) ? "bA" : "ab", 2);
      if (i == 0)
        first = g_str_hash (string);
      assert_int_equal (g_str_hash (string), first);
      g_hash_table_add (hashes, GUINT_TO_POINTER (odeon_value_hash (&odeon_string_info, &slot)));
    }

  assert_true (g_hash_table_size (hashes) > 1020);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (entries_are_copied_in_and_found),
    cmocka_unit_test (structs_are_lent_by_their_pointer),
    cmocka_unit_test (values_can_be_given_away),
    cmocka_unit_test (numbers_in_pointers_are_as_glib_puts_them),
    cmocka_unit_test (a_boolean_key_has_two_values),
    cmocka_unit_test (a_key_that_is_no_number_is_one_key),
    cmocka_unit_test (a_table_made_by_hand_is_copied_into_one_of_ours),
    cmocka_unit_test (copies_are_deep),
    cmocka_unit_test (entries_are_sorted_by_their_keys),
    cmocka_unit_test (an_entry_is_added_but_once),
    cmocka_unit_test (null_is_an_empty_map),
    cmocka_unit_test (keys_chosen_to_collide_do_not),
    cmocka_unit_test (strings_with_one_hash_in_glib_have_many_here),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
