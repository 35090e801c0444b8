/* SPDX-License-Identifier: MIT */

/* D1: an ask that races the end of its actor resolves, whatever the end: millions of them, from
 * several threads, against actors that are stopped, killed and replaced all the time. */

#include "stage.h"

#define ASKERS  3
#define TARGETS 4
#define BATCH   64

typedef struct
{
  OdeonSystem *system;
  GMutex       mutex; /* guards `targets` */
  OdeonRef    *targets[TARGETS];
  gint         n_each;
  gint         n_running; /* atomic: askers that are not done */
  gint         n_value;   /* atomic: how the asks ended */
  gint         n_dead;
  gint         n_else;
} Field;

static OdeonRef *
dup_target (Field *self, guint i)
{
  OdeonRef *target;

  g_mutex_lock (&self->mutex);
  target = odeon_ref_ref (self->targets[i % TARGETS]);
  g_mutex_unlock (&self->mutex);

  return target;
}

static void
count_outcome (Field *self, OdeonFuture *future)
{
  g_autoptr (GError) error = NULL;

  if (odeon_future_await (future, &error))
    g_atomic_int_inc (&self->n_value);
  else if (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD))
    g_atomic_int_inc (&self->n_dead);
  else
    g_atomic_int_inc (&self->n_else);
  odeon_future_unref (future);
}

static gpointer
ask (gpointer data)
{
  Field       *self = data;
  OdeonFuture *futures[BATCH];

  for (gint n = 0; n < self->n_each; n += BATCH)
    {
      g_autoptr (OdeonRef) target = dup_target (self, (guint) (n / BATCH));

      for (guint i = 0; i < BATCH; i++)
        futures[i] = odeon_ref_started (target);
      for (guint i = 0; i < BATCH; i++)
        count_outcome (self, futures[i]);
    }
  g_atomic_int_add (&self->n_running, -1);

  return NULL;
}

/* Replaces the targets one after another; the old one is stopped or killed. */
static gpointer
replace (gpointer data)
{
  Field *self = data;

  for (guint i = 0; g_atomic_int_get (&self->n_running) > 0; i++)
    {
      OdeonRef *next = spawn_on (self->system, i % 2);
      OdeonRef *old;

      g_mutex_lock (&self->mutex);
      old = self->targets[i % TARGETS];
      self->targets[i % TARGETS] = next;
      g_mutex_unlock (&self->mutex);
      await_ok (i % 3 == 0 ? odeon_ref_kill (old) : odeon_ref_stop (old));
      odeon_ref_unref (old);
    }

  return NULL;
}

static void
every_ask_that_races_an_end_resolves (void **state G_GNUC_UNUSED)
{
  Field    self = { .system = new_system (2), .n_each = scaled (1000000), .n_running = ASKERS };
  GThread *askers[ASKERS];
  GThread *replacer;
  gint     n_asked;

  g_mutex_init (&self.mutex);
  for (guint i = 0; i < TARGETS; i++)
    self.targets[i] = spawn_on (self.system, i % 2);
  for (guint i = 0; i < ASKERS; i++)
    askers[i] = g_thread_new ("asker", ask, &self);
  replacer = g_thread_new ("replacer", replace, &self);
  for (guint i = 0; i < ASKERS; i++)
    g_thread_join (askers[i]);
  g_thread_join (replacer);

  n_asked = ASKERS * ((self.n_each + BATCH - 1) / BATCH) * BATCH;
  print_message ("%d asks: %d answered, %d refused\n", n_asked, self.n_value, self.n_dead);
  assert_int_equal (self.n_value + self.n_dead, n_asked);
  assert_int_equal (self.n_else, 0);
  assert_true (self.n_value > 0);

  for (guint i = 0; i < TARGETS; i++)
    odeon_ref_unref (self.targets[i]);
  g_object_unref (self.system);
  g_mutex_clear (&self.mutex);
}

/* One actor a round: asks from every side while it stops, and not one more message after. */
static gpointer
ask_once (gpointer target)
{
  OdeonFuture *futures[8];
  gint         n_answered = 0;

  for (gint i = 0; i < 8; i++)
    futures[i] = ask_int (target, 1);
  for (gint i = 0; i < 8; i++)
    {
      n_answered += odeon_future_await (futures[i], NULL);
      odeon_future_unref (futures[i]);
    }

  return GINT_TO_POINTER (n_answered);
}

static void
asks_around_a_stop_resolve_and_what_comes_after_is_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);

  for (gint round = scaled (5000); round > 0; round--)
    {
      OdeonRef    *target = spawn_player (system, "", NULL);
      GThread     *threads[2] = { g_thread_new ("asker", ask_once, target),
                                  g_thread_new ("asker", ask_once, target) };
      OdeonFuture *stop = odeon_ref_stop (target);

      await_ok (stop);
      await_error (ask_int (target, 1), ODEON_ERROR_ACTOR_DEAD);
      g_thread_join (threads[0]);
      g_thread_join (threads[1]);
      odeon_ref_unref (target);
    }
  assert_int_equal (odeon_system_get_n_actors (system), 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_ask_that_races_an_end_resolves),
    cmocka_unit_test (asks_around_a_stop_resolve_and_what_comes_after_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
