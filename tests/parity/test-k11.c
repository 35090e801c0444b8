/* SPDX-License-Identifier: MIT */

/* K11: calls and attribute reads through a proxy give futures at once; an unknown member fails at
 * the call, in the caller; equality and hash; the list of members. */

#include "meter.h"

static void
calls_and_reads_give_futures_at_once (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *meter = spawn_meter (system, "", NULL);
  OdeonFuture            *sum;
  OdeonFuture            *level;

  gate_init (&gate);
  odeon_future_unref (invoke (meter, wait_at_gate, &gate));
  sum = meter_add (meter, 2);
  level = meter_get_level (meter);
  assert_false (odeon_future_is_done (sum));
  gate_open (&gate);
  assert_int_equal (await_int (level), 2);
  assert_int_equal (await_int (sum), 2);
  odeon_ref_unref (meter);
}

static void
an_unknown_member_fails_in_the_caller (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GError)      error = NULL;
  OdeonRef               *meter = spawn_meter (system, "", NULL);

  assert_null (odeon_ref_call (meter, "subtract", NULL, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_UNKNOWN_MEMBER));
  assert_non_null (strstr (error->message, "subtract"));
  odeon_ref_unref (meter);
}

static void
a_proxy_is_its_actor_s_ref (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *meter = spawn_meter (system, "", NULL);
  gpointer                proxy = odeon_ref_narrow (meter, &meter_interface_info, NULL);
  g_auto (GStrv)          members = odeon_ref_list_members (proxy);

  assert_true (odeon_ref_equal (proxy, meter));
  assert_int_equal (odeon_ref_hash (proxy), odeon_ref_hash (meter));
  assert_true (g_strv_contains ((const gchar *const *) members, "add"));
  assert_true (g_strv_contains ((const gchar *const *) members, "level"));
  odeon_ref_unref (proxy);
  odeon_ref_unref (meter);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (calls_and_reads_give_futures_at_once),
    cmocka_unit_test (an_unknown_member_fails_in_the_caller),
    cmocka_unit_test (a_proxy_is_its_actor_s_ref),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
