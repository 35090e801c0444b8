/* SPDX-License-Identifier: MIT */

/* K5: an ask gives a future, or blocks with a timeout; a dead target gives a failed future; the
 * caller's timeout does not withdraw a message that has started. */

#include "stage.h"

static void
k5_an_ask_is_a_future_of_the_reply (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  g_autoptr (GVariant)    reply = NULL;
  g_autofree gchar       *text = NULL;

  reply = await_variant (odeon_ref_ask (actor, g_variant_new_parsed ("{'a': <1>}")));
  text = g_variant_print (reply, TRUE);
  assert_string_equal (text, "{'a': <1>}");
  await_ok (odeon_ref_stop (actor));
  await_error (ask_int (actor, 1), ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (actor);
}

static void
k5_an_ask_may_block_with_a_timeout (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  g_autoptr (OdeonFuture) reply = ask_int (actor, 3);
  g_autoptr (GError)      error = NULL;

  assert_true (odeon_future_await_for (reply, 60000, &error));
  assert_no_error (error);
  assert_int_equal (await_int (odeon_future_ref (reply)), 3);
  odeon_ref_unref (actor);
}

typedef struct
{
  Gate gate;
  gint n_run;
} Slow;

static void
work_slowly (OdeonActor *actor, gpointer data)
{
  Slow *self = data;

  wait_at_gate (actor, &self->gate);
  self->n_run++;
}

static void
k5_a_timeout_does_not_withdraw_a_started_message (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  Slow                    slow = { .n_run = 0 };
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *run;
  g_autoptr (GError)      error = NULL;

  gate_init (&slow.gate);
  run = invoke (actor, work_slowly, &slow);
  gate_await_arrival (&slow.gate);
  assert_false (odeon_future_await_for (run, 2, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  gate_open (&slow.gate);
  await_ok (run);
  assert_int_equal (slow.n_run, 1);
  gate_clear (&slow.gate);
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k5_an_ask_is_a_future_of_the_reply),
    cmocka_unit_test (k5_an_ask_may_block_with_a_timeout),
    cmocka_unit_test (k5_a_timeout_does_not_withdraw_a_started_message),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
