/* SPDX-License-Identifier: MIT */

/* A kill, which overtakes what waits and ends an await. */

#include "stage.h"

static void
a_kill_overtakes_the_queue_and_skips_the_hook (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  g_auto (Gate)           gate;
  OdeonRef               *actor;
  OdeonFuture            *run;
  OdeonFuture            *queued;

  journal_init (&journal);
  gate_init (&gate);
  actor = spawn_player (system, "a", &journal);
  run = invoke (actor, wait_at_gate, &gate);
  queued = ask_int (actor, 1);
  gate_await_arrival (&gate);
  assert_true (await_boolean (odeon_ref_kill (actor)));
  await_error (run, ODEON_ERROR_KILLED);
  await_error (queued, ODEON_ERROR_ACTOR_DEAD);
  assert_true (g_error_matches (gate.error, ODEON_ERROR, ODEON_ERROR_KILLED));
  assert_false (await_boolean (odeon_ref_kill (actor)));
  assert_false (await_boolean (odeon_ref_stop (actor)));
  assert_journal (&journal, "a.started");
  odeon_ref_unref (actor);
}

typedef struct
{
  Gate    gate;
  GError *second;
} TwoWaits;

static void
wait_twice (OdeonActor *actor, gpointer data)
{
  TwoWaits     *self = data;
  OdeonPromise *never = odeon_promise_new ();
  OdeonFuture  *future = odeon_promise_get_future (never);

  wait_at_gate (actor, &self->gate);
  odeon_future_await (future, &self->second);
  odeon_future_unref (future);
  odeon_promise_free (never);
}

static void
every_await_after_a_kill_fails (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  TwoWaits                waits = { .second = NULL };
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *run;

  gate_init (&waits.gate);
  run = invoke (actor, wait_twice, &waits);
  gate_await_arrival (&waits.gate);
  assert_true (await_boolean (odeon_ref_kill (actor)));
  await_error (run, ODEON_ERROR_KILLED);
  assert_true (g_error_matches (waits.gate.error, ODEON_ERROR, ODEON_ERROR_KILLED));
  assert_true (g_error_matches (waits.second, ODEON_ERROR, ODEON_ERROR_KILLED));
  g_error_free (waits.second);
  gate_clear (&waits.gate);
  odeon_ref_unref (actor);
}

static void
a_kill_takes_the_children_along (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_auto (Journal)        journal;
  OdeonRef               *parent;

  journal_init (&journal);
  parent = spawn_player (system, "parent", &journal);
  await_ok (invoke (parent, spawn_family, NULL));
  assert_true (await_boolean (odeon_ref_kill (parent)));
  assert_journal (&journal, "parent.started old.started middle.started young.started");
  assert_int_equal (odeon_system_get_n_actors (system), 0);
  odeon_ref_unref (parent);
}

static void
spawn_waiting_child (OdeonActor *actor, gpointer data)
{
  OdeonRef *child = spawn_player (actor, "child", ((Player *) actor)->journal);

  odeon_future_unref (invoke (child, wait_at_gate, data));
  odeon_ref_unref (child);
}

/* The parent has begun to stop and waits for a child that would wait for ever. */
static void
a_kill_ends_a_stop_that_hangs (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  g_auto (Gate)           gate;
  OdeonRef               *parent;
  OdeonFuture            *stop;

  journal_init (&journal);
  gate_init (&gate);
  parent = spawn_player (system, "parent", &journal);
  await_ok (invoke (parent, spawn_waiting_child, &gate));
  gate_await_arrival (&gate);
  stop = odeon_ref_stop (parent);
  await_error (ask_int (parent, 1), ODEON_ERROR_ACTOR_DEAD);

  assert_true (await_boolean (odeon_ref_kill (parent)));
  await_ok (stop);
  assert_false (gate.passed);
  assert_journal (&journal, "parent.started child.started");
  odeon_ref_unref (parent);
}

static void
a_kill_beats_the_birth_or_comes_after_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);

  for (gint i = scaled (2000); i > 0; i--)
    {
      OdeonRef *actor = spawn_player (system, "", NULL);

      assert_true (await_boolean (odeon_ref_kill (actor)));
      assert_false (await_boolean (odeon_ref_kill (actor)));
      odeon_ref_unref (actor);
    }
}

static void
tell_and_kill_oneself (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  OdeonRef *self = odeon_actor_get_ref (actor);

  tell_word (self, "more");
  odeon_future_unref (odeon_ref_kill (self));
}

static void
an_actor_that_kills_itself_takes_no_further_message (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_auto (Journal)        journal;
  OdeonRef               *actor;

  journal_init (&journal);
  actor = spawn_player (system, "a", &journal);
  await_error (invoke (actor, tell_and_kill_oneself, NULL), ODEON_ERROR_KILLED);
  await_ok (odeon_ref_kill (actor));
  assert_journal (&journal, "a.started");
  odeon_ref_unref (actor);
}

typedef struct
{
  OdeonRef *parent;
  Gate      gate;
  gboolean  killed;
  GError   *error;
  GError   *child_error;
} Family;

static void
await_parent (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Family      *self = data;
  OdeonFuture *answer = ask_int (self->parent, 1);

  odeon_promise_set_boolean (self->gate.reached, TRUE);
  odeon_future_await (answer, &self->child_error);
  odeon_future_unref (answer);
}

static void
kill_child_that_awaits (OdeonActor *actor, gpointer data)
{
  Family      *self = data;
  OdeonRef    *child = spawn_player (actor, "", NULL);
  OdeonFuture *kill;

  self->parent = odeon_actor_get_ref (actor);
  odeon_future_unref (invoke (child, await_parent, self));
  odeon_future_await (self->gate.arrival, NULL);
  kill = odeon_ref_kill (child);
  self->killed = odeon_future_await (kill, &self->error);
  odeon_future_unref (kill);
  odeon_ref_unref (child);
}

/* A kill ends the await: that is no deadlock. */
static void
an_actor_may_await_the_kill_of_whoever_awaits_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  Family                  family = { 0 };

  gate_init (&family.gate);
  await_ok (invoke (actor, kill_child_that_awaits, &family));
  assert_no_error (family.error);
  assert_true (family.killed);
  assert_true (g_error_matches (family.child_error, ODEON_ERROR, ODEON_ERROR_KILLED));
  g_clear_error (&family.child_error);
  gate_clear (&family.gate);
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_kill_overtakes_the_queue_and_skips_the_hook),
    cmocka_unit_test (every_await_after_a_kill_fails),
    cmocka_unit_test (a_kill_takes_the_children_along),
    cmocka_unit_test (a_kill_ends_a_stop_that_hangs),
    cmocka_unit_test (a_kill_beats_the_birth_or_comes_after_it),
    cmocka_unit_test (an_actor_that_kills_itself_takes_no_further_message),
    cmocka_unit_test (an_actor_may_await_the_kill_of_whoever_awaits_it),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
