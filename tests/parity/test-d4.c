/* SPDX-License-Identifier: MIT */

/* D4: pysage: a handler's exception discards the rest of the queue. Here a failure ends the actor
 * that failed, and nobody else misses a message of it. */

#include "stage.h"

static void
a_failure_takes_nothing_from_others (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 2; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      OdeonRef               *failing = spawn_player (system, "", NULL);
      OdeonRef               *other = spawn_player (system, "", NULL);
      gint                    counts[2] = { 0, 0 };

      count_log (counts);
      for (gint i = 0; i < 100; i++)
        {
          odeon_ref_tell (other, g_variant_new_int32 (1));
          tell_word (failing, i == 50 ? "fail" : "noise");
        }
      assert_int_equal (await_int (ask_int (other, 0)), 100);
      await_ok (odeon_ref_stop (failing));
      restore_log ();
      assert_true (counts[0] >= 1);
      assert_true (odeon_ref_is_alive (other));
      odeon_ref_unref (failing);
      odeon_ref_unref (other);
    }
}

/* Who asked is told, and the queue behind it is handled. */
static void
a_failure_that_is_answered_takes_nothing_from_anybody (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);
  OdeonFuture            *failed = ask_word (actor, "fail");

  for (gint i = 0; i < 100; i++)
    odeon_ref_tell (actor, g_variant_new_int32 (1));
  assert_false (odeon_future_await (failed, NULL));
  odeon_future_unref (failed);
  assert_int_equal (await_int (ask_int (actor, 0)), 100);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_failure_takes_nothing_from_others),
    cmocka_unit_test (a_failure_that_is_answered_takes_nothing_from_anybody),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
