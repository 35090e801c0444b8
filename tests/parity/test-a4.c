/* SPDX-License-Identifier: MIT */

/* A4: the states of an actor can be read from outside; suspended by hand, its mail is kept, and
 * nothing runs or restarts it until it is resumed. */

#include "log.h"

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

typedef struct
{
  OdeonPromise *arrived;
  OdeonFuture  *sign;
} Wait;

/* Its thread goes on meanwhile, and so hears of the suspension. */
static void
wait_and_fail (OdeonActor *actor, gpointer data)
{
  Wait *wait = data;

  odeon_promise_set_boolean (wait->arrived, TRUE);
  odeon_future_await (wait->sign, NULL);
  odeon_actor_fail (actor, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "as asked"));
}

/* It fails in what it was at when it was suspended. */
static void
a4_nothing_restarts_one_that_is_suspended_by_hand (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  g_auto (Journal)        journal;
  g_autoptr (OdeonPromise) arrived = odeon_promise_new ();
  g_autoptr (OdeonPromise) sign = odeon_promise_new ();
  Wait                    wait = { arrived, odeon_promise_get_future (sign) };
  OdeonRef               *actor;
  OdeonFuture            *failing;
  OdeonFuture            *behind;

  log_begin ();
  journal_init (&journal);
  odeon_system_supervise (system, &strategy);
  actor = spawn_player (system, "a", &journal);
  failing = invoke (actor, wait_and_fail, &wait);
  behind = ask_int (actor, 1);
  await_ok (odeon_promise_get_future (arrived));
  await_ok (odeon_ref_suspend (actor));
  odeon_promise_set_boolean (sign, TRUE);
  odeon_future_await (failing, NULL);
  odeon_future_unref (failing);

  /* Whatever is to become of it would have by the time that another has come and gone. */
  stop_and_unref (spawn_player (system, "b", NULL));
  assert_false (odeon_future_is_done (behind));
  assert_true (odeon_ref_is_alive (actor));
  assert_true (await_boolean (odeon_ref_resume (actor)));
  assert_int_equal (await_int (behind), 1);
  stop_and_unref (actor);
  odeon_future_unref (wait.sign);
  assert_journal (&journal, "a.started a.failed a.started a.stopped");
  log_end ();
}

/* What is seen of one that is about to start, and of one that is about to end. */
static void
look (OdeonActor *actor, OdeonActorState *state)
{
  *state = odeon_ref_get_state (odeon_actor_get_ref (actor));
}

typedef struct
{
  OdeonActor parent_instance;
} Mirror;

typedef OdeonActorClass MirrorClass;

GType mirror_get_type (void);

G_DEFINE_TYPE (Mirror, mirror, ODEON_TYPE_ACTOR)

static OdeonActorState at_start;
static OdeonActorState at_stop;

static gboolean
mirror_started (OdeonActor *actor, GError **error G_GNUC_UNUSED)
{
  look (actor, &at_start);

  return TRUE;
}

static gboolean
mirror_stopped (OdeonActor *actor, GError **error G_GNUC_UNUSED)
{
  look (actor, &at_stop);

  return TRUE;
}

static void
mirror_class_init (MirrorClass *klass)
{
  klass->started = mirror_started;
  klass->stopped = mirror_stopped;
}

static void
mirror_init (Mirror *self G_GNUC_UNUSED)
{
}

static void
a4_each_state_on_the_way_is_seen (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor;

  at_start = at_stop = ODEON_ACTOR_STATE_ENDED;
  actor = odeon_spawn (ODEON_SPAWNER (system), mirror_get_type (), NULL, NULL, NULL);
  await_ok (odeon_ref_started (actor));
  assert_int_equal (odeon_ref_get_state (actor), ODEON_ACTOR_STATE_RUNNING);
  await_ok (odeon_ref_stop (actor));
  assert_int_equal (at_start, ODEON_ACTOR_STATE_STARTING);
  assert_int_equal (at_stop, ODEON_ACTOR_STATE_STOPPING);
  assert_int_equal (odeon_ref_get_state (actor), ODEON_ACTOR_STATE_ENDED);
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a4_suspended_by_hand_mail_is_kept),
    cmocka_unit_test (a4_nothing_restarts_one_that_is_suspended_by_hand),
    cmocka_unit_test (a4_each_state_on_the_way_is_seen),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
