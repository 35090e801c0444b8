/* SPDX-License-Identifier: MIT */

#include "fixtures.h"
#include "random-value.h"

#include <math.h>

static void
assert_same (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b)
{
  assert_true (odeon_value_equal (info, a, b));
  assert_true (odeon_value_equal (info, b, a));
  assert_int_equal (odeon_value_hash (info, a), odeon_value_hash (info, b));
}

static void
assert_differ (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b)
{
  assert_false (odeon_value_equal (info, a, b));
  assert_false (odeon_value_equal (info, b, a));
}

static void
every_member_counts (void **state G_GNUC_UNUSED)
{
  Person *alice = person_new_alice (NULL);
  Person *twin = person_new_alice (NULL);
  static const Person zeros;

  assert_same (&person_info, alice, twin);

  /* Each member in turn is replaced by zeros, and put back. */
  for (guint i = 0; i < person_info.n_members; i++)
    {
      const OdeonMemberInfo *member = &person_members[i];
      gpointer slot = (guint8 *) twin + member->offset;
      guint8 saved[sizeof (Person)];

      if (member->type == &odeon_ref_info)
        continue;

      memcpy (saved, slot, member->type->size);
      memcpy (slot, (const guint8 *) &zeros + member->offset, member->type->size);
      assert_differ (&person_info, alice, twin);
      memcpy (slot, saved, member->type->size);
    }

  odeon_boxed_free (&person_info, alice);
  odeon_boxed_free (&person_info, twin);
}

static void
null_sequences_are_empty_ones (void **state G_GNUC_UNUSED)
{
  Person zeros = { .shape = { ._d = COLOR_RED } };
  Person empty;

  odeon_value_copy (&person_info, &empty, &zeros);
  assert_non_null (empty.matrix);
  assert_same (&person_info, &zeros, &empty);
  odeon_value_clear (&person_info, &empty);
}

static void
booleans_compare_by_truth (void **state G_GNUC_UNUSED)
{
  gboolean one = 1;
  gboolean two = 2;

  assert_same (&odeon_boolean_info, &one, &two);
}

static void
both_zeros_are_one_number_and_nan_is_none (void **state G_GNUC_UNUSED)
{
  gdouble zero = 0.0;
  gdouble negative_zero = -0.0;
  gfloat nan = NAN;

  assert_same (&odeon_double_info, &zero, &negative_zero);
  assert_differ (&odeon_float_info, &nan, &nan);
}

static void
unions_compare_discriminator_and_member_in_force (void **state G_GNUC_UNUSED)
{
  Shape red = { COLOR_RED, { .dot = { 1, 2 } } };
  Shape blue = { COLOR_BLUE, { .dot = { 1, 2 } } };
  Shape other_red = { COLOR_RED, { .dot = { 1, 3 } } };
  Maybe none = { FALSE, { .text = NULL } };
  Maybe none_too = { FALSE, { .text = GINT_TO_POINTER (1) } };

  assert_differ (&shape_info, &red, &blue);
  assert_differ (&shape_info, &red, &other_red);
  assert_same (&maybe_info, &none, &none_too);
}

static void
references_compare_by_actor (void **state G_GNUC_UNUSED)
{
  OdeonRef one;
  OdeonRef another;
  OdeonRef *a = &one;
  OdeonRef *b = &one;
  OdeonRef *nil = NULL;

  _odeon_ref_init (&one, &nobody_class, 1);
  _odeon_ref_init (&another, &nobody_class, 1);

  assert_same (&odeon_ref_info, &a, &b);
  assert_same (&odeon_ref_info, &nil, &nil);
  assert_differ (&odeon_ref_info, &a, &nil);
  b = &another;
  assert_differ (&odeon_ref_info, &a, &b);
}

static void
containers_in_any_compare_and_hash (void **state G_GNUC_UNUSED)
{
  g_autoptr (GVariant) a = g_variant_ref_sink (g_variant_new_parsed ("{'x': <1>}"));
  g_autoptr (GVariant) b = g_variant_ref_sink (g_variant_new_parsed ("{'x': <1>}"));
  g_autoptr (GVariant) c = g_variant_ref_sink (g_variant_new_parsed ("{'x': <2>}"));

  assert_same (&odeon_any_info, &a, &b);
  assert_differ (&odeon_any_info, &a, &c);
}

static void
random_values_equal_their_copies_and_seldom_one_another (void **state G_GNUC_UNUSED)
{
  guint n_equal = 0;
  guint n_clashes = 0;
  const guint n = 500;

  for (guint32 seed = 0; seed < n; seed++)
    {
      Person one = { 0 };
      Person copy;
      Person other = { 0 };
      Random random;

      random_init (&random, seed);
      random_value (&random, &person_info, &one, 3);
      random_value (&random, &person_info, &other, 3);
      odeon_value_copy (&person_info, &copy, &one);

      assert_same (&person_info, &one, &copy);
      n_equal += odeon_value_equal (&person_info, &one, &other) != FALSE;
      n_clashes += odeon_value_hash (&person_info, &one) == odeon_value_hash (&person_info, &other);

      odeon_value_clear (&person_info, &one);
      odeon_value_clear (&person_info, &copy);
      odeon_value_clear (&person_info, &other);
      random_clear (&random);
    }

  assert_int_equal (n_equal, 0);
  assert_true (n_clashes < n / 50);
}

static void
an_absent_member_differs_from_one_that_is_there (void **state G_GNUC_UNUSED)
{
  Card *one = odeon_boxed_new (&card_info);
  Card *other = odeon_boxed_new (&card_info);

  assert_same (&card_info, one, other);
  other->has_age = TRUE;
  assert_differ (&card_info, one, other);
  one->has_age = 2;
  assert_same (&card_info, one, other);
  other->phones = odeon_map_new (&phones_info);
  assert_differ (&card_info, one, other);
  *one->floor = 8;
  g_clear_pointer (&other->phones, g_hash_table_unref);
  assert_differ (&card_info, one, other);

  card_free (one);
  card_free (other);
}

static void
the_order_in_a_map_does_not_matter (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) up = odeon_map_new (&names_info);
  g_autoptr (GHashTable) down = odeon_map_new (&names_info);
  const gchar *name = "name";

  for (gint64 i = 0; i < 1000; i++)
    {
      gint64 j = 999 - i;

      odeon_map_insert (&names_info, up, &i, &name);
      odeon_map_insert (&names_info, down, &j, &name);
    }

  assert_same (&names_info, &up, &down);
  for (gint64 i = 0; i < 1000; i++)
    {
      odeon_map_remove (&names_info, down, &i);
      assert_differ (&names_info, &up, &down);
      odeon_map_insert (&names_info, down, &i, &name);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_member_counts),
    cmocka_unit_test (null_sequences_are_empty_ones),
    cmocka_unit_test (booleans_compare_by_truth),
    cmocka_unit_test (both_zeros_are_one_number_and_nan_is_none),
    cmocka_unit_test (unions_compare_discriminator_and_member_in_force),
    cmocka_unit_test (references_compare_by_actor),
    cmocka_unit_test (containers_in_any_compare_and_hash),
    cmocka_unit_test (random_values_equal_their_copies_and_seldom_one_another),
    cmocka_unit_test (an_absent_member_differs_from_one_that_is_there),
    cmocka_unit_test (the_order_in_a_map_does_not_matter),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
