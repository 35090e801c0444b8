/* SPDX-License-Identifier: MIT */

/* K13: a call without a reply has a tell's meaning: nobody waits, its result is dropped, and its
 * failure is the actor's. */

#include "dial.h"
#include "log.h"

static void
k13_a_call_told_is_handled_in_its_turn (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "", NULL);
  g_auto (Gate)           gate;
  OdeonFuture            *read;
  gint32                  level = 0;

  gate_init (&gate);
  odeon_future_unref (invoke (dial, wait_at_gate, &gate));
  for (gint i = 0; i < 10; i++)
    assert_true (parity_dial_turn_tell (dial, 1));
  read = parity_dial_get_level (dial);
  assert_true (parity_dial_set_level_tell (dial, 50));
  gate_open (&gate);
  assert_true (parity_dial_get_level_await (read, &level, NULL));
  assert_int_equal (level, 10);
  assert_int_equal (level_of (dial), 50);
}

static void
k13_a_call_told_that_fails_ends_the_actor (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = NULL;
  g_auto (Journal)        journal;

  log_begin ();
  journal_init (&journal);
  dial = spawn_dial (system, "d", &journal);
  parity_dial_turn_tell (dial, 101);
  await_error (parity_dial_get_level (dial), ODEON_ERROR_ACTOR_DEAD);
  await_ok (odeon_ref_stop (dial));
  assert_journal (&journal, "d.started d.failed");
  assert_int_equal (log_count (G_LOG_LEVEL_WARNING, ""), 1);
  log_end ();
}

static void
k13_the_dead_are_told_in_vain (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "", NULL);

  await_ok (odeon_ref_stop (dial));
  assert_false (parity_dial_turn_tell (dial, 1));
  assert_false (parity_dial_set_level_tell (dial, 1));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k13_a_call_told_is_handled_in_its_turn),
    cmocka_unit_test (k13_a_call_told_that_fails_ends_the_actor),
    cmocka_unit_test (k13_the_dead_are_told_in_vain),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
