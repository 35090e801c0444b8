/* SPDX-License-Identifier: MIT */

/* What two nodes promise each other. */

#include "town.h"

/* --- calls --- */

static void
an_actor_that_is_exported_is_found_and_called (void **state G_GNUC_UNUSED)
{
  Towns *self = towns_new ();
  gint32 sum;

  assert_true (post_office_add_sync (self->remote, 4, &sum, NULL));
  assert_int_equal (sum, 4);
  assert_true (post_office_add_sync (self->remote, 5, &sum, NULL));
  assert_int_equal (sum, 9);

  towns_free (self);
}

static void
a_hundred_thousand_tells_arrive_in_order (void **state G_GNUC_UNUSED)
{
  Towns *self = towns_new ();
  gint64 n = scaled (100000);
  gint64 found;

  for (gint64 i = 0; i < n; i++)
    while (!post_office_note (self->remote, i))
      ;
  assert_true (post_office_count_notes_sync (self->remote, &found, NULL));
  assert_int_equal (found, n);

  towns_free (self);
}

static void
five_thousand_in_a_burst_arrive (void **state G_GNUC_UNUSED)
{
  Towns *self = towns_new ();
  gint64 found;

  for (gint64 i = 0; i < 5000; i++)
    post_office_scatter (self->remote, i);
  do
    assert_true (post_office_count_scattered_sync (self->remote, &found, NULL));
  while (found >= 0 && found < 5000);
  assert_int_equal (found, 5000);

  towns_free (self);
}

static void
seventy_thousand_bytes_and_four_millions_arrive (void **state G_GNUC_UNUSED)
{
  const gsize sizes[] = { 70000, 4 << 20 };
  Towns      *self = towns_new ();
  GError     *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree gchar  *data = g_malloc (sizes[i]);
      g_autoptr (GBytes) sent = NULL;
      g_autoptr (GBytes) back = NULL;

      memset (data, 'a' + (int) i, sizes[i]);
      sent = g_bytes_new_static (data, sizes[i]);
      post_office_copy_sync (self->remote, sent, &back, &error);
      assert_no_error (error);
      assert_true (g_bytes_equal (sent, back));
    }

  towns_free (self);
}

static void
what_may_be_lost_arrives_on_a_good_road (void **state G_GNUC_UNUSED)
{
  Towns             *self = towns_new ();
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  gint64             found;

  do
    {
      post_office_flash (self->remote, 1, nothing);
      post_office_place (self->remote, 1);
      assert_true (post_office_count_flashed_sync (self->remote, &found, NULL));
    }
  while (found == 0);

  towns_free (self);
}

static void
an_exception_arrives_with_its_members (void **state G_GNUC_UNUSED)
{
  Towns             *self = towns_new ();
  g_autoptr (GError) error = NULL;
  const PostRefused *detail;

  assert_false (post_office_refuse_sync (self->remote, 7, "no", &error));
  detail = post_refused_get_detail (error);
  assert_non_null (detail);
  assert_int_equal (detail->code, 7);
  assert_string_equal (detail->why, "no");

  towns_free (self);
}

static void
references_go_both_ways (void **state G_GNUC_UNUSED)
{
  Towns                  *self = towns_new ();
  g_autoptr (PostOffice)  own = spawn_office (self->alice.system);
  g_autoptr (PostOffice)  back = NULL;
  g_autoptr (PostOffice)  child = NULL;
  gint32                  sum;

  assert_true (post_office_keep_sync (self->remote, own, &back, NULL));
  assert_true (odeon_ref_equal (own, back));
  assert_true (post_office_ask_kept_sync (self->remote, 3, &sum, NULL));
  assert_int_equal (sum, 3);
  assert_true (post_office_open_sync (self->remote, &child, NULL));
  assert_true (post_office_add_sync (child, 11, &sum, NULL));
  assert_int_equal (sum, 11);
  assert_true (post_office_let_go_sync (self->remote, NULL));

  towns_free (self);
}

static void
a_deadline_and_a_cancellation_cross (void **state G_GNUC_UNUSED)
{
  Towns                  *self = towns_new ();
  g_autoptr (OdeonFuture) future = NULL;
  g_autoptr (GError)      error = NULL;
  gint32                  hanging;
  gint32                  result;

  assert_false (post_office_hang_briefly_sync (self->remote, &result, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  future = post_office_hang (self->remote);
  do
    assert_true (post_office_count_hanging_sync (self->office, &hanging, NULL));
  while (hanging == 0);
  assert_true (odeon_future_cancel (future));
  do
    assert_true (post_office_count_hanging_sync (self->office, &hanging, NULL));
  while (hanging != 0);

  towns_free (self);
}

/* --- who may what --- */

static void
what_is_not_exported_is_not_found (void **state G_GNUC_UNUSED)
{
  Towns                *self = towns_new ();
  g_autofree gchar     *address = towns_dup_address (self, "vault");
  g_autoptr (OdeonRef)  ref = NULL;
  g_autoptr (GError)    error = NULL;

  ref = odeon_node_find_sync (self->alice.node, address, &error);
  assert_null (ref);
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NOT_FOUND));
  assert_true (odeon_node_unexport (self->bob.node, "office"));
  assert_false (odeon_node_unexport (self->bob.node, "office"));

  towns_free (self);
}

static void
calls_are_allowed_and_control_is_not_unless_it_was_granted (void **state G_GNUC_UNUSED)
{
  Towns                *self = towns_new ();
  g_autofree gchar     *address = towns_dup_address (self, "other");
  PostOffice           *other = spawn_office (self->bob.system);
  g_autoptr (OdeonRef)  remote = NULL;
  g_autoptr (GError)    error = NULL;
  g_autoptr (OdeonFuture) refused = NULL;
  OdeonFuture          *stopped;
  gint32                sum;

  refused = odeon_ref_stop (self->remote);
  assert_false (odeon_future_await (refused, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED));
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));

  assert_true (odeon_node_export (self->bob.node, "other", other, ODEON_NODE_RIGHTS_CONTROL, NULL));
  remote = odeon_node_find_sync (self->alice.node, address, NULL);
  assert_non_null (remote);
  stopped = odeon_ref_stop (remote);
  await_ok (stopped);

  odeon_ref_unref (other);
  towns_free (self);
}

static void
a_token_is_redeemed_until_it_is_revoked (void **state G_GNUC_UNUSED)
{
  Towns                  *self = towns_new ();
  PostOffice             *vault = spawn_office (self->bob.system);
  g_autofree gchar       *token = NULL;
  g_autofree gchar       *what = NULL;
  g_autofree gchar       *address = NULL;
  g_autoptr (PostOffice)  remote = NULL;
  g_autoptr (GError)      error = NULL;
  gint32                  sum;

  token = odeon_node_mint (self->bob.node, vault, ODEON_NODE_RIGHTS_CALL, NULL);
  what = g_strconcat ("#", token, NULL);
  address = towns_dup_address (self, what);
  remote = find_office (self->alice.node, address, &error);
  assert_no_error (error);
  assert_true (post_office_add_sync (remote, 1, &sum, NULL));

  assert_true (odeon_node_revoke (self->bob.node, token));
  assert_false (odeon_node_revoke (self->bob.node, token));
  assert_false (post_office_add_sync (remote, 1, &sum, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED));
  g_clear_error (&error);
  assert_null (find_office (self->alice.node, address, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NOT_FOUND));
  assert_null (strstr (error->message, token));

  odeon_ref_unref (vault);
  towns_free (self);
}

static gboolean
deny_add (const gchar *peer, OdeonRef *ref G_GNUC_UNUSED, const gchar *interface,
          const gchar *operation, gpointer data)
{
  g_atomic_int_inc ((gint *) data);

  return g_strcmp0 (peer, "alice") != 0 || g_strcmp0 (interface, "Post::Office") != 0
         || g_strcmp0 (operation, "add") != 0;
}

static void
the_access_hook_sees_who_asks_for_what (void **state G_GNUC_UNUSED)
{
  OdeonNodeOptions    options = ODEON_NODE_OPTIONS_INIT;
  gint                n_asked = 0;
  g_autoptr (GError)  error = NULL;
  OdeonNodeStatistics statistics;
  Towns              *self;
  gint64              n;
  gint32              sum;

  options.access = deny_add;
  options.user_data = &n_asked;
  self = towns_new_with (NULL, &options, FALSE);
  assert_false (post_office_add_sync (self->remote, 1, &sum, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED));
  assert_true (post_office_count_notes_sync (self->remote, &n, NULL));
  odeon_node_get_statistics (self->bob.node, &statistics);
  assert_int_equal (statistics.n_denied, 1);
  assert_int_equal (statistics.n_peers, 1);
  assert_in_range (g_atomic_int_get (&n_asked), 2, 10);

  towns_free (self);
}

static void
a_node_of_another_name_is_refused (void **state G_GNUC_UNUSED)
{
  Towns            *self = towns_new ();
  g_autofree gchar *address = g_strdup_printf ("odeon://carol@127.0.0.1:%u/office",
                                               odeon_node_get_port (self->bob.node));
  g_autoptr (GError) error = NULL;

  assert_null (find_office (self->alice.node, address, &error));
  assert_true (g_error_matches (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_WRONG_NAME));

  towns_free (self);
}

static void
a_node_of_another_authority_is_refused (void **state G_GNUC_UNUSED)
{
  Towns             *self = towns_new ();
  g_autofree gchar  *address = towns_dup_address (self, "office");
  g_autoptr (GError) error = NULL;
  g_auto (Paper)     kept = authority;
  Town               mallory = { 0 };
  gint32             sum;

  authority = MAKE (.is_authority = TRUE, .subject = "another");
  write_certificate (&authority, "authority.pem");
  town_init (&mallory, "mallory", NULL);
  assert_null (find_office (mallory.node, address, &error));
  assert_int_equal (error->domain, ODEON_TRUST_ERROR);
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
  town_clear (&mallory);

  paper_clear (&authority);
  authority = kept;
  memset (&kept, 0, sizeof kept);
  write_certificate (&authority, "authority.pem");
  towns_free (self);
}

static void
nonsense_is_no_address (void **state G_GNUC_UNUSED)
{
  const gchar *nonsense[] = { "", "odeon://", "odeon:///x", "http://a/b", "odeon://host:1/",
                              "odeon://host:99999999/x", "odeon://127.0.0.1/x" };
  Towns       *self = towns_new ();

  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_null (odeon_node_find_sync (self->alice.node, nonsense[i], &error));
      assert_non_null (error);
    }

  towns_free (self);
}

/* --- sessions --- */

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

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_actor_that_is_exported_is_found_and_called),
    cmocka_unit_test (a_hundred_thousand_tells_arrive_in_order),
    cmocka_unit_test (five_thousand_in_a_burst_arrive),
    cmocka_unit_test (seventy_thousand_bytes_and_four_millions_arrive),
    cmocka_unit_test (what_may_be_lost_arrives_on_a_good_road),
    cmocka_unit_test (an_exception_arrives_with_its_members),
    cmocka_unit_test (references_go_both_ways),
    cmocka_unit_test (a_deadline_and_a_cancellation_cross),
    cmocka_unit_test (what_is_not_exported_is_not_found),
    cmocka_unit_test (calls_are_allowed_and_control_is_not_unless_it_was_granted),
    cmocka_unit_test (a_token_is_redeemed_until_it_is_revoked),
    cmocka_unit_test (the_access_hook_sees_who_asks_for_what),
    cmocka_unit_test (a_node_of_another_name_is_refused),
    cmocka_unit_test (a_node_of_another_authority_is_refused),
    cmocka_unit_test (nonsense_is_no_address),
    cmocka_unit_test (a_session_goes_on_over_another_connection),
    cmocka_unit_test (a_window_that_closes_ends_what_waits),
    cmocka_unit_test (a_node_that_closes_is_noticed_at_once),
    cmocka_unit_test (a_system_that_shuts_down_takes_its_node_along),
    cmocka_unit_test (two_that_dial_each_other_have_one_session),
    cmocka_unit_test (nobody_who_answers_is_an_error),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
