/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-timer-heap-private.h"

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

/* In an order that has nothing to do with that of their deadlines. */
static void
add_all (OdeonTimerHeap *heap, Alarm *alarms)
{
  _odeon_timer_heap_init (heap);
  for (gint i = 0; i < N; i++)
    {
      alarms[i] = (Alarm) { .timer = { .due = (i * 37) % N, .fire = fire } };
      _odeon_timer_heap_add (heap, &alarms[i].timer);
    }
}

static void
fire_due (OdeonTimerHeap *heap, gint64 now)
{
  OdeonTimer *timer;

  n_fired = 0;
  while ((timer = _odeon_timer_heap_take_due (heap, now)) != NULL)
    timer->fire (timer, NULL);
}

static void
timers_fire_in_the_order_of_their_deadlines (void **state G_GNUC_UNUSED)
{
  OdeonTimerHeap heap;
  Alarm          alarms[N];

  add_all (&heap, alarms);
  assert_true (_odeon_timer_heap_next_due (&heap) == 0);
  fire_due (&heap, N);
  for (gint i = 0; i < N; i++)
    assert_int_equal (alarms[i].fired, alarms[i].timer.due + 1);
  assert_true (_odeon_timer_heap_next_due (&heap) == G_MAXINT64);
  _odeon_timer_heap_clear (&heap);
}

static void
timers_of_one_deadline_fire_in_the_order_in_which_they_came (void **state G_GNUC_UNUSED)
{
  OdeonTimerHeap heap;
  Alarm          alarms[N];

  _odeon_timer_heap_init (&heap);
  for (gint i = 0; i < N; i++)
    {
      alarms[i] = (Alarm) { .timer = { .due = i % 2, .fire = fire } };
      _odeon_timer_heap_add (&heap, &alarms[i].timer);
    }
  fire_due (&heap, 1);
  for (gint i = 0; i < N; i++)
    assert_int_equal (alarms[i].fired, i / 2 + 1 + (i % 2) * N / 2);
  _odeon_timer_heap_clear (&heap);
}

static void
only_what_is_due_fires (void **state G_GNUC_UNUSED)
{
  OdeonTimerHeap heap;
  Alarm          alarms[N];

  add_all (&heap, alarms);
  fire_due (&heap, 9);
  assert_int_equal (n_fired, 10);
  assert_true (_odeon_timer_heap_next_due (&heap) == 10);
  _odeon_timer_heap_clear (&heap);
}

static void
timers_are_taken_out_of_the_middle (void **state G_GNUC_UNUSED)
{
  OdeonTimerHeap heap;
  Alarm          alarms[N];
  gint64         last = -1;
  gint64         when[N + 1] = { 0 };

  add_all (&heap, alarms);
  for (gint i = 0; i < N; i += 3)
    _odeon_timer_heap_remove (&heap, &alarms[i].timer);
  fire_due (&heap, N);
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
  /* Those that are in no heap are left alone. */
  for (gint i = 0; i < N; i++)
    _odeon_timer_heap_remove (&heap, &alarms[i].timer);
  _odeon_timer_heap_clear (&heap);
}

static void
a_million_come_go_and_fire (void **state G_GNUC_UNUSED)
{
  gint                     n = scaled (1000000);
  g_autofree Alarm        *alarms = g_new0 (Alarm, n);
  g_autoptr (GRand)        random = g_rand_new_with_seed (1);
  OdeonTimerHeap           heap;
  gint64                   times[4];

  _odeon_timer_heap_init (&heap);
  times[0] = g_get_monotonic_time ();
  for (gint i = 0; i < n; i++)
    {
      alarms[i] = (Alarm) { .timer = { .due = g_rand_int (random), .fire = fire } };
      _odeon_timer_heap_add (&heap, &alarms[i].timer);
    }
  times[1] = g_get_monotonic_time ();
  for (gint i = 0; i < n; i += 2)
    _odeon_timer_heap_remove (&heap, &alarms[i].timer);
  times[2] = g_get_monotonic_time ();
  assert_int_equal (heap.n, n / 2);
  fire_due (&heap, G_MAXUINT32);
  times[3] = g_get_monotonic_time ();
  assert_int_equal (n_fired, n / 2);
  assert_int_equal (heap.n, 0);
  assert_true (heap.n_allocated < 100);
  for (gint i = 3; i < n; i += 2)
    assert_true ((alarms[i].timer.due < alarms[1].timer.due)
                 == (alarms[i].fired < alarms[1].fired));
  print_message ("# %d timers: %.0f ns to add one, %.0f to remove, %.0f to fire\n", n,
                 1e3 * (gdouble) (times[1] - times[0]) / n,
                 2e3 * (gdouble) (times[2] - times[1]) / n,
                 2e3 * (gdouble) (times[3] - times[2]) / n);
  _odeon_timer_heap_clear (&heap);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (timers_fire_in_the_order_of_their_deadlines),
    cmocka_unit_test (timers_of_one_deadline_fire_in_the_order_in_which_they_came),
    cmocka_unit_test (only_what_is_due_fires),
    cmocka_unit_test (timers_are_taken_out_of_the_middle),
    cmocka_unit_test (a_million_come_go_and_fire),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
