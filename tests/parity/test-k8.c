/* SPDX-License-Identifier: MIT */

/* K8: liveness. */

#include "stage.h"

static void
k8_an_actor_is_alive_from_its_spawn_to_its_end (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);

  assert_true (odeon_ref_is_alive (actor));
  await_ok (odeon_ref_started (actor));
  assert_true (odeon_ref_is_alive (actor));
  await_ok (odeon_ref_stop (actor));
  assert_false (odeon_ref_is_alive (actor));
  assert_false (odeon_ref_is_alive (NULL));
  odeon_ref_unref (actor);
}

static void
k8_an_actor_that_waits_is_alive_and_a_killed_one_is_not (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *run;

  gate_init (&gate);
  run = invoke (actor, wait_at_gate, &gate);
  gate_await_arrival (&gate);
  assert_true (odeon_ref_is_alive (actor));
  await_ok (odeon_ref_kill (actor));
  assert_false (odeon_ref_is_alive (actor));
  await_error (run, ODEON_ERROR_KILLED);
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k8_an_actor_is_alive_from_its_spawn_to_its_end),
    cmocka_unit_test (k8_an_actor_that_waits_is_alive_and_a_killed_one_is_not),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
