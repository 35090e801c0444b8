/* SPDX-License-Identifier: MIT */

/* D2: in Pykka a get-hook runs under the future's lock, and other waiters miss their timeout. */

#include "stage.h"

typedef struct
{
  GMutex   mutex;
  GCond    cond;
  gboolean in_hook;
  gboolean go_on;
} Slow;

/* Computes until the test lets it. */
static void
compute_slowly (OdeonPromise *promise, gpointer data)
{
  Slow *self = data;

  g_mutex_lock (&self->mutex);
  self->in_hook = TRUE;
  g_cond_broadcast (&self->cond);
  while (!self->go_on)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  odeon_promise_set_int64 (promise, 42);
}

static gpointer
get (gpointer future)
{
  return GINT_TO_POINTER ((gint) await_int64 (odeon_future_ref (future)));
}

static void
d2_a_waiter_keeps_its_timeout_while_a_hook_runs (void **state G_GNUC_UNUSED)
{
  Slow               slow = { .in_hook = FALSE };
  OdeonPromise      *promise = odeon_promise_new ();
  OdeonFuture       *future;
  GThread           *thread;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&slow.mutex);
  g_cond_init (&slow.cond);
  odeon_promise_set_get_hook (promise, compute_slowly, &slow, NULL);
  future = odeon_promise_get_future (promise);
  thread = g_thread_new ("first", get, future);
  g_mutex_lock (&slow.mutex);
  while (!slow.in_hook)
    g_cond_wait (&slow.cond, &slow.mutex);
  g_mutex_unlock (&slow.mutex);

  assert_false (odeon_future_await_for (future, 20, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  assert_false (odeon_future_is_done (future));

  g_mutex_lock (&slow.mutex);
  slow.go_on = TRUE;
  g_cond_broadcast (&slow.cond);
  g_mutex_unlock (&slow.mutex);
  assert_int_equal (GPOINTER_TO_INT (g_thread_join (thread)), 42);
  assert_int_equal (await_int64 (future), 42);
  odeon_promise_free (promise);
  g_mutex_clear (&slow.mutex);
  g_cond_clear (&slow.cond);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (d2_a_waiter_keeps_its_timeout_while_a_hook_runs),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
