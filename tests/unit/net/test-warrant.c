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

/* Two offices of bob's, of which the one answers nothing while the gate is closed. */
typedef struct
{
  Towns      *towns;
  PostOffice *other;  /* bob's */
  PostOffice *remote; /* the same, as alice has it */
  Gate        gate;
} Street;

static void
street_init (Street *self, const OdeonNodeOptions *bob)
{
  g_autofree gchar *address = NULL;
  GError           *error = NULL;

  self->towns = towns_new_with (NULL, bob, FALSE);
  self->other = spawn_office (self->towns->bob.system);
  odeon_node_export (self->towns->bob.node, "other", self->other, ODEON_NODE_RIGHTS_CALL, &error);
  assert_no_error (error);
  address = towns_dup_address (self->towns, "other");
  self->remote = find_office (self->towns->alice.node, address, &error);
  assert_no_error (error);
  gate_init (&self->gate);
  office_gate = &self->gate;
  post_office_wait (self->towns->remote);
  gate_await_arrival (&self->gate);
}

static void
street_clear (Street *self)
{
  odeon_ref_unref (self->remote);
  odeon_ref_unref (self->other);
  gate_clear (&self->gate);
  towns_free (self->towns);
}

/* No way leads there any more. */
static void
what_is_withdrawn_is_not_reached_by_a_promise (void **state G_GNUC_UNUSED)
{
  g_autoptr (PostOffice) promised = NULL;
  g_autoptr (GError)     error = NULL;
  OdeonFuture           *refused;
  Street                 self;
  gint32                 sum;

  street_init (&self, NULL);
  /* What has arrived before that is under way. */
  odeon_node_withdraw (self.towns->bob.node, self.other);
  promised = post_office_keep_promised (self.towns->remote, self.remote);
  refused = post_office_add (promised, 1);
  gate_open (&self.gate);
  assert_false (post_office_add_await (refused, &sum, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED));
  assert_true (post_office_add_sync (self.other, 0, &sum, NULL));
  assert_int_equal (sum, 0);

  assert_true (post_office_let_go_sync (self.towns->remote, NULL));
  odeon_ref_unref (g_steal_pointer (&promised));
  street_clear (&self);
}

/* --- what is taken back --- */

static void
await_hanging (PostOffice *office, gint32 n)
{
  gint32 hanging;

  do
    assert_true (post_office_count_hanging_sync (office, &hanging, NULL));
  while (hanging != n);
}

static void
what_is_withdrawn_is_so_for_calls_that_follow (void **state G_GNUC_UNUSED)
{
  Towns                   *self = towns_new ();
  g_autofree gchar        *address = towns_dup_address (self, "office");
  g_autoptr (OdeonFuture)  hanging = post_office_hang (self->remote);
  g_autoptr (PostOffice)   again = NULL;
  g_autoptr (GError)       error = NULL;
  gint32                   sum;

  await_hanging (self->office, 1);
  odeon_node_withdraw (self->bob.node, self->office);
  assert_false (post_office_add_sync (self->remote, 1, &sum, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED));
  g_clear_error (&error);

  /* The one that is under way is still its caller's. */
  assert_false (odeon_future_is_done (hanging));
  await_hanging (self->office, 1);
  assert_true (odeon_future_cancel (hanging));
  await_hanging (self->office, 0);

  again = find_office (self->alice.node, address, &error);
  assert_no_error (error);
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
  assert_int_equal (sum, 1);

  odeon_ref_unref (g_steal_pointer (&again));
  towns_free (self);
}

static void
what_is_not_exported_any_more_stays_with_who_has_it (void **state G_GNUC_UNUSED)
{
  Towns              *self = towns_new ();
  g_autofree gchar   *address = towns_dup_address (self, "office");
  g_autoptr (GError)  error = NULL;
  gint32              sum;

  assert_true (odeon_node_unexport (self->bob.node, "office"));
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
  assert_null (find_office (self->alice.node, address, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NOT_FOUND));

  towns_free (self);
}

static void
whoever_is_revoked_is_cut_off_and_nobody_else (void **state G_GNUC_UNUSED)
{
  Towns                  *self = towns_new ();
  g_autofree gchar       *address = towns_dup_address (self, "office");
  OdeonFuture            *hanging = post_office_hang (self->remote);
  Town                    carol = { 0 };
  g_autoptr (PostOffice)  other = NULL;
  g_autoptr (GError)      error = NULL;
  gint32                  sum;

  town_init (&carol, "carol", NULL);
  other = find_office (carol.node, address, &error);
  assert_no_error (error);
  await_hanging (self->office, 1);

  assert_true (odeon_credentials_revoke (self->bob.credentials, "name alice", NULL));
  assert_false (post_office_hang_await (hanging, &sum, &error));
  g_clear_error (&error);
  town_await_news (&self->alice, "CE");
  await_hanging (self->office, 0);
  assert_null (find_office (self->alice.node, address, &error));
  assert_true (g_error_matches (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_REVOKED));
  assert_true (post_office_add_sync (other, 1, &sum, NULL));

  odeon_ref_unref (g_steal_pointer (&other));
  town_clear (&carol);
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
    cmocka_unit_test (what_is_withdrawn_is_not_reached_by_a_promise),
    cmocka_unit_test (what_is_withdrawn_is_so_for_calls_that_follow),
    cmocka_unit_test (what_is_not_exported_any_more_stays_with_who_has_it),
    cmocka_unit_test (whoever_is_revoked_is_cut_off_and_nobody_else),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
