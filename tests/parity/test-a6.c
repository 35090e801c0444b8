/* SPDX-License-Identifier: MIT */

/* A6: an actor wakes on mail, and has up to `max_tasks` messages in flight: 50 in aplay, here if
 * one asks for it, and one by default. */

#include "stage.h"

#define MAX_TASKS 50
#define N_TASKS   120

typedef struct
{
  OdeonFuture *opened;
  gint         n_now;
  gint         n_most;
  gint         n_done;
} Work;

static void
do_task (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Work *self = data;

  self->n_now++;
  self->n_most = MAX (self->n_most, self->n_now);
  await_ok (odeon_future_ref (self->opened));
  self->n_now--;
  self->n_done++;
}

static gint
work (gint workers, guint max_concurrency)
{
  g_autoptr (OdeonSystem)  system = new_system (workers);
  g_autoptr (OdeonPromise) open = odeon_promise_new ();
  g_autoptr (OdeonFuture)  opened = odeon_promise_get_future (open);
  OdeonSpawnOptions        options = ODEON_SPAWN_OPTIONS_INIT;
  Work                     self = { .opened = opened };
  OdeonFuture             *tasks[N_TASKS];
  OdeonRef                *actor;
  OdeonRef                *other = spawn_player (system, "", NULL);

  options.max_concurrency = max_concurrency;
  options.placement = ODEON_PLACE_NEAR;
  options.near = other;
  actor = spawn_with (system, &options, "", NULL, FAULT_NONE);
  for (guint i = 0; i < N_TASKS; i++)
    tasks[i] = invoke (actor, do_task, &self);
  /* The other has its turns when the first has had its own. */
  for (gint i = 1; i <= 100; i++)
    assert_int_equal (await_int (ask_int (other, 1)), i);
  odeon_promise_set_boolean (open, TRUE);
  for (guint i = 0; i < N_TASKS; i++)
    await_ok (tasks[i]);
  /* None is stranded: it wakes for what comes later, too. */
  assert_int_equal (await_int (ask_int (actor, 7)), 7);
  stop_and_unref (actor);
  stop_and_unref (other);
  assert_int_equal (self.n_done, N_TASKS);

  return self.n_most;
}

static void
a6_up_to_max_tasks_messages_are_in_flight (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      assert_int_equal (work (workers, MAX_TASKS), MAX_TASKS);
      assert_int_equal (work (workers, 1000), N_TASKS);
      assert_int_equal (work (workers, 0), 1);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a6_up_to_max_tasks_messages_are_in_flight),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
