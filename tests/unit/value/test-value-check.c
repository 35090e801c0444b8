/* SPDX-License-Identifier: MIT */

#include "kinds.h"

#include "odeon-error.h"

static void
assert_fault (const OdeonTypeInfo *info, gconstpointer slot, const gchar *message)
{
  g_autoptr (GError) error = NULL;

  assert_false (odeon_value_check (info, slot, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_string_equal (error->message, message);
  assert_false (odeon_value_check (info, slot, NULL));
}

static void
assert_valid (const OdeonTypeInfo *info, gconstpointer slot)
{
  g_autoptr (GError) error = NULL;

  if (!odeon_value_check (info, slot, &error))
    fail_msg ("%s", error->message);
}

static int
make_alice (void **state)
{
  *state = person_new_alice (NULL);
  return 0;
}

static int
free_alice (void **state)
{
  odeon_boxed_free (&person_info, *state);
  return 0;
}

static void
alice_is_valid (void **state)
{
  assert_valid (&person_info, *state);
}

static void
strings_are_utf8_and_not_null (void **state)
{
  Person *alice = *state;

  g_free (alice->name);
  alice->name = g_strdup ("Al\xff");
  assert_fault (&person_info, alice, "Test::Person.name: not valid UTF-8");

  g_clear_pointer (&alice->name, g_free);
  assert_fault (&person_info, alice, "Test::Person.name: a string may not be NULL");
}

static void
a_type_without_name_has_only_the_fault (void **state G_GNUC_UNUSED)
{
  const gchar *string = "\xc3";

  assert_fault (&odeon_string_info, &string, "not valid UTF-8");
}

static void
string_bounds_count_characters (void **state G_GNUC_UNUSED)
{
  const gchar *eight = "€€€€€€€€";
  const gchar *nine = "€€€€€€€€a";

  assert_valid (&short_string_info, &eight);
  assert_fault (&short_string_info, &nine, "9 characters, at most 8 are allowed");
}

static void
bytes_bounds_count_bytes (void **state G_GNUC_UNUSED)
{
  g_autoptr (GBytes) four = g_bytes_new_static ("1234", 4);
  g_autoptr (GBytes) five = g_bytes_new_static ("12345", 5);

  assert_valid (&short_bytes_info, &four);
  assert_fault (&short_bytes_info, &five, "5 bytes, at most 4 are allowed");
}

static void
strv_is_bounded_in_number_and_in_each_string (void **state)
{
  Person *alice = *state;

  g_strfreev (alice->aliases);
  alice->aliases = g_strsplit ("a,b,c", ",", 0);
  assert_fault (&person_info, alice, "Test::Person.aliases: 3 elements, at most 2 are allowed");

  g_strfreev (alice->aliases);
  alice->aliases = g_strsplit ("Al,Elizabeth", ",", 0);
  assert_fault (&person_info, alice,
                "Test::Person.aliases[1]: 9 characters, at most 8 are allowed");
}

static void
sequences_are_bounded_in_elements (void **state)
{
  Person *alice = *state;

  g_array_set_size (alice->colors, 5);
  assert_fault (&person_info, alice, "Test::Person.colors: 5 elements, at most 4 are allowed");
  g_array_set_size (alice->colors, 4);
  assert_valid (&person_info, alice);

  while (alice->points->len < 4)
    g_ptr_array_add (alice->points, odeon_boxed_new (&point_info));
  assert_fault (&person_info, alice, "Test::Person.points: 4 elements, at most 3 are allowed");
}

static void
enums_have_one_of_their_values (void **state)
{
  Person *alice = *state;
  gint unknown = 4;

  assert_fault (&color_info, &unknown, "Test::Color: 4 is not one of the enumeration's values");

  g_array_append_val (alice->colors, unknown);
  assert_fault (&person_info, alice,
                "Test::Person.colors[2]: 4 is not one of the enumeration's values");
}

static void
a_foreign_array_is_refused_by_its_element_size (void **state)
{
  Person *alice = *state;
  GArray *wide = g_array_sized_new (FALSE, TRUE, 8, 2);

  g_ptr_array_add (alice->matrix, wide);
  assert_fault (&person_info, alice,
                "Test::Person.matrix[2]: the array's elements have 8 bytes, 4 are expected");
}

static void
structs_in_sequences_are_not_null (void **state)
{
  Person *alice = *state;

  g_ptr_array_add (alice->points, NULL);
  assert_fault (&person_info, alice, "Test::Person.points[1]: an element may not be NULL");
}

static void
sequences_in_sequences_may_be_null (void **state)
{
  Person *alice = *state;

  g_ptr_array_add (alice->matrix, NULL);
  assert_valid (&person_info, alice);
}

static void
any_is_not_null_but_a_reference_may_be_nil (void **state)
{
  Person *alice = *state;

  assert_null (alice->boss);
  g_clear_pointer (&alice->extra, g_variant_unref);
  assert_fault (&person_info, alice, "Test::Person.extra: any may not be NULL");
}

static void
unions_are_checked_by_the_member_in_force (void **state G_GNUC_UNUSED)
{
  gchar latin1[] = "\xe9";
  Shape shape = { COLOR_GREEN, { .label = latin1 } };
  Maybe none = { FALSE, { .text = latin1 } };

  assert_fault (&shape_info, &shape, "Test::Shape.label: not valid UTF-8");

  shape._d = COLOR_RED;
  assert_valid (&shape_info, &shape);

  *(gint *) &shape._d = 77;
  assert_fault (&shape_info, &shape,
                "Test::Shape (discriminator): 77 is not one of the enumeration's values");

  assert_valid (&maybe_info, &none);
}

static void
a_boolean_discriminator_is_any_number_but_zero (void **state G_GNUC_UNUSED)
{
  Maybe maybe = { 2, { .text = NULL } };

  assert_fault (&maybe_info, &maybe, "Test::Maybe.text: a string may not be NULL");
}

static void
depth_is_bounded (void **state G_GNUC_UNUSED)
{
  /* Two levels each: the struct and its sequence. */
  Node *deep = node_new_chain (32);
  Node *deeper = node_new_chain (40);
  g_autoptr (GError) error = NULL;

  assert_valid (&node_info, deep);
  assert_false (odeon_value_check (&node_info, deeper, &error));
  assert_true (g_str_has_prefix (error->message, "Test::Node.children[0].children[0]"));
  assert_true (g_str_has_suffix (error->message, ": nested more than 64 levels deep"));

  odeon_boxed_free (&node_info, deep);
  odeon_boxed_free (&node_info, deeper);
}

static void
unions_count_twice_for_depth (void **state G_GNUC_UNUSED)
{
  /* Three levels each, with the sequence. */
  Tree *deep = tree_new_trunk (21);
  Tree *deeper = tree_new_trunk (22);

  assert_valid (&tree_info, deep);
  assert_false (odeon_value_check (&tree_info, deeper, NULL));

  odeon_boxed_free (&tree_info, deep);
  odeon_boxed_free (&tree_info, deeper);
}

static void
maps_are_checked_entry_by_entry (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) phones = odeon_map_new (&phones_info);
  g_autoptr (GHashTable) names = odeon_map_new (&names_info);
  gint64 number = 7;

  for (guint i = 0; i < 3; i++)
    g_hash_table_insert (phones, g_strdup_printf ("%u", i), GINT_TO_POINTER (-1));
  assert_valid (&phones_info, &phones);
  g_hash_table_insert (phones, g_strdup ("3"), NULL);
  assert_fault (&phones_info, &phones, "Test::Phones: 4 entries, at most 3 are allowed");
  g_hash_table_remove_all (phones);
  g_hash_table_insert (phones, g_strdup ("\xe9"), NULL);
  assert_fault (&phones_info, &phones, "Test::Phones (key): not valid UTF-8");

  g_hash_table_insert (names, g_memdup2 (&number, sizeof number), g_strdup ("123456789"));
  assert_fault (&names_info, &names, "Test::Names[7]: 9 characters, at most 8 are allowed");
  g_hash_table_insert (names, g_memdup2 (&number, sizeof number), NULL);
  assert_fault (&names_info, &names, "Test::Names[7]: a string may not be NULL");
}

static void
what_a_map_owns_is_not_null (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) spots = odeon_map_new (&spots_info);
  g_autoptr (GHashTable) names = g_hash_table_new (NULL, NULL);

  g_hash_table_insert (spots, g_new0 (Point, 1), NULL);
  assert_fault (&spots_info, &spots, "Test::Spots[(0, 0.0)]: an element may not be NULL");
  g_hash_table_insert (names, NULL, NULL);
  assert_fault (&names_info, &names, "Test::Names (key): an element may not be NULL");
}

static void
a_number_in_a_pointer_is_one_of_its_type (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) small = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) moods = g_hash_table_new (NULL, NULL);

  g_hash_table_insert (small, GINT_TO_POINTER (-128), GINT_TO_POINTER ((gchar) 0xe4));
  g_hash_table_insert (small, GINT_TO_POINTER (127), GINT_TO_POINTER (0xe4));
  assert_valid (&small_info, &small);
  g_hash_table_insert (small, GINT_TO_POINTER (127), GINT_TO_POINTER (256));
  assert_fault (&small_info, &small, "Test::Small[0x7f]: 256 is out of range");
  g_hash_table_insert (small, GINT_TO_POINTER (200), NULL);
  g_hash_table_remove (small, GINT_TO_POINTER (127));
  assert_fault (&small_info, &small, "Test::Small (key): 200 is out of range");

  g_hash_table_insert (moods, GINT_TO_POINTER (77), GUINT_TO_POINTER (8));
  assert_fault (&moods_info, &moods, "Test::Moods[77]: 0x8 has bits that are not declared");
}

static void
an_absent_member_is_not_looked_at (void **state G_GNUC_UNUSED)
{
  Card *card = card_new_full ();

  assert_valid (&card_info, card);
  card->nick[0] = '\xe9';
  assert_fault (&card_info, card, "Test::Card.nick: not valid UTF-8");
  g_clear_pointer (&card->nick, g_free);
  assert_valid (&card_info, card);

  card->next->percent = 0;
  assert_fault (&card_info, card, "Test::Card.next.percent: 0 is below the minimum of 5");
  g_clear_pointer (&card->next, card_free);
  assert_valid (&card_info, card);
  card_free (card);
}

static void
an_external_member_is_never_absent (void **state G_GNUC_UNUSED)
{
  Card *card = card_new_full ();
  Part part = { COLOR_RED, { .dot = NULL } };

  g_clear_pointer (&card->floor, g_free);
  assert_fault (&card_info, card, "Test::Card.floor: an external member may not be NULL");
  card_free (card);

  assert_fault (&part_info, &part, "Test::Part.dot: an external member may not be NULL");
}

static void
an_open_union_takes_any_discriminator (void **state G_GNUC_UNUSED)
{
  Part part = { 77, { .dot = NULL } };

  assert_valid (&part_info, &part);
}

/* A list of @length cards. */
static Card *
card_new_list (guint length)
{
  Card *card = odeon_boxed_new (&card_info);

  if (length > 1)
    card->next = card_new_list (length - 1);

  return card;
}

static void
a_maybe_counts_for_depth (void **state G_GNUC_UNUSED)
{
  /* Three levels each, with the variant. The last has a struct, and what is in there. */
  Card *deep = card_new_list (21);
  Card *deeper = card_new_list (22);

  assert_valid (&card_info, deep);
  assert_false (odeon_value_check (&card_info, deeper, NULL));
  card_free (deep);
  card_free (deeper);
}

int
main (void)
{
#define WITH_ALICE(test) cmocka_unit_test_setup_teardown (test, make_alice, free_alice)
  const struct CMUnitTest tests[] = {
    WITH_ALICE (alice_is_valid),
    WITH_ALICE (strings_are_utf8_and_not_null),
    cmocka_unit_test (a_type_without_name_has_only_the_fault),
    cmocka_unit_test (string_bounds_count_characters),
    cmocka_unit_test (bytes_bounds_count_bytes),
    WITH_ALICE (strv_is_bounded_in_number_and_in_each_string),
    WITH_ALICE (sequences_are_bounded_in_elements),
    WITH_ALICE (enums_have_one_of_their_values),
    WITH_ALICE (a_foreign_array_is_refused_by_its_element_size),
    WITH_ALICE (structs_in_sequences_are_not_null),
    WITH_ALICE (sequences_in_sequences_may_be_null),
    WITH_ALICE (any_is_not_null_but_a_reference_may_be_nil),
    cmocka_unit_test (unions_are_checked_by_the_member_in_force),
    cmocka_unit_test (a_boolean_discriminator_is_any_number_but_zero),
    cmocka_unit_test (depth_is_bounded),
    cmocka_unit_test (unions_count_twice_for_depth),
    cmocka_unit_test (maps_are_checked_entry_by_entry),
    cmocka_unit_test (what_a_map_owns_is_not_null),
    cmocka_unit_test (a_number_in_a_pointer_is_one_of_its_type),
    cmocka_unit_test (an_absent_member_is_not_looked_at),
    cmocka_unit_test (an_external_member_is_never_absent),
    cmocka_unit_test (an_open_union_takes_any_discriminator),
    cmocka_unit_test (a_maybe_counts_for_depth),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
