/* SPDX-License-Identifier: MIT */

/* Who mends what fails in another process: the group, by the strategy of whoever has started it or
 * by its own; what that cannot mend is a failure of the group. */

#include "guest.h"

#include <errno.h>

static OdeonGroup *
start_with (OdeonSystem *system, const OdeonStrategy *strategy)
{
  OdeonGroupOptions options = ODEON_GROUP_OPTIONS_INIT;

  options.name = "inn";
  options.strategy = strategy;

  return start_group (system, &options);
}

static void
trip (InnGuest *guest)
{
  assert_true (inn_guest_trip (guest, "a carpet"));
}

/* Not the one that had added before. */
static void
assert_new (InnGuest *guest)
{
  assert_int_equal (add (guest, 1), 1);
}

/* --- in place --- */

static void
one_that_fails_is_restarted_in_its_group (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  g_autoptr (OdeonGroup)  group = NULL;
  g_autoptr (InnGuest)    far = NULL;
  gint64                  pid;

  odeon_system_supervise (system, &strategy);
  group = start_with (system, NULL);
  far = spawn_visitor (group, NULL, "");
  pid = pid_of (far);
  assert_int_equal (add (far, 5), 5);
  trip (far);
  assert_new (far);
  assert_int_equal (pid_of (far), pid);

  await_ok (odeon_system_shut_down (system));
}

static void
without_a_strategy_it_ends (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_with (system, NULL);
  g_autoptr (InnGuest)    far = spawn_visitor (group, NULL, "");
  g_autoptr (InnGuest)    neighbour = spawn_visitor (group, NULL, "");
  g_autoptr (GError)      error = NULL;
  gint32                  sum;

  assert_int_equal (add (far, 5), 5);
  trip (far);
  assert_false (inn_guest_add_sync (far, 1, &sum, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD));
  assert_new (neighbour);

  await_ok (odeon_system_shut_down (system));
}

static void
all_for_one_holds_there (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  g_autoptr (OdeonGroup)  group = NULL;
  g_autoptr (InnGuest)    first = NULL;
  g_autoptr (InnGuest)    second = NULL;

  strategy.kind = ODEON_ALL_FOR_ONE;
  group = start_with (system, &strategy);
  first = spawn_visitor (group, NULL, "");
  second = spawn_visitor (group, NULL, "");
  assert_int_equal (add (first, 5), 5);
  assert_int_equal (add (second, 5), 5);
  trip (first);
  assert_new (first);
  assert_new (second);

  await_ok (odeon_system_shut_down (system));
}

/* --- escalated --- */

static const OdeonStrategy hopeless = {
  .max_restarts = 0, .period_ms = 1000, .exhausted = ODEON_DIRECTIVE_ESCALATE
};

static void
what_is_escalated_fails_the_group (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_with (system, &hopeless);
  g_autoptr (InnGuest)    far = spawn_visitor (group, NULL, "");
  g_autoptr (OdeonFuture) ended = odeon_ref_ended (odeon_group_get_ref (group));
  g_autoptr (GError)      error = NULL;

  assert_int_equal (add (far, 5), 5);
  trip (far);
  assert_false (odeon_future_await (ended, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY));
  assert_non_null (strstr (error->message, "a carpet"));

  await_ok (odeon_system_shut_down (system));
}

static void
a_group_that_fails_so_is_restarted_with_its_names (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  g_autoptr (OdeonGroup)  group = NULL;
  g_autoptr (InnGuest)    far = NULL;
  g_autoptr (InnGuest)    near = spawn_visitor (system, NULL, "");
  g_autoptr (OdeonRef)    found = NULL;
  g_autoptr (InnGuest)    alice = NULL;
  g_autoptr (GError)      error = NULL;
  gint64                  pid;

  odeon_system_supervise (system, &strategy);
  group = start_with (system, &hopeless);
  far = spawn_visitor (group, "alice", "Alice");
  pid = pid_of (far);
  trip (far);
  while (odeon_group_get_pid (group) == pid)
    assert_int_equal (add (near, 0), 0);

  found = odeon_group_find_await (odeon_group_find (group, "/alice"), &error);
  assert_no_error (error);
  alice = inn_guest_from_ref (found, &error);
  assert_no_error (error);
  assert_new (alice);
  assert_int_not_equal (pid_of (alice), pid);

  await_ok (odeon_system_shut_down (system));
}

/* --- the children of an actor --- */

typedef struct
{
  OdeonGroup *group;
  InnGuest   *far;
} Household;

static void
start_household (OdeonActor *actor, gpointer data)
{
  static const OdeonStrategy strategy = ODEON_STRATEGY_INIT;
  Household                 *self = data;
  OdeonGroupOptions          options = ODEON_GROUP_OPTIONS_INIT;
  GError                    *error = NULL;

  options.start_timeout = G_TIME_SPAN_MINUTE;
  odeon_actor_supervise (actor, &strategy);
  self->group = odeon_actor_start_group (actor, &options, &error);
  assert_no_error (error);
  self->far = spawn_visitor (self->group, NULL, "");
}

static void
who_starts_a_group_is_the_supervisor_of_all_in_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (InnGuest)    parent = spawn_visitor (system, NULL, "");
  Household               house;
  gint64                  pid;

  await_ok (odeon_actor_invoke (parent, start_household, &house, NULL));
  pid = pid_of (house.far);
  assert_int_equal (add (house.far, 5), 5);
  trip (house.far);
  assert_new (house.far);

  /* They end with it. */
  await_ok (odeon_ref_stop (parent));
  assert_int_equal (kill ((pid_t) pid, 0), -1);
  assert_int_equal (errno, ESRCH);

  odeon_ref_unref (house.far);
  g_object_unref (house.group);
  await_ok (odeon_system_shut_down (system));
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (one_that_fails_is_restarted_in_its_group),
    cmocka_unit_test (without_a_strategy_it_ends),
    cmocka_unit_test (all_for_one_holds_there),
    cmocka_unit_test (what_is_escalated_fails_the_group),
    cmocka_unit_test (a_group_that_fails_so_is_restarted_with_its_names),
    cmocka_unit_test (who_starts_a_group_is_the_supervisor_of_all_in_it),
  };

  odeon_init (&argc, &argv);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
