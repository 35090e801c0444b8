/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-future-private.h"

static OdeonFuture *
new_int64 (gint64 n)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, n);

  return odeon_future_new_value (&value);
}

static void
a_future_of_a_value_is_done_from_the_start (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonFuture) future = new_int64 (7);
  g_auto (GValue)         value = G_VALUE_INIT;

  assert_true (odeon_future_is_done (future));
  assert_true (odeon_future_await (future, NULL));
  assert_true (odeon_future_await_for (future, 0, NULL));
  assert_true (odeon_future_get_value (future, &value, NULL));
  assert_int_equal (g_value_get_int64 (&value), 7);
  assert_int_equal (await_int64 (odeon_future_ref (future)), 7);
  assert_int_equal (await_int64 (odeon_future_ref (future)), 7);
}

static void
a_future_of_an_error_fails_every_reader (void **state G_GNUC_UNUSED)
{
  OdeonFuture *future = odeon_future_new_error (g_error_new_literal (ODEON_ERROR,
                                                                     ODEON_ERROR_FAILED, "so"));

  assert_true (odeon_future_is_done (future));
  for (gint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      assert_null (odeon_future_dup_variant (future, &error));
      assert_string_equal (error->message, "so");
    }
  assert_false (odeon_future_cancel (future));
  await_error (future, ODEON_ERROR_FAILED);
}

static void
a_pending_future_has_nothing_to_read (void **state G_GNUC_UNUSED)
{
  g_auto (Gate)      gate;
  g_autoptr (GError) error = NULL;
  GValue             value = G_VALUE_INIT;

  gate_init (&gate);
  assert_false (odeon_future_is_done (gate.opened));
  assert_null (odeon_future_dup_variant (gate.opened, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_PENDING));
  g_clear_error (&error);
  assert_false (odeon_future_get_value (gate.opened, &value, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_PENDING));
  assert_false (G_IS_VALUE (&value));
}

static void
a_wait_has_a_deadline_of_its_own (void **state G_GNUC_UNUSED)
{
  g_auto (Gate)      gate;
  g_autoptr (GError) error = NULL;
  gint64             before = g_get_monotonic_time ();

  gate_init (&gate);
  assert_false (odeon_future_await_for (gate.opened, 0, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  g_clear_error (&error);
  assert_false (odeon_future_await_for (gate.opened, 20, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  assert_true (g_get_monotonic_time () - before >= 20000);

  /* The future goes on. */
  gate_open (&gate);
  assert_true (odeon_future_await_for (gate.opened, 0, NULL));
}

static void
a_cancelled_future_fails_and_a_late_value_is_dropped (void **state G_GNUC_UNUSED)
{
  g_auto (Gate) gate;

  gate_init (&gate);
  assert_true (odeon_future_cancel (gate.opened));
  assert_false (odeon_future_cancel (gate.opened));
  assert_false (odeon_promise_set_boolean (gate.open, TRUE));
  await_error (odeon_future_ref (gate.opened), ODEON_ERROR_CANCELLED);
}

/* --- waiters --- */

typedef struct
{
  OdeonWaiter waiter; /* first */
  GString    *order;
  gchar       name;
} Noting;

static void
note (OdeonWaiter *waiter, OdeonFuture *future G_GNUC_UNUSED)
{
  Noting *self = (Noting *) waiter;

  g_string_append_c (self->order, self->name);
}

static void
waiters_are_told_in_the_order_in_which_they_came (void **state G_GNUC_UNUSED)
{
  g_auto (Gate)       gate;
  g_autoptr (GString) order = g_string_new (NULL);
  Noting              waiters[4];

  gate_init (&gate);
  for (gint i = 0; i < 4; i++)
    {
      waiters[i] = (Noting) { { .notify = note }, order, (gchar) ('a' + i) };
      assert_true (_odeon_future_add_waiter (gate.opened, &waiters[i].waiter));
    }
  assert_true (_odeon_future_remove_waiter (gate.opened, &waiters[1].waiter));
  gate_open (&gate);
  assert_string_equal (order->str, "acd");
  assert_false (_odeon_future_add_waiter (gate.opened, &waiters[1].waiter));
  assert_false (_odeon_future_remove_waiter (gate.opened, &waiters[0].waiter));
}

/* --- who is first: threads that set, cancel, wait and give up --- */

#define THREADS 4

typedef struct
{
  OdeonPromise *promise;
  OdeonFuture  *future;
  gint          turn;     /* atomic: all start at once */
  gint          n_first;  /* atomic: how many completed it */
  gint          n_agreed; /* atomic: how many saw the one outcome */
} Race;

static gpointer
race (gpointer data)
{
  Race    *self = data;
  gint     turn = g_atomic_int_add (&self->turn, 1);
  gboolean first = FALSE;

  while (g_atomic_int_get (&self->turn) < THREADS)
    g_thread_yield ();

  if (turn == 0)
    first = odeon_promise_set_int64 (self->promise, 1);
  else if (turn == 1)
    first = odeon_future_cancel (self->future);
  else if (turn == 2)
    odeon_future_await_for (self->future, 0, NULL);
  if (first)
    g_atomic_int_inc (&self->n_first);

  {
    g_autoptr (GError)   error = NULL;
    g_autoptr (GVariant) value = NULL;

    if (odeon_future_await (self->future, &error))
      value = odeon_future_dup_variant (self->future, NULL);
    if ((value != NULL && g_variant_get_int64 (value) == 1)
        || g_error_matches (error, ODEON_ERROR, ODEON_ERROR_CANCELLED))
      g_atomic_int_inc (&self->n_agreed);
  }

  return NULL;
}

static void
one_completion_wins_and_everybody_learns_of_it (void **state G_GNUC_UNUSED)
{
  for (gint round = scaled (5000); round > 0; round--)
    {
      Race     self = { .promise = odeon_promise_new () };
      GThread *threads[THREADS];

      self.future = odeon_promise_get_future (self.promise);
      for (gint i = 0; i < THREADS; i++)
        threads[i] = g_thread_new ("racer", race, &self);
      for (gint i = 0; i < THREADS; i++)
        g_thread_join (threads[i]);
      assert_int_equal (self.n_first, 1);
      assert_int_equal (self.n_agreed, THREADS);
      odeon_future_unref (self.future);
      odeon_promise_free (self.promise);
    }
}

/* --- failures that nobody looks at --- */

static void
a_failure_is_logged_if_nobody_ever_looked (void **state G_GNUC_UNUSED)
{
  gint         counts[2] = { 0 };
  OdeonFuture *future;

  count_log (counts);
  odeon_future_unref (odeon_future_new_error (g_error_new_literal (ODEON_ERROR,
                                                                   ODEON_ERROR_FAILED, "so")));
  assert_int_equal (counts[1], 1);

  future = odeon_future_new_error (g_error_new_literal (ODEON_ERROR, ODEON_ERROR_FAILED, "so"));
  assert_false (odeon_future_await (future, NULL));
  odeon_future_unref (future);
  assert_int_equal (counts[1], 1);
  restore_log ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_future_of_a_value_is_done_from_the_start),
    cmocka_unit_test (a_future_of_an_error_fails_every_reader),
    cmocka_unit_test (a_pending_future_has_nothing_to_read),
    cmocka_unit_test (a_wait_has_a_deadline_of_its_own),
    cmocka_unit_test (a_cancelled_future_fails_and_a_late_value_is_dropped),
    cmocka_unit_test (waiters_are_told_in_the_order_in_which_they_came),
    cmocka_unit_test (one_completion_wins_and_everybody_learns_of_it),
    cmocka_unit_test (a_failure_is_logged_if_nobody_ever_looked),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
