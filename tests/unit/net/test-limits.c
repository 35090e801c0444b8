/* SPDX-License-Identifier: MIT */

/* What a peer has too much of is refused, and it and all others go on. */

#include "town.h"

static void
assert_no_resources (const GError *error)
{
  if (!g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES))
    fail_msg ("%s", error->message);
}

static void
one_peer_too_many_is_refused (void **state G_GNUC_UNUSED)
{
  OdeonNodeOptions    options = ODEON_NODE_OPTIONS_INIT;
  g_autoptr (GError)  error = NULL;
  OdeonNodeStatistics statistics;
  g_autofree gchar   *address = NULL;
  Town                carol = { 0 };
  Towns              *self;
  PostOffice         *other;
  gint32              sum;

  options.max_peers = 1;
  self = towns_new_with (NULL, &options, FALSE);
  address = towns_dup_address (self, "office");
  town_init (&carol, "carol", NULL);
  assert_null (find_office (carol.node, address, &error));
  if (strstr (error->message, "has 1 peers already") == NULL)
    fail_msg ("%s", error->message);
  odeon_node_get_statistics (self->bob.node, &statistics);
  assert_int_equal (statistics.n_peers, 1);
  assert_int_equal (statistics.n_refused, 1);
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));

  /* Whoever leaves makes room. */
  odeon_node_close (self->alice.node);
  town_await_news (&self->alice, "CE");
  do
    other = find_office (carol.node, address, NULL);
  while (other == NULL);
  assert_true (post_office_add_sync (other, 1, &sum, NULL));
  assert_int_equal (sum, 2);

  odeon_ref_unref (other);
  town_clear (&carol);
  towns_free (self);
}

/* The desk and the office are two of them. */
static void
one_reference_too_many_is_refused (void **state G_GNUC_UNUSED)
{
  OdeonNodeOptions   options = ODEON_NODE_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  PostOffice        *children[8];
  Towns             *self;
  gint32             sum;

  options.max_refs = 2 + G_N_ELEMENTS (children);
  self = towns_new_with (NULL, &options, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    assert_true (post_office_open_sync (self->remote, &children[i], NULL));
  assert_false (post_office_open_sync (self->remote, NULL, &error));
  assert_no_resources (error);
  assert_true (post_office_add_sync (children[0], 1, &sum, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    odeon_ref_unref (children[i]);
  while (!post_office_open_sync (self->remote, &children[0], NULL))
    ;
  odeon_ref_unref (children[0]);
  towns_free (self);
}

static void
one_call_too_many_is_refused (void **state G_GNUC_UNUSED)
{
  OdeonNodeOptions   options = ODEON_NODE_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  OdeonFuture       *hanging[8];
  Towns             *self;
  gint32             n;
  gint32             sum;

  options.max_calls = G_N_ELEMENTS (hanging);
  self = towns_new_with (NULL, &options, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (hanging); i++)
    hanging[i] = post_office_hang (self->remote);
  do
    assert_true (post_office_count_hanging_sync (self->office, &n, NULL));
  while (n < (gint32) G_N_ELEMENTS (hanging));
  assert_false (post_office_add_sync (self->remote, 1, &sum, &error));
  assert_no_resources (error);

  for (guint i = 0; i < G_N_ELEMENTS (hanging); i++)
    {
      assert_true (odeon_future_cancel (hanging[i]));
      odeon_future_unref (hanging[i]);
    }
  while (!post_office_add_sync (self->remote, 1, &sum, NULL))
    ;
  assert_int_equal (sum, 1);
  towns_free (self);
}

/* One answer at a time may be called before it is there. */
static void
one_promise_too_many_is_refused (void **state G_GNUC_UNUSED)
{
  OdeonNodeOptions   options = ODEON_NODE_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  PostOffice        *promised[8];
  OdeonFuture       *sums[G_N_ELEMENTS (promised)];
  guint              n_refused = 0;
  Towns             *self;
  gint32             sum;

  options.max_calls = 4;
  self = towns_new_with (NULL, &options, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (promised); i++)
    {
      promised[i] = post_office_open_promised (self->remote);
      sums[i] = post_office_add (promised[i], 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (promised); i++)
    {
      if (!post_office_add_await (sums[i], &sum, &error))
        {
          n_refused++;
          assert_no_resources (error);
          g_clear_error (&error);
        }
      odeon_ref_unref (promised[i]);
    }
  print_message ("%u of %u were refused\n", n_refused, (guint) G_N_ELEMENTS (promised));
  while (!post_office_add_sync (self->remote, 1, &sum, NULL))
    ;
  assert_int_equal (sum, 1);
  towns_free (self);
}

static void
a_message_too_long_is_refused (void **state G_GNUC_UNUSED)
{
  OdeonNodeOptions   options = ODEON_NODE_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  g_autofree gchar  *data = g_malloc0 (200000);
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, 200000);
  g_autoptr (GBytes) back = NULL;
  Towns             *self;
  gint32             sum;

  options.max_frame = 100000;
  self = towns_new_with (NULL, &options, FALSE);
  assert_false (post_office_copy_sync (self->remote, bytes, &back, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
  towns_free (self);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (one_peer_too_many_is_refused),
    cmocka_unit_test (one_reference_too_many_is_refused),
    cmocka_unit_test (one_call_too_many_is_refused),
    cmocka_unit_test (one_promise_too_many_is_refused),
    cmocka_unit_test (a_message_too_long_is_refused),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
