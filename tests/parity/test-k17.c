/* SPDX-License-Identifier: MIT */

/* K17: gathering: all in order, with one deadline for the whole (Pykka's get_all (timeout=.5) took
 * 1.2 s); any; and "is it done?". */

#include "stage.h"

static void
k17_all_replies_come_in_the_order_of_the_asks (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_autoptr (GVariant)    replies = NULL;
  g_autofree gchar       *text = NULL;
  OdeonRef               *actors[2] = { spawn_on (system, 0), spawn_on (system, 1) };
  OdeonFuture            *futures[4];

  for (gint i = 0; i < 4; i++)
    futures[i] = ask_int (actors[i % 2], i);
  replies = await_variant (odeon_future_all (futures, 4));
  text = g_variant_print (replies, FALSE);
  assert_string_equal (text, "(0, 1, 2, 4)");
  for (gint i = 0; i < 4; i++)
    odeon_future_unref (futures[i]);
  for (gint i = 0; i < 2; i++)
    odeon_ref_unref (actors[i]);
}

static void
k17_one_deadline_counts_for_the_whole (void **state G_GNUC_UNUSED)
{
  OdeonPromise *promises[10];
  OdeonFuture  *futures[10];
  gint64        before = g_get_monotonic_time ();

  for (gint i = 0; i < 10; i++)
    {
      promises[i] = odeon_promise_new ();
      futures[i] = odeon_promise_get_future (promises[i]);
    }
  await_error (odeon_future_with_timeout (odeon_future_all (futures, 10), 100),
               ODEON_ERROR_TIMED_OUT);

  /* Ten deadlines in a row would take a second. */
  assert_in_range (g_get_monotonic_time () - before, 100000, 900000);
  for (gint i = 0; i < 10; i++)
    {
      assert_false (odeon_future_is_done (futures[i]));
      odeon_future_unref (futures[i]);
      odeon_promise_free (promises[i]);
    }
}

static void
k17_any_is_the_reply_that_comes_first (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_auto (Gate)           gate;
  OdeonRef               *slow = spawn_on (system, 0);
  OdeonRef               *fast = spawn_on (system, 1);
  OdeonFuture            *futures[2];

  gate_init (&gate);
  odeon_future_unref (invoke (slow, wait_at_gate, &gate));
  futures[0] = ask_int (slow, 1);
  futures[1] = ask_int (fast, 2);
  assert_int_equal (await_int (odeon_future_any (futures, 2)), 2);
  assert_false (odeon_future_is_done (futures[0]));
  assert_true (odeon_future_is_done (futures[1]));
  gate_open (&gate);
  await_ok (futures[0]);
  await_ok (futures[1]);
  odeon_ref_unref (slow);
  odeon_ref_unref (fast);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k17_all_replies_come_in_the_order_of_the_asks),
    cmocka_unit_test (k17_one_deadline_counts_for_the_whole),
    cmocka_unit_test (k17_any_is_the_reply_that_comes_first),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
