/* SPDX-License-Identifier: MIT */

/* Names that have one holder. */

#include "../fixture/redis-server.h"

#define LEASE_MS 300

typedef struct
{
  Server          server;
  OdeonRedis     *redis;
  OdeonDirectory *directory;
} Office;

static void
office_init (Office *self, guint lease_ms)
{
  server_init (&self->server);
  server_start (&self->server, "");
  self->redis = server_connect (&self->server, 0);
  self->directory = odeon_directory_new (self->redis, "names", lease_ms);
}

static void
office_clear (Office *self)
{
  g_object_unref (self->directory);
  g_object_unref (self->redis);
  server_clear (&self->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Office, office_clear)

static OdeonLease *
claim (OdeonDirectory *directory, const gchar *name, const gchar *value, GError **error)
{
  OdeonFuture *future = odeon_directory_claim (directory, name, value);
  OdeonLease  *lease;

  odeon_future_await (future, NULL);
  lease = odeon_directory_claim_finish (future, error);
  odeon_future_unref (future);

  return lease;
}

static OdeonLease *
claim_ok (OdeonDirectory *directory, const gchar *name, const gchar *value)
{
  GError     *error = NULL;
  OdeonLease *lease = claim (directory, name, value, &error);

  assert_no_error (error);

  return lease;
}

#define assert_found(directory, name, expected)                                    \
  G_STMT_START {                                                                   \
    g_autofree gchar *found_ = await_string (odeon_directory_lookup (directory, name)); \
                                                                                   \
    assert_string_equal (found_, expected);                                        \
  } G_STMT_END

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
  g_autoptr (OdeonLease) lease = NULL;

  office_init (&office, LEASE_MS);
  lease = claim_ok (office.directory, "alice", "here");
  g_usleep (3 * LEASE_MS * 1000);
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

/* --- singletons --- */

static gint n_alive;

static OdeonRef *
start_player (OdeonLease *lease, gpointer system)
{
  assert_true (odeon_lease_is_held (lease));
  g_atomic_int_inc (&n_alive);

  return odeon_spawn (system, player_get_type (), NULL, NULL, NULL);
}

static void
test_an_actor_runs_in_one_place_and_then_in_another (void **state G_GNUC_UNUSED)
{
  g_auto (Office)            office;
  g_autoptr (OdeonSystem)    system = new_system (1);
  g_autoptr (OdeonRedis)     redis = NULL;
  g_autoptr (OdeonDirectory) elsewhere = NULL;
  OdeonSingleton            *one;
  OdeonSingleton            *other;

  office_init (&office, LEASE_MS);
  redis = server_connect (&office.server, 0);
  elsewhere = odeon_directory_new (redis, "names", LEASE_MS);
  n_alive = 0;
  one = odeon_singleton_new (office.directory, "clerk", "here", start_player, system, NULL);
  while (!odeon_singleton_runs_here (one))
    g_usleep (1000);
  other = odeon_singleton_new (elsewhere, "clerk", "there", start_player, system, NULL);
  assert_found (elsewhere, "clerk", "here");
  assert_false (odeon_singleton_runs_here (other));
  assert_int_equal (n_alive, 1);
  g_object_unref (one);
  while (!odeon_singleton_runs_here (other))
    g_usleep (1000);
  assert_int_equal (g_atomic_int_get (&n_alive), 2);
  /* Cut off, it does not run here any more; back again, it does. */
  kill (office.server.pid, SIGSTOP);
  while (odeon_singleton_runs_here (other))
    g_usleep (1000);
  kill (office.server.pid, SIGCONT);
  while (!odeon_singleton_runs_here (other))
    g_usleep (1000);
  g_object_unref (other);
  await_ok (odeon_system_shut_down (system));
}

/* --- partitions: two that claim by turns, each behind a connection that is cut at will --- */

typedef struct
{
  Office          *office;
  OdeonRedis      *redis;
  OdeonDirectory  *directory;
  gint             rounds;
  gint             n_held;
} Claimant;

/* How many think that they hold the name; what the last writer's token was. */
static gint    n_holders;
static GMutex  vault_lock;
static guint64 vault_token;

/* While it is held nobody else holds it, and no token is below one that was seen. */
static void
use (OdeonLease *lease)
{
  g_mutex_lock (&vault_lock);
  if (odeon_lease_is_held (lease))
    {
      assert_true (odeon_lease_get_token (lease) >= vault_token);
      vault_token = odeon_lease_get_token (lease);
    }
  g_mutex_unlock (&vault_lock);
}

static gpointer
compete (gpointer data)
{
  Claimant *self = data;

  while (g_atomic_int_get (&self->rounds) > 0)
    {
      g_autoptr (OdeonLease) lease = claim (self->directory, "alice", "x", NULL);

      if (lease == NULL)
        continue;

      self->n_held++;
      g_atomic_int_add (&self->rounds, -1);
      if (odeon_lease_is_held (lease))
        {
          gint n = g_atomic_int_add (&n_holders, 1) + 1;

          /* It may have expired in between, but then this is not a holder any more. */
          assert_true (n == 1 || !odeon_lease_is_held (lease));
          for (gint i = 0; i < 10; i++)
            use (lease);
          g_atomic_int_add (&n_holders, -1);
        }
      if (self->n_held % 3 == 0)
        await_ok (odeon_lease_dup_lost (lease));
    }

  return NULL;
}

static void
test_never_two_holders_under_partitions (void **state G_GNUC_UNUSED)
{
  g_auto (Office) office;
  Claimant        claimants[2];
  GThread        *threads[2];
  gint            rounds = scaled (50);

  office_init (&office, 60);
  for (gint i = 0; i < 2; i++)
    {
      claimants[i] = (Claimant) { &office, server_connect (&office.server, 1000), NULL, rounds, 0 };
      claimants[i].directory = odeon_directory_new (claimants[i].redis, "names", 60);
      threads[i] = g_thread_new ("claimant", compete, &claimants[i]);
    }
  /* Leases are lost by stalls longer than they last. */
  while (g_atomic_int_get (&claimants[0].rounds) > 0 || g_atomic_int_get (&claimants[1].rounds) > 0)
    {
      g_usleep ((gulong) g_random_int_range (1000, 30000));
      kill (office.server.pid, SIGSTOP);
      g_usleep ((gulong) g_random_int_range (1000, 90000));
      kill (office.server.pid, SIGCONT);
      if (g_random_int_range (0, 4) == 0)
        g_free (run_command (office.redis, "CLIENT KILL TYPE normal SKIPME yes"));
    }
  for (gint i = 0; i < 2; i++)
    {
      g_thread_join (threads[i]);
      g_object_unref (claimants[i].directory);
      g_object_unref (claimants[i].redis);
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
    cmocka_unit_test (test_what_is_kept_is_forgotten_when_it_changes),
    cmocka_unit_test (test_an_actor_runs_in_one_place_and_then_in_another),
    cmocka_unit_test (test_never_two_holders_under_partitions),
  };

  if (!have_server ())
    return skip_without_server ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
