/* SPDX-License-Identifier: MIT */

/* A5: an actor may decline to start: aplay's `decide_to_start`. Whoever spawned it has a ref, whose
 * `started` says so; nobody restarts it, for there is nothing to mend. */

#include "log.h"

typedef Player      Chooser;
typedef PlayerClass ChooserClass;

GType chooser_get_type (void);

G_DEFINE_TYPE (Chooser, chooser, player_get_type ())

static gint n_decisions;

/* With a fault it declines, and gives its reason or none. */
static gboolean
chooser_started (OdeonActor *actor, GError **error)
{
  guint faults = ((Player *) actor)->faults;

  g_atomic_int_inc (&n_decisions);
  if (faults & FAULT_STOPPED)
    g_set_error (error, ODEON_ERROR, ODEON_ERROR_DECLINED, "not today");

  return faults == FAULT_NONE;
}

static void
chooser_class_init (ChooserClass *klass)
{
  klass->started = chooser_started;
}

static void
chooser_init (Chooser *self G_GNUC_UNUSED)
{
}

static OdeonRef *
spawn_chooser (OdeonSystem *system, guint faults, Journal *journal)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef         *ref;
  GError           *error = NULL;

  options.name = "chooser";
  options.restart = ODEON_RESTART_PERMANENT;
  ref = odeon_spawn (ODEON_SPAWNER (system), chooser_get_type (), &options, &error,
                     "faults", faults, "journal", journal, "tag", "c", NULL);
  assert_no_error (error);

  return ref;
}

static void
assert_declines (gint workers, guint faults)
{
  g_autoptr (OdeonSystem) system = new_system (workers);
  g_auto (Journal)        journal;
  OdeonRef               *ref;
  OdeonFuture            *waiting;

  journal_init (&journal);
  n_decisions = 0;
  ref = spawn_chooser (system, faults, &journal);
  waiting = ask_int (ref, 1);
  await_error (odeon_ref_started (ref), ODEON_ERROR_DECLINED);
  await_error (waiting, ODEON_ERROR_DECLINED);
  await_error (odeon_ref_ended (ref), ODEON_ERROR_DECLINED);
  assert_false (odeon_ref_is_alive (ref));
  assert_int_equal (n_decisions, 1);
  assert_journal (&journal, "");
  odeon_ref_unref (ref);

  /* Its name is free for one that wants to. */
  ref = spawn_chooser (system, FAULT_NONE, &journal);
  assert_true (await_boolean (odeon_ref_started (ref)));
  assert_int_equal (await_int (ask_int (ref, 1)), 1);
  odeon_ref_unref (ref);
}

static void
a5_an_actor_declines_to_start_and_its_spawner_learns (void **state G_GNUC_UNUSED)
{
  log_begin ();
  for (gint workers = 0; workers < 2; workers++)
    {
      assert_declines (workers, FAULT_STOPPED);
      assert_int_equal (log_count (G_LOG_LEVEL_WARNING, ""), 0);
    }
  log_end ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a5_an_actor_declines_to_start_and_its_spawner_learns),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
