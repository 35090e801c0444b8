/* SPDX-License-Identifier: MIT */

/* D8: a flood starves neither timers nor a stop, on whatever kind of worker. */

#include "stage.h"

typedef struct
{
  OdeonPromise *done;
  gint          n_left;
} Metronome;

static void
tick (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Metronome *self = data;

  if (--self->n_left == 0)
    odeon_promise_set_boolean (self->done, TRUE);
}

/* Never has nothing to do. */
static void
flood (OdeonActor *actor, gpointer data)
{
  odeon_future_unref (odeon_actor_invoke (odeon_actor_get_ref (actor), flood, data, NULL));
}

static void
start_flood (gpointer in, GPtrArray *flooders)
{
  for (gint i = 0; i < 8; i++)
    {
      OdeonRef *actor = spawn_on (in, 0);

      g_ptr_array_add (flooders, actor);
      for (gint j = 0; j < 100; j++)
        odeon_future_unref (invoke (actor, flood, NULL));
    }
}

/* @own: the flooded have the timers themselves. */
static void
keep_time_in_a_flood (gint workers, gboolean own)
{
  g_autoptr (OdeonSystem) system = new_system (workers);
  g_autoptr (GPtrArray)   flooders = g_ptr_array_new_with_free_func (odeon_ref_unref);
  OdeonRef               *other = spawn_on (system, 0);
  OdeonRef               *timed;
  Metronome               metronome = { odeon_promise_new (), scaled (200) };
  OdeonFuture            *done = odeon_promise_get_future (metronome.done);
  OdeonFuture            *ticks;
  gint64                  start = g_get_monotonic_time ();
  gint64                  least = metronome.n_left * G_TIME_SPAN_MILLISECOND;

  start_flood (system, flooders);
  timed = own ? flooders->pdata[0] : other;
  ticks = odeon_actor_invoke_every (timed, G_TIME_SPAN_MILLISECOND, tick, &metronome, NULL);
  await_ok (done);
  odeon_future_cancel (ticks);
  odeon_future_unref (ticks);
  print_message ("# %d workers: %.2f of the time\n", workers,
                 (gdouble) (g_get_monotonic_time () - start) / (gdouble) least);

  for (guint i = 0; i < flooders->len; i++)
    await_ok (odeon_ref_stop (flooders->pdata[i]));
  stop_and_unref (other);
  odeon_promise_free (metronome.done);
}

static void
timers_and_stops_come_while_others_flood (void **state G_GNUC_UNUSED)
{
  keep_time_in_a_flood (1, FALSE);
  keep_time_in_a_flood (0, FALSE);
}

static void
timers_and_stops_come_while_the_actor_itself_is_flooded (void **state G_GNUC_UNUSED)
{
  keep_time_in_a_flood (1, TRUE);
  keep_time_in_a_flood (0, TRUE);
}

/* Of its own it would never end: only the timer ends it. */
static void
stop_all (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  GPtrArray *flooders = data;

  for (guint i = 0; i < flooders->len; i++)
    odeon_future_unref (odeon_ref_stop (flooders->pdata[i]));
}

static void
a_timer_comes_between_ticks_that_a_flood_fills (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (GPtrArray)   flooders = g_ptr_array_new_with_free_func (odeon_ref_unref);
  OdeonRef               *timed = spawn_player (system, "", NULL);
  OdeonFuture            *future;

  start_flood (system, flooders);
  future = odeon_actor_invoke_after (timed, G_TIME_SPAN_MILLISECOND, stop_all, flooders, NULL);
  while (!odeon_system_tick (system, -1))
    ;
  assert_true (await_boolean (future));
  odeon_ref_unref (timed);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (timers_and_stops_come_while_others_flood),
    cmocka_unit_test (timers_and_stops_come_while_the_actor_itself_is_flooded),
    cmocka_unit_test (a_timer_comes_between_ticks_that_a_flood_fills),
  };

  /* What a stop refuses of a flood, nobody looks at. */
  count_log (NULL);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
