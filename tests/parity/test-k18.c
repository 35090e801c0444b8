/* SPDX-License-Identifier: MIT */

/* K18: call, get and set as messages without a proxy. */

#include "meter.h"

static void
a_ref_is_called_read_and_written_by_name (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GError)      error = NULL;
  OdeonRef               *meter = spawn_meter (system, "", NULL);
  OdeonFuture            *set;
  OdeonFuture            *called;
  OdeonFuture            *got;

  set = odeon_ref_set_attribute (meter, "level", g_variant_new_int32 (5), &error);
  called = odeon_ref_call (meter, "add", g_variant_new ("(i)", 2), &error);
  got = odeon_ref_get_attribute (meter, "level", &error);
  assert_no_error (error);
  assert_int_equal (await_int (got), 7);
  assert_int_equal (await_int (called), 7);
  await_ok (set);
  odeon_ref_unref (meter);
}

static void
by_name_or_by_proxy_is_the_same_call (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *meter = spawn_meter (system, "", NULL);
  gint32                  sum = 0;

  assert_true (meter_add_await (odeon_ref_call (meter, "add", g_variant_new ("(i)", 2), NULL),
                                &sum, NULL));
  assert_int_equal (sum, 2);
  odeon_ref_unref (meter);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_ref_is_called_read_and_written_by_name),
    cmocka_unit_test (by_name_or_by_proxy_is_the_same_call),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
