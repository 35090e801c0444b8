/* SPDX-License-Identifier: MIT */

/* K3: the hooks; one that fails is logged and ends the actor, and no other runs after it; an
 * unhandled message is a warning. */

#include "stage.h"

static void
run_with_fault (Faults fault, const gchar *word, const gchar *expected, gint n_warnings)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  gint                    counts[2] = { 0 };
  OdeonRef               *actor;

  count_log (counts);
  journal_init (&journal);
  actor = spawn_with (system, NULL, "a", &journal, fault);
  tell_word (actor, word);
  await_ok (odeon_ref_stop (actor));
  assert_false (odeon_ref_is_alive (actor));
  assert_journal (&journal, expected);
  assert_int_equal (counts[0], n_warnings);
  assert_int_equal (odeon_system_get_n_actors (system), 0);
  odeon_ref_unref (actor);
  restore_log ();
}

static void
all_is_well (void **state G_GNUC_UNUSED)
{
  run_with_fault (FAULT_NONE, "hello", "a.started a.hello a.stopped", 0);
}

static void
started_that_fails_is_the_last_hook (void **state G_GNUC_UNUSED)
{
  run_with_fault (FAULT_STARTED, "hello", "a.started", 0);
}

static void
stopped_that_fails_is_logged (void **state G_GNUC_UNUSED)
{
  run_with_fault (FAULT_STOPPED, "hello", "a.started a.hello a.stopped", 1);
}

static void
failed_runs_and_stopped_does_not (void **state G_GNUC_UNUSED)
{
  run_with_fault (FAULT_NONE, "fail", "a.started a.fail a.failed", 1);
}

static void
failed_that_fails_is_logged_as_well (void **state G_GNUC_UNUSED)
{
  run_with_fault (FAULT_FAILED, "fail", "a.started a.fail a.failed", 2);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (all_is_well),
    cmocka_unit_test (started_that_fails_is_the_last_hook),
    cmocka_unit_test (stopped_that_fails_is_logged),
    cmocka_unit_test (failed_runs_and_stopped_does_not),
    cmocka_unit_test (failed_that_fails_is_logged_as_well),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
