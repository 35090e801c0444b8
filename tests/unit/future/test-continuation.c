/* SPDX-License-Identifier: MIT */

#include "stage.h"

static OdeonFuture *
promised (gint64 n)
{
  OdeonPromise *promise = odeon_promise_new ();
  OdeonFuture  *future = odeon_promise_get_future (promise);

  odeon_promise_set_int64 (promise, n);
  odeon_promise_free (promise);

  return future;
}

static OdeonFuture *
broken (void)
{
  return odeon_future_new_error (g_error_new_literal (ODEON_ERROR, ODEON_ERROR_FAILED, "so"));
}

static OdeonFuture *
promised_variant (const gchar *text)
{
  OdeonPromise *promise = odeon_promise_new ();
  OdeonFuture  *future = odeon_promise_get_future (promise);

  odeon_promise_set_variant (promise, g_variant_new_parsed (text));
  odeon_promise_free (promise);

  return future;
}

static void
count (gpointer data)
{
  g_atomic_int_inc ((gint *) data);
}

/* --- then and catch --- */

static OdeonFuture *
add_one (OdeonFuture *done, gpointer data G_GNUC_UNUSED)
{
  return promised (await_int64 (odeon_future_ref (done)) + 1);
}

static OdeonFuture *
hand_on (OdeonFuture *done G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  return NULL;
}

static OdeonFuture *
replace_by_gate (OdeonFuture *done G_GNUC_UNUSED, gpointer data)
{
  return odeon_future_ref (((Gate *) data)->opened);
}

static OdeonFuture *
never_called (OdeonFuture *done G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  g_assert_not_reached ();
}

static void
then_chains_values_and_lets_errors_pass (void **state G_GNUC_UNUSED)
{
  gint         n = 0;
  OdeonFuture *future = odeon_future_then (promised (1), add_one, &n, count);

  future = odeon_future_then (future, add_one, &n, count);
  future = odeon_future_then (future, hand_on, &n, count);
  assert_int_equal (await_int64 (future), 3);
  assert_int_equal (n, 3);

  await_error (odeon_future_then (broken (), never_called, &n, count), ODEON_ERROR_FAILED);
  assert_int_equal (n, 4);
}

static void
catch_mends_errors_and_lets_values_pass (void **state G_GNUC_UNUSED)
{
  g_auto (Gate) gate;

  gate_init (&gate);
  assert_int_equal (await_int64 (odeon_future_catch (promised (5), never_called, NULL, NULL)), 5);
  await_error (odeon_future_catch (broken (), hand_on, NULL, NULL), ODEON_ERROR_FAILED);
  gate_open (&gate);
  assert_true (await_boolean (odeon_future_catch (broken (), replace_by_gate, &gate, NULL)));
}

static void
a_chained_future_waits_for_the_future_returned (void **state G_GNUC_UNUSED)
{
  g_auto (Gate)           gate;
  g_autoptr (OdeonFuture) future = NULL;

  gate_init (&gate);
  future = odeon_future_then (promised (1), replace_by_gate, &gate, NULL);
  assert_false (odeon_future_await_for (future, 1, NULL));
  gate_open (&gate);
  assert_true (await_boolean (odeon_future_ref (future)));
}

static void
cancelling_a_chained_future_leaves_the_source_alone (void **state G_GNUC_UNUSED)
{
  g_auto (Gate) gate;
  OdeonFuture  *future;

  gate_init (&gate);
  future = odeon_future_then (odeon_future_ref (gate.opened), hand_on, NULL, NULL);
  assert_true (odeon_future_cancel (future));
  gate_open (&gate);
  assert_true (await_boolean (odeon_future_ref (gate.opened)));
  await_error (future, ODEON_ERROR_CANCELLED);
}

/* --- where they run --- */

static void
note_thread (OdeonFuture *done G_GNUC_UNUSED, gpointer data)
{
  *(GThread **) data = g_thread_self ();
}

static void
a_continuation_never_runs_inside_the_call_that_attaches_it (void **state G_GNUC_UNUSED)
{
  GThread                *thread = NULL;
  g_autoptr (OdeonFuture) future = promised (1);

  odeon_future_on_done (future, note_thread, &thread, NULL);
  assert_null (thread);
  while (thread == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_ptr_equal (thread, g_thread_self ());
}

static void
set_from_elsewhere (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  odeon_promise_set_boolean (data, TRUE);
}

static void
a_continuation_comes_home_to_the_thread_that_attached_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  GThread                *thread = NULL;
  OdeonRef               *actor = spawn_player (system, "", NULL);

  gate_init (&gate);
  odeon_future_on_done (gate.opened, note_thread, &thread, NULL);
  odeon_future_unref (invoke (actor, set_from_elsewhere, gate.open));
  while (thread == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_ptr_equal (thread, g_thread_self ());
  stop_and_unref (actor);
}

typedef struct
{
  Gate          gate;
  OdeonPromise *seen;
  gint          sum; /* of the actor, as the continuation saw it */
  GThread      *thread;
  OdeonActor   *actor;
} Attached;

static OdeonFuture *
look_at_actor (OdeonFuture *done G_GNUC_UNUSED, gpointer data)
{
  Attached *self = data;

  self->sum = ((Player *) self->actor)->sum;
  self->thread = g_thread_self ();

  return NULL;
}

static void
attach_in_actor (OdeonActor *actor, gpointer data)
{
  Attached *self = data;

  self->actor = actor;
  self->gate.arrival = odeon_future_then (odeon_future_ref (self->gate.opened), look_at_actor,
                                          self, NULL);
}

static void
an_actor_s_continuation_is_one_of_its_messages (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  Attached                self = { .sum = 0 };
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *before;

  gate_init (&self.gate);
  odeon_future_unref (g_steal_pointer (&self.gate.arrival));
  await_ok (invoke (actor, attach_in_actor, &self));
  before = ask_int (actor, 6);
  gate_open (&self.gate);
  await_ok (odeon_future_ref (self.gate.arrival));
  assert_int_equal (self.sum, 6);
  assert_ptr_not_equal (self.thread, g_thread_self ());
  await_ok (before);
  stop_and_unref (actor);
  gate_clear (&self.gate);
}

static void
a_continuation_whose_actor_is_gone_is_dropped (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  Attached                self = { .sum = -1 };
  OdeonRef               *actor = spawn_player (system, "", NULL);

  gate_init (&self.gate);
  odeon_future_unref (g_steal_pointer (&self.gate.arrival));
  await_ok (invoke (actor, attach_in_actor, &self));
  stop_and_unref (actor);
  gate_open (&self.gate);
  await_error (odeon_future_ref (self.gate.arrival), ODEON_ERROR_ACTOR_DEAD);
  assert_int_equal (self.sum, -1);
  gate_clear (&self.gate);
}

/* --- map, filter, reduce --- */

static gboolean
twice (const GValue *in, GValue *out, gpointer data G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  g_value_init (out, G_TYPE_INT64);
  g_value_set_int64 (out, 2 * g_value_get_int64 (in));

  return TRUE;
}

static gboolean
refuse (const GValue *in G_GNUC_UNUSED, GValue *out G_GNUC_UNUSED, gpointer data, GError **error)
{
  if (data != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no");

  return FALSE;
}

static gboolean
forget (const GValue *in G_GNUC_UNUSED, GValue *out G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED,
        GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

/* Its answer is what counts, and the error is nobody's. */
static gboolean
waver (const GValue *in, GValue *out, gpointer data, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no, or yes");

  return data == NULL || twice (in, out, NULL, NULL);
}

static void
map_makes_a_new_value (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (OdeonFuture) refused = odeon_future_map (promised (21), refuse, "why", NULL);
  g_autoptr (OdeonFuture) wavered = NULL;

  assert_int_equal (await_int64 (odeon_future_map (promised (21), twice, NULL, NULL)), 42);
  assert_false (odeon_future_await (refused, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED));
  await_error (odeon_future_map (promised (21), refuse, NULL, NULL), ODEON_ERROR_FAILED);
  await_error (odeon_future_map (promised (21), forget, NULL, NULL), ODEON_ERROR_FAILED);
  assert_int_equal (await_int64 (odeon_future_map (promised (21), waver, "yes", NULL)), 42);
  wavered = odeon_future_map (promised (21), waver, NULL, NULL);
  assert_false (odeon_future_await (wavered, NULL));
  await_error (odeon_future_map (broken (), twice, NULL, NULL), ODEON_ERROR_FAILED);
}

static gboolean
is_odd (GVariant *element, gpointer data G_GNUC_UNUSED)
{
  return g_variant_get_int32 (element) % 2 != 0;
}

static void
assert_prints (OdeonFuture *future, const gchar *expected)
{
  g_autoptr (GVariant) value = await_variant (future);
  g_autofree gchar    *text = g_variant_print (value, TRUE);

  assert_string_equal (text, expected);
}

static void
filter_keeps_elements_in_order (void **state G_GNUC_UNUSED)
{
  assert_prints (odeon_future_filter (promised_variant ("[1, 2, 3]"), is_odd, NULL, NULL),
                 "[1, 3]");
  assert_prints (odeon_future_filter (promised_variant ("(1, 2, 3)"), is_odd, NULL, NULL),
                 "(1, 3)");
  assert_prints (odeon_future_filter (promised_variant ("[2]"), is_odd, NULL, NULL), "@ai []");
  await_error (odeon_future_filter (promised (1), is_odd, NULL, NULL),
               ODEON_ERROR_INVALID_ARGUMENT);
}

static GVariant *
sum (GVariant *accumulated, GVariant *element, gpointer data G_GNUC_UNUSED)
{
  return g_variant_new_int32 (g_variant_get_int32 (accumulated) + g_variant_get_int32 (element));
}

static GVariant *
nothing (GVariant *accumulated G_GNUC_UNUSED, GVariant *element G_GNUC_UNUSED,
         gpointer data G_GNUC_UNUSED)
{
  return NULL;
}

static void
reduce_folds_with_or_without_a_beginning (void **state G_GNUC_UNUSED)
{
  assert_prints (odeon_future_reduce (promised_variant ("[1, 2, 3]"), sum, NULL, NULL, NULL), "6");
  assert_prints (odeon_future_reduce (promised_variant ("[1, 2, 3]"), sum,
                                      g_variant_new_int32 (4), NULL, NULL), "10");
  assert_prints (odeon_future_reduce (promised_variant ("@ai []"), sum,
                                      g_variant_new_int32 (4), NULL, NULL), "4");
  await_error (odeon_future_reduce (promised_variant ("@ai []"), sum, NULL, NULL, NULL),
               ODEON_ERROR_INVALID_ARGUMENT);
  await_error (odeon_future_reduce (promised_variant ("[1, 2]"), nothing, NULL, NULL, NULL),
               ODEON_ERROR_FAILED);
  await_error (odeon_future_reduce (broken (), sum, g_variant_new_int32 (4), NULL, NULL),
               ODEON_ERROR_FAILED);
}

static void
a_chain_of_any_length_is_read_and_freed (void **state G_GNUC_UNUSED)
{
  g_auto (GValue) value = G_VALUE_INIT;
  OdeonFuture    *future;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, 7);
  future = odeon_future_new_value (&value);
  for (gint i = 0; i < 200000; i++)
    future = odeon_future_catch (future, hand_on, NULL, NULL);
  assert_int_equal (await_int (future), 7);
}

/* --- loops: each round's function returns the next round's continuation --- */

typedef enum
{
  LINK_PLAIN,
  LINK_RACE,
  LINK_TIMEOUT
} Link;

typedef struct
{
  Link         link;
  gint         n_left;
  OdeonFuture *result;
} Loop;

static OdeonFuture *
next_round (OdeonFuture *done G_GNUC_UNUSED, gpointer data)
{
  Loop        *self = data;
  OdeonFuture *next;
  OdeonFuture *race;

  if (--self->n_left == 0)
    return promised (7);

  next = odeon_future_then (promised (self->n_left), next_round, self, NULL);
  switch (self->link)
    {
    case LINK_PLAIN:
      return next;
    case LINK_RACE:
      race = odeon_future_race (&next, 1);
      odeon_future_unref (next);
      return race;
    case LINK_TIMEOUT:
      return odeon_future_with_timeout (next, 3600 * 1000);
    }
  g_assert_not_reached ();
}

static void
begin_loop (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Loop *self = data;

  self->result = odeon_future_then (promised (0), next_round, self, NULL);
}

static void
a_loop_in_an_actor_takes_no_stack (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *player = spawn_player (system, "", NULL);

  for (Link link = LINK_PLAIN; link <= LINK_TIMEOUT; link++)
    {
      Loop loop = { .link = link, .n_left = scaled (50000) };

      await_ok (invoke (player, begin_loop, &loop));
      assert_int_equal (await_int64 (loop.result), 7);
    }
  odeon_ref_unref (player);
}

typedef struct
{
  OdeonPromise *promise;
  OdeonFuture  *result;
} Passing;

static void
break_long_chain (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Passing *self = data;

  self->result = odeon_promise_get_future (self->promise);
  for (gint i = scaled (50000); i > 0; i--)
    self->result = odeon_future_then (self->result, never_called, NULL, NULL);
  odeon_promise_free (self->promise);
}

static void
an_error_passes_by_any_number_in_an_actor (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *player = spawn_player (system, "", NULL);
  Passing                 passing = { .promise = odeon_promise_new () };

  await_ok (invoke (player, break_long_chain, &passing));
  await_error (passing.result, ODEON_ERROR_BROKEN_PROMISE);
  odeon_ref_unref (player);
}

/* What a notification releases is the user's, and may do anything, even wait for what the same
 * completion is still to bring about. */
static void
wait_for_the_rest (gpointer data)
{
  OdeonFuture *rest = *(OdeonFuture **) data;

  assert_false (odeon_future_await (rest, NULL));
}

static void
break_chain_that_is_awaited (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  OdeonFuture **rest = data;
  OdeonPromise *promise = odeon_promise_new ();
  OdeonFuture  *middle;

  middle = odeon_future_then (odeon_promise_get_future (promise), never_called, rest,
                              wait_for_the_rest);
  *rest = odeon_future_race (&middle, 1);
  odeon_future_unref (middle);
  odeon_promise_free (promise);
}

static void
releasing_a_closure_may_wait_for_the_rest_of_its_chain (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *player = spawn_player (system, "", NULL);
  OdeonFuture            *rest;

  break_chain_that_is_awaited (NULL, &rest);
  await_error (rest, ODEON_ERROR_BROKEN_PROMISE);
  await_ok (invoke (player, break_chain_that_is_awaited, &rest));
  await_error (rest, ODEON_ERROR_BROKEN_PROMISE);
  odeon_ref_unref (player);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (then_chains_values_and_lets_errors_pass),
    cmocka_unit_test (catch_mends_errors_and_lets_values_pass),
    cmocka_unit_test (a_chained_future_waits_for_the_future_returned),
    cmocka_unit_test (cancelling_a_chained_future_leaves_the_source_alone),
    cmocka_unit_test (a_continuation_never_runs_inside_the_call_that_attaches_it),
    cmocka_unit_test (a_continuation_comes_home_to_the_thread_that_attached_it),
    cmocka_unit_test (an_actor_s_continuation_is_one_of_its_messages),
    cmocka_unit_test (a_continuation_whose_actor_is_gone_is_dropped),
    cmocka_unit_test (map_makes_a_new_value),
    cmocka_unit_test (filter_keeps_elements_in_order),
    cmocka_unit_test (reduce_folds_with_or_without_a_beginning),
    cmocka_unit_test (a_chain_of_any_length_is_read_and_freed),
    cmocka_unit_test (a_loop_in_an_actor_takes_no_stack),
    cmocka_unit_test (an_error_passes_by_any_number_in_an_actor),
    cmocka_unit_test (releasing_a_closure_may_wait_for_the_rest_of_its_chain),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
