/* SPDX-License-Identifier: MIT */

/* K18: call, get and set as messages without a proxy. */

#include "dial.h"

static void
k18_a_ref_is_called_read_and_written_by_name (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "north", NULL);
  g_autoptr (GError)      error = NULL;
  g_autofree gchar       *label = NULL;
  OdeonFuture            *set;
  OdeonFuture            *called;
  OdeonFuture            *got;

  set = odeon_ref_set_attribute (dial, "level", g_variant_new_int32 (5), &error);
  called = odeon_ref_call (dial, "turn", g_variant_new ("(i)", 2), &error);
  got = odeon_ref_get_attribute (dial, "level", &error);
  assert_no_error (error);
  assert_int_equal (await_int (got), 7);
  assert_int_equal (await_int (called), 7);
  await_ok (set);
  label = await_string (odeon_ref_get_attribute (dial, "label", &error));
  assert_string_equal (label, "north");
}

static void
k18_by_name_or_by_proxy_is_the_same_call (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "", NULL);
  g_autoptr (GError)      error = NULL;
  gint32                  level = 0;

  assert_true (parity_dial_turn_await (odeon_ref_call (dial, "turn", g_variant_new ("(i)", 2),
                                                       NULL),
                                       &level, &error));
  assert_int_equal (level, 2);
  assert_int_equal (await_int (parity_dial_turn (dial, 1)), 3);
}

static void
k18_the_handler_s_error_comes_through_the_future (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "", NULL);
  g_autoptr (GError)      error = NULL;
  g_autoptr (OdeonFuture) set = NULL;

  set = odeon_ref_set_attribute (dial, "level", g_variant_new_int32 (101), &error);
  assert_no_error (error);
  assert_false (odeon_future_await (set, &error));
  assert_int_equal (parity_out_of_range_get_detail (error)->wanted, 101);
}

static void
k18_arguments_that_do_not_fit_fail_in_the_caller (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "", NULL);
  GVariant               *bad[] = { NULL, g_variant_new ("(s)", "x"),
                                    g_variant_new ("(ii)", 1, 2) };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_null (odeon_ref_call (dial, "turn", bad[i], &error));
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
    }
  assert_int_equal (level_of (dial), 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k18_a_ref_is_called_read_and_written_by_name),
    cmocka_unit_test (k18_by_name_or_by_proxy_is_the_same_call),
    cmocka_unit_test (k18_the_handler_s_error_comes_through_the_future),
    cmocka_unit_test (k18_arguments_that_do_not_fit_fail_in_the_caller),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
