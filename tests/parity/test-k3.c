/* SPDX-License-Identifier: MIT */

/* K3: the hooks; one that fails is logged and ends the actor, and no other runs after it; an
 * unhandled message is a warning. */

#include "log.h"

/* An actor that expects nothing. */
typedef OdeonActor      Bare;
typedef OdeonActorClass BareClass;

GType bare_get_type (void);

G_DEFINE_TYPE (Bare, bare, ODEON_TYPE_ACTOR)

static void
bare_class_init (BareClass *klass G_GNUC_UNUSED)
{
}

static void
bare_init (Bare *self G_GNUC_UNUSED)
{
}

/* Whatever fails, the actor has ended, and the hooks that ran are those expected. */
static void
run_with_fault (Faults fault, const gchar *word, const gchar *expected)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  OdeonRef               *actor;

  log_begin ();
  journal_init (&journal);
  actor = spawn_with (system, NULL, "a", &journal, fault);
  tell_word (actor, word);
  await_ok (odeon_ref_stop (actor));
  assert_false (odeon_ref_is_alive (actor));
  assert_journal (&journal, expected);
  assert_int_equal (odeon_system_get_n_actors (system), 0);
  odeon_ref_unref (actor);
}

static void
k3_all_is_well (void **state G_GNUC_UNUSED)
{
  run_with_fault (FAULT_NONE, "hello", "a.started a.hello a.stopped");
  assert_int_equal (log_count (G_LOG_LEVEL_WARNING, ""), 0);
  assert_int_equal (log_count (G_LOG_LEVEL_MESSAGE, ""), 0);
  log_end ();
}

/* To decline is an actor's right: it is said, but is no warning. */
static void
k3_started_that_fails_is_the_last_hook (void **state G_GNUC_UNUSED)
{
  run_with_fault (FAULT_STARTED, "hello", "a.started");
  assert_int_equal (log_count (G_LOG_LEVEL_WARNING, ""), 0);
  assert_int_equal (log_count (G_LOG_LEVEL_MESSAGE, "the fault of started"), 1);
  log_end ();
}

static void
k3_stopped_that_fails_is_logged (void **state G_GNUC_UNUSED)
{
  run_with_fault (FAULT_STOPPED, "hello", "a.started a.hello a.stopped");
  assert_int_equal (log_count (G_LOG_LEVEL_WARNING, ""), 1);
  assert_int_equal (log_count (G_LOG_LEVEL_WARNING, "the fault of stopped"), 1);
  log_end ();
}

static void
k3_failed_runs_and_stopped_does_not (void **state G_GNUC_UNUSED)
{
  run_with_fault (FAULT_NONE, "fail", "a.started a.fail a.failed");
  assert_int_equal (log_count (G_LOG_LEVEL_WARNING, ""), 1);
  assert_int_equal (log_count (G_LOG_LEVEL_WARNING, "as asked"), 1);
  log_end ();
}

static void
k3_failed_that_fails_is_logged_as_well (void **state G_GNUC_UNUSED)
{
  run_with_fault (FAULT_FAILED, "fail", "a.started a.fail a.failed");
  assert_int_equal (log_count (G_LOG_LEVEL_WARNING, ""), 2);
  assert_int_equal (log_count (G_LOG_LEVEL_WARNING, "the fault of failed"), 1);
  log_end ();
}

static void
k3_an_unhandled_message_is_a_warning_and_no_more (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GError)      error = NULL;
  OdeonRef               *actor;

  log_begin ();
  actor = odeon_spawn (ODEON_SPAWNER (system), bare_get_type (), NULL, &error, NULL);
  assert_no_error (error);
  assert_true (tell_word (actor, "hello"));
  await_error (ask_word (actor, "goodbye"), ODEON_ERROR_NOT_IMPLEMENTED);
  assert_int_equal (log_count (G_LOG_LEVEL_WARNING, "unexpected message: 'hello'"), 1);
  assert_int_equal (log_count (G_LOG_LEVEL_WARNING, "unexpected message: 'goodbye'"), 1);
  assert_true (odeon_ref_is_alive (actor));
  assert_true (await_boolean (odeon_ref_stop (actor)));
  odeon_ref_unref (actor);
  log_end ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k3_all_is_well),
    cmocka_unit_test (k3_started_that_fails_is_the_last_hook),
    cmocka_unit_test (k3_stopped_that_fails_is_logged),
    cmocka_unit_test (k3_failed_runs_and_stopped_does_not),
    cmocka_unit_test (k3_failed_that_fails_is_logged_as_well),
    cmocka_unit_test (k3_an_unhandled_message_is_a_warning_and_no_more),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
