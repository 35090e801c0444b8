/* SPDX-License-Identifier: MIT */

/* D8: an actor whose mailbox was full goes on when there is room (actix: it is dead for good), and
 * a flood keeps neither a deadline nor a stop nor its neighbour waiting. */

#include "dial.h"

static ParityDial *
spawn_bounded (OdeonSystem *system, guint bound, OdeonOverflow overflow)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  GError           *error = NULL;
  ParityDial       *self;

  options.mailbox_bound = bound;
  options.overflow = overflow;
  self = parity_dial_spawn (ODEON_SPAWNER (system), dial_get_type (), &options, &error, "tag", "",
                            NULL);
  assert_no_error (error);

  return self;
}

static void
d8_a_mailbox_that_was_full_takes_messages_again (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (ParityDial)  dial = spawn_bounded (system, 1, ODEON_OVERFLOW_REFUSE);

  for (gint i = 0; i < 1000; i++)
    {
      assert_true (parity_dial_note (dial, "a"));
      assert_false (parity_dial_note (dial, "a"));
      while (!odeon_system_tick (system, -1))
        ;
    }
  assert_int_equal (level_of (dial), 0);
}

typedef struct
{
  ParityDial *dial;
  gint        enough;
  gint        n_sent;
} Flood;

static gpointer
flood (gpointer data)
{
  Flood *self = data;

  while (!g_atomic_int_get (&self->enough))
    {
      parity_dial_note (self->dial, "a");
      g_atomic_int_inc (&self->n_sent);
    }

  return NULL;
}

static void
flood_with (OdeonOverflow overflow)
{
  g_autoptr (OdeonSystem)  system = new_system (1);
  g_autoptr (ParityDial)   dial = spawn_bounded (system, 16, overflow);
  g_autoptr (ParityDial)   neighbour = spawn_bounded (system, 16, ODEON_OVERFLOW_REFUSE);
  g_autoptr (OdeonPromise) never = odeon_promise_new ();
  Flood                    self = { dial, FALSE, 0 };
  GThread                 *threads[2];

  for (guint i = 0; i < 2; i++)
    threads[i] = g_thread_new ("flood", flood, &self);
  while (g_atomic_int_get (&self.n_sent) < 1000)
    g_thread_yield ();

  for (gint i = 0; i < 20; i++)
    assert_int_equal (level_of (neighbour), 0);
  await_error (odeon_future_with_timeout (odeon_promise_get_future (never), 20),
               ODEON_ERROR_TIMED_OUT);
  assert_true (await_boolean (odeon_ref_stop (dial)));

  g_atomic_int_set (&self.enough, TRUE);
  for (guint i = 0; i < 2; i++)
    g_thread_join (threads[i]);
}

static void
d8_a_flood_keeps_neither_deadline_nor_neighbour_nor_stop_waiting (void **state G_GNUC_UNUSED)
{
  flood_with (ODEON_OVERFLOW_REFUSE);
  flood_with (ODEON_OVERFLOW_DROP_NEWEST);
  flood_with (ODEON_OVERFLOW_DROP_OLDEST);
  flood_with (ODEON_OVERFLOW_PARK);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (d8_a_mailbox_that_was_full_takes_messages_again),
    cmocka_unit_test (d8_a_flood_keeps_neither_deadline_nor_neighbour_nor_stop_waiting),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
