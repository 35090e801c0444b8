/* SPDX-License-Identifier: MIT */

/* What odeon-codegen makes of the types in generated.idl: structs with their functions, typed
 * accessors of sequences and maps, bits, exceptions with members of all sorts. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "generated.idl.h"

static const TrialPoint one_two = { 1, 2 };
static const TrialPoint three_four = { 3, 4 };

static void
a_struct_can_be_compared_hashed_and_printed (void **state G_GNUC_UNUSED)
{
  g_autoptr (TrialPoint) copy = trial_point_copy (&one_two);
  g_autofree gchar *text = trial_point_to_string (&one_two);

  assert_true (trial_point_equal (copy, &one_two));
  assert_false (trial_point_equal (copy, &three_four));
  assert_int_equal (trial_point_hash (copy), trial_point_hash (&one_two));
  assert_string_equal (text, "(1, 2)");
}

static void
a_struct_goes_through_a_variant (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError)     error = NULL;
  g_autoptr (TrialPoint) back = trial_point_from_variant (trial_point_to_variant (&one_two), NULL);

  assert_true (trial_point_equal (back, &one_two));
  assert_null (trial_point_from_variant (g_variant_new_string ("no point"), &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
}

static void
a_new_struct_has_its_defaults (void **state G_GNUC_UNUSED)
{
  g_autoptr (TrialDefaults) defaults = trial_defaults_new ();

  assert_int_equal (defaults->number, -5);
  assert_true (defaults->truth);
  assert_string_equal (defaults->text, "two  blanks");
  assert_int_equal (defaults->hue, TRIAL_COLOR_BLUE);
  assert_true (defaults->has_perhaps);
  assert_int_equal (defaults->perhaps, 7);
  assert_null (defaults->unset);
}

static void
what_it_inherits_comes_first (void **state G_GNUC_UNUSED)
{
  g_autoptr (TrialBoss) boss = trial_boss_new ();
  g_autofree gchar     *text = NULL;

  boss->parent.id = 7;
  boss->parent.name = g_strdup ("ann");
  assert_ptr_equal (&boss->parent, boss);
  text = trial_boss_to_string (boss);
  assert_string_equal (text, "(7, 'ann', [])");
}

static void
a_sequence_of_numbers_has_accessors (void **state G_GNUC_UNUSED)
{
  g_autoptr (TrialRow) row = trial_row_new ();

  assert_int_equal (trial_row_get_length (NULL), 0);
  trial_row_append (row, 7);
  trial_row_append (row, -8);
  assert_int_equal (trial_row_get_length (row), 2);
  assert_int_equal (trial_row_get (row, 1), -8);
}

static void
a_sequence_copies_or_takes (void **state G_GNUC_UNUSED)
{
  g_autoptr (TrialPath) path = trial_path_new ();
  TrialPoint           *taken = trial_point_copy (&three_four);

  trial_path_append (path, &one_two);
  trial_path_append_take (path, taken);
  assert_int_equal (trial_path_get_length (path), 2);
  assert_ptr_not_equal (trial_path_get (path, 0), &one_two);
  assert_true (trial_point_equal (trial_path_get (path, 0), &one_two));
  assert_ptr_equal (trial_path_get (path, 1), taken);
}

static void
sequences_of_arrays_and_of_sequences_work_alike (void **state G_GNUC_UNUSED)
{
  g_autoptr (TrialVectors) vectors = trial_vectors_new ();
  g_autoptr (TrialMatrix)  matrix = trial_matrix_new ();
  g_autoptr (TrialRow)     row = trial_row_new ();
  TrialVector              vector = { 1, 2, 3 };
  TrialRow                *taken = trial_row_new ();

  trial_vectors_append (vectors, &vector);
  vector[0] = 9;
  assert_int_equal ((*trial_vectors_get (vectors, 0))[0], 1);

  trial_row_append (row, 7);
  trial_matrix_append (matrix, row);
  trial_matrix_append_take (matrix, taken);
  assert_int_equal (trial_row_get (trial_matrix_get (matrix, 0), 0), 7);
  assert_ptr_not_equal (trial_matrix_get (matrix, 0), row);
  assert_ptr_equal (trial_matrix_get (matrix, 1), taken);
}

static void
a_map_of_numbers_has_accessors (void **state G_GNUC_UNUSED)
{
  g_autoptr (TrialAgeTable) ages = trial_age_table_new ();
  gint32                    age = 99;

  assert_int_equal (trial_age_table_get_size (NULL), 0);
  assert_false (trial_age_table_lookup (NULL, "ann", &age));
  assert_true (trial_age_table_insert (ages, "ann", 7));
  assert_false (trial_age_table_insert (ages, "ann", 8));
  assert_false (trial_age_table_lookup (ages, "bob", &age));
  assert_int_equal (age, 99);
  assert_true (trial_age_table_lookup (ages, "ann", &age));
  assert_int_equal (age, 8);
  assert_int_equal (trial_age_table_get_size (ages), 1);
  assert_true (trial_age_table_remove (ages, "ann"));
  assert_false (trial_age_table_remove (ages, "ann"));
}

static void
a_map_copies_or_takes (void **state G_GNUC_UNUSED)
{
  g_autoptr (TrialTitleTable) titles = trial_title_table_new ();
  g_autoptr (TrialTitleTable) copy = NULL;
  gchar                      *taken = g_strdup ("duchess");
  const gchar                *title = NULL;

  trial_title_table_insert (titles, "ann", "queen");
  trial_title_table_insert_take (titles, "bea", taken);
  assert_true (trial_title_table_lookup (titles, "bea", &title));
  assert_ptr_equal (title, taken);
  copy = trial_title_table_copy (titles);
  assert_true (trial_title_table_lookup (copy, "ann", &title));
  assert_string_equal (title, "queen");
  assert_int_equal (trial_title_table_get_size (copy), 2);
}

static void
structs_are_keys_of_maps (void **state G_GNUC_UNUSED)
{
  g_autoptr (TrialRouteTable) routes = trial_route_table_new ();
  g_autoptr (TrialPoint)      key = trial_point_copy (&one_two);
  TrialPath                  *taken = trial_path_new ();
  TrialPath                  *found = NULL;

  trial_path_append (taken, &three_four);
  assert_true (trial_route_table_insert_take (routes, &one_two, taken));
  assert_true (trial_route_table_lookup (routes, key, &found));
  assert_ptr_equal (found, taken);
  assert_false (trial_route_table_insert (routes, key, found));
  assert_true (trial_route_table_lookup (routes, key, &found));
  assert_int_equal (trial_path_get_length (found), 1);
}

static void
arrays_are_values_of_maps (void **state G_GNUC_UNUSED)
{
  g_autoptr (TrialChartTable) charts = trial_chart_table_new ();
  TrialVector                 vector = { 1, 2, 3 };
  TrialVector                *taken = g_memdup2 (&vector, sizeof vector);
  TrialVector                *found = NULL;

  trial_chart_table_insert (charts, TRIAL_COLOR_BLUE, &vector);
  trial_chart_table_insert_take (charts, TRIAL_COLOR_RED, taken);
  assert_true (trial_chart_table_lookup (charts, TRIAL_COLOR_BLUE, &found));
  assert_int_equal ((*found)[2], 3);
  assert_true (trial_chart_table_lookup (charts, TRIAL_COLOR_RED, &found));
  assert_ptr_equal (found, taken);
}

static void
a_bit_field_keeps_to_its_bits (void **state G_GNUC_UNUSED)
{
  TrialHeader header = 0;

  trial_header_set_version (&header, 5);
  trial_header_set_urgent (&header, 42);
  trial_header_set_offset (&header, -8);
  assert_int_equal (header, 0x80d);
  assert_int_equal (trial_header_get_version (header), 5);
  assert_int_equal (trial_header_get_urgent (header), TRUE);
  assert_int_equal (trial_header_get_offset (header), -8);

  trial_header_set_version (&header, 0xff);
  assert_int_equal (header, 0x80f);
  trial_header_set_offset (&header, 7);
  assert_int_equal (trial_header_get_offset (header), 7);
  trial_header_set_urgent (&header, FALSE);
  assert_int_equal (header, 0x707);
}

static void
a_bitmask_is_known_as_flags (void **state G_GNUC_UNUSED)
{
  g_autoptr (GFlagsClass) flags = g_type_class_ref (TRIAL_TYPE_PERMISSION);

  assert_int_equal (TRIAL_PERMISSION_WRITE, 16);
  assert_int_equal (g_flags_get_value_by_nick (flags, "write")->value, TRIAL_PERMISSION_WRITE);
  assert_true (TRIAL_WIDE_HIGH == G_GUINT64_CONSTANT (1) << 39);
}

static void
an_exception_takes_members_of_all_sorts (void **state G_GNUC_UNUSED)
{
  const gint32              days = 3;
  g_autoptr (TrialAgeTable) known = trial_age_table_new ();
  g_autoptr (GError)        full = NULL;
  g_autoptr (GError)        bare = NULL;
  const TrialLate          *late;
  gint32                    age = 0;

  trial_age_table_insert (known, "ann", 7);
  full = trial_late_new_error (&days, &one_two, 0.5, known, "hurry");
  late = trial_late_get_detail (full);
  assert_non_null (late);
  assert_true (late->has_days);
  assert_int_equal (late->days, 3);
  assert_true (trial_point_equal (late->at, &one_two));
  assert_true (*late->rate == 0.5);
  assert_true (trial_age_table_lookup (late->known, "ann", &age));
  assert_int_equal (age, 7);
  assert_string_equal (late->hint, "hurry");

  bare = trial_late_new_error (NULL, NULL, 1, NULL, NULL);
  late = trial_late_get_detail (bare);
  assert_non_null (late);
  assert_false (late->has_days);
  assert_null (late->at);
  assert_null (late->hint);
}

static void
tables_say_what_types_are_on_the_wire (void **state G_GNUC_UNUSED)
{
  assert_string_equal (trial_node_info.signature, "(iava{sv}mv)");
  assert_string_equal (trial_version_info.signature, "(ia{uv})");
  assert_string_equal (trial_route_table_info.signature, "a((ii)a(ii))");
  assert_int_equal (trial_point_info.fixed_size, 8);
  assert_int_equal (trial_point_info.alignment, 4);
  assert_true (trial_echo_interface_info.fingerprint != 0);
  assert_true (trial_echo_interface_info.fingerprint != trial_named_interface_info.fingerprint);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_struct_can_be_compared_hashed_and_printed),
    cmocka_unit_test (a_struct_goes_through_a_variant),
    cmocka_unit_test (a_new_struct_has_its_defaults),
    cmocka_unit_test (what_it_inherits_comes_first),
    cmocka_unit_test (a_sequence_of_numbers_has_accessors),
    cmocka_unit_test (a_sequence_copies_or_takes),
    cmocka_unit_test (sequences_of_arrays_and_of_sequences_work_alike),
    cmocka_unit_test (a_map_of_numbers_has_accessors),
    cmocka_unit_test (a_map_copies_or_takes),
    cmocka_unit_test (structs_are_keys_of_maps),
    cmocka_unit_test (arrays_are_values_of_maps),
    cmocka_unit_test (a_bit_field_keeps_to_its_bits),
    cmocka_unit_test (a_bitmask_is_known_as_flags),
    cmocka_unit_test (an_exception_takes_members_of_all_sorts),
    cmocka_unit_test (tables_say_what_types_are_on_the_wire),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
