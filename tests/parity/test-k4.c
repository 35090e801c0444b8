/* SPDX-License-Identifier: MIT */

/* K4: a tell never blocks, and a dead target does not harm the sender (Pykka raises, which killed
 * senders in real programs): it is FALSE, and a dead letter. */

#include "meter.h"

static void
a_tell_does_not_wait_for_a_busy_target (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);

  gate_init (&gate);
  odeon_future_unref (invoke (actor, wait_at_gate, &gate));
  for (gint i = 0; i < 1000; i++)
    assert_true (odeon_ref_tell (actor, g_variant_new_int32 (1)));
  gate_open (&gate);
  assert_int_equal (await_int (ask_int (actor, 0)), 1000);
  odeon_ref_unref (actor);
}

static void
tell_the_dead (OdeonActor *actor G_GNUC_UNUSED, gpointer dead)
{
  assert_false (tell_word (dead, "hello"));
}

static void
an_actor_that_tells_the_dead_lives_on (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *dead = spawn_meter (system, "", NULL);
  OdeonRef               *sender = spawn_player (system, "", NULL);

  await_ok (odeon_ref_stop (dead));
  await_ok (invoke (sender, tell_the_dead, dead));
  assert_false (meter_add_tell (dead, 1));
  assert_false (meter_poke (dead, "x"));
  assert_int_equal (await_int (ask_int (sender, 1)), 1);
  odeon_ref_unref (dead);
  odeon_ref_unref (sender);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_tell_does_not_wait_for_a_busy_target),
    cmocka_unit_test (an_actor_that_tells_the_dead_lives_on),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
