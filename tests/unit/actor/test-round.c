/* SPDX-License-Identifier: MIT */

/* Children that are restarted together, looked at while the round waits: a delay holds it up in the
 * midst, all of them down. */

#include "family.h"
#include "virtual-time.h"

#define N_CHILDREN 3
#define DELAY_MS   1000

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
  virtual_time_begin ();
  self->system = new_system (0);
  journal_init (&self->journal);
  *state = self;

  return 0;
}

static int
end (void **state)
{
  Stage *self = *state;

  await_ok (odeon_system_shut_down (self->system));
  for (guint i = 0; i < N_CHILDREN; i++)
    odeon_ref_unref (self->children[i]);
  odeon_ref_unref (self->parent);
  g_object_unref (self->system);
  journal_clear (&self->journal);
  g_free (self);
  virtual_time_end ();
  restore_log ();

  return 0;
}

/* A parent "p" with the children "a", "b" and "c", of which "b" is restarted so. */
static void
have_family (Stage *self, OdeonStrategyKind kind, OdeonRestart restart)
{
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;

  strategy.kind = kind;
  strategy.min_delay_ms = DELAY_MS;
  strategy.max_delay_ms = DELAY_MS;
  self->parent = spawn_player (self->system, "p", &self->journal);
  supervise (self->parent, &strategy);
  self->children[0] = spawn_child (self->parent, "a", &self->journal);
  self->children[1] = spawn_child_with (self->parent, "b", &self->journal, restart, FAULT_NONE);
  self->children[2] = spawn_child (self->parent, "c", &self->journal);
  for (guint i = 0; i < N_CHILDREN; i++)
    settle (self->children[i]);
  assert_journal (&self->journal, "p.started a.started b.started c.started");
}

/* All that can happen now. */
static void
run (Stage *self)
{
  for (guint i = 0; i < 20; i++)
    odeon_system_tick (self->system, -1);
}

static void
let_fail (Stage *self, guint child)
{
  tell_word (self->children[child], "fail");
  run (self);
}

static void
let_come_up (Stage *self)
{
  virtual_time_advance (DELAY_MS * G_TIME_SPAN_MILLISECOND);
  run (self);
}

static void
all_of_it_waits_once (void **state)
{
  Stage *self = *state;

  have_family (self, ODEON_ALL_FOR_ONE, ODEON_RESTART_DEFAULT);
  let_fail (self, 0);
  assert_journal (&self->journal, "a.fail a.failed c.stopped b.stopped");
  virtual_time_advance (DELAY_MS * G_TIME_SPAN_MILLISECOND - 1);
  run (self);
  assert_journal (&self->journal, "");
  virtual_time_advance (1);
  run (self);
  assert_journal (&self->journal, "a.started b.started c.started");
}

static void
pass_over (Stage *self, guint child, const gchar *left)
{
  have_family (self, ODEON_ALL_FOR_ONE, ODEON_RESTART_DEFAULT);
  let_fail (self, 1);
  assert_journal (&self->journal, "b.fail b.failed c.stopped a.stopped");
  await_ok (odeon_ref_kill (self->children[child]));
  let_come_up (self);
  assert_journal (&self->journal, left);
}

static void
the_first_is_passed_over_if_it_is_killed_meanwhile (void **state)
{
  pass_over (*state, 0, "b.started c.started");
}

static void
so_is_the_one_that_failed (void **state)
{
  pass_over (*state, 1, "a.started c.started");
}

static void
so_is_the_last (void **state)
{
  pass_over (*state, 2, "a.started b.started");
}

static void
a_temporary_one_ends_in_it (void **state)
{
  Stage *self = *state;

  have_family (self, ODEON_ALL_FOR_ONE, ODEON_RESTART_TEMPORARY);
  let_fail (self, 2);
  assert_false (odeon_ref_is_alive (self->children[1]));
  let_come_up (self);
  assert_true (odeon_ref_is_alive (self->children[0]));
  assert_int_equal (await_int (ask_int (self->children[2], 1)), 1);
}

static void
an_older_one_that_fails_meanwhile_begins_another (void **state)
{
  Stage *self = *state;

  have_family (self, ODEON_REST_FOR_ONE, ODEON_RESTART_DEFAULT);
  let_fail (self, 1);
  assert_journal (&self->journal, "b.fail b.failed c.stopped");
  let_fail (self, 0);
  assert_journal (&self->journal, "a.fail a.failed");
  /* "b" has been told to come up, and does; then it goes along. */
  let_come_up (self);
  let_come_up (self);
  assert_journal (&self->journal, "b.started b.stopped a.started b.started c.started");
}

static void
the_parent_s_end_is_the_end_of_it (void **state)
{
  Stage       *self = *state;
  OdeonFuture *behind;

  have_family (self, ODEON_ALL_FOR_ONE, ODEON_RESTART_DEFAULT);
  let_fail (self, 0);
  assert_journal (&self->journal, "a.fail a.failed c.stopped b.stopped");
  behind = ask_int (self->children[1], 1);
  await_ok (odeon_ref_stop (self->parent));
  await_error (behind, ODEON_ERROR_ACTOR_DEAD);
  assert_journal (&self->journal, "p.stopped");
}

int
main (void)
{
#define TEST(name) cmocka_unit_test_setup_teardown (name, begin, end)
  const struct CMUnitTest tests[] = {
    TEST (all_of_it_waits_once),
    TEST (the_first_is_passed_over_if_it_is_killed_meanwhile),
    TEST (so_is_the_one_that_failed),
    TEST (so_is_the_last),
    TEST (a_temporary_one_ends_in_it),
    TEST (an_older_one_that_fails_meanwhile_begins_another),
    TEST (the_parent_s_end_is_the_end_of_it),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
