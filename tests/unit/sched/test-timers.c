/* SPDX-License-Identifier: MIT */

/* The heap, on a worker that nobody drives. */

#include "stage.h"

#include "odeon-environment-private.h"
#include "odeon-worker-private.h"

#define N 200

typedef struct
{
  OdeonTimer timer; /* first */
  gint64     fired; /* the how manieth; 0 is not */
} Alarm;

static gint64 n_fired;

static void
fire (OdeonTimer *timer, const GError *why G_GNUC_UNUSED)
{
  ((Alarm *) timer)->fired = ++n_fired;
}

static OdeonWorker *
new_worker (void)
{
  GError      *error = NULL;
  OdeonWorker *worker = _odeon_worker_new (ODEON_WORKER_TICK, NULL, &error);

  assert_no_error (error);
  n_fired = 0;

  return worker;
}

/* In an order that has nothing to do with that of their deadlines. */
static void
add_all (OdeonWorker *worker, Alarm *alarms, gint64 first)
{
  for (gint i = 0; i < N; i++)
    {
      alarms[i] = (Alarm) { .timer = { .due = first + (i * 37) % N, .fire = fire } };
      _odeon_timers_add (worker, &alarms[i].timer);
    }
}

static void
timers_fire_in_the_order_of_their_deadlines (void **state G_GNUC_UNUSED)
{
  OdeonWorker *worker = new_worker ();
  gint64       first = _odeon_now () - 10 * N;
  Alarm        alarms[N];

  assert_true (_odeon_timers_next_due (worker) == G_MAXINT64);
  add_all (worker, alarms, first);
  assert_true (_odeon_timers_next_due (worker) == first);
  _odeon_timers_fire (worker);
  for (gint i = 0; i < N; i++)
    assert_int_equal (alarms[i].fired, alarms[i].timer.due - first + 1);
  assert_true (_odeon_timers_next_due (worker) == G_MAXINT64);
  _odeon_worker_unref (worker);
}

static void
only_what_is_due_fires (void **state G_GNUC_UNUSED)
{
  OdeonWorker *worker = new_worker ();
  Alarm        past = { .timer = { .due = _odeon_now () - 1, .fire = fire } };
  Alarm        future = { .timer = { .due = _odeon_now () + G_TIME_SPAN_HOUR, .fire = fire } };

  _odeon_timers_add (worker, &future.timer);
  _odeon_timers_add (worker, &past.timer);
  _odeon_timers_fire (worker);
  assert_int_equal (past.fired, 1);
  assert_int_equal (future.fired, 0);
  _odeon_timers_remove (worker, &future.timer);
  _odeon_timers_remove (worker, &past.timer);
  _odeon_worker_unref (worker);
}

static void
timers_are_taken_out_of_the_middle (void **state G_GNUC_UNUSED)
{
  OdeonWorker *worker = new_worker ();
  Alarm        alarms[N];
  gint64       last = 0;
  gint64       when[N + 1] = { 0 };

  add_all (worker, alarms, _odeon_now () - 10 * N);
  for (gint i = 0; i < N; i += 3)
    _odeon_timers_remove (worker, &alarms[i].timer);
  _odeon_timers_fire (worker);
  for (gint i = 0; i < N; i++)
    {
      assert_int_equal (alarms[i].fired == 0, i % 3 == 0);
      when[alarms[i].fired] = alarms[i].timer.due;
    }
  for (gint i = 1; i <= n_fired; i++)
    {
      assert_true (when[i] > last);
      last = when[i];
    }
  _odeon_worker_unref (worker);
}

static void
an_end_fires_them_all (void **state G_GNUC_UNUSED)
{
  OdeonWorker       *worker = new_worker ();
  g_autoptr (GError) why = g_error_new_literal (ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD, "the end");
  Alarm              alarms[N];

  add_all (worker, alarms, _odeon_now () + G_TIME_SPAN_HOUR);
  _odeon_timers_fire (worker);
  assert_int_equal (n_fired, 0);
  _odeon_timers_fire_all (worker, why);
  assert_int_equal (n_fired, N);
  _odeon_worker_unref (worker);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (timers_fire_in_the_order_of_their_deadlines),
    cmocka_unit_test (only_what_is_due_fires),
    cmocka_unit_test (timers_are_taken_out_of_the_middle),
    cmocka_unit_test (an_end_fires_them_all),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
