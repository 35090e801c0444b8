/* SPDX-License-Identifier: MIT */

/* The rules of an await inside an actor. */

#include "meter.h"

static void
a_waiting_actor_takes_no_other_message_and_its_worker_goes_on (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *waiting = spawn_player (system, "", NULL);
  OdeonRef               *other = spawn_player (system, "", NULL);
  OdeonFuture            *run;
  OdeonFuture            *queued;

  gate_init (&gate);
  run = invoke (waiting, wait_at_gate, &gate);
  queued = ask_int (waiting, 1);
  for (gint i = 1; i <= 10; i++)
    assert_int_equal (await_int (ask_int (other, 1)), i);
  assert_false (odeon_future_is_done (queued));
  gate_open (&gate);
  await_ok (run);
  assert_true (gate.passed);
  assert_int_equal (await_int (queued), 1);
  odeon_ref_unref (waiting);
  odeon_ref_unref (other);
}

static void
many_actors_wait_on_one_worker (void **state G_GNUC_UNUSED)
{
  gint                    n = scaled (2000);
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GPtrArray)   actors = g_ptr_array_new_with_free_func (odeon_ref_unref);
  g_autoptr (GPtrArray)   runs = g_ptr_array_new ();
  g_auto (Gate)           gate;

  gate_init (&gate);
  for (gint i = 0; i < n; i++)
    {
      g_ptr_array_add (actors, spawn_player (system, "", NULL));
      g_ptr_array_add (runs, invoke (actors->pdata[i], wait_at_gate, &gate));
    }
  for (gint i = 0; i < n; i++)
    assert_false (odeon_future_is_done (runs->pdata[i]));
  gate_open (&gate);
  for (gint i = 0; i < n; i++)
    await_ok (runs->pdata[i]);
}

/* --- nested asks, and their depth --- */

static void
descend (OdeonActor *actor, gpointer data)
{
  gint     *depth = data;
  OdeonRef *child;

  if (--*depth == 0)
    return;
  child = spawn_player (actor, "", NULL);
  await_ok (invoke (child, descend, depth));
  odeon_ref_unref (child);
}

static void
awaits_nest_as_deep_as_the_actors_do (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      OdeonRef               *actor = spawn_player (system, "", NULL);
      gint                    depth = 200;

      await_ok (invoke (actor, descend, &depth));
      assert_int_equal (depth, 0);
      odeon_ref_unref (actor);
    }
}

/* --- where no await is possible --- */

static gboolean
await_in_source (gpointer data)
{
  Gate *gate = data;

  gate->passed = odeon_future_await (gate->opened, &gate->error);
  odeon_promise_set_boolean (gate->reached, TRUE);

  return G_SOURCE_REMOVE;
}

static void
attach_source (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, await_in_source, data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
a_source_s_callback_on_a_worker_cannot_await (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);

  gate_init (&gate);
  await_ok (invoke (actor, attach_source, &gate));
  gate_await_arrival (&gate);
  assert_true (g_error_matches (gate.error, ODEON_ERROR, ODEON_ERROR_NOT_IN_ACTOR));
  odeon_ref_unref (actor);
}

static void
run_nested_loop (OdeonActor *actor, gpointer data)
{
  Gate *gate = data;

  attach_source (actor, data);
  while (!odeon_future_is_done (gate->arrival))
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
}

static void
a_nested_main_loop_in_a_handler_cannot_await (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);

  gate_init (&gate);
  await_ok (invoke (actor, run_nested_loop, &gate));
  assert_true (g_error_matches (gate.error, ODEON_ERROR, ODEON_ERROR_NOT_IN_ACTOR));
  odeon_ref_unref (actor);
}

typedef struct
{
  Gate      gate;
  OdeonRef *self;
} Entry;

static gboolean
enter_actor (gpointer data)
{
  Entry *entry = data;

  odeon_future_unref (invoke (entry->self, wait_at_gate, &entry->gate));

  return G_SOURCE_REMOVE;
}

static void
attach_entry (OdeonActor *actor, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  ((Entry *) data)->self = odeon_actor_get_ref (actor);
  g_source_set_callback (source, enter_actor, data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
a_source_s_callback_enters_its_actor_by_invoking (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  Entry                   entry;
  OdeonRef               *actor = spawn_player (system, "", NULL);

  gate_init (&entry.gate);
  await_ok (invoke (actor, attach_entry, &entry));
  gate_await_arrival (&entry.gate);
  gate_open (&entry.gate);
  stop_and_unref (actor);
  assert_true (entry.gate.passed);
  gate_clear (&entry.gate);
}

/* --- in an actor that has ended --- */

typedef struct
{
  OdeonRef *other;
  GError   *error;
} Last;

static OdeonFuture *
never (OdeonFuture *failed G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  fail ();

  return NULL;
}

static void
await_at_last (gpointer data)
{
  Last        *self = data;
  OdeonFuture *future = ask_int (self->other, 1);

  assert_false (odeon_future_await (future, &self->error));
  odeon_future_unref (future);
}

/* Nobody catches anything: the destroy notify runs where the stop is answered. */
static void
what_runs_when_an_actor_has_ended_cannot_await (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  Last                    last = { .other = spawn_player (system, "", NULL) };
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *stopped;

  gate_init (&gate);
  odeon_future_unref (invoke (actor, wait_at_gate, &gate));
  gate_await_arrival (&gate);
  stopped = odeon_future_catch (odeon_ref_stop (actor), never, &last, await_at_last);
  gate_open (&gate);
  await_ok (stopped);
  await_ok (odeon_system_shut_down (system));
  assert_true (g_error_matches (last.error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD));
  g_clear_error (&last.error);
  odeon_ref_unref (last.other);
  odeon_ref_unref (actor);
}

/* --- the ends of an await race one another --- */

static gpointer
open_gate (gpointer data)
{
  gate_open (data);

  return NULL;
}

static void
wait_a_moment (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Gate *gate = data;

  odeon_promise_set_boolean (gate->reached, TRUE);
  gate->passed = odeon_future_await_for (gate->opened, 0, &gate->error);
}

static void
answer_deadline_and_kill_race (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);

  for (gint round = scaled (2000); round > 0; round--)
    {
      g_auto (Gate) gate;
      OdeonRef     *actor = spawn_player (system, "", NULL);
      OdeonFuture  *run;
      OdeonFuture  *kill;
      GThread      *thread;

      gate_init (&gate);
      run = invoke (actor, round % 2 == 0 ? wait_at_gate : wait_a_moment, &gate);
      gate_await_arrival (&gate);
      thread = g_thread_new ("opener", open_gate, &gate);
      kill = odeon_ref_kill (actor);
      assert_true (await_boolean (kill));
      odeon_future_await (run, NULL);
      odeon_future_unref (run);
      g_thread_join (thread);
      if (!gate.passed)
        assert_true (gate.error == NULL
                     || g_error_matches (gate.error, ODEON_ERROR, ODEON_ERROR_KILLED)
                     || g_error_matches (gate.error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
      odeon_ref_unref (actor);
    }
}

/* --- an await within an await: the future asks its owner for the value --- */

typedef struct
{
  Gate          gate;
  OdeonPromise *promise;
  GError       *error;
  gboolean      passed;
} Chain;

static void
wait_before_giving (OdeonPromise *promise, gpointer data)
{
  wait_at_gate (NULL, data);
  if (((Gate *) data)->passed)
    odeon_promise_set_boolean (promise, TRUE);
}

static void
await_chain (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Chain       *self = data;
  OdeonFuture *future = odeon_promise_get_future (self->promise);

  self->passed = odeon_future_await (future, &self->error);
  odeon_future_unref (future);
}

static OdeonFuture *
chain_start (Chain *self, OdeonRef *actor)
{
  OdeonFuture *run;

  gate_init (&self->gate);
  self->promise = odeon_promise_new ();
  self->error = NULL;
  odeon_promise_set_get_hook (self->promise, wait_before_giving, &self->gate, NULL);
  run = invoke (actor, await_chain, self);
  gate_await_arrival (&self->gate);

  return run;
}

static void
chain_end (Chain *self)
{
  odeon_promise_free (self->promise);
  g_clear_error (&self->error);
  gate_clear (&self->gate);
}

static void
a_promise_may_await_for_whoever_wants_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  Chain                   chain;
  OdeonFuture            *run = chain_start (&chain, actor);

  gate_open (&chain.gate);
  await_ok (run);
  assert_true (chain.passed);
  chain_end (&chain);
  stop_and_unref (actor);
}

static void
a_kill_ends_an_await_within_an_await_and_the_outer_one (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  Chain                   chain;
  OdeonFuture            *run = chain_start (&chain, actor);

  await_ok (odeon_ref_kill (actor));
  await_error (run, ODEON_ERROR_KILLED);
  assert_true (g_error_matches (chain.gate.error, ODEON_ERROR, ODEON_ERROR_KILLED));
  assert_true (g_error_matches (chain.error, ODEON_ERROR, ODEON_ERROR_KILLED));
  chain_end (&chain);
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_waiting_actor_takes_no_other_message_and_its_worker_goes_on),
    cmocka_unit_test (many_actors_wait_on_one_worker),
    cmocka_unit_test (awaits_nest_as_deep_as_the_actors_do),
    cmocka_unit_test (a_source_s_callback_on_a_worker_cannot_await),
    cmocka_unit_test (a_nested_main_loop_in_a_handler_cannot_await),
    cmocka_unit_test (a_source_s_callback_enters_its_actor_by_invoking),
    cmocka_unit_test (what_runs_when_an_actor_has_ended_cannot_await),
    cmocka_unit_test (answer_deadline_and_kill_race),
    cmocka_unit_test (a_promise_may_await_for_whoever_wants_it),
    cmocka_unit_test (a_kill_ends_an_await_within_an_await_and_the_outer_one),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
