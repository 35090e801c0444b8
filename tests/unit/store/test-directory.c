/* SPDX-License-Identifier: MIT */

/* Names that have one holder. */

#include "../fixture/names.h"

/* Long enough for a slow machine not to lose a name by chance. */
#define LEASE_MS 1000

static void
test_a_name_has_one_holder (void **state G_GNUC_UNUSED)
{
  g_auto (Office)        office;
  g_autoptr (OdeonLease) one = NULL;
  g_autoptr (OdeonLease) other = NULL;
  g_autoptr (GError)     error = NULL;

  office_init (&office, 0);
  await_error (odeon_directory_lookup (office.directory, "alice"), ODEON_ERROR_NOT_FOUND);
  one = claim_ok (office.directory, "alice", "here");
  assert_true (odeon_lease_is_held (one));
  assert_null (claim (office.directory, "alice", "there", &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NAME_TAKEN));
  assert_found (office.directory, "alice", "here");

  await_ok (odeon_lease_release (one));
  assert_false (odeon_lease_is_held (one));
  await_ok (odeon_lease_dup_lost (one));
  other = claim_ok (office.directory, "alice", "there");
  assert_true (odeon_lease_get_token (other) > odeon_lease_get_token (one));
}

static void
test_a_lease_is_renewed (void **state G_GNUC_UNUSED)
{
  g_auto (Office)        office;
  g_autoptr (OdeonRedis) clock = NULL;
  g_autoptr (OdeonLease) lease = NULL;

  office_init (&office, LEASE_MS);
  clock = server_connect (&office.server, 0);
  lease = claim_ok (office.directory, "alice", "here");
  let_time_pass (clock, 2 * LEASE_MS);
  assert_true (odeon_lease_is_held (lease));
  assert_found (office.directory, "alice", "here");
}

static void
test_who_is_cut_off_knows_it_first (void **state G_GNUC_UNUSED)
{
  g_auto (Office)            office;
  g_autoptr (OdeonLease)     lease = NULL;
  g_autoptr (OdeonLease)     next = NULL;

  office_init (&office, LEASE_MS);
  lease = claim_ok (office.directory, "alice", "here");
  kill (office.server.pid, SIGSTOP);
  await_ok (odeon_lease_dup_lost (lease));
  assert_false (odeon_lease_is_held (lease));
  kill (office.server.pid, SIGCONT);
  while (next == NULL)
    next = claim (office.directory, "alice", "there", NULL);
  assert_true (odeon_lease_get_token (next) > odeon_lease_get_token (lease));
  assert_false (odeon_lease_is_held (lease));
}

static void
test_tokens_rise_though_the_server_was_emptied (void **state G_GNUC_UNUSED)
{
  g_auto (Office)        office;
  g_autoptr (OdeonLease) lease = NULL;
  g_autoptr (OdeonLease) next = NULL;

  office_init (&office, 0);
  lease = claim_ok (office.directory, "alice", "here");
  assert_command (office.redis, "FLUSHALL", "OK");
  next = claim_ok (office.directory, "alice", "there");
  assert_true (odeon_lease_get_token (next) > odeon_lease_get_token (lease));
}

static void
assert_claim_fails (OdeonDirectory *directory, const gchar *name, GQuark domain, gint code)
{
  g_autoptr (GError) error = NULL;

  assert_null (claim (directory, name, "here", &error));
  if (!g_error_matches (error, domain, code))
    fail_msg ("not error %d, but: %s", code, error->message);
}

static void
test_what_is_wrong_on_the_server_is_said_and_passes (void **state G_GNUC_UNUSED)
{
  g_auto (Office)        office;
  g_autoptr (OdeonLease) lease = NULL;
  OdeonFuture           *found;
  g_autoptr (GError)     error = NULL;

  office_init (&office, 0);
  assert_command (office.redis, "SET names:name:alice x", "OK");
  assert_claim_fails (office.directory, "alice", ODEON_ERROR, ODEON_ERROR_NAME_TAKEN);
  found = odeon_directory_lookup (office.directory, "alice");
  assert_false (odeon_future_await (found, &error));
  odeon_future_unref (found);
  assert_non_null (strstr (error->message, "WRONGTYPE"));
  assert_command (office.redis, "DEL names:name:alice", "1");

  assert_command (office.redis, "CONFIG SET maxmemory 1", "OK");
  assert_claim_fails (office.directory, "alice", G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  assert_command (office.redis, "CONFIG SET maxmemory 0", "OK");
  lease = claim_ok (office.directory, "alice", "here");
}

static void
test_who_is_not_let_in_or_finds_nobody_is_told (void **state G_GNUC_UNUSED)
{
  g_auto (Server)            server;
  g_autoptr (OdeonRedis)     redis = NULL;
  g_autoptr (OdeonDirectory) directory = NULL;

  server_init (&server);
  redis = server_connect (&server, 100);
  directory = odeon_directory_new (redis, "names", 0);
  assert_claim_fails (directory, "alice", ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED);
  await_error (odeon_directory_lookup (directory, "alice"), ODEON_ERROR_NOT_DELIVERED);
  server_start (&server, "--requirepass sesame");
  while (TRUE)
    {
      g_autoptr (GError) error = NULL;

      assert_null (claim (directory, "alice", "here", &error));
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
        break;
    }
}

/* What was seen is kept, and yet never stale for long. */
static void
test_what_is_kept_is_forgotten_when_it_changes (void **state G_GNUC_UNUSED)
{
  g_auto (Office)            office;
  g_autoptr (OdeonDirectory) other = NULL;
  g_autoptr (OdeonLease)     lease = NULL;
  g_autoptr (OdeonLease)     next = NULL;

  office_init (&office, 0);
  other = odeon_directory_new (office.redis, "names", 0);
  lease = claim_ok (office.directory, "alice", "here");
  while (TRUE)
    {
      g_autofree gchar *clients = run_command (office.redis, "PUBSUB NUMSUB names:changes");

      if (strstr (clients, "int64 2") != NULL)
        break;
    }
  assert_found (other, "alice", "here");
  /* Behind the directory's back. */
  g_free (run_command (office.redis, "HSET names:name:alice v elsewhere"));
  assert_found (other, "alice", "here");
  await_ok (odeon_lease_release (lease));
  next = claim_ok (office.directory, "alice", "there");
  while (TRUE)
    {
      g_autofree gchar *found = await_string (odeon_directory_lookup (other, "alice"));

      if (g_str_equal (found, "there"))
        break;
      assert_string_equal (found, "here");
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_a_name_has_one_holder),
    cmocka_unit_test (test_a_lease_is_renewed),
    cmocka_unit_test (test_who_is_cut_off_knows_it_first),
    cmocka_unit_test (test_tokens_rise_though_the_server_was_emptied),
    cmocka_unit_test (test_what_is_wrong_on_the_server_is_said_and_passes),
    cmocka_unit_test (test_who_is_not_let_in_or_finds_nobody_is_told),
    cmocka_unit_test (test_what_is_kept_is_forgotten_when_it_changes),
  };

  if (!have_server ())
    return skip_without_server ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
