/* SPDX-License-Identifier: MIT */

#include "meter.h"

static void
assert_no_spawn (OdeonSystem *system, GType type, const OdeonSpawnOptions *options, gint code)
{
  g_autoptr (GError) error = NULL;

  assert_null (odeon_spawn (ODEON_SPAWNER (system), type, options, &error, NULL));
  assert_true (g_error_matches (error, ODEON_ERROR, code));
}

static void
a_name_is_taken_as_long_as_its_bearer_lives (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef               *first;

  options.name = "alice";
  first = spawn_with (system, &options, "", NULL, FAULT_NONE);
  assert_no_spawn (system, player_get_type (), &options, ODEON_ERROR_NAME_TAKEN);
  stop_and_unref (first);
  assert_null (odeon_system_find (system, "alice"));
  stop_and_unref (spawn_with (system, &options, "", NULL, FAULT_NONE));
}

static void
impossible_names_are_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autofree gchar       *longest = g_strnfill (255, 'x');
  g_autofree gchar       *longer = g_strnfill (256, 'x');
  const gchar            *impossible[] = { "", "a/b", "a\nb", "\xff", "\x7f", longer };
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;

  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++)
    {
      options.name = impossible[i];
      assert_no_spawn (system, player_get_type (), &options, ODEON_ERROR_INVALID_NAME);
    }
  options.name = longest;
  stop_and_unref (spawn_with (system, &options, "", NULL, FAULT_NONE));
}

static void
only_actors_are_spawned_and_only_with_their_properties (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GError)      error = NULL;

  assert_no_spawn (system, G_TYPE_OBJECT, NULL, ODEON_ERROR_INVALID_ARGUMENT);
  assert_no_spawn (system, ODEON_TYPE_ACTOR, NULL, ODEON_ERROR_INVALID_ARGUMENT);
  assert_no_spawn (system, G_TYPE_INVALID, NULL, ODEON_ERROR_INVALID_ARGUMENT);

  assert_null (odeon_spawn (ODEON_SPAWNER (system), player_get_type (), NULL, &error,
                            "colour", "red", NULL));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  g_clear_error (&error);
  assert_null (odeon_spawn (ODEON_SPAWNER (system), player_get_type (), NULL, &error,
                            "tag", "t", "faults", 8u, NULL));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_int_equal (odeon_system_get_n_actors (system), 0);
}

static gpointer
spawn_as (OdeonSystem *system, GType type, const OdeonInterfaceInfo *interface, GError **error, ...)
{
  gpointer ref;
  va_list  none;

  va_start (none, error);
  ref = odeon_spawn_valist (ODEON_SPAWNER (system), type, interface, NULL, error, NULL, none);
  va_end (none);

  return ref;
}

static void
a_proxy_is_spawned_of_a_type_that_has_its_interface (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GError)      error = NULL;
  OdeonRef               *meter = spawn_as (system, meter_actor_get_type (),
                                            &meter_interface_info, &error);

  assert_no_error (error);
  odeon_ref_unref (meter);
  assert_null (spawn_as (system, player_get_type (), &meter_interface_info, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE));
}

/* --- placement --- */

static void
note_thread (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  *(GThread **) data = g_thread_self ();
}

static GThread *
thread_of (OdeonRef *actor)
{
  GThread *thread = NULL;

  await_ok (invoke (actor, note_thread, &thread));

  return thread;
}

static OdeonRef *
spawn_at (gpointer in, OdeonPlacement placement, guint worker)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.placement = placement;
  options.worker = worker;

  return spawn_with (in, &options, "", NULL, FAULT_NONE);
}

static void
actors_live_where_they_are_placed (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *on_0 = spawn_at (system, ODEON_PLACE_WORKER, 0);
  OdeonRef               *on_1 = spawn_at (system, ODEON_PLACE_WORKER, 1);
  OdeonRef               *again = spawn_at (system, ODEON_PLACE_WORKER, 1);
  OdeonRef               *own = spawn_at (system, ODEON_PLACE_THREAD, 0);
  GThread                *threads[] = { thread_of (on_0), thread_of (on_1), thread_of (own),
                                        g_thread_self () };

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    for (guint j = 0; j < i; j++)
      assert_ptr_not_equal (threads[i], threads[j]);
  assert_ptr_equal (thread_of (again), threads[1]);
  stop_and_unref (on_0);
  stop_and_unref (on_1);
  stop_and_unref (again);
  stop_and_unref (own);
}

static void
a_place_that_does_not_exist_is_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;

  options.placement = ODEON_PLACE_WORKER;
  options.worker = 2;
  assert_no_spawn (system, player_get_type (), &options, ODEON_ERROR_INVALID_ARGUMENT);
  options.placement = (OdeonPlacement) 99;
  assert_no_spawn (system, player_get_type (), &options, ODEON_ERROR_INVALID_ARGUMENT);
}

static void
the_next_actor_goes_where_the_fewest_are (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *crowd[3];
  OdeonRef               *alone;

  for (gint i = 0; i < 3; i++)
    crowd[i] = spawn_at (system, ODEON_PLACE_WORKER, 0);
  alone = spawn_at (system, ODEON_PLACE_ANY_WORKER, 0);
  assert_ptr_not_equal (thread_of (alone), thread_of (crowd[0]));
  for (gint i = 0; i < 3; i++)
    odeon_ref_unref (crowd[i]);
  odeon_ref_unref (alone);
}

static void
spawn_child (OdeonActor *actor, gpointer data)
{
  *(OdeonRef **) data = spawn_player (actor, "", NULL);
}

static void
a_child_lives_with_its_parent (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);

  for (guint i = 0; i < 2; i++)
    {
      OdeonRef *parent = spawn_at (system, ODEON_PLACE_WORKER, i);
      OdeonRef *child = NULL;

      await_ok (invoke (parent, spawn_child, &child));
      assert_ptr_equal (thread_of (child), thread_of (parent));
      odeon_ref_unref (child);
      odeon_ref_unref (parent);
    }
}

static void
threads_of_their_own_end_with_their_actors (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);

  for (gint i = scaled (200); i > 0; i--)
    {
      OdeonRef *actor = spawn_at (system, ODEON_PLACE_THREAD, 0);

      assert_int_equal (await_int (ask_int (actor, i)), i);
      if (i % 2 == 0)
        await_ok (odeon_ref_stop (actor));
      odeon_ref_unref (actor);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_name_is_taken_as_long_as_its_bearer_lives),
    cmocka_unit_test (impossible_names_are_refused),
    cmocka_unit_test (only_actors_are_spawned_and_only_with_their_properties),
    cmocka_unit_test (a_proxy_is_spawned_of_a_type_that_has_its_interface),
    cmocka_unit_test (actors_live_where_they_are_placed),
    cmocka_unit_test (a_place_that_does_not_exist_is_refused),
    cmocka_unit_test (the_next_actor_goes_where_the_fewest_are),
    cmocka_unit_test (a_child_lives_with_its_parent),
    cmocka_unit_test (threads_of_their_own_end_with_their_actors),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
