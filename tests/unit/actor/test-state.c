/* SPDX-License-Identifier: MIT */

/* What an actor is at, and suspending it by hand. */

#include "family.h"

static void
mail_is_kept_until_it_is_resumed (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "a", NULL);
  OdeonFuture            *answer;

  settle (actor);
  assert_int_equal (odeon_ref_get_state (actor), ODEON_ACTOR_STATE_RUNNING);
  assert_true (await_boolean (odeon_ref_suspend (actor)));
  assert_int_equal (odeon_ref_get_state (actor), ODEON_ACTOR_STATE_SUSPENDED);
  assert_true (odeon_ref_is_alive (actor));
  answer = ask_int (actor, 1);
  /* A second one that is asked and answered on the same worker shows that it had its turn. */
  stop_and_unref (spawn_player (system, "b", NULL));
  assert_false (odeon_future_is_done (answer));
  assert_true (await_boolean (odeon_ref_suspend (actor)));
  assert_true (await_boolean (odeon_ref_resume (actor)));
  assert_false (await_boolean (odeon_ref_resume (actor)));
  assert_int_equal (await_int (answer), 1);
  stop_and_unref (actor);
}

static void
a_handler_under_way_goes_on (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "a", NULL);
  g_auto (Gate)           gate;
  OdeonFuture            *held;
  OdeonFuture            *behind;

  gate_init (&gate);
  held = invoke (actor, wait_at_gate, &gate);
  gate_await_arrival (&gate);
  await_ok (odeon_ref_suspend (actor));
  behind = ask_int (actor, 1);
  gate_open (&gate);
  await_ok (held);
  assert_true (gate.passed);
  stop_and_unref (spawn_player (system, "b", NULL));
  assert_false (odeon_future_is_done (behind));
  await_ok (odeon_ref_resume (actor));
  await_ok (behind);
  stop_and_unref (actor);
}

static void
suspend_self (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  assert_true (await_boolean (odeon_ref_suspend (odeon_actor_get_ref (actor))));
}

static void
an_actor_may_suspend_itself (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "a", NULL);

  await_ok (invoke (actor, suspend_self, NULL));
  assert_int_equal (odeon_ref_get_state (actor), ODEON_ACTOR_STATE_SUSPENDED);
  await_ok (odeon_ref_resume (actor));
  stop_and_unref (actor);
}

static void
one_that_is_not_born_yet_waits_for_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_auto (Journal)        journal;
  OdeonRef               *actor;
  OdeonFuture            *suspended;

  journal_init (&journal);
  actor = spawn_player (system, "a", &journal);
  assert_int_equal (odeon_ref_get_state (actor), ODEON_ACTOR_STATE_STARTING);
  suspended = odeon_ref_suspend (actor);
  odeon_system_tick (system, -1);
  assert_true (await_boolean (suspended));
  assert_journal (&journal, "");
  await_ok (odeon_ref_resume (actor));
  settle (actor);
  assert_journal (&journal, "a.started");
  stop_and_unref (actor);
}

static void
a_kill_ends_it_at_once (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "a", NULL);
  OdeonFuture            *answer;

  await_ok (odeon_ref_suspend (actor));
  answer = ask_int (actor, 1);
  assert_true (await_boolean (odeon_ref_kill (actor)));
  await_error (answer, ODEON_ERROR_ACTOR_DEAD);
  assert_int_equal (odeon_ref_get_state (actor), ODEON_ACTOR_STATE_ENDED);
  assert_false (await_boolean (odeon_ref_suspend (actor)));
  assert_false (await_boolean (odeon_ref_resume (actor)));
  odeon_ref_unref (actor);
}

static void
a_stop_keeps_its_turn (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "a", NULL);
  OdeonFuture            *answer;
  OdeonFuture            *stopped;

  await_ok (odeon_ref_suspend (actor));
  answer = ask_int (actor, 1);
  stopped = odeon_ref_stop (actor);
  stop_and_unref (spawn_player (system, "b", NULL));
  assert_false (odeon_future_is_done (stopped));
  await_ok (odeon_ref_resume (actor));
  assert_int_equal (await_int (answer), 1);
  assert_true (await_boolean (stopped));
  odeon_ref_unref (actor);
}

static void
the_end_of_its_parent_does_not_wait (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);

  /* Both ways round: the suspension may come before the end, or in it. */
  for (gint i = 0; i < scaled (400); i++)
    {
      OdeonRef    *parent = spawn_on (system, 0);
      OdeonRef    *child = spawn_child_on (parent, 1, "c", NULL);
      OdeonFuture *suspended = NULL;
      OdeonFuture *stopped;

      if (i % 2 == 0)
        suspended = odeon_ref_suspend (child);
      stopped = odeon_ref_stop (parent);
      if (i % 2 != 0)
        suspended = odeon_ref_suspend (child);
      await_ok (stopped);
      await_ok (suspended);
      assert_int_equal (odeon_ref_get_state (child), ODEON_ACTOR_STATE_ENDED);
      odeon_ref_unref (child);
      odeon_ref_unref (parent);
    }
}

static void
nor_does_the_end_of_its_system (void **state G_GNUC_UNUSED)
{
  for (gint i = 0; i < scaled (100); i++)
    {
      g_autoptr (OdeonSystem) system = new_system (2);
      OdeonRef               *actors[2] = { spawn_on (system, 0), spawn_on (system, 1) };
      OdeonFuture            *down;
      OdeonFuture            *suspended[2];

      suspended[i % 2] = odeon_ref_suspend (actors[i % 2]);
      down = odeon_system_shut_down (system);
      suspended[1 - i % 2] = odeon_ref_suspend (actors[1 - i % 2]);
      await_ok (down);
      for (guint j = 0; j < 2; j++)
        {
          await_ok (suspended[j]);
          odeon_ref_unref (actors[j]);
        }
    }
}

/* --- with a supervisor --- */

static void
nothing_restarts_it_until_it_is_resumed (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  g_auto (Gate)           gate;
  OdeonRef               *actor;

  count_log (NULL);
  journal_init (&journal);
  gate_init (&gate);
  actor = spawn_root (system, player_get_type (), "a", &journal, ODEON_RESTART_TRANSIENT);
  odeon_future_unref (invoke (actor, wait_at_gate, &gate));
  gate_await_arrival (&gate);
  tell_word (actor, "fail");
  await_ok (odeon_ref_suspend (actor));
  gate_open (&gate);
  stop_and_unref (spawn_player (system, "b", NULL));
  assert_journal (&journal, "a.started");
  await_ok (odeon_ref_resume (actor));
  settle (actor);
  assert_journal (&journal, "a.fail a.failed a.started");
  stop_and_unref (actor);
  restore_log ();
}

static void
one_that_waits_to_be_restarted_is_seen_to (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  OdeonRef               *actor;

  count_log (NULL);
  strategy.min_delay_ms = 24 * 3600 * 1000;
  odeon_system_supervise (system, &strategy);
  actor = spawn_player (system, "a", NULL);
  tell_word (actor, "fail");
  stop_and_unref (spawn_player (system, "b", NULL));
  assert_int_equal (odeon_ref_get_state (actor), ODEON_ACTOR_STATE_FAILED);
  await_ok (odeon_ref_suspend (actor));
  assert_int_equal (odeon_ref_get_state (actor), ODEON_ACTOR_STATE_SUSPENDED);
  await_ok (odeon_ref_resume (actor));
  assert_int_equal (odeon_ref_get_state (actor), ODEON_ACTOR_STATE_FAILED);
  await_ok (odeon_ref_kill (actor));
  odeon_ref_unref (actor);
  restore_log ();
}

static void
siblings_do_not_wait_for_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  g_auto (Journal)        journal;
  OdeonRef               *parent = spawn_player (system, "p", NULL);
  OdeonRef               *children[2];

  count_log (NULL);
  journal_init (&journal);
  strategy.kind = ODEON_ALL_FOR_ONE;
  supervise (parent, &strategy);
  children[0] = spawn_child (parent, "a", &journal);
  children[1] = spawn_child (parent, "b", &journal);
  settle (children[1]);
  await_ok (odeon_ref_suspend (children[0]));
  tell_word (children[1], "fail");
  settle (children[1]);
  assert_journal (&journal, "a.started b.started b.fail b.failed a.stopped b.started");
  await_ok (odeon_ref_resume (children[0]));
  settle (children[0]);
  assert_journal (&journal, "a.started");
  for (guint i = 0; i < 2; i++)
    odeon_ref_unref (children[i]);
  stop_and_unref (parent);
  restore_log ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (mail_is_kept_until_it_is_resumed),
    cmocka_unit_test (a_handler_under_way_goes_on),
    cmocka_unit_test (an_actor_may_suspend_itself),
    cmocka_unit_test (one_that_is_not_born_yet_waits_for_it),
    cmocka_unit_test (a_kill_ends_it_at_once),
    cmocka_unit_test (a_stop_keeps_its_turn),
    cmocka_unit_test (the_end_of_its_parent_does_not_wait),
    cmocka_unit_test (nor_does_the_end_of_its_system),
    cmocka_unit_test (nothing_restarts_it_until_it_is_resumed),
    cmocka_unit_test (one_that_waits_to_be_restarted_is_seen_to),
    cmocka_unit_test (siblings_do_not_wait_for_it),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
