/* SPDX-License-Identifier: MIT */

/* What a promised ref says of itself, and what needs the actor. */

#include "promised.h"

static void
it_is_itself_until_it_is_resolved (void **state G_GNUC_UNUSED)
{
  g_auto (Scene)       scene;
  g_autofree gchar    *before = NULL;
  g_autofree gchar    *after = NULL;
  g_autofree gchar    *urn = NULL;
  g_autofree gchar    *own_urn = NULL;
  g_autoptr (OdeonRef) own = NULL;
  g_autoptr (OdeonRef) late = NULL;

  scene_init (&scene, 1);
  before = odeon_ref_dup_string (scene.promised);
  assert_true (g_str_has_prefix (before, "what "));
  assert_null (odeon_ref_dup_urn (scene.promised));
  assert_null (odeon_ref_get_name (scene.promised));
  assert_null (odeon_ref_dup_path (scene.promised));
  assert_int_equal (odeon_ref_get_actor_type (scene.promised), G_TYPE_INVALID);
  assert_int_equal (odeon_ref_get_state (scene.promised), ODEON_ACTOR_STATE_STARTING);
  assert_true (odeon_ref_is_alive (scene.promised));

  keep_promise (scene.promise, scene.actor);
  own = odeon_ref_resolve_await (odeon_ref_resolve (scene.promised), NULL);
  assert_true (odeon_ref_equal (own, scene.actor));
  assert_false (odeon_ref_equal (own, scene.promised));
  after = odeon_ref_dup_string (scene.promised);
  assert_true (g_str_has_prefix (after, "Player "));
  urn = odeon_ref_dup_urn (scene.promised);
  own_urn = odeon_ref_dup_urn (scene.actor);
  assert_string_equal (urn, own_urn);
  assert_int_equal (odeon_ref_get_actor_type (scene.promised), player_get_type ());
  assert_int_equal (odeon_ref_get_state (scene.promised), ODEON_ACTOR_STATE_RUNNING);

  /* Whoever comes late has the actor itself. */
  late = promise_of (odeon_future_ref (scene.future));
  assert_ptr_equal (late, scene.actor);
}

static void
do_nothing (OdeonActor *actor G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

static void
what_needs_the_actor_itself_is_refused_until_then (void **state G_GNUC_UNUSED)
{
  g_auto (Scene)     scene;
  g_autoptr (GError) error = NULL;
  OdeonSpawnOptions  options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef          *neighbour;

  scene_init (&scene, 1);
  options.placement = ODEON_PLACE_NEAR;
  options.near = scene.promised;
  await_error (odeon_ref_kill (scene.promised), ODEON_ERROR_PENDING);
  await_error (odeon_ref_suspend (scene.promised), ODEON_ERROR_PENDING);
  await_error (odeon_ref_ended (scene.promised), ODEON_ERROR_PENDING);
  await_error (invoke (scene.promised, do_nothing, NULL), ODEON_ERROR_PENDING);
  await_error (odeon_actor_invoke_after (scene.promised, 1, do_nothing, NULL, NULL),
               ODEON_ERROR_PENDING);
  assert_null (odeon_spawn (ODEON_SPAWNER (scene.system), player_get_type (), &options, &error,
                            NULL));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_PENDING));

  keep_promise (scene.promise, scene.actor);
  await_ok (invoke (scene.promised, do_nothing, NULL));
  await_ok (odeon_actor_invoke_after (scene.promised, 1, do_nothing, NULL, NULL));
  neighbour = spawn_with (scene.system, &options, "", NULL, FAULT_NONE);
  stop_and_unref (neighbour);
  assert_true (await_boolean (odeon_ref_suspend (scene.promised)));
  assert_true (await_boolean (odeon_ref_resume (scene.promised)));
  assert_true (await_boolean (odeon_ref_kill (scene.promised)));
  await_error (odeon_ref_ended (scene.promised), ODEON_ERROR_KILLED);
}

static void
a_stop_keeps_its_turn (void **state G_GNUC_UNUSED)
{
  g_auto (Scene) scene;
  OdeonFuture   *started;
  OdeonFuture   *before;
  OdeonFuture   *stopped;
  OdeonFuture   *after;

  scene_init (&scene, 1);
  started = odeon_ref_started (scene.promised);
  before = ask_int (scene.promised, 5);
  stopped = odeon_ref_stop (scene.promised);
  after = ask_int (scene.promised, 5);
  keep_promise (scene.promise, scene.actor);
  await_ok (started);
  assert_int_equal (await_int (before), 5);
  await_ok (stopped);
  await_error (after, ODEON_ERROR_ACTOR_DEAD);
}

static void
monitor_it (OdeonActor *actor, gpointer ref)
{
  odeon_actor_monitor (actor, ref);
  assert_true (odeon_actor_demonitor (actor, ref));
}

static void
a_resolved_one_is_monitored_as_the_actor_is (void **state G_GNUC_UNUSED)
{
  g_auto (Scene)       scene;
  g_autoptr (OdeonRef) watcher = NULL;

  scene_init (&scene, 1);
  watcher = spawn_player (scene.system, "", NULL);
  keep_promise (scene.promise, scene.actor);
  await_ok (invoke (watcher, monitor_it, scene.promised));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (it_is_itself_until_it_is_resolved),
    cmocka_unit_test (what_needs_the_actor_itself_is_refused_until_then),
    cmocka_unit_test (a_stop_keeps_its_turn),
    cmocka_unit_test (a_resolved_one_is_monitored_as_the_actor_is),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
