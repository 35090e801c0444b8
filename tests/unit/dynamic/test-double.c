/* SPDX-License-Identifier: MIT */

#include "meter.h"

typedef struct
{
  OdeonSystem *system;
  OdeonDouble *meter;
  OdeonRef    *ref;
} Scene;

static int
set_up (void **state)
{
  Scene  *self = g_new0 (Scene, 1);
  GError *error = NULL;

  self->system = new_system (1);
  self->meter = odeon_double_new (&meter_interface_info, self->system, &error);
  assert_no_error (error);
  self->ref = odeon_double_get_ref (self->meter);
  *state = self;

  return 0;
}

static int
tear_down (void **state)
{
  Scene *self = *state;

  odeon_double_free (self->meter);
  g_object_unref (self->system);
  g_free (self);

  return 0;
}

static void
assert_verdict (Scene *scene, const gchar *expected)
{
  g_autoptr (GError) error = NULL;

  assert_false (odeon_double_verify (scene->meter, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_UNEXPECTED_CALL));
  assert_string_equal (error->message, expected);
}

static void
assert_says (OdeonRef *meter, const gchar *words, const gchar *expected)
{
  g_autofree gchar *answer = NULL;
  GError           *error = NULL;

  meter_say_await (meter_say (meter, words), &answer, &error);
  assert_no_error (error);
  assert_string_equal (answer, expected);
}

static void
calls_are_answered_as_was_stated (void **state)
{
  Scene  *scene = *state;
  GError *error = NULL;
  gint32  sum;

  odeon_double_expect (scene->meter, "set_level", "(i)", 5);
  odeon_double_expect (scene->meter, "say", "(s)", "hello");
  odeon_double_will_return (scene->meter, "(s)", "world");
  odeon_double_expect (scene->meter, "add", NULL);
  odeon_double_will_fail (scene->meter, g_error_new (G_IO_ERROR, G_IO_ERROR_BUSY, "busy"));
  odeon_double_expect (scene->meter, "poke", "(s)", "x");

  await_ok (meter_set_level (scene->ref, 5));
  assert_says (scene->ref, "hello", "world");
  assert_false (meter_add_await (meter_add (scene->ref, 3), &sum, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY));
  g_clear_error (&error);
  assert_true (meter_poke (scene->ref, "x"));

  odeon_double_assert (scene->meter);
  odeon_double_assert (scene->meter);
}

static void
an_unexpected_call_fails_its_caller_and_the_test (void **state)
{
  Scene  *scene = *state;
  GError *error = NULL;
  gint32  sum;

  odeon_double_expect (scene->meter, "add", "(i)", 3);
  odeon_double_will_return (scene->meter, "(i)", 10);

  assert_false (meter_add_await (meter_add (scene->ref, 4), &sum, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_UNEXPECTED_CALL));
  assert_string_equal (error->message, "Double of Meter: expected add (3), got add (4)");
  g_clear_error (&error);
  assert_true (meter_add_await (meter_add (scene->ref, 3), &sum, &error));
  assert_int_equal (sum, 10);
  assert_true (meter_poke (scene->ref, "x"));

  assert_verdict (scene, "Meter: expected add (3), got add (4)\n"
                         "Meter: expected no more calls, got poke ('x')");
  assert_true (odeon_ref_is_alive (scene->ref));
}

static void
what_did_not_come_is_told (void **state)
{
  Scene *scene = *state;

  odeon_double_expect (scene->meter, "say", "(s)", "hello");
  odeon_double_will_return (scene->meter, "(s)", "world");
  odeon_double_expect (scene->meter, "poke", NULL);
  odeon_double_times (scene->meter, 3);
  assert_says (scene->ref, "hello", "world");
  assert_true (meter_poke (scene->ref, "a"));
  assert_true (meter_poke (scene->ref, "b"));
  odeon_double_expect (scene->meter, "get_level", NULL);

  assert_verdict (scene, "Meter: expected poke (…) 3 times, but it came 2 times\n"
                         "Meter: expected get_level (), but it did not come");
  assert_true (meter_poke (scene->ref, "c"));
  assert_verdict (scene, "Meter: expected get_level (), but it did not come");
}

static void
the_order_counts_unless_told_otherwise (void **state)
{
  Scene *scene = *state;

  odeon_double_expect (scene->meter, "poke", "(s)", "a");
  odeon_double_expect (scene->meter, "poke", "(s)", "b");
  assert_true (meter_poke (scene->ref, "b"));
  assert_true (meter_poke (scene->ref, "a"));
  assert_verdict (scene, "Meter: expected poke ('a'), got poke ('b')\n"
                         "Meter: expected poke ('b'), but it did not come");
}

static void
in_any_order_the_first_that_fits_is_met (void **state)
{
  Scene *scene = *state;

  odeon_double_set_in_order (scene->meter, FALSE);
  odeon_double_expect (scene->meter, "poke", "(s)", "a");
  odeon_double_expect (scene->meter, "poke", "(s)", "b");
  odeon_double_expect (scene->meter, "set_level", "(i)", 1);
  assert_true (meter_poke (scene->ref, "b"));
  await_ok (meter_set_level (scene->ref, 1));
  assert_true (meter_poke (scene->ref, "a"));
  odeon_double_assert (scene->meter);

  odeon_double_expect (scene->meter, "poke", "(s)", "c");
  odeon_double_expect (scene->meter, "set_level", "(i)", 2);
  assert_true (meter_poke (scene->ref, "b"));
  assert_verdict (scene, "Meter: expected poke ('c') or set_level (2), got poke ('b')\n"
                         "Meter: expected poke ('c'), but it did not come\n"
                         "Meter: expected set_level (2), but it did not come");
}

static void
what_is_allowed_may_come_any_number_of_times (void **state)
{
  Scene *scene = *state;

  odeon_double_allow (scene->meter, "say", NULL);
  odeon_double_will_return (scene->meter, "(s)", "whatever");
  odeon_double_allow (scene->meter, "say", "(s)", "special");
  odeon_double_will_return (scene->meter, "(s)", "indeed");
  odeon_double_expect (scene->meter, "poke", NULL);
  for (gint i = 0; i < 3; i++)
    assert_says (scene->ref, "x", "whatever");
  assert_true (meter_poke (scene->ref, "x"));
  assert_says (scene->ref, "special", "indeed");
  odeon_double_assert (scene->meter);
}

static void
a_call_without_a_stated_answer_is_a_fault_of_the_test (void **state)
{
  Scene *scene = *state;

  odeon_double_expect (scene->meter, "say", NULL);
  await_error (meter_say (scene->ref, "x"), ODEON_ERROR_UNEXPECTED_CALL);
  assert_verdict (scene, "Meter: nobody said what say ('x') returns");
}

static void
a_statement_that_fits_nothing_is_a_fault_of_the_test (void **state)
{
  Scene *scene = *state;

  odeon_double_expect (scene->meter, "ad", "(i)", 3);
  odeon_double_will_return (scene->meter, "(i)", 3);
  odeon_double_expect (scene->meter, "add", "(s)", "three");
  odeon_double_expect (scene->meter, "get_level", NULL);
  odeon_double_will_return (scene->meter, "(s)", "three");
  await_error (meter_get_level (scene->ref), ODEON_ERROR_UNEXPECTED_CALL);

  assert_verdict (scene,
                  "cannot expect ad: Meter has no operation \"ad\"; did you mean \"add\"?\n"
                  "cannot expect add: Meter.add: n: an integer is expected, not a variant of type "
                  "'s'\n"
                  "cannot return that: Meter.level: level: an integer is expected, not a variant "
                  "of type 's'\n"
                  "Meter: nobody said what get_level () returns");
}

static void
a_call_may_stay_open_for_ever (void **state)
{
  Scene       *scene = *state;
  OdeonFuture *future;

  odeon_double_expect (scene->meter, "later", "(i)", 1);
  odeon_double_will_never_answer (scene->meter);
  future = meter_later (scene->ref, 1);
  odeon_double_assert (scene->meter);
  assert_false (odeon_future_is_done (future));

  odeon_double_free (g_steal_pointer (&scene->meter));
  await_error (future, ODEON_ERROR_BROKEN_PROMISE);
}

/* An OdeonDynamicFunc. */
static void
answer_fourfold (OdeonActor *actor G_GNUC_UNUSED, OdeonCall *call, gpointer data)
{
  g_autoptr (GVariant) arguments = odeon_call_dup_arguments (call, NULL);
  gint32               n;

  g_variant_get (arguments, "(i)", &n);
  odeon_call_return_variant (call, g_variant_new ("(i)", n * *(const gint *) data), NULL);
}

static void
a_callback_may_answer (void **state)
{
  Scene       *scene = *state;
  static const gint four = 4;

  odeon_double_expect (scene->meter, "add", NULL);
  odeon_double_times (scene->meter, 2);
  odeon_double_will_run (scene->meter, answer_fourfold, (gpointer) &four, NULL);
  assert_int_equal (await_int (meter_add (scene->ref, 2)), 8);
  assert_int_equal (await_int (meter_add (scene->ref, 3)), 12);
  odeon_double_assert (scene->meter);
}

/* An OdeonActorFunc: says it when the test does not look. */
static void
poke_twice (OdeonActor *actor G_GNUC_UNUSED, gpointer meter)
{
  meter_poke (meter, "a");
  meter_poke (meter, "b");
}

static void
one_can_wait_for_what_is_expected (void **state)
{
  Scene    *scene = *state;
  OdeonRef *player = spawn_player (scene->system, "p", NULL);
  GError   *error = NULL;

  odeon_double_expect (scene->meter, "poke", "(s)", "a");
  odeon_double_expect (scene->meter, "poke", "(s)", "b");
  assert_false (odeon_double_wait (scene->meter, 1, &error));
  g_clear_error (&error);
  odeon_future_unref (invoke (player, poke_twice, scene->ref));
  assert_true (odeon_double_wait (scene->meter, 60000, &error));
  assert_no_error (error);
  stop_and_unref (player);
}

static void
a_double_outlives_its_system (void **state G_GNUC_UNUSED)
{
  OdeonSystem *system = new_system (1);
  OdeonDouble *meter = odeon_double_new (&meter_interface_info, system, NULL);

  odeon_double_expect (meter, "poke", NULL);
  meter_poke (odeon_double_get_ref (meter), "x");
  odeon_double_assert (meter);
  g_object_unref (system);
  odeon_double_assert (meter);
  odeon_double_free (meter);
  odeon_double_free (NULL);
}

#define scene_test(f) cmocka_unit_test_setup_teardown (f, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    scene_test (calls_are_answered_as_was_stated),
    scene_test (an_unexpected_call_fails_its_caller_and_the_test),
    scene_test (what_did_not_come_is_told),
    scene_test (the_order_counts_unless_told_otherwise),
    scene_test (in_any_order_the_first_that_fits_is_met),
    scene_test (what_is_allowed_may_come_any_number_of_times),
    scene_test (a_call_without_a_stated_answer_is_a_fault_of_the_test),
    scene_test (a_statement_that_fits_nothing_is_a_fault_of_the_test),
    scene_test (a_call_may_stay_open_for_ever),
    scene_test (a_callback_may_answer),
    scene_test (one_can_wait_for_what_is_expected),
    cmocka_unit_test (a_double_outlives_its_system),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
