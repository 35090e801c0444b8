/* SPDX-License-Identifier: MIT */

/* A1: one root, which runs until it is interrupted and then stops everything in order: a main loop
 * of GLib's, a signal that it is told of, and the system's shutdown. */

#include "stage.h"

#include <glib-unix.h>
#include <signal.h>

typedef struct
{
  OdeonSystem *system;
  Journal     *journal;
  GMainLoop   *loop;
  gboolean     ended;
} Kernel;

static void
spawn_below (OdeonActor *actor, gpointer data)
{
  Kernel *self = data;

  odeon_ref_unref (spawn_player (actor, "first", self->journal));
  odeon_ref_unref (spawn_player (actor, "second", self->journal));
}

static void
quit (OdeonFuture *done, gpointer data)
{
  Kernel *self = data;

  self->ended = odeon_future_is_done (done);
  g_main_loop_quit (self->loop);
}

static gboolean
interrupted (gpointer data)
{
  Kernel                 *self = data;
  g_autoptr (OdeonFuture) end = odeon_system_shut_down (self->system);

  odeon_future_on_done (end, quit, self, NULL);

  return G_SOURCE_REMOVE;
}

static gboolean
interrupt (gpointer data G_GNUC_UNUSED)
{
  raise (SIGINT);

  return G_SOURCE_REMOVE;
}

/* What was told before the signal is handled still. */
static void
run_until_interrupted (gint workers)
{
  g_autoptr (OdeonSystem) system = new_system (workers);
  g_autoptr (GMainLoop)   loop = g_main_loop_new (NULL, FALSE);
  g_auto (Journal)        journal;
  Kernel                  kernel = { system, &journal, loop, FALSE };
  g_autoptr (OdeonRef)    root = NULL;

  journal_init (&journal);
  root = spawn_player (system, "root", &journal);
  await_ok (invoke (root, spawn_below, &kernel));
  tell_word (root, "last");
  g_unix_signal_add (SIGINT, interrupted, &kernel);
  g_idle_add (interrupt, NULL);
  g_main_loop_run (loop);

  assert_true (kernel.ended);
  assert_int_equal (odeon_system_get_n_actors (system), 0);
  assert_null (odeon_spawn (ODEON_SPAWNER (system), player_get_type (), NULL, NULL, NULL));
  if (workers == 1)
    assert_journal (&journal, "root.started first.started second.started root.last "
                              "second.stopped first.stopped root.stopped");
  else
    assert_true (g_str_has_suffix (journal.words->str, "first.stopped root.stopped"));
}

static void
a1_a_root_runs_until_interrupted_and_stops_in_order (void **state G_GNUC_UNUSED)
{
  run_until_interrupted (1);
  run_until_interrupted (2);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a1_a_root_runs_until_interrupted_and_stops_in_order),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
