/* SPDX-License-Identifier: MIT */

#include "ping.h"

/* --- in an actor --- */

static void
an_actor_lets_go_of_what_it_subscribed_with (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 2; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);
      Ear                     ear = { .tag = "" };

      await_ok (invoke (actor, ear_subscribe_in, &ear));
      assert_int_equal (ping (system, 1), 1);
      settle (actor);
      assert_int_equal (ear.n, 1);
      assert_int_equal (ear.n_destroyed, 0);
      await_ok (odeon_ref_stop (actor));
      assert_int_equal (ear.n_destroyed, 1);
      assert_int_equal (ping (system, 2), 0);
      assert_false (odeon_topic_unsubscribe (ear.id));
    }
}

static void
another_thread_ends_it_and_the_actor_lets_go (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);
  Ear                     ear = { .tag = "" };

  await_ok (invoke (actor, ear_subscribe_in, &ear));
  assert_true (odeon_topic_unsubscribe (ear.id));
  assert_false (odeon_topic_unsubscribe (ear.id));
  settle (actor);
  assert_int_equal (ear.n_destroyed, 1);
  await_ok (odeon_ref_stop (actor));
  assert_int_equal (ear.n_destroyed, 1);
}

static void
what_is_on_its_way_passes_an_ended_one_by (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);
  Ear                     ear = { .tag = "" };

  await_ok (invoke (actor, ear_subscribe_in, &ear));
  assert_int_equal (ping (system, 1), 1);
  assert_true (odeon_topic_unsubscribe (ear.id));
  settle (actor);
  assert_int_equal (ear.n, 0);
  assert_int_equal (ear.n_destroyed, 1);
}

static void
stop_then_subscribe (OdeonActor *actor, gpointer data)
{
  Ear *self = data;

  ear_subscribe (self, actor);
  odeon_actor_stop (actor);
}

static void
who_ends_takes_its_subscriptions_along (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);
  Ear                     ear = { .tag = "" };

  odeon_future_unref (invoke (actor, stop_then_subscribe, &ear));
  await_boolean (odeon_ref_stop (actor));
  assert_int_not_equal (ear.id, 0);
  assert_int_equal (ear.n_destroyed, 1);
  assert_int_equal (ping (system, 1), 0);
}

static gboolean
leave_and_hear (gconstpointer event, gpointer data)
{
  Ear *self = data;

  odeon_topic_unsubscribe (self->id);
  /* Not before the function returns. */
  assert_int_equal (self->n_destroyed, 0);

  return ear_hear (event, data);
}

static void
subscribe_to_leave (OdeonActor *actor, gpointer data)
{
  Ear *self = data;

  self->id = odeon_topic_subscribe (&ping_topic, actor, 0, leave_and_hear, self, ear_destroy);
}

static void
one_that_leaves_while_it_is_called_is_let_go_of_after (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);
  Ear                     ear = { .tag = "" };

  await_ok (invoke (actor, subscribe_to_leave, &ear));
  ping (system, 1);
  ping (system, 2);
  settle (actor);
  assert_int_equal (ear.n, 1);
  assert_int_equal (ear.n_destroyed, 1);
}

/* --- in a main context --- */

static void
plain_code_is_called_in_its_main_context (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  Ear                     ear = { .tag = "" };

  ear_subscribe (&ear, system);
  for (gint i = 0; i < 3; i++)
    assert_int_equal (ping (system, i), 1);
  assert_int_equal (ear.n, 0);
  while (ear.n < 3)
    g_main_context_iteration (NULL, TRUE);
  assert_true (odeon_topic_unsubscribe (ear.id));
  assert_int_equal (ear.n_destroyed, 1);
  assert_int_equal (ping (system, 9), 0);
}

static void
what_has_come_is_not_called_after_its_end (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  Ear                     ear = { .tag = "" };

  ear_subscribe (&ear, system);
  ping (system, 1);
  odeon_topic_unsubscribe (ear.id);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_int_equal (ear.n, 0);
}

static void
a_system_ends_the_subscriptions_to_it (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 2; workers++)
    {
      OdeonSystem *system = new_system (workers);
      Ear          ear = { .tag = "" };

      ear_subscribe (&ear, system);
      g_object_unref (system);
      while (ear.n_destroyed == 0)
        g_main_context_iteration (NULL, TRUE);
      assert_false (odeon_topic_unsubscribe (ear.id));
    }
}

/* An actor of one system may listen to another, and leaves that when it ends. */
static void
an_actor_listens_to_another_system (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) here = new_system (1);
  g_autoptr (OdeonSystem) there = new_system (1);
  g_autoptr (OdeonRef)    actor = spawn_player (here, "", NULL);
  Ear                     ear = { .tag = "", .in = there };

  await_ok (invoke (actor, ear_subscribe_in, &ear));
  assert_int_equal (ping (here, 1), 0);
  assert_int_equal (ping (there, 1), 1);
  settle (actor);
  assert_int_equal (ear.n, 1);
  await_ok (odeon_ref_stop (actor));
  assert_int_equal (ping (there, 1), 0);
}

/* --- many --- */

static void
subscribe_often (OdeonActor *actor, gpointer data)
{
  Ear *self = data;

  for (gint i = scaled (1000); i > 0; i--)
    {
      self->priority = i % 5;
      ear_subscribe (self, actor);
    }
}

static void
a_hundred_thousand_subscribers_hear_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  gint                    n = 100 * scaled (1000);
  OdeonRef               *actors[100];
  Ear                     ear = { .tag = "" };

  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    {
      actors[i] = spawn_player (system, "", NULL);
      await_ok (invoke (actors[i], subscribe_often, &ear));
    }
  assert_int_equal (ping (system, 1), n);
  assert_int_equal (ping (system, 2), n);
  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    settle (actors[i]);
  assert_int_equal (ear.n, 2 * n);
  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    stop_and_unref (actors[i]);
  assert_int_equal (ear.n_destroyed, n);
  assert_int_equal (ping (system, 3), 0);
}

static void
it_ends_with_an_object_that_is_replaced (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  g_autoptr (OdeonRef)    actor = NULL;
  Ear                     before = { .tag = "" };
  Ear                     after = { .tag = "" };

  odeon_system_supervise (system, &strategy);
  actor = spawn_player (system, "", NULL);
  await_ok (invoke (actor, ear_subscribe_in, &before));
  count_log (NULL);
  tell_word (actor, "fail");
  settle (actor);
  restore_log ();
  assert_int_equal (before.n_destroyed, 1);
  await_ok (invoke (actor, ear_subscribe_in, &after));
  ping (system, 1);
  settle (actor);
  assert_int_equal (before.n, 0);
  assert_int_equal (after.n, 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_actor_lets_go_of_what_it_subscribed_with),
    cmocka_unit_test (another_thread_ends_it_and_the_actor_lets_go),
    cmocka_unit_test (what_is_on_its_way_passes_an_ended_one_by),
    cmocka_unit_test (who_ends_takes_its_subscriptions_along),
    cmocka_unit_test (one_that_leaves_while_it_is_called_is_let_go_of_after),
    cmocka_unit_test (plain_code_is_called_in_its_main_context),
    cmocka_unit_test (what_has_come_is_not_called_after_its_end),
    cmocka_unit_test (a_system_ends_the_subscriptions_to_it),
    cmocka_unit_test (an_actor_listens_to_another_system),
    cmocka_unit_test (a_hundred_thousand_subscribers_hear_it),
    cmocka_unit_test (it_ends_with_an_object_that_is_replaced),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
