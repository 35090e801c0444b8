/* SPDX-License-Identifier: MIT */

/* Actors of which there is one. */

#include "../fixture/names.h"

/* Long enough for a slow machine not to lose a name by chance. */
#define LEASE_MS 1500

/* What was started, in its order: references. */
static GAsyncQueue *started;

static OdeonRef *
start_player (OdeonLease *lease G_GNUC_UNUSED, gpointer system)
{
  OdeonRef *player = odeon_spawn (system, player_get_type (), NULL, NULL, NULL);

  g_async_queue_push (started, odeon_ref_ref (player));

  return player;
}

/* Of the singleton on that server: what follows its start has been done as well. */
static OdeonRef *
await_start (OdeonRedis *redis)
{
  OdeonRef *player = g_async_queue_pop (started);

  assert_command (redis, "PING", "PONG");

  return player;
}

typedef struct
{
  Office          office;
  OdeonRedis     *redis; /* another process's, as it were */
  OdeonDirectory *elsewhere;
  OdeonSystem    *system;
} Town;

static void
town_init (Town *self)
{
  office_init (&self->office, LEASE_MS);
  self->redis = server_connect (&self->office.server, 0);
  self->elsewhere = odeon_directory_new (self->redis, "names", LEASE_MS);
  self->system = new_system (1);
  started = g_async_queue_new ();
}

static void
town_clear (Town *self)
{
  await_ok (odeon_system_shut_down (self->system));
  assert_int_equal (g_async_queue_length (started), 0);
  g_async_queue_unref (started);
  g_object_unref (self->system);
  g_object_unref (self->elsewhere);
  g_object_unref (self->redis);
  office_clear (&self->office);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Town, town_clear)

static void
await_kill (OdeonRef *player)
{
  await_error (odeon_ref_ended (player), ODEON_ERROR_KILLED);
  odeon_ref_unref (player);
}

static void
test_an_actor_runs_in_one_place_and_then_in_another (void **state G_GNUC_UNUSED)
{
  g_auto (Town)   town;
  OdeonSingleton *one;
  OdeonSingleton *other;
  OdeonRef       *player;

  town_init (&town);
  one = odeon_singleton_new (town.office.directory, "clerk", "here", start_player, town.system,
                             NULL);
  player = await_start (town.office.redis);
  assert_true (odeon_singleton_runs_here (one));
  other = odeon_singleton_new (town.elsewhere, "clerk", "there", start_player, town.system, NULL);
  assert_found (town.elsewhere, "clerk", "here");
  assert_false (odeon_singleton_runs_here (other));
  g_object_unref (one);
  await_kill (player);
  player = await_start (town.redis);
  assert_true (odeon_singleton_runs_here (other));
  g_object_unref (other);
  await_kill (player);
}

static void
test_who_is_cut_off_does_not_run_it_until_it_is_back (void **state G_GNUC_UNUSED)
{
  g_auto (Town)   town;
  OdeonSingleton *one;
  OdeonRef       *player;

  town_init (&town);
  one = odeon_singleton_new (town.office.directory, "clerk", "here", start_player, town.system,
                             NULL);
  player = await_start (town.office.redis);
  kill (town.office.server.pid, SIGSTOP);
  await_kill (player);
  assert_false (odeon_singleton_runs_here (one));
  kill (town.office.server.pid, SIGCONT);
  player = await_start (town.office.redis);
  assert_true (odeon_singleton_runs_here (one));
  g_object_unref (one);
  await_kill (player);
}

/* The name is free then, for whoever asks first. */
static void
test_an_actor_that_ends_by_itself_is_started_anew (void **state G_GNUC_UNUSED)
{
  g_auto (Town)      town;
  OdeonSingleton    *one;
  OdeonRef          *player;
  g_autofree gchar  *first = NULL;
  g_autofree gchar  *second = NULL;

  town_init (&town);
  one = odeon_singleton_new (town.office.directory, "clerk", "here", start_player, town.system,
                             NULL);
  player = await_start (town.office.redis);
  first = run_command (town.redis, "HGET names:name:clerk t");
  assert_true (tell_word (player, "stop"));
  await_ok (odeon_ref_ended (player));
  odeon_ref_unref (player);
  player = await_start (town.office.redis);
  assert_true (odeon_singleton_runs_here (one));
  second = run_command (town.redis, "HGET names:name:clerk t");
  assert_true (g_ascii_strtoull (second, NULL, 10) > g_ascii_strtoull (first, NULL, 10));
  g_object_unref (one);
  await_kill (player);
}

static OdeonRef *
start_nothing (OdeonLease *lease G_GNUC_UNUSED, gpointer started_nothing)
{
  g_async_queue_push (started_nothing, started_nothing);

  return NULL;
}

static void
test_who_starts_nothing_gives_the_name_back (void **state G_GNUC_UNUSED)
{
  g_auto (Town)   town;
  OdeonSingleton *one;
  OdeonSingleton *other;
  OdeonRef       *player;

  town_init (&town);
  one = odeon_singleton_new (town.office.directory, "clerk", "here", start_nothing, started, NULL);
  assert_ptr_equal (g_async_queue_pop (started), started);
  g_object_unref (one);
  assert_command (town.office.redis, "PING", "PONG");
  while (g_async_queue_try_pop (started) != NULL)
    continue;
  other = odeon_singleton_new (town.elsewhere, "clerk", "there", start_player, town.system, NULL);
  player = await_start (town.redis);
  assert_true (odeon_singleton_runs_here (other));
  g_object_unref (other);
  await_kill (player);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_an_actor_runs_in_one_place_and_then_in_another),
    cmocka_unit_test (test_who_is_cut_off_does_not_run_it_until_it_is_back),
    cmocka_unit_test (test_an_actor_that_ends_by_itself_is_started_anew),
    cmocka_unit_test (test_who_starts_nothing_gives_the_name_back),
  };

  if (!have_server ())
    return skip_without_server ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
