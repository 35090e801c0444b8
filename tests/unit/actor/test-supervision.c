/* SPDX-License-Identifier: MIT */

/* What a parent makes of children that fail. */

#include "family.h"

#define N_CHILDREN 3

typedef struct
{
  OdeonSystem *system;
  Journal      journal;
  OdeonRef    *parent;
  OdeonRef    *children[N_CHILDREN];
} Stage;

static int
begin (void **state)
{
  Stage *self = g_new0 (Stage, 1);

  count_log (NULL);
  self->system = new_system (2);
  journal_init (&self->journal);
  *state = self;

  return 0;
}

static int
end (void **state)
{
  Stage *self = *state;

  for (guint i = 0; i < N_CHILDREN; i++)
    odeon_ref_unref (self->children[i]);
  odeon_ref_unref (self->parent);
  g_object_unref (self->system);
  journal_clear (&self->journal);
  g_free (self);
  restore_log ();

  return 0;
}

/* A parent "p" with the children "a", "b" and "c". */
static void
have_family (Stage *self, OdeonStrategyKind kind, OdeonDirective exhausted, guint max_restarts)
{
  const gchar  *tags[] = { "a", "b", "c" };
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;

  strategy.kind = kind;
  strategy.exhausted = exhausted;
  strategy.max_restarts = max_restarts;
  self->parent = spawn_root (self->system, player_get_type (), "p", &self->journal,
                             ODEON_RESTART_DEFAULT);
  supervise (self->parent, &strategy);
  for (guint i = 0; i < N_CHILDREN; i++)
    {
      self->children[i] = spawn_child (self->parent, tags[i], &self->journal);
      settle (self->children[i]);
    }
  assert_journal (&self->journal, "p.started a.started b.started c.started");
}

static void
settle_all (Stage *self)
{
  for (guint i = 0; i < N_CHILDREN; i++)
    settle (self->children[i]);
}

static void
one_for_one_restarts_the_one (void **state)
{
  Stage *self = *state;

  have_family (self, ODEON_ONE_FOR_ONE, ODEON_DIRECTIVE_STOP, 3);
  tell_word (self->children[1], "fail");
  settle_all (self);
  assert_journal (&self->journal, "b.fail b.failed b.started");
}

static void
all_for_one_restarts_all_in_order (void **state)
{
  Stage *self = *state;

  have_family (self, ODEON_ALL_FOR_ONE, ODEON_DIRECTIVE_STOP, 3);
  assert_int_equal (await_int (ask_int (self->children[0], 7)), 7);
  tell_word (self->children[1], "fail");
  settle (self->children[1]);
  settle_all (self);
  /* `stopped` runs in those that did not fail. */
  assert_journal (&self->journal, "b.fail b.failed c.stopped a.stopped "
                                  "a.started b.started c.started");
  assert_int_equal (await_int (ask_int (self->children[0], 1)), 1);
}

static void
rest_for_one_restarts_those_spawned_after_it (void **state)
{
  Stage *self = *state;

  have_family (self, ODEON_REST_FOR_ONE, ODEON_DIRECTIVE_STOP, 3);
  tell_word (self->children[1], "fail");
  settle (self->children[1]);
  settle_all (self);
  assert_journal (&self->journal, "b.fail b.failed c.stopped b.started c.started");
}

static void
a_sibling_s_await_under_way_fails (void **state)
{
  Stage        *self = *state;
  g_auto (Gate) gate;
  OdeonFuture  *held;
  OdeonFuture  *behind;

  gate_init (&gate);
  have_family (self, ODEON_ALL_FOR_ONE, ODEON_DIRECTIVE_STOP, 3);
  held = invoke (self->children[2], wait_at_gate, &gate);
  gate_await_arrival (&gate);
  behind = ask_int (self->children[2], 1);
  tell_word (self->children[0], "fail");
  await_error (held, ODEON_ERROR_KILLED);
  assert_int_equal (await_int (behind), 1);
  assert_true (g_error_matches (gate.error, ODEON_ERROR, ODEON_ERROR_KILLED));
  settle_all (self);
}

static void
siblings_may_live_on_other_workers_and_fail_at_once (void **state)
{
  Stage        *self = *state;
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;
  const gchar  *tags[] = { "a", "b", "c" };

  strategy.max_restarts = G_MAXUINT;
  for (gint kind = ODEON_ONE_FOR_ONE; kind <= ODEON_REST_FOR_ONE; kind++)
    {
      strategy.kind = (OdeonStrategyKind) kind;
      self->parent = spawn_root (self->system, player_get_type (), "p", NULL,
                                 ODEON_RESTART_DEFAULT);
      supervise (self->parent, &strategy);
      for (guint i = 0; i < N_CHILDREN; i++)
        self->children[i] = spawn_child_on (self->parent, i % 2, tags[i], NULL);
      for (gint i = 0; i < scaled (2000); i++)
        tell_word (self->children[i % N_CHILDREN], "fail");
      settle_all (self);
      for (guint i = 0; i < N_CHILDREN; i++)
        {
          assert_true (odeon_ref_is_alive (self->children[i]));
          await_ok (odeon_ref_kill (self->children[i]));
          g_clear_pointer (&self->children[i], odeon_ref_unref);
        }
      await_ok (odeon_ref_stop (self->parent));
      g_clear_pointer (&self->parent, odeon_ref_unref);
    }
}

static void
one_that_fails_too_often_ends_alone (void **state)
{
  Stage *self = *state;
  gint   counts[2] = { 0, 0 };

  have_family (self, ODEON_ONE_FOR_ONE, ODEON_DIRECTIVE_STOP, 1);
  count_log (counts);
  for (gint i = 0; i < 5; i++)
    tell_word (self->children[0], "fail");
  await_error (ask_int (self->children[0], 1), ODEON_ERROR_ACTOR_DEAD);
  /* Two failures, and that there is no third restart. */
  assert_int_equal (counts[0], 3);
  count_log (NULL);
  assert_int_equal (await_int (ask_int (self->children[1], 1)), 1);
  assert_journal (&self->journal, "a.fail a.failed a.started a.fail a.failed");
}

static void
or_escalates (void **state)
{
  Stage *self = *state;

  have_family (self, ODEON_ONE_FOR_ONE, ODEON_DIRECTIVE_ESCALATE, 0);
  tell_word (self->children[1], "fail");
  await_error (ask_int (self->children[1], 1), ODEON_ERROR_ACTOR_DEAD);
  await_error (ask_int (self->parent, 1), ODEON_ERROR_ACTOR_DEAD);
  await_ok (odeon_ref_stop (self->parent));
  assert_journal (&self->journal, "b.fail b.failed p.failed c.stopped a.stopped");
}

static void
a_parent_of_its_own_supervisor_is_made_anew_with_its_children (void **state)
{
  Stage *self = *state;

  odeon_system_supervise (self->system, &(OdeonStrategy) ODEON_STRATEGY_INIT);
  have_family (self, ODEON_ONE_FOR_ONE, ODEON_DIRECTIVE_ESCALATE, 0);
  tell_word (self->children[1], "fail");
  await_error (ask_int (self->children[1], 1), ODEON_ERROR_ACTOR_DEAD);
  assert_int_equal (await_int (ask_int (self->parent, 1)), 1);
  assert_journal (&self->journal, "b.fail b.failed p.failed c.stopped a.stopped p.started");
  assert_false (odeon_ref_is_alive (self->children[0]));
}

/* --- child_failed --- */

static void
have_boss (Stage *self, OdeonDirective directive)
{
  self->parent = spawn_root (self->system, boss_get_type (), "boss", &self->journal,
                             ODEON_RESTART_DEFAULT);
  await_ok (invoke (self->parent, set_directive, &directive));
  self->children[0] = spawn_child (self->parent, "a", &self->journal);
  settle (self->children[0]);
  assert_journal (&self->journal, "boss.started a.started");
}

static void
poke_child (OdeonActor *actor G_GNUC_UNUSED, gpointer ref)
{
  GError *error = NULL;

  odeon_future_unref (odeon_ref_call (ref, "poke", g_variant_new ("(s)", "fail"), &error));
  assert_no_error (error);
}

static void
a_parent_is_asked_with_the_error_the_operation_and_the_sender (void **state)
{
  Stage *self = *state;

  have_boss (self, ODEON_DIRECTIVE_RESTART);
  await_ok (invoke (self->parent, poke_child, self->children[0]));
  settle (self->children[0]);
  assert_journal (&self->journal,
                  "a.fail a.failed boss.child_failed:a:as asked:Meter.poke:boss a.started");
}

static void
resume_keeps_the_object (void **state)
{
  Stage *self = *state;

  have_boss (self, ODEON_DIRECTIVE_RESUME);
  assert_int_equal (await_int (ask_int (self->children[0], 7)), 7);
  tell_word (self->children[0], "fail");
  assert_int_equal (await_int (ask_int (self->children[0], 1)), 8);
  assert_journal (&self->journal, "a.fail a.failed boss.child_failed:a:as asked:receive:-");
}

static void
stop_ends_the_child (void **state)
{
  Stage *self = *state;

  have_boss (self, ODEON_DIRECTIVE_STOP);
  tell_word (self->children[0], "fail");
  await_error (ask_int (self->children[0], 1), ODEON_ERROR_ACTOR_DEAD);
  assert_true (odeon_ref_is_alive (self->parent));
}

static void
escalate_fails_the_parent (void **state)
{
  Stage *self = *state;

  have_boss (self, ODEON_DIRECTIVE_ESCALATE);
  tell_word (self->children[0], "fail");
  await_error (ask_int (self->children[0], 1), ODEON_ERROR_ACTOR_DEAD);
  await_error (ask_int (self->parent, 1), ODEON_ERROR_ACTOR_DEAD);
}

static void
await_answer (OdeonActor *actor G_GNUC_UNUSED, gpointer ref)
{
  tell_word (ref, "fail");
  assert_int_equal (await_int (ask_int (ref, 1)), 1);
}

static void
a_parent_that_awaits_the_child_that_failed_is_asked_too (void **state)
{
  Stage *self = *state;

  have_boss (self, ODEON_DIRECTIVE_RESTART);
  await_ok (invoke (self->parent, await_answer, self->children[0]));
}

/* --- failing by oneself --- */

static void
fail_now (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  odeon_actor_fail (actor, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "panic"));
  odeon_actor_fail (actor, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "twice"));
}

static void
an_actor_may_fail_by_itself (void **state)
{
  Stage       *self = *state;
  OdeonFuture *panic;

  have_boss (self, ODEON_DIRECTIVE_RESTART);
  panic = invoke (self->children[0], fail_now, NULL);
  assert_int_equal (await_int (ask_int (self->children[0], 1)), 1);
  /* What it was at is answered. */
  await_ok (panic);
  assert_journal (&self->journal, "a.failed boss.child_failed:a:panic:-:- a.started");
}

static void
a_tell_that_was_deferred_fails_it_too (void **state)
{
  Stage     *self = *state;
  OdeonCall *kept;

  have_boss (self, ODEON_DIRECTIVE_RESTART);
  odeon_call_tell (odeon_call_new (self->children[0], &meter_methods[METER_LATER]));
  kept = take_kept_call (self->children[0]);
  odeon_call_return_error (kept, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "later"));
  settle (self->children[0]);
  assert_journal (&self->journal,
                  "a.failed boss.child_failed:a:later:Meter.later:- a.started");
}

#define supervision_test(name) cmocka_unit_test_setup_teardown (name, begin, end)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    supervision_test (one_for_one_restarts_the_one),
    supervision_test (all_for_one_restarts_all_in_order),
    supervision_test (rest_for_one_restarts_those_spawned_after_it),
    supervision_test (a_sibling_s_await_under_way_fails),
    supervision_test (siblings_may_live_on_other_workers_and_fail_at_once),
    supervision_test (one_that_fails_too_often_ends_alone),
    supervision_test (or_escalates),
    supervision_test (a_parent_of_its_own_supervisor_is_made_anew_with_its_children),
    supervision_test (a_parent_is_asked_with_the_error_the_operation_and_the_sender),
    supervision_test (resume_keeps_the_object),
    supervision_test (stop_ends_the_child),
    supervision_test (escalate_fails_the_parent),
    supervision_test (a_parent_that_awaits_the_child_that_failed_is_asked_too),
    supervision_test (an_actor_may_fail_by_itself),
    supervision_test (a_tell_that_was_deferred_fails_it_too),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
