/* SPDX-License-Identifier: MIT */

/* Whose turn it is, where several subscribers share a worker and each has more to do than hear
 * events. */

#include "ping.h"

/* Another topic, for rounds that hold one another up. */
static const OdeonTypeInfo pong_info = {
  .kind = ODEON_KIND_STRUCT,
  .size = sizeof (Ping),
  .name = "Test::Pong",
  .members = ping_members,
  .n_members = G_N_ELEMENTS (ping_members),
  .signature = "(is)",
  .alignment = 4,
};

static OdeonTopic pong_topic = ODEON_TOPIC_INIT (pong_info);

static void
subscribe_to_pong (OdeonActor *actor, gpointer data)
{
  Ear *self = data;

  self->id = odeon_topic_subscribe (&pong_topic, self->in != NULL ? self->in : actor,
                                    self->priority, ear_hear, self, NULL);
}

static void
pong (gpointer in, gint number)
{
  Ping event = { number, (gchar *) "" };

  odeon_topic_publish (&pong_topic, in, &event);
}

static void
one_that_awaits_is_passed_by (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    first = spawn_player (system, "", NULL);
  g_autoptr (OdeonRef)    second = spawn_player (system, "", NULL);
  g_auto (Journal)        journal;
  g_auto (Gate)           gate;
  Ear                     ahead = { &journal, "ahead", 2, TRUE, NULL, 0, 0, 0 };
  Ear                     behind = { &journal, "behind", 1, FALSE, NULL, 0, 0, 0 };
  OdeonFuture            *waiting;

  journal_init (&journal);
  gate_init (&gate);
  await_ok (invoke (first, ear_subscribe_in, &ahead));
  await_ok (invoke (second, ear_subscribe_in, &behind));
  waiting = invoke (first, wait_at_gate, &gate);
  gate_await_arrival (&gate);
  ping (system, 1);
  settle (second);
  assert_journal (&journal, "behind.1");
  gate_open (&gate);
  await_ok (waiting);
  settle (first);
  assert_journal (&journal, "ahead.1");
}

static void
one_that_is_suspended_by_hand_is_passed_by (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    first = spawn_player (system, "", NULL);
  g_autoptr (OdeonRef)    second = spawn_player (system, "", NULL);
  g_auto (Journal)        journal;
  Ear                     ahead = { &journal, "ahead", 2, TRUE, NULL, 0, 0, 0 };
  Ear                     behind = { &journal, "behind", 1, FALSE, NULL, 0, 0, 0 };

  journal_init (&journal);
  await_ok (invoke (first, ear_subscribe_in, &ahead));
  await_ok (invoke (second, ear_subscribe_in, &behind));
  await_ok (odeon_ref_suspend (first));
  ping (system, 1);
  settle (second);
  assert_journal (&journal, "behind.1");
  await_ok (odeon_ref_resume (first));
  settle (first);
  assert_journal (&journal, "ahead.1");
}

static void
one_whose_handler_ends_while_it_is_suspended_is_passed_by (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    first = spawn_player (system, "", NULL);
  g_autoptr (OdeonRef)    second = spawn_player (system, "", NULL);
  g_auto (Journal)        journal;
  g_auto (Gate)           gate;
  Ear                     ahead = { &journal, "ahead", 2, FALSE, NULL, 0, 0, 0 };
  Ear                     behind = { &journal, "behind", 1, FALSE, NULL, 0, 0, 0 };
  OdeonFuture            *waiting;

  journal_init (&journal);
  gate_init (&gate);
  await_ok (invoke (first, ear_subscribe_in, &ahead));
  await_ok (invoke (second, ear_subscribe_in, &behind));
  waiting = invoke (first, wait_at_gate, &gate);
  gate_await_arrival (&gate);
  await_ok (odeon_ref_suspend (second));
  await_ok (odeon_ref_suspend (first));
  ping (system, 1);
  gate_open (&gate);
  await_ok (waiting);
  await_ok (odeon_ref_resume (second));
  settle (second);
  assert_journal (&journal, "behind.1");
  await_ok (odeon_ref_resume (first));
  settle (first);
  assert_journal (&journal, "ahead.1");
}

/* A call to the one behind, in a handler that the event waits for: nobody waits in a circle. */
typedef struct
{
  OdeonRef *other;
  gint      answer;
} Question;

static void
ask_other (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Question *self = data;

  self->answer = await_int (ask_int (self->other, 5));
}

static void
who_calls_somebody_behind_is_answered (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 2; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      g_autoptr (OdeonRef)    first = spawn_player (system, "", NULL);
      g_autoptr (OdeonRef)    second = spawn_player (system, "", NULL);
      Ear                     ahead = { .tag = "", .priority = 2 };
      Ear                     behind = { .tag = "", .priority = 1 };
      Question                question = { second, 0 };
      OdeonFuture            *asked;

      await_ok (invoke (first, ear_subscribe_in, &ahead));
      await_ok (invoke (second, ear_subscribe_in, &behind));
      asked = invoke (first, ask_other, &question);
      for (gint i = 0; i < 10; i++)
        ping (system, i);
      await_ok (asked);
      assert_int_equal (question.answer, 5);
      settle (first);
      settle (second);
      assert_int_equal (ahead.n, 10);
      assert_int_equal (behind.n, 10);
    }
}

/* Ping goes to the first actor first, pong to the second: each has in front what waits for the
 * other. */
static void
two_rounds_that_cross_go_on (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    a = spawn_player (system, "", NULL);
  g_autoptr (OdeonRef)    b = spawn_player (system, "", NULL);
  Ear                     a_ping = { .tag = "", .priority = 2 };
  Ear                     b_ping = { .tag = "", .priority = 1 };
  Ear                     a_pong = { .tag = "", .priority = 1 };
  Ear                     b_pong = { .tag = "", .priority = 2 };

  await_ok (invoke (a, ear_subscribe_in, &a_ping));
  await_ok (invoke (b, ear_subscribe_in, &b_ping));
  await_ok (invoke (a, subscribe_to_pong, &a_pong));
  await_ok (invoke (b, subscribe_to_pong, &b_pong));
  for (gint i = 0; i < 100; i++)
    {
      ping (system, i);
      pong (system, i);
      pong (system, i);
      ping (system, i);
    }
  settle (a);
  settle (b);
  assert_int_equal (a_ping.n + b_ping.n + a_pong.n + b_pong.n, 800);
}

/* Publishers on two threads make the crossing that one cannot. */
typedef struct
{
  OdeonSystem *system;
  gint         n;
} Crowd;

static gpointer
publish_pongs (gpointer data)
{
  Crowd *self = data;

  for (gint i = 0; i < self->n; i++)
    pong (self->system, i);

  return NULL;
}

static void
crossing_publishers_hold_nothing_up (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  Crowd                   crowd = { system, scaled (20000) };
  OdeonRef               *actors[3];
  Ear                     pings[3];
  Ear                     pongs[3];
  GThread                *thread;

  for (gint i = 0; i < 3; i++)
    {
      actors[i] = spawn_player (system, "", NULL);
      pings[i] = (Ear) { .tag = "", .priority = i };
      pongs[i] = (Ear) { .tag = "", .priority = -i };
      await_ok (invoke (actors[i], ear_subscribe_in, &pings[i]));
      await_ok (invoke (actors[i], subscribe_to_pong, &pongs[i]));
    }
  thread = g_thread_new ("pong", publish_pongs, &crowd);
  for (gint i = 0; i < crowd.n; i++)
    ping (system, i);
  g_thread_join (thread);
  for (gint i = 0; i < 3; i++)
    {
      settle (actors[i]);
      assert_int_equal (pings[i].n, crowd.n);
      assert_int_equal (pongs[i].n, crowd.n);
      stop_and_unref (actors[i]);
    }
}

/* --- plain code among actors --- */

static void
plain_code_has_its_place_among_actors (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);
  g_auto (Journal)        journal;
  Ear                     high = { &journal, "high", 3, FALSE, NULL, 0, 0, 0 };
  Ear                     middle = { &journal, "actor", 2, FALSE, NULL, 0, 0, 0 };
  Ear                     low = { &journal, "low", 1, FALSE, NULL, 0, 0, 0 };

  journal_init (&journal);
  ear_subscribe (&low, system);
  await_ok (invoke (actor, ear_subscribe_in, &middle));
  ear_subscribe (&high, system);
  for (guint i = 0; i < 300; i++)
    tell_word (actor, "noise");
  ping (system, 1);
  assert_true (odeon_system_tick (system, -1));
  assert_journal (&journal, "high.1 actor.1 low.1");
  middle.result = ODEON_EVENT_CONSUME;
  ping (system, 2);
  ping (system, 3);
  assert_true (odeon_system_tick (system, -1));
  assert_int_equal (high.n, 3);
  assert_int_equal (middle.n, 3);
  assert_int_equal (low.n, 1);
}

static void
plain_code_and_actors_cross_and_go_on (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);
  Ear                     ears[4] = { { .tag = "", .priority = 2 }, { .tag = "", .priority = 1 },
                                      { .tag = "", .priority = 1 }, { .tag = "", .priority = 2 } };

  await_ok (invoke (actor, ear_subscribe_in, &ears[0]));
  ear_subscribe (&ears[1], system);
  await_ok (invoke (actor, subscribe_to_pong, &ears[2]));
  ears[3].in = system;
  subscribe_to_pong (NULL, &ears[3]);
  for (gint i = 0; i < 100; i++)
    {
      ping (system, i);
      pong (system, i);
    }
  assert_true (odeon_system_tick (system, -1));
  for (guint i = 0; i < 4; i++)
    assert_int_equal (ears[i].n, 100);
}

/* --- one that dies while others wait for it --- */

static void
who_dies_is_waited_for_no_longer (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    first = spawn_player (system, "", NULL);
  g_autoptr (OdeonRef)    second = spawn_player (system, "", NULL);
  Ear                     ahead = { .tag = "", .priority = 2 };
  Ear                     behind = { .tag = "", .priority = 1 };

  await_ok (invoke (first, ear_subscribe_in, &ahead));
  await_ok (invoke (second, ear_subscribe_in, &behind));
  for (guint i = 0; i < 300; i++)
    tell_word (first, i < 200 ? "noise" : "stop");
  ping (system, 1);
  settle (second);
  assert_int_equal (ahead.n, 0);
  assert_int_equal (behind.n, 1);
  assert_int_equal (ahead.n_destroyed, 1);
}

static void
who_waits_may_die (void **state G_GNUC_UNUSED)
{
  for (gint kill = 0; kill < 2; kill++)
    {
      g_autoptr (OdeonSystem) system = new_system (1);
      g_autoptr (OdeonRef)    first = spawn_player (system, "", NULL);
      g_autoptr (OdeonRef)    second = spawn_player (system, "", NULL);
      Ear                     ahead = { .tag = "", .priority = 2 };
      Ear                     behind = { .tag = "", .priority = 1 };

      await_ok (invoke (first, ear_subscribe_in, &ahead));
      await_ok (invoke (second, ear_subscribe_in, &behind));
      for (guint i = 0; i < 300; i++)
        tell_word (first, "noise");
      for (gint i = 0; i < 50; i++)
        ping (system, i);
      await_ok (kill ? odeon_ref_kill (second) : odeon_ref_stop (second));
      settle (first);
      assert_int_equal (ahead.n, 50);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (one_that_awaits_is_passed_by),
    cmocka_unit_test (one_that_is_suspended_by_hand_is_passed_by),
    cmocka_unit_test (one_whose_handler_ends_while_it_is_suspended_is_passed_by),
    cmocka_unit_test (who_calls_somebody_behind_is_answered),
    cmocka_unit_test (two_rounds_that_cross_go_on),
    cmocka_unit_test (crossing_publishers_hold_nothing_up),
    cmocka_unit_test (plain_code_has_its_place_among_actors),
    cmocka_unit_test (plain_code_and_actors_cross_and_go_on),
    cmocka_unit_test (who_dies_is_waited_for_no_longer),
    cmocka_unit_test (who_waits_may_die),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
