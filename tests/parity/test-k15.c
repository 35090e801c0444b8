/* SPDX-License-Identifier: MIT */

/* K15: an actor schedules work for itself, through the ref to itself: it is handled after what
 * waits already. */

#include "stage.h"

static void
schedule_next (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  tell_word (odeon_actor_get_ref (actor), "own");
}

static void
k15_work_for_oneself_comes_after_what_waits (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  g_auto (Gate)           gate;
  OdeonRef               *actor;
  OdeonFuture            *run;

  journal_init (&journal);
  gate_init (&gate);
  actor = spawn_player (system, "a", &journal);
  odeon_future_unref (invoke (actor, wait_at_gate, &gate));
  run = invoke (actor, schedule_next, NULL);
  tell_word (actor, "waiting");
  gate_open (&gate);
  await_ok (run);
  await_ok (ask_int (actor, 0));
  await_ok (ask_int (actor, 0));
  assert_journal (&journal, "a.started a.waiting a.own");
  odeon_ref_unref (actor);
}

static void
count_down (OdeonActor *actor, gpointer data)
{
  gint *n = data;

  if (--*n > 0)
    odeon_future_unref (invoke (odeon_actor_get_ref (actor), count_down, n));
  else
    odeon_actor_stop (actor);
}

static void
k15_an_actor_drives_itself_step_by_step (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonRef               *other = spawn_player (system, "", NULL);
  gint                    n = scaled (100000);

  odeon_future_unref (invoke (actor, count_down, &n));
  /* Its worker's other actors have their turn meanwhile. */
  assert_int_equal (await_int (ask_int (other, 1)), 1);
  await_ok (odeon_system_shut_down (system));
  odeon_ref_unref (actor);
  odeon_ref_unref (other);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k15_work_for_oneself_comes_after_what_waits),
    cmocka_unit_test (k15_an_actor_drives_itself_step_by_step),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
