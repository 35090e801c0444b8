/* SPDX-License-Identifier: MIT */

/* K16: futures: set once, read by many; a get-hook; filter, map and reduce over a reply, each run
 * once, its result kept. (The whole of it: unit/future/.) */

#include "stage.h"

static gpointer
read_future (gpointer future)
{
  return GINT_TO_POINTER ((gint) await_int64 (odeon_future_ref (future)));
}

static void
a_future_is_set_once_and_read_by_many (void **state G_GNUC_UNUSED)
{
  OdeonPromise *promise = odeon_promise_new ();
  OdeonFuture  *future = odeon_promise_get_future (promise);
  GThread      *threads[4];

  for (gint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("reader", read_future, future);
  assert_true (odeon_promise_set_int64 (promise, 7));
  assert_false (odeon_promise_set_int64 (promise, 8));
  for (gint i = 0; i < 4; i++)
    assert_int_equal (GPOINTER_TO_INT (g_thread_join (threads[i])), 7);
  odeon_future_unref (future);
  odeon_promise_free (promise);
}

static gboolean
is_big (GVariant *element, gpointer n_calls)
{
  g_atomic_int_inc ((gint *) n_calls);

  return g_variant_get_int32 (element) > 2;
}

static GVariant *
sum (GVariant *accumulated, GVariant *element, gpointer n_calls)
{
  g_atomic_int_inc ((gint *) n_calls);

  return g_variant_new_int32 (g_variant_get_int32 (accumulated) + g_variant_get_int32 (element));
}

static gboolean
negate (const GValue *in, GValue *out, gpointer n_calls, GError **error G_GNUC_UNUSED)
{
  g_autoptr (GVariant) value = g_value_dup_variant (in);

  g_atomic_int_inc ((gint *) n_calls);
  g_value_init (out, G_TYPE_INT);
  g_value_set_int (out, -g_variant_get_int32 (value));

  return TRUE;
}

static void
a_reply_is_filtered_reduced_and_mapped_once (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *future;
  gint                    n_calls = 0;

  future = odeon_ref_ask (actor, g_variant_new_parsed ("[1, 2, 3, 4]"));
  future = odeon_future_filter (future, is_big, &n_calls, NULL);
  future = odeon_future_reduce (future, sum, g_variant_new_int32 (10), &n_calls, NULL);
  future = odeon_future_map (future, negate, &n_calls, NULL);
  assert_int_equal (await_int (odeon_future_ref (future)), -17);
  assert_int_equal (await_int (future), -17);
  assert_int_equal (n_calls, 4 + 2 + 1);
  stop_and_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_future_is_set_once_and_read_by_many),
    cmocka_unit_test (a_reply_is_filtered_reduced_and_mapped_once),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
