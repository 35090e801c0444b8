/* SPDX-License-Identifier: MIT */

/* S8: trigger: an event that its publisher awaits has been handled by all before the publisher goes
 * on. */

#include "listener.h"

static void
all_have_handled_it (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      g_auto (Journal)        journal;
      g_autoptr (OdeonRef)    a = spawn_player (system, "a", NULL);
      g_autoptr (OdeonRef)    b = spawn_player (system, "b", NULL);
      Listener                first = { &journal, "a", 2, FALSE, 0, 0 };
      Listener                second = { &journal, "b", 1, FALSE, 0, 0 };

      journal_init (&journal);
      listen_in (a, &first);
      listen_in (b, &second);
      for (gint i = 1; i <= 100; i++)
        {
          ParityNoticed event = { .number = i };

          assert_int_equal (await_int64 (parity_noticed_trigger (system, &event)), 2);
          assert_int_equal (first.n, i);
          assert_int_equal (second.n, i);
        }
      await_ok (odeon_ref_stop (b));
      assert_int_equal (
        await_int64 (parity_noticed_trigger (system, &(ParityNoticed) { .number = 0 })), 1);
    }
}

static void
nobody_is_soon_through_with_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);

  assert_int_equal (await_int64 (parity_frame_trigger (system, &(ParityFrame) { 1 })), 0);
}

typedef struct
{
  Listener own;
  Listener other;
} Pair;

static void
trigger_from_within (OdeonActor *actor, gpointer data)
{
  Pair         *self = data;
  ParityNoticed event = { .number = 1 };

  listener_subscribe (actor, &self->own);
  assert_int_equal (await_int64 (parity_noticed_trigger (actor, &event)), 1);
  assert_int_equal (self->other.n, 1);
  assert_int_equal (self->own.n, 0);
}

/* Its own function, first in order, could be called only after it has gone on. */
static void
an_actor_does_not_wait_for_itself (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      g_autoptr (OdeonRef)    a = spawn_player (system, "a", NULL);
      g_autoptr (OdeonRef)    b = spawn_player (system, "b", NULL);
      Pair                    pair = { { NULL, "a", 2, FALSE, 0, 0 },
                                       { NULL, "b", 1, FALSE, 0, 0 } };

      listen_in (b, &pair.other);
      await_ok (invoke (a, trigger_from_within, &pair));
      settle (a);
      assert_int_equal (pair.own.n, 1);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (all_have_handled_it),
    cmocka_unit_test (nobody_is_soon_through_with_it),
    cmocka_unit_test (an_actor_does_not_wait_for_itself),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
