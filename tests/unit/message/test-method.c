/* SPDX-License-Identifier: MIT */

#include "scene.h"

static const OdeonMethodInfo *
method (guint index)
{
  return &meter_methods[index];
}

static void
numbers_go_in_and_come_out (void **state)
{
  Scene       *scene = *state;
  gint32       n = 3;
  gint32       sum = 0;
  OdeonFuture *future =
    odeon_method_ask (method (METER_ADD), scene->meter, (gconstpointer[]) { &n });

  assert_true (odeon_method_await (method (METER_ADD), future, (gpointer[]) { &sum }, NULL));
  assert_int_equal (sum, 3);
}

static void
strings_go_in_and_come_out (void **state)
{
  Scene            *scene = *state;
  const gchar      *words = "hello";
  g_autofree gchar *answer = NULL;
  OdeonFuture      *future =
    odeon_method_ask (method (METER_SAY), scene->meter, (gconstpointer[]) { &words });

  assert_true (odeon_method_await (method (METER_SAY), future, (gpointer[]) { &answer }, NULL));
  assert_string_equal (answer, "hello!");
}

static void
results_that_are_not_wanted_are_left_out (void **state)
{
  Scene            *scene = *state;
  gint32            a = 5;
  gint32            out_a = 0;
  g_autofree gchar *out_b = NULL;
  OdeonFuture      *first =
    odeon_method_ask (method (METER_SWAP), scene->meter, (gconstpointer[]) { &a });
  OdeonFuture *second =
    odeon_method_ask (method (METER_SWAP), scene->meter, (gconstpointer[]) { &a });
  OdeonFuture *third =
    odeon_method_ask (method (METER_ADD), scene->meter, (gconstpointer[]) { &a });

  assert_true (odeon_method_await (method (METER_SWAP), first, (gpointer[]) { NULL, &out_b },
                                   NULL));
  assert_non_null (out_b);
  assert_true (odeon_method_await (method (METER_SWAP), second, (gpointer[]) { &out_a, NULL },
                                   NULL));
  assert_int_equal (out_a, 5);
  assert_true (odeon_method_await (method (METER_ADD), third, (gpointer[]) { NULL }, NULL));
}

static void
an_invalid_argument_fails_in_the_future (void **state)
{
  Scene              *scene = *state;
  const gchar        *latin1 = "\xe9";
  g_autofree gchar   *answer = NULL;
  g_autoptr (GError)  error = NULL;
  OdeonFuture        *future =
    odeon_method_ask (method (METER_SAY), scene->meter, (gconstpointer[]) { &latin1 });

  assert_false (odeon_method_await (method (METER_SAY), future, (gpointer[]) { &answer }, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_null (answer);
}

static void
nobody_answers_for_nil (void **state G_GNUC_UNUSED)
{
  gint32 n = 1;

  await_error (odeon_method_ask (method (METER_ADD), NULL, (gconstpointer[]) { &n }),
               ODEON_ERROR_INVALID_ARGUMENT);
  assert_false (odeon_method_tell (method (METER_ADD), NULL, (gconstpointer[]) { &n }));
}

static void
finish_takes_what_is_done_and_leaves_the_future (void **state)
{
  Scene                  *scene = *state;
  gint32                  n = 3;
  gint32                  sum = 0;
  g_autoptr (OdeonFuture) future =
    odeon_method_ask (method (METER_ADD), scene->meter, (gconstpointer[]) { &n });

  await_ok (odeon_future_ref (future));
  assert_true (odeon_method_finish (method (METER_ADD), future, (gpointer[]) { &sum }, NULL));
  assert_int_equal (sum, 3);
  assert_true (odeon_method_finish (method (METER_ADD), future, (gpointer[]) { NULL }, NULL));
}

static void
finish_does_not_wait (void **state)
{
  Scene                  *scene = *state;
  gint32                  n = 1;
  GVariant               *answer = NULL;
  g_autoptr (GError)      error = NULL;
  g_autoptr (OdeonFuture) future =
    odeon_method_ask (method (METER_LATER), scene->meter, (gconstpointer[]) { &n });

  assert_false (odeon_method_finish (method (METER_LATER), future, (gpointer[]) { &answer },
                                     &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_PENDING));
  assert_null (answer);
  odeon_call_drop (take_kept_call (scene->meter));
}

static void
a_future_of_another_method_is_refused (void **state)
{
  Scene             *scene = *state;
  gint32             n = 3;
  gchar             *words = NULL;
  g_autoptr (GError) error = NULL;
  OdeonFuture       *future =
    odeon_method_ask (method (METER_ADD), scene->meter, (gconstpointer[]) { &n });

  assert_false (odeon_method_await (method (METER_SAY), future, (gpointer[]) { &words }, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_WRONG_FUTURE));
}

static void
a_deferred_call_is_completed (void **state)
{
  Scene               *scene = *state;
  gint32               n = 1;
  GVariant            *nine = g_variant_new_int32 (9);
  g_autoptr (GVariant) answer = NULL;
  OdeonFuture         *future =
    odeon_method_ask (method (METER_LATER), scene->meter, (gconstpointer[]) { &n });

  odeon_method_complete (method (METER_LATER), take_kept_call (scene->meter),
                         (gconstpointer[]) { &nine });
  assert_true (odeon_method_await (method (METER_LATER), future, (gpointer[]) { &answer }, NULL));
  assert_int_equal (g_variant_get_int32 (answer), 9);
}

static void
swallow_all (const gchar   *domain G_GNUC_UNUSED,
             GLogLevelFlags level,
             const gchar   *message G_GNUC_UNUSED,
             gpointer       n_critical)
{
  if (level & G_LOG_LEVEL_CRITICAL)
    (*(gint *) n_critical)++;
}

static void
a_deferred_call_completed_as_another_is_dropped (void **state)
{
  Scene       *scene = *state;
  gint32       n = 1;
  gint         n_critical = 0;
  OdeonFuture *future =
    odeon_method_ask (method (METER_LATER), scene->meter, (gconstpointer[]) { &n });
  OdeonCall   *call = take_kept_call (scene->meter);

  g_log_set_default_handler (swallow_all, &n_critical);
  odeon_method_complete (method (METER_ADD), call, (gconstpointer[]) { &n });
  restore_log ();
  assert_int_equal (n_critical, 1);
  assert_true (odeon_future_is_done (future));
  await_error (future, ODEON_ERROR_BROKEN_PROMISE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (numbers_go_in_and_come_out, set_up, tear_down),
    cmocka_unit_test_setup_teardown (strings_go_in_and_come_out, set_up, tear_down),
    cmocka_unit_test_setup_teardown (results_that_are_not_wanted_are_left_out, set_up, tear_down),
    cmocka_unit_test_setup_teardown (an_invalid_argument_fails_in_the_future, set_up, tear_down),
    cmocka_unit_test_setup_teardown (nobody_answers_for_nil, set_up, tear_down),
    cmocka_unit_test_setup_teardown (finish_takes_what_is_done_and_leaves_the_future, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (finish_does_not_wait, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_future_of_another_method_is_refused, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_deferred_call_is_completed, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_deferred_call_completed_as_another_is_dropped, set_up,
                                     tear_down),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
