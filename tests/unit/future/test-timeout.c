/* SPDX-License-Identifier: MIT */

#include "meter.h"

#include "odeon-future-private.h"

static void
what_comes_in_time_is_handed_on (void **state G_GNUC_UNUSED)
{
  g_auto (Gate) gate;
  OdeonFuture  *future;

  gate_init (&gate);
  future = odeon_future_with_timeout (odeon_future_ref (gate.opened), 60000);
  gate_open (&gate);
  assert_true (await_boolean (future));
  assert_true (await_boolean (odeon_future_with_timeout (odeon_future_ref (gate.opened), 0)));
}

static void
an_error_is_handed_on_as_well (void **state G_GNUC_UNUSED)
{
  await_error (odeon_future_with_timeout (odeon_future_new_error (
                 g_error_new_literal (ODEON_ERROR, ODEON_ERROR_DECLINED, "so")), 60000),
               ODEON_ERROR_DECLINED);
}

static void
a_timeout_names_target_and_operation (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (GError)      error = NULL;
  OdeonRef               *meter;
  OdeonFuture            *future;

  options.name = "slow";
  meter = odeon_spawn (ODEON_SPAWNER (system), meter_actor_get_type (), &options, NULL, NULL);
  future = odeon_future_with_timeout (meter_later (meter, 1), 5);
  assert_false (odeon_future_await (future, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  assert_non_null (strstr (error->message, "Meter.later"));
  assert_non_null (strstr (error->message, "MeterActor \"slow\""));
  odeon_future_unref (future);
  odeon_ref_unref (meter);
}

static void
the_original_is_not_cancelled (void **state G_GNUC_UNUSED)
{
  g_auto (Gate) gate;

  gate_init (&gate);
  await_error (odeon_future_with_timeout (odeon_future_ref (gate.opened), 1),
               ODEON_ERROR_TIMED_OUT);
  assert_false (odeon_future_is_done (gate.opened));
  gate_open (&gate);
  assert_true (await_boolean (odeon_future_ref (gate.opened)));
}

static void
timeouts_end_in_the_order_of_their_deadlines (void **state G_GNUC_UNUSED)
{
  g_auto (Gate) gate;
  OdeonFuture  *late;
  OdeonFuture  *early;

  gate_init (&gate);
  late = odeon_future_with_timeout (odeon_future_ref (gate.opened), 60000);
  early = odeon_future_with_timeout (odeon_future_ref (gate.opened), 1);
  await_error (early, ODEON_ERROR_TIMED_OUT);
  assert_false (odeon_future_is_done (late));
  gate_open (&gate);
  await_ok (late);
}

static void
await_with_timeout (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Gate        *gate = data;
  OdeonFuture *future = odeon_future_with_timeout (odeon_future_ref (gate->opened), 5);

  gate->passed = odeon_future_await (future, &gate->error);
  odeon_future_unref (future);
}

static void
a_timeout_works_on_a_worker_too (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);

  gate_init (&gate);
  await_ok (invoke (actor, await_with_timeout, &gate));
  assert_true (g_error_matches (gate.error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  stop_and_unref (actor);
}

static void
make_timeout (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Gate *gate = data;

  odeon_future_unref (gate->arrival);
  gate->arrival = odeon_future_with_timeout (odeon_future_ref (gate->opened), 60000);
}

/* Its timer lies on a worker that ends before either. */
static void
a_timeout_that_outlives_its_system_resolves (void **state G_GNUC_UNUSED)
{
  OdeonSystem       *system = new_system (1);
  g_auto (Gate)      gate;
  OdeonRef          *actor = spawn_player (system, "", NULL);

  gate_init (&gate);
  await_ok (invoke (actor, make_timeout, &gate));
  stop_and_unref (actor);
  g_object_unref (system);
  assert_true (odeon_future_is_done (gate.arrival));
  await_error (odeon_future_ref (gate.arrival), ODEON_ERROR_ACTOR_DEAD);
}

static gpointer
open_gate (gpointer data)
{
  gate_open (data);

  return NULL;
}

static void
the_deadline_may_race_the_answer (void **state G_GNUC_UNUSED)
{
  for (gint round = scaled (1000); round > 0; round--)
    {
      g_auto (Gate)      gate;
      g_autoptr (GError) error = NULL;
      OdeonFuture       *future;
      GThread           *thread;

      gate_init (&gate);
      thread = g_thread_new ("opener", open_gate, &gate);
      future = odeon_future_with_timeout (odeon_future_ref (gate.opened), 0);
      if (!odeon_future_await (future, &error))
        assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
      g_thread_join (thread);
      odeon_future_unref (future);
    }
}

static void
a_timeout_leaves_nothing_behind_on_its_source (void **state G_GNUC_UNUSED)
{
  OdeonPromise *promise = odeon_promise_new ();
  OdeonFuture  *source = odeon_promise_get_future (promise);

  for (gint i = 0; i < 3; i++)
    await_error (odeon_future_with_timeout (odeon_future_ref (source), 10), ODEON_ERROR_TIMED_OUT);
  /* The last timer may be about it still. */
  while (atomic_load (&source->state) != 0)
    g_thread_yield ();
  odeon_promise_set_boolean (promise, TRUE);
  odeon_promise_free (promise);
  odeon_future_unref (source);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_comes_in_time_is_handed_on),
    cmocka_unit_test (an_error_is_handed_on_as_well),
    cmocka_unit_test (a_timeout_names_target_and_operation),
    cmocka_unit_test (the_original_is_not_cancelled),
    cmocka_unit_test (timeouts_end_in_the_order_of_their_deadlines),
    cmocka_unit_test (a_timeout_works_on_a_worker_too),
    cmocka_unit_test (a_timeout_that_outlives_its_system_resolves),
    cmocka_unit_test (the_deadline_may_race_the_answer),
    cmocka_unit_test (a_timeout_leaves_nothing_behind_on_its_source),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
