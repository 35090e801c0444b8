/* SPDX-License-Identifier: MIT */

/* What an actor publishes, for those in another process who have subscribed to it. */

#include "office.h"

#include "odeon-feed-private.h"

static gint64
count_notes (Offices *self)
{
  gint64 n = -1;

  assert_true (post_office_count_notes_sync (self->ours, &n, NULL));

  return n;
}

static gint32
count_unfollowed (Offices *self)
{
  gint32 n = -1;

  assert_true (post_office_count_unfollowed_sync (self->ours, &n, NULL));

  return n;
}

static void
follow (Offices *self)
{
  assert_true (post_office_follow_sync (self->ours, self->remote, NULL));
}

/* From there, the answer coming behind the events. */
static void
announce (Offices *self, gint64 first, gint32 n)
{
  assert_true (post_office_announce_sync (self->remote, first, n, 10, NULL));
}

static void
what_an_actor_publishes_comes_to_who_has_subscribed_elsewhere (void **state)
{
  Offices *self = *state;

  follow (self);
  announce (self, 0, 3);

  assert_int_equal (count_notes (self), 3);
}

static void
events_and_answers_keep_their_order (void **state)
{
  Offices *self = *state;

  follow (self);
  for (gint64 i = 0; i < 200; i++)
    {
      announce (self, 10 * i, 10);
      assert_int_equal (count_notes (self), 10 * (i + 1));
    }
}

static void
what_others_publish_there_does_not_come (void **state)
{
  Offices               *self = *state;
  g_autoptr (PostOffice) child = NULL;

  assert_true (post_office_open_sync (self->remote, &child, NULL));
  follow (self);
  assert_true (post_office_announce_sync (child, 0, 5, 10, NULL));
  assert_int_equal (post_posted_publish (self->there.system, &(PostPosted) { 0, (gchar *) "" }), 0);
  announce (self, 0, 1);

  assert_int_equal (count_notes (self), 1);
}

static void
an_actor_of_the_same_process_is_subscribed_to_likewise (void **state)
{
  Offices               *self = *state;
  g_autoptr (PostOffice) neighbour = spawn_office (self->here.system);

  assert_true (post_office_follow_sync (self->ours, neighbour, NULL));
  assert_true (post_office_announce_sync (neighbour, 0, 7, 10, NULL));

  assert_int_equal (count_notes (self), 7);
}

static void
one_that_has_unsubscribed_leaves_nothing_behind (void **state)
{
  Offices *self = *state;

  for (gint i = 0; i < 50; i++)
    {
      follow (self);
      announce (self, i, 1);
      assert_true (post_office_unfollow_sync (self->ours, NULL));
      announce (self, 1000, 1);
    }
  assert_int_equal (count_notes (self), 50);
  assert_int_equal (count_unfollowed (self), 50);

  /* Once there, the call is cancelled, and its answer comes before that of the next one. */
  announce (self, 1000, 1);
  announce (self, 1000, 1);
  assert_int_equal (take_census (&self->here).n_outgoing, 0);
  assert_int_equal (take_census (&self->there).n_incoming, 0);
  assert_int_equal (take_census (&self->here).n_exports, 0);
}

static void
the_end_of_the_subscriber_ends_it (void **state)
{
  Offices *self = *state;

  follow (self);
  announce (self, 0, 1);
  await_ok (odeon_ref_stop (self->ours));
  announce (self, 1, 1);
  announce (self, 1, 1);

  assert_int_equal (take_census (&self->there).n_incoming, 0);
}

static void
the_end_of_the_publisher_ends_it_behind_the_last_event (void **state)
{
  Offices *self = *state;

  office_unfollowed = odeon_promise_new ();
  follow (self);
  assert_true (post_office_announce_tell (self->remote, 0, 1000, 10));
  await_ok (odeon_ref_stop (self->remote));
  await_ok (odeon_promise_get_future (office_unfollowed));
  g_clear_pointer (&office_unfollowed, odeon_promise_free);

  assert_int_equal (count_notes (self), 1000);
  assert_int_equal (count_unfollowed (self), 1);
}

static void
the_end_of_the_connection_ends_it (void **state)
{
  Offices *self = *state;

  office_unfollowed = odeon_promise_new ();
  follow (self);
  announce (self, 0, 2);
  side_close (&self->there);
  await_ok (odeon_promise_get_future (office_unfollowed));
  g_clear_pointer (&office_unfollowed, odeon_promise_free);

  assert_int_equal (count_notes (self), 2);
}

static void
a_dead_publisher_ends_it_at_once (void **state)
{
  Offices *self = *state;

  await_ok (odeon_ref_stop (self->remote));
  office_unfollowed = odeon_promise_new ();
  follow (self);
  await_ok (odeon_promise_get_future (office_unfollowed));
  g_clear_pointer (&office_unfollowed, odeon_promise_free);

  assert_int_equal (count_unfollowed (self), 1);
}

/* Else the session would be closed: it takes three windows, and a megabyte comes. */
static void
a_slow_subscriber_slows_its_publisher_down (void **state G_GNUC_UNUSED)
{
  OdeonLinkOptions options = ODEON_LINK_OPTIONS_INIT;
  Offices         *self;
  Gate             gate;
  OdeonFuture     *announced;

  options.session.window = 65536;
  options.session.max_frame = 65536;
  self = offices_new (1, &options, NULL);
  gate_init (&gate);
  office_gate = &gate;
  follow (self);
  assert_true (post_office_wait (self->ours));
  gate_await_arrival (&gate);
  announced = post_office_announce (self->remote, 0, 1000, 1000);
  gate_open (&gate);
  assert_true (post_office_announce_await (announced, NULL));
  assert_int_equal (count_notes (self), 1000);

  gate_clear (&gate);
  offices_free (self);
}

/* --- by hand --- */

static void
assert_refused (PostOffice *publisher, const gchar *topic, gpointer feed, gint code)
{
  OdeonCall              *call = odeon_call_new (publisher, &_odeon_method_subscribe);
  g_autoptr (OdeonFuture) future = NULL;
  g_autoptr (GError)      error = NULL;

  odeon_call_set_argument (call, 0, &topic);
  odeon_call_set_argument (call, 1, &feed);
  future = odeon_call_send (call);
  assert_false (odeon_future_await (future, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, code));
}

static void
an_unknown_topic_is_refused (void **state)
{
  Offices *self = *state;

  assert_refused (self->remote, "No::Such (x)", self->ours, ODEON_ERROR_NOT_FOUND);
}

static void
events_go_to_nobody_who_has_no_use_for_them (void **state)
{
  Offices *self = *state;

  assert_refused (self->remote, "Post::Posted (xs)", self->ours, ODEON_ERROR_INVALID_ARGUMENT);
  assert_refused (self->remote, "Post::Posted (xs)", self->remote, ODEON_ERROR_INVALID_ARGUMENT);
  assert_refused (self->remote, "Post::Posted (xs)", NULL, ODEON_ERROR_INVALID_ARGUMENT);
}

int
main (void)
{
#define PAIRED(test) cmocka_unit_test_setup_teardown (test, offices_set_up, offices_tear_down)
  const struct CMUnitTest tests[] = {
    PAIRED (what_an_actor_publishes_comes_to_who_has_subscribed_elsewhere),
    PAIRED (events_and_answers_keep_their_order),
    PAIRED (what_others_publish_there_does_not_come),
    PAIRED (an_actor_of_the_same_process_is_subscribed_to_likewise),
    PAIRED (one_that_has_unsubscribed_leaves_nothing_behind),
    PAIRED (the_end_of_the_subscriber_ends_it),
    PAIRED (the_end_of_the_publisher_ends_it_behind_the_last_event),
    PAIRED (the_end_of_the_connection_ends_it),
    PAIRED (a_dead_publisher_ends_it_at_once),
    cmocka_unit_test (a_slow_subscriber_slows_its_publisher_down),
    PAIRED (an_unknown_topic_is_refused),
    PAIRED (events_go_to_nobody_who_has_no_use_for_them),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
