/* SPDX-License-Identifier: MIT */

/* Actors made of callbacks: a Meter that is none. */

#include "meter.h"

typedef struct
{
  gint       n_calls;
  gint       n_destroyed;
  OdeonCall *kept;
} Script;

static void
destroy_script (gpointer data)
{
  g_atomic_int_inc (&((Script *) data)->n_destroyed);
}

static void
add (OdeonActor *self G_GNUC_UNUSED, OdeonCall *call, gpointer data)
{
  g_autoptr (GVariant) arguments = odeon_call_dup_arguments (call, NULL);
  gint32               n;

  ((Script *) data)->n_calls++;
  g_variant_get (arguments, "(i)", &n);
  if (n < 0)
    odeon_call_return_error (call, g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "below zero"));
  else
    odeon_call_return_variant (call, g_variant_new ("(i)", 100 + n), NULL);
}

static void
keep (OdeonActor *self G_GNUC_UNUSED, OdeonCall *call, gpointer data)
{
  ((Script *) data)->kept = call;
}

static void
count (OdeonActor *self G_GNUC_UNUSED, OdeonCall *call, gpointer data)
{
  ((Script *) data)->n_calls++;
  odeon_call_return_variant (call, NULL, NULL);
}

static void
wrongly (OdeonActor *self G_GNUC_UNUSED, OdeonCall *call, gpointer data G_GNUC_UNUSED)
{
  odeon_call_return_variant (call, g_variant_new ("(ss)", "seven", "x"), NULL);
}

/* Awaits another actor before it answers. */
static void
relay (OdeonActor *self, OdeonCall *call, gpointer data G_GNUC_UNUSED)
{
  g_autoptr (OdeonRef)    other = odeon_spawn (ODEON_SPAWNER (self), meter_actor_get_type (), NULL,
                                               NULL, "tag", "other", NULL);
  g_autoptr (GVariant)    results = NULL;
  GError                 *error = NULL;

  if (odeon_ref_call_dynamic_sync (other, &meter_interface_info, "get_label", NULL, NULL,
                                   &results, NULL, &error))
    odeon_call_return_variant (call, results, NULL);
  else
    odeon_call_return_error (call, error);
}

static OdeonRef *
stand_in (OdeonSystem *system, Script *script, const OdeonDynamicHandler *handlers, gsize n)
{
  GError   *error = NULL;
  OdeonRef *ref = odeon_interface_implement_dynamic (&meter_interface_info, ODEON_SPAWNER (system),
                                                     NULL, handlers, n, script, destroy_script,
                                                     &error);

  assert_no_error (error);

  return ref;
}

static void
each_operation_has_its_callback (void **state G_GNUC_UNUSED)
{
  static const OdeonDynamicHandler handlers[] = {
    { "add", add }, { "get_label", relay }, { "poke", count }, { "set_level", count },
  };
  g_autoptr (OdeonSystem) system = new_system (1);
  Script                  script = { 0 };
  OdeonRef               *meter = stand_in (system, &script, handlers, G_N_ELEMENTS (handlers));
  gint32                  sum;
  GError                 *error = NULL;

  assert_true (odeon_ref_implements (meter, &meter_interface_info));
  assert_true (meter_add_await (meter_add (meter, 7), &sum, &error));
  assert_int_equal (sum, 107);
  assert_false (meter_add_await (meter_add (meter, -1), &sum, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED));
  g_clear_error (&error);
  await_ok (meter_set_level (meter, 3));
  assert_true (meter_poke (meter, "x"));

  {
    g_autofree gchar *label = await_string (odeon_ref_get_attribute (meter, "label", &error));

    assert_string_equal (label, "other");
  }

  stop_and_unref (meter);
  assert_int_equal (script.n_calls, 4);
  assert_int_equal (script.n_destroyed, 1);
}

static void
what_has_no_callback_is_not_implemented_or_goes_to_that_of_the_others (void **state G_GNUC_UNUSED)
{
  static const OdeonDynamicHandler some[] = { { "add", add } };
  static const OdeonDynamicHandler all[] = { { "add", add }, { NULL, count } };
  g_autoptr (OdeonSystem) system = new_system (1);
  Script                  script = { 0 };
  OdeonRef               *meter = stand_in (system, &script, some, G_N_ELEMENTS (some));

  await_error (meter_missing (meter), ODEON_ERROR_NOT_IMPLEMENTED);
  stop_and_unref (meter);

  meter = stand_in (system, &script, all, G_N_ELEMENTS (all));
  await_ok (meter_missing (meter));
  assert_int_equal (script.n_calls, 1);
  stop_and_unref (meter);
}

static void
an_answer_may_come_later_and_from_elsewhere (void **state G_GNUC_UNUSED)
{
  static const OdeonDynamicHandler handlers[] = { { "later", keep } };
  g_autoptr (OdeonSystem) system = new_system (1);
  Script                  script = { 0 };
  OdeonRef               *meter = stand_in (system, &script, handlers, 1);
  OdeonFuture            *future = meter_later (meter, 1);
  g_autofree gchar       *word = NULL;

  /* A later message is handled, so that the first one has been. */
  await_error (meter_missing (meter), ODEON_ERROR_NOT_IMPLEMENTED);
  assert_false (odeon_future_is_done (future));
  odeon_call_return_variant (script.kept, g_variant_new ("(v)", g_variant_new_string ("w")), NULL);
  word = await_string (future);
  assert_string_equal (word, "w");
  stop_and_unref (meter);
}

static void
an_answer_that_is_none_of_the_operations_is_an_error (void **state G_GNUC_UNUSED)
{
  static const OdeonDynamicHandler handlers[] = { { NULL, wrongly } };
  g_autoptr (OdeonSystem) system = new_system (1);
  Script                  script = { 0 };
  OdeonRef               *meter = stand_in (system, &script, handlers, 1);

  await_error (meter_add (meter, 1), ODEON_ERROR_INVALID_ARGUMENT);
  await_error (meter_missing (meter), ODEON_ERROR_INVALID_ARGUMENT);
  stop_and_unref (meter);
}

static void
actors_of_one_interface_share_a_type_and_keep_their_scripts (void **state G_GNUC_UNUSED)
{
  static const OdeonDynamicHandler handlers[] = { { "add", add } };
  g_autoptr (OdeonSystem) system = new_system (2);
  Script                  scripts[2] = { { 0 }, { 0 } };
  OdeonRef               *a = stand_in (system, &scripts[0], handlers, 1);
  OdeonRef               *b = stand_in (system, &scripts[1], handlers, 1);

  assert_int_equal (odeon_ref_get_actor_type (a), odeon_ref_get_actor_type (b));
  assert_string_equal (g_type_name (odeon_ref_get_actor_type (a)), "OdeonStandIn-Meter");
  await_ok (meter_add (a, 1));
  await_ok (meter_add (b, 1));
  await_ok (meter_add (b, 1));
  stop_and_unref (a);
  assert_int_equal (scripts[0].n_destroyed, 1);
  assert_int_equal (scripts[1].n_destroyed, 0);
  stop_and_unref (b);
  assert_int_equal (scripts[0].n_calls, 1);
  assert_int_equal (scripts[1].n_calls, 2);
}

/* Generated by a compiler that did not say where handlers lie. */
static const OdeonInterfaceInfo old_info;

static const OdeonMethodInfo old_methods[] = { { .name = "go", .interface = &old_info } };

static const OdeonInterfaceInfo old_info = {
  .name = "Old", .methods = old_methods, .n_methods = G_N_ELEMENTS (old_methods),
};

static void
a_script_that_fits_nothing_is_refused_and_released (void **state G_GNUC_UNUSED)
{
  static const OdeonDynamicHandler misspelt[] = { { "ad", add } };
  static const OdeonDynamicHandler fine[] = { { "add", add } };
  g_autoptr (OdeonSystem)          system = new_system (1);
  OdeonSpawnOptions                options = ODEON_SPAWN_OPTIONS_INIT;
  Script                           script = { 0 };
  GError                          *error = NULL;

  assert_null (odeon_interface_implement_dynamic (&meter_interface_info, ODEON_SPAWNER (system),
                                                  NULL, misspelt, 1, &script, destroy_script,
                                                  &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_UNKNOWN_MEMBER));
  assert_int_equal (script.n_destroyed, 1);
  g_clear_error (&error);

  assert_null (odeon_interface_implement_dynamic (&old_info, ODEON_SPAWNER (system), NULL, NULL, 0,
                                                  &script, destroy_script, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_int_equal (script.n_destroyed, 2);
  g_clear_error (&error);

  options.name = "a/b";
  assert_null (odeon_interface_implement_dynamic (&meter_interface_info, ODEON_SPAWNER (system),
                                                  &options, fine, 1, &script, destroy_script,
                                                  &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_NAME));
  assert_int_equal (script.n_destroyed, 3);
  g_clear_error (&error);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (each_operation_has_its_callback),
    cmocka_unit_test (what_has_no_callback_is_not_implemented_or_goes_to_that_of_the_others),
    cmocka_unit_test (an_answer_may_come_later_and_from_elsewhere),
    cmocka_unit_test (an_answer_that_is_none_of_the_operations_is_an_error),
    cmocka_unit_test (actors_of_one_interface_share_a_type_and_keep_their_scripts),
    cmocka_unit_test (a_script_that_fits_nothing_is_refused_and_released),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
