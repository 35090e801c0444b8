/* SPDX-License-Identifier: MIT */

#include "kinds.h"
#include "random-value.h"

#include <math.h>

static void
assert_order (const OdeonTypeInfo *info, gconstpointer first, gconstpointer second)
{
  assert_true (odeon_value_compare (info, first, second) < 0);
  assert_true (odeon_value_compare (info, second, first) > 0);
  assert_int_equal (odeon_value_compare (info, first, first), 0);
}

static void
numbers_are_ordered_by_their_size (void **state G_GNUC_UNUSED)
{
  const gint64 least = G_MININT64;
  const gint64 most = G_MAXINT64;
  const guint64 unsigned_most = G_MAXUINT64;
  const guint64 one = 1;
  const gint8 minus = -1;
  const gint8 plus = 1;
  const gchar a = 'a';
  const gchar umlaut = '\xe4';
  const gboolean no = FALSE;
  const gboolean yes = 7;

  assert_order (&odeon_int64_info, &least, &most);
  assert_order (&odeon_uint64_info, &one, &unsigned_most);
  assert_order (&big_mask_info, &one, &unsigned_most);
  assert_order (&odeon_int8_info, &minus, &plus);
  assert_order (&odeon_octet_info, &plus, &minus);
  assert_order (&odeon_char_info, &a, &umlaut);
  assert_order (&odeon_boolean_info, &no, &yes);
}

static void
nan_comes_first_and_is_one (void **state G_GNUC_UNUSED)
{
  const gdouble nan = NAN;
  const gdouble negative_nan = -NAN;
  const gdouble least = -INFINITY;
  const gdouble zero = 0.0;
  const gdouble negative_zero = -0.0;

  assert_order (&odeon_double_info, &nan, &least);
  assert_int_equal (odeon_value_compare (&odeon_double_info, &nan, &negative_nan), 0);
  assert_int_equal (odeon_value_compare (&odeon_double_info, &zero, &negative_zero), 0);
}

static void
strings_are_ordered_by_their_octets (void **state G_GNUC_UNUSED)
{
  const gchar *none = "";
  const gchar *z = "z";
  const gchar *umlaut = "ä";

  assert_order (&odeon_string_info, &none, &z);
  assert_order (&odeon_string_info, &z, &umlaut);
}

static void
a_shorter_sequence_comes_before_what_it_begins (void **state G_GNUC_UNUSED)
{
  g_autoptr (GArray) few = odeon_values_new (&numbers_info);
  g_autoptr (GArray) more = odeon_values_new (&numbers_info);
  g_autoptr (GBytes) bytes = g_bytes_new ("\xff", 1);
  g_auto (GStrv) strings = g_strsplit ("a,b", ",", 0);
  g_auto (GStrv) longer = g_strsplit ("a,b,c", ",", 0);
  gpointer none = NULL;
  gint32 number = 5;

  odeon_sequence_append (&numbers_info, few, &number);
  odeon_sequence_append (&numbers_info, more, &number);
  odeon_sequence_append (&numbers_info, more, &number);

  assert_order (&numbers_info, &none, &few);
  assert_order (&numbers_info, &few, &more);
  assert_order (&odeon_bytes_info, &none, &bytes);
  assert_order (&odeon_strv_info, &none, &strings);
  assert_order (&odeon_strv_info, &strings, &longer);
}

static void
an_absent_member_comes_first (void **state G_GNUC_UNUSED)
{
  Card *without = card_new_full ();
  Card *with = card_new_full ();

  without->has_age = FALSE;
  with->age = -100;
  assert_order (&card_info, without, with);
  card_free (without);
  card_free (with);
}

static void
maps_are_ordered_by_size_then_entry_by_entry (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) one = odeon_map_new (&phones_info);
  g_autoptr (GHashTable) two = odeon_map_new (&phones_info);
  g_autoptr (GHashTable) other = odeon_map_new (&phones_info);
  const gchar *a = "a";
  const gchar *b = "b";
  gint32 small = 1;
  gint32 large = 2;

  odeon_map_insert (&phones_info, one, &b, &large);
  odeon_map_insert (&phones_info, two, &a, &small);
  odeon_map_insert (&phones_info, two, &b, &small);
  odeon_map_insert (&phones_info, other, &b, &large);
  odeon_map_insert (&phones_info, other, &a, &small);

  assert_order (&phones_info, &one, &two);
  assert_order (&phones_info, &two, &other);
}

/* A value of few, so that some are the same. */
static gpointer
make_value (const OdeonTypeInfo *type, guint choice)
{
  gpointer value = g_malloc0 (type->size);
  Random same;

  random_init (&same, choice);
  random_value (&same, type, value, 2);
  random_clear (&same);

  return value;
}

static gint
sign (gint order)
{
  return (order > 0) - (order < 0);
}

static void
random_values_are_in_a_total_order_that_agrees_with_equal_and_hash (void **state G_GNUC_UNUSED)
{
  guint n_same = 0;

  for (guint32 seed = 0; seed < 1500; seed++)
    {
      Random random;
      const OdeonTypeInfo *type;
      gpointer values[3];

      random_init (&random, seed);
      type = random_type (&random, 3);
      for (guint i = 0; i < 3; i++)
        values[i] = make_value (type, random_below (&random, 3));

      for (guint i = 0; i < 3; i++)
        for (guint j = 0; j < 3; j++)
          {
            gint order = odeon_value_compare (type, values[i], values[j]);
            guint k = (6 - i - j) % 3;

            if (sign (order) != -sign (odeon_value_compare (type, values[j], values[i])))
              fail_msg ("seed %u: not antisymmetric", seed);
            if ((order == 0) != odeon_value_equal (type, values[i], values[j]))
              fail_msg ("seed %u: does not agree with equal", seed);
            if (order == 0
                && odeon_value_hash (type, values[i]) != odeon_value_hash (type, values[j]))
              fail_msg ("seed %u: the same, but not by hash", seed);
            if (i != j && order <= 0 && odeon_value_compare (type, values[j], values[k]) <= 0
                && odeon_value_compare (type, values[i], values[k]) > 0)
              fail_msg ("seed %u: not transitive", seed);
            n_same += i != j && order == 0;
          }

      for (guint i = 0; i < 3; i++)
        odeon_boxed_free (type, values[i]);
      random_clear (&random);
    }

  assert_true (n_same > 1000);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (numbers_are_ordered_by_their_size),
    cmocka_unit_test (nan_comes_first_and_is_one),
    cmocka_unit_test (strings_are_ordered_by_their_octets),
    cmocka_unit_test (a_shorter_sequence_comes_before_what_it_begins),
    cmocka_unit_test (an_absent_member_comes_first),
    cmocka_unit_test (maps_are_ordered_by_size_then_entry_by_entry),
    cmocka_unit_test (random_values_are_in_a_total_order_that_agrees_with_equal_and_hash),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
