/* SPDX-License-Identifier: MIT */

#include "kinds.h"

#include <math.h>

static void
assert_fault (const OdeonTypeInfo *info, gconstpointer slot, const gchar *message)
{
  g_autoptr (GError) error = NULL;

  assert_false (odeon_value_check (info, slot, &error));
  assert_string_equal (error->message, message);
}

static void
assert_valid (const OdeonTypeInfo *info, gconstpointer slot)
{
  assert_true (odeon_value_check (info, slot, NULL));
}

static void
numbers_keep_to_their_range (void **state G_GNUC_UNUSED)
{
  gint32 percent = 5;
  guint64 huge = G_MAXUINT64 - 9;
  gdouble ratio = 1.0;

  assert_valid (&percent_info, &percent);
  percent = 100;
  assert_valid (&percent_info, &percent);
  percent = 101;
  assert_fault (&percent_info, &percent, "Test::Percent: 101 is above the maximum of 100");
  percent = -1;
  assert_fault (&percent_info, &percent, "Test::Percent: -1 is below the minimum of 5");

  assert_valid (&huge_info, &huge);
  huge--;
  assert_fault (&huge_info, &huge,
                "18446744073709551605 is below the minimum of 18446744073709551606");

  assert_valid (&ratio_info, &ratio);
  ratio = -INFINITY;
  assert_valid (&ratio_info, &ratio);
  ratio = 1.5;
  assert_fault (&ratio_info, &ratio, "1.5 is above the maximum of 1");
  ratio = NAN;
  assert_fault (&ratio_info, &ratio, "not a number, which is in no range");
}

static void
a_range_holds_for_every_element (void **state G_GNUC_UNUSED)
{
  g_autoptr (GArray) percents = odeon_values_new (&percents_info);
  gint32 percent = 7;

  odeon_sequence_append (&percents_info, percents, &percent);
  assert_valid (&percents_info, &percents);
  percent = 0;
  odeon_sequence_append (&percents_info, percents, &percent);
  assert_fault (&percents_info, &percents, "[1]: 0 is below the minimum of 5");
}

static void
only_declared_bits_are_set (void **state G_GNUC_UNUSED)
{
  guint perm = PERM_READ | PERM_EXEC;
  guint64 big = G_GUINT64_CONSTANT (0x8000000000000001);
  guint16 packed = 0x0f8f;

  assert_valid (&perm_info, &perm);
  perm |= 8;
  assert_fault (&perm_info, &perm, "Test::Perm: 0xd has bits that are not declared");
  assert_valid (&big_mask_info, &big);
  big |= 2;
  assert_fault (&big_mask_info, &big,
                "Test::BigMask: 0x8000000000000003 has bits that are not declared");
  assert_valid (&packed_info, &packed);
  packed |= 0x10;
  assert_fault (&packed_info, &packed, "Test::Packed: 0xf9f has bits that are not declared");
}

static void
open_types_take_what_has_room_in_their_form (void **state G_GNUC_UNUSED)
{
  guint perm = 0x80;
  gint mood = 99;

  assert_valid (&mood_info, &mood);
  assert_valid (&open_perm_info, &perm);
  perm = 0x100;
  assert_fault (&open_perm_info, &perm, "Test::OpenPerm: 0x100 has bits that are not declared");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (numbers_keep_to_their_range),
    cmocka_unit_test (a_range_holds_for_every_element),
    cmocka_unit_test (only_declared_bits_are_set),
    cmocka_unit_test (open_types_take_what_has_room_in_their_form),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
