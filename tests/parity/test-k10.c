/* SPDX-License-Identifier: MIT */

/* K10: stop_all: last started first, one deadline for the whole, from inside an actor, too, and on
 * after one that is late. The system goes on. */

#include "stage.h"

static void
the_last_one_started_ends_first (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      g_auto (Journal)        journal;
      OdeonRef               *actors[3];
      const gchar            *tags[] = { "a", "b", "c" };

      journal_init (&journal);
      for (guint i = 0; i < 3; i++)
        {
          actors[i] = spawn_player (system, tags[i], &journal);
          await_ok (odeon_ref_started (actors[i]));
        }
      assert_true (await_boolean (odeon_system_stop_all (system, -1)));
      assert_journal (&journal, "a.started b.started c.started c.stopped b.stopped a.stopped");
      assert_int_equal (odeon_system_get_n_actors (system), 0);

      /* It is no shutdown. */
      odeon_ref_unref (actors[0]);
      actors[0] = spawn_player (system, "", NULL);
      assert_int_equal (await_int (ask_int (actors[0], 1)), 1);
      for (guint i = 0; i < 3; i++)
        odeon_ref_unref (actors[i]);
    }
}

typedef struct
{
  OdeonSystem *system;
  OdeonFuture *all;
} Stop;

static void
stop_all (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Stop *self = data;

  self->all = odeon_system_stop_all (self->system, -1);
}

static void
an_actor_stops_all_and_itself (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      Stop                    stop = { system, NULL };
      OdeonRef               *actors[3];

      for (guint i = 0; i < 3; i++)
        actors[i] = spawn_player (system, "", NULL);
      await_ok (invoke (actors[1], stop_all, &stop));
      assert_true (await_boolean (stop.all));
      assert_int_equal (odeon_system_get_n_actors (system), 0);
      for (guint i = 0; i < 3; i++)
        odeon_ref_unref (actors[i]);
    }
}

#define N_LATE 10

static void
those_that_are_late_cost_the_deadline_once (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  Gate                    gates[N_LATE];
  OdeonRef               *first = spawn_player (system, "", NULL);
  OdeonRef               *late[N_LATE];
  gint64                  start;

  for (guint i = 0; i < N_LATE; i++)
    {
      gate_init (&gates[i]);
      late[i] = spawn_player (system, "", NULL);
      odeon_future_unref (invoke (late[i], wait_at_gate, &gates[i]));
      gate_await_arrival (&gates[i]);
    }

  start = g_get_monotonic_time ();
  await_error (odeon_system_stop_all (system, 100), ODEON_ERROR_TIMED_OUT);
  /* Not once for each: that would take a second. */
  assert_in_range (g_get_monotonic_time () - start, 100000, 900000);
  await_ok (odeon_ref_stop (first));
  for (guint i = 0; i < N_LATE; i++)
    {
      gate_open (&gates[i]);
      await_ok (odeon_ref_stop (late[i]));
      gate_clear (&gates[i]);
      odeon_ref_unref (late[i]);
    }
  assert_int_equal (odeon_system_get_n_actors (system), 0);
  odeon_ref_unref (first);
}

static void
nobody_is_soon_stopped (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);

  assert_true (await_boolean (odeon_system_stop_all (system, 0)));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_last_one_started_ends_first),
    cmocka_unit_test (an_actor_stops_all_and_itself),
    cmocka_unit_test (those_that_are_late_cost_the_deadline_once),
    cmocka_unit_test (nobody_is_soon_stopped),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
