/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-worker-private.h"

typedef struct
{
  OdeonMessage message; /* first */
  gint        *n_run;
  gint        *n_refused;
} Errand;

static void
run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Errand *self = (Errand *) message;

  g_atomic_int_inc (self->n_run);
  g_free (self);
}

static void
refuse (OdeonMessage *message, const GError *why)
{
  Errand *self = (Errand *) message;

  assert_non_null (why);
  g_atomic_int_inc (self->n_refused);
  g_free (self);
}

static const OdeonMessageClass errand_class = { .run = run, .refuse = refuse };

static void
send (OdeonWorker *worker, gint *n_run, gint *n_refused)
{
  Errand *errand = g_new0 (Errand, 1);

  *errand = (Errand) { { .klass = &errand_class }, n_run, n_refused };
  _odeon_worker_send (worker, &errand->message);
}

static void
a_worker_runs_in_a_pass_what_was_sent_to_it (void **state G_GNUC_UNUSED)
{
  OdeonWorker *worker = _odeon_worker_new (ODEON_WORKER_TICK, NULL, NULL);
  gint         n_run = 0;
  gint         n_refused = 0;

  assert_true (_odeon_worker_park (worker));
  _odeon_worker_unpark (worker);
  send (worker, &n_run, &n_refused);
  assert_true (_odeon_worker_has_work (worker));
  assert_false (_odeon_worker_park (worker));
  assert_false (_odeon_worker_pass (worker, -1, FALSE));
  assert_int_equal (n_run, 1);
  assert_false (_odeon_worker_has_work (worker));
  _odeon_worker_unref (worker);
}

static void
a_closed_worker_refuses (void **state G_GNUC_UNUSED)
{
  OdeonWorker *worker = _odeon_worker_new (ODEON_WORKER_TICK, NULL, NULL);
  gint         n_run = 0;
  gint         n_refused = 0;

  send (worker, &n_run, &n_refused);
  _odeon_worker_close (worker);
  send (worker, &n_run, &n_refused);
  assert_int_equal (n_run, 1);
  assert_int_equal (n_refused, 1);
  _odeon_worker_unref (worker);
}

static void
what_nobody_ran_is_refused_at_the_end (void **state G_GNUC_UNUSED)
{
  OdeonWorker *worker = _odeon_worker_new (ODEON_WORKER_TICK, NULL, NULL);
  gint         n_run = 0;
  gint         n_refused = 0;

  send (worker, &n_run, &n_refused);
  _odeon_worker_unref (worker);
  assert_int_equal (n_run, 0);
  assert_int_equal (n_refused, 1);
}

/* --- a thread that falls asleep all the time --- */

typedef struct
{
  OdeonWorker *worker;
  gint         n_run;
  gint         n_refused;
  gint         n_each;
} Stress;

static gpointer
send_many (gpointer data)
{
  Stress *self = data;

  for (gint i = 0; i < self->n_each; i++)
    send (self->worker, &self->n_run, &self->n_refused);

  return NULL;
}

static void
no_wake_up_is_lost_and_the_end_refuses_the_rest (void **state G_GNUC_UNUSED)
{
  for (gint round = scaled (200); round > 0; round--)
    {
      Stress   self = { .worker = _odeon_thread_worker_new ("test", NULL, NULL), .n_each = 200 };
      GThread *threads[2] = { g_thread_new ("sender", send_many, &self),
                              g_thread_new ("sender", send_many, &self) };

      if (round % 2 == 0)
        {
          g_thread_join (threads[0]);
          g_thread_join (threads[1]);
        }
      _odeon_thread_worker_quit (self.worker);
      _odeon_thread_worker_join (self.worker);
      if (round % 2 != 0)
        {
          g_thread_join (threads[0]);
          g_thread_join (threads[1]);
        }
      assert_int_equal (self.n_run + self.n_refused, 2 * self.n_each);
      if (round % 2 == 0)
        assert_int_equal (self.n_refused, 0);
      _odeon_worker_unref (self.worker);
    }
}

/* One message at a time, each to a worker that sleeps. */
static void
a_sleeping_worker_is_woken_each_time (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);

  for (gint i = 1; i <= scaled (5000); i++)
    assert_int_equal (await_int (ask_int (actor, 1)), i);
  stop_and_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_worker_runs_in_a_pass_what_was_sent_to_it),
    cmocka_unit_test (a_closed_worker_refuses),
    cmocka_unit_test (what_nobody_ran_is_refused_at_the_end),
    cmocka_unit_test (no_wake_up_is_lost_and_the_end_refuses_the_rest),
    cmocka_unit_test (a_sleeping_worker_is_woken_each_time),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
