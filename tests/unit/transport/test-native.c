/* SPDX-License-Identifier: MIT */

/* A type of a program's own crosses a link. What goes wrong with it is the matter of that call: the
 * link goes on. */

#include "office.h"

static gint32
frank (Offices *offices, gint32 number, gsize weight)
{
  g_autoptr (PostStamp) stamp = stamp_new (number, weight);
  g_autoptr (PostStamp) franked = NULL;
  GError               *error = NULL;

  post_office_frank_sync (offices->remote, stamp, &franked, &error);
  assert_no_error (error);
  assert_int_equal (franked->weight, weight);

  return franked->number;
}

static GError *
fail_to_frank (Offices *offices, gint32 number)
{
  g_autoptr (PostStamp) stamp = stamp_new (number, 0);
  PostStamp            *franked = NULL;
  GError               *error = NULL;

  assert_false (post_office_frank_sync (offices->remote, stamp, &franked, &error));
  assert_null (franked);

  return error;
}

static void
assert_refused (Offices *offices, gint32 number, const gchar *message)
{
  g_autoptr (GError) error = fail_to_frank (offices, number);

  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_string_equal (error->message, message);
  assert_int_equal (frank (offices, 1, 0), 2);
}

static void
it_crosses_both_ways (void **state)
{
  assert_int_equal (frank (*state, 41, 0), 42);
}

/* In a frame that has to be begun anew; beside the frame, in memory that both share. */
static void
it_may_weigh_much (void **state)
{
  static const gsize weights[] = { 1000, 65000, 200000, 300000, 2000000 };

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    assert_int_equal (frank (*state, (gint32) i, weights[i]), (gint32) i + 1);
}

static void
it_is_packed_once_for_a_frame (void **state)
{
  gint before = stamp_count_packed ();

  /* The argument, and the result. */
  frank (*state, 1, 200000);
  assert_int_equal (stamp_count_packed (), before + 2);
}

static void
an_argument_that_cannot_be_packed_fails_its_call (void **state)
{
  assert_refused (*state, -5, "Post::Office.frank: one: Post::Stamp: a Post::Stamp that cannot be "
                              "packed");
}

static void
an_argument_that_cannot_be_unpacked_fails_its_call (void **state)
{
  assert_refused (*state, 13, "Post::Office.frank: one: Post::Stamp: no Post::Stamp could be "
                              "unpacked: it is forged");
}

static void
a_result_that_cannot_be_packed_fails_its_call (void **state)
{
  assert_refused (*state, 200, "Post::Office.frank: result: Post::Stamp: a Post::Stamp that cannot "
                               "be packed");
}

static void
a_result_that_cannot_be_unpacked_fails_its_call (void **state)
{
  assert_refused (*state, 12, "Post::Office.frank: result: Post::Stamp: no Post::Stamp could be "
                              "unpacked: it is forged");
}

static void
a_message_that_cannot_be_unpacked_is_dropped (void **state)
{
  Offices              *offices = *state;
  g_autoptr (PostStamp) forged = stamp_new (13, 0);
  g_autoptr (PostStamp) good = stamp_new (5, 0);
  gint32                sum = 0;

  for (guint i = 0; i < 10; i++)
    {
      assert_true (post_office_drop (offices->remote, forged));
      assert_true (post_office_drop (offices->remote, good));
    }
  assert_true (post_office_add_sync (offices->remote, 0, &sum, NULL));
  assert_int_equal (sum, 50);
}

static void
none_is_refused_before_it_is_sent (void **state)
{
  Offices   *offices = *state;
  PostStamp *franked = NULL;
  GError    *error = NULL;

  assert_false (post_office_frank_sync (offices->remote, NULL, &franked, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_string_equal (error->message, "Post::Office.frank: one: Post::Stamp: a Post::Stamp may "
                                       "not be NULL");
  g_error_free (error);
}

static void
an_exception_brings_it_along (void **state)
{
  g_autoptr (GError) error = fail_to_frank (*state, 100);

  assert_true (g_error_matches (error, POST_ERROR, POST_ERROR_FORGED));
  assert_int_equal (post_forged_get_detail (error)->which->number, 100);
}

static void
within_the_process_it_is_never_packed (void **state)
{
  Offices              *offices = *state;
  g_autoptr (PostStamp) stamp = stamp_new (12, 0);
  g_autoptr (PostStamp) franked = NULL;
  gint                  before = stamp_count_packed ();

  assert_true (post_office_frank_sync (offices->ours, stamp, &franked, NULL));
  assert_int_equal (franked->number, 13);
  assert_int_equal (stamp_count_packed (), before);
}

/* --- what his functions may do --- */

static PostOffice *office_within;
static GError     *error_within;

static void
note_within (gboolean packs)
{
  if (packs)
    post_office_note (office_within, 0);
}

static void
note_when_unpacked (gboolean packs)
{
  note_within (!packs);
}

static void
ask_within (gboolean packs)
{
  gint32 sum;

  if (packs && error_within == NULL)
    post_office_add_sync (office_within, 1, &sum, &error_within);
}

/* An actor of ours calls, on the thread that the link belongs to. */
static void
pass_on (Offices *offices, gint32 number, const StampEvent *event)
{
  g_autoptr (PostOffice) kept = NULL;
  g_autoptr (PostStamp)  stamp = stamp_new (number, 0);
  g_autoptr (PostStamp)  franked = NULL;
  GError                *error = NULL;

  assert_true (post_office_keep_sync (offices->ours, offices->remote, &kept, NULL));
  office_within = offices->remote;
  stamp_event = event;
  post_office_pass_on_sync (offices->ours, stamp, &franked, &error);
  stamp_event = NULL;
  assert_no_error (error);
  assert_int_equal (franked->number, number + 1);
}

static void
assert_noted (Offices *offices)
{
  gint64 n = 0;

  assert_true (post_office_count_notes_sync (offices->remote, &n, NULL));
  assert_int_equal (n, 1);
  assert_true (post_office_let_go_sync (offices->ours, NULL));
}

static void
what_packing_sends_is_sent_behind (void **state)
{
  static const StampEvent event = { 70, note_within };

  pass_on (*state, 70, &event);
  assert_noted (*state);
}

static void
what_unpacking_sends_is_sent (void **state)
{
  static const StampEvent event = { 71, note_when_unpacked };

  pass_on (*state, 70, &event);
  assert_noted (*state);
}

static void
packing_may_not_await (void **state)
{
  static const StampEvent event = { 70, ask_within };
  Offices                *offices = *state;

  pass_on (offices, 70, &event);
  assert_true (g_error_matches (error_within, ODEON_ERROR, ODEON_ERROR_NOT_IN_ACTOR));
  assert_string_equal (error_within->message, "A function that packs or unpacks may not await");
  g_clear_error (&error_within);
  assert_true (post_office_let_go_sync (offices->ours, NULL));
}

static int
check_stamps (void **state)
{
  offices_tear_down (state);

  return stamp_count () == 0 ? 0 : -1;
}

static int
set_up_without_shared_memory (void **state)
{
  OdeonLinkOptions options = ODEON_LINK_OPTIONS_INIT;

  options.session.shares_memory = FALSE;
  *state = offices_new (1, &options, &options);

  return 0;
}

#define test(name) cmocka_unit_test_setup_teardown (name, offices_set_up, check_stamps)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    test (it_crosses_both_ways),
    test (it_may_weigh_much),
    { "it_may_weigh_much_within_the_frame", it_may_weigh_much, set_up_without_shared_memory,
      check_stamps, NULL },
    test (it_is_packed_once_for_a_frame),
    test (an_argument_that_cannot_be_packed_fails_its_call),
    test (an_argument_that_cannot_be_unpacked_fails_its_call),
    test (a_result_that_cannot_be_packed_fails_its_call),
    test (a_result_that_cannot_be_unpacked_fails_its_call),
    test (a_message_that_cannot_be_unpacked_is_dropped),
    test (none_is_refused_before_it_is_sent),
    test (an_exception_brings_it_along),
    test (within_the_process_it_is_never_packed),
    test (what_packing_sends_is_sent_behind),
    test (what_unpacking_sends_is_sent),
    test (packing_may_not_await),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
