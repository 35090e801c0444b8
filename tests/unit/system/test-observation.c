/* SPDX-License-Identifier: MIT */

#include "virtual-time.h"

typedef struct
{
  GMutex    mutex;
  GPtrArray *lines;
} SlowLog;

static SlowLog slow_log;

static void
keep_slow (const gchar   *domain,
           GLogLevelFlags level,
           const gchar   *message,
           gpointer       data G_GNUC_UNUSED)
{
  if (g_strcmp0 (domain, "Odeon-Slow") != 0 || !(level & G_LOG_LEVEL_WARNING))
    return;

  g_mutex_lock (&slow_log.mutex);
  g_ptr_array_add (slow_log.lines, g_strdup (message));
  g_mutex_unlock (&slow_log.mutex);
}

static void
slow_log_begin (void)
{
  slow_log.lines = g_ptr_array_new_with_free_func (g_free);
  g_log_set_default_handler (keep_slow, NULL);
}

static guint
slow_log_count (void)
{
  guint n;

  g_mutex_lock (&slow_log.mutex);
  n = slow_log.lines->len;
  g_mutex_unlock (&slow_log.mutex);

  return n;
}

static void
slow_log_end (void)
{
  restore_log ();
  g_clear_pointer (&slow_log.lines, g_ptr_array_unref);
}

static OdeonActorStatistics *
statistics_of (OdeonSystem *system, GType type)
{
  g_autoptr (GPtrArray) list = odeon_system_list_statistics (system);

  for (guint i = 0; i < list->len; i++)
    if (((OdeonActorStatistics *) list->pdata[i])->type == type)
      return odeon_actor_statistics_copy (list->pdata[i]);

  return NULL;
}

/* --- what it takes --- */

static void
take_time (OdeonActor *actor G_GNUC_UNUSED, gpointer msec)
{
  virtual_time_advance (GPOINTER_TO_INT (msec) * G_TIME_SPAN_MILLISECOND);
}

static void
messages_are_counted_and_measured_in_virtual_time (void **state G_GNUC_UNUSED)
{
  virtual_time_begin ();
  {
    g_autoptr (OdeonSystem)          system = new_system (0);
    g_autoptr (OdeonActorStatistics) seen = NULL;
    g_autoptr (OdeonActorStatistics) waiting = NULL;
    g_autoptr (GError)               error = NULL;
    OdeonRef                        *actor;
    OdeonRef                        *other;
    OdeonFuture                     *failing;

    odeon_system_set_collect_statistics (system, TRUE);
    actor = spawn_player (system, "", NULL);
    other = spawn_player (system, "", NULL);
    odeon_future_unref (invoke (actor, take_time, GINT_TO_POINTER (3)));
    odeon_future_unref (invoke (actor, take_time, GINT_TO_POINTER (5)));
    odeon_future_unref (invoke (other, take_time, GINT_TO_POINTER (0)));
    waiting = statistics_of (system, player_get_type ());
    assert_int_equal (waiting->n_actors, 2);
    assert_int_equal (waiting->n_waiting, 3);
    assert_int_equal (waiting->max_waiting, 2);
    assert_int_equal (waiting->n_handled, 0);
    while (!odeon_system_tick (system, -1))
      ;
    failing = ask_word (actor, "fail");
    assert_false (odeon_future_await (failing, &error));
    odeon_future_unref (failing);
    await_ok (odeon_ref_stop (actor));
    tell_word (actor, "too late");

    seen = statistics_of (system, player_get_type ());
    assert_int_equal (seen->n_actors, 1);
    assert_int_equal (seen->n_handled, 4);
    assert_int_equal (seen->n_failed, 1);
    assert_int_equal (seen->n_refused, 1);
    assert_int_equal (seen->n_waiting, 0);
    assert_int_equal (seen->handling_time.n, 4);
    assert_int_equal (seen->handling_time.sum, 8000);
    assert_int_equal (seen->handling_time.max, 5000);
    assert_int_equal (seen->waiting_time.n, 4);
    assert_true (seen->waiting_time.max >= 3000);
    odeon_ref_unref (actor);
    odeon_ref_unref (other);
  }
  virtual_time_end ();
}

typedef struct
{
  OdeonFuture *opened;
} Wait;

static void
work_wait_work (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  GError *error = NULL;

  virtual_time_advance (2 * G_TIME_SPAN_MILLISECOND);
  odeon_future_await (((Wait *) data)->opened, &error);
  assert_no_error (error);
  virtual_time_advance (3 * G_TIME_SPAN_MILLISECOND);
}

static void
an_await_is_no_time_in_the_handler (void **state G_GNUC_UNUSED)
{
  virtual_time_begin ();
  {
    g_autoptr (OdeonSystem)          system = new_system (0);
    g_autoptr (OdeonActorStatistics) seen = NULL;
    OdeonPromise                    *open = odeon_promise_new ();
    Wait                             wait = { odeon_promise_get_future (open) };
    OdeonRef                        *actor;
    OdeonFuture                     *done;

    slow_log_begin ();
    odeon_system_set_collect_statistics (system, TRUE);
    odeon_system_set_slow_handler_msec (system, 4);
    actor = spawn_player (system, "", NULL);
    done = invoke (actor, work_wait_work, &wait);
    while (!odeon_system_tick (system, -1))
      ;
    virtual_time_advance (G_TIME_SPAN_SECOND);
    odeon_promise_set_boolean (open, TRUE);
    await_ok (done);
    seen = statistics_of (system, player_get_type ());
    assert_int_equal (seen->handling_time.sum, 5000);
    assert_int_equal (slow_log_count (), 0);
    slow_log_end ();
    odeon_promise_free (open);
    odeon_future_unref (wait.opened);
    odeon_ref_unref (actor);
  }
  virtual_time_end ();
}

/* A neighbour that is asked is awaited in a shorter way: not where it is observed. */
static void
ask_neighbour (OdeonActor *actor G_GNUC_UNUSED, gpointer neighbour)
{
  OdeonFuture *asked = invoke (neighbour, take_time, GINT_TO_POINTER (7));

  virtual_time_advance (G_TIME_SPAN_MILLISECOND);
  await_ok (asked);
  await_int (ask_int (neighbour, 1));
  virtual_time_advance (G_TIME_SPAN_MILLISECOND);
}

static void
what_a_neighbour_takes_is_not_the_askers (void **state G_GNUC_UNUSED)
{
  virtual_time_begin ();
  {
    g_autoptr (OdeonSystem)          system = new_system (0);
    g_autoptr (OdeonActorStatistics) seen = NULL;
    OdeonRef                        *asker;
    OdeonRef                        *neighbour;

    odeon_system_set_collect_statistics (system, TRUE);
    asker = spawn_player (system, "", NULL);
    neighbour = spawn_player (system, "", NULL);
    await_ok (invoke (asker, ask_neighbour, neighbour));
    seen = statistics_of (system, player_get_type ());
    assert_int_equal (seen->n_handled, 3);
    assert_int_equal (seen->handling_time.sum, 9000);
    assert_int_equal (seen->handling_time.max, 7000);
    odeon_ref_unref (asker);
    odeon_ref_unref (neighbour);
  }
  virtual_time_end ();
}

static void
restarts_are_counted (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)          system = new_system (1);
  g_autoptr (OdeonActorStatistics) seen = NULL;
  OdeonStrategy                    strategy = ODEON_STRATEGY_INIT;
  gint                             counts[2] = { 0, 0 };
  OdeonRef                        *actor;

  count_log (counts);
  odeon_system_supervise (system, &strategy);
  odeon_system_set_collect_statistics (system, TRUE);
  actor = spawn_player (system, "", NULL);
  tell_word (actor, "fail");
  await_int (ask_int (actor, 1));
  seen = statistics_of (system, player_get_type ());
  assert_int_equal (seen->n_restarts, 1);
  assert_int_equal (seen->n_failed, 1);
  restore_log ();
  odeon_ref_unref (actor);
}

static void
what_a_full_mailbox_refuses_is_counted (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)          system = new_system (0);
  g_autoptr (OdeonActorStatistics) seen = NULL;
  OdeonSpawnOptions                options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef                        *refusing;
  OdeonRef                        *dropping;

  odeon_system_set_collect_statistics (system, TRUE);
  options.mailbox_bound = 2;
  refusing = spawn_with (system, &options, "", NULL, FAULT_NONE);
  options.overflow = ODEON_OVERFLOW_DROP_OLDEST;
  dropping = spawn_with (system, &options, "", NULL, FAULT_NONE);
  for (guint i = 0; i < 5; i++)
    {
      tell_word (refusing, "a");
      tell_word (dropping, "a");
    }
  while (!odeon_system_tick (system, -1))
    ;
  seen = statistics_of (system, player_get_type ());
  assert_int_equal (seen->n_handled, 4);
  assert_int_equal (seen->n_refused, 6);
  assert_int_equal (seen->n_waiting, 0);
  odeon_ref_unref (refusing);
  odeon_ref_unref (dropping);
}

static void
a_variant_has_all_of_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)          system = new_system (1);
  g_autoptr (OdeonActorStatistics) seen = NULL;
  g_autoptr (GVariant)             variant = NULL;
  const gchar                     *type = NULL;
  guint64                          n = 0;
  OdeonRef                        *actor;

  odeon_system_set_collect_statistics (system, TRUE);
  actor = spawn_player (system, "", NULL);
  await_int (ask_int (actor, 1));
  stop_and_unref (actor);
  seen = statistics_of (system, player_get_type ());
  variant = g_variant_ref_sink (odeon_actor_statistics_to_variant (seen));
  assert_true (g_variant_lookup (variant, "type", "&s", &type));
  assert_string_equal (type, "Player");
  assert_true (g_variant_lookup (variant, "n_handled", "t", &n));
  assert_int_equal (n, 1);
  assert_int_equal (g_variant_n_children (variant), 10);
}

static void
without_observation_there_are_no_statistics (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GPtrArray)   list = NULL;
  OdeonRef               *actor = spawn_player (system, "", NULL);

  await_int (ask_int (actor, 1));
  list = odeon_system_list_statistics (system);
  assert_int_equal (list->len, 0);
  odeon_ref_unref (actor);
}

/* A ref outlives its system. */
static void
an_actor_that_was_observed_may_be_told_when_all_is_gone (void **state G_GNUC_UNUSED)
{
  OdeonSystem *system = new_system (1);
  OdeonRef    *actor;

  odeon_system_set_tracing (system, TRUE);
  odeon_system_set_collect_statistics (system, TRUE);
  actor = spawn_player (system, "", NULL);
  g_object_unref (system);
  tell_word (actor, "hello");
  await_error (ask_int (actor, 1), ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (actor);
}

/* --- slow handlers --- */

static void
a_slow_handler_is_reported_once_with_its_operation (void **state G_GNUC_UNUSED)
{
  virtual_time_begin ();
  {
    g_autoptr (OdeonSystem) system = new_system (0);
    OdeonRef               *actor;
    OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;

    slow_log_begin ();
    odeon_system_set_slow_handler_msec (system, 10);
    options.name = "slow";
    actor = spawn_with (system, &options, "", NULL, FAULT_NONE);
    await_ok (invoke (actor, take_time, GINT_TO_POINTER (10)));
    assert_int_equal (slow_log_count (), 0);
    await_ok (invoke (actor, take_time, GINT_TO_POINTER (1500)));
    assert_int_equal (slow_log_count (), 1);
    assert_non_null (strstr (slow_log.lines->pdata[0], "Player \"slow\" (urn:uuid:"));
    assert_non_null (strstr (slow_log.lines->pdata[0], " held its thread for 1.500 s in invoke"));
    odeon_system_set_slow_handler_msec (system, 0);
    await_ok (invoke (actor, take_time, GINT_TO_POINTER (1500)));
    assert_int_equal (slow_log_count (), 1);
    slow_log_end ();
    odeon_ref_unref (actor);
  }
  virtual_time_end ();
}

typedef struct
{
  GMutex   mutex;
  GCond    cond;
  gboolean is_open;
} Lock;

static void
hang (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Lock *lock = data;

  g_mutex_lock (&lock->mutex);
  while (!lock->is_open)
    g_cond_wait (&lock->cond, &lock->mutex);
  g_mutex_unlock (&lock->mutex);
}

static void
one_that_hangs_is_reported_while_it_does (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  Lock                    lock = { .is_open = FALSE };
  OdeonRef               *actor;
  OdeonFuture            *hanging;

  g_mutex_init (&lock.mutex);
  g_cond_init (&lock.cond);
  slow_log_begin ();
  odeon_system_set_slow_handler_msec (system, 5);
  actor = spawn_player (system, "", NULL);
  hanging = invoke (actor, hang, &lock);
  while (slow_log_count () == 0)
    g_thread_yield ();
  assert_non_null (strstr (slow_log.lines->pdata[0], "has been holding its thread for "));
  assert_non_null (strstr (slow_log.lines->pdata[0], " in invoke"));

  g_mutex_lock (&lock.mutex);
  lock.is_open = TRUE;
  g_cond_signal (&lock.cond);
  g_mutex_unlock (&lock.mutex);
  await_ok (hanging);
  assert_int_equal (slow_log_count (), 1);
  odeon_ref_unref (actor);
  odeon_system_set_slow_handler_msec (system, 0);
  slow_log_end ();
  g_mutex_clear (&lock.mutex);
  g_cond_clear (&lock.cond);
}

static void
the_watcher_comes_and_goes_with_those_who_want_it (void **state G_GNUC_UNUSED)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (OdeonSystem) system = new_system (1);
      g_autoptr (OdeonSystem) other = new_system (1);

      odeon_system_set_slow_handler_msec (system, 1000);
      odeon_system_set_slow_handler_msec (other, 10 + i);
      odeon_system_set_slow_handler_msec (system, i % 2);
    }
}

/* --- what is asked of it --- */

static void
count_notify (OdeonSystem *system G_GNUC_UNUSED, GParamSpec *pspec G_GNUC_UNUSED, gpointer n)
{
  ++*(gint *) n;
}

static void
they_are_properties (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  gboolean                tracing;
  gboolean                collect;
  guint                   limit;
  gint                    n = 0;

  g_signal_connect (system, "notify", G_CALLBACK (count_notify), &n);
  g_object_set (system, "tracing", TRUE, "collect-statistics", TRUE, "slow-handler-msec", 20,
                NULL);
  assert_int_equal (n, 3);
  g_object_get (system, "tracing", &tracing, "collect-statistics", &collect, "slow-handler-msec",
                &limit, NULL);
  assert_true (tracing && collect && limit == 20);
  g_object_set (system, "tracing", TRUE, "slow-handler-msec", 20, NULL);
  assert_int_equal (n, 3);
  g_object_set (system, "tracing", FALSE, "slow-handler-msec", 0, NULL);
  assert_int_equal (n, 5);
  assert_false (odeon_system_get_tracing (system));
  assert_true (odeon_system_get_collect_statistics (system));
  assert_int_equal (odeon_system_get_slow_handler_msec (system), 0);
}

static void
the_environment_asks_for_them (void **state G_GNUC_UNUSED)
{
  OdeonSystem *system;
  gint         counts[2] = { 0, 0 };

  count_log (counts);
  g_setenv ("ODEON_OBSERVE", "slow=30,tracing,fast=1,slow=-4", TRUE);
  system = new_system (0);
  assert_true (odeon_system_get_tracing (system));
  assert_false (odeon_system_get_collect_statistics (system));
  assert_int_equal (odeon_system_get_slow_handler_msec (system), 30);
  assert_int_equal (counts[0], 2);
  g_unsetenv ("ODEON_OBSERVE");
  restore_log ();
  g_object_unref (system);
}

/* --- while they run --- */

static void
talk (OdeonActor *actor G_GNUC_UNUSED, gpointer other)
{
  for (guint i = 0; i < 100; i++)
    await_int (ask_int (other, 1));
}

static void
observation_may_change_while_actors_talk (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *callers[8];
  OdeonRef               *callees[8];
  OdeonFuture            *talks[8];

  for (guint i = 0; i < 8; i++)
    {
      callers[i] = spawn_on (system, i % 2);
      callees[i] = spawn_on (system, i / 2 % 2);
    }
  for (gint round = 0; round < scaled (10); round++)
    {
      for (guint i = 0; i < 8; i++)
        talks[i] = invoke (callers[i], talk, callees[i]);
      odeon_system_set_tracing (system, round % 2 == 0);
      odeon_system_set_collect_statistics (system, round % 3 == 0);
      odeon_system_set_slow_handler_msec (system, round % 4 == 0 ? 1000 : 0);
      g_ptr_array_unref (odeon_system_list_statistics (system));
      for (guint i = 0; i < 8; i++)
        await_ok (talks[i]);
    }
  for (guint i = 0; i < 8; i++)
    {
      odeon_ref_unref (callers[i]);
      odeon_ref_unref (callees[i]);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (messages_are_counted_and_measured_in_virtual_time),
    cmocka_unit_test (an_await_is_no_time_in_the_handler),
    cmocka_unit_test (what_a_neighbour_takes_is_not_the_askers),
    cmocka_unit_test (restarts_are_counted),
    cmocka_unit_test (what_a_full_mailbox_refuses_is_counted),
    cmocka_unit_test (a_variant_has_all_of_it),
    cmocka_unit_test (without_observation_there_are_no_statistics),
    cmocka_unit_test (an_actor_that_was_observed_may_be_told_when_all_is_gone),
    cmocka_unit_test (a_slow_handler_is_reported_once_with_its_operation),
    cmocka_unit_test (one_that_hangs_is_reported_while_it_does),
    cmocka_unit_test (the_watcher_comes_and_goes_with_those_who_want_it),
    cmocka_unit_test (they_are_properties),
    cmocka_unit_test (the_environment_asks_for_them),
    cmocka_unit_test (observation_may_change_while_actors_talk),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
