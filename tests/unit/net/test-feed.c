/* SPDX-License-Identifier: MIT */

/* What an actor publishes, for those on another machine who have subscribed to it. */

#include "town.h"

/* An office of alice's that follows the one of bob's. */
typedef struct
{
  Towns      *towns;
  PostOffice *follower;
} Press;

static void
press_init_with (Press *self, const OdeonNodeOptions *bob)
{
  self->towns = towns_new_with (NULL, bob, FALSE);
  self->follower = spawn_office (self->towns->alice.system);
  assert_true (post_office_follow_sync (self->follower, self->towns->remote, NULL));
}

static void
press_clear (Press *self)
{
  odeon_ref_unref (self->follower);
  towns_free (self->towns);
}

static void
what_an_actor_publishes_comes_in_order (void **state G_GNUC_UNUSED)
{
  Press  self;
  gint64 n = scaled (20000);
  gint64 found;

  press_init_with (&self, NULL);
  assert_true (post_office_announce_sync (self.towns->remote, 0, (gint32) n, 100, NULL));
  assert_true (post_office_count_notes_sync (self.follower, &found, NULL));
  assert_int_equal (found, n);

  press_clear (&self);
}

/* Negative is one that came after a later one. */
static void
of_a_sequenced_topic_the_newest_counts (void **state G_GNUC_UNUSED)
{
  Press  self;
  gint64 last;
  gint64 found;

  press_init_with (&self, NULL);
  /* Any may be lost; not all that ever come. */
  for (gint64 i = 1, end = 0; end == 0; i += 100)
    {
      assert_true (post_office_put_sync (self.towns->remote, i, 100, NULL));
      assert_true (post_office_last_placed_sync (self.follower, &last, NULL));
      end = last > 1000;
    }
  assert_true (post_office_count_placed_sync (self.follower, &found, NULL));
  assert_true (found > 0);

  press_clear (&self);
}

static void
it_ends_with_the_peer (void **state G_GNUC_UNUSED)
{
  Press        self;
  OdeonFuture *ended;

  office_unfollowed = odeon_promise_new ();
  ended = odeon_promise_get_future (office_unfollowed);
  press_init_with (&self, NULL);
  odeon_node_close (self.towns->bob.node);
  await_ok (ended);
  g_clear_pointer (&office_unfollowed, odeon_promise_free);

  press_clear (&self);
}

/* The operation is the library's own: only what is sent on is the user's. */
static gboolean
allow_no_subscription (const gchar *peer G_GNUC_UNUSED, OdeonRef *actor G_GNUC_UNUSED,
                       const gchar *interface, const gchar *operation,
                       gpointer data G_GNUC_UNUSED)
{
  return interface != NULL || !g_str_equal (operation, "subscribe");
}

static void
who_may_not_subscribe_hears_nothing (void **state G_GNUC_UNUSED)
{
  OdeonNodeOptions options = ODEON_NODE_OPTIONS_INIT;
  Press            self;
  OdeonFuture     *ended;
  gint64           found;

  options.access = allow_no_subscription;
  office_unfollowed = odeon_promise_new ();
  ended = odeon_promise_get_future (office_unfollowed);
  press_init_with (&self, &options);
  await_ok (ended);
  g_clear_pointer (&office_unfollowed, odeon_promise_free);
  assert_true (post_office_announce_sync (self.towns->remote, 0, 10, 10, NULL));
  assert_true (post_office_count_notes_sync (self.follower, &found, NULL));
  assert_int_equal (found, 0);

  press_clear (&self);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_an_actor_publishes_comes_in_order),
    cmocka_unit_test (of_a_sequenced_topic_the_newest_counts),
    cmocka_unit_test (it_ends_with_the_peer),
    cmocka_unit_test (who_may_not_subscribe_hears_nothing),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
