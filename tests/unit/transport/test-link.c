/* SPDX-License-Identifier: MIT */

#include "pair.h"

static void
a_call_crosses_and_its_answer_comes_back (void **state)
{
  Pair  *pair = *state;
  gint32 sum = 0;
  GError *error = NULL;

  assert_true (meter_add_await (meter_add (pair->here.root, 20), &sum, &error));
  assert_true (meter_add_await (meter_add (pair->here.root, 22), &sum, &error));

  assert_int_equal (sum, 42);
}

static void
strings_cross_both_ways (void **state)
{
  Pair             *pair = *state;
  g_autofree gchar *said = NULL;

  assert_true (meter_say_await (meter_say (pair->here.root, "hello"), &said, NULL));

  assert_string_equal (said, "hello!");
}

static void
an_error_arrives_with_its_domain_code_and_words (void **state)
{
  Pair              *pair = *state;
  g_autoptr (GError) error = NULL;
  gint32             sum;

  assert_false (meter_add_await (meter_add (pair->here.root, 14), &sum, &error));

  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED));
  assert_string_equal (error->message, "fourteen");
}

static void
an_untyped_message_crosses (void **state)
{
  Pair *pair = *state;

  assert_int_equal (await_int (ask_int (pair->here.root, 7)), 7);
}

static void
a_remote_actor_is_stopped_and_is_gone (void **state)
{
  Pair *pair = *state;

  await_ok (odeon_ref_started (pair->here.root));
  assert_true (await_boolean (odeon_ref_stop (pair->here.root)));
  await_error (ask_int (pair->here.root, 1), ODEON_ERROR_ACTOR_DEAD);
}

static void
a_side_that_closes_is_heard_of (void **state)
{
  Pair              *pair = *state;
  g_autoptr (GError) why = NULL;

  side_close (&pair->there);
  why = side_await_closed (&pair->here);

  assert_non_null (strstr (why->message, "the end"));
  await_error (ask_int (pair->here.root, 1), ODEON_ERROR_NOT_DELIVERED);
  assert_false (odeon_ref_is_alive (pair->here.root));
}

/* Its user may let go of a link that goes on. */
static void
a_link_lives_until_it_is_closed (void **state)
{
  Pair              *pair = *state;
  g_autoptr (GError) why = NULL;
  gint32             sum;

  _odeon_link_unref (_odeon_link_ref (pair->here.link));
  _odeon_link_ref (pair->there.link);
  _odeon_link_unref (pair->here.link);
  assert_true (meter_add_await (meter_add (pair->here.root, 1), &sum, NULL));
  side_close (&pair->there);
  why = side_await_closed (&pair->here);
  pair->here.link = NULL;
  _odeon_link_unref (pair->there.link);
}

#define test(name) cmocka_unit_test_setup_teardown (name, pair_set_up, pair_tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    test (a_call_crosses_and_its_answer_comes_back),
    test (strings_cross_both_ways),
    test (an_error_arrives_with_its_domain_code_and_words),
    test (an_untyped_message_crosses),
    test (a_remote_actor_is_stopped_and_is_gone),
    test (a_side_that_closes_is_heard_of),
    test (a_link_lives_until_it_is_closed),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
