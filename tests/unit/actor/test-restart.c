/* SPDX-License-Identifier: MIT */

/* An actor is made anew within its cell. */

#include "nomad.h"
#include "nursery.h"

static void
a_failed_actor_is_replaced_and_its_mail_is_kept (void **state)
{
  Nursery          *self = *state;
  OdeonRef         *child = spawn_child (self->parent, "a", &self->journal);
  g_autofree gchar *before = odeon_ref_dup_string (child);
  g_autofree gchar *after = NULL;
  OdeonFuture      *first;
  OdeonFuture      *second;
  g_auto (Gate)     gate;

  gate_init (&gate);
  assert_int_equal (await_int (ask_int (child, 100)), 100);
  odeon_future_unref (invoke (child, wait_at_gate, &gate));
  tell_word (child, "fail");
  first = ask_int (child, 1);
  second = ask_int (child, 2);
  gate_open (&gate);
  /* By another object: it knows nothing of the hundred. */
  assert_int_equal (await_int (first), 1);
  assert_int_equal (await_int (second), 3);
  after = odeon_ref_dup_string (child);
  assert_string_equal (before, after);
  assert_true (odeon_ref_is_alive (child));
  /* The tag was a property. */
  assert_journal (&self->journal, "a.started a.fail a.failed a.started");
  stop_and_unref (child);
  assert_journal (&self->journal, "a.stopped");
}

static void
calls_that_the_old_object_kept_are_answered_when_it_lets_go (void **state)
{
  Nursery  *self = *state;
  OdeonRef *child = spawn_child (self->parent, "a", NULL);
  OdeonFuture *kept = odeon_ref_call (child, "later", g_variant_new ("(i)", 1), NULL);

  tell_word (child, "fail");
  await_error (kept, ODEON_ERROR_BROKEN_PROMISE);
  assert_int_equal (await_int (ask_int (child, 1)), 1);
  stop_and_unref (child);
}

static void
note_done (OdeonFuture *future G_GNUC_UNUSED, gpointer journal)
{
  journal_add (journal, "", "done");
}

static void
note_destroyed (gpointer journal)
{
  journal_add (journal, "", "destroyed");
}

static void
attach (OdeonActor *actor, gpointer future)
{
  Player *self = (Player *) actor;

  odeon_future_on_done (future, note_done, self->journal, note_destroyed);
}

static void
what_the_old_object_attached_to_a_future_does_not_run (void **state)
{
  Nursery      *self = *state;
  OdeonRef     *child = spawn_child (self->parent, "a", &self->journal);
  g_auto (Gate) gate;

  gate_init (&gate);
  await_ok (invoke (child, attach, gate.opened));
  tell_word (child, "fail");
  settle (child);
  gate_open (&gate);
  settle (child);
  assert_journal (&self->journal, "a.started a.fail a.failed a.started destroyed");
  stop_and_unref (child);
}

static void
note_reminded (OdeonActor *actor G_GNUC_UNUSED, gpointer journal)
{
  journal_add (journal, "", "reminded");
}

static void
its_timers_end_before_the_new_object_is_made (void **state)
{
  Nursery     *self = *state;
  OdeonRef    *child = spawn_child (self->parent, "a", &self->journal);
  OdeonFuture *timer = odeon_actor_invoke_every (child, G_TIME_SPAN_DAY, note_reminded,
                                                 &self->journal, note_destroyed);

  settle (child);
  tell_word (child, "fail");
  await_error (timer, ODEON_ERROR_KILLED);
  settle (child);
  assert_journal (&self->journal, "a.started a.fail a.failed destroyed a.started");
  stop_and_unref (child);
}

static void
do_nothing (OdeonActor *actor G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

static void
a_timer_whose_time_has_come_is_not_for_the_new_object (void **state)
{
  Nursery      *self = *state;
  OdeonRef     *child = spawn_child (self->parent, "a", &self->journal);
  OdeonFuture  *timer;
  g_auto (Gate) gate;

  gate_init (&gate);
  odeon_future_unref (invoke (child, wait_at_gate, &gate));
  gate_await_arrival (&gate);
  tell_word (child, "fail");
  timer = odeon_actor_invoke_after (child, 1, note_reminded, &self->journal, note_destroyed);
  /* On the same worker, and due later: by then the first is in the mailbox. */
  await_ok (odeon_actor_invoke_after (self->parent, G_TIME_SPAN_MILLISECOND, do_nothing, NULL,
                                      NULL));
  gate_open (&gate);
  await_error (timer, ODEON_ERROR_KILLED);
  settle (child);
  assert_journal (&self->journal, "a.started a.fail a.failed a.started destroyed");
  stop_and_unref (child);
}

static void
spawn_baby (OdeonActor *actor, gpointer journal)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.name = "baby";
  odeon_ref_unref (spawn_with (actor, &options, "baby", journal, FAULT_NONE));
}

static void
its_children_end_before_the_new_object_is_made (void **state)
{
  Nursery  *self = *state;
  OdeonRef *child = spawn_child (self->parent, "a", &self->journal);

  await_ok (invoke (child, spawn_baby, &self->journal));
  tell_word (child, "fail");
  /* The name is free again. */
  await_ok (invoke (child, spawn_baby, &self->journal));
  stop_and_unref (child);
  assert_journal (&self->journal,
                  "a.started baby.started a.fail a.failed baby.stopped a.started baby.started "
                  "baby.stopped a.stopped");
}

typedef struct
{
  OdeonRef     *child;
  OdeonPromise *asked; /* the grandchild awaits the parent */
} Triangle;

static void
await_grandparent (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Triangle    *self = data;
  OdeonFuture *answer = ask_int (self->child, 1);

  odeon_promise_set_boolean (self->asked, TRUE);
  odeon_future_await (answer, NULL);
  odeon_future_unref (answer);
}

static void
spawn_grandchild (OdeonActor *actor, gpointer out_ref)
{
  *(OdeonRef **) out_ref = spawn_player (actor, "g", NULL);
}

static void
fail_and_await (OdeonActor *actor G_GNUC_UNUSED, gpointer ref)
{
  tell_word (ref, "fail");
  assert_int_equal (await_int (ask_int (ref, 1)), 1);
}

/* The parent awaits the child, which waits for the end of its own, which awaits the parent. */
static void
its_children_s_awaits_do_not_hold_it_up (void **state)
{
  Nursery                *self = *state;
  OdeonRef               *child = spawn_child (self->parent, "a", NULL);
  OdeonRef               *grandchild = NULL;
  Triangle                triangle = { self->parent, odeon_promise_new () };
  g_autoptr (OdeonFuture) asked = odeon_promise_get_future (triangle.asked);
  g_auto (Gate)           gate;
  OdeonFuture            *held;
  OdeonFuture            *done;

  gate_init (&gate);
  await_ok (invoke (child, spawn_grandchild, &grandchild));
  held = invoke (self->parent, wait_at_gate, &gate);
  done = invoke (self->parent, fail_and_await, child);
  odeon_future_unref (invoke (grandchild, await_grandparent, &triangle));
  odeon_future_await (asked, NULL);
  gate_open (&gate);
  await_ok (held);
  await_ok (done);
  odeon_promise_free (triangle.asked);
  odeon_ref_unref (grandchild);
  stop_and_unref (child);
}

static void
a_permanent_one_is_made_anew_however_it_ended (void **state)
{
  Nursery      *self = *state;
  OdeonRef     *child;
  g_auto (Gate) gate;
  OdeonFuture  *held;

  gate_init (&gate);
  child = spawn_child_with (self->parent, "a", &self->journal, ODEON_RESTART_PERMANENT, 0);
  await_ok (ask_word (child, "stop"));
  settle (child);
  assert_journal (&self->journal, "a.started a.stop a.stopped a.started");
  assert_true (await_boolean (odeon_ref_stop (child)));
  settle (child);
  assert_journal (&self->journal, "a.stopped a.started");
  held = invoke (child, wait_at_gate, &gate);
  gate_await_arrival (&gate);
  assert_true (await_boolean (odeon_ref_kill (child)));
  await_error (held, ODEON_ERROR_KILLED);
  assert_true (g_error_matches (gate.error, ODEON_ERROR, ODEON_ERROR_KILLED));
  settle (child);
  assert_journal (&self->journal, "a.started");
  await_ok (odeon_ref_stop (self->parent));
  assert_journal (&self->journal, "a.stopped");
  assert_false (odeon_ref_is_alive (child));
  odeon_ref_unref (child);
}

static void
stop_it (OdeonActor *actor G_GNUC_UNUSED, gpointer ref)
{
  await_ok (odeon_ref_stop (ref));
}

static void
its_parent_may_stop_a_permanent_one (void **state)
{
  Nursery  *self = *state;
  OdeonRef *child;

  child = spawn_child_with (self->parent, "a", &self->journal, ODEON_RESTART_PERMANENT, 0);
  await_ok (invoke (self->parent, stop_it, child));
  assert_false (odeon_ref_is_alive (child));
  assert_journal (&self->journal, "a.started a.stopped");
  odeon_ref_unref (child);
}

static void
a_transient_one_that_is_stopped_ends (void **state)
{
  Nursery  *self = *state;
  OdeonRef *child;

  child = spawn_child_with (self->parent, "a", &self->journal, ODEON_RESTART_TRANSIENT, 0);
  tell_word (child, "fail");
  settle (child);
  stop_and_unref (child);
  assert_journal (&self->journal, "a.started a.fail a.failed a.started a.stopped");
}

static void
a_temporary_one_that_fails_ends (void **state)
{
  Nursery  *self = *state;
  OdeonRef *child;

  child = spawn_child_with (self->parent, "a", &self->journal, ODEON_RESTART_TEMPORARY, 0);
  tell_word (child, "fail");
  await_error (ask_int (child, 1), ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (child);
  assert_journal (&self->journal, "a.started a.fail a.failed");
}

static void
one_that_fails_at_every_start_ends_after_its_budget (void **state)
{
  Nursery  *self = *state;
  OdeonRef *child;
  gint      counts[2] = { 0, 0 };

  count_log (counts);
  child = spawn_child_with (self->parent, "a", &self->journal, ODEON_RESTART_DEFAULT,
                            FAULT_STARTED);
  await_error (odeon_ref_started (child), ODEON_ERROR_DECLINED);
  assert_journal (&self->journal, "a.started a.started a.started a.started");
  /* It says so once. */
  assert_int_equal (counts[0], 1);
  odeon_ref_unref (child);
  count_log (NULL);
}

static gboolean
decline (OdeonActor *actor, GError **error G_GNUC_UNUSED)
{
  journal_add (((Player *) actor)->journal, "", "declines");

  return FALSE;
}

typedef Player      Shy;
typedef PlayerClass ShyClass;

GType shy_get_type (void);

G_DEFINE_TYPE (Shy, shy, player_get_type ())

static void
shy_class_init (ShyClass *klass)
{
  klass->started = decline;
}

static void
shy_init (Shy *self G_GNUC_UNUSED)
{
}

static void
one_that_declines_to_start_is_left_alone (void **state)
{
  Nursery *self = *state;
  Birth  birth = { shy_get_type (), ODEON_SPAWN_OPTIONS_INIT, "s", &self->journal, 0, NULL };

  await_ok (invoke (self->parent, spawn_birth, &birth));
  await_error (odeon_ref_started (birth.ref), ODEON_ERROR_DECLINED);
  assert_journal (&self->journal, "declines");
  odeon_ref_unref (birth.ref);
}

static void
hold_object (OdeonActor *actor, gpointer out_object)
{
  *(OdeonActor **) out_object = g_object_ref (actor);
}

static void
use_replaced (OdeonActor *actor, gpointer object)
{
  assert_ptr_not_equal (actor, object);
  odeon_actor_stop (object);
  odeon_actor_fail (object, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "too late"));
}

static void
an_object_that_was_replaced_has_no_say (void **state)
{
  Nursery    *self = *state;
  OdeonRef   *child = spawn_child (self->parent, "a", &self->journal);
  OdeonActor *object = NULL;

  await_ok (invoke (child, hold_object, &object));
  tell_word (child, "fail");
  await_ok (invoke (child, use_replaced, object));
  assert_int_equal (await_int (ask_int (child, 1)), 1);
  g_object_unref (object);
  stop_and_unref (child);
}

/* --- on several workers --- */

#define N_NOMADS   32
#define N_FAILURES 50

static OdeonRef *
spawn_nomad_child (OdeonRef *parent)
{
  Birth birth = { nomad_get_type (), ODEON_SPAWN_OPTIONS_INIT, "n", NULL, FAULT_NONE, NULL };

  await_ok (invoke (parent, spawn_birth, &birth));

  return birth.ref;
}

/* A sign that it was made anew: what it had added up is gone. */
static void
fail_and_ask (OdeonRef *children[])
{
  OdeonFuture *answers[N_NOMADS];

  for (guint i = 0; i < N_NOMADS; i++)
    {
      odeon_future_unref (ask_int (children[i], 5));
      tell_word (children[i], "fail");
      answers[i] = ask_int (children[i], 7);
    }
  for (guint i = 0; i < N_NOMADS; i++)
    assert_int_equal (await_int (answers[i]), 7);
}

static void
migratable_ones_are_made_anew_wherever_they_are (void **state G_GNUC_UNUSED)
{
  static const OdeonStrategyKind kinds[] = { ODEON_ONE_FOR_ONE, ODEON_ALL_FOR_ONE };

  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      g_autoptr (OdeonSystem) system = new_system (4);
      g_autoptr (OdeonRef)    parent = spawn_nomad (system, "p", NULL);
      OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
      OdeonRef               *children[N_NOMADS];

      strategy.kind = kinds[kind];
      strategy.max_restarts = G_MAXUINT;
      supervise (parent, &strategy);
      for (guint i = 0; i < N_NOMADS; i++)
        children[i] = spawn_nomad_child (parent);
      for (guint i = 0; i < (kind == 0 ? N_FAILURES : 1); i++)
        fail_and_ask (children);
      for (guint i = 0; i < N_NOMADS; i++)
        odeon_ref_unref (children[i]);
      await_ok (odeon_system_shut_down (system));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    nursery_test (a_failed_actor_is_replaced_and_its_mail_is_kept),
    nursery_test (calls_that_the_old_object_kept_are_answered_when_it_lets_go),
    nursery_test (what_the_old_object_attached_to_a_future_does_not_run),
    nursery_test (its_timers_end_before_the_new_object_is_made),
    nursery_test (a_timer_whose_time_has_come_is_not_for_the_new_object),
    nursery_test (its_children_end_before_the_new_object_is_made),
    nursery_test (its_children_s_awaits_do_not_hold_it_up),
    nursery_test (a_permanent_one_is_made_anew_however_it_ended),
    nursery_test (its_parent_may_stop_a_permanent_one),
    nursery_test (a_transient_one_that_is_stopped_ends),
    nursery_test (a_temporary_one_that_fails_ends),
    nursery_test (one_that_fails_at_every_start_ends_after_its_budget),
    nursery_test (one_that_declines_to_start_is_left_alone),
    nursery_test (an_object_that_was_replaced_has_no_say),
    nursery_test (migratable_ones_are_made_anew_wherever_they_are),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
