/* SPDX-License-Identifier: MIT */

#include "stage.h"

static void
what_was_sent_before_a_stop_is_handled_what_after_is_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *before;
  OdeonFuture            *stop;
  OdeonFuture            *after;

  gate_init (&gate);
  await_ok (odeon_ref_started (actor));
  odeon_future_unref (invoke (actor, wait_at_gate, &gate));
  before = ask_int (actor, 7);
  stop = odeon_ref_stop (actor);
  after = ask_int (actor, 7);
  gate_open (&gate);

  assert_int_equal (await_int (before), 7);
  assert_true (await_boolean (stop));
  await_error (after, ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (actor);
}

static void
a_stop_is_true_once_and_false_ever_after (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  OdeonRef               *actor;
  OdeonFuture            *first;
  OdeonFuture            *second;

  journal_init (&journal);
  actor = spawn_player (system, "a", &journal);
  first = odeon_ref_stop (actor);
  second = odeon_ref_stop (actor);
  assert_true (await_boolean (first));
  assert_journal (&journal, "a.started a.stopped");
  assert_false (await_boolean (second));
  assert_false (await_boolean (odeon_ref_stop (actor)));
  assert_journal (&journal, "");
  odeon_ref_unref (actor);
}

static void
a_stopped_actor_is_dead_when_its_stop_is_answered (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);

  for (gint i = scaled (2000); i > 0; i--)
    {
      OdeonRef    *actor = spawn_player (system, "", NULL);
      OdeonFuture *stop = odeon_ref_stop (actor);

      await_ok (stop);
      assert_false (odeon_ref_is_alive (actor));
      await_error (ask_int (actor, 1), ODEON_ERROR_ACTOR_DEAD);
      odeon_ref_unref (actor);
    }
}

/* A turn of an actor is a hundred messages: the end must come wherever in it the stop stands. */
static void
a_stop_takes_effect_at_any_place_of_a_turn (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);

  for (gint n = 90; n < 110; n++)
    {
      g_auto (Gate) gate;
      OdeonRef     *actor = spawn_player (system, "", NULL);
      OdeonFuture  *stop;

      gate_init (&gate);
      odeon_future_unref (invoke (actor, wait_at_gate, &gate));
      gate_await_arrival (&gate);
      for (gint i = 0; i < n; i++)
        tell_word (actor, "x");
      stop = odeon_ref_stop (actor);
      gate_open (&gate);
      assert_true (await_boolean (stop));
      odeon_ref_unref (actor);
    }
}

static void
stop_self (OdeonActor *actor, gpointer data)
{
  odeon_actor_stop (actor);
  if (data != NULL)
    odeon_actor_stop (actor);
}

static void
an_actor_that_stops_itself_ends_before_what_waits (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  g_auto (Gate)           gate;
  OdeonRef               *actor;
  OdeonFuture            *run;
  OdeonFuture            *late;

  journal_init (&journal);
  gate_init (&gate);
  actor = spawn_player (system, "a", &journal);
  odeon_future_unref (invoke (actor, wait_at_gate, &gate));
  run = invoke (actor, stop_self, "twice");
  late = ask_int (actor, 1);
  gate_open (&gate);
  await_ok (run);
  await_error (late, ODEON_ERROR_ACTOR_DEAD);
  assert_false (await_boolean (odeon_ref_stop (actor)));
  assert_journal (&journal, "a.started a.stopped");
  odeon_ref_unref (actor);
}

static void
ask_own_stop (OdeonActor *actor, gpointer out_future)
{
  *(OdeonFuture **) out_future = odeon_ref_stop (odeon_actor_get_ref (actor));
}

static void
a_stop_asked_from_within_keeps_its_turn (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *stop = NULL;
  OdeonFuture            *run;
  OdeonFuture            *before;

  gate_init (&gate);
  odeon_future_unref (invoke (actor, wait_at_gate, &gate));
  run = invoke (actor, ask_own_stop, &stop);
  before = ask_int (actor, 3);
  gate_open (&gate);
  await_ok (run);
  assert_int_equal (await_int (before), 3);
  assert_true (await_boolean (stop));
  odeon_ref_unref (actor);
}

static void
await_own_stop (OdeonActor *actor, gpointer out_error)
{
  OdeonFuture *stop = odeon_ref_stop (odeon_actor_get_ref (actor));

  odeon_future_await (stop, out_error);
  odeon_future_unref (stop);
}

static void
an_actor_cannot_await_its_own_stop (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GError)      error = NULL;
  OdeonRef               *actor = spawn_player (system, "", NULL);

  await_ok (invoke (actor, await_own_stop, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_DEADLOCK));
  assert_false (await_boolean (odeon_ref_stop (actor)));
  odeon_ref_unref (actor);
}

/* --- children --- */

static void
children_stop_first_the_youngest_before_the_others (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_auto (Journal)        journal;
  OdeonRef               *parent;

  journal_init (&journal);
  parent = spawn_player (system, "parent", &journal);
  await_ok (invoke (parent, spawn_family, NULL));
  assert_int_equal (odeon_system_get_n_actors (system), 4);
  assert_true (await_boolean (odeon_ref_stop (parent)));
  assert_journal (&journal, "parent.started old.started middle.started young.started "
                            "young.stopped middle.stopped old.stopped parent.stopped");
  odeon_ref_unref (parent);
}

static void
spawn_far_child (OdeonActor *actor, gpointer data)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.placement = GPOINTER_TO_UINT (data) < 2 ? ODEON_PLACE_WORKER : ODEON_PLACE_THREAD;
  options.worker = GPOINTER_TO_UINT (data) % 2;
  odeon_ref_unref (spawn_with (actor, &options, "", NULL, FAULT_NONE));
}

static void
a_tree_across_threads_ends_whole (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);

  for (gint round = scaled (200); round > 0; round--)
    {
      OdeonRef *parent = spawn_player (system, "", NULL);

      for (guint i = 0; i < 3; i++)
        odeon_future_unref (invoke (parent, spawn_far_child, GUINT_TO_POINTER (i)));
      await_ok (round % 2 == 0 ? odeon_ref_stop (parent) : odeon_ref_kill (parent));
      odeon_ref_unref (parent);
    }
  await_ok (odeon_system_shut_down (system));
  assert_int_equal (odeon_system_get_n_actors (system), 0);
}

/* --- started --- */

static void
started_is_answered_after_the_hook (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  OdeonRef               *actor;

  journal_init (&journal);
  actor = spawn_player (system, "a", &journal);
  assert_true (await_boolean (odeon_ref_started (actor)));
  assert_journal (&journal, "a.started");
  assert_true (await_boolean (odeon_ref_started (actor)));
  stop_and_unref (actor);
}

static void
an_actor_may_decline (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  OdeonRef               *actor;
  gint                    counts[2] = { 0 };

  count_log (counts);
  journal_init (&journal);
  actor = spawn_with (system, NULL, "a", &journal, FAULT_STARTED);
  await_error (odeon_ref_started (actor), ODEON_ERROR_DECLINED);
  await_error (ask_int (actor, 1), ODEON_ERROR_DECLINED);
  assert_false (await_boolean (odeon_ref_stop (actor)));
  assert_false (odeon_ref_is_alive (actor));
  assert_journal (&journal, "a.started");
  odeon_ref_unref (actor);
  restore_log ();
}

/* --- invoke --- */

static void
count_destroy (gpointer data)
{
  g_atomic_int_inc ((gint *) data);
}

static void
do_nothing (OdeonActor *actor G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

static void
an_invocation_releases_its_data_run_or_not (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  gint                    n = 0;

  await_ok (odeon_actor_invoke (actor, do_nothing, &n, count_destroy));
  await_ok (odeon_ref_stop (actor));
  await_error (odeon_actor_invoke (actor, do_nothing, &n, count_destroy), ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (actor);
  g_clear_object (&system);
  assert_int_equal (n, 2);
}

static void
control_of_nobody_fails_through_the_future (void **state G_GNUC_UNUSED)
{
  await_error (odeon_ref_started (NULL), ODEON_ERROR_INVALID_ARGUMENT);
  await_error (odeon_ref_stop (NULL), ODEON_ERROR_INVALID_ARGUMENT);
  await_error (odeon_ref_kill (NULL), ODEON_ERROR_INVALID_ARGUMENT);
  await_error (ask_int (NULL, 1), ODEON_ERROR_INVALID_ARGUMENT);
  assert_false (tell_word (NULL, "x"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_was_sent_before_a_stop_is_handled_what_after_is_refused),
    cmocka_unit_test (a_stop_is_true_once_and_false_ever_after),
    cmocka_unit_test (a_stopped_actor_is_dead_when_its_stop_is_answered),
    cmocka_unit_test (a_stop_takes_effect_at_any_place_of_a_turn),
    cmocka_unit_test (an_actor_that_stops_itself_ends_before_what_waits),
    cmocka_unit_test (a_stop_asked_from_within_keeps_its_turn),
    cmocka_unit_test (an_actor_cannot_await_its_own_stop),
    cmocka_unit_test (children_stop_first_the_youngest_before_the_others),
    cmocka_unit_test (a_tree_across_threads_ends_whole),
    cmocka_unit_test (started_is_answered_after_the_hook),
    cmocka_unit_test (an_actor_may_decline),
    cmocka_unit_test (an_invocation_releases_its_data_run_or_not),
    cmocka_unit_test (control_of_nobody_fails_through_the_future),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
