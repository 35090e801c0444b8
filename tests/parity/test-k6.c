/* SPDX-License-Identifier: MIT */

/* K6: a handler's error goes to the caller, if one waits for a reply, and the actor lives; without
 * a reply it is a failure: `failed` runs, and the actor ends. */

#include "dial.h"
#include "log.h"

static void
k6_with_a_reply_the_caller_learns_and_the_actor_lives (void **state G_GNUC_UNUSED)
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
k6_a_declared_exception_reaches_the_caller_whole (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)  system = new_system (1);
  g_autoptr (ParityDial)   dial = spawn_dial (system, "", NULL);
  g_autoptr (GError)       error = NULL;
  const ParityOutOfRange  *detail;

  assert_false (parity_dial_turn_sync (dial, 101, NULL, &error));
  assert_true (g_error_matches (error, PARITY_ERROR, PARITY_ERROR_OUT_OF_RANGE));
  detail = parity_out_of_range_get_detail (error);
  assert_non_null (detail);
  assert_int_equal (detail->wanted, 101);
  assert_int_equal (level_of (dial), 0);
}

static void
k6_without_a_reply_the_actor_fails (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  g_auto (Gate)           gate;
  g_autoptr (ParityDial)  dial = NULL;
  OdeonFuture            *behind;

  log_begin ();
  journal_init (&journal);
  gate_init (&gate);
  dial = spawn_dial (system, "a", &journal);
  odeon_future_unref (invoke (dial, wait_at_gate, &gate));
  parity_dial_note (dial, "fail");
  behind = parity_dial_turn (dial, 1);
  gate_open (&gate);
  await_error (behind, ODEON_ERROR_ACTOR_DEAD);
  await_ok (odeon_ref_stop (dial));
  assert_journal (&journal, "a.started a.fail a.failed");
  assert_int_equal (log_count (G_LOG_LEVEL_WARNING, "as asked"), 1);
  log_end ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k6_with_a_reply_the_caller_learns_and_the_actor_lives),
    cmocka_unit_test (k6_a_declared_exception_reaches_the_caller_whole),
    cmocka_unit_test (k6_without_a_reply_the_actor_fails),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
