/* SPDX-License-Identifier: MIT */

/* A node in another process, which is killed: whoever has calls there is told, and told the truth.
 */

#include "server.h"

static void
actors_of_another_process_are_called (void **state G_GNUC_UNUSED)
{
  Town    alice = { 0 };
  Server  server = { 0, 0 };
  GError *error = NULL;
  gint32  sum;

  make_bob ();
  server_start (&server);
  town_init (&alice, "alice", NULL);
  {
    g_autoptr (PostOffice) office = find_server (&alice, &server, &error);

    assert_no_error (error);
    for (gint32 i = 1; i <= 100; i++)
      {
        assert_true (post_office_add_sync (office, 1, &sum, NULL));
        assert_int_equal (sum, i);
      }
  }
  town_clear (&alice);
  server_kill (&server);
}

/* Not by the idle timeout, which is far away, but because the one in its place knows nothing of the
 * connection. */
static void
a_process_that_was_killed_and_restarted_is_noticed_at_once (void **state G_GNUC_UNUSED)
{
  OdeonNodeOptions       options = ODEON_NODE_OPTIONS_INIT;
  Town                   alice = { 0 };
  Server                 server = { 0, 0 };
  g_autoptr (PostOffice) old = NULL;
  g_autoptr (PostOffice) anew = NULL;
  g_autoptr (GError)     first = NULL;
  g_autoptr (GError)     second = NULL;
  GError                *error = NULL;
  OdeonFuture           *hanging;
  g_autoptr (OdeonFuture) end = NULL;
  gint64                 begin;
  gint32                 sum;

  options.idle_ms = 60000;
  make_bob ();
  server_start (&server);
  town_init (&alice, "alice", &options);
  old = find_server (&alice, &server, &error);
  assert_no_error (error);
  hanging = post_office_hang (old);
  assert_true (post_office_add_sync (old, 1, &sum, NULL));
  end = odeon_ref_ended (old);

  server_kill (&server);
  server_start (&server);
  begin = g_get_monotonic_time ();
  assert_false (post_office_add_sync (old, 1, &sum, &first));
  assert_in_range (g_get_monotonic_time () - begin, 0, 10 * G_USEC_PER_SEC);
  print_message ("noticed in %.1f ms\n", (gdouble) (g_get_monotonic_time () - begin) / 1000);
  assert_true (g_error_matches (first, ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN)
               || g_error_matches (first, ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED));
  assert_false (post_office_hang_await (hanging, &sum, &second));
  assert_true (g_error_matches (second, ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN));
  assert_false (odeon_future_await (end, NULL));
  town_await_news (&alice, "CLE");

  /* The new one has never heard of what failed. */
  anew = find_server (&alice, &server, &error);
  assert_no_error (error);
  assert_true (post_office_add_sync (anew, 0, &sum, NULL));
  assert_int_equal (sum, 0);

  odeon_ref_unref (g_steal_pointer (&old));
  odeon_ref_unref (g_steal_pointer (&anew));
  town_clear (&alice);
  server_kill (&server);
}

static void
a_process_that_is_gone_is_noticed_within_the_idle_time (void **state G_GNUC_UNUSED)
{
  OdeonNodeOptions   options = ODEON_NODE_OPTIONS_INIT;
  Town               alice = { 0 };
  Server             server = { 0, 0 };
  PostOffice        *office;
  g_autoptr (OdeonFuture) end = NULL;
  g_autoptr (GError) why = NULL;
  GError            *error = NULL;
  gint64             begin;

  options.idle_ms = 500;
  options.session_window_ms = 0;
  make_bob ();
  server_start (&server);
  town_init (&alice, "alice", &options);
  office = find_server (&alice, &server, &error);
  assert_no_error (error);
  end = odeon_ref_ended (office);
  server_kill (&server);
  begin = g_get_monotonic_time ();
  assert_false (odeon_future_await (end, &why));
  assert_in_range (g_get_monotonic_time () - begin, 0, 10 * G_USEC_PER_SEC);
  assert_true (g_error_matches (why, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD));
  print_message ("noticed in %.1f ms\n", (gdouble) (g_get_monotonic_time () - begin) / 1000);

  odeon_ref_unref (office);
  town_clear (&alice);
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (actors_of_another_process_are_called),
    cmocka_unit_test (a_process_that_was_killed_and_restarted_is_noticed_at_once),
    cmocka_unit_test (a_process_that_is_gone_is_noticed_within_the_idle_time),
  };

  if (argc == 4 && g_str_equal (argv[1], "serve"))
    serve (argv[2], argv[3]);

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
