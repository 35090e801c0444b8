/* SPDX-License-Identifier: MIT */

/* S18: a handler runs as steps over several ticks: where pysage's generator yields, it awaits. */

#include "virtual-time.h"

#define STEPS 4

typedef struct
{
  Journal      *journal;
  OdeonPromise *ticks[STEPS];
} Steps;

static void
walk (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Steps *self = data;

  for (guint i = 0; i < STEPS; i++)
    {
      g_autofree gchar *word = g_strdup_printf ("step%u", i);

      journal_add (self->journal, "", word);
      await_ok (odeon_promise_get_future (self->ticks[i]));
    }
  journal_add (self->journal, "", "done");
}

static void
s18_a_handler_takes_a_step_a_tick (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_auto (Journal)        journal;
  Steps                   steps = { .journal = &journal };
  g_autoptr (OdeonRef)    walker = spawn_player (system, "w", NULL);
  g_autoptr (OdeonRef)    other = spawn_player (system, "o", &journal);
  g_autoptr (OdeonFuture) run = NULL;

  journal_init (&journal);
  for (guint i = 0; i < STEPS; i++)
    steps.ticks[i] = odeon_promise_new ();
  run = invoke (walker, walk, &steps);
  for (guint i = 0; i < STEPS; i++)
    {
      g_autofree gchar *expected = g_strdup_printf ("%sstep%u o.tick", i == 0 ? "o.started " : "",
                                                    i);

      tell_word (other, "tick");
      assert_true (odeon_system_tick (system, -1));
      assert_false (odeon_future_is_done (run));
      if (i > 0)
        assert_journal (&journal, expected);
      else
        assert_journal (&journal, "step0 o.started o.tick");
      odeon_promise_set_boolean (steps.ticks[i], TRUE);
    }
  assert_true (odeon_system_tick (system, -1));
  assert_true (odeon_future_is_done (run));
  assert_journal (&journal, "done");
  for (guint i = 0; i < STEPS; i++)
    odeon_promise_free (steps.ticks[i]);
}

/* Steps by the clock: 30 ticks a second, a step every three of them. */
static void
rest (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Steps *self = data;

  for (guint i = 0; i < STEPS; i++)
    {
      g_autoptr (OdeonPromise) never = odeon_promise_new ();
      g_autoptr (OdeonFuture)  future = odeon_promise_get_future (never);

      journal_add (self->journal, "", "step");
      assert_false (odeon_future_await_for (future, 100, NULL));
    }
}

static void
s18_a_handler_takes_a_step_every_so_often (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = NULL;
  g_auto (Journal)        journal;
  Steps                   steps = { .journal = &journal };
  g_autoptr (OdeonRef)    walker = NULL;
  g_autoptr (OdeonFuture) run = NULL;
  guint                   n_ticks = 0;

  virtual_time_begin ();
  journal_init (&journal);
  system = new_system (0);
  walker = spawn_player (system, "w", NULL);
  run = invoke (walker, rest, &steps);
  odeon_system_tick (system, -1);
  for (; !odeon_future_is_done (run); n_ticks++)
    {
      assert_journal (&journal, n_ticks % 3 == 0 ? "step" : "");
      virtual_time_advance (G_TIME_SPAN_SECOND / 30 + 1);
      odeon_system_tick (system, -1);
    }
  assert_int_equal (n_ticks, 3 * STEPS);
  g_clear_pointer (&walker, odeon_ref_unref);
  g_clear_object (&system);
  virtual_time_end ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (s18_a_handler_takes_a_step_a_tick),
    cmocka_unit_test (s18_a_handler_takes_a_step_every_so_often),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
