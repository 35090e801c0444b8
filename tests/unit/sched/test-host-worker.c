/* SPDX-License-Identifier: MIT */

/* Actors in a main context that the application runs. */

#include "stage.h"

#include <dirent.h>

#include "odeon-worker-private.h"

static OdeonRef *
spawn_here (gpointer in, GMainContext *context)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.placement = ODEON_PLACE_CONTEXT;
  options.context = context;

  return spawn_with (in, &options, "", NULL, FAULT_NONE);
}

static void
note_thread (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  *(GThread **) data = g_thread_self ();
}

static void
quit (OdeonFuture *done G_GNUC_UNUSED, gpointer loop)
{
  g_main_loop_quit (loop);
}

static void
an_actor_runs_in_the_application_s_loop (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GMainLoop)   loop = g_main_loop_new (NULL, FALSE);
  OdeonRef               *actor = spawn_here (system, NULL);
  GThread                *thread = NULL;
  OdeonFuture            *run = invoke (actor, note_thread, &thread);

  assert_null (thread);
  odeon_future_on_done (run, quit, loop, NULL);
  g_main_loop_run (loop);
  assert_ptr_equal (thread, g_thread_self ());
  await_ok (run);
  stop_and_unref (actor);
}

static void
an_await_on_that_thread_runs_them (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *here = spawn_here (system, NULL);
  OdeonRef               *there = spawn_player (system, "", NULL);
  g_auto (Gate)           gate;
  OdeonFuture            *run;

  assert_int_equal (await_int (ask_int (here, 4)), 4);
  gate_init (&gate);
  run = invoke (here, wait_at_gate, &gate);
  assert_int_equal (await_int (ask_int (there, 4)), 4);
  gate_open (&gate);
  await_ok (run);
  assert_true (gate.passed);
  stop_and_unref (here);
  stop_and_unref (there);
}

static gboolean
count_turn (gpointer data)
{
  (*(gint *) data)++;

  return G_SOURCE_CONTINUE;
}

static void
an_await_runs_no_other_source (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_here (system, NULL);
  gint                    n_turns = 0;
  guint                   source = g_idle_add (count_turn, &n_turns);

  assert_int_equal (await_int (ask_int (actor, 4)), 4);
  assert_int_equal (n_turns, 0);
  g_source_remove (source);
  stop_and_unref (actor);
}

static void
tell_self_for_ever (OdeonActor *actor, gpointer data)
{
  gint *n_left = data;

  if (--*n_left > 0)
    odeon_future_unref (invoke (odeon_actor_get_ref (actor), tell_self_for_ever, data));
}

static void
sources_have_their_turn_under_a_flood (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_here (system, NULL);
  gint                    n_left = G_MAXINT;
  gint                    n_turns = 0;
  guint                   source = g_timeout_add (1, count_turn, &n_turns);

  odeon_future_unref (invoke (actor, tell_self_for_ever, &n_left));
  while (n_turns < 5)
    g_main_context_iteration (NULL, TRUE);
  assert_true (n_left > 0);
  n_left = 1;
  g_source_remove (source);
  stop_and_unref (actor);
}

static void
one_worker_serves_all_systems_of_a_context (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) first = new_system (1);
  g_autoptr (OdeonSystem) second = new_system (0);
  OdeonRef               *a = spawn_here (first, NULL);
  OdeonRef               *b = spawn_here (second, NULL);

  assert_int_equal (await_int (ask_int (a, 1)), 1);
  assert_int_equal (await_int (ask_int (b, 2)), 2);
  stop_and_unref (a);
  stop_and_unref (b);
}

/* --- a thread of the application's with a context of its own --- */

typedef struct
{
  OdeonSystem  *system;
  GMainContext *context;
  GMainLoop    *loop;
  OdeonPromise *running;
} Loop;

static gboolean
announce (gpointer data)
{
  odeon_promise_set_boolean (((Loop *) data)->running, TRUE);

  return G_SOURCE_REMOVE;
}

static gpointer
run_loop (gpointer data)
{
  Loop               *self = data;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_main_context_push_thread_default (self->context);
  g_source_set_callback (source, announce, self, NULL);
  g_source_attach (source, self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

static GThread *
loop_start (Loop *self)
{
  OdeonFuture *running;
  GThread     *thread;

  self->system = new_system (2);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->running = odeon_promise_new ();
  running = odeon_promise_get_future (self->running);
  thread = g_thread_new ("loop", run_loop, self);
  await_ok (running);

  return thread;
}

static void
loop_end (Loop *self, GThread *thread)
{
  g_main_loop_quit (self->loop);
  g_thread_join (thread);
  odeon_promise_free (self->running);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_object_unref (self->system);
}

/* The actor is the loop's thread's, though this thread spawned it and now blocks. */
static void
whoever_spawns_into_a_context_does_not_run_it (void **state G_GNUC_UNUSED)
{
  Loop     self;
  GThread *thread = loop_start (&self);

  for (gint i = scaled (300); i > 0; i--)
    {
      OdeonRef *actor = spawn_here (self.system, self.context);
      GThread  *ran_on = NULL;

      await_ok (invoke (actor, note_thread, &ran_on));
      assert_ptr_equal (ran_on, thread);
      stop_and_unref (actor);
    }
  loop_end (&self, thread);
}

static void
spawn_into (OdeonActor *actor, gpointer data)
{
  Loop *self = data;

  odeon_ref_unref (spawn_here (actor, self->context));
}

static void
a_parent_elsewhere_ends_its_child_in_a_context (void **state G_GNUC_UNUSED)
{
  Loop     self;
  GThread *thread = loop_start (&self);

  for (gint i = scaled (300); i > 0; i--)
    {
      OdeonRef *parent = spawn_player (self.system, "", NULL);

      await_ok (invoke (parent, spawn_into, &self));
      await_ok (i % 2 == 0 ? odeon_ref_stop (parent) : odeon_ref_kill (parent));
      odeon_ref_unref (parent);
    }
  assert_int_equal (odeon_system_get_n_actors (self.system), 0);
  loop_end (&self, thread);
}

static void
spawn_in_default_context (OdeonActor *actor, gpointer data)
{
  *(OdeonRef **) data = spawn_here (actor, NULL);
}

/* The main thread has run no loop yet, and did not spawn it itself. */
static void
an_await_runs_what_others_spawned_into_the_context (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *parent = spawn_player (system, "", NULL);
  OdeonRef               *child = NULL;
  GThread                *ran_on = NULL;

  await_ok (invoke (parent, spawn_in_default_context, &child));
  await_ok (invoke (child, note_thread, &ran_on));
  assert_ptr_equal (ran_on, g_thread_self ());
  stop_and_unref (parent);
  odeon_ref_unref (child);
}

static void
await_neighbour (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  assert_int_equal (await_int (ask_int (data, 3)), 3);
}

static void
an_actor_awaits_its_neighbour_in_the_same_context (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *a = spawn_here (system, NULL);
  OdeonRef               *b = spawn_here (system, NULL);

  await_ok (invoke (a, await_neighbour, b));
  stop_and_unref (a);
  stop_and_unref (b);
}

/* --- another thread runs the default context --- */

typedef struct
{
  OdeonFuture *ran;
  Gate         gate;
} Stranger;

static gpointer
run_default_context_and_block (gpointer data)
{
  Stranger *self = data;

  while (!odeon_future_is_done (self->ran))
    g_main_context_iteration (NULL, TRUE);
  await_ok (odeon_future_ref (self->gate.opened));

  return NULL;
}

static gboolean
has_sleeper (OdeonWorker *worker)
{
  gboolean has;

  g_mutex_lock (&worker->sleep);
  has = worker->sleeper != NULL;
  g_mutex_unlock (&worker->sleep);

  return has;
}

static void
ignore (OdeonFuture *done G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

/* That the main thread continues a future there meanwhile is none of its business. */
static void
a_thread_that_blocked_in_the_default_context_lets_it_go (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_here (system, NULL);
  OdeonWorker            *worker = ((OdeonCell *) actor)->worker;
  GThread                *ran_on = NULL;
  Stranger                stranger;
  GThread                *thread;

  gate_init (&stranger.gate);
  stranger.ran = invoke (actor, note_thread, &ran_on);
  thread = g_thread_new ("stranger", run_default_context_and_block, &stranger);
  while (!has_sleeper (worker))
    g_thread_yield ();
  assert_ptr_equal (ran_on, thread);
  odeon_future_on_done (stranger.ran, ignore, NULL, NULL);
  gate_open (&stranger.gate);
  g_thread_join (thread);

  assert_false (has_sleeper (worker));
  assert_true (g_main_context_acquire (NULL));
  g_main_context_release (NULL);
  odeon_future_unref (stranger.ran);
  gate_clear (&stranger.gate);
  stop_and_unref (actor);
}

/* --- a context that a thread only blocks in --- */

static guint
count_files (void)
{
  DIR  *dir = opendir ("/proc/self/fd");
  guint n = 0;

  if (dir == NULL)
    return 0;
  while (readdir (dir) != NULL)
    n++;
  closedir (dir);

  return n;
}

/* A worker would keep the context, and with it the file that the context is woken by. */
static void
a_context_that_was_only_blocked_in_can_go (void **state G_GNUC_UNUSED)
{
  g_auto (Gate) gate;
  guint         n_before;

  gate_init (&gate);
  n_before = count_files ();
  for (gint i = 0; i < 20; i++)
    {
      g_autoptr (GMainContext) context = g_main_context_new ();

      g_main_context_push_thread_default (context);
      assert_false (odeon_future_await_for (gate.opened, 0, NULL));
      g_main_context_pop_thread_default (context);
    }
  assert_int_equal (count_files (), n_before);
}

typedef struct
{
  GMainContext *context;
  Gate          gate;
  GThread      *ran_on;
} Newcomer;

static void
open_from_within (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Newcomer *self = data;

  self->ran_on = g_thread_self ();
  gate_open (&self->gate);
}

static void
spawn_newcomer (OdeonActor *actor, gpointer data)
{
  Newcomer *self = data;
  OdeonRef *child = spawn_here (actor, self->context);

  odeon_future_unref (invoke (child, open_from_within, self));
  odeon_ref_unref (child);
}

/* The thread sleeps there, or is about to, when the first actor comes. */
static void
a_blocked_thread_runs_what_comes_into_its_context (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);

  for (gint i = scaled (50); i > 0; i--)
    {
      Newcomer  self = { .context = g_main_context_new () };
      OdeonRef *parent = spawn_player (system, "", NULL);

      gate_init (&self.gate);
      g_main_context_push_thread_default (self.context);
      odeon_future_unref (invoke (parent, spawn_newcomer, &self));
      await_ok (odeon_future_ref (self.gate.opened));
      assert_ptr_equal (self.ran_on, g_thread_self ());
      stop_and_unref (parent);
      g_main_context_pop_thread_default (self.context);
      gate_clear (&self.gate);
      g_main_context_unref (self.context);
    }
}

static OdeonFuture *
block_further_in (OdeonFuture *done G_GNUC_UNUSED, gpointer data)
{
  g_autoptr (GMainContext) inner = g_main_context_new ();

  g_main_context_push_thread_default (inner);
  await_ok (odeon_future_ref (((Newcomer *) data)->gate.opened));
  g_main_context_pop_thread_default (inner);

  return NULL;
}

/* The wait further in may depend on what comes into the context of the one further out. */
static void
a_wait_inside_a_wait_runs_what_comes_into_either_context (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);

  for (gint i = scaled (50); i > 0; i--)
    {
      Newcomer     self = { .context = g_main_context_new () };
      OdeonRef    *parent = spawn_player (system, "", NULL);
      OdeonFuture *inner = odeon_future_then (ask_int (parent, 1), block_further_in, &self, NULL);

      gate_init (&self.gate);
      g_main_context_push_thread_default (self.context);
      odeon_future_unref (invoke (parent, spawn_newcomer, &self));
      await_ok (inner);
      assert_ptr_equal (self.ran_on, g_thread_self ());
      stop_and_unref (parent);
      g_main_context_pop_thread_default (self.context);
      gate_clear (&self.gate);
      g_main_context_unref (self.context);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_await_runs_what_others_spawned_into_the_context),
    cmocka_unit_test (an_actor_runs_in_the_application_s_loop),
    cmocka_unit_test (an_await_on_that_thread_runs_them),
    cmocka_unit_test (an_await_runs_no_other_source),
    cmocka_unit_test (sources_have_their_turn_under_a_flood),
    cmocka_unit_test (one_worker_serves_all_systems_of_a_context),
    cmocka_unit_test (whoever_spawns_into_a_context_does_not_run_it),
    cmocka_unit_test (a_parent_elsewhere_ends_its_child_in_a_context),
    cmocka_unit_test (an_actor_awaits_its_neighbour_in_the_same_context),
    cmocka_unit_test (a_thread_that_blocked_in_the_default_context_lets_it_go),
    cmocka_unit_test (a_context_that_was_only_blocked_in_can_go),
    cmocka_unit_test (a_blocked_thread_runs_what_comes_into_its_context),
    cmocka_unit_test (a_wait_inside_a_wait_runs_what_comes_into_either_context),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
