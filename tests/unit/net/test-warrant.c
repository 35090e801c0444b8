/* SPDX-License-Identifier: MIT */

/* What a peer may do, and what it may not. */

#include "town.h"

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

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_is_not_exported_is_not_found),
    cmocka_unit_test (calls_are_allowed_and_control_is_not_unless_it_was_granted),
    cmocka_unit_test (a_token_is_redeemed_until_it_is_revoked),
    cmocka_unit_test (the_access_hook_sees_who_asks_for_what),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
