/* SPDX-License-Identifier: MIT */

#include "meter.h"

/* --- making one --- */

static void
a_system_has_the_workers_it_was_asked_for (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) three = new_system (3);
  g_autoptr (OdeonSystem) none = new_system (0);
  g_autoptr (OdeonSystem) automatic = new_system (ODEON_WORKERS_AUTO);

  assert_int_equal (odeon_system_get_n_workers (three), 3);
  assert_int_equal (odeon_system_get_n_workers (none), 0);
  assert_int_equal (odeon_system_get_n_workers (automatic), g_get_num_processors ());
}

static void
an_impossible_number_of_workers_is_refused (void **state G_GNUC_UNUSED)
{
  static const gint impossible[] = { -2, 1025, G_MAXINT, G_MININT };

  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_null (odeon_system_new (impossible[i], &error));
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
    }
}

static void
the_default_system_is_one (void **state G_GNUC_UNUSED)
{
  OdeonRef *actor = spawn_player (odeon_system_get_default (), "", NULL);

  assert_ptr_equal (odeon_system_get_default (), odeon_system_get_default ());
  assert_int_equal (await_int (ask_int (actor, 1)), 1);
  stop_and_unref (actor);
}

static void
systems_know_nothing_of_one_another (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) first = new_system (1);
  g_autoptr (OdeonSystem) second = new_system (1);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef               *a;
  OdeonRef               *b;

  options.name = "same";
  a = spawn_with (first, &options, "", NULL, FAULT_NONE);
  b = spawn_with (second, &options, "", NULL, FAULT_NONE);
  assert_false (odeon_ref_equal (a, b));
  assert_int_equal (odeon_system_get_n_actors (first), 1);
  g_clear_object (&first);
  await_error (ask_int (a, 1), ODEON_ERROR_ACTOR_DEAD);
  assert_int_equal (await_int (ask_int (b, 1)), 1);
  odeon_ref_unref (a);
  odeon_ref_unref (b);
}

/* --- shutting down --- */

static void
a_shut_down_stops_those_spawned_last_first (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_auto (Journal)        journal;
  static const gchar     *names[] = { "a", "b", "c" };
  g_autoptr (GError)      error = NULL;

  journal_init (&journal);
  for (gint i = 0; i < 3; i++)
    {
      OdeonRef *actor = spawn_player (system, names[i], &journal);

      await_ok (odeon_ref_started (actor));
      odeon_ref_unref (actor);
    }
  assert_true (await_boolean (odeon_system_shut_down (system)));
  assert_journal (&journal, "a.started b.started c.started c.stopped b.stopped a.stopped");
  assert_int_equal (odeon_system_get_n_actors (system), 0);

  assert_null (odeon_spawn (ODEON_SPAWNER (system), player_get_type (), NULL, &error, NULL));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_SHUT_DOWN));
  assert_true (await_boolean (odeon_system_shut_down (system)));
}

static void
a_shut_down_lets_actors_handle_what_they_have (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *future = NULL;
  OdeonFuture            *down;

  for (gint i = 0; i < 500; i++)
    {
      odeon_future_unref (future);
      future = ask_int (actor, 1);
    }
  down = odeon_system_shut_down (system);
  assert_int_equal (await_int (future), 500);
  await_ok (down);
  odeon_ref_unref (actor);
}

static void
two_may_wait_for_the_same_shut_down (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonFuture            *first;
  OdeonFuture            *second;

  for (gint i = 0; i < 20; i++)
    odeon_ref_unref (spawn_player (system, "", NULL));
  first = odeon_system_shut_down (system);
  second = odeon_system_shut_down (system);
  assert_true (await_boolean (first));
  assert_true (await_boolean (second));
}

/* --- freeing one --- */

static void
freeing_a_system_resolves_the_calls_in_flight (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      OdeonSystem *system = new_system (workers);
      g_auto (Gate) gate;
      OdeonRef    *waiting = spawn_player (system, "", NULL);
      OdeonRef    *keeping = spawn_meter (system, "", NULL);
      OdeonFuture *futures[4];

      gate_init (&gate);
      futures[0] = invoke (waiting, wait_at_gate, &gate);
      futures[1] = ask_int (waiting, 1);
      futures[2] = meter_later (keeping, 1);
      futures[3] = meter_add (keeping, 1);
      if (workers > 0)
        gate_await_arrival (&gate);
      g_object_unref (system);
      for (gint i = 0; i < 4; i++)
        {
          assert_true (odeon_future_is_done (futures[i]));
          odeon_future_await (futures[i], NULL);
          odeon_future_unref (futures[i]);
        }
      assert_false (gate.passed);
      await_error (ask_int (waiting, 1), ODEON_ERROR_ACTOR_DEAD);
      assert_false (await_boolean (odeon_ref_stop (waiting)));
      assert_false (await_boolean (odeon_ref_kill (waiting)));
      odeon_ref_unref (waiting);
      odeon_ref_unref (keeping);
    }
}

static gpointer
ask_until_dead (gpointer actor)
{
  gint n_ok = 0;

  for (;;)
    {
      OdeonFuture *future = ask_int (actor, 1);
      gboolean     ok = odeon_future_await (future, NULL);

      odeon_future_unref (future);
      if (!ok)
        return GINT_TO_POINTER (n_ok);
      n_ok++;
    }
}

static void
freeing_a_system_under_fire_resolves_everything (void **state G_GNUC_UNUSED)
{
  for (gint round = scaled (100); round > 0; round--)
    {
      OdeonSystem *system = new_system (2);
      OdeonRef    *actors[2] = { spawn_on (system, 0), spawn_on (system, 1) };
      GThread     *threads[4];

      for (gint i = 0; i < 4; i++)
        threads[i] = g_thread_new ("asker", ask_until_dead, actors[i % 2]);
      await_ok (ask_int (actors[0], 1));
      g_object_unref (system);
      for (gint i = 0; i < 4; i++)
        g_thread_join (threads[i]);
      odeon_ref_unref (actors[0]);
      odeon_ref_unref (actors[1]);
    }
}

static void
free_system (OdeonActor *actor G_GNUC_UNUSED, gpointer system)
{
  g_object_unref (system);
}

static void
an_actor_may_free_its_own_system (void **state G_GNUC_UNUSED)
{
  OdeonSystem *system = new_system (2);
  OdeonRef    *actor = spawn_player (system, "", NULL);
  OdeonFuture *run = invoke (actor, free_system, system);

  odeon_future_await (run, NULL);
  odeon_future_unref (run);
  await_ok (odeon_ref_kill (actor));
  await_error (ask_int (actor, 1), ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (actor);
}

static void
an_actor_may_free_the_system_that_ticks_it (void **state G_GNUC_UNUSED)
{
  OdeonSystem *system = new_system (0);
  OdeonRef    *actor = spawn_player (system, "", NULL);
  OdeonRef    *other = spawn_player (system, "", NULL);
  OdeonFuture *run = invoke (actor, free_system, system);
  OdeonFuture *kill;

  odeon_future_await (run, NULL);
  odeon_future_unref (run);
  kill = odeon_ref_kill (other);
  await_ok (kill);
  await_error (ask_int (other, 1), ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (actor);
  odeon_ref_unref (other);
}

static void
an_actor_in_the_application_s_context_may_free_its_system (void **state G_GNUC_UNUSED)
{
  OdeonSystem      *system = new_system (1);
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef         *actor;
  OdeonFuture      *run;

  options.placement = ODEON_PLACE_CONTEXT;
  actor = spawn_with (system, &options, "", NULL, FAULT_NONE);
  run = invoke (actor, free_system, system);
  odeon_future_await (run, NULL);
  odeon_future_unref (run);
  await_ok (odeon_ref_kill (actor));
  odeon_ref_unref (actor);
}

typedef struct
{
  Gate     gate;
  GThread *ended_on;
} Ending;

static void
wait_for_the_end (OdeonActor *actor, gpointer data)
{
  Ending *self = data;

  wait_at_gate (actor, &self->gate);
  self->ended_on = g_thread_self ();
}

/* A thread of its own would run the actors while this one may still be at it. */
static void
assert_freed_here (OdeonRef *murderer)
{
  OdeonSystem *victim = new_system (0);
  OdeonRef    *actor = spawn_player (victim, "", NULL);
  Ending       ending = { .ended_on = NULL };
  OdeonFuture *run;

  gate_init (&ending.gate);
  run = invoke (actor, wait_for_the_end, &ending);
  gate_await_arrival (&ending.gate);
  await_ok (invoke (murderer, free_system, victim));
  await_ok (odeon_ref_stop (actor));
  assert_ptr_equal (ending.ended_on, g_thread_self ());
  await_error (run, ODEON_ERROR_KILLED);
  odeon_ref_unref (actor);
  gate_clear (&ending.gate);
}

static void
a_system_is_freed_by_the_thread_that_ticks_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) ticked = new_system (0);
  g_autoptr (OdeonSystem) threaded = new_system (1);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef               *neighbour = spawn_player (ticked, "", NULL);
  OdeonRef               *guest;

  options.placement = ODEON_PLACE_CONTEXT;
  guest = spawn_with (threaded, &options, "", NULL, FAULT_NONE);
  assert_freed_here (neighbour);
  assert_freed_here (guest);
  stop_and_unref (neighbour);
  stop_and_unref (guest);
}

static void
free_both (OdeonActor *actor G_GNUC_UNUSED, gpointer systems)
{
  g_object_unref (((OdeonSystem **) systems)[0]);
  g_object_unref (((OdeonSystem **) systems)[1]);
}

static void
several_systems_may_be_freed_in_one_tick (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonSystem            *victims[2] = { new_system (0), new_system (0) };
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonRef               *others[2];

  for (gint i = 0; i < 2; i++)
    others[i] = spawn_player (victims[i], "", NULL);
  odeon_future_unref (invoke (actor, free_both, victims));
  while (!odeon_system_tick (system, -1))
    ;
  for (gint i = 0; i < 2; i++)
    {
      await_error (ask_int (others[i], 1), ODEON_ERROR_ACTOR_DEAD);
      odeon_ref_unref (others[i]);
    }
  stop_and_unref (actor);
}

static void
tick_inside (OdeonActor *actor G_GNUC_UNUSED, gpointer system)
{
  odeon_system_tick (system, -1);
}

/* The handler further out is the freed system's, and must be over first. */
static void
a_system_may_be_freed_in_a_tick_inside_its_own (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) inner = new_system (0);
  OdeonSystem            *outer = new_system (0);
  OdeonRef               *actor = spawn_player (outer, "", NULL);
  OdeonRef               *murderer = spawn_player (inner, "", NULL);
  OdeonFuture            *run = invoke (actor, tick_inside, inner);
  OdeonFuture            *kill = invoke (murderer, free_system, outer);

  odeon_system_tick (outer, -1);
  await_ok (kill);
  odeon_future_await (run, NULL);
  odeon_future_unref (run);
  await_error (ask_int (actor, 1), ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (actor);
  stop_and_unref (murderer);
}

/* --- ticking --- */

static void
nothing_runs_but_in_a_tick (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_auto (Journal)        journal;
  OdeonRef               *actor;

  journal_init (&journal);
  actor = spawn_player (system, "a", &journal);
  assert_journal (&journal, "");
  assert_true (odeon_system_tick (system, -1));
  assert_journal (&journal, "a.started");
  assert_true (odeon_system_tick (system, -1));
  assert_true (odeon_system_tick (system, 0));
  odeon_ref_unref (actor);
}

static void
a_tick_without_time_runs_one_message_and_says_there_is_more (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_auto (Journal)        journal;
  OdeonRef               *actor;

  journal_init (&journal);
  actor = spawn_player (system, "a", &journal);
  tell_word (actor, "x");
  tell_word (actor, "y");
  assert_false (odeon_system_tick (system, 0));
  assert_journal (&journal, "a.started");
  assert_false (odeon_system_tick (system, 0));
  assert_journal (&journal, "a.x");
  assert_true (odeon_system_tick (system, 0));
  assert_journal (&journal, "a.y");
  odeon_ref_unref (actor);
}

static void
a_stop_ends_an_actor_tick_by_tick (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *stop = odeon_ref_stop (actor);

  while (!odeon_system_tick (system, 0))
    ;
  assert_true (odeon_future_is_done (stop));
  assert_int_equal (odeon_system_get_n_actors (system), 0);
  odeon_future_unref (stop);
  odeon_ref_unref (actor);
}

static void
burn (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  gint64 end = g_get_monotonic_time () + GPOINTER_TO_INT (data);

  while (g_get_monotonic_time () < end)
    ;
}

static void
a_tick_keeps_to_its_time_between_messages (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  gint                    n_ticks = 1;

  for (gint i = 0; i < 20; i++)
    odeon_future_unref (invoke (actor, burn, GINT_TO_POINTER (1000)));
  while (!odeon_system_tick (system, 2000))
    n_ticks++;

  /* Twenty messages of a millisecond, and two or three of them to a tick. */
  assert_in_range (n_ticks, 6, 22);
  odeon_ref_unref (actor);
}

static void
an_await_ticks (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonRef               *actor = spawn_player (system, "", NULL);

  assert_int_equal (await_int (ask_int (actor, 5)), 5);
  stop_and_unref (actor);
}

static void
five_thousand_messages_take_a_tick (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *last;

  for (gint i = 1; i < 5000; i++)
    odeon_ref_tell (actor, g_variant_new_int32 (1));
  last = ask_int (actor, 1);
  assert_true (odeon_system_tick (system, -1));
  assert_int_equal (await_int (last), 5000);
  odeon_ref_unref (actor);
}

static void
a_tick_may_last_as_long_as_there_is (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *last = NULL;

  for (gint i = 0; i < 1000; i++)
    {
      odeon_future_unref (last);
      last = ask_int (actor, 1);
    }
  assert_true (odeon_system_tick (system, G_MAXINT64));
  assert_int_equal (await_int (last), 1000);
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_system_has_the_workers_it_was_asked_for),
    cmocka_unit_test (an_impossible_number_of_workers_is_refused),
    cmocka_unit_test (the_default_system_is_one),
    cmocka_unit_test (systems_know_nothing_of_one_another),
    cmocka_unit_test (a_shut_down_stops_those_spawned_last_first),
    cmocka_unit_test (a_shut_down_lets_actors_handle_what_they_have),
    cmocka_unit_test (two_may_wait_for_the_same_shut_down),
    cmocka_unit_test (freeing_a_system_resolves_the_calls_in_flight),
    cmocka_unit_test (freeing_a_system_under_fire_resolves_everything),
    cmocka_unit_test (an_actor_may_free_its_own_system),
    cmocka_unit_test (an_actor_may_free_the_system_that_ticks_it),
    cmocka_unit_test (an_actor_in_the_application_s_context_may_free_its_system),
    cmocka_unit_test (a_system_is_freed_by_the_thread_that_ticks_it),
    cmocka_unit_test (several_systems_may_be_freed_in_one_tick),
    cmocka_unit_test (a_system_may_be_freed_in_a_tick_inside_its_own),
    cmocka_unit_test (nothing_runs_but_in_a_tick),
    cmocka_unit_test (a_tick_without_time_runs_one_message_and_says_there_is_more),
    cmocka_unit_test (a_stop_ends_an_actor_tick_by_tick),
    cmocka_unit_test (a_tick_keeps_to_its_time_between_messages),
    cmocka_unit_test (an_await_ticks),
    cmocka_unit_test (five_thousand_messages_take_a_tick),
    cmocka_unit_test (a_tick_may_last_as_long_as_there_is),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
