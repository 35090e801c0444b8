/* SPDX-License-Identifier: MIT */

/* K22: systems are isolated: several live in a process and know nothing of one another, but that
 * an actor of one may hold a ref to an actor of another. */

#include "listener.h"

static OdeonRef *
spawn_named (OdeonSystem *system, const gchar *name)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.name = name;

  return spawn_with (system, &options, "", NULL, FAULT_NONE);
}

static void
each_has_its_own_names_actors_and_events (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) one = new_system (1);
  g_autoptr (OdeonSystem) other = new_system (2);
  g_autoptr (OdeonRef)    a = spawn_named (one, "alice");
  g_autoptr (OdeonRef)    b = spawn_named (other, "alice");
  g_autoptr (OdeonRef)    found = odeon_system_find (other, "alice");
  g_autofree gchar       *urn = odeon_ref_dup_urn (a);
  Listener                listener = { NULL, "", 0, FALSE, 0, 0 };

  assert_ptr_equal (found, b);
  assert_null (odeon_system_find_urn (other, urn));
  assert_int_equal (odeon_system_get_n_actors (one), 1);
  assert_int_equal (odeon_system_get_n_actors (other), 1);
  listen_in (a, &listener);
  assert_int_equal (notice (other, 1), 0);
  assert_int_equal (notice (one, 1), 1);
  settle (a);
  assert_int_equal (listener.n, 1);
  assert_int_equal (odeon_system_broadcast (other, ODEON_TYPE_ACTOR, g_variant_new_int32 (5)), 1);
  assert_int_equal (await_int (ask_int (a, 0)), 0);
  assert_int_equal (await_int (ask_int (b, 0)), 5);
}

static void
the_end_of_one_is_not_the_other_s (void **state G_GNUC_UNUSED)
{
  OdeonSystem            *one = new_system (1);
  g_autoptr (OdeonSystem) other = new_system (1);
  g_autoptr (OdeonRef)    a = spawn_player (one, "", NULL);
  g_autoptr (OdeonRef)    b = spawn_player (other, "", NULL);

  await_ok (odeon_system_shut_down (one));
  assert_false (odeon_ref_is_alive (a));
  assert_int_equal (await_int (ask_int (b, 4)), 4);
  g_object_unref (one);
  assert_int_equal (await_int (ask_int (b, 4)), 8);
  await_error (ask_int (a, 4), ODEON_ERROR_ACTOR_DEAD);
}

static void
ask_other (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  assert_int_equal (await_int (ask_int (data, 4)), 4);
}

static void
actors_talk_across_systems_all_the_same (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 2; workers++)
    {
      g_autoptr (OdeonSystem) one = new_system (workers);
      g_autoptr (OdeonSystem) other = new_system (1);
      g_autoptr (OdeonRef)    a = spawn_player (one, "", NULL);
      g_autoptr (OdeonRef)    b = spawn_player (other, "", NULL);

      await_ok (invoke (a, ask_other, b));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (each_has_its_own_names_actors_and_events),
    cmocka_unit_test (the_end_of_one_is_not_the_other_s),
    cmocka_unit_test (actors_talk_across_systems_all_the_same),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
