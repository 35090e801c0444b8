/* SPDX-License-Identifier: MIT */

#include "random-value.h"
#include "reading.h"

static void
strings_come_from_three_types (void **state G_GNUC_UNUSED)
{
  const gchar *string = "text";
  const gchar *path = "/a/b";
  const gchar *signature = "as";

  assert_reads (&odeon_string_info, "'text'", &string);
  assert_reads (&odeon_string_info, "objectpath '/a/b'", &path);
  assert_reads (&odeon_string_info, "signature 'as'", &signature);
  assert_refuses (&odeon_string_info, "7", "a string is expected, not a variant of type 'i'");
  assert_refuses (&odeon_boolean_info, "1", "a boolean is expected, not a variant of type 'i'");
}

static void
any_loses_one_wrapper_at_most (void **state G_GNUC_UNUSED)
{
  g_autoptr (GVariant) number = g_variant_ref_sink (g_variant_new_int32 (7));
  g_autoptr (GVariant) wrapped = g_variant_ref_sink (g_variant_new_variant (number));

  assert_reads (&odeon_any_info, "7", &number);
  assert_reads (&odeon_any_info, "<7>", &number);
  assert_reads (&odeon_any_info, "<<7>>", &wrapped);
}

static void
references_cannot_be_read (void **state G_GNUC_UNUSED)
{
  const gpointer nil = NULL;

  assert_reads (&odeon_ref_info, "''", &nil);
  assert_refuses (&odeon_ref_info, "'urn:uuid:0b0b5a43-6d1c-4b6a-9d9c-7f3f7d1c2e11'",
                  "references cannot be written down, nor read back");
}

static void
structs_come_as_tuples_or_dictionaries (void **state G_GNUC_UNUSED)
{
  const Point point = { 3, 4 };
  const gchar nothing = 0;

  assert_reads (&point_info, "(3, 4.0)", &point);
  assert_reads (&point_info, "<(<byte 3>, 4)>", &point);
  assert_reads (&point_info, "{'y': <4.0>, 'x': <3>}", &point);
  assert_reads (&nothing_info, "()", &nothing);

  assert_refuses (&point_info, "(3,)", "Test::Point: 1 members, 2 are expected");
  assert_refuses (&point_info, "{'x': <3>, 'z': <4>}", "Test::Point: the member “y” is missing");
  assert_refuses (&point_info, "{'x': <3>}", "Test::Point: 1 members, 2 are expected");
  assert_refuses (&point_info, "(3, 'four')",
                  "Test::Point.y: a number is expected, not a variant of type 's'");
  assert_refuses (&point_info, "3", "Test::Point: a tuple is expected, not a variant of type 'i'");
}

static void
unions_come_as_pairs (void **state G_GNUC_UNUSED)
{
  Shape shape = { COLOR_BLUE, { .dot = { 1, 2 } } };
  Maybe none = { ._d = FALSE };
  g_autoptr (GVariant) number = g_variant_ref_sink (g_variant_new_int32 (7));
  g_autoptr (GVariant) wrapped = g_variant_ref_sink (g_variant_new_variant (number));
  Choice any = { 1, { .other = number } };
  Choice any_in_any = { 1, { .other = wrapped } };

  assert_reads (&choice_info, "(1, <7>)", &any);
  assert_reads (&choice_info, "(1, <<7>>)", &any);
  assert_reads (&choice_info, "(1, <<<7>>>)", &any_in_any);
  assert_reads (&shape_info, "(-2, <(1, 2)>)", &shape);
  assert_reads (&maybe_info, "(false, <()>)", &none);

  assert_refuses (&maybe_info, "(false, <'text'>)",
                  "Test::Maybe: a value, but the discriminator selects no member");
  assert_refuses (&maybe_info, "(true, <()>)",
                  "Test::Maybe.text: a string is expected, not a variant of type '()'");
  assert_refuses (&shape_info, "(9, <()>)",
                  "Test::Shape (discriminator): 9 is not one of the enumeration's values");
  assert_refuses (&shape_info, "('RED', <()>)",
                  "Test::Shape (discriminator): an integer is expected, not a variant of type 's'");
  assert_refuses (&shape_info, "(5, <'far too long'>)",
                  "Test::Shape.label: 12 characters, at most 8 are allowed");
  assert_refuses (&shape_info, "(1, 2, 3)",
                  "Test::Shape: a pair of discriminator and value is expected,"
                  " not a variant of type '(iii)'");
}

static void
arrays_have_their_length (void **state G_GNUC_UNUSED)
{
  const gint8 grid[2][3] = { { 1, 2, 3 }, { 4, 5, -6 } };

  assert_reads (&grid_info, "[[1, 2, 3], [4, 5, -6]]", grid);
  assert_refuses (&grid_info, "[[1, 2, 3]]", "1 elements, 2 are expected");
  assert_refuses (&grid_info, "[[1, 2, 3], [4, 5]]", "[1]: 2 elements, 3 are expected");
  assert_refuses (&grid_info, "[[1, 2, 3], [4, 500, 6]]", "[1][1]: 500 is out of range");
}

static void
sequences_keep_their_bounds (void **state G_GNUC_UNUSED)
{
  assert_refuses (&colors_info, "[0, 0, 0, 0, 0]", "5 elements, at most 4 are allowed");
  assert_refuses (&colors_info, "[0, 1]", "[1]: 1 is not one of the enumeration's values");
  assert_refuses (&short_strv_info, "['a', 'b', 'c']", "3 elements, at most 2 are allowed");
  assert_refuses (&short_bytes_info, "b'1234'", "5 bytes, at most 4 are allowed");
  assert_refuses (&points_info, "[(1, 2), (3, 4), (5, 6), (7, 8)]",
                  "4 elements, at most 3 are allowed");
  assert_refuses (&points_info, "[<(1, 2)>, <(3, 'x')>]",
                  "[1].y: a number is expected, not a variant of type 's'");
  assert_refuses (&matrix_info, "[<[1]>, <2>]",
                  "Test::Matrix[1]: an array is expected, not a variant of type 'i'");
  assert_refuses (&odeon_bytes_info, "[1, 2]",
                  "a sequence of bytes is expected, not a variant of type 'ai'");
}

static void
a_floating_variant_is_consumed (void **state G_GNUC_UNUSED)
{
  g_autoptr (GArray) numbers = NULL;
  const gint32 two[] = { 1, 2 };
  GVariant *variant;

  variant = g_variant_new_fixed_array (G_VARIANT_TYPE_INT32, two, 2, sizeof (gint32));
  assert_true (odeon_value_from_variant (&numbers_info, &numbers, variant, NULL));
  assert_int_equal (numbers->len, 2);
  assert_int_equal (g_array_index (numbers, gint32, 1), 2);
}

/* As what came from elsewhere: one serialised block. */
static GVariant *
flatten (GVariant *variant)
{
  g_autoptr (GVariant) tree = g_variant_ref_sink (variant);
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (tree);

  return g_variant_ref_sink (g_variant_new_from_bytes (g_variant_get_type (tree), bytes, FALSE));
}

static void
assert_survives_serialisation (const OdeonTypeInfo *info, gconstpointer value)
{
  g_autofree gpointer back = g_malloc0 (info->size);
  g_autoptr (GVariant) variant = flatten (odeon_value_to_variant (info, value));

  assert_true (g_variant_is_normal_form (variant));
  assert_true (odeon_value_from_variant (info, back, variant, NULL));
  assert_true (odeon_value_equal (info, value, back));
  odeon_value_clear (info, back);
}

static void
assert_too_deep (const OdeonTypeInfo *info, gconstpointer value)
{
  g_autofree gpointer back = g_malloc0 (info->size);
  g_autoptr (GError) error = NULL;

  assert_false (odeon_value_from_variant (info, back, odeon_value_to_variant (info, value),
                                          &error));
  assert_true (g_str_has_suffix (error->message, ": nested more than 64 levels deep"));
}

static void
the_deepest_valid_values_survive_serialisation (void **state G_GNUC_UNUSED)
{
  Node *node = node_new_chain (32);
  Tree *tree = tree_new_trunk (21);

  assert_survives_serialisation (&node_info, node);
  assert_survives_serialisation (&tree_info, tree);

  odeon_boxed_free (&node_info, node);
  odeon_boxed_free (&tree_info, tree);
}

static void
deeper_ones_are_refused (void **state G_GNUC_UNUSED)
{
  Node *node = node_new_chain (33);
  Tree *tree = tree_new_trunk (22);

  assert_too_deep (&node_info, node);
  assert_too_deep (&tree_info, tree);

  odeon_boxed_free (&node_info, node);
  odeon_boxed_free (&tree_info, tree);
}

static void
handles_are_references_of_a_list (void **state G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  OdeonRef nobody;
  gpointer ref = NULL;

  _odeon_ref_init (&nobody, &nobody_class, 1);
  g_ptr_array_add (refs, &nobody);

  assert_true (_odeon_value_from_variant (&odeon_ref_info, &ref, g_variant_new_handle (-1), refs,
                                          NULL));
  assert_null (ref);
  assert_true (_odeon_value_from_variant (&odeon_ref_info, &ref, g_variant_new_handle (0), refs,
                                          NULL));
  assert_ptr_equal (ref, &nobody);
  assert_int_equal (atomic_load (&nobody.ref_count), 2);
  odeon_value_clear (&odeon_ref_info, &ref);

  assert_false (_odeon_value_from_variant (&odeon_ref_info, &ref, g_variant_new_handle (1), refs,
                                           &error));
  assert_string_equal (error->message, "there is no reference 1 among 1");
  assert_false (_odeon_value_from_variant (&odeon_ref_info, &ref, g_variant_new_handle (-2), refs,
                                           NULL));
  assert_false (odeon_value_from_variant (&odeon_ref_info, &ref, g_variant_new_handle (0), NULL));
}

static void
random_values_survive_a_variant (void **state G_GNUC_UNUSED)
{
  for (guint32 seed = 0; seed < 500; seed++)
    {
      Random random;
      const OdeonTypeInfo *type;
      g_autofree gpointer value = NULL;
      g_autofree gpointer back = NULL;
      g_autoptr (GVariant) variant = NULL;
      g_autoptr (GError) error = NULL;

      random_init (&random, seed);
      type = random_type (&random, 3);
      value = g_malloc0 (type->size);
      back = g_malloc0 (type->size);
      random_value (&random, type, value, 3);

      variant = flatten (odeon_value_to_variant (type, value));
      if (!odeon_value_from_variant (type, back, variant, &error))
        fail_msg ("seed %u: %s", seed, error->message);
      if (!odeon_value_equal (type, value, back))
        fail_msg ("seed %u: not the same", seed);

      odeon_value_clear (type, value);
      odeon_value_clear (type, back);
      random_clear (&random);
    }
}

/* Whatever comes: a value that is valid, or an error and nothing leaked. */
static void
variants_of_another_type_do_no_harm (void **state G_GNUC_UNUSED)
{
  guint n_read = 0;

  for (guint32 seed = 0; seed < 1000; seed++)
    {
      Random random;
      const OdeonTypeInfo *type;
      const OdeonTypeInfo *other;
      g_autofree gpointer value = NULL;
      g_autofree gpointer back = NULL;
      g_autoptr (GError) error = NULL;

      random_init (&random, seed);
      type = random_type (&random, 2);
      other = random_type (&random, 2);
      value = g_malloc0 (type->size);
      back = g_malloc0 (other->size);
      random_value (&random, type, value, 2);

      if (odeon_value_from_variant (other, back, odeon_value_to_variant (type, value), &error))
        {
          assert_true (odeon_value_check (other, back, NULL));
          n_read++;
        }
      else
        assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));

      odeon_value_clear (type, value);
      odeon_value_clear (other, back);
      random_clear (&random);
    }

  assert_in_range (n_read, 1, 999);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (strings_come_from_three_types),
    cmocka_unit_test (any_loses_one_wrapper_at_most),
    cmocka_unit_test (references_cannot_be_read),
    cmocka_unit_test (structs_come_as_tuples_or_dictionaries),
    cmocka_unit_test (unions_come_as_pairs),
    cmocka_unit_test (arrays_have_their_length),
    cmocka_unit_test (sequences_keep_their_bounds),
    cmocka_unit_test (a_floating_variant_is_consumed),
    cmocka_unit_test (the_deepest_valid_values_survive_serialisation),
    cmocka_unit_test (deeper_ones_are_refused),
    cmocka_unit_test (handles_are_references_of_a_list),
    cmocka_unit_test (random_values_survive_a_variant),
    cmocka_unit_test (variants_of_another_type_do_no_harm),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
