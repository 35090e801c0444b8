/* SPDX-License-Identifier: MIT */

/* K16: futures: set once, by a value or an error, and read by many, again and again; a get-hook;
 * filter, join, map (of the whole value) and reduce, each run once, its result kept, and under no
 * lock that makes other waiters miss their timeout. (The whole of it: unit/future/; of the get-hook
 * D2.) */

#include "stage.h"

#define N_READERS 4

static gpointer
read_future (gpointer future)
{
  odeon_future_await (future, NULL);

  return odeon_future_dup_variant (future, NULL);
}

/* Reads it in many threads, each twice over. */
static void
assert_read_by_many (OdeonFuture *future, gint64 expected)
{
  GThread *threads[N_READERS];

  for (gint i = 0; i < N_READERS; i++)
    threads[i] = g_thread_new ("reader", read_future, future);
  for (gint i = 0; i < N_READERS; i++)
    {
      g_autoptr (GVariant) value = g_thread_join (threads[i]);

      assert_non_null (value);
      assert_int_equal (g_variant_get_int64 (value), expected);
    }
  assert_int_equal (await_int64 (odeon_future_ref (future)), expected);
}

static void
k16_a_future_is_set_once_and_read_by_many (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonPromise) promise = odeon_promise_new ();
  g_autoptr (OdeonFuture)  future = odeon_promise_get_future (promise);

  assert_true (odeon_promise_set_int64 (promise, 7));
  assert_false (odeon_promise_set_int64 (promise, 8));
  assert_false (odeon_promise_set_error (promise, g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED,
                                                               "too late")));
  assert_read_by_many (future, 7);
}

static gboolean
count_and_negate (const GValue *in, GValue *out, gpointer n_calls, GError **error G_GNUC_UNUSED)
{
  g_atomic_int_inc ((gint *) n_calls);
  g_value_init (out, G_TYPE_INT64);
  g_value_set_int64 (out, -g_value_get_int64 (in));

  return TRUE;
}

static void
k16_an_error_is_set_once_and_passes_by_the_functions (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonPromise) promise = odeon_promise_new ();
  g_autoptr (OdeonFuture)  future = odeon_promise_get_future (promise);
  gint                     n_calls = 0;

  future = odeon_future_map (g_steal_pointer (&future), count_and_negate, &n_calls, NULL);
  assert_true (odeon_promise_set_error (promise, g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                                                              "nowhere")));
  assert_false (odeon_promise_set_int64 (promise, 8));
  for (gint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      assert_false (odeon_future_await (future, &error));
      assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
      assert_string_equal (error->message, "nowhere");
    }
  assert_int_equal (n_calls, 0);
}

static void
count_look (OdeonPromise *promise G_GNUC_UNUSED, gpointer n_calls)
{
  g_atomic_int_inc ((gint *) n_calls);
}

/* The hook takes its time to answer: meanwhile others come to look, and do not call it again. */
static void
k16_a_get_hook_runs_once_when_somebody_looks (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonPromise) promise = odeon_promise_new ();
  g_autoptr (OdeonFuture)  future = NULL;
  OdeonFuture             *mapped[3];
  gint                     n_looks = 0;
  gint                     n_calls = 0;

  odeon_promise_set_get_hook (promise, count_look, &n_looks, NULL);
  future = odeon_promise_get_future (promise);
  assert_false (odeon_future_is_done (future));
  assert_int_equal (n_looks, 0);

  for (guint i = 0; i < G_N_ELEMENTS (mapped); i++)
    mapped[i] = odeon_future_map (odeon_future_ref (future), count_and_negate, &n_calls, NULL);
  assert_false (odeon_future_await_for (future, 1, NULL));
  assert_int_equal (n_looks, 1);

  odeon_promise_set_int64 (promise, 41);
  for (guint i = 0; i < G_N_ELEMENTS (mapped); i++)
    assert_int_equal (await_int64 (mapped[i]), -41);
  assert_read_by_many (future, 41);
  assert_int_equal (n_looks, 1);
  assert_int_equal (n_calls, 3);
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

static void
k16_a_reply_is_filtered_and_reduced_from_an_initial_value (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *future;
  gint                    n_calls = 0;

  future = odeon_ref_ask (actor, g_variant_new_parsed ("[1, 2, 3, 4]"));
  future = odeon_future_filter (future, is_big, &n_calls, NULL);
  future = odeon_future_reduce (future, sum, g_variant_new_int32 (10), &n_calls, NULL);
  assert_int_equal (await_int (odeon_future_ref (future)), 17);
  assert_int_equal (await_int (future), 17);
  assert_int_equal (n_calls, 4 + 2);
  stop_and_unref (actor);
}

static void
k16_replies_are_joined (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *actors[3];
  OdeonFuture            *futures[3];
  OdeonFuture            *joined;
  gint                    n_calls = 0;

  for (guint i = 0; i < 3; i++)
    {
      actors[i] = spawn_on (system, i % 2);
      futures[i] = ask_int (actors[i], (gint) i + 1);
    }
  joined = odeon_future_reduce (odeon_future_all (futures, 3), sum, NULL, &n_calls, NULL);
  assert_int_equal (await_int (joined), 6);
  assert_int_equal (n_calls, 2);
  for (guint i = 0; i < 3; i++)
    {
      odeon_future_unref (futures[i]);
      odeon_ref_unref (actors[i]);
    }
}

static gboolean
measure (const GValue *in, GValue *out, gpointer data G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  g_value_init (out, G_TYPE_INT64);
  g_value_set_int64 (out, (gint64) g_variant_n_children (g_value_get_variant (in)));

  return TRUE;
}

/* Pykka's map once ran over each element of what happened to be iterable. */
static void
k16_map_is_given_the_whole_value (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *future = odeon_ref_ask (actor, g_variant_new_parsed ("[5, 6, 7]"));

  assert_int_equal (await_int64 (odeon_future_map (future, measure, NULL, NULL)), 3);
  stop_and_unref (actor);
}

/* A function that an actor attached, and that runs until the test lets it. */
typedef struct
{
  OdeonFuture *source;
  OdeonFuture *mapped;
  GMutex       mutex;
  GCond        cond;
  gboolean     running;
  gboolean     go_on;
  gint         n_calls;
} Slow;

static gboolean
negate_slowly (const GValue *in, GValue *out, gpointer data, GError **error)
{
  Slow *self = data;

  g_mutex_lock (&self->mutex);
  self->running = TRUE;
  g_cond_broadcast (&self->cond);
  while (!self->go_on)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);

  return count_and_negate (in, out, &self->n_calls, error);
}

static void
attach (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Slow *self = data;

  self->mapped = odeon_future_map (odeon_future_ref (self->source), negate_slowly, self, NULL);
}

static void
k16_a_waiter_keeps_its_timeout_while_a_function_runs (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)  system = new_system (1);
  g_autoptr (OdeonPromise) promise = odeon_promise_new ();
  g_autoptr (OdeonFuture)  source = odeon_promise_get_future (promise);
  g_autoptr (GError)       error = NULL;
  OdeonRef                *actor = spawn_player (system, "", NULL);
  Slow                     slow = { .source = source };

  g_mutex_init (&slow.mutex);
  g_cond_init (&slow.cond);
  await_ok (invoke (actor, attach, &slow));
  odeon_promise_set_int64 (promise, 42);
  g_mutex_lock (&slow.mutex);
  while (!slow.running)
    g_cond_wait (&slow.cond, &slow.mutex);
  g_mutex_unlock (&slow.mutex);

  assert_false (odeon_future_await_for (slow.mapped, 20, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  assert_false (odeon_future_is_done (slow.mapped));

  g_mutex_lock (&slow.mutex);
  slow.go_on = TRUE;
  g_cond_broadcast (&slow.cond);
  g_mutex_unlock (&slow.mutex);
  assert_read_by_many (slow.mapped, -42);
  assert_int_equal (slow.n_calls, 1);
  stop_and_unref (actor);
  odeon_future_unref (slow.mapped);
  g_mutex_clear (&slow.mutex);
  g_cond_clear (&slow.cond);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k16_a_future_is_set_once_and_read_by_many),
    cmocka_unit_test (k16_an_error_is_set_once_and_passes_by_the_functions),
    cmocka_unit_test (k16_a_get_hook_runs_once_when_somebody_looks),
    cmocka_unit_test (k16_a_reply_is_filtered_and_reduced_from_an_initial_value),
    cmocka_unit_test (k16_replies_are_joined),
    cmocka_unit_test (k16_map_is_given_the_whole_value),
    cmocka_unit_test (k16_a_waiter_keeps_its_timeout_while_a_function_runs),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
