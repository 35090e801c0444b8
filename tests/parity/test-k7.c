/* SPDX-License-Identifier: MIT */

/* K7: a stop is queued behind what came before and answers TRUE only after `stopped` has run; FALSE
 * when the actor was dead already; from inside; twice. (The whole of it:
 * unit/actor/test-control.c.) */

#include "stage.h"

static void
stop_answers_after_the_hook_and_asks_behind_it_fail (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);

  for (gint i = scaled (500); i > 0; i--)
    {
      g_auto (Journal) journal;
      OdeonRef        *actor;
      OdeonFuture     *stop;
      OdeonFuture     *again;

      journal_init (&journal);
      actor = spawn_player (system, "a", &journal);
      tell_word (actor, "before");
      stop = odeon_ref_stop (actor);
      again = odeon_ref_stop (actor);
      tell_word (actor, "after");
      assert_true (await_boolean (stop));
      assert_journal (&journal, "a.started a.before a.stopped");
      assert_false (await_boolean (again));
      await_error (ask_int (actor, 1), ODEON_ERROR_ACTOR_DEAD);
      assert_false (await_boolean (odeon_ref_stop (actor)));
      odeon_ref_unref (actor);
    }
}

static void
an_actor_stops_itself_from_a_handler (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  g_autofree gchar       *word = NULL;
  OdeonRef               *actor;

  journal_init (&journal);
  actor = spawn_player (system, "a", &journal);
  word = await_string (ask_word (actor, "stop"));
  assert_string_equal (word, "stop");
  await_ok (odeon_ref_stop (actor));
  assert_journal (&journal, "a.started a.stop a.stopped");
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (stop_answers_after_the_hook_and_asks_behind_it_fail),
    cmocka_unit_test (an_actor_stops_itself_from_a_handler),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
