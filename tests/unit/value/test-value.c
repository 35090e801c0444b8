/* SPDX-License-Identifier: MIT */

#include "fixtures.h"
#include "random-value.h"

static int
count_refs (OdeonRef *ref)
{
  return atomic_load (&ref->ref_count);
}

static void
copy_is_deep (void **state G_GNUC_UNUSED)
{
  Person *alice = person_new_alice (NULL);
  Person *copy = odeon_boxed_copy (&person_info, alice);

  assert_true (odeon_value_equal (&person_info, alice, copy));
  assert_ptr_not_equal (alice->name, copy->name);
  assert_ptr_not_equal (alice->shape._u.label, copy->shape._u.label);
  assert_ptr_not_equal (alice->aliases, copy->aliases);
  assert_ptr_not_equal (alice->colors, copy->colors);
  assert_ptr_not_equal (alice->points->pdata[0], copy->points->pdata[0]);
  assert_ptr_not_equal (alice->matrix->pdata[0], copy->matrix->pdata[0]);

  odeon_boxed_free (&person_info, alice);
  assert_string_equal (copy->name, "Alice");
  assert_int_equal (((Point *) copy->points->pdata[0])->x, -3);
  assert_int_equal (copy->grid[1][2], -3);
  odeon_boxed_free (&person_info, copy);
}

static void
copy_counts_references_variants_and_bytes (void **state G_GNUC_UNUSED)
{
  OdeonRef boss;
  Person *alice;
  Person *copy;

  _odeon_ref_init (&boss, &nobody_class, 1);
  alice = person_new_alice (&boss);
  copy = odeon_boxed_copy (&person_info, alice);

  assert_int_equal (count_refs (&boss), 3);
  assert_ptr_equal (alice->extra, copy->extra);
  assert_ptr_equal (alice->photo, copy->photo);

  odeon_boxed_free (&person_info, alice);
  odeon_boxed_free (&person_info, copy);
  assert_int_equal (count_refs (&boss), 1);
}

static void
copy_turns_null_sequences_into_empty_ones (void **state G_GNUC_UNUSED)
{
  Person nobody = { 0 };
  Person copy;

  odeon_value_copy (&person_info, &copy, &nobody);

  assert_int_equal (g_bytes_get_size (copy.photo), 0);
  assert_int_equal (g_strv_length (copy.aliases), 0);
  assert_int_equal (copy.colors->len, 0);
  assert_int_equal (copy.points->len, 0);
  odeon_value_clear (&person_info, &copy);
}

static void
copy_normalises_booleans (void **state G_GNUC_UNUSED)
{
  gboolean odd = 0x100;
  gboolean copy;
  GArray *flags = odeon_values_new (&flags_info);
  g_autoptr (GArray) flags_copy = NULL;

  odeon_value_copy (&odeon_boolean_info, &copy, &odd);
  assert_int_equal (copy, TRUE);

  g_array_append_val (flags, odd);
  odeon_value_copy (&flags_info, &flags_copy, &flags);
  assert_int_equal (g_array_index (flags_copy, gboolean, 0), TRUE);
  g_array_unref (flags);
}

static void
copy_of_a_union_keeps_the_member_in_force (void **state G_GNUC_UNUSED)
{
  Choice number = { 8, { .other = g_variant_ref_sink (g_variant_new_int32 (3)) } };
  Maybe none = { FALSE, { .text = GINT_TO_POINTER (1) } };
  Choice choice;
  Maybe maybe;

  odeon_value_copy (&choice_info, &choice, &number);
  assert_int_equal (choice._d, 8);
  assert_ptr_equal (choice._u.other, number._u.other);
  odeon_value_clear (&choice_info, &choice);
  odeon_value_clear (&choice_info, &number);

  /* What lies in a union that selects no member is not looked at. */
  odeon_value_copy (&maybe_info, &maybe, &none);
  assert_null (maybe._u.text);
  odeon_value_clear (&maybe_info, &maybe);
  odeon_value_clear (&maybe_info, &none);
}

static void
a_floating_variant_is_owned_by_both_after_a_copy (void **state G_GNUC_UNUSED)
{
  GVariant *source = g_variant_new_string ("adrift");
  GVariant *copy = NULL;

  odeon_value_copy (&odeon_any_info, &copy, &source);
  assert_false (g_variant_is_floating (source));

  odeon_value_clear (&odeon_any_info, &source);
  assert_string_equal (g_variant_get_string (copy, NULL), "adrift");
  odeon_value_clear (&odeon_any_info, &copy);
}

static void
clear_leaves_zeros_and_takes_zeros (void **state G_GNUC_UNUSED)
{
  static const Person zeros;
  Person *alice = person_new_alice (NULL);

  odeon_value_clear (&person_info, alice);
  assert_memory_equal (alice, &zeros, sizeof zeros);

  odeon_value_clear (&person_info, alice);
  assert_memory_equal (alice, &zeros, sizeof zeros);
  odeon_boxed_free (&person_info, alice);
}

static void
boxed_functions_take_null (void **state G_GNUC_UNUSED)
{
  assert_null (odeon_boxed_copy (&person_info, NULL));
  odeon_boxed_free (&person_info, NULL);
}

static void
a_sequence_releases_its_elements_by_itself (void **state G_GNUC_UNUSED)
{
  GPtrArray *refs = odeon_pointers_new (&refs_info);
  GPtrArray *nodes = odeon_pointers_new (&nodes_info);
  OdeonRef nobody;

  _odeon_ref_init (&nobody, &nobody_class, 1);
  g_ptr_array_add (refs, odeon_ref_ref (&nobody));
  g_ptr_array_add (refs, NULL);
  g_ptr_array_unref (refs);
  assert_int_equal (count_refs (&nobody), 1);

  g_ptr_array_add (nodes, node_new_chain (10));
  g_ptr_array_unref (nodes);
}

static void
random_values_survive_a_copy (void **state G_GNUC_UNUSED)
{
  for (guint32 seed = 0; seed < 500; seed++)
    {
      Random random;
      const OdeonTypeInfo *type;
      g_autofree gpointer value = NULL;
      g_autofree gpointer copy = NULL;

      random_init (&random, seed);
      type = random_type (&random, 3);
      value = g_malloc0 (type->size);
      copy = g_malloc0 (type->size);
      random_value (&random, type, value, 3);

      odeon_value_copy (type, copy, value);
      if (!odeon_value_check (type, copy, NULL) || !odeon_value_equal (type, value, copy))
        fail_msg ("seed %u", seed);

      odeon_value_clear (type, value);
      odeon_value_clear (type, copy);
      random_clear (&random);
    }
}

static void
copy_keeps_what_is_absent (void **state G_GNUC_UNUSED)
{
  Card *card = odeon_boxed_new (&card_info);
  Card copy;

  memset (&copy, 0xa5, sizeof copy);
  card->age = 3;
  odeon_value_copy (&card_info, &copy, card);

  assert_null (copy.nick);
  assert_null (copy.home);
  assert_null (copy.numbers);
  assert_null (copy.extra);
  assert_null (copy.phones);
  assert_non_null (copy.friends);
  assert_false (copy.has_age);
  assert_int_equal (copy.age, 0);
  assert_false (copy.has_row);
  assert_true (odeon_value_equal (&card_info, card, &copy));
  assert_int_equal (odeon_value_hash (&card_info, card), odeon_value_hash (&card_info, &copy));
  odeon_value_clear (&card_info, &copy);
  card_free (card);
}

static void
copy_has_pointers_of_its_own (void **state G_GNUC_UNUSED)
{
  Card *card = card_new_full ();
  Card *copy = odeon_boxed_copy (&card_info, card);

  assert_true (odeon_value_equal (&card_info, card, copy));
  assert_ptr_not_equal (card->home, copy->home);
  assert_ptr_not_equal (card->office, copy->office);
  assert_ptr_not_equal (card->floor, copy->floor);
  assert_ptr_not_equal (card->next, copy->next);
  assert_ptr_not_equal (card->phones, copy->phones);
  card_free (card);

  assert_int_equal (copy->office->x, 4);
  assert_int_equal (copy->row[2], -3);
  assert_true (copy->has_age);
  assert_int_equal (((Card *) g_hash_table_lookup (copy->friends, "bob"))->percent, 50);
  card_free (copy);
}

static void
clear_releases_what_is_behind_pointers (void **state G_GNUC_UNUSED)
{
  static const Card zeros;
  Card *card = card_new_full ();

  odeon_value_clear (&card_info, card);
  assert_memory_equal (card, &zeros, sizeof zeros);
  odeon_value_clear (&card_info, card);
  g_free (card);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (copy_is_deep),
    cmocka_unit_test (copy_counts_references_variants_and_bytes),
    cmocka_unit_test (copy_turns_null_sequences_into_empty_ones),
    cmocka_unit_test (copy_normalises_booleans),
    cmocka_unit_test (copy_of_a_union_keeps_the_member_in_force),
    cmocka_unit_test (a_floating_variant_is_owned_by_both_after_a_copy),
    cmocka_unit_test (clear_leaves_zeros_and_takes_zeros),
    cmocka_unit_test (boxed_functions_take_null),
    cmocka_unit_test (a_sequence_releases_its_elements_by_itself),
    cmocka_unit_test (random_values_survive_a_copy),
    cmocka_unit_test (copy_keeps_what_is_absent),
    cmocka_unit_test (copy_has_pointers_of_its_own),
    cmocka_unit_test (clear_releases_what_is_behind_pointers),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
