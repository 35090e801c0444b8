/* SPDX-License-Identifier: MIT */

/* Many senders that wait for room at once, threads and actors. */

#include "hall.h"

/* --- senders that are threads --- */

static void
count (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  g_atomic_int_inc ((gint *) data);
}

/* When the nth message is in, all but the bound, and the one being handled, have been handled. */
static void
send_many (OdeonRef *actor, gint n)
{
  gint n_handled = 0;

  for (gint i = 1; i <= n; i++)
    {
      odeon_future_unref (invoke (actor, count, &n_handled));
      assert_true (i - g_atomic_int_get (&n_handled) <= BOUND + 1);
    }
  await_ok (odeon_ref_started (actor));
  assert_int_equal (n_handled, n);
}

static void
test_a_thread_waits (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_parking (system, 0, BOUND, NULL);

  send_many (actor, scaled (10000));
  odeon_ref_unref (actor);
}

static void
test_a_thread_that_waits_drives_the_actors_that_live_there (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) threadless = new_system (0);
  g_autoptr (OdeonSystem) hosted = new_system (1);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef               *actor;

  options.mailbox_bound = BOUND;
  options.overflow = ODEON_OVERFLOW_PARK;
  actor = spawn_with (threadless, &options, "", NULL, FAULT_NONE);
  send_many (actor, 1000);
  odeon_ref_unref (actor);

  options.placement = ODEON_PLACE_CONTEXT;
  actor = spawn_with (hosted, &options, "", NULL, FAULT_NONE);
  send_many (actor, 1000);
  stop_and_unref (actor);
}

/* --- all at once --- */

#define N_SENDERS 8

/* Numbers its messages; the actor checks that each sender's come in order. */
typedef struct
{
  OdeonRef *to;
  gint      n;
  gint      last;       /* the actor's */
  gint      n_disorder; /* likewise */
} Series;

typedef struct
{
  Series *series;
  gint    i;
} Item;

static void
take_item (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Item *item = data;

  item->series->n_disorder += item->i != item->series->last + 1;
  item->series->last = item->i;
}

static void
send_series (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Series *self = data;

  for (gint i = 1; i <= self->n; i++)
    {
      Item *item = g_new (Item, 1);

      *item = (Item) { self, i };
      odeon_future_unref (odeon_actor_invoke (self->to, take_item, item, g_free));
    }
}

static gpointer
send_series_in_thread (gpointer series)
{
  send_series (NULL, series);

  return NULL;
}

/* Half of them threads, half actors: some on the full one's worker, some not. */
static void
test_each_sender_s_messages_keep_their_order (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *to = spawn_parking (system, 0, 4, NULL);
  Series                  series[N_SENDERS];
  GThread                *threads[N_SENDERS / 2];
  OdeonRef               *actors[N_SENDERS / 2];
  OdeonFuture            *sending[N_SENDERS / 2];

  for (guint i = 0; i < N_SENDERS; i++)
    series[i] = (Series) { to, scaled (5000), 0, 0 };
  for (guint i = 0; i < N_SENDERS / 2; i++)
    {
      threads[i] = g_thread_new ("sender", send_series_in_thread, &series[2 * i]);
      actors[i] = spawn_on (system, i % 2);
      sending[i] = invoke (actors[i], send_series, &series[2 * i + 1]);
    }
  for (guint i = 0; i < N_SENDERS / 2; i++)
    {
      g_thread_join (threads[i]);
      await_ok (sending[i]);
      stop_and_unref (actors[i]);
    }
  await_ok (odeon_ref_started (to));
  for (guint i = 0; i < N_SENDERS; i++)
    {
      assert_int_equal (series[i].last, series[i].n);
      assert_int_equal (series[i].n_disorder, 0);
    }
  odeon_ref_unref (to);
}

/* Senders come and are killed, and the full one ends in the middle of it. */
static void
test_everybody_is_released_whoever_ends_first (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  gint                    counts[2] = { 0, 0 };

  count_log (counts);
  for (gint round = 0; round < scaled (200); round++)
    {
      OdeonRef    *to = spawn_parking (system, (guint) round % 2, 1, NULL);
      Series       series[N_SENDERS];
      OdeonRef    *actors[N_SENDERS];
      OdeonFuture *sending[N_SENDERS];

      for (guint i = 0; i < N_SENDERS; i++)
        {
          series[i] = (Series) { to, 20, 0, 0 };
          actors[i] = spawn_on (system, i % 2);
          sending[i] = invoke (actors[i], send_series, &series[i]);
        }
      await_ok (odeon_ref_kill (actors[round % N_SENDERS]));
      await_ok (round % 3 == 0 ? odeon_ref_stop (to) : odeon_ref_kill (to));
      for (guint i = 0; i < N_SENDERS; i++)
        {
          odeon_future_await (sending[i], NULL);
          odeon_future_unref (sending[i]);
          stop_and_unref (actors[i]);
        }
      odeon_ref_unref (to);
    }
  restore_log ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_a_thread_waits),
    cmocka_unit_test (test_a_thread_that_waits_drives_the_actors_that_live_there),
    cmocka_unit_test (test_each_sender_s_messages_keep_their_order),
    cmocka_unit_test (test_everybody_is_released_whoever_ends_first),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
