/* SPDX-License-Identifier: MIT */

/* Several messages of one actor under way: which are begun, and how they end together. */

#include "meter.h"

#define N_GATES 4

typedef struct
{
  OdeonSystem *system;
  OdeonRef    *actor;
  Journal      journal;
  Gate         gates[N_GATES];
  OdeonFuture *runs[N_GATES];
} Scene;

static OdeonRef *
spawn_concurrent (gpointer in, guint max, const gchar *tag, Journal *journal)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.max_concurrency = max;

  return spawn_with (in, &options, tag, journal, FAULT_NONE);
}

static void
scene_init (Scene *self, gint workers, guint max)
{
  journal_init (&self->journal);
  self->system = new_system (workers);
  self->actor = spawn_concurrent (self->system, max, "a", &self->journal);
  for (guint i = 0; i < N_GATES; i++)
    gate_init (&self->gates[i]);
}

/* All stand at their gates that can. */
static void
scene_begin (Scene *self, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      self->runs[i] = invoke (self->actor, wait_at_gate, &self->gates[i]);
      gate_await_arrival (&self->gates[i]);
    }
}

static void
scene_clear (Scene *self)
{
  for (guint i = 0; i < N_GATES; i++)
    gate_clear (&self->gates[i]);
  odeon_ref_unref (self->actor);
  g_object_unref (self->system);
  journal_clear (&self->journal);
}

static void
assert_passed (Scene *self, guint i)
{
  gate_open (&self->gates[i]);
  await_ok (self->runs[i]);
  assert_true (self->gates[i].passed);
}

static void
assert_killed (Scene *self, guint i)
{
  await_error (self->runs[i], ODEON_ERROR_KILLED);
  assert_true (g_error_matches (self->gates[i].error, ODEON_ERROR, ODEON_ERROR_KILLED));
}

/* Time for whatever would be begun to begin: the actor's worker has taken turns meanwhile. */
static void
let_turns_pass (Scene *self)
{
  OdeonRef *other = spawn_player (self->system, "", NULL);

  for (gint i = 1; i <= 10; i++)
    assert_int_equal (await_int (ask_int (other, 1)), i);
  stop_and_unref (other);
}

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

/* --- the end --- */

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
await_io_error (OdeonFuture *future)
{
  g_autoptr (GError) error = NULL;

  assert_false (odeon_future_await (future, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED));
  odeon_future_unref (future);
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

/* --- `handled` --- */

static Journal *handled_journal;

typedef MeterActor      Clerk;
typedef MeterActorClass ClerkClass;

GType clerk_get_type (void);

/* Hears of all, and takes care of nothing. */
G_DEFINE_TYPE (Clerk, clerk, meter_actor_get_type ())

static gboolean
clerk_handled (OdeonActor *actor G_GNUC_UNUSED, const gchar *operation, const GError *error)
{
  journal_add (handled_journal, operation, error == NULL ? "ok" : "failed");

  return FALSE;
}

static void
clerk_class_init (ClerkClass *klass)
{
  klass->handled = clerk_handled;
}

static void
clerk_init (Clerk *self G_GNUC_UNUSED)
{
}

static OdeonRef *
spawn_clerk (OdeonSystem *system)
{
  return odeon_spawn (ODEON_SPAWNER (system), clerk_get_type (), NULL, NULL, NULL);
}

static void
a_deferred_call_is_handled_when_it_is_answered (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  OdeonRef               *clerk = spawn_clerk (system);
  OdeonFuture            *later = meter_later (clerk, 1);
  OdeonCall              *call = NULL;

  journal_init (&journal);
  handled_journal = &journal;
  assert_int_equal (await_int (ask_int (clerk, 1)), 1);
  await_ok (invoke (clerk, steal_kept_call, &call));
  assert_journal (&journal, "receive.ok");
  meter_complete_later (call, g_variant_new_int32 (3));
  await_ok (later);
  /* Told behind the answer, and before what comes next. */
  await_ok (odeon_ref_started (clerk));
  assert_journal (&journal, "Meter.later.ok");

  later = meter_later (clerk, 1);
  await_ok (invoke (clerk, steal_kept_call, &call));
  odeon_call_return_error (call, g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "no more"));
  await_io_error (later);
  stop_and_unref (clerk);
  assert_journal (&journal, "Meter.later.failed");
}

static void
how_a_call_ends_is_told_with_its_operation (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  OdeonRef               *clerk = spawn_clerk (system);

  journal_init (&journal);
  handled_journal = &journal;
  await_ok (meter_add (clerk, 1));
  await_io_error (meter_add (clerk, 14));
  await_error (meter_add (clerk, 13), ODEON_ERROR_FAILED);
  await_error (meter_missing (clerk), ODEON_ERROR_NOT_IMPLEMENTED);
  /* A result that is none. */
  await_error (meter_say (clerk, "bytes"), ODEON_ERROR_INVALID_ARGUMENT);
  meter_add_tell (clerk, 1);
  assert_true (await_boolean (odeon_ref_started (clerk)));
  stop_and_unref (clerk);
  assert_journal (&journal, "Meter.add.ok Meter.add.failed Meter.add.failed "
                            "Meter.missing.failed Meter.say.failed "
                            "Meter.add.ok");
}

static void
a_failure_that_is_not_taken_care_of_is_one (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  OdeonRef               *clerk = spawn_clerk (system);
  gint                    counts[2] = { 0, 0 };

  journal_init (&journal);
  handled_journal = &journal;
  count_log (counts);
  meter_poke (clerk, "fail");
  await_io_error (odeon_ref_ended (clerk));
  restore_log ();
  assert_int_equal (counts[0], 1);
  assert_journal (&journal, "Meter.poke.failed");
  odeon_ref_unref (clerk);
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
    cmocka_unit_test (a_stop_waits_for_what_is_under_way),
    cmocka_unit_test (an_actor_that_stops_itself_begins_nothing_and_does_the_rest),
    cmocka_unit_test (a_kill_ends_all_awaits),
    cmocka_unit_test (a_failure_in_one_ends_the_awaits_of_the_others),
    cmocka_unit_test (none_of_several_awaits_returns_to_the_object_that_replaces),
    cmocka_unit_test (an_actor_that_is_resumed_keeps_what_is_under_way),
    cmocka_unit_test (suspended_by_hand_it_begins_nothing_and_goes_on_with_the_rest),
    cmocka_unit_test (timers_run_while_others_wait),
    cmocka_unit_test (an_actor_awaits_its_own_continuation_while_there_is_room),
    cmocka_unit_test (nothing_is_begun_while_a_hook_awaits),
    cmocka_unit_test (waves_over_many_actors_find_their_ends),
    cmocka_unit_test (one_with_several_stays_where_it_is_though_its_class_migrates),
    cmocka_unit_test (a_deferred_call_is_handled_when_it_is_answered),
    cmocka_unit_test (how_a_call_ends_is_told_with_its_operation),
    cmocka_unit_test (a_failure_that_is_not_taken_care_of_is_one),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
