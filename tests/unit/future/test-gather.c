/* SPDX-License-Identifier: MIT */

#include "stage.h"

typedef struct
{
  OdeonPromise *promises[3];
  OdeonFuture  *futures[3];
} Three;

static void
three_init (Three *self)
{
  for (gint i = 0; i < 3; i++)
    {
      self->promises[i] = odeon_promise_new ();
      self->futures[i] = odeon_promise_get_future (self->promises[i]);
    }
}

static void
three_clear (Three *self)
{
  for (gint i = 0; i < 3; i++)
    {
      odeon_future_unref (self->futures[i]);
      odeon_promise_free (self->promises[i]);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Three, three_clear)

static void
set (Three *self, gint i)
{
  odeon_promise_set_int64 (self->promises[i], i);
}

static void
fail_with (Three *self, gint i, gint code)
{
  odeon_promise_set_error (self->promises[i], g_error_new_literal (ODEON_ERROR, code, "so"));
}

static void
all_is_done_with_the_last_and_keeps_the_order (void **state G_GNUC_UNUSED)
{
  g_auto (Three)          three;
  g_auto (GValue)         value = G_VALUE_INIT;
  g_autoptr (OdeonFuture) all = NULL;
  g_autoptr (GVariant)    tuple = NULL;
  g_autofree gchar       *text = NULL;
  GPtrArray              *futures;

  three_init (&three);
  all = odeon_future_all (three.futures, 3);
  set (&three, 2);
  set (&three, 0);
  assert_false (odeon_future_is_done (all));
  set (&three, 1);
  assert_true (odeon_future_is_done (all));

  assert_true (odeon_future_get_value (all, &value, NULL));
  futures = g_value_get_boxed (&value);
  assert_int_equal (futures->len, 3);
  for (guint i = 0; i < 3; i++)
    assert_ptr_equal (futures->pdata[i], three.futures[i]);
  tuple = await_variant (odeon_future_ref (all));
  text = g_variant_print (tuple, TRUE);
  assert_string_equal (text, "(int64 0, int64 1, int64 2)");
}

static void
all_fails_with_the_first_to_fail (void **state G_GNUC_UNUSED)
{
  g_auto (Three) three;
  OdeonFuture   *all;

  three_init (&three);
  all = odeon_future_all (three.futures, 3);
  fail_with (&three, 1, ODEON_ERROR_DECLINED);
  assert_true (odeon_future_is_done (all));
  fail_with (&three, 0, ODEON_ERROR_FAILED);
  await_error (all, ODEON_ERROR_DECLINED);
}

static void
all_of_none_is_done_at_once (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonFuture) all = odeon_future_all (NULL, 0);

  assert_true (odeon_future_is_done (all));
}

static void
all_takes_futures_that_are_done_already (void **state G_GNUC_UNUSED)
{
  g_auto (Three) three;

  three_init (&three);
  for (gint i = 0; i < 3; i++)
    set (&three, i);
  await_ok (odeon_future_all (three.futures, 3));
}

static void
any_is_the_first_value_whatever_failed_before (void **state G_GNUC_UNUSED)
{
  g_auto (Three) three;
  OdeonFuture   *any;

  three_init (&three);
  any = odeon_future_any (three.futures, 3);
  fail_with (&three, 0, ODEON_ERROR_FAILED);
  assert_false (odeon_future_is_done (any));
  set (&three, 2);
  set (&three, 1);
  assert_int_equal (await_int64 (any), 2);
}

static void
any_fails_when_all_have_with_the_last_error (void **state G_GNUC_UNUSED)
{
  g_auto (Three) three;
  OdeonFuture   *any;

  three_init (&three);
  any = odeon_future_any (three.futures, 3);
  fail_with (&three, 0, ODEON_ERROR_FAILED);
  fail_with (&three, 2, ODEON_ERROR_FAILED);
  fail_with (&three, 1, ODEON_ERROR_DECLINED);
  await_error (any, ODEON_ERROR_DECLINED);
}

static void
race_is_the_first_outcome_of_either_kind (void **state G_GNUC_UNUSED)
{
  g_auto (Three) three;
  OdeonFuture   *first;
  OdeonFuture   *second;

  three_init (&three);
  first = odeon_future_race (three.futures, 2);
  second = odeon_future_race (three.futures + 1, 2);
  fail_with (&three, 0, ODEON_ERROR_FAILED);
  set (&three, 2);
  set (&three, 1);
  await_error (first, ODEON_ERROR_FAILED);
  assert_int_equal (await_int64 (second), 2);
}

static void
one_deadline_counts_for_the_whole_and_names_who_is_late (void **state G_GNUC_UNUSED)
{
  g_auto (Three)          three;
  g_autoptr (GError)      error = NULL;
  g_autoptr (OdeonFuture) all = NULL;
  gint64                  before = g_get_monotonic_time ();
  gint64                  took;

  three_init (&three);
  all = odeon_future_with_timeout (odeon_future_all (three.futures, 3), 50);
  set (&three, 0);
  assert_false (odeon_future_await (all, &error));
  took = g_get_monotonic_time () - before;
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  assert_non_null (strstr (error->message, "number 2 of 3"));
  assert_true (took >= 50000);
}

/* Parts that other threads complete while this one gathers. */
static gpointer
set_all (gpointer data)
{
  for (gint i = 0; i < 3; i++)
    set (data, i);

  return NULL;
}

static void
parts_may_be_done_while_they_are_gathered (void **state G_GNUC_UNUSED)
{
  for (gint round = scaled (5000); round > 0; round--)
    {
      g_auto (Three) three;
      GThread       *thread;
      OdeonFuture   *all;
      OdeonFuture   *any;

      three_init (&three);
      thread = g_thread_new ("setter", set_all, &three);
      all = odeon_future_all (three.futures, 3);
      any = odeon_future_any (three.futures, 3);
      await_ok (all);
      await_ok (any);
      g_thread_join (thread);
    }
}

static gint n_at_start;

/* Two threads leave it together; on a busy machine one may have to wait for the other's core. */
static void
start (void)
{
  g_atomic_int_inc (&n_at_start);
  for (guint i = 0; g_atomic_int_get (&n_at_start) < 2; i++)
    if (i > 1000)
      g_thread_yield ();
}

static gpointer
fail_first (gpointer data)
{
  start ();
  fail_with (data, 0, ODEON_ERROR_FAILED);

  return NULL;
}

/* The failure and the last value, or the value and the last failure, at once. */
static void
a_part_that_fails_beside_the_last_counts (void **state G_GNUC_UNUSED)
{
  for (gint i = scaled (20000); i > 0; i--)
    {
      g_auto (Three) three;
      GThread       *thread;
      OdeonFuture   *all;
      OdeonFuture   *any;

      three_init (&three);
      all = odeon_future_all (three.futures, 2);
      any = odeon_future_any (three.futures, 2);
      n_at_start = 0;
      thread = g_thread_new ("failer", fail_first, &three);
      start ();
      set (&three, 1);
      g_thread_join (thread);
      await_error (all, ODEON_ERROR_FAILED);
      await_ok (any);
      set (&three, 2);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (all_is_done_with_the_last_and_keeps_the_order),
    cmocka_unit_test (all_fails_with_the_first_to_fail),
    cmocka_unit_test (all_of_none_is_done_at_once),
    cmocka_unit_test (all_takes_futures_that_are_done_already),
    cmocka_unit_test (any_is_the_first_value_whatever_failed_before),
    cmocka_unit_test (any_fails_when_all_have_with_the_last_error),
    cmocka_unit_test (race_is_the_first_outcome_of_either_kind),
    cmocka_unit_test (one_deadline_counts_for_the_whole_and_names_who_is_late),
    cmocka_unit_test (parts_may_be_done_while_they_are_gathered),
    cmocka_unit_test (a_part_that_fails_beside_the_last_counts),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
