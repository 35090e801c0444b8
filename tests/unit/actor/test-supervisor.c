/* SPDX-License-Identifier: MIT */

/* Supervisors whose children are in a table. */

#include "../fixture/meter.h"

#define TAG(tag) \
  (OdeonProperty[]) { ODEON_PROPERTY_STRING ("tag", tag), journal_property, { NULL } }
#define CHILD(child, ...) \
  { .name = child, .type = meter_actor_get_type (), .properties = TAG (child), __VA_ARGS__ }

static Journal      *journal;
static OdeonProperty journal_property = { "journal", { 0 } };

static int
set_up (void **state G_GNUC_UNUSED)
{
  journal = g_new (Journal, 1);
  journal_init (journal);
  journal_property.value = (GValue) { G_TYPE_POINTER, { { .v_pointer = journal } } };

  return 0;
}

static int
tear_down (void **state G_GNUC_UNUSED)
{
  journal_clear (journal);
  g_clear_pointer (&journal, g_free);

  return 0;
}

static OdeonRef *
spawn (OdeonSystem *system, OdeonStrategyKind kind, const OdeonChildSpec *children)
{
  OdeonStrategy       strategy = ODEON_STRATEGY_INIT;
  OdeonSupervisorSpec spec = { .name = "top", .strategy = &strategy, .children = children };
  GError             *error = NULL;
  OdeonRef           *ref;

  strategy.kind = kind;
  ref = odeon_supervisor_spawn (ODEON_SPAWNER (system), &spec, &error);
  assert_no_error (error);

  return ref;
}

static OdeonRef *
find (OdeonSystem *system, const gchar *path)
{
  GError   *error = NULL;
  OdeonRef *ref = odeon_system_find_path (system, path, &error);

  assert_no_error (error);

  return ref;
}

static void
stop (gpointer ref)
{
  await_ok (odeon_ref_stop (ref));
  odeon_ref_unref (ref);
}

static void
assert_refused (GError **error, gint code, const gchar *words)
{
  if (!g_error_matches (*error, ODEON_ERROR, code) || strstr ((*error)->message, words) == NULL)
    fail_msg ("not error %d, but: %s", code, *error != NULL ? (*error)->message : "none");
  g_clear_error (error);
}

static void
test_children_start_in_order_and_end_the_youngest_first (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonSpawnOptions       elsewhere = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef               *top;

  elsewhere.placement = ODEON_PLACE_THREAD;
  top = spawn (system, ODEON_ONE_FOR_ONE,
               (OdeonChildSpec[]) { CHILD ("a", .options = &elsewhere), CHILD ("b"),
                                    CHILD ("c", .options = &elsewhere), { NULL } });
  assert_true (odeon_ref_is_supervisor (top));
  await_ok (odeon_ref_started (top));
  assert_journal (journal, "a.started b.started c.started");
  stop (top);
  assert_journal (journal, "c.stopped b.stopped a.stopped");
}

static void
test_a_child_that_does_not_start_fails_its_supervisors_start (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  const OdeonProperty     broken[] = { ODEON_PROPERTY_UINT ("faults", FAULT_STARTED), { NULL } };
  g_autoptr (OdeonFuture) started = NULL;
  g_autoptr (GError)      error = NULL;
  OdeonRef               *top;

  top = spawn (system, ODEON_ONE_FOR_ONE,
               (OdeonChildSpec[]) { CHILD ("a"),
                                    { .name = "b", .type = meter_actor_get_type (),
                                      .properties = broken },
                                    CHILD ("c"), { NULL } });
  started = odeon_ref_started (top);
  assert_false (odeon_future_await (started, &error));
  assert_refused (&error, ODEON_ERROR_DECLINED, "The child \"b\"");
  assert_false (odeon_future_await (started, &error));
  assert_refused (&error, ODEON_ERROR_DECLINED, "the fault of started");
  {
    g_autoptr (OdeonFuture) ended = odeon_ref_ended (top);

    odeon_future_await (ended, NULL);
  }
  assert_journal (journal, "a.started a.stopped");
  odeon_ref_unref (top);
}

static void
test_a_start_that_fails_each_time_ends_with_the_budget (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonStrategy           twice = ODEON_STRATEGY_INIT;
  const OdeonProperty     broken[] = { ODEON_PROPERTY_UINT ("faults", FAULT_STARTED),
                                       journal_property, { NULL } };
  g_autoptr (OdeonFuture) ended = NULL;
  OdeonRef               *top;

  twice.max_restarts = 2;
  odeon_system_supervise (system, &twice);
  top = spawn (system, ODEON_ONE_FOR_ONE,
               (OdeonChildSpec[]) { { .name = "b", .type = meter_actor_get_type (),
                                      .properties = broken }, { NULL } });
  ended = odeon_ref_ended (top);
  assert_false (odeon_future_await (ended, NULL));
  assert_journal (journal, "started started started");
  odeon_ref_unref (top);
}

static void
test_strategies_go_by_the_tables_order (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *top = spawn (system, ODEON_REST_FOR_ONE,
                                       (OdeonChildSpec[]) { CHILD ("a"), CHILD ("b"), CHILD ("c"),
                                                            { NULL } });
  g_autoptr (OdeonRef)    b = NULL;
  g_autoptr (OdeonRef)    c = NULL;

  await_ok (odeon_ref_started (top));
  b = find (system, "/top/b");
  c = find (system, "/top/c");
  assert_journal (journal, "a.started b.started c.started");
  meter_poke (b, "fail");
  await_ok (odeon_ref_started (b));
  await_ok (odeon_ref_started (c));
  assert_journal (journal, "b.fail b.failed c.stopped b.started c.started");
  stop (top);
}

static void
test_each_child_has_its_kind_of_restart (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *top;
  g_autoptr (OdeonRef)    permanent = NULL;
  g_autoptr (OdeonRef)    transient = NULL;
  g_autoptr (OdeonRef)    temporary = NULL;

  top = spawn (system, ODEON_ONE_FOR_ONE,
               (OdeonChildSpec[]) { CHILD ("a", .restart = ODEON_RESTART_PERMANENT),
                                    CHILD ("b", .restart = ODEON_RESTART_TRANSIENT),
                                    CHILD ("c", .restart = ODEON_RESTART_TEMPORARY), { NULL } });
  await_ok (odeon_ref_started (top));
  permanent = find (system, "/top/a");
  transient = find (system, "/top/b");
  temporary = find (system, "/top/c");
  await_ok (odeon_ref_stop (permanent));
  await_ok (odeon_ref_started (permanent));
  meter_poke (transient, "fail");
  await_ok (odeon_ref_started (transient));
  await_ok (odeon_ref_stop (transient));
  await_error (odeon_ref_started (transient), ODEON_ERROR_ACTOR_DEAD);
  meter_poke (temporary, "fail");
  await_error (odeon_ref_started (temporary), ODEON_ERROR_ACTOR_DEAD);
  stop (top);
}

static void
test_a_child_may_have_limits_of_its_own (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonStrategy           never = ODEON_STRATEGY_INIT;
  OdeonRef               *top;
  g_autoptr (OdeonRef)    a = NULL;
  g_autoptr (OdeonRef)    b = NULL;

  never.max_restarts = 0;
  top = spawn (system, ODEON_ONE_FOR_ONE,
               (OdeonChildSpec[]) { CHILD ("a", .limits = &never), CHILD ("b"), { NULL } });
  await_ok (odeon_ref_started (top));
  a = find (system, "/top/a");
  b = find (system, "/top/b");
  meter_poke (a, "fail");
  meter_poke (b, "fail");
  await_error (odeon_ref_started (a), ODEON_ERROR_ACTOR_DEAD);
  await_ok (odeon_ref_started (b));
  stop (top);
}

static void
test_children_come_and_go_by_name (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  const OdeonProperty     broken[] = { ODEON_PROPERTY_UINT ("faults", FAULT_STARTED), { NULL } };
  const OdeonChildSpec    b = CHILD ("b");
  const OdeonChildSpec    none = { .name = "n", .type = G_TYPE_OBJECT };
  const OdeonChildSpec    bad = { .name = "x", .type = meter_actor_get_type (),
                                  .properties = broken };
  OdeonRef               *top = spawn (system, ODEON_ONE_FOR_ONE,
                                       (OdeonChildSpec[]) { CHILD ("a"), { NULL } });

  await_ok (odeon_supervisor_add_child (top, &b));
  await_error (odeon_supervisor_add_child (top, &b), ODEON_ERROR_NAME_TAKEN);
  await_error (odeon_supervisor_add_child (top, &none), ODEON_ERROR_INVALID_ARGUMENT);
  await_error (odeon_supervisor_add_child (top, &bad), ODEON_ERROR_FAILED);
  await_error (odeon_supervisor_remove_child (top, "x"), ODEON_ERROR_NOT_FOUND);
  await_ok (odeon_supervisor_remove_child (top, "a"));
  await_ok (odeon_supervisor_remove_child (top, "b"));
  await_ok (odeon_supervisor_add_child (top, &b));
  assert_journal (journal, "a.started b.started a.stopped b.stopped b.started");
  await_ok (odeon_ref_stop (top));
  await_error (odeon_supervisor_add_child (top, &b), ODEON_ERROR_ACTOR_DEAD);
  await_error (odeon_supervisor_remove_child (top, "b"), ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (top);
}

static void
let_fail (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  odeon_actor_fail (actor, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "as asked"));
}

static void
test_the_table_outlives_a_restart_of_its_supervisor (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  const OdeonChildSpec    b = CHILD ("b");
  OdeonRef               *top;

  odeon_system_supervise (system, &strategy);
  top = spawn (system, ODEON_ONE_FOR_ONE, (OdeonChildSpec[]) { CHILD ("a"), { NULL } });
  await_ok (odeon_supervisor_add_child (top, &b));
  assert_journal (journal, "a.started b.started");
  odeon_future_unref (odeon_actor_invoke (top, let_fail, NULL, NULL));
  await_ok (odeon_ref_started (top));
  assert_journal (journal, "b.stopped a.stopped a.started b.started");
  await_ok (odeon_supervisor_remove_child (top, "a"));
  stop (top);
  assert_journal (journal, "a.stopped b.stopped");
}

static void
test_a_table_that_makes_no_sense_is_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  const OdeonProperty     unknown[] = { ODEON_PROPERTY_INT ("no-such", 1), { NULL } };
  const OdeonProperty     unfit[] = { ODEON_PROPERTY_STRING ("faults", "many"), { NULL } };
  const OdeonChildSpec    tables[][3] = {
    { CHILD ("a"), CHILD ("a"), { NULL } },
    { { .name = "a", .type = G_TYPE_OBJECT }, { NULL } },
    { { .name = "a", .type = meter_actor_get_type (), .properties = unknown }, { NULL } },
    { { .name = "a", .type = meter_actor_get_type (), .properties = unfit }, { NULL } },
  };
  const gint codes[] = { ODEON_ERROR_NAME_TAKEN, ODEON_ERROR_INVALID_ARGUMENT,
                         ODEON_ERROR_INVALID_ARGUMENT, ODEON_ERROR_INVALID_ARGUMENT };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      OdeonSupervisorSpec spec = { .children = tables[i] };
      GError             *error = NULL;

      assert_null (odeon_supervisor_spawn (ODEON_SPAWNER (system), &spec, &error));
      assert_refused (&error, codes[i], "\"a\"");
    }
}

int
main (void)
{
#define TEST(name) cmocka_unit_test_setup_teardown (name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
    TEST (test_children_start_in_order_and_end_the_youngest_first),
    TEST (test_a_child_that_does_not_start_fails_its_supervisors_start),
    TEST (test_a_start_that_fails_each_time_ends_with_the_budget),
    TEST (test_strategies_go_by_the_tables_order),
    TEST (test_each_child_has_its_kind_of_restart),
    TEST (test_a_child_may_have_limits_of_its_own),
    TEST (test_children_come_and_go_by_name),
    TEST (test_the_table_outlives_a_restart_of_its_supervisor),
    TEST (test_a_table_that_makes_no_sense_is_refused),
  };

  return cmocka_run_group_tests_name ("supervisor", tests, NULL, NULL);
}
