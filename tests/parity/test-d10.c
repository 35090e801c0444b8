/* SPDX-License-Identifier: MIT */

/* D10: Thespian noticed after 22 minutes that a peer was dead. Here that is noticed within the
 * configured idle time, and at once when the process dies. (Peers on other machines:
 * tests/system/test-node.c.) */

#include "guest.h"

/* How long the caller of who ends like that waits, in microseconds. */
static gint64
wait_for_the_end (const gchar *how, GTimeSpan heartbeat)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonGroupOptions       options = ODEON_GROUP_OPTIONS_INIT;
  g_autoptr (OdeonGroup)  group = NULL;
  g_autoptr (InnGuest)    guest = NULL;
  g_autoptr (GError)      error = NULL;
  gint64                  begin;

  options.heartbeat = heartbeat;
  group = start_group (system, &options);
  guest = spawn_visitor (group, NULL, "");
  assert_int_equal (add (guest, 1), 1);
  begin = g_get_monotonic_time ();
  assert_false (inn_guest_misbehave_sync (guest, how, &error));
  begin = g_get_monotonic_time () - begin;
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN));
  await_error (odeon_ref_ended (odeon_group_get_ref (group)), ODEON_ERROR_GROUP_DIED);
  await_ok (odeon_system_shut_down (system));

  return begin;
}

/* Whoever waits for the idle time would wait for a day. */
static void
d10_that_a_process_died_is_noticed_at_once (void **state G_GNUC_UNUSED)
{
  assert_true (wait_for_the_end ("exit", G_TIME_SPAN_DAY) < 20 * G_TIME_SPAN_SECOND);
}

static void
d10_that_one_hangs_is_noticed_within_the_idle_time (void **state G_GNUC_UNUSED)
{
  gint64 waited = wait_for_the_end ("hang", 200 * G_TIME_SPAN_MILLISECOND);

  assert_true (waited >= 100 * G_TIME_SPAN_MILLISECOND);
  assert_true (waited < 20 * G_TIME_SPAN_SECOND);
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (d10_that_a_process_died_is_noticed_at_once),
    cmocka_unit_test (d10_that_one_hangs_is_noticed_within_the_idle_time),
  };

  odeon_init (&argc, &argv);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
