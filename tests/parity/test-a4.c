/* SPDX-License-Identifier: MIT */

/* A4: the states of an actor can be read from outside; suspended by hand, its mail is kept, and
 * nothing runs or restarts it until it is resumed. */

#include "stage.h"

static void
a4_suspended_by_hand_mail_is_kept (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "a", NULL);
  OdeonFuture            *answer;

  await_ok (odeon_ref_started (actor));
  assert_int_equal (odeon_ref_get_state (actor), ODEON_ACTOR_STATE_RUNNING);
  assert_true (await_boolean (odeon_ref_suspend (actor)));
  answer = ask_int (actor, 1);
  stop_and_unref (spawn_player (system, "b", NULL));
  assert_int_equal (odeon_ref_get_state (actor), ODEON_ACTOR_STATE_SUSPENDED);
  assert_false (odeon_future_is_done (answer));
  assert_true (await_boolean (odeon_ref_resume (actor)));
  assert_int_equal (await_int (answer), 1);
  await_ok (odeon_ref_stop (actor));
  assert_int_equal (odeon_ref_get_state (actor), ODEON_ACTOR_STATE_ENDED);
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a4_suspended_by_hand_mail_is_kept),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
