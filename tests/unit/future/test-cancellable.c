/* SPDX-License-Identifier: MIT */

/* A GCancellable that cancels futures. */

#include "stage.h"

static void
a_call_that_has_not_started_is_withdrawn (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)  system = new_system (1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (OdeonRef)     actor = spawn_player (system, "", NULL);
  g_auto (Gate)            gate;
  OdeonFuture             *run;
  OdeonFuture             *withdrawn;

  gate_init (&gate);
  run = invoke (actor, wait_at_gate, &gate);
  withdrawn = ask_int (actor, 5);
  odeon_future_cancel_with (withdrawn, cancellable);
  g_cancellable_cancel (cancellable);
  await_error (withdrawn, ODEON_ERROR_CANCELLED);
  gate_open (&gate);
  await_ok (run);
  assert_int_equal (await_int (ask_int (actor, 1)), 1);
}

static void
one_that_is_cancelled_already_cancels_at_once (void **state G_GNUC_UNUSED)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (OdeonPromise) promise = odeon_promise_new ();
  OdeonFuture             *future = odeon_promise_get_future (promise);

  odeon_future_cancel_with (future, NULL);
  assert_false (odeon_future_is_done (future));
  g_cancellable_cancel (cancellable);
  odeon_future_cancel_with (future, cancellable);
  await_error (future, ODEON_ERROR_CANCELLED);
}

static void
a_future_that_is_done_lets_go_of_it (void **state G_GNUC_UNUSED)
{
  GCancellable            *cancellable = g_cancellable_new ();
  g_autoptr (OdeonPromise) promise = odeon_promise_new ();
  g_autoptr (OdeonFuture)  future = odeon_promise_get_future (promise);

  odeon_future_cancel_with (future, cancellable);
  assert_true (g_signal_has_handler_pending (cancellable,
                                             g_signal_lookup ("cancelled", G_TYPE_CANCELLABLE), 0,
                                             TRUE));
  odeon_promise_set_boolean (promise, TRUE);
  assert_false (g_signal_has_handler_pending (cancellable,
                                              g_signal_lookup ("cancelled", G_TYPE_CANCELLABLE), 0,
                                              TRUE));
  odeon_future_cancel_with (future, cancellable);
  g_cancellable_cancel (cancellable);
  g_object_add_weak_pointer (G_OBJECT (cancellable), (gpointer *) &cancellable);
  g_object_unref (cancellable);
  assert_null (cancellable);
  await_ok (g_steal_pointer (&future));
}

static gpointer
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return NULL;
}

static void
an_answer_and_the_cancelling_race (void **state G_GNUC_UNUSED)
{
  for (gint round = scaled (2000); round > 0; round--)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (OdeonPromise) promise = odeon_promise_new ();
      g_autoptr (OdeonFuture)  future = odeon_promise_get_future (promise);
      GThread                 *thread;
      gboolean                 first;

      odeon_future_cancel_with (future, cancellable);
      thread = g_thread_new ("canceller", cancel, cancellable);
      first = odeon_promise_set_boolean (promise, TRUE);
      assert_int_equal (odeon_future_await (future, NULL), first);
      g_thread_join (thread);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_call_that_has_not_started_is_withdrawn),
    cmocka_unit_test (one_that_is_cancelled_already_cancels_at_once),
    cmocka_unit_test (a_future_that_is_done_lets_go_of_it),
    cmocka_unit_test (an_answer_and_the_cancelling_race),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
