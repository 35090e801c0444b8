/* SPDX-License-Identifier: MIT */

/* S15: listen (port 0 = any), connect, send to a peer, broadcast to all peers, disconnect. */

#include "town.h"

#define N_PEERS 3

static void
a_node_listens_and_others_connect_send_and_are_sent_to (void **state G_GNUC_UNUSED)
{
  static const gchar *const names[N_PEERS] = { "anne", "bert", "carl" };
  Town                      hub = { 0 };
  Town                      peers[N_PEERS] = { 0 };
  PostOffice               *own = NULL;
  PostOffice               *offices[N_PEERS];
  PostOffice               *remotes[N_PEERS];
  OdeonNodeStatistics       statistics;
  GError                   *error = NULL;
  gint32                    sum;

  town_init (&hub, "hub", NULL);
  own = spawn_office (hub.system);
  odeon_node_export (hub.node, "office", own, ODEON_NODE_RIGHTS_CALL, NULL);
  town_listen (&hub, "127.0.0.1:0");
  assert_int_not_equal (odeon_node_get_port (hub.node), 0);

  /* Each peer connects, and hands over somebody to be called. */
  for (guint i = 0; i < N_PEERS; i++)
    {
      g_autofree gchar      *address = g_strdup_printf ("odeon://hub@127.0.0.1:%u/office",
                                                        odeon_node_get_port (hub.node));
      g_autoptr (PostOffice) back = NULL;

      town_init (&peers[i], names[i], NULL);
      offices[i] = spawn_office (peers[i].system);
      remotes[i] = find_office (peers[i].node, address, &error);
      assert_no_error (error);
      assert_true (post_office_keep_sync (remotes[i], offices[i], &back, NULL));
      assert_true (post_office_ask_kept_sync (own, 5, &sum, NULL));
      assert_int_equal (sum, 5);
    }
  odeon_node_get_statistics (hub.node, &statistics);
  assert_int_equal (statistics.n_connected, N_PEERS);

  /* All of them hear of it when the hub is gone. */
  odeon_node_close (hub.node);
  for (guint i = 0; i < N_PEERS; i++)
    {
      town_await_news (&peers[i], "CE");
      odeon_ref_unref (remotes[i]);
      odeon_ref_unref (offices[i]);
      town_clear (&peers[i]);
    }
  odeon_ref_unref (own);
  town_clear (&hub);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_node_listens_and_others_connect_send_and_are_sent_to),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
