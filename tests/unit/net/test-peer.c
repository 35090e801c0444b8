/* SPDX-License-Identifier: MIT */

/* What becomes of a session when connections do not last. */

#include "town.h"

static void
a_session_goes_on_over_another_connection (void **state G_GNUC_UNUSED)
{
  OdeonNodeOptions    options = ODEON_NODE_OPTIONS_INIT;
  OdeonNodeStatistics statistics;
  Towns              *self;
  OdeonFuture        *future;
  gint64              found;
  gint32              sum;

  options.idle_ms = 300;
  self = towns_new_with (&options, &options, TRUE);
  for (gint64 i = 0; i < 100; i++)
    post_office_note (self->remote, i);
  g_atomic_int_set (&self->relay->is_cut, 1);
  for (gint64 i = 100; i < 200; i++)
    post_office_note (self->remote, i);
  future = post_office_add (self->remote, 5);
  town_await_news (&self->alice, "CL");
  for (gint64 i = 200; i < 300; i++)
    post_office_note (self->remote, i);
  g_atomic_int_set (&self->relay->is_cut, 0);
  assert_true (post_office_add_await (future, &sum, NULL));
  assert_int_equal (sum, 5);
  assert_true (post_office_count_notes_sync (self->remote, &found, NULL));
  assert_int_equal (found, 300);
  odeon_node_get_statistics (self->alice.node, &statistics);
  assert_in_range (statistics.n_resumed, 1, 5);
  assert_int_equal (statistics.n_ended, 0);

  towns_free (self);
}

static void
a_new_address_under_way_is_no_new_connection (void **state G_GNUC_UNUSED)
{
  Towns              *self = towns_new_with (NULL, NULL, TRUE);
  OdeonNodeStatistics statistics;
  gint64              found;

  for (gint64 round = 0; round < 3; round++)
    {
      g_atomic_int_set (&self->relay->wants_rebind, 1);
      for (gint64 i = 0; i < 500; i++)
        {
          assert_true (post_office_note (self->remote, 500 * round + i));
          assert_true (post_office_scatter (self->remote, 500 * round + i));
        }
      assert_true (post_office_count_notes_sync (self->remote, &found, NULL));
      assert_int_equal (found, 500 * (round + 1));
    }
  do
    assert_true (post_office_count_scattered_sync (self->remote, &found, NULL));
  while (found >= 0 && found < 1500);
  assert_int_equal (found, 1500);
  odeon_node_get_statistics (self->alice.node, &statistics);
  assert_int_equal (statistics.n_resumed, 0);
  assert_int_equal (g_atomic_int_get (&self->relay->wants_rebind), 0);

  towns_free (self);
}

static void
a_window_that_closes_ends_what_waits (void **state G_GNUC_UNUSED)
{
  OdeonNodeOptions       options = ODEON_NODE_OPTIONS_INIT;
  g_autoptr (GError)     error = NULL;
  g_autoptr (GError)     ended = NULL;
  Towns                 *self;
  OdeonFuture           *future;
  g_autoptr (OdeonFuture) end = NULL;
  gint32                 sum;

  options.idle_ms = 300;
  options.session_window_ms = 200;
  self = towns_new_with (&options, &options, TRUE);
  end = odeon_ref_ended (self->remote);
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
  g_atomic_int_set (&self->relay->is_cut, 1);
  future = post_office_add (self->remote, 5);
  assert_false (post_office_add_await (future, &sum, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN));
  assert_false (odeon_future_await (end, &ended));
  assert_true (g_error_matches (ended, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD));
  town_await_news (&self->alice, "CLE");
  town_await_news (&self->bob, "CLE");

  /* What failed did not run. */
  assert_true (post_office_add_sync (self->office, 0, &sum, NULL));
  assert_int_equal (sum, 1);
  towns_free (self);
}

static void
a_node_that_closes_is_noticed_at_once (void **state G_GNUC_UNUSED)
{
  Towns             *self = towns_new ();
  OdeonFuture       *future = post_office_hang (self->remote);
  g_autoptr (GError) error = NULL;
  gint32             result;

  odeon_node_close (self->bob.node);
  assert_false (post_office_hang_await (future, &result, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN)
               || g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED));
  town_await_news (&self->alice, "CE");

  towns_free (self);
}

static void
a_system_that_shuts_down_takes_its_node_along (void **state G_GNUC_UNUSED)
{
  Towns *self = towns_new ();

  await_ok (odeon_system_shut_down (self->bob.system));
  town_await_news (&self->alice, "CE");

  towns_free (self);
}

/* Either may find the other first. */
static void
two_that_dial_each_other_have_one_session (void **state G_GNUC_UNUSED)
{
  for (gint i = 0; i < scaled (10); i++)
    {
      Town                alice = { 0 };
      Town                bob = { 0 };
      g_autofree gchar   *to_alice = NULL;
      g_autofree gchar   *to_bob = NULL;
      OdeonFuture        *from_alice;
      OdeonFuture        *from_bob;
      PostOffice         *offices[2];
      OdeonRef           *found[2];
      OdeonNodeStatistics statistics;
      GError             *error = NULL;

      town_init (&alice, "alice", NULL);
      town_init (&bob, "bob", NULL);
      offices[0] = spawn_office (alice.system);
      offices[1] = spawn_office (bob.system);
      odeon_node_export (alice.node, "office", offices[0], ODEON_NODE_RIGHTS_CALL, NULL);
      odeon_node_export (bob.node, "office", offices[1], ODEON_NODE_RIGHTS_CALL, NULL);
      town_listen (&alice, "127.0.0.1:0");
      town_listen (&bob, "127.0.0.1:0");
      to_alice = g_strdup_printf ("odeon://127.0.0.1:%u/office", odeon_node_get_port (alice.node));
      to_bob = g_strdup_printf ("odeon://127.0.0.1:%u/office", odeon_node_get_port (bob.node));
      from_alice = odeon_node_find (alice.node, to_bob);
      from_bob = odeon_node_find (bob.node, to_alice);
      found[0] = odeon_node_find_await (from_alice, &error);
      assert_no_error (error);
      found[1] = odeon_node_find_await (from_bob, &error);
      assert_no_error (error);
      odeon_node_get_statistics (alice.node, &statistics);
      assert_int_equal (statistics.n_peers, 1);
      odeon_node_get_statistics (bob.node, &statistics);
      assert_int_equal (statistics.n_peers, 1);

      for (guint j = 0; j < 2; j++)
        {
          odeon_ref_unref (found[j]);
          odeon_ref_unref (offices[j]);
        }
      town_clear (&alice);
      town_clear (&bob);
    }
}

static void
nobody_who_answers_is_an_error (void **state G_GNUC_UNUSED)
{
  OdeonNodeOptions   options = ODEON_NODE_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  Town               alice = { 0 };

  options.handshake_ms = 300;
  town_init (&alice, "alice", &options);
  assert_null (odeon_node_find_sync (alice.node, "odeon://127.0.0.1:9/office", &error));
  assert_non_null (error);
  town_clear (&alice);
}

/* It is somebody who is believed, but no node. */
static void
who_shakes_hands_and_says_no_more_is_given_up (void **state G_GNUC_UNUSED)
{
  OdeonNodeOptions   options = ODEON_NODE_OPTIONS_INIT;
  Quay              *quay = quay_new ("127.0.0.1", 0, new_credentials ("bob"), &default_options);
  GInetSocketAddress *where = G_INET_SOCKET_ADDRESS (quay->address);
  g_autofree gchar  *address = NULL;
  g_autoptr (GError) error = NULL;
  Town               alice = { 0 };

  quay->is_mute = TRUE;
  options.handshake_ms = 500;
  address = g_strdup_printf ("odeon://127.0.0.1:%u/office",
                             g_inet_socket_address_get_port (where));
  town_init (&alice, "alice", &options);
  assert_null (find_office (alice.node, address, &error));
  assert_non_null (error);
  town_clear (&alice);
  quay_free (quay);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_session_goes_on_over_another_connection),
    cmocka_unit_test (a_new_address_under_way_is_no_new_connection),
    cmocka_unit_test (a_window_that_closes_ends_what_waits),
    cmocka_unit_test (a_node_that_closes_is_noticed_at_once),
    cmocka_unit_test (a_system_that_shuts_down_takes_its_node_along),
    cmocka_unit_test (two_that_dial_each_other_have_one_session),
    cmocka_unit_test (nobody_who_answers_is_an_error),
    cmocka_unit_test (who_shakes_hands_and_says_no_more_is_given_up),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
