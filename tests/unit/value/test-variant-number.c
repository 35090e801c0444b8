/* SPDX-License-Identifier: MIT */

#include "reading.h"

static void
integers_of_any_width_are_taken_where_they_fit (void **state G_GNUC_UNUSED)
{
  const gint64 seven = 7;
  const gint64 minus_one = -1;
  const guint64 largest = G_MAXUINT64;
  const guint8 octet = 255;
  const gint16 lowest = G_MININT16;

  assert_reads (&odeon_int64_info, "7", &seven);
  assert_reads (&odeon_int64_info, "byte 7", &seven);
  assert_reads (&odeon_int64_info, "uint64 7", &seven);
  assert_reads (&odeon_int64_info, "int16 -1", &minus_one);
  assert_reads (&odeon_int64_info, "<<uint16 7>>", &seven);
  assert_reads (&odeon_uint64_info, "uint64 18446744073709551615", &largest);
  assert_reads (&odeon_octet_info, "255", &octet);
  assert_reads (&odeon_int16_info, "int64 -32768", &lowest);
}

static void
integers_out_of_range_are_refused (void **state G_GNUC_UNUSED)
{
  assert_refuses (&odeon_octet_info, "256", "256 is out of range");
  assert_refuses (&odeon_octet_info, "-1", "-1 is out of range");
  assert_refuses (&odeon_int16_info, "32768", "32768 is out of range");
  assert_refuses (&odeon_uint16_info, "int64 65536", "65536 is out of range");
  assert_refuses (&odeon_int32_info, "int64 2147483648", "2147483648 is out of range");
  assert_refuses (&odeon_uint32_info, "-1", "-1 is out of range");
  assert_refuses (&odeon_wchar_info, "-1", "-1 is out of range");
  assert_refuses (&odeon_int64_info, "uint64 9223372036854775808",
                  "9223372036854775808 is out of range");
  assert_refuses (&odeon_uint64_info, "-1", "-1 is out of range");
  assert_refuses (&odeon_int32_info, "1.5",
                  "an integer is expected, not a variant of type 'd'");
}

static void
a_byte_reads_as_a_negative_int8_but_a_number_must_fit (void **state G_GNUC_UNUSED)
{
  const gint8 minus_two = -2;

  assert_reads (&odeon_int8_info, "byte 0xfe", &minus_two);
  assert_reads (&odeon_int8_info, "-2", &minus_two);
  assert_refuses (&odeon_int8_info, "254", "254 is out of range");
}

static void
floating_point_takes_integers (void **state G_GNUC_UNUSED)
{
  const gdouble minus_three = -3;
  const gdouble huge = 18446744073709551615.0;
  const gfloat half = 0.5f;

  assert_reads (&odeon_double_info, "-3", &minus_three);
  assert_reads (&odeon_double_info, "uint64 18446744073709551615", &huge);
  assert_reads (&odeon_float_info, "0.5", &half);
  assert_refuses (&odeon_float_info, "1e39",
                  "9.9999999999999994e+38 is out of range");
  assert_refuses (&odeon_double_info, "'3'", "a number is expected, not a variant of type 's'");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (integers_of_any_width_are_taken_where_they_fit),
    cmocka_unit_test (integers_out_of_range_are_refused),
    cmocka_unit_test (a_byte_reads_as_a_negative_int8_but_a_number_must_fit),
    cmocka_unit_test (floating_point_takes_integers),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
