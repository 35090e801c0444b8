/* SPDX-License-Identifier: MIT */

/* Several messages of one actor under way: how they end together, and begin anew. */

#include "gates.h"

static void
a_stop_waits_for_what_is_under_way (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 2; workers++)
    {
      Scene        scene;
      OdeonFuture *stop;
      OdeonFuture *late;

      scene_init (&scene, workers, 3);
      scene_begin (&scene, 2);
      stop = odeon_ref_stop (scene.actor);
      late = ask_int (scene.actor, 1);
      let_turns_pass (&scene);
      assert_false (odeon_future_is_done (stop));
      assert_false (odeon_future_is_done (late));
      assert_passed (&scene, 1);
      let_turns_pass (&scene);
      assert_false (odeon_future_is_done (stop));
      assert_passed (&scene, 0);
      assert_true (await_boolean (stop));
      await_error (late, ODEON_ERROR_ACTOR_DEAD);
      assert_journal (&scene.journal, "a.started a.stopped");
      scene_clear (&scene);
    }
}

static void
stop_itself (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  odeon_actor_stop (actor);
}

static void
an_actor_that_stops_itself_begins_nothing_and_does_the_rest (void **state G_GNUC_UNUSED)
{
  Scene        scene;
  OdeonFuture *late;

  scene_init (&scene, 1, 3);
  scene_begin (&scene, 1);
  await_ok (invoke (scene.actor, stop_itself, NULL));
  late = ask_int (scene.actor, 1);
  let_turns_pass (&scene);
  assert_false (odeon_future_is_done (late));
  assert_passed (&scene, 0);
  await_error (late, ODEON_ERROR_ACTOR_DEAD);
  scene_clear (&scene);
}

static void
a_kill_ends_all_awaits (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      Scene scene;

      scene_init (&scene, workers, N_GATES);
      scene_begin (&scene, 3);
      assert_true (await_boolean (odeon_ref_kill (scene.actor)));
      for (guint i = 0; i < 3; i++)
        assert_killed (&scene, i);
      assert_journal (&scene.journal, "a.started");
      scene_clear (&scene);
    }
}

static void
a_failure_in_one_ends_the_awaits_of_the_others (void **state G_GNUC_UNUSED)
{
  Scene scene;
  gint  counts[2] = { 0, 0 };

  scene_init (&scene, 1, N_GATES);
  scene_begin (&scene, 2);
  count_log (counts);
  tell_word (scene.actor, "fail");
  await_io_error (odeon_ref_ended (scene.actor));
  restore_log ();
  assert_killed (&scene, 0);
  assert_killed (&scene, 1);
  assert_int_equal (counts[0], 1);
  assert_journal (&scene.journal, "a.started a.fail a.failed");
  scene_clear (&scene);
}

/* --- restarts --- */

static void
remember_object (OdeonActor *actor, gpointer data)
{
  *(gpointer *) data = g_object_ref (actor);
}

typedef struct
{
  Gate    *gate;
  gpointer before;
  gpointer after;
} Stay;

static void
stay (OdeonActor *actor, gpointer data)
{
  Stay *self = data;

  self->before = actor;
  wait_at_gate (actor, self->gate);
  g_assert_true (ODEON_IS_ACTOR (actor));
  self->after = ODEON_REF (odeon_actor_get_ref (actor));
}

static void
none_of_several_awaits_returns_to_the_object_that_replaces (void **state G_GNUC_UNUSED)
{
  OdeonSpawnOptions  options = ODEON_SPAWN_OPTIONS_INIT;
  gpointer           first = NULL;
  gpointer           second = NULL;
  gint               counts[2] = { 0, 0 };
  Scene              scene;
  Stay               stays[3];

  scene_init (&scene, 1, 1);
  odeon_ref_unref (scene.actor);
  options.restart = ODEON_RESTART_PERMANENT;
  options.max_concurrency = N_GATES;
  scene.actor = spawn_with (scene.system, &options, "b", &scene.journal, FAULT_NONE);
  await_ok (invoke (scene.actor, remember_object, &first));
  for (guint i = 0; i < 3; i++)
    {
      stays[i] = (Stay) { .gate = &scene.gates[i] };
      scene.runs[i] = invoke (scene.actor, stay, &stays[i]);
      gate_await_arrival (&scene.gates[i]);
    }
  count_log (counts);
  tell_word (scene.actor, "fail");
  await_ok (invoke (scene.actor, remember_object, &second));
  restore_log ();
  assert_ptr_not_equal (first, second);
  for (guint i = 0; i < 3; i++)
    {
      assert_killed (&scene, i);
      assert_ptr_equal (stays[i].before, first);
      assert_ptr_equal (stays[i].after, scene.actor);
    }
  /* The new one is as concurrent as the old. */
  for (guint i = 0; i < 3; i++)
    {
      gate_clear (&scene.gates[i]);
      gate_init (&scene.gates[i]);
    }
  scene_begin (&scene, 3);
  for (guint i = 0; i < 3; i++)
    assert_passed (&scene, i);
  g_object_unref (first);
  g_object_unref (second);
  scene_clear (&scene);
}

typedef Player      Nurse;
typedef PlayerClass NurseClass;

GType nurse_get_type (void);

G_DEFINE_TYPE (Nurse, nurse, player_get_type ())

static OdeonDirective
nurse_child_failed (OdeonActor   *self G_GNUC_UNUSED,
                    OdeonRef     *child G_GNUC_UNUSED,
                    const GError *error G_GNUC_UNUSED,
                    const gchar  *operation G_GNUC_UNUSED,
                    OdeonRef     *sender G_GNUC_UNUSED)
{
  return ODEON_DIRECTIVE_RESUME;
}

static void
nurse_class_init (NurseClass *klass)
{
  klass->child_failed = nurse_child_failed;
}

static void
nurse_init (Nurse *self G_GNUC_UNUSED)
{
}

static void
spawn_child (OdeonActor *actor, gpointer child)
{
  *(OdeonRef **) child = spawn_concurrent (actor, N_GATES, "a", NULL);
}

/* Resumed: what the others await is none of the failure's business. */
static void
an_actor_that_is_resumed_keeps_what_is_under_way (void **state G_GNUC_UNUSED)
{
  gint      counts[2] = { 0, 0 };
  Scene     scene;
  OdeonRef *nurse;

  scene_init (&scene, 1, 1);
  odeon_ref_unref (scene.actor);
  nurse = odeon_spawn (ODEON_SPAWNER (scene.system), nurse_get_type (), NULL, NULL, NULL);
  await_ok (invoke (nurse, spawn_child, &scene.actor));
  scene_begin (&scene, 2);
  count_log (counts);
  tell_word (scene.actor, "fail");
  assert_int_equal (await_int (ask_int (scene.actor, 3)), 3);
  restore_log ();
  assert_passed (&scene, 0);
  assert_passed (&scene, 1);
  odeon_ref_unref (nurse);
  scene_clear (&scene);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_stop_waits_for_what_is_under_way),
    cmocka_unit_test (an_actor_that_stops_itself_begins_nothing_and_does_the_rest),
    cmocka_unit_test (a_kill_ends_all_awaits),
    cmocka_unit_test (a_failure_in_one_ends_the_awaits_of_the_others),
    cmocka_unit_test (none_of_several_awaits_returns_to_the_object_that_replaces),
    cmocka_unit_test (an_actor_that_is_resumed_keeps_what_is_under_way),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
