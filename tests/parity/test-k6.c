/* SPDX-License-Identifier: MIT */

/* K6: a handler's error goes to the caller, if one waits for a reply, and the actor lives; without
 * a reply it is a failure: `failed` runs, and the actor ends. */

#include "meter.h"

static void
with_a_reply_the_caller_learns_and_the_actor_lives (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  g_autoptr (GError)      error = NULL;
  OdeonRef               *actor;
  OdeonFuture            *future;

  journal_init (&journal);
  actor = spawn_player (system, "a", &journal);
  future = ask_word (actor, "fail");
  assert_false (odeon_future_await (future, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED));
  assert_string_equal (error->message, "as asked");
  odeon_future_unref (future);
  assert_int_equal (await_int (ask_int (actor, 1)), 1);
  stop_and_unref (actor);
  assert_journal (&journal, "a.started a.fail a.stopped");
}

static void
without_a_reply_the_actor_fails (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  g_auto (Gate)           gate;
  OdeonRef               *actor;
  OdeonFuture            *behind;
  gint                    counts[2] = { 0 };

  count_log (counts);
  journal_init (&journal);
  gate_init (&gate);
  actor = spawn_meter (system, "a", &journal);
  odeon_future_unref (invoke (actor, wait_at_gate, &gate));
  meter_poke (actor, "fail");
  behind = meter_add (actor, 1);
  gate_open (&gate);
  await_error (behind, ODEON_ERROR_ACTOR_DEAD);
  await_ok (odeon_ref_stop (actor));
  assert_journal (&journal, "a.started a.fail a.failed");
  assert_int_equal (counts[0], 1);
  odeon_ref_unref (actor);
  restore_log ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (with_a_reply_the_caller_learns_and_the_actor_lives),
    cmocka_unit_test (without_a_reply_the_actor_fails),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
