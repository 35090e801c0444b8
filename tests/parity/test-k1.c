/* SPDX-License-Identifier: MIT */

/* K1: start returns a ref at once; the actor is registered before `started` runs, and that runs in
 * the actor, before its first message. */

#include "stage.h"

static void
a_spawn_returns_at_once_and_the_name_is_known (void **state G_GNUC_UNUSED)
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
started_comes_before_the_first_message (void **state G_GNUC_UNUSED)
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
    cmocka_unit_test (a_spawn_returns_at_once_and_the_name_is_known),
    cmocka_unit_test (started_comes_before_the_first_message),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
