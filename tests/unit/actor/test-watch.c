/* SPDX-License-Identifier: MIT */

/* Monitors, links, and futures of an end. */

#include "family.h"

/* An actor that writes down who has ended, and how: "w.ended:a", "w.ended:a:as asked". */
typedef Player      Watcher;
typedef PlayerClass WatcherClass;

GType watcher_get_type (void);

G_DEFINE_TYPE (Watcher, watcher, player_get_type ())

static gboolean
watcher_peer_ended (OdeonActor *actor, OdeonRef *peer, const GError *reason, GError **error)
{
  Player           *self = (Player *) actor;
  g_autofree gchar *word = NULL;

  word = g_strdup_printf ("ended:%s%s%s", odeon_ref_get_name (peer), reason != NULL ? ":" : "",
                          reason == NULL ? ""
                          : g_error_matches (reason, ODEON_ERROR, ODEON_ERROR_KILLED) ? "killed"
                          : g_error_matches (reason, ODEON_ERROR, ODEON_ERROR_DECLINED)
                            ? "declined" : reason->message);
  journal_add (self->journal, self->tag, word);
  if (!(self->faults & FAULT_FAILED))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the fault of peer_ended");
  return FALSE;
}

static void
watcher_class_init (WatcherClass *klass)
{
  klass->peer_ended = watcher_peer_ended;
}

static void
watcher_init (Watcher *self G_GNUC_UNUSED)
{
}

typedef struct
{
  OdeonSystem *system;
  Journal      journal;
  OdeonRef    *watcher;
  OdeonRef    *other; /* on another worker */
} Stage;

static int
begin (void **state)
{
  Stage            *self = g_new0 (Stage, 1);
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  count_log (NULL);
  self->system = new_system (2);
  journal_init (&self->journal);
  self->watcher = spawn_root (self->system, watcher_get_type (), "w", &self->journal,
                              ODEON_RESTART_DEFAULT);
  options.name = "a";
  options.placement = ODEON_PLACE_WORKER;
  options.worker = 1;
  self->other = spawn_with (self->system, &options, "a", NULL, FAULT_NONE);
  settle (self->watcher);
  assert_journal (&self->journal, "w.started");
  *state = self;

  return 0;
}

static int
end (void **state)
{
  Stage *self = *state;

  odeon_ref_unref (self->watcher);
  odeon_ref_unref (self->other);
  g_object_unref (self->system);
  journal_clear (&self->journal);
  g_free (self);
  restore_log ();

  return 0;
}

static void
monitor (OdeonActor *actor, gpointer ref)
{
  odeon_actor_monitor (actor, ref);
}

static void
demonitor (OdeonActor *actor, gpointer ref)
{
  assert_true (odeon_actor_demonitor (actor, ref));
  assert_false (odeon_actor_demonitor (actor, ref));
}

/* The ended actor's worker has told, and the watcher has heard. */
static void
let_news_come (Stage *self)
{
  await_ok (odeon_ref_stop (self->other));
  settle (self->watcher);
}

static void
the_news_of_a_stop_comes_once (void **state)
{
  Stage *self = *state;

  await_ok (invoke (self->watcher, monitor, self->other));
  await_ok (invoke (self->watcher, monitor, self->other));
  let_news_come (self);
  settle (self->watcher);
  assert_journal (&self->journal, "w.ended:a");
}

static void
it_says_how_the_actor_failed_or_was_killed (void **state)
{
  Stage    *self = *state;
  OdeonRef *killed = spawn_root (self->system, player_get_type (), "k", NULL,
                                 ODEON_RESTART_DEFAULT);

  await_ok (invoke (self->watcher, monitor, self->other));
  tell_word (self->other, "fail");
  let_news_come (self);
  assert_journal (&self->journal, "w.ended:a:as asked");
  await_ok (invoke (self->watcher, monitor, killed));
  await_ok (odeon_ref_kill (killed));
  settle (self->watcher);
  assert_journal (&self->journal, "w.ended:k:killed");
  odeon_ref_unref (killed);
}

static void
it_comes_also_of_an_actor_that_is_dead_already (void **state)
{
  Stage *self = *state;

  await_ok (odeon_ref_kill (self->other));
  await_ok (invoke (self->watcher, monitor, self->other));
  /* Through the other worker's inbox. */
  await_error (odeon_ref_ended (self->other), ODEON_ERROR_KILLED);
  settle (self->watcher);
  assert_journal (&self->journal, "w.ended:a:killed");
}

static void
tell_and_stop (OdeonActor *actor, gpointer watcher)
{
  for (gint i = 0; i < 3; i++)
    tell_word (watcher, "mail");
  odeon_actor_stop (actor);
}

static void
it_comes_behind_what_the_actor_had_sent (void **state)
{
  Stage *self = *state;

  await_ok (invoke (self->watcher, monitor, self->other));
  odeon_future_unref (invoke (self->other, tell_and_stop, self->watcher));
  let_news_come (self);
  assert_journal (&self->journal, "w.mail w.mail w.mail w.ended:a");
}

static void
a_name_is_free_when_the_news_comes (void **state)
{
  Stage       *self = *state;
  OdeonFuture *ended = odeon_ref_ended (self->other);
  OdeonRef    *heir;

  odeon_future_unref (odeon_ref_stop (self->other));
  await_ok (ended);
  heir = spawn_root (self->system, player_get_type (), "a", NULL, ODEON_RESTART_DEFAULT);
  odeon_ref_unref (heir);
}

static void
demonitored_it_does_not_come (void **state)
{
  Stage *self = *state;

  await_ok (invoke (self->watcher, monitor, self->other));
  await_ok (invoke (self->watcher, demonitor, self->other));
  let_news_come (self);
  assert_journal (&self->journal, "");
}

typedef struct
{
  OdeonRef *ref;
  Gate      gate;
} Late;

static void
demonitor_late (OdeonActor *actor, gpointer data)
{
  Late *self = data;

  wait_at_gate (actor, &self->gate);
  assert_true (odeon_actor_demonitor (actor, self->ref));
}

static void
not_even_where_it_waits_already (void **state)
{
  Stage       *self = *state;
  Late         late = { .ref = self->other };
  OdeonFuture *held;

  gate_init (&late.gate);
  await_ok (invoke (self->watcher, monitor, self->other));
  held = invoke (self->watcher, demonitor_late, &late);
  gate_await_arrival (&late.gate);
  await_ok (odeon_ref_stop (self->other));
  gate_open (&late.gate);
  await_ok (held);
  settle (self->watcher);
  assert_journal (&self->journal, "");
  gate_clear (&late.gate);
}

static void
a_restart_is_no_end (void **state)
{
  Stage    *self = *state;
  OdeonRef *child = spawn_root (self->system, player_get_type (), "c", NULL,
                                ODEON_RESTART_TRANSIENT);

  await_ok (invoke (self->watcher, monitor, child));
  tell_word (child, "fail");
  settle (child);
  settle (self->watcher);
  assert_journal (&self->journal, "");
  await_ok (odeon_ref_stop (child));
  settle (self->watcher);
  assert_journal (&self->journal, "w.ended:c");
  odeon_ref_unref (child);
}

static void
a_watcher_may_end_first (void **state)
{
  Stage *self = *state;

  await_ok (invoke (self->watcher, monitor, self->other));
  await_ok (odeon_ref_stop (self->watcher));
  await_ok (odeon_ref_stop (self->other));
  assert_journal (&self->journal, "w.stopped");
}

static void
two_may_watch_each_other_and_end_at_once (void **state)
{
  Stage *self = *state;

  for (gint i = 0; i < scaled (300); i++)
    {
      OdeonRef    *refs[2] = { spawn_on (self->system, 0), spawn_on (self->system, 1) };
      OdeonFuture *ends[2];

      for (guint j = 0; j < 2; j++)
        {
          odeon_future_unref (invoke (refs[j], monitor, refs[1 - j]));
          odeon_future_unref (invoke (refs[j], monitor, self->other));
        }
      for (guint j = 0; j < 2; j++)
        ends[j] = i % 2 != 0 ? odeon_ref_kill (refs[j]) : odeon_ref_stop (refs[j]);
      /* Each has the other's ref from here, until it has handled its message. */
      for (guint j = 0; j < 2; j++)
        await_ok (ends[j]);
      for (guint j = 0; j < 2; j++)
        odeon_ref_unref (refs[j]);
    }
}

static void
a_hook_that_fails_fails_the_actor (void **state)
{
  Stage            *self = *state;
  OdeonRef         *watcher;
  GError           *error = NULL;

  watcher = odeon_spawn (ODEON_SPAWNER (self->system), watcher_get_type (), NULL, &error,
                         "faults", FAULT_FAILED, "journal", &self->journal, NULL);
  assert_no_error (error);
  await_ok (invoke (watcher, monitor, self->other));
  await_ok (odeon_ref_stop (self->other));
  await_error (ask_int (watcher, 1), ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (watcher);
  assert_journal (&self->journal, "started ended:a failed");
}

/* --- from outside --- */

static void
outside_an_end_is_a_future (void **state)
{
  Stage       *self = *state;
  OdeonFuture *ended = odeon_ref_ended (self->other);
  OdeonFuture *failed = odeon_ref_ended (self->watcher);

  assert_false (odeon_future_is_done (ended));
  odeon_future_unref (odeon_ref_stop (self->other));
  assert_true (await_boolean (ended));
  assert_true (await_boolean (odeon_ref_ended (self->other)));
  tell_word (self->watcher, "fail");
  {
    g_autoptr (GError) error = NULL;

    assert_false (odeon_future_await (failed, &error));
    assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED));
    assert_string_equal (error->message, "as asked");
    odeon_future_unref (failed);
  }
}

static void
it_may_be_asked_for_and_forgotten_and_outlive_the_system (void **state)
{
  Stage       *self = *state;
  OdeonSystem *system = new_system (1);
  OdeonRef    *ref = spawn_player (system, "", NULL);

  (void) self;
  odeon_future_unref (odeon_ref_ended (ref));
  g_object_unref (system);
  await_error (odeon_ref_ended (ref), ODEON_ERROR_KILLED);
  odeon_ref_unref (ref);
}

/* --- links --- */

static void
link_to (OdeonActor *actor, gpointer ref)
{
  odeon_actor_link (actor, ref);
}

static void
unlink_from (OdeonActor *actor, gpointer ref)
{
  assert_true (odeon_actor_unlink (actor, ref));
  assert_false (odeon_actor_unlink (actor, ref));
}

static void
a_failure_of_one_fails_the_other_both_ways (void **state)
{
  Stage *self = *state;

  for (guint i = 0; i < 2; i++)
    {
      OdeonRef *refs[2] = { spawn_on (self->system, 0), spawn_on (self->system, 1) };

      await_ok (invoke (refs[0], link_to, refs[1]));
      settle (refs[1]);
      tell_word (refs[i], "fail");
      for (guint j = 0; j < 2; j++)
        {
          g_autoptr (OdeonFuture) ended = odeon_ref_ended (refs[j]);
          g_autoptr (GError)      error = NULL;

          assert_false (odeon_future_await (ended, &error));
          assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED));
          odeon_ref_unref (refs[j]);
        }
    }
}

static void
a_kill_too_and_an_await_under_way_fails (void **state)
{
  Stage        *self = *state;
  g_auto (Gate) gate;
  OdeonFuture  *held;

  gate_init (&gate);
  await_ok (invoke (self->watcher, link_to, self->other));
  held = invoke (self->watcher, wait_at_gate, &gate);
  gate_await_arrival (&gate);
  await_ok (odeon_ref_kill (self->other));
  await_error (held, ODEON_ERROR_KILLED);
  await_error (odeon_ref_ended (self->watcher), ODEON_ERROR_KILLED);
  assert_journal (&self->journal, "w.failed");
}

static void
a_stop_of_one_leaves_the_other_alone (void **state)
{
  Stage *self = *state;

  await_ok (invoke (self->watcher, link_to, self->other));
  await_ok (odeon_ref_stop (self->other));
  assert_int_equal (await_int (ask_int (self->watcher, 1)), 1);
}

static void
a_link_to_one_that_has_failed_already_fails (void **state)
{
  Stage *self = *state;

  await_ok (odeon_ref_kill (self->other));
  await_ok (invoke (self->watcher, link_to, self->other));
  await_error (odeon_ref_ended (self->watcher), ODEON_ERROR_KILLED);
}

static void
unlinked_they_are_on_their_own (void **state)
{
  Stage *self = *state;

  await_ok (invoke (self->watcher, link_to, self->other));
  await_ok (invoke (self->watcher, unlink_from, self->other));
  settle (self->other);
  await_ok (odeon_ref_kill (self->watcher));
  settle (self->other);
  assert_true (odeon_ref_is_alive (self->other));
}

static void
one_that_is_linked_to_itself_is_not (void **state)
{
  Stage *self = *state;

  await_ok (invoke (self->watcher, link_to, self->watcher));
  await_ok (odeon_ref_kill (self->watcher));
}

static void
a_linked_actor_s_supervisor_decides (void **state)
{
  Stage    *self = *state;
  OdeonRef *linked = spawn_root (self->system, player_get_type (), "l", &self->journal,
                                 ODEON_RESTART_TRANSIENT);

  await_ok (invoke (linked, link_to, self->other));
  await_ok (odeon_ref_kill (self->other));
  settle (linked);
  /* The news may come behind that. */
  while (odeon_ref_get_state (linked) != ODEON_ACTOR_STATE_RUNNING)
    settle (linked);
  await_ok (odeon_ref_stop (linked));
  odeon_ref_unref (linked);
}

#define watch_test(name) cmocka_unit_test_setup_teardown (name, begin, end)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    watch_test (the_news_of_a_stop_comes_once),
    watch_test (it_says_how_the_actor_failed_or_was_killed),
    watch_test (it_comes_also_of_an_actor_that_is_dead_already),
    watch_test (it_comes_behind_what_the_actor_had_sent),
    watch_test (a_name_is_free_when_the_news_comes),
    watch_test (demonitored_it_does_not_come),
    watch_test (not_even_where_it_waits_already),
    watch_test (a_restart_is_no_end),
    watch_test (a_watcher_may_end_first),
    watch_test (two_may_watch_each_other_and_end_at_once),
    watch_test (a_hook_that_fails_fails_the_actor),
    watch_test (outside_an_end_is_a_future),
    watch_test (it_may_be_asked_for_and_forgotten_and_outlive_the_system),
    watch_test (a_failure_of_one_fails_the_other_both_ways),
    watch_test (a_kill_too_and_an_await_under_way_fails),
    watch_test (a_stop_of_one_leaves_the_other_alone),
    watch_test (a_link_to_one_that_has_failed_already_fails),
    watch_test (unlinked_they_are_on_their_own),
    watch_test (one_that_is_linked_to_itself_is_not),
    watch_test (a_linked_actor_s_supervisor_decides),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
