/* SPDX-License-Identifier: MIT */

/* A8: an actor that panics is made anew: its failure hook runs, then it goes on with its mail. */

#include "log.h"

static void
panic (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  odeon_actor_fail (actor, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "panic"));
}

static void
a8_one_that_panics_is_made_anew_and_keeps_its_mail (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  g_auto (Journal)        journal;
  g_auto (Gate)           gate;
  OdeonRef               *actor;
  OdeonFuture            *behind;

  log_begin ();
  journal_init (&journal);
  gate_init (&gate);
  odeon_system_supervise (system, &strategy);
  actor = spawn_player (system, "a", &journal);
  assert_int_equal (await_int (ask_int (actor, 7)), 7);
  odeon_future_unref (invoke (actor, wait_at_gate, &gate));
  odeon_future_unref (invoke (actor, panic, NULL));
  behind = ask_int (actor, 1);
  gate_open (&gate);
  assert_int_equal (await_int (behind), 1);
  stop_and_unref (actor);
  assert_journal (&journal, "a.started a.failed a.started a.stopped");
  assert_int_equal (log_count (G_LOG_LEVEL_WARNING, "panic"), 1);
  log_end ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a8_one_that_panics_is_made_anew_and_keeps_its_mail),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
