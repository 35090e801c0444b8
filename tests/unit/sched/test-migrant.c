/* SPDX-License-Identifier: MIT */

/* Actors whose class is migratable: they run wherever there is time, and everything that holds for
 * others holds for them. */

#include "nomad.h"

#include <stdatomic.h>

#include "odeon-migrant-private.h"

/* --- two that must run at once --- */

typedef struct
{
  atomic_int n_arrived;
  gint       n_wanted;
} Meeting;

/* Blocks its thread. */
static void
meet (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Meeting *self = data;

  atomic_fetch_add (&self->n_arrived, 1);
  while (atomic_load (&self->n_arrived) < self->n_wanted)
    g_thread_yield ();
}

typedef struct
{
  Meeting   meeting;
  OdeonRef *nomads[4];
  OdeonFuture *met[4];
} Party;

static void
give_party (OdeonActor *actor, gpointer data)
{
  Party *self = data;

  for (gint i = 0; i < self->meeting.n_wanted; i++)
    {
      self->nomads[i] = spawn_nomad (actor, "", NULL);
      self->met[i] = invoke (self->nomads[i], meet, &self->meeting);
    }
}

static void
wait_for_all (Party *self)
{
  for (gint i = 0; i < self->meeting.n_wanted; i++)
    {
      await_ok (self->met[i]);
      odeon_ref_unref (self->nomads[i]);
    }
}

static void
idle_workers_take_over (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (4);

  for (gint i = scaled (200); i > 0; i--)
    {
      OdeonRef *host = spawn_on (system, (guint) i % 4);
      Party     party = { .meeting.n_wanted = 4 };

      await_ok (invoke (host, give_party, &party));
      wait_for_all (&party);
      stop_and_unref (host);
    }
}

static void
one_that_is_placed_stays (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef               *actor;

  options.placement = ODEON_PLACE_WORKER;
  options.worker = 1;
  actor = odeon_spawn (ODEON_SPAWNER (system), nomad_get_type (), &options, NULL, NULL);
  assert_int_equal (((OdeonCell *) actor)->worker->kind, ODEON_WORKER_THREAD);
  assert_int_equal (await_int (ask_int (actor, 4)), 4);
  stop_and_unref (actor);
}

static void
where_there_is_one_worker_or_none_nobody_migrates (void **state G_GNUC_UNUSED)
{
  for (gint n = 0; n < 2; n++)
    {
      g_autoptr (OdeonSystem) system = new_system (n);
      OdeonRef               *actor = spawn_nomad (system, "", NULL);

      assert_int_not_equal (((OdeonCell *) actor)->worker->kind, ODEON_WORKER_MIGRANT);
      assert_int_equal (await_int (ask_int (actor, 4)), 4);
      stop_and_unref (actor);
    }
}

/* --- while it awaits --- */

typedef struct
{
  Gate     gate;
  GThread *before;
  GThread *after;
} Stay;

static void
stay (OdeonActor *actor, gpointer data)
{
  Stay *self = data;

  self->before = g_thread_self ();
  wait_at_gate (actor, &self->gate);
  self->after = g_thread_self ();
}

static void
one_that_awaits_goes_on_on_its_thread (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *actor = spawn_nomad (system, "", NULL);
  Stay                    self;
  OdeonFuture            *stayed;

  gate_init (&self.gate);
  stayed = invoke (actor, stay, &self);
  gate_await_arrival (&self.gate);
  gate_open (&self.gate);
  await_ok (stayed);
  assert_ptr_equal (self.before, self.after);
  gate_clear (&self.gate);
  stop_and_unref (actor);
}

static void
a_kill_ends_its_await (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);

  for (gint i = scaled (500); i > 0; i--)
    {
      OdeonRef    *actor = spawn_nomad (system, "", NULL);
      Gate         gate;
      OdeonFuture *waited;

      gate_init (&gate);
      waited = invoke (actor, wait_at_gate, &gate);
      if (i % 2 == 0)
        gate_await_arrival (&gate);
      tell_word (actor, "in between");
      assert_true (await_boolean (odeon_ref_kill (actor)));
      assert_false (odeon_future_await (waited, NULL));
      assert_false (await_boolean (odeon_ref_kill (actor)));
      assert_false (gate.passed);
      odeon_future_unref (waited);
      odeon_ref_unref (actor);
      gate_clear (&gate);
    }
}

static void
wait_in_vain (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  g_autoptr (OdeonPromise) never = odeon_promise_new ();
  g_autoptr (OdeonFuture)  future = odeon_promise_get_future (never);

  assert_false (odeon_future_await_for (future, 3, data));
}

static void
its_await_has_a_deadline (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *actor = spawn_nomad (system, "", NULL);
  g_autoptr (GError)      error = NULL;

  await_ok (invoke (actor, wait_in_vain, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  stop_and_unref (actor);
}

static void
ask_the_other (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  for (gint i = scaled (2000); i > 0; i--)
    await_int (ask_int (data, 1));
}

static void
they_await_one_another (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (3);
  OdeonRef               *asked = spawn_nomad (system, "", NULL);
  OdeonRef               *askers[6];
  OdeonFuture            *done[6];

  for (guint i = 0; i < 6; i++)
    {
      askers[i] = i % 2 == 0 ? spawn_nomad (system, "", NULL) : spawn_player (system, "", NULL);
      done[i] = invoke (askers[i], ask_the_other, asked);
    }
  for (guint i = 0; i < 6; i++)
    {
      await_ok (done[i]);
      stop_and_unref (askers[i]);
    }
  assert_int_equal (await_int (ask_int (asked, 0)), 6 * scaled (2000));
  stop_and_unref (asked);
}

static void
ask_itself (OdeonActor *actor, gpointer data)
{
  OdeonFuture *asked = ask_int (odeon_actor_get_ref (actor), 1);

  await_error (asked, ODEON_ERROR_DEADLOCK);
  *(gboolean *) data = TRUE;
}

static void
one_that_awaits_itself_is_told (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *actor = spawn_nomad (system, "", NULL);
  gboolean                told = FALSE;

  await_ok (invoke (actor, ask_itself, &told));
  assert_true (told);
  stop_and_unref (actor);
}

/* --- life and death --- */

static void
raise_children (OdeonActor *actor, gpointer data)
{
  Journal *journal = data;

  odeon_ref_unref (spawn_nomad (actor, "elder", journal));
  odeon_ref_unref (spawn_player (actor, "middle", journal));
  odeon_ref_unref (spawn_nomad (actor, "younger", journal));
}

static void
its_children_end_before_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (3);
  g_auto (Journal)        journal;

  journal_init (&journal);
  for (gint i = scaled (300); i > 0; i--)
    {
      OdeonRef *actor = spawn_nomad (system, "parent", NULL);

      await_ok (invoke (actor, raise_children, NULL));
      await_ok (i % 2 == 0 ? odeon_ref_stop (actor) : odeon_ref_kill (actor));
      odeon_ref_unref (actor);
    }
  {
    OdeonRef *actor = spawn_nomad (system, "parent", &journal);

    await_ok (odeon_ref_started (actor));
    await_ok (invoke (actor, raise_children, NULL));
    stop_and_unref (actor);
    assert_journal (&journal, "parent.started parent.stopped");
  }
  assert_int_equal (odeon_system_get_n_actors (system), 0);
}

static void
kill_itself (OdeonActor *actor, gpointer data)
{
  *(OdeonFuture **) data = odeon_ref_kill (odeon_actor_get_ref (actor));
}

static void
it_may_kill_and_stop_itself (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *actor = spawn_nomad (system, "", NULL);
  OdeonFuture            *killed;

  await_error (invoke (actor, kill_itself, &killed), ODEON_ERROR_KILLED);
  assert_true (await_boolean (killed));
  odeon_ref_unref (actor);

  actor = spawn_nomad (system, "", NULL);
  tell_word (actor, "stop");
  await_ok (odeon_ref_kill (actor));
  odeon_ref_unref (actor);
}

static void
one_that_fails_ends (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *actor = spawn_nomad (system, "", NULL);

  count_log (NULL);
  tell_word (actor, "fail");
  await_error (ask_int (actor, 1), ODEON_ERROR_ACTOR_DEAD);
  restore_log ();
  odeon_ref_unref (actor);
}

typedef struct
{
  OdeonRef *actor;
  gint      n_handled;
} Caller;

static gpointer
call_until_it_is_dead (gpointer data)
{
  Caller *self = data;

  for (;;)
    {
      OdeonFuture *asked = ask_int (self->actor, 1);
      gboolean     answered = odeon_future_await (asked, NULL);

      odeon_future_unref (asked);
      if (!answered)
        return NULL;
      self->n_handled++;
    }
}

static void
every_call_to_one_that_ends_is_answered (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (3);

  for (gint i = scaled (200); i > 0; i--)
    {
      OdeonRef *actor = spawn_nomad (system, "", NULL);
      Caller    callers[3];
      GThread  *threads[3];

      for (guint j = 0; j < 3; j++)
        {
          callers[j] = (Caller) { actor, 0 };
          threads[j] = g_thread_new ("caller", call_until_it_is_dead, &callers[j]);
        }
      await_int (ask_int (actor, 1));
      await_ok (i % 2 == 0 ? odeon_ref_kill (actor) : odeon_ref_stop (actor));
      for (guint j = 0; j < 3; j++)
        g_thread_join (threads[j]);
      odeon_ref_unref (actor);
    }
}

static void
a_system_may_go_with_them (void **state G_GNUC_UNUSED)
{
  for (gint i = scaled (100); i > 0; i--)
    {
      OdeonSystem           *system = new_system (3);
      g_autoptr (GPtrArray)  actors = g_ptr_array_new_with_free_func (odeon_ref_unref);

      for (gint j = 0; j < 50; j++)
        {
          OdeonRef *actor = spawn_nomad (system, "", NULL);

          g_ptr_array_add (actors, actor);
          odeon_ref_tell (actor, g_variant_new_int32 (j));
        }
      g_object_unref (system);
    }
}

/* --- continuations --- */

static void
on_answer (OdeonFuture *done G_GNUC_UNUSED, gpointer data)
{
  atomic_fetch_add ((atomic_int *) data, 1);
}

typedef struct
{
  OdeonRef  *other;
  atomic_int n_answers;
} Continued;

static void
continue_answers (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Continued *self = data;

  for (gint i = 0; i < 100; i++)
    {
      g_autoptr (OdeonFuture) asked = ask_int (self->other, 1);

      odeon_future_on_done (asked, on_answer, &self->n_answers, NULL);
    }
}

static void
its_continuations_run (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *actor = spawn_nomad (system, "", NULL);
  Continued               self = { .other = spawn_nomad (system, "", NULL) };

  await_ok (invoke (actor, continue_answers, &self));
  while (atomic_load (&self.n_answers) < 100)
    g_thread_yield ();
  stop_and_unref (actor);
  stop_and_unref (self.other);
}

static void
note_tick (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  atomic_fetch_add ((atomic_int *) data, 1);
}

static void
its_timers_fire (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *actor = spawn_nomad (system, "", NULL);
  atomic_int              n_ticks = 0;
  OdeonFuture            *ticking;

  await_ok (odeon_actor_invoke_after (actor, 2000, note_tick, &n_ticks, NULL));
  ticking = odeon_actor_invoke_every (actor, 2000, note_tick, &n_ticks, NULL);
  while (atomic_load (&n_ticks) < 5)
    g_thread_yield ();
  stop_and_unref (actor);
  odeon_future_unref (ticking);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (idle_workers_take_over),
    cmocka_unit_test (one_that_is_placed_stays),
    cmocka_unit_test (where_there_is_one_worker_or_none_nobody_migrates),
    cmocka_unit_test (one_that_awaits_goes_on_on_its_thread),
    cmocka_unit_test (a_kill_ends_its_await),
    cmocka_unit_test (its_await_has_a_deadline),
    cmocka_unit_test (they_await_one_another),
    cmocka_unit_test (one_that_awaits_itself_is_told),
    cmocka_unit_test (its_children_end_before_it),
    cmocka_unit_test (it_may_kill_and_stop_itself),
    cmocka_unit_test (one_that_fails_ends),
    cmocka_unit_test (every_call_to_one_that_ends_is_answered),
    cmocka_unit_test (a_system_may_go_with_them),
    cmocka_unit_test (its_continuations_run),
    cmocka_unit_test (its_timers_fire),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
