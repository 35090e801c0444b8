/* SPDX-License-Identifier: MIT */

/* Several messages of one actor under way: which are begun. */

#include "gates.h"

static void
as_many_messages_are_under_way_as_said (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      Scene scene;

      scene_init (&scene, workers, 3);
      scene_begin (&scene, 3);
      scene.runs[3] = invoke (scene.actor, wait_at_gate, &scene.gates[3]);
      let_turns_pass (&scene);
      assert_false (odeon_future_is_done (scene.gates[3].arrival));
      assert_passed (&scene, 1);
      gate_await_arrival (&scene.gates[3]);
      assert_passed (&scene, 3);
      assert_int_equal (await_int (ask_int (scene.actor, 5)), 5);
      assert_passed (&scene, 0);
      assert_passed (&scene, 2);
      scene_clear (&scene);
    }
}

static void
without_being_said_it_is_one (void **state G_GNUC_UNUSED)
{
  Scene scene;

  scene_init (&scene, 1, 0);
  scene_begin (&scene, 1);
  scene.runs[1] = ask_int (scene.actor, 1);
  let_turns_pass (&scene);
  assert_false (odeon_future_is_done (scene.runs[1]));
  assert_passed (&scene, 0);
  await_ok (scene.runs[1]);
  scene_clear (&scene);
}

static void
one_in_an_application_s_context_has_several (void **state G_GNUC_UNUSED)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  Scene             scene;

  scene_init (&scene, 1, 1);
  odeon_ref_unref (scene.actor);
  options.placement = ODEON_PLACE_CONTEXT;
  options.max_concurrency = 2;
  scene.actor = spawn_with (scene.system, &options, "", NULL, FAULT_NONE);
  scene_begin (&scene, 2);
  assert_passed (&scene, 1);
  assert_passed (&scene, 0);
  stop_and_unref (odeon_ref_ref (scene.actor));
  scene_clear (&scene);
}

/* --- what belongs to a message --- */

typedef struct
{
  Gate *gate;
  gint *n_inside; /* of the actor: between two awaits nobody else is there */
  gchar *sender;
} Visit;

static void
visit (OdeonActor *actor, gpointer data)
{
  Visit               *self = data;
  g_autoptr (OdeonRef) sender = NULL;

  assert_int_equal (++*self->n_inside, 1);
  --*self->n_inside;
  wait_at_gate (actor, self->gate);
  assert_int_equal (++*self->n_inside, 1);
  sender = odeon_actor_dup_sender (actor);
  self->sender = sender != NULL ? g_strdup (odeon_ref_get_name (sender)) : NULL;
  --*self->n_inside;
}

static void
functions_of_one_actor_never_run_at_once (void **state G_GNUC_UNUSED)
{
  gint  n_inside = 0;
  Scene scene;
  Visit visits[N_GATES];

  scene_init (&scene, 1, N_GATES);
  for (guint i = 0; i < N_GATES; i++)
    {
      visits[i] = (Visit) { &scene.gates[i], &n_inside, NULL };
      scene.runs[i] = invoke (scene.actor, visit, &visits[i]);
      gate_await_arrival (&scene.gates[i]);
    }
  for (guint i = 0; i < N_GATES; i++)
    gate_open (&scene.gates[N_GATES - 1 - i]);
  for (guint i = 0; i < N_GATES; i++)
    await_ok (scene.runs[i]);
  scene_clear (&scene);
}

static Gate *knock_gate;

typedef Player      Porter;
typedef PlayerClass PorterClass;

GType porter_get_type (void);

/* Waits, then says who knocked. */
G_DEFINE_TYPE (Porter, porter, player_get_type ())

static GVariant *
porter_receive (OdeonActor *actor, GVariant *message G_GNUC_UNUSED, GError **error)
{
  g_autoptr (OdeonRef) sender = NULL;

  if (!odeon_future_await (knock_gate->opened, error))
    return NULL;
  sender = odeon_actor_dup_sender (actor);

  return g_variant_new_string (odeon_ref_get_name (sender));
}

static void
porter_class_init (PorterClass *klass)
{
  klass->receive = porter_receive;
  klass->max_concurrency = 2;
}

static void
porter_init (Porter *self G_GNUC_UNUSED)
{
}

static void
knock (OdeonActor *actor, gpointer porter)
{
  g_autofree gchar *answer = await_string (ask_word (porter, "who is it?"));

  assert_string_equal (answer, odeon_actor_get_name (actor));
}

static void
each_message_has_its_own_sender_after_its_await_too (void **state G_GNUC_UNUSED)
{
  static const gchar *const names[] = { "anna", "bert" };
  g_autoptr (OdeonSystem)   system = new_system (1);
  g_auto (Gate)             gate;
  OdeonRef                 *porter;
  OdeonFuture              *runs[2];

  gate_init (&gate);
  knock_gate = &gate;
  porter = odeon_spawn (ODEON_SPAWNER (system), porter_get_type (), NULL, NULL, NULL);
  for (guint i = 0; i < 2; i++)
    {
      OdeonSpawnOptions    options = ODEON_SPAWN_OPTIONS_INIT;
      g_autoptr (OdeonRef) visitor = NULL;

      options.name = names[i];
      visitor = spawn_with (system, &options, "", NULL, FAULT_NONE);
      runs[i] = invoke (visitor, knock, porter);
    }
  gate_open (&gate);
  for (guint i = 0; i < 2; i++)
    await_ok (runs[i]);
  stop_and_unref (porter);
}

/* --- what holds it --- */

static void
suspended_by_hand_it_begins_nothing_and_goes_on_with_the_rest (void **state G_GNUC_UNUSED)
{
  Scene        scene;
  OdeonFuture *waiting;

  scene_init (&scene, 1, 3);
  scene_begin (&scene, 2);
  assert_true (await_boolean (odeon_ref_suspend (scene.actor)));
  waiting = ask_int (scene.actor, 7);
  assert_passed (&scene, 0);
  let_turns_pass (&scene);
  assert_false (odeon_future_is_done (waiting));
  assert_true (await_boolean (odeon_ref_resume (scene.actor)));
  assert_int_equal (await_int (waiting), 7);
  assert_passed (&scene, 1);
  scene_clear (&scene);
}

static void
set_flag (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  odeon_promise_set_boolean (data, TRUE);
}

static void
timers_run_while_others_wait (void **state G_GNUC_UNUSED)
{
  Scene                    scene;
  g_autoptr (OdeonPromise) promise = odeon_promise_new ();
  OdeonFuture             *timer;

  scene_init (&scene, 1, 2);
  scene_begin (&scene, 1);
  timer = odeon_actor_invoke_after (scene.actor, 1000, set_flag, promise, NULL);
  await_ok (timer);
  assert_passed (&scene, 0);
  scene_clear (&scene);
}

static OdeonFuture *
count_done (OdeonFuture *done, gpointer data)
{
  ++*(gint *) data;

  return odeon_future_ref (done);
}

/* With one message at a time this is a deadlock, and said to be one. */
static void
await_own_continuation (OdeonActor *actor, gpointer data)
{
  GError                 *error = NULL;
  g_autoptr (OdeonFuture) future = NULL;

  future = odeon_future_then (odeon_ref_ask (data, g_variant_new_int32 (1)), count_done,
                              &((Player *) actor)->sum, NULL);
  odeon_future_await (future, &error);
  assert_no_error (error);
  assert_int_equal (((Player *) actor)->sum, 1);
}

static void
an_actor_awaits_its_own_continuation_while_there_is_room (void **state G_GNUC_UNUSED)
{
  Scene     scene;
  OdeonRef *other;

  scene_init (&scene, 1, 2);
  other = spawn_player (scene.system, "", NULL);
  await_ok (invoke (scene.actor, await_own_continuation, other));
  stop_and_unref (other);
  scene_clear (&scene);
}

/* --- hooks --- */

static Gate *hook_gate;

typedef Player      Starter;
typedef PlayerClass StarterClass;

GType starter_get_type (void);

G_DEFINE_TYPE (Starter, starter, player_get_type ())

static gboolean
starter_hook (OdeonActor *actor, GError **error G_GNUC_UNUSED)
{
  wait_at_gate (actor, hook_gate);

  return TRUE;
}

static gboolean
starter_failed (OdeonActor *actor, const GError *failure G_GNUC_UNUSED, GError **error)
{
  return starter_hook (actor, error);
}

static void
starter_class_init (StarterClass *klass)
{
  klass->started = starter_hook;
  klass->failed = starter_failed;
  klass->max_concurrency = 3;
}

static void
starter_init (Starter *self G_GNUC_UNUSED)
{
}

static void
nothing_is_begun_while_a_hook_awaits (void **state G_GNUC_UNUSED)
{
  g_auto (Gate) started;
  g_auto (Gate) failed;
  gint          counts[2] = { 0, 0 };
  Scene         scene;
  OdeonFuture  *waiting;

  gate_init (&started);
  gate_init (&failed);
  hook_gate = &started;
  scene_init (&scene, 1, 1);
  odeon_ref_unref (scene.actor);
  scene.actor = odeon_spawn (ODEON_SPAWNER (scene.system), starter_get_type (), NULL, NULL, NULL);
  gate_await_arrival (&started);
  waiting = ask_int (scene.actor, 1);
  let_turns_pass (&scene);
  assert_false (odeon_future_is_done (waiting));
  gate_open (&started);
  assert_int_equal (await_int (waiting), 1);

  hook_gate = &failed;
  scene_begin (&scene, 2);
  count_log (counts);
  tell_word (scene.actor, "fail");
  gate_await_arrival (&failed);
  waiting = ask_int (scene.actor, 1);
  /* A second failure, and one that just goes on. */
  tell_word (scene.actor, "fail");
  assert_passed (&scene, 0);
  let_turns_pass (&scene);
  assert_false (odeon_future_is_done (waiting));
  gate_open (&failed);
  await_error (waiting, ODEON_ERROR_ACTOR_DEAD);
  restore_log ();
  assert_killed (&scene, 1);
  scene_clear (&scene);
}

/* --- many --- */

typedef struct
{
  OdeonRef **actors;
  guint      n;
  gint       depth;
} Wave;

/* Asks others of others, to a depth; all of them are under way at once. */
static void
ripple (OdeonActor *actor, gpointer data)
{
  Wave        *self = data;
  OdeonFuture *futures[2];
  Wave         next = { self->actors, self->n, self->depth - 1 };

  ((Player *) actor)->sum++;
  if (self->depth == 0)
    return;
  for (guint i = 0; i < 2; i++)
    futures[i] = invoke (self->actors[g_random_int_range (0, (gint) self->n)], ripple, &next);
  for (guint i = 0; i < 2; i++)
    await_ok (futures[i]);
}

static void
make_waves (GType type)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *actors[8];
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  Wave                    wave = { actors, G_N_ELEMENTS (actors), 6 };

  options.max_concurrency = G_MAXUINT;
  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    actors[i] = odeon_spawn (ODEON_SPAWNER (system), type, &options, NULL, NULL);
  for (gint round = scaled (50); round > 0; round--)
    {
      OdeonFuture *runs[4];

      for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
        runs[i] = invoke (actors[i], ripple, &wave);
      for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
        await_ok (runs[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    stop_and_unref (actors[i]);
}

static void
waves_over_many_actors_find_their_ends (void **state G_GNUC_UNUSED)
{
  make_waves (player_get_type ());
}

typedef Player      Nomad;
typedef PlayerClass NomadClass;

GType nomad_get_type (void);

G_DEFINE_TYPE (Nomad, nomad, player_get_type ())

static void
nomad_class_init (NomadClass *klass)
{
  klass->migratable = TRUE;
}

static void
nomad_init (Nomad *self G_GNUC_UNUSED)
{
}

static void
one_with_several_stays_where_it_is_though_its_class_migrates (void **state G_GNUC_UNUSED)
{
  make_waves (nomad_get_type ());
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (as_many_messages_are_under_way_as_said),
    cmocka_unit_test (without_being_said_it_is_one),
    cmocka_unit_test (one_in_an_application_s_context_has_several),
    cmocka_unit_test (functions_of_one_actor_never_run_at_once),
    cmocka_unit_test (each_message_has_its_own_sender_after_its_await_too),
    cmocka_unit_test (suspended_by_hand_it_begins_nothing_and_goes_on_with_the_rest),
    cmocka_unit_test (timers_run_while_others_wait),
    cmocka_unit_test (an_actor_awaits_its_own_continuation_while_there_is_room),
    cmocka_unit_test (nothing_is_begun_while_a_hook_awaits),
    cmocka_unit_test (waves_over_many_actors_find_their_ends),
    cmocka_unit_test (one_with_several_stays_where_it_is_though_its_class_migrates),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
