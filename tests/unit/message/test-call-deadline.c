/* SPDX-License-Identifier: MIT */

#include "virtual-time.h"

#include "meter.h"

static OdeonMethodInfo hurried; /* Meter.later, within a second */
static OdeonMethodInfo quick;   /* Meter.add */

typedef struct
{
  OdeonSystem *system;
  OdeonRef    *meter;
} Scene;

static int
set_up (void **state)
{
  Scene *self = g_new0 (Scene, 1);

  hurried = meter_methods[METER_LATER];
  quick = meter_methods[METER_ADD];
  hurried.timeout_ms = quick.timeout_ms = 1000;
  self->system = new_system (0);
  self->meter = spawn_meter (self->system, "m", NULL);
  *state = self;

  return 0;
}

static int
tear_down (void **state)
{
  Scene *self = *state;

  odeon_ref_unref (self->meter);
  g_object_unref (self->system);
  g_free (self);

  return 0;
}

static OdeonFuture *
call (Scene *self, const OdeonMethodInfo *method)
{
  gint32 n = 1;

  return odeon_method_ask (method, self->meter, (gconstpointer[]) { &n });
}

static void
pass_time (Scene *self, GTimeSpan span)
{
  virtual_time_advance (span);
  assert_true (odeon_system_tick (self->system, -1));
}

static void
a_call_fails_when_its_time_is_over_and_not_before (void **state)
{
  Scene       *self = *state;
  OdeonFuture *future = call (self, &hurried);

  pass_time (self, G_TIME_SPAN_SECOND - 1);
  assert_false (odeon_future_is_done (future));
  pass_time (self, 1);
  assert_true (odeon_future_is_done (future));
  await_error (future, ODEON_ERROR_TIMED_OUT);
}

static void
an_answer_in_time_takes_the_deadline_away (void **state)
{
  Scene       *self = *state;
  OdeonFuture *future = call (self, &quick);
  gint64       start = _odeon_now ();

  await_ok (odeon_future_ref (future));
  pass_time (self, 10 * G_TIME_SPAN_SECOND);
  assert_int_equal (await_int (future), 1);
  assert_true (_odeon_now () == start + 10 * G_TIME_SPAN_SECOND);
}

static void
a_call_that_has_not_started_is_withdrawn (void **state)
{
  Scene        *self = *state;
  g_auto (Gate) gate;
  OdeonFuture  *run;
  OdeonFuture  *late;

  gate_init (&gate);
  run = invoke (self->meter, wait_at_gate, &gate);
  late = call (self, &quick);
  pass_time (self, G_TIME_SPAN_SECOND);
  await_error (late, ODEON_ERROR_TIMED_OUT);
  gate_open (&gate);
  await_ok (run);
  /* The sum is that of this one alone. */
  assert_int_equal (await_int (call (self, &quick)), 1);
}

static void
an_answer_that_comes_too_late_is_dropped (void **state)
{
  Scene       *self = *state;
  OdeonFuture *future = call (self, &hurried);

  pass_time (self, G_TIME_SPAN_SECOND);
  await_ok (odeon_ref_stop (self->meter));
  await_error (future, ODEON_ERROR_TIMED_OUT);
}

static void
a_call_that_is_cancelled_or_refused_has_no_deadline_any_more (void **state)
{
  Scene       *self = *state;
  OdeonFuture *cancelled = call (self, &hurried);

  pass_time (self, 0);
  assert_true (odeon_future_cancel (cancelled));
  pass_time (self, 2 * G_TIME_SPAN_SECOND);
  await_error (cancelled, ODEON_ERROR_CANCELLED);

  await_ok (odeon_ref_kill (self->meter));
  await_error (call (self, &hurried), ODEON_ERROR_ACTOR_DEAD);
  pass_time (self, 2 * G_TIME_SPAN_SECOND);
}

static void
whoever_awaits_is_told_in_time (void **state)
{
  Scene *self = *state;
  gint64 start = _odeon_now ();

  await_error (call (self, &hurried), ODEON_ERROR_TIMED_OUT);
  assert_true (_odeon_now () - start == G_TIME_SPAN_SECOND);
}

/* --- real threads: the last, for the thread of the timers stays --- */

static void
answers_and_deadlines_race (void **state G_GNUC_UNUSED)
{
  virtual_time_end ();
  quick.timeout_ms = 1;
  {
    g_autoptr (OdeonSystem) system = new_system (2);
    Scene                   scene = { system, spawn_meter (system, "m", NULL) };

    for (gint round = scaled (200); round > 0; round--)
      {
        OdeonFuture *futures[50];

        for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
          futures[i] = call (&scene, &quick);
        for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
          {
            g_autoptr (GError) error = NULL;

            if (!odeon_future_await (futures[i], &error))
              assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
            odeon_future_unref (futures[i]);
          }
      }
    odeon_ref_unref (scene.meter);
  }
}

int
main (void)
{
#define SCENE_TEST(test) cmocka_unit_test_setup_teardown (test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
    SCENE_TEST (a_call_fails_when_its_time_is_over_and_not_before),
    SCENE_TEST (an_answer_in_time_takes_the_deadline_away),
    SCENE_TEST (a_call_that_has_not_started_is_withdrawn),
    SCENE_TEST (an_answer_that_comes_too_late_is_dropped),
    SCENE_TEST (a_call_that_is_cancelled_or_refused_has_no_deadline_any_more),
    SCENE_TEST (whoever_awaits_is_told_in_time),
    cmocka_unit_test (answers_and_deadlines_race),
  };

  virtual_time_begin ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
