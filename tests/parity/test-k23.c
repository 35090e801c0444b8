/* SPDX-License-Identifier: MIT */

/* K23: a caller that awaits does not block the loop it lives in: not a worker's, and not the
 * application's. */

#include "stage.h"

static gboolean
open_gate (gpointer data)
{
  gate_open (data);

  return G_SOURCE_REMOVE;
}

static void
finished (OdeonFuture *done G_GNUC_UNUSED, gpointer loop)
{
  g_main_loop_quit (loop);
}

/* The gate is opened by a source of the very loop that the waiting actor lives in. */
static void
k23_the_application_s_loop_goes_on (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GMainLoop)   loop = g_main_loop_new (NULL, FALSE);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  g_auto (Gate)           gate;
  OdeonRef               *actor;
  OdeonFuture            *run;

  gate_init (&gate);
  options.placement = ODEON_PLACE_CONTEXT;
  actor = spawn_with (system, &options, "", NULL, FAULT_NONE);
  run = invoke (actor, wait_at_gate, &gate);
  gate_await_arrival (&gate);
  odeon_future_on_done (run, finished, loop, NULL);
  g_idle_add (open_gate, &gate);
  g_main_loop_run (loop);
  assert_true (gate.passed);
  await_ok (run);
  stop_and_unref (actor);
}

/* The caller is no actor, but a program with a loop of its own: it asks, and is called back. */
static void
k23_a_loop_that_asks_is_called_back (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GMainLoop)   loop = g_main_loop_new (NULL, FALSE);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  g_auto (Gate)           gate;
  OdeonFuture            *run;

  gate_init (&gate);
  run = invoke (actor, wait_at_gate, &gate);
  odeon_future_on_done (run, finished, loop, NULL);
  g_idle_add (open_gate, &gate);
  g_main_loop_run (loop);
  assert_true (odeon_future_is_done (run));
  assert_true (gate.passed);
  await_ok (run);
  stop_and_unref (actor);
}

static void
open_for_other (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  gate_open (data);
}

static void
k23_a_worker_s_other_actors_go_on (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *waiting = spawn_player (system, "", NULL);
  OdeonRef               *other = spawn_player (system, "", NULL);
  OdeonFuture            *run;

  gate_init (&gate);
  run = invoke (waiting, wait_at_gate, &gate);
  gate_await_arrival (&gate);
  await_ok (invoke (other, open_for_other, &gate));
  await_ok (run);
  assert_true (gate.passed);
  odeon_ref_unref (waiting);
  odeon_ref_unref (other);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k23_the_application_s_loop_goes_on),
    cmocka_unit_test (k23_a_loop_that_asks_is_called_back),
    cmocka_unit_test (k23_a_worker_s_other_actors_go_on),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
