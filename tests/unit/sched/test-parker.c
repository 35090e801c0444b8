/* SPDX-License-Identifier: MIT */

/* An await outside any actor. */

#include "stage.h"

static gpointer
open_gate (gpointer data)
{
  gate_open (data);

  return NULL;
}

static void
a_blocked_thread_is_woken_by_another (void **state G_GNUC_UNUSED)
{
  for (gint i = scaled (2000); i > 0; i--)
    {
      g_auto (Gate) gate;
      GThread      *thread;

      gate_init (&gate);
      thread = g_thread_new ("opener", open_gate, &gate);
      await_ok (odeon_future_ref (gate.opened));
      g_thread_join (thread);
    }
}

static gpointer
wait_for_gate (gpointer data)
{
  return GINT_TO_POINTER (odeon_future_await (((Gate *) data)->opened, NULL));
}

static void
several_threads_wait_for_one_future (void **state G_GNUC_UNUSED)
{
  g_auto (Gate) gate;
  GThread      *threads[4];

  gate_init (&gate);
  for (gint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("waiter", wait_for_gate, &gate);
  gate_open (&gate);
  for (gint i = 0; i < 4; i++)
    assert_true (g_thread_join (threads[i]));
}

static gpointer
ask_much (gpointer data)
{
  for (gint i = scaled (2000); i > 0; i--)
    await_ok (ask_int (data, 1));

  return NULL;
}

static void
threads_block_on_asks_side_by_side (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *actors[2] = { spawn_on (system, 0), spawn_on (system, 1) };
  GThread                *threads[4];

  for (gint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("asker", ask_much, actors[i % 2]);
  for (gint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  for (gint i = 0; i < 2; i++)
    {
      assert_int_equal (await_int (ask_int (actors[i], 0)), 2 * scaled (2000));
      odeon_ref_unref (actors[i]);
    }
}

/* A continuation on this thread runs while it blocks, and blocks itself. */
static OdeonFuture *
ask_again (OdeonFuture *done G_GNUC_UNUSED, gpointer actor)
{
  await_ok (ask_int (actor, 1));

  return NULL;
}

static void
a_continuation_may_await_while_its_thread_does (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);

  for (gint i = scaled (500); i > 0; i--)
    await_ok (odeon_future_then (ask_int (actor, 1), ask_again, actor, NULL));
  stop_and_unref (actor);
}

/* The inner wait is woken by what the outer one waits for: neither signal may be lost. */
static OdeonFuture *
wait_inside (OdeonFuture *done G_GNUC_UNUSED, gpointer data)
{
  Gate *gate = data;

  gate_open (gate);
  odeon_future_await_for (gate->arrival, 5, NULL);

  return NULL;
}

static void
a_wait_inside_a_wait_does_not_take_its_signal (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *inner;

  gate_init (&gate);
  inner = odeon_future_then (ask_int (actor, 1), wait_inside, &gate, NULL);
  await_ok (odeon_future_ref (gate.opened));
  await_ok (inner);
  stop_and_unref (actor);
}

static void
two_systems_without_threads_run_in_one_await (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) first = new_system (0);
  g_autoptr (OdeonSystem) second = new_system (0);
  OdeonRef               *a = spawn_player (first, "", NULL);
  OdeonRef               *b = spawn_player (second, "", NULL);
  OdeonFuture            *futures[2] = { ask_int (a, 1), ask_int (b, 2) };

  await_ok (odeon_future_all (futures, 2));
  odeon_future_unref (futures[0]);
  odeon_future_unref (futures[1]);
  odeon_ref_unref (a);
  odeon_ref_unref (b);
}

static void
sleep_in_actor (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Gate *gate = data;

  gate->passed = odeon_future_await_for (gate->opened, 5, &gate->error);
}

static void
a_blocked_thread_fires_the_timers_of_its_actors (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);

  gate_init (&gate);
  await_ok (invoke (actor, sleep_in_actor, &gate));
  assert_true (g_error_matches (gate.error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_blocked_thread_is_woken_by_another),
    cmocka_unit_test (several_threads_wait_for_one_future),
    cmocka_unit_test (threads_block_on_asks_side_by_side),
    cmocka_unit_test (a_continuation_may_await_while_its_thread_does),
    cmocka_unit_test (a_wait_inside_a_wait_does_not_take_its_signal),
    cmocka_unit_test (two_systems_without_threads_run_in_one_await),
    cmocka_unit_test (a_blocked_thread_fires_the_timers_of_its_actors),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
