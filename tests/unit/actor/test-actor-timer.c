/* SPDX-License-Identifier: MIT */

/* Timers of actors, in time that is not real; but for those that race. */

#include "virtual-time.h"

#include <malloc.h>
#include <stdatomic.h>

typedef struct
{
  OdeonSystem *system;
  OdeonRef    *actor;
  gint64       start;
  GArray      *times;  /* of each run, since the start */
  gint         n_freed;
} Clock;

static int
set_up (void **state)
{
  Clock *self = g_new0 (Clock, 1);

  self->system = new_system (0);
  self->actor = spawn_player (self->system, "", NULL);
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  await_ok (odeon_ref_started (self->actor));
  self->start = _odeon_now ();
  *state = self;

  return 0;
}

static int
tear_down (void **state)
{
  Clock *self = *state;

  odeon_ref_unref (self->actor);
  g_object_unref (self->system);
  g_array_unref (self->times);
  g_free (self);

  return 0;
}

/* An OdeonActorFunc. */
static void
look_at_clock (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Clock *self = data;
  gint64 since = _odeon_now () - self->start;

  g_array_append_val (self->times, since);
}

static void
count_freed (gpointer data)
{
  ((Clock *) data)->n_freed++;
}

static OdeonFuture *
after (Clock *self, GTimeSpan delay)
{
  return odeon_actor_invoke_after (self->actor, delay, look_at_clock, self, count_freed);
}

static OdeonFuture *
every (Clock *self, GTimeSpan interval)
{
  return odeon_actor_invoke_every (self->actor, interval, look_at_clock, self, count_freed);
}

static void
pass_time (Clock *self, GTimeSpan span)
{
  virtual_time_advance (span);
  assert_true (odeon_system_tick (self->system, -1));
}

static void
assert_times (Clock *self, const gchar *expected)
{
  g_autoptr (GString) times = g_string_new (NULL);

  for (guint i = 0; i < self->times->len; i++)
    g_string_append_printf (times, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                            g_array_index (self->times, gint64, i));
  assert_string_equal (times->str, expected);
}

/* --- once --- */

static void
a_function_runs_when_its_delay_is_over_and_not_before (void **state)
{
  Clock       *self = *state;
  OdeonFuture *late = after (self, 2000);
  OdeonFuture *early = after (self, 1000);

  pass_time (self, 999);
  assert_times (self, "");
  pass_time (self, 1);
  assert_true (odeon_future_is_done (early));
  assert_false (odeon_future_is_done (late));
  assert_int_equal (self->n_freed, 1);
  pass_time (self, 1500);
  assert_times (self, "1000 2500");
  assert_true (await_boolean (early));
  assert_true (await_boolean (late));
  assert_int_equal (self->n_freed, 2);
}

static void
no_delay_and_less_is_at_once (void **state)
{
  Clock *self = *state;

  await_ok (after (self, 0));
  await_ok (after (self, -1));
  await_ok (after (self, G_MININT64));
  assert_times (self, "0 0 0");
  assert_int_equal (self->n_freed, 3);
}

static void
what_is_never_due_never_runs (void **state)
{
  Clock       *self = *state;
  OdeonFuture *once = after (self, G_MAXINT64);
  OdeonFuture *often = every (self, G_MAXINT64);

  pass_time (self, 1000 * G_TIME_SPAN_DAY);
  assert_times (self, "");
  assert_true (odeon_future_cancel (once));
  assert_true (odeon_future_cancel (often));
  await_error (once, ODEON_ERROR_CANCELLED);
  await_error (often, ODEON_ERROR_CANCELLED);
  pass_time (self, 0);
  assert_int_equal (self->n_freed, 2);
}

static void
a_future_that_is_dropped_does_not_matter (void **state)
{
  Clock *self = *state;

  odeon_future_unref (after (self, 1));
  pass_time (self, 1);
  assert_times (self, "1");
}

/* --- again and again --- */

static void
an_hour_of_ticks_takes_no_time (void **state)
{
  Clock             *self = *state;
  gint64             real = g_get_monotonic_time ();
  OdeonFuture       *ticks = every (self, G_TIME_SPAN_SECOND);
  g_autoptr (GError) error = NULL;

  /* The thread blocks for an hour. */
  assert_false (odeon_future_await_for (ticks, 1000 * 3600 + 1, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  assert_int_equal (self->times->len, 3600);
  for (guint i = 0; i < self->times->len; i++)
    assert_true (g_array_index (self->times, gint64, i) == (i + 1) * G_TIME_SPAN_SECOND);
  print_message ("# an hour in %.1f ms\n", (gdouble) (g_get_monotonic_time () - real) / 1e3);
  odeon_future_cancel (ticks);
  odeon_future_unref (ticks);
}

static void
times_that_were_missed_are_left_out_and_the_rest_do_not_drift (void **state)
{
  Clock       *self = *state;
  OdeonFuture *ticks = every (self, 100);

  pass_time (self, 100);
  pass_time (self, 130);
  pass_time (self, 70);
  pass_time (self, 450);
  pass_time (self, 50);
  assert_times (self, "100 230 300 750 800");
  odeon_future_cancel (ticks);
  odeon_future_unref (ticks);
}

static void
one_run_at_most_waits_for_its_turn (void **state)
{
  Clock        *self = *state;
  g_auto (Gate) gate;
  OdeonFuture  *run;
  OdeonFuture  *ticks = every (self, 100);

  gate_init (&gate);
  run = invoke (self->actor, wait_at_gate, &gate);
  for (gint i = 0; i < 10; i++)
    pass_time (self, 100);
  assert_times (self, "");
  gate_open (&gate);
  await_ok (run);
  pass_time (self, 50);
  assert_times (self, "1000");
  pass_time (self, 50);
  assert_times (self, "1000 1100");
  odeon_future_cancel (ticks);
  odeon_future_unref (ticks);
}

/* --- cancelled --- */

static void
what_is_cancelled_does_not_run (void **state)
{
  Clock       *self = *state;
  OdeonFuture *once = after (self, 100);
  OdeonFuture *often = every (self, 60);

  pass_time (self, 99);
  assert_true (odeon_future_cancel (once));
  assert_true (odeon_future_cancel (often));
  pass_time (self, 1000);
  assert_times (self, "99");
  assert_int_equal (self->n_freed, 2);
  await_error (once, ODEON_ERROR_CANCELLED);
  await_error (often, ODEON_ERROR_CANCELLED);
}

static void
what_waits_in_the_mailbox_is_cancelled_as_well (void **state)
{
  Clock        *self = *state;
  g_auto (Gate) gate;
  OdeonFuture  *run;
  OdeonFuture  *once = after (self, 100);

  gate_init (&gate);
  run = invoke (self->actor, wait_at_gate, &gate);
  pass_time (self, 100);
  assert_true (odeon_future_cancel (once));
  gate_open (&gate);
  await_ok (run);
  pass_time (self, 100);
  assert_times (self, "");
  assert_int_equal (self->n_freed, 1);
  odeon_future_unref (once);
}

typedef struct
{
  OdeonFuture *timer;
  gint         n_left;
} Countdown;

static void
count_down (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Countdown *self = data;

  if (--self->n_left == 0)
    assert_true (odeon_future_cancel (self->timer));
}

static void
a_timer_is_cancelled_from_within (void **state)
{
  Clock    *self = *state;
  Countdown countdown = { .n_left = 3 };

  countdown.timer = odeon_actor_invoke_every (self->actor, 1, count_down, &countdown, NULL);
  for (gint i = 0; i < 10; i++)
    pass_time (self, 1);
  assert_int_equal (countdown.n_left, 0);
  odeon_future_unref (countdown.timer);
}

/* --- the actor's end --- */

static void
timers_end_with_their_actor (void **state)
{
  Clock       *self = *state;
  OdeonFuture *once = after (self, 100);
  OdeonFuture *often = every (self, 100);

  odeon_future_unref (every (self, 10));
  await_ok (odeon_ref_stop (self->actor));
  assert_true (odeon_future_is_done (often));
  await_error (once, ODEON_ERROR_ACTOR_DEAD);
  await_error (often, ODEON_ERROR_ACTOR_DEAD);
  pass_time (self, 0);
  assert_int_equal (self->n_freed, 3);
  pass_time (self, 1000);
  assert_times (self, "");
}

static void
an_actor_that_has_ended_has_no_timers (void **state)
{
  Clock *self = *state;

  await_ok (odeon_ref_kill (self->actor));
  await_error (after (self, 1), ODEON_ERROR_ACTOR_DEAD);
  await_error (every (self, 1), ODEON_ERROR_ACTOR_DEAD);
  pass_time (self, 0);
  assert_int_equal (self->n_freed, 2);
}

static void
await_own_timer (OdeonActor *actor, gpointer data)
{
  OdeonFuture *timer = odeon_actor_invoke_after (odeon_actor_get_ref (actor), 1, look_at_clock,
                                                 data, NULL);

  await_error (timer, ODEON_ERROR_DEADLOCK);
}

static void
an_actor_that_awaits_its_own_timer_is_told_so (void **state)
{
  Clock *self = *state;

  await_ok (invoke (self->actor, await_own_timer, self));
  pass_time (self, 1);
  assert_times (self, "1");
}

/* --- many --- */

static void
set_many (OdeonActor *actor, gpointer data)
{
  OdeonRef *ref = odeon_actor_get_ref (actor);
  gint      n = scaled (1000000);

  for (gint i = 0; i < n; i++)
    odeon_future_unref (odeon_actor_invoke_after (ref, 1 + i * G_GINT64_CONSTANT (7919) % n,
                                                  look_at_clock, data, NULL));
}

static void
an_actor_has_a_million_timers (void **state)
{
  Clock  *self = *state;
  gint    n = scaled (1000000);
  gint64  times[3];

  times[0] = g_get_monotonic_time ();
  await_ok (invoke (self->actor, set_many, self));
  times[1] = g_get_monotonic_time ();
  pass_time (self, n);
  times[2] = g_get_monotonic_time ();
  assert_int_equal (self->times->len, n);
  print_message ("# %d timers: %.0f ns to set one, %.0f to run\n", n,
                 1e3 * (gdouble) (times[1] - times[0]) / n,
                 1e3 * (gdouble) (times[2] - times[1]) / n);
}

/* --- races: real threads, though time stands still for them --- */

static atomic_int n_released;

static void
release (gpointer data G_GNUC_UNUSED)
{
  atomic_fetch_add (&n_released, 1);
}

static void
do_nothing (OdeonActor *actor G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

static gpointer
cancel_all (gpointer timers)
{
  for (guint i = 0; i < ((GPtrArray *) timers)->len; i++)
    odeon_future_cancel (((GPtrArray *) timers)->pdata[i]);

  return NULL;
}

static void
setting_firing_cancelling_and_ending_race (void **state G_GNUC_UNUSED)
{
  enum { TIMERS = 20 };

  virtual_time_end ();
  for (gint round = scaled (300); round > 0; round--)
    {
      g_autoptr (OdeonSystem) system = new_system (2);
      g_autoptr (GPtrArray)   timers = g_ptr_array_new ();
      OdeonRef               *actor = spawn_player (system, "", NULL);
      GThread                *thread;

      atomic_store (&n_released, 0);
      for (gint i = 0; i < TIMERS; i++)
        g_ptr_array_add (timers, i % 2 == 0
                                   ? odeon_actor_invoke_after (actor, 1 + i * 10, do_nothing, NULL,
                                                               release)
                                   : odeon_actor_invoke_every (actor, 1 + i, do_nothing, NULL,
                                                               release));
      thread = g_thread_new ("canceller", cancel_all, timers);
      if (round % 2 == 0)
        await_ok (odeon_ref_stop (actor));
      g_thread_join (thread);
      for (gint i = 0; i < TIMERS; i++)
        {
          assert_true (odeon_future_is_done (timers->pdata[i]));
          odeon_future_unref (timers->pdata[i]);
        }
      odeon_ref_unref (actor);
      await_ok (odeon_system_shut_down (system));
      g_clear_object (&system);
      assert_int_equal (atomic_load (&n_released), TIMERS);
    }
  virtual_time_begin ();
}

int
main (void)
{
#define CLOCK_TEST(test) cmocka_unit_test_setup_teardown (test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
    CLOCK_TEST (a_function_runs_when_its_delay_is_over_and_not_before),
    CLOCK_TEST (no_delay_and_less_is_at_once),
    CLOCK_TEST (what_is_never_due_never_runs),
    CLOCK_TEST (a_future_that_is_dropped_does_not_matter),
    CLOCK_TEST (an_hour_of_ticks_takes_no_time),
    CLOCK_TEST (times_that_were_missed_are_left_out_and_the_rest_do_not_drift),
    CLOCK_TEST (one_run_at_most_waits_for_its_turn),
    CLOCK_TEST (what_is_cancelled_does_not_run),
    CLOCK_TEST (what_waits_in_the_mailbox_is_cancelled_as_well),
    CLOCK_TEST (a_timer_is_cancelled_from_within),
    CLOCK_TEST (timers_end_with_their_actor),
    CLOCK_TEST (an_actor_that_has_ended_has_no_timers),
    CLOCK_TEST (an_actor_that_awaits_its_own_timer_is_told_so),
    CLOCK_TEST (an_actor_has_a_million_timers),
    cmocka_unit_test (setting_firing_cancelling_and_ending_race),
  };

  virtual_time_begin ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
