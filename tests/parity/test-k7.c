/* SPDX-License-Identifier: MIT */

/* K7: a stop is queued behind what came before and answers TRUE only after `stopped` has run,
 * through a proxy too; FALSE when the actor was dead already; from inside; twice. (The whole of it:
 * unit/actor/test-control.c.) */

#include "dial.h"

static void
k7_stop_answers_after_the_hook_and_asks_behind_it_fail (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);

  for (gint i = scaled (500); i > 0; i--)
    {
      g_auto (Journal) journal;
      OdeonRef        *actor;
      OdeonFuture     *stop;
      OdeonFuture     *again;
      OdeonFuture     *behind;

      journal_init (&journal);
      actor = spawn_player (system, "a", &journal);
      tell_word (actor, "before");
      stop = odeon_ref_stop (actor);
      again = odeon_ref_stop (actor);
      tell_word (actor, "after");
      behind = ask_int (actor, 1);
      assert_true (await_boolean (stop));
      assert_journal (&journal, "a.started a.before a.stopped");
      assert_false (await_boolean (again));
      await_error (behind, ODEON_ERROR_ACTOR_DEAD);
      await_error (ask_int (actor, 1), ODEON_ERROR_ACTOR_DEAD);
      assert_false (await_boolean (odeon_ref_stop (actor)));
      odeon_ref_unref (actor);
    }
}

static void
k7_a_proxy_is_stopped_like_a_ref (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_auto (Journal)        journal;
  g_autoptr (ParityDial)  dial = NULL;
  g_autoptr (GError)      error = NULL;
  OdeonFuture            *before;
  OdeonFuture            *stop;
  OdeonFuture            *behind;
  gint32                  level = 0;

  journal_init (&journal);
  dial = spawn_dial (system, "a", &journal);
  before = parity_dial_turn (dial, 3);
  stop = odeon_ref_stop (dial);
  behind = parity_dial_turn (dial, 4);
  assert_true (await_boolean (stop));
  assert_journal (&journal, "a.started a.stopped");
  assert_true (parity_dial_turn_await (before, &level, &error));
  assert_int_equal (level, 3);
  assert_false (parity_dial_turn_await (behind, &level, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD));
  assert_int_equal (level, 3);
  assert_false (await_boolean (odeon_ref_stop (dial)));
}

static void
k7_an_actor_stops_itself_from_a_handler (void **state G_GNUC_UNUSED)
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
    cmocka_unit_test (k7_stop_answers_after_the_hook_and_asks_behind_it_fail),
    cmocka_unit_test (k7_a_proxy_is_stopped_like_a_ref),
    cmocka_unit_test (k7_an_actor_stops_itself_from_a_handler),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
