/* SPDX-License-Identifier: MIT */

/* D3: Pykka's stop_all deadlocks inside an actor, and gives up at the first timeout. */

#include "stage.h"

typedef struct
{
  OdeonSystem *system;
  OdeonFuture *down;
  GError      *error;
} Shutdown;

static void
shut_down_all (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Shutdown *self = data;

  self->down = odeon_system_shut_down (self->system);
}

static void
an_actor_shuts_its_own_system_down (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      Shutdown                self = { system, NULL, NULL };
      g_auto (Journal)        journal;
      OdeonRef               *a;
      OdeonRef               *b;

      journal_init (&journal);
      a = spawn_player (system, "a", &journal);
      await_ok (odeon_ref_started (a));
      b = spawn_player (system, "b", &journal);
      await_ok (invoke (a, shut_down_all, &self));
      assert_true (await_boolean (self.down));
      assert_journal (&journal, "a.started b.started b.stopped a.stopped");
      odeon_ref_unref (a);
      odeon_ref_unref (b);
    }
}

static void
shut_down_and_wait (OdeonActor *actor, gpointer data)
{
  Shutdown *self = data;

  shut_down_all (actor, data);
  odeon_future_await_for (self->down, 10, &self->error);
}

/* It cannot see its own end, but its deadline holds, and the shutdown goes on after it. */
static void
an_actor_that_waits_for_it_holds_nothing_up_for_good (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  Shutdown                self = { system, NULL, NULL };
  OdeonRef               *actor = spawn_player (system, "", NULL);

  await_ok (invoke (actor, shut_down_and_wait, &self));
  assert_true (g_error_matches (self.error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  g_error_free (self.error);
  assert_true (await_boolean (self.down));
  odeon_ref_unref (actor);
}

static void
it_goes_on_after_a_timeout (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_auto (Gate)           gate;
  OdeonRef               *quick = spawn_player (system, "", NULL);
  OdeonRef               *slow = spawn_player (system, "", NULL);
  g_autoptr (OdeonFuture) down = NULL;

  gate_init (&gate);
  odeon_future_unref (invoke (slow, wait_at_gate, &gate));
  gate_await_arrival (&gate);
  down = odeon_system_shut_down (system);
  assert_false (odeon_future_await_for (down, 5, NULL));
  gate_open (&gate);
  assert_true (await_boolean (odeon_future_ref (down)));
  assert_false (odeon_ref_is_alive (quick));
  odeon_ref_unref (quick);
  odeon_ref_unref (slow);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_actor_shuts_its_own_system_down),
    cmocka_unit_test (an_actor_that_waits_for_it_holds_nothing_up_for_good),
    cmocka_unit_test (it_goes_on_after_a_timeout),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
