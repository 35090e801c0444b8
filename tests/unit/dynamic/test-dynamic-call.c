/* SPDX-License-Identifier: MIT */

/* Calls by name. */

#include "scene.h"

/* What the call gives, as text. */
static void
assert_call (gpointer ref, const gchar *operation, const gchar *arguments, const gchar *expected)
{
  g_autoptr (GVariant) results = NULL;
  g_autofree gchar    *text = NULL;
  GError              *error = NULL;

  odeon_ref_call_dynamic_sync (ref, &meter_interface_info, operation,
                               arguments != NULL ? g_variant_new_parsed (arguments) : NULL, NULL,
                               &results, NULL, &error);
  assert_no_error (error);
  text = g_variant_print (results, FALSE);
  assert_string_equal (text, expected);
}

static void
assert_refused (gpointer                  ref,
                const OdeonInterfaceInfo *interface,
                const gchar              *operation,
                const gchar              *arguments,
                gint                      code,
                const gchar              *message)
{
  g_autoptr (GError)   error = NULL;
  g_autoptr (GVariant) results = NULL;

  assert_false (odeon_ref_call_dynamic_sync (ref, interface, operation,
                                             arguments != NULL ? g_variant_new_parsed (arguments)
                                                               : NULL, NULL, &results, NULL,
                                             &error));
  assert_null (results);
  if (!g_error_matches (error, ODEON_ERROR, code) || strstr (error->message, message) == NULL)
    fail_msg ("%d: %s", error->code, error->message);
}

static void
operations_and_attributes_are_called_by_their_names (void **state)
{
  Scene *scene = *state;

  assert_call (scene->meter, "add", "(3,)", "(3,)");
  assert_call (scene->meter, "say", "('hello',)", "('hello!',)");
  assert_call (scene->meter, "swap", "(8,)", "(3, '8')");
  assert_call (scene->meter, "set_level", "(5,)", "()");
  assert_call (scene->meter, "get_level", NULL, "(5,)");
  assert_call (scene->meter, "get_label", "()", "('m',)");
}

static void
a_oneway_operation_is_done_at_once (void **state)
{
  Scene *scene = *state;

  assert_call (scene->meter, "poke", "('x',)", "()");
  stop_and_unref (odeon_ref_ref (scene->meter));
  assert_refused (scene->meter, &meter_interface_info, "poke", "('x',)", ODEON_ERROR_ACTOR_DEAD,
                  "delivered");
}

static void
what_does_not_fit_fails_with_the_place (void **state)
{
  Scene *scene = *state;

  assert_refused (scene->meter, &meter_interface_info, "adds", "(3,)", ODEON_ERROR_UNKNOWN_MEMBER,
                  "Meter has no operation \"adds\"; did you mean \"add\"?");
  assert_refused (scene->meter, &meter_interface_info, "set_label", "('x',)",
                  ODEON_ERROR_READ_ONLY, "Meter.label is read-only");
  assert_refused (scene->meter, &meter_interface_info, "add", NULL, ODEON_ERROR_INVALID_ARGUMENT,
                  "Meter.add has 1 argument, not 0");
  assert_refused (scene->meter, &meter_interface_info, "add", "(1, 2)",
                  ODEON_ERROR_INVALID_ARGUMENT, "Meter.add has 1 argument, not 2");
  assert_refused (scene->meter, &meter_interface_info, "add", "7", ODEON_ERROR_INVALID_ARGUMENT,
                  "a tuple is expected");
  assert_refused (scene->meter, &meter_interface_info, "add", "('7',)",
                  ODEON_ERROR_INVALID_ARGUMENT, "Meter.add: n: ");
  assert_refused (scene->meter, &meter_interface_info, "add", "(int64 5000000000,)",
                  ODEON_ERROR_INVALID_ARGUMENT, "Meter.add: n: ");
  assert_refused (scene->meter, &clock_interface_info, "read", NULL, ODEON_ERROR_UNKNOWN_MEMBER,
                  "Clock has no operation \"read\"");
  assert_refused (NULL, &meter_interface_info, "add", "(1,)", ODEON_ERROR_INVALID_ARGUMENT,
                  "nil");
}

static void
an_actor_without_the_interface_is_not_called (void **state)
{
  Scene    *scene = *state;
  OdeonRef *player = spawn_player (scene->system, "p", NULL);

  assert_refused (player, &meter_interface_info, "add", "(1,)", ODEON_ERROR_WRONG_INTERFACE,
                  "is no Meter");
  stop_and_unref (player);
}

static void
the_handlers_error_reaches_the_caller (void **state)
{
  Scene *scene = *state;

  assert_refused (scene->meter, &meter_interface_info, "missing", NULL,
                  ODEON_ERROR_NOT_IMPLEMENTED, "Meter.missing");
  assert_refused (scene->meter, &meter_interface_info, "say", "('bytes',)",
                  ODEON_ERROR_INVALID_ARGUMENT, "UTF-8");
}

static void
results_can_be_taken_only_when_they_are_there (void **state)
{
  Scene                   *scene = *state;
  g_autoptr (OdeonFuture)  later = NULL;
  g_autoptr (OdeonFuture)  other = NULL;
  g_autoptr (GVariant)     results = NULL;
  g_autofree gchar        *text = NULL;
  OdeonCall               *kept = NULL;
  GError                  *error = NULL;
  GValue                   number = G_VALUE_INIT;

  later = odeon_ref_call_dynamic (scene->meter, &meter_interface_info, "later",
                                  g_variant_new ("(i)", 1), NULL);
  await_ok (invoke (scene->meter, steal_kept_call, &kept));
  assert_false (odeon_ref_call_dynamic_finish (later, &results, NULL, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_PENDING));
  g_clear_error (&error);

  meter_complete_later (kept, g_variant_new_string ("now"));
  assert_true (odeon_ref_call_dynamic_finish (later, &results, NULL, &error));
  text = g_variant_print (results, FALSE);
  assert_string_equal (text, "(<'now'>,)");
  assert_true (odeon_ref_call_dynamic_finish (later, NULL, NULL, NULL));

  g_value_init (&number, G_TYPE_INT);
  other = odeon_future_new_value (&number);
  assert_false (odeon_ref_call_dynamic_finish (other, NULL, NULL, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_WRONG_FUTURE));
  g_clear_error (&error);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (operations_and_attributes_are_called_by_their_names, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (a_oneway_operation_is_done_at_once, set_up, tear_down),
    cmocka_unit_test_setup_teardown (what_does_not_fit_fails_with_the_place, set_up, tear_down),
    cmocka_unit_test_setup_teardown (an_actor_without_the_interface_is_not_called, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (the_handlers_error_reaches_the_caller, set_up, tear_down),
    cmocka_unit_test_setup_teardown (results_can_be_taken_only_when_they_are_there, set_up,
                                     tear_down),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
