/* SPDX-License-Identifier: MIT */

/* Members of a pool come and go. */

#include "clerks.h"

static void
test_members_that_go_handle_what_they_have (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *pool;
  g_autoptr (OdeonRef)    last = NULL;
  OdeonFuture            *shut;
  OdeonFuture            *answers[6];

  journal_init (&journal);
  pool = spawn_clerks (system, 3, ODEON_ROUTING_ROUND_ROBIN, NULL, &journal);
  await_ok (odeon_ref_started (pool));
  last = find (system, "/clerks/2");
  shut = shut_in (last);
  for (guint i = 0; i < 6; i++)
    answers[i] = meter_say (pool, "who");
  await_ok (odeon_pool_resize (pool, 1));
  assert_int_equal (odeon_pool_get_size (pool), 1);
  assert_names (pool, "0 0 0");
  open_door ();
  await_ok (shut);
  for (guint i = 0; i < 6; i++)
    await_ok (answers[i]);
  await_ok (odeon_ref_ended (last));
  await_ok (odeon_pool_resize (pool, 2));
  {
    g_autoptr (GPtrArray) members = odeon_pool_list_members (pool);

    assert_int_equal (members->len, 2);
  }
  await_error (odeon_pool_resize (pool, 0), ODEON_ERROR_INVALID_ARGUMENT);
  stop (pool);
}

static void
test_a_member_that_fails_is_restarted_with_its_mail (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *pool = spawn_clerks (system, 1, ODEON_ROUTING_ROUND_ROBIN, NULL, NULL);

  await_ok (odeon_ref_started (pool));
  meter_poke (pool, "fail");
  assert_names (pool, "0 0");
  assert_int_equal (odeon_pool_get_size (pool), 1);
  stop (pool);
}

static void
test_a_dead_member_leaves_the_rotation (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonStrategy           never = ODEON_STRATEGY_INIT;
  OdeonRef               *pool;
  g_autoptr (OdeonRef)    second = NULL;
  g_autoptr (OdeonFuture) ended = NULL;

  never.max_restarts = 0;
  pool = spawn_clerks (system, 3, ODEON_ROUTING_ROUND_ROBIN, &never, NULL);
  await_ok (odeon_ref_started (pool));
  second = find (system, "/clerks/1");
  ended = odeon_ref_ended (second);
  meter_poke (second, "fail");
  assert_false (odeon_future_await (ended, NULL));
  /* It does not take its turn again, even if the pool has not heard of it. */
  for (guint i = 0; i < 8; i++)
    {
      g_autofree gchar *name = ask_name (pool);

      assert_string_not_equal (name, "1");
    }
  stop (pool);
}

static void
test_what_a_dead_member_had_is_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *pool = spawn_clerks (system, 2, ODEON_ROUTING_BY_KEY, NULL, NULL);
  OdeonFuture            *futures[KEYS];
  OdeonFuture            *shut;
  OdeonFuture            *killed;
  g_autoptr (OdeonRef)    first = NULL;
  gint                    n_refused = 0;

  reset_records ();
  await_ok (odeon_ref_started (pool));
  first = find (system, "/clerks/0");
  shut = shut_in (first);
  for (gint i = 0; i < KEYS; i++)
    futures[i] = meter_add (pool, i);
  killed = odeon_ref_kill (first);
  open_door ();
  odeon_future_unref (shut);
  await_ok (killed);
  for (gint i = 0; i < KEYS; i++)
    {
      g_autoptr (GError) error = NULL;
      gint32             who;

      if (meter_add_await (futures[i], &who, &error))
        continue;
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD));
      n_refused++;
    }
  assert_true (n_refused > 0);
  /* Its keys are the other's from now on; a resize is behind that in the pool. */
  await_ok (odeon_pool_resize (pool, 1));
  for (gint i = 0; i < KEYS; i++)
    {
      gint32 who;

      assert_true (meter_add_await (meter_add (pool, KEYS + i), &who, NULL));
      assert_int_equal (who, 1);
    }
  stop (pool);
}

static void
test_a_pool_whose_last_member_failed_has_failed (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonStrategy           never = ODEON_STRATEGY_INIT;
  g_autoptr (OdeonRef)    pool = NULL;
  g_autoptr (OdeonFuture) ended = NULL;

  never.max_restarts = 0;
  pool = spawn_clerks (system, 1, ODEON_ROUTING_ROUND_ROBIN, &never, NULL);
  await_ok (odeon_ref_started (pool));
  ended = odeon_ref_ended (pool);
  meter_poke (pool, "fail");
  await_error (g_steal_pointer (&ended), ODEON_ERROR_ACTOR_DEAD);
  assert_false (odeon_ref_is_alive (pool));
  await_error (meter_say (pool, "who"), ODEON_ERROR_ACTOR_DEAD);
}

static void
test_a_pool_that_is_restarted_keeps_its_mail (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  g_autoptr (OdeonRef)    pool = NULL;
  OdeonStrategy           escalate = ODEON_STRATEGY_INIT;

  strategy.min_delay_ms = 20;
  odeon_system_supervise (system, &strategy);
  escalate.max_restarts = 0;
  escalate.exhausted = ODEON_DIRECTIVE_ESCALATE;
  pool = spawn_clerks (system, 3, ODEON_ROUTING_BY_KEY, &escalate, NULL);
  for (gint round = 0; round < 3; round++)
    {
      g_autoptr (GPtrArray) members = NULL;
      gint32                who;

      await_ok (odeon_ref_started (pool));
      members = odeon_pool_list_members (pool);
      assert_int_equal (members->len, 3);
      meter_poke (members->pdata[0], "fail");
      for (guint i = 0; i < 3; i++)
        {
          g_autoptr (OdeonFuture) ended = odeon_ref_ended (members->pdata[i]);

          odeon_future_await (ended, NULL);
        }
      /* The last of them has gone with the pool, which waits before it comes up. */
      for (gint i = 0; i < KEYS; i++)
        assert_true (meter_add_await (meter_add (pool, i), &who, NULL));
    }
  stop (g_steal_pointer (&pool));
}

static guint
count_words (Journal *journal, const gchar *word)
{
  guint n = 0;

  for (const gchar *at = journal->words->str; (at = strstr (at, word)) != NULL; at++)
    n++;

  return n;
}

static void
test_stopping_a_pool_stops_its_members (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *pool;
  OdeonFuture            *answers[20];
  OdeonFuture            *stopped;

  journal_init (&journal);
  pool = spawn_clerks (system, 2, ODEON_ROUTING_ROUND_ROBIN, NULL, &journal);
  await_ok (odeon_ref_started (pool));
  for (guint i = 0; i < 20; i++)
    answers[i] = meter_say (pool, "who");
  stopped = odeon_ref_stop (pool);
  await_error (meter_say (pool, "who"), ODEON_ERROR_ACTOR_DEAD);
  await_ok (stopped);
  for (guint i = 0; i < 20; i++)
    await_ok (answers[i]);
  assert_int_equal (count_words (&journal, "clerk.stopped"), 2);
  assert_false (odeon_ref_is_alive (pool));
  odeon_ref_unref (pool);
}

static void
test_a_broadcast_reaches_each_member_in_its_turn (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (2);
  GError                 *error = NULL;
  OdeonRef               *pool;

  journal_init (&journal);
  pool = spawn_clerks (system, 3, ODEON_ROUTING_ROUND_ROBIN, NULL, &journal);
  /* Before it has started, and after. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) members = NULL;

      assert_true (odeon_pool_broadcast_call (pool, "poke", g_variant_new ("(s)", "all"), &error));
      assert_no_error (error);
      await_ok (odeon_ref_started (pool));
      members = odeon_pool_list_members (pool);
      for (guint k = 0; k < members->len; k++)
        await_ok (odeon_ref_started (members->pdata[k]));
    }
  assert_int_equal (count_words (&journal, "clerk.all"), 6);
  assert_false (odeon_pool_broadcast_call (pool, "pike", NULL, &error));
  assert_refused (&error, ODEON_ERROR_UNKNOWN_MEMBER);
  stop (pool);
}

/* A bounded member counts what comes by way of the pool like the rest. */
static void
test_members_may_be_bounded (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonPoolOptions        options = ODEON_POOL_OPTIONS_INIT;
  g_autoptr (GPtrArray)   members = NULL;
  OdeonFuture            *answers[3];
  OdeonFuture            *shut;
  OdeonRef               *pool;

  options.size = 1;
  options.member.mailbox_bound = 2;
  pool = odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, NULL, NULL);
  await_ok (odeon_ref_started (pool));
  members = odeon_pool_list_members (pool);
  for (guint round = 0; round < 2; round++)
    {
      shut = shut_in (members->pdata[0]);
      for (guint i = 0; i < 3; i++)
        answers[i] = meter_say (pool, "who");
      await_error (answers[2], ODEON_ERROR_MAILBOX_FULL);
      open_door ();
      await_ok (shut);
      await_ok (answers[0]);
      await_ok (answers[1]);
    }
  stop (pool);
}

static void
test_a_pool_outlived_by_its_messages_does_no_harm (void **state G_GNUC_UNUSED)
{
  for (gint i = 0; i < scaled (50); i++)
    {
      OdeonSystem *system = new_system (2);
      OdeonRef    *pool = spawn_clerks (system, 4, ODEON_ROUTING_BY_KEY, NULL, NULL);

      for (gint k = 0; k < 100; k++)
        meter_add_tell (pool, k);
      odeon_ref_unref (pool);
      g_object_unref (system);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_members_that_go_handle_what_they_have),
    cmocka_unit_test (test_a_member_that_fails_is_restarted_with_its_mail),
    cmocka_unit_test (test_a_dead_member_leaves_the_rotation),
    cmocka_unit_test (test_what_a_dead_member_had_is_refused),
    cmocka_unit_test (test_a_pool_whose_last_member_failed_has_failed),
    cmocka_unit_test (test_a_pool_that_is_restarted_keeps_its_mail),
    cmocka_unit_test (test_stopping_a_pool_stops_its_members),
    cmocka_unit_test (test_a_broadcast_reaches_each_member_in_its_turn),
    cmocka_unit_test (test_members_may_be_bounded),
    cmocka_unit_test (test_a_pool_outlived_by_its_messages_does_no_harm),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
