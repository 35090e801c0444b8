/* SPDX-License-Identifier: MIT */

/* Calls by name. */

#include "scene.h"

static OdeonFuture *
call (Scene *scene, const gchar *operation, const gchar *arguments)
{
  GError      *error = NULL;
  OdeonFuture *future = odeon_ref_call (scene->meter, operation,
                                        arguments != NULL ? g_variant_new_parsed (arguments)
                                                          : NULL, &error);

  assert_no_error (error);

  return future;
}

static void
assert_refused (OdeonFuture *future, GError **error, gint code)
{
  assert_null (future);
  assert_true (g_error_matches (*error, ODEON_ERROR, code));
  g_clear_error (error);
}

static void
an_operation_is_called_by_its_name (void **state)
{
  Scene               *scene = *state;
  g_autoptr (GVariant) both = NULL;
  g_autofree gchar    *words = NULL;
  g_autofree gchar    *text = NULL;

  assert_int_equal (await_int (call (scene, "add", "(3,)")), 3);
  words = await_string (call (scene, "say", "('hello',)"));
  assert_string_equal (words, "hello!");
  both = await_variant (call (scene, "swap", "(8,)"));
  text = g_variant_print (both, FALSE);
  assert_string_equal (text, "(3, '8')");
  await_ok (call (scene, "poke", "('x',)"));
}

static void
attributes_are_read_and_written (void **state)
{
  Scene            *scene = *state;
  g_autofree gchar *label = NULL;
  GError           *error = NULL;

  await_ok (odeon_ref_set_attribute (scene->meter, "level", g_variant_new_int32 (7), &error));
  assert_int_equal (await_int (odeon_ref_get_attribute (scene->meter, "level", &error)), 7);
  label = await_string (odeon_ref_get_attribute (scene->meter, "label", &error));
  assert_string_equal (label, "m");
}

static void
what_does_not_exist_or_fit_fails_in_the_caller (void **state)
{
  Scene  *scene = *state;
  GError *error = NULL;

  assert_refused (odeon_ref_call (scene->meter, "ad", NULL, &error), &error,
                  ODEON_ERROR_UNKNOWN_MEMBER);
  assert_refused (odeon_ref_call (scene->meter, "level", NULL, &error), &error,
                  ODEON_ERROR_UNKNOWN_MEMBER);
  assert_refused (odeon_ref_get_attribute (scene->meter, "add", &error), &error,
                  ODEON_ERROR_UNKNOWN_MEMBER);
  assert_refused (odeon_ref_set_attribute (scene->meter, "none", g_variant_new_int32 (1), &error),
                  &error, ODEON_ERROR_UNKNOWN_MEMBER);
  assert_refused (odeon_ref_set_attribute (scene->meter, "label", g_variant_new_string ("x"),
                                           &error), &error, ODEON_ERROR_READ_ONLY);
  assert_refused (odeon_ref_set_attribute (scene->meter, "level", g_variant_new_string ("x"),
                                           &error), &error, ODEON_ERROR_INVALID_ARGUMENT);
  assert_refused (odeon_ref_call (scene->meter, "add", NULL, &error), &error,
                  ODEON_ERROR_INVALID_ARGUMENT);
  assert_refused (odeon_ref_call (scene->meter, "add", g_variant_new ("(ii)", 1, 2), &error),
                  &error, ODEON_ERROR_INVALID_ARGUMENT);
  assert_refused (odeon_ref_call (scene->meter, "say", g_variant_new ("(i)", 1), &error), &error,
                  ODEON_ERROR_INVALID_ARGUMENT);
}

static void
members_are_listed_once_each_and_sorted (void **state)
{
  Scene           *scene = *state;
  g_auto (GStrv)   members = odeon_ref_list_members (scene->meter);
  g_autofree gchar *text = g_strjoinv (" ", members);

  assert_string_equal (text, "add label later level missing poke say swap");
}

static void
a_ref_is_narrowed_to_an_interface_it_has (void **state)
{
  Scene                *scene = *state;
  g_autoptr (GError)    error = NULL;
  g_autoptr (OdeonRef)  meter = odeon_ref_narrow (scene->meter, &meter_interface_info, &error);

  assert_ptr_equal (meter, scene->meter);
  assert_true (odeon_ref_implements (scene->meter, &meter_interface_info));
  assert_false (odeon_ref_implements (scene->meter, &clock_interface_info));
  assert_null (odeon_ref_narrow (scene->meter, &clock_interface_info, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE));
  g_clear_error (&error);
  assert_null (odeon_ref_narrow (NULL, &clock_interface_info, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (an_operation_is_called_by_its_name, set_up, tear_down),
    cmocka_unit_test_setup_teardown (attributes_are_read_and_written, set_up, tear_down),
    cmocka_unit_test_setup_teardown (what_does_not_exist_or_fit_fails_in_the_caller, set_up,
                                     tear_down),
    cmocka_unit_test_setup_teardown (members_are_listed_once_each_and_sorted, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_ref_is_narrowed_to_an_interface_it_has, set_up, tear_down),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
