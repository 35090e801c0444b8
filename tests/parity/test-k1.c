/* SPDX-License-Identifier: MIT */

/* K1: start returns a ref at once; the actor is registered before `started` runs, and that runs in
 * the actor, before its first message. */

#include "stage.h"

/* An actor that looks about itself as it starts. */
typedef Player      Newborn;
typedef PlayerClass NewbornClass;

GType newborn_get_type (void);

G_DEFINE_TYPE (Newborn, newborn, player_get_type ())

/* What it saw: written on its worker, and read when `started` is answered. */
static struct
{
  OdeonSystem *system;
  GThread     *thread;
  gboolean     found;
  gboolean     alive;
} birth;

static gboolean
newborn_started (OdeonActor *actor, GError **error G_GNUC_UNUSED)
{
  g_autoptr (OdeonRef) found = odeon_system_find (birth.system, odeon_actor_get_name (actor));

  birth.thread = g_thread_self ();
  birth.found = odeon_ref_equal (found, odeon_actor_get_ref (actor));
  birth.alive = odeon_ref_is_alive (found);

  return TRUE;
}

static void
newborn_class_init (NewbornClass *klass)
{
  klass->started = newborn_started;
}

static void
newborn_init (Newborn *self G_GNUC_UNUSED)
{
}

static void
k1_a_spawn_returns_at_once_and_the_name_is_known (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  g_auto (Journal)        journal;
  OdeonRef               *actor;
  g_autoptr (OdeonRef)    found = NULL;

  journal_init (&journal);
  options.name = "alice";
  actor = spawn_with (system, &options, "a", &journal, FAULT_NONE);
  assert_journal (&journal, "");
  found = odeon_system_find (system, "alice");
  assert_ptr_equal (found, actor);
  assert_true (odeon_ref_is_alive (actor));
  assert_int_equal (odeon_system_get_n_actors (system), 1);
  odeon_ref_unref (actor);
}

static void
see_thread (OdeonActor *actor G_GNUC_UNUSED, gpointer out_thread)
{
  *(GThread **) out_thread = g_thread_self ();
}

static void
k1_started_runs_in_the_actor_which_is_registered_by_then (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (GError)      error = NULL;
  GThread                *thread = NULL;
  OdeonRef               *actor;

  birth.system = system;
  options.name = "alice";
  actor = odeon_spawn (ODEON_SPAWNER (system), newborn_get_type (), &options, &error, NULL);
  assert_no_error (error);
  await_ok (odeon_ref_started (actor));
  await_ok (invoke (actor, see_thread, &thread));

  assert_true (birth.found);
  assert_true (birth.alive);
  assert_ptr_equal (birth.thread, thread);
  assert_ptr_not_equal (birth.thread, g_thread_self ());
  stop_and_unref (actor);
}

static void
k1_started_comes_before_the_first_message (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);

  for (gint i = scaled (500); i > 0; i--)
    {
      g_auto (Journal) journal;
      OdeonRef        *actor;

      journal_init (&journal);
      actor = spawn_player (system, "a", &journal);
      tell_word (actor, "first");
      stop_and_unref (actor);
      assert_journal (&journal, "a.started a.first a.stopped");
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k1_a_spawn_returns_at_once_and_the_name_is_known),
    cmocka_unit_test (k1_started_runs_in_the_actor_which_is_registered_by_then),
    cmocka_unit_test (k1_started_comes_before_the_first_message),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
