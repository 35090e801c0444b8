/* SPDX-License-Identifier: MIT */

/* A worker's timers, and time that is not real. */

#include "virtual-time.h"

#include "odeon-worker-private.h"

typedef struct
{
  OdeonTimer timer; /* first */
  gint       n_fired;
  gboolean   at_end;
} Alarm;

static void
fire (OdeonTimer *timer, const GError *why)
{
  ((Alarm *) timer)->n_fired++;
  ((Alarm *) timer)->at_end = why != NULL;
}

static OdeonWorker *
new_worker (void)
{
  GError      *error = NULL;
  OdeonWorker *worker = _odeon_worker_new (ODEON_WORKER_TICK, NULL, &error);

  assert_no_error (error);

  return worker;
}

static void
a_pass_fires_what_is_due (void **state G_GNUC_UNUSED)
{
  OdeonWorker *worker = new_worker ();
  Alarm        past = { .timer = { .due = _odeon_now () - 1, .fire = fire } };
  Alarm        future = { .timer = { .due = _odeon_now () + G_TIME_SPAN_HOUR, .fire = fire } };

  _odeon_timer_heap_add (&worker->timers, &future.timer);
  _odeon_timer_heap_add (&worker->timers, &past.timer);
  assert_true (_odeon_worker_has_work (worker));
  assert_false (_odeon_worker_pass (worker, -1, FALSE));
  assert_int_equal (past.n_fired, 1);
  assert_int_equal (future.n_fired, 0);
  _odeon_timer_heap_remove (&worker->timers, &future.timer);
  _odeon_worker_unref (worker);
}

static void
a_worker_s_end_fires_them_all (void **state G_GNUC_UNUSED)
{
  OdeonWorker *worker = new_worker ();
  Alarm        alarm = { .timer = { .due = G_MAXINT64, .fire = fire } };

  _odeon_timer_heap_add (&worker->timers, &alarm.timer);
  _odeon_worker_close (worker);
  assert_int_equal (alarm.n_fired, 1);
  assert_true (alarm.at_end);
  _odeon_worker_unref (worker);
}

typedef struct
{
  OdeonFuture *never;
  OdeonFuture *limited;
} Limit;

static void
limit_wait (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Limit *self = data;

  self->limited = odeon_future_with_timeout (odeon_future_ref (self->never), 1000 * 3600);
}

static void
a_deadline_set_in_a_system_without_threads_comes_with_its_ticks (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);
  Limit                   limit;

  gate_init (&gate);
  limit.never = gate.opened;
  await_ok (invoke (actor, limit_wait, &limit));
  virtual_time_advance (G_TIME_SPAN_HOUR - 1);
  assert_true (odeon_system_tick (system, -1));
  assert_false (odeon_future_is_done (limit.limited));
  virtual_time_advance (1);
  assert_true (odeon_system_tick (system, -1));
  assert_true (odeon_future_is_done (limit.limited));
  await_error (limit.limited, ODEON_ERROR_TIMED_OUT);
  odeon_ref_unref (actor);
}

static void
wait_an_hour (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Gate *gate = data;

  gate->passed = odeon_future_await_for (gate->opened, 1000 * 3600, &gate->error);
}

static void
a_thread_that_blocks_skips_time_that_is_not_real (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);
  gint64                  start = _odeon_now ();

  gate_init (&gate);
  await_ok (invoke (actor, wait_an_hour, &gate));
  assert_true (g_error_matches (gate.error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  assert_true (_odeon_now () - start == G_TIME_SPAN_HOUR);
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_pass_fires_what_is_due),
    cmocka_unit_test (a_worker_s_end_fires_them_all),
    cmocka_unit_test (a_deadline_set_in_a_system_without_threads_comes_with_its_ticks),
    cmocka_unit_test (a_thread_that_blocks_skips_time_that_is_not_real),
  };

  virtual_time_begin ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
