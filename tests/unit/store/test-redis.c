/* SPDX-License-Identifier: MIT */

/* A server, and what becomes of commands when it is not there. */

#include "../fixture/redis-server.h"
#include "../fixture/relay.h"

static GError *
await_failure (OdeonFuture *future)
{
  GError *error = NULL;

  assert_false (odeon_future_await (future, &error));
  odeon_future_unref (future);

  return error;
}

static OdeonFuture *
ping (OdeonRedis *redis)
{
  const gchar *const words[] = { "PING", NULL };

  return odeon_redis_command (redis, words);
}

static OdeonFuture *
block (OdeonRedis *redis)
{
  const gchar *const words[] = { "BLPOP", "nothing", "0", NULL };

  return odeon_redis_command (redis, words);
}

static void
expect (OdeonFuture *future, GQuark domain, gint code)
{
  g_autoptr (GError) error = await_failure (future);

  if (!g_error_matches (error, domain, code))
    fail_msg ("not error %d, but: %s", code, error->message);
}

static void
test_replies_of_all_kinds (void **state G_GNUC_UNUSED)
{
  g_auto (Server)        server;
  g_autoptr (OdeonRedis) redis = NULL;

  server_init (&server);
  server_start (&server, "");
  redis = server_connect (&server, 0);
  assert_command (redis, "PING", "PONG");
  assert_true (odeon_redis_is_connected (redis));
  assert_command (redis, "SET key value", "OK");
  assert_command (redis, "STRLEN key", "5");
  assert_command (redis, "MGET key other", "[<'value'>, <()>]");
  assert_command (redis, "LPOP key",
                  "Redis: WRONGTYPE Operation against a key holding the wrong kind of value");
  assert_command (redis, "EVAL return{1,{2,'\xff'}} 0",
                  "[<int64 1>, <[<int64 2>, <[byte 0xff]>]>]");
}

static void
test_commands_keep_their_order (void **state G_GNUC_UNUSED)
{
  const gchar *const     words[] = { "INCR", "n", NULL };
  g_auto (Server)        server;
  g_autoptr (OdeonRedis) redis = NULL;
  OdeonFuture           *futures[1000];

  server_init (&server);
  redis = server_connect (&server, 0);
  for (guint i = 0; i < 1000; i++)
    {
      if (i == 10)
        server_start (&server, "");
      futures[i] = odeon_redis_command (redis, words);
    }
  for (guint i = 0; i < 1000; i++)
    assert_int_equal (await_int64 (futures[i]), i + 1);
}

static void
test_a_server_that_is_not_there_is_waited_for_but_not_for_ever (void **state G_GNUC_UNUSED)
{
  g_auto (Server)        server;
  g_autoptr (OdeonRedis) patient = NULL;
  g_autoptr (OdeonRedis) hasty = NULL;
  OdeonFuture           *future;

  server_init (&server);
  patient = server_connect (&server, 60000);
  hasty = server_connect (&server, 30);
  future = ping (patient);
  expect (ping (hasty), ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED);
  assert_false (odeon_redis_is_connected (patient));
  server_start (&server, "");
  await_ok (future);
}

static void
test_a_server_that_dies_leaves_nobody_waiting (void **state G_GNUC_UNUSED)
{
  g_auto (Server)        server;
  g_autoptr (OdeonRedis) redis = NULL;
  OdeonFuture           *future;

  server_init (&server);
  server_start (&server, "");
  redis = server_connect (&server, 60000);
  assert_command (redis, "SET key value", "OK");
  future = block (redis);
  server_kill (&server);
  expect (future, ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN);
  future = ping (redis);
  server_start (&server, "");
  await_ok (future);
  assert_command (redis, "EXISTS key", "0");
}

static void
test_a_server_that_does_not_answer_counts_as_lost (void **state G_GNUC_UNUSED)
{
  g_auto (Server)        server;
  g_autoptr (OdeonRedis) redis = NULL;

  server_init (&server);
  server_start (&server, "");
  redis = server_connect (&server, 200);
  assert_command (redis, "PING", "PONG");
  kill (server.pid, SIGSTOP);
  expect (ping (redis), ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN);
  expect (ping (redis), ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED);
  kill (server.pid, SIGCONT);
  wait_until_connected (redis);
  assert_command (redis, "PING", "PONG");
}

static void
test_a_password_that_is_wrong_is_said_at_once (void **state G_GNUC_UNUSED)
{
  g_auto (Server)        server;
  g_autoptr (OdeonRedis) none = NULL;
  g_autoptr (OdeonRedis) wrong = NULL;
  g_autoptr (OdeonRedis) right = NULL;

  server_init (&server);
  server_start (&server, "--requirepass sesame");
  right = odeon_redis_new (server.socket, "sesame", 0, NULL);
  assert_command (right, "PING", "PONG");
  wrong = odeon_redis_new (server.socket, "opensesame", 60000, NULL);
  expect (ping (wrong), G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  none = odeon_redis_new (server.socket, NULL, 60000, NULL);
  expect (ping (none), G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  /* Who is let in later goes on. */
  assert_command (right, "CONFIG SET requirepass opensesame", "OK");
  wait_until_connected (wrong);
  assert_command (wrong, "PING", "PONG");
}

static void
test_what_is_under_way_when_it_is_let_go_of_fails (void **state G_GNUC_UNUSED)
{
  g_auto (Server) server;
  OdeonRedis     *redis;
  OdeonFuture    *sent;
  OdeonFuture    *waiting;

  server_init (&server);
  server_start (&server, "");
  redis = server_connect (&server, 60000);
  assert_command (redis, "PING", "PONG");
  sent = block (redis);
  g_object_unref (redis);
  redis = odeon_redis_new ("/nowhere/at/all", NULL, 60000, NULL);
  waiting = ping (redis);
  g_object_unref (redis);
  odeon_future_await (sent, NULL);
  odeon_future_unref (sent);
  expect (waiting, ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED);
}

static void
test_a_server_is_reached_by_tcp (void **state G_GNUC_UNUSED)
{
  g_auto (Server)        server;
  g_auto (Relay)         relay;
  g_autoptr (OdeonRedis) redis = NULL;
  g_autofree gchar      *large = g_strnfill (1000000, 'x');
  g_autofree gchar      *line = g_strdup_printf ("ECHO %s", large);

  server_init (&server);
  relay_init (&relay, "127.0.0.1", server.socket);
  redis = odeon_redis_new (relay.address, NULL, 60000, NULL);
  server_start (&server, "");
  assert_command (redis, "SET key value", "OK");
  assert_command (redis, line, large);
  server_kill (&server);
  server_start (&server, "");
  /* What goes by the old connection, if its end has not come yet, is lost, and says so. */
  g_free (run_command (redis, "PING"));
  assert_command (redis, "EXISTS key", "0");
}

static void
test_addresses (void **state G_GNUC_UNUSED)
{
  const gchar *const good[] = { "/a/path", "unix:relative", "localhost", "localhost:1",
                               "[::1]:1", "[::1]" };
  const gchar *const bad[] = { "",        "unix:",      ":1",      "host:", "host:0",
                               "host:1x", "host:65536", "[::1]1", "[::1" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (OdeonRedis) redis = odeon_redis_new (good[i], NULL, 0, NULL);

      assert_non_null (redis);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_null (odeon_redis_new (bad[i], NULL, 0, &error));
      assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_replies_of_all_kinds),
    cmocka_unit_test (test_commands_keep_their_order),
    cmocka_unit_test (test_a_server_that_is_not_there_is_waited_for_but_not_for_ever),
    cmocka_unit_test (test_a_server_that_dies_leaves_nobody_waiting),
    cmocka_unit_test (test_a_server_that_does_not_answer_counts_as_lost),
    cmocka_unit_test (test_a_password_that_is_wrong_is_said_at_once),
    cmocka_unit_test (test_what_is_under_way_when_it_is_let_go_of_fails),
    cmocka_unit_test (test_a_server_is_reached_by_tcp),
    cmocka_unit_test (test_addresses),
  };

  if (!have_server ())
    return skip_without_server ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
