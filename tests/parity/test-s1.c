/* SPDX-License-Identifier: MIT */

/* S1: there is a system for the whole process: actors are discovered in it, register in it by being
 * spawned, and what is published in it propagates to all of them. */

#include "listener.h"

static gpointer
get_default (gpointer data G_GNUC_UNUSED)
{
  return odeon_system_get_default ();
}

static void
every_thread_finds_the_same_one (void **state G_GNUC_UNUSED)
{
  GThread     *thread = g_thread_new ("other", get_default, NULL);
  OdeonSystem *system = odeon_system_get_default ();

  assert_true (ODEON_IS_SYSTEM (system));
  assert_ptr_equal (g_thread_join (thread), system);
  assert_int_equal (odeon_system_get_n_workers (system), MIN (g_get_num_processors (), 1024));
}

static void
whoever_is_spawned_is_found_until_it_ends (void **state G_GNUC_UNUSED)
{
  OdeonSystem          *system = odeon_system_get_default ();
  OdeonSpawnOptions     options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef             *actor;
  g_autoptr (OdeonRef)  found = NULL;
  g_autoptr (GPtrArray) all = NULL;

  options.name = "hero";
  assert_null (odeon_system_find (system, "hero"));
  actor = spawn_with (system, &options, "", NULL, FAULT_NONE);
  found = odeon_system_find (odeon_system_get_default (), "hero");
  assert_ptr_equal (found, actor);
  all = odeon_system_list_actors (system, player_get_type ());
  assert_int_equal (all->len, 1);
  assert_ptr_equal (all->pdata[0], actor);
  stop_and_unref (actor);
  assert_null (odeon_system_find (system, "hero"));
}

static void
what_is_published_reaches_all (void **state G_GNUC_UNUSED)
{
  OdeonSystem *system = odeon_system_get_default ();
  Listener     listeners[3] = { 0 };
  OdeonRef    *actors[3];

  for (gint i = 0; i < 3; i++)
    {
      listeners[i].tag = "";
      actors[i] = spawn_player (system, "", NULL);
      listen_in (actors[i], &listeners[i]);
    }
  assert_int_equal (notice (odeon_system_get_default (), 1), 3);
  for (gint i = 0; i < 3; i++)
    {
      settle (actors[i]);
      assert_int_equal (listeners[i].n, 1);
      stop_and_unref (actors[i]);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_thread_finds_the_same_one),
    cmocka_unit_test (whoever_is_spawned_is_found_until_it_ends),
    cmocka_unit_test (what_is_published_reaches_all),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
