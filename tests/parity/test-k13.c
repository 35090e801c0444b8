/* SPDX-License-Identifier: MIT */

/* K13: a call without a reply has a tell's meaning: nobody waits, and its failure is the
 * actor's. */

#include "meter.h"

static void
a_call_told_is_handled_in_its_turn (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *meter = spawn_meter (system, "", NULL);

  for (gint i = 0; i < 10; i++)
    assert_true (meter_add_tell (meter, 1));
  assert_int_equal (await_int (meter_get_level (meter)), 10);
  odeon_ref_unref (meter);
}

static void
a_call_told_that_fails_ends_the_actor (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  OdeonRef               *meter;
  gint                    counts[2] = { 0 };

  count_log (counts);
  journal_init (&journal);
  meter = spawn_meter (system, "m", &journal);
  meter_add_tell (meter, 14);
  await_error (meter_get_level (meter), ODEON_ERROR_ACTOR_DEAD);
  await_ok (odeon_ref_stop (meter));
  assert_journal (&journal, "m.started m.failed");
  odeon_ref_unref (meter);
  restore_log ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_call_told_is_handled_in_its_turn),
    cmocka_unit_test (a_call_told_that_fails_ends_the_actor),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
