/* SPDX-License-Identifier: MIT */

/* What an actor is told of messages that it has handled. */

#include "meter.h"

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
    cmocka_unit_test (a_deferred_call_is_handled_when_it_is_answered),
    cmocka_unit_test (how_a_call_ends_is_told_with_its_operation),
    cmocka_unit_test (a_failure_that_is_not_taken_care_of_is_one),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
