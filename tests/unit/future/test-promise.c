/* SPDX-License-Identifier: MIT */

#include "stage.h"

static void
only_the_first_setting_counts (void **state G_GNUC_UNUSED)
{
  OdeonPromise *promise = odeon_promise_new ();
  OdeonFuture  *future = odeon_promise_get_future (promise);

  assert_true (odeon_promise_set_int64 (promise, 1));
  assert_false (odeon_promise_set_int64 (promise, 2));
  assert_false (odeon_promise_set_error (promise, g_error_new_literal (ODEON_ERROR, 0, "no")));
  odeon_promise_free (promise);
  assert_int_equal (await_int64 (future), 1);
}

static void
an_error_is_a_setting_too (void **state G_GNUC_UNUSED)
{
  OdeonPromise *promise = odeon_promise_new ();
  OdeonFuture  *future = odeon_promise_get_future (promise);

  assert_true (odeon_promise_set_error (promise, g_error_new_literal (ODEON_ERROR,
                                                                      ODEON_ERROR_FAILED, "no")));
  assert_false (odeon_promise_set_string (promise, "late"));
  odeon_promise_free (promise);
  await_error (future, ODEON_ERROR_FAILED);
}

static void
a_promise_let_go_is_broken (void **state G_GNUC_UNUSED)
{
  OdeonPromise *promise = odeon_promise_new ();
  OdeonFuture  *future = odeon_promise_get_future (promise);
  gint          counts[2] = { 0 };

  odeon_promise_free (promise);
  await_error (future, ODEON_ERROR_BROKEN_PROMISE);

  /* Without a reader there is nobody to tell, not in the log either. */
  count_log (counts);
  odeon_promise_free (odeon_promise_new ());
  odeon_promise_free (NULL);
  assert_int_equal (counts[1], 0);
  restore_log ();
}

static void
values_come_out_as_they_went_in (void **state G_GNUC_UNUSED)
{
  OdeonPromise     *promises[3];
  OdeonFuture      *futures[3];
  g_autofree gchar *text = NULL;

  for (gint i = 0; i < 3; i++)
    {
      promises[i] = odeon_promise_new ();
      futures[i] = odeon_promise_get_future (promises[i]);
    }
  odeon_promise_set_string (promises[0], "words");
  odeon_promise_set_variant (promises[1], g_variant_new_int32 (5));
  odeon_promise_set_boolean (promises[2], FALSE);
  for (gint i = 0; i < 3; i++)
    odeon_promise_free (promises[i]);

  text = await_string (futures[0]);
  assert_string_equal (text, "words");
  assert_int_equal (await_int (futures[1]), 5);
  assert_false (await_boolean (futures[2]));
}

static void
a_value_without_a_variant_form_says_so (void **state G_GNUC_UNUSED)
{
  OdeonPromise      *promise = odeon_promise_new ();
  OdeonFuture       *future = odeon_promise_get_future (promise);
  g_autoptr (GError) error = NULL;
  g_auto (GValue)    object = G_VALUE_INIT;
  g_auto (GValue)    back = G_VALUE_INIT;

  g_value_init (&object, G_TYPE_OBJECT);
  odeon_promise_set_value (promise, &object);
  assert_null (odeon_future_dup_variant (future, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_true (odeon_future_get_value (future, &back, NULL));
  assert_true (G_VALUE_HOLDS_OBJECT (&back));
  odeon_future_unref (future);
  odeon_promise_free (promise);
}

/* --- the get-hook --- */

typedef struct
{
  gint n_called;
  gint n_destroyed;
} Hook;

static void
compute (OdeonPromise *promise, gpointer data)
{
  g_atomic_int_inc (&((Hook *) data)->n_called);
  odeon_promise_set_int64 (promise, 42);
}

static void
destroyed (gpointer data)
{
  g_atomic_int_inc (&((Hook *) data)->n_destroyed);
}

static void
a_hook_computes_when_somebody_wants_it_and_once (void **state G_GNUC_UNUSED)
{
  Hook          hook = { 0 };
  OdeonPromise *promise = odeon_promise_new ();
  OdeonFuture  *future;

  odeon_promise_set_get_hook (promise, compute, &hook, destroyed);
  future = odeon_promise_get_future (promise);
  assert_false (odeon_future_is_done (future));
  assert_int_equal (hook.n_called, 0);
  assert_int_equal (await_int64 (odeon_future_ref (future)), 42);
  assert_int_equal (await_int64 (future), 42);
  assert_int_equal (hook.n_called, 1);
  odeon_promise_free (promise);
  assert_int_equal (hook.n_destroyed, 1);
}

static void
a_hook_that_nobody_wants_is_released_uncalled (void **state G_GNUC_UNUSED)
{
  Hook          hook = { 0 };
  OdeonPromise *promise = odeon_promise_new ();

  odeon_promise_set_get_hook (promise, compute, &hook, destroyed);
  odeon_promise_set_int64 (promise, 1);
  odeon_promise_free (promise);
  assert_int_equal (hook.n_called, 0);
  assert_int_equal (hook.n_destroyed, 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (only_the_first_setting_counts),
    cmocka_unit_test (an_error_is_a_setting_too),
    cmocka_unit_test (a_promise_let_go_is_broken),
    cmocka_unit_test (values_come_out_as_they_went_in),
    cmocka_unit_test (a_value_without_a_variant_form_says_so),
    cmocka_unit_test (a_hook_computes_when_somebody_wants_it_and_once),
    cmocka_unit_test (a_hook_that_nobody_wants_is_released_uncalled),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
