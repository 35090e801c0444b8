/* SPDX-License-Identifier: MIT */

#include "kinds.h"

static void
numbers_are_appended_by_value (void **state G_GNUC_UNUSED)
{
  g_autoptr (GArray) numbers = odeon_values_new (&numbers_info);
  gint32 number = 3;

  odeon_sequence_append (&numbers_info, numbers, &number);
  number = 4;
  odeon_sequence_append_take (&numbers_info, numbers, &number);

  assert_int_equal (numbers->len, 2);
  assert_int_equal (g_array_index (numbers, gint32, 0), 3);
  assert_int_equal (g_array_index (numbers, gint32, 1), 4);
}

static void
structs_are_copied_or_taken (void **state G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) points = odeon_pointers_new (&points_info);
  Point point = { 1, 2 };
  Point *taken = odeon_boxed_copy (&point_info, &point);

  odeon_sequence_append (&points_info, points, &point);
  odeon_sequence_append_take (&points_info, points, taken);
  point.x = 9;

  assert_int_equal (((Point *) points->pdata[0])->x, 1);
  assert_ptr_equal (points->pdata[1], taken);
}

static void
sequences_in_sequences_are_copied_or_taken (void **state G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) matrix = odeon_pointers_new (&matrix_info);
  GArray *row = odeon_values_new (&numbers_info);
  GArray *none = NULL;
  gint32 number = 1;

  odeon_sequence_append (&numbers_info, row, &number);
  odeon_sequence_append (&matrix_info, matrix, &row);
  odeon_sequence_append_take (&matrix_info, matrix, &row);
  odeon_sequence_append (&matrix_info, matrix, &none);

  assert_ptr_not_equal (matrix->pdata[0], row);
  assert_int_equal (((GArray *) matrix->pdata[0])->len, 1);
  assert_ptr_equal (matrix->pdata[1], row);
  assert_non_null (matrix->pdata[2]);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (numbers_are_appended_by_value),
    cmocka_unit_test (structs_are_copied_or_taken),
    cmocka_unit_test (sequences_in_sequences_are_copied_or_taken),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
