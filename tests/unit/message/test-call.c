/* SPDX-License-Identifier: MIT */

#include "scene.h"

static void
a_call_brings_its_result (void **state)
{
  Scene            *scene = *state;
  g_autofree gchar *words = NULL;
  gint32            sum;

  assert_true (meter_add_await (meter_add (scene->meter, 3), &sum, NULL));
  assert_int_equal (sum, 3);
  assert_true (meter_say_await (meter_say (scene->meter, "hello"), &words, NULL));
  assert_string_equal (words, "hello!");
}

static void
several_results_are_a_tuple (void **state)
{
  Scene               *scene = *state;
  OdeonCall           *call = odeon_call_new (scene->meter, &meter_methods[METER_SWAP]);
  OdeonFuture         *future;
  g_autoptr (GVariant) both = NULL;
  g_autofree gchar    *text = NULL;
  g_auto (GValue)      value = G_VALUE_INIT;

  ((MeterSwapFrame *) odeon_call_get_frame (call))->a = 5;
  future = odeon_call_send (call);
  await_ok (odeon_future_ref (future));
  assert_true (odeon_future_get_value (future, &value, NULL));
  assert_true (G_VALUE_HOLDS_VARIANT (&value));
  both = await_variant (future);
  text = g_variant_print (both, FALSE);
  assert_string_equal (text, "(0, '5')");
}

static void
a_call_to_nobody_fails_and_names_itself (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  gint32             sum;

  assert_false (meter_add_await (meter_add (NULL, 3), &sum, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_non_null (strstr (error->message, "Meter.add"));
  assert_false (meter_add_tell (NULL, 3));
}

static void
a_call_to_the_dead_fails_a_tell_is_lost (void **state)
{
  Scene *scene = *state;

  await_ok (odeon_ref_stop (scene->meter));
  await_error (meter_add (scene->meter, 1), ODEON_ERROR_ACTOR_DEAD);
  await_error (meter_say (scene->meter, "x"), ODEON_ERROR_ACTOR_DEAD);
  assert_false (meter_add_tell (scene->meter, 1));
  assert_false (meter_poke (scene->meter, "x"));
}

static void
a_bad_argument_is_never_sent (void **state)
{
  Scene             *scene = *state;
  g_autoptr (GError) error = NULL;
  gchar             *words;

  assert_false (meter_say_await (meter_say (scene->meter, "\xff"), &words, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_non_null (strstr (error->message, "Meter.say: words"));
  await_error (meter_say (scene->meter, NULL), ODEON_ERROR_INVALID_ARGUMENT);
  assert_false (meter_poke (scene->meter, "\xff"));
}

static void
a_bad_result_fails_the_call_and_not_the_actor (void **state)
{
  Scene             *scene = *state;
  g_autoptr (GError) error = NULL;
  gchar             *words;
  gint32             sum;

  assert_false (meter_say_await (meter_say (scene->meter, "bytes"), &words, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_non_null (strstr (error->message, "result"));
  assert_true (meter_add_await (meter_add (scene->meter, 1), &sum, NULL));
}

static void
a_handler_that_fails_in_silence_is_given_a_reason (void **state)
{
  Scene             *scene = *state;
  g_autoptr (GError) error = NULL;
  gint32             sum;

  assert_false (meter_add_await (meter_add (scene->meter, 13), &sum, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_FAILED));
  g_clear_error (&error);
  assert_false (meter_add_await (meter_add (scene->meter, 14), &sum, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED));
  await_error (meter_missing (scene->meter), ODEON_ERROR_NOT_IMPLEMENTED);
}

static void
a_future_is_read_by_its_own_operation_only (void **state)
{
  Scene             *scene = *state;
  g_autoptr (GError) error = NULL;
  OdeonFuture       *said = meter_say (scene->meter, "x");
  OdeonFuture       *promised;
  OdeonPromise      *promise = odeon_promise_new ();
  gint32             sum;

  await_ok (odeon_future_ref (said));
  assert_false (meter_add_finish (said, &sum, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_WRONG_FUTURE));
  assert_non_null (strstr (error->message, "Meter.add"));
  assert_non_null (strstr (error->message, "Meter.say"));
  g_clear_error (&error);
  assert_false (meter_add_await (said, &sum, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_WRONG_FUTURE));
  g_clear_error (&error);

  promised = odeon_promise_get_future (promise);
  assert_false (meter_add_finish (promised, &sum, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_PENDING));
  g_clear_error (&error);
  odeon_promise_set_int64 (promise, 1);
  assert_false (meter_add_finish (promised, &sum, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_WRONG_FUTURE));
  g_clear_error (&error);
  odeon_future_unref (promised);
  odeon_promise_free (promise);

  assert_false (meter_add_await (NULL, &sum, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
}

static void
a_timeout_s_future_is_read_like_the_call_s (void **state)
{
  Scene  *scene = *state;
  gint32  sum;

  assert_true (meter_add_await (odeon_future_with_timeout (meter_add (scene->meter, 3), 60000),
                                &sum, NULL));
  assert_int_equal (sum, 3);
}

static void
a_call_that_has_not_started_is_withdrawn_by_a_cancel (void **state)
{
  Scene        *scene = *state;
  g_auto (Gate) gate;
  OdeonFuture  *future;
  gint32        sum;

  gate_init (&gate);
  odeon_future_unref (invoke (scene->meter, wait_at_gate, &gate));
  future = meter_add (scene->meter, 100);
  assert_true (odeon_future_cancel (future));
  assert_false (odeon_future_cancel (future));
  await_error (future, ODEON_ERROR_CANCELLED);
  gate_open (&gate);
  assert_true (meter_add_await (meter_add (scene->meter, 1), &sum, NULL));
  assert_int_equal (sum, 1);
}

/* --- deferred --- */

static void
a_kept_call_is_answered_later_by_another_thread (void **state)
{
  Scene               *scene = *state;
  g_autoptr (GVariant) answer = g_variant_ref_sink (g_variant_new_int32 (9));
  OdeonFuture         *future = meter_later (scene->meter, 1);
  OdeonCall           *call = take_kept_call (scene->meter);

  assert_false (odeon_future_is_done (future));
  assert_true (odeon_call_is_wanted (call));
  assert_ptr_equal (odeon_call_get_method (call), &meter_methods[METER_LATER]);
  meter_complete_later (call, answer);
  assert_int_equal (await_int (future), 9);
}

static void
a_kept_call_that_is_dropped_breaks_its_promise (void **state)
{
  Scene             *scene = *state;
  g_autoptr (GError) error = NULL;
  OdeonFuture       *future = meter_later (scene->meter, 1);

  odeon_call_drop (take_kept_call (scene->meter));
  assert_false (odeon_future_await (future, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_BROKEN_PROMISE));
  assert_non_null (strstr (error->message, "Meter.later"));
  odeon_future_unref (future);
  odeon_call_drop (NULL);
}

static void
a_half_answered_call_that_is_dropped_fails_and_leaks_nothing (void **state)
{
  Scene               *scene = *state;
  g_autoptr (GVariant) half = g_variant_ref_sink (g_variant_new_int32 (9));
  OdeonFuture         *future = meter_later (scene->meter, 1);
  OdeonCall           *call = take_kept_call (scene->meter);

  odeon_call_set_result (call, 1, &half);
  odeon_call_drop (call);
  await_error (future, ODEON_ERROR_BROKEN_PROMISE);
}

static void
a_value_that_is_set_again_replaces_the_one_before (void **state)
{
  Scene               *scene = *state;
  const gchar         *words[] = { "first", "second" };
  OdeonCall           *say = odeon_call_new (scene->meter, &meter_methods[METER_SAY]);
  g_autoptr (GVariant) first = g_variant_ref_sink (g_variant_new_string ("first"));
  g_autoptr (GVariant) second = g_variant_ref_sink (g_variant_new_string ("second"));
  g_autofree gchar    *said = NULL;
  g_autofree gchar    *result = NULL;
  OdeonFuture         *later;
  OdeonCall           *kept;

  odeon_call_set_argument (say, 0, &words[0]);
  odeon_call_set_argument (say, 0, &words[1]);
  odeon_call_set_argument (say, 0, odeon_call_get_frame (say));
  assert_true (meter_say_await (odeon_call_send (say), &said, NULL));
  assert_string_equal (said, "second!");

  later = meter_later (scene->meter, 1);
  kept = take_kept_call (scene->meter);
  odeon_call_set_result (kept, 1, &first);
  odeon_call_set_result (kept, 1, &second);
  odeon_call_return (kept);
  result = await_string (later);
  assert_string_equal (result, "second");
}

static void
an_invalid_answer_is_the_caller_s_error (void **state)
{
  Scene       *scene = *state;
  GVariant    *none = NULL;
  OdeonFuture *future = meter_later (scene->meter, 1);
  OdeonCall   *call = take_kept_call (scene->meter);

  odeon_call_set_result (call, 1, &none);
  odeon_call_return (call);
  await_error (future, ODEON_ERROR_INVALID_ARGUMENT);
}

static void
an_answer_without_its_result_is_an_error (void **state)
{
  Scene       *scene = *state;
  OdeonFuture *future = meter_later (scene->meter, 1);

  odeon_call_return (take_kept_call (scene->meter));
  await_error (future, ODEON_ERROR_INVALID_ARGUMENT);
}

static void
a_kept_call_may_fail (void **state)
{
  Scene       *scene = *state;
  OdeonFuture *future = meter_later (scene->meter, 1);

  odeon_call_return_error (take_kept_call (scene->meter), g_error_new_literal (ODEON_ERROR,
                                                                   ODEON_ERROR_FAILED, "no"));
  await_error (future, ODEON_ERROR_FAILED);
}

static void
tell_later (OdeonRef *meter)
{
  assert_true (odeon_call_tell (odeon_call_new (meter, &meter_methods[METER_LATER])));
}

static void
fail_kept_call (OdeonActor *actor, gpointer data)
{
  OdeonCall *call = NULL;

  steal_kept_call (actor, &call);
  odeon_call_return_error (call, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "no"));
  journal_add (data, "", "told");
}

static void
a_kept_tell_that_fails_is_its_actor_s_failure (void **state)
{
  Scene           *scene = *state;
  g_auto (Journal) journal;
  gint             counts[2] = { 0 };
  OdeonRef        *meter;

  journal_init (&journal);
  count_log (counts);

  /* On another thread. */
  meter = spawn_meter (scene->system, "m", &journal);
  tell_later (meter);
  odeon_call_return_error (take_kept_call (meter),
                           g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "no"));
  await_error (ask_int (meter, 1), ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (meter);
  assert_journal (&journal, "m.started m.failed");
  assert_int_equal (g_atomic_int_get (&counts[0]), 1);

  /* In the actor: after the message that it is at. */
  meter = spawn_meter (scene->system, "m", &journal);
  tell_later (meter);
  await_ok (invoke (meter, fail_kept_call, &journal));
  await_error (ask_int (meter, 1), ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (meter);
  assert_journal (&journal, "m.started told m.failed");
  assert_int_equal (g_atomic_int_get (&counts[0]), 2);

  restore_log ();
}

static void
a_kept_tell_that_fails_after_its_actor_s_end_is_logged (void **state)
{
  Scene     *scene = *state;
  gint       counts[2] = { 0 };
  OdeonCall *call;

  tell_later (scene->meter);
  call = take_kept_call (scene->meter);
  await_ok (odeon_ref_stop (scene->meter));
  count_log (counts);
  odeon_call_return_error (call, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "no"));
  restore_log ();
  assert_int_equal (counts[0], 1);
}

static void
a_cancelled_call_is_not_wanted_and_may_be_answered_still (void **state)
{
  Scene               *scene = *state;
  g_autoptr (GVariant) answer = g_variant_ref_sink (g_variant_new_int32 (9));
  OdeonFuture         *future = meter_later (scene->meter, 1);
  OdeonCall           *call = take_kept_call (scene->meter);

  odeon_future_cancel (future);
  assert_false (odeon_call_is_wanted (call));
  meter_complete_later (call, answer);
  await_error (future, ODEON_ERROR_CANCELLED);
}

static void
calls_kept_by_an_actor_that_ends_are_broken (void **state)
{
  Scene       *scene = *state;
  OdeonFuture *first = meter_later (scene->meter, 1);
  OdeonFuture *second = meter_later (scene->meter, 2);

  await_ok (odeon_ref_stop (scene->meter));
  await_error (first, ODEON_ERROR_BROKEN_PROMISE);
  await_error (second, ODEON_ERROR_BROKEN_PROMISE);
}

static void
a_call_is_forwarded_to_another_who_answers (void **state)
{
  Scene               *scene = *state;
  g_autoptr (GVariant) answer = g_variant_ref_sink (g_variant_new_int32 (4));
  OdeonRef            *other = spawn_meter (scene->system, "o", NULL);
  OdeonRef            *stranger = spawn_player (scene->system, "s", NULL);
  OdeonFuture         *future = meter_later (scene->meter, 1);
  OdeonCall           *call = NULL;

  odeon_call_forward (take_kept_call (scene->meter), other);
  await_ok (invoke (other, steal_kept_call, &call));
  meter_complete_later (call, answer);
  assert_int_equal (await_int (future), 4);

  future = meter_later (scene->meter, 1);
  odeon_call_forward (take_kept_call (scene->meter), stranger);
  await_error (future, ODEON_ERROR_WRONG_INTERFACE);

  future = meter_later (scene->meter, 1);
  odeon_call_forward (take_kept_call (scene->meter), NULL);
  await_error (future, ODEON_ERROR_WRONG_INTERFACE);

  await_ok (odeon_ref_stop (other));
  future = meter_later (scene->meter, 1);
  odeon_call_forward (take_kept_call (scene->meter), other);
  await_error (future, ODEON_ERROR_ACTOR_DEAD);

  odeon_ref_unref (other);
  odeon_ref_unref (stranger);
}

static void
a_call_through_the_wrong_proxy_fails (void **state)
{
  Scene    *scene = *state;
  OdeonRef *stranger = spawn_player (scene->system, "s", NULL);

  await_error (meter_add (stranger, 1), ODEON_ERROR_WRONG_INTERFACE);
  odeon_ref_unref (stranger);
}

/* A Meter that hands `later` on, and then looks for who asked. */
typedef MeterActor      RelayActor;
typedef MeterActorClass RelayActorClass;

static OdeonRef *relay_to;
static OdeonRef *relay_sender;

GType relay_actor_get_type (void);

static void
relay_actor_later (gpointer self, OdeonCall *call, gint32 n G_GNUC_UNUSED)
{
  odeon_call_forward (call, relay_to);
  relay_sender = odeon_actor_dup_sender (self);
}

static void
relay_actor_implement (MeterImplInterface *iface)
{
  iface->later_deferred = relay_actor_later;
}

G_DEFINE_TYPE_WITH_CODE (RelayActor, relay_actor, meter_actor_get_type (),
                         G_IMPLEMENT_INTERFACE (meter_impl_get_type (), relay_actor_implement))

static void
relay_actor_class_init (RelayActorClass *klass G_GNUC_UNUSED)
{
}

static void
relay_actor_init (RelayActor *self G_GNUC_UNUSED)
{
}

static void
ask_relay (OdeonActor *actor G_GNUC_UNUSED, gpointer relay)
{
  odeon_future_unref (meter_later (relay, 1));
}

static void
a_call_that_is_given_away_is_not_looked_at_again (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonRef               *caller = spawn_player (system, "", NULL);
  OdeonRef               *relay = odeon_spawn (ODEON_SPAWNER (system), relay_actor_get_type (),
                                               NULL, NULL, NULL);

  relay_to = spawn_meter (system, "", NULL);
  await_ok (invoke (caller, ask_relay, relay));
  stop_and_unref (relay);
  assert_ptr_equal (relay_sender, caller);
  odeon_ref_unref (relay_sender);
  odeon_call_drop (take_kept_call (relay_to));
  odeon_ref_unref (relay_to);
  odeon_ref_unref (caller);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (a_call_brings_its_result, set_up, tear_down),
    cmocka_unit_test_setup_teardown (several_results_are_a_tuple, set_up, tear_down),
    cmocka_unit_test (a_call_to_nobody_fails_and_names_itself),
    cmocka_unit_test (a_call_that_is_given_away_is_not_looked_at_again),
    cmocka_unit_test_setup_teardown (a_call_to_the_dead_fails_a_tell_is_lost, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_bad_argument_is_never_sent, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_bad_result_fails_the_call_and_not_the_actor, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (a_handler_that_fails_in_silence_is_given_a_reason, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (a_future_is_read_by_its_own_operation_only, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (a_timeout_s_future_is_read_like_the_call_s, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (a_call_that_has_not_started_is_withdrawn_by_a_cancel,
                                     set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_kept_call_is_answered_later_by_another_thread, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (a_kept_call_that_is_dropped_breaks_its_promise, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (a_half_answered_call_that_is_dropped_fails_and_leaks_nothing,
                                     set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_value_that_is_set_again_replaces_the_one_before, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (an_invalid_answer_is_the_caller_s_error, set_up, tear_down),
    cmocka_unit_test_setup_teardown (an_answer_without_its_result_is_an_error, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (a_kept_call_may_fail, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_kept_tell_that_fails_is_its_actor_s_failure, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (a_kept_tell_that_fails_after_its_actor_s_end_is_logged,
                                     set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_cancelled_call_is_not_wanted_and_may_be_answered_still,
                                     set_up, tear_down),
    cmocka_unit_test_setup_teardown (calls_kept_by_an_actor_that_ends_are_broken, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (a_call_is_forwarded_to_another_who_answers, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (a_call_through_the_wrong_proxy_fails, set_up, tear_down),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
