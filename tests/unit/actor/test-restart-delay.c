/* SPDX-License-Identifier: MIT */

/* What is made anew only after a while, and what does not wait for that. */

#include "nursery.h"

static OdeonRef *
spawn_slow (Nursery *self, guint delay_ms)
{
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;

  strategy.min_delay_ms = delay_ms;
  supervise (self->parent, &strategy);

  return spawn_child (self->parent, "a", &self->journal);
}

static void
a_restart_waits_for_its_delay (void **state)
{
  Nursery  *self = *state;
  OdeonRef *child = spawn_slow (self, 30);
  gint64    start = g_get_monotonic_time ();

  tell_word (child, "fail");
  assert_int_equal (await_int (ask_int (child, 1)), 1);
  assert_true (g_get_monotonic_time () - start >= 30 * 1000);
  stop_and_unref (child);
}

#define FOR_EVER (24 * 3600 * 1000)

static void
await_failure (OdeonActor *actor G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

static void
a_kill_does_not_wait_for_the_delay (void **state)
{
  Nursery     *self = *state;
  OdeonRef    *child = spawn_slow (self, FOR_EVER);
  OdeonFuture *behind;

  tell_word (child, "fail");
  behind = ask_int (child, 1);
  await_ok (invoke (self->parent, await_failure, NULL));
  assert_true (await_boolean (odeon_ref_kill (child)));
  await_error (behind, ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (child);
}

static void
the_parent_s_end_does_not_wait_for_the_delay (void **state)
{
  Nursery  *self = *state;
  OdeonRef *child = spawn_slow (self, FOR_EVER);

  tell_word (child, "fail");
  await_ok (odeon_ref_stop (self->parent));
  assert_false (odeon_ref_is_alive (child));
  odeon_ref_unref (child);
}

static void
nor_does_the_system_s (void **state)
{
  Nursery      *self = *state;
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;
  OdeonRef   *root;

  strategy.min_delay_ms = FOR_EVER;
  odeon_system_supervise (self->system, &strategy);
  root = spawn_player (self->system, "r", &self->journal);
  tell_word (root, "fail");
  await_ok (odeon_system_shut_down (self->system));
  odeon_ref_unref (root);
  assert_journal (&self->journal, "r.started r.fail r.failed");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    nursery_test (a_restart_waits_for_its_delay),
    nursery_test (a_kill_does_not_wait_for_the_delay),
    nursery_test (the_parent_s_end_does_not_wait_for_the_delay),
    nursery_test (nor_does_the_system_s),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
