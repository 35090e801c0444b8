/* SPDX-License-Identifier: MIT */

/* S14: that a group has died is reported once, to those who monitor it, and the rest goes on
 * (pysage: every `tick` raises until the group is removed). */

#include "guest.h"

typedef struct
{
  OdeonActor parent_instance;

  gint reports;
} Reporter;

typedef OdeonActorClass ReporterClass;

GType reporter_get_type (void);

G_DEFINE_TYPE (Reporter, reporter, ODEON_TYPE_ACTOR)

static gboolean
reporter_peer_ended (OdeonActor   *actor,
                     OdeonRef     *peer G_GNUC_UNUSED,
                     const GError *reason,
                     GError      **error G_GNUC_UNUSED)
{
  assert_true (g_error_matches (reason, ODEON_ERROR, ODEON_ERROR_GROUP_DIED));
  ((Reporter *) actor)->reports++;

  return TRUE;
}

static GVariant *
reporter_receive (OdeonActor *actor,
                  GVariant   *message G_GNUC_UNUSED,
                  GError    **error G_GNUC_UNUSED)
{
  return g_variant_new_int32 (((Reporter *) actor)->reports);
}

static void
reporter_class_init (ReporterClass *klass)
{
  klass->peer_ended = reporter_peer_ended;
  klass->receive = reporter_receive;
}

static void
reporter_init (Reporter *self G_GNUC_UNUSED)
{
}

static void
begin_report (OdeonActor *actor, gpointer group)
{
  odeon_actor_monitor (actor, odeon_group_get_ref (group));
}

static void
s14_a_death_is_reported_once_and_the_rest_goes_on (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  dying = start_named (system, "dying");
  g_autoptr (OdeonGroup)  living = start_named (system, "living");
  g_autoptr (InnGuest)    lost = spawn_visitor (dying, NULL, "");
  g_autoptr (InnGuest)    alive = spawn_visitor (living, NULL, "");
  g_autoptr (InnGuest)    here = spawn_visitor (system, NULL, "");
  g_autoptr (OdeonRef)    reporter = NULL;

  reporter = odeon_spawn (ODEON_SPAWNER (system), reporter_get_type (), NULL, NULL, NULL);
  await_ok (invoke (reporter, begin_report, dying));
  assert_int_equal (add (lost, 1), 1);
  assert_int_equal (await_int (ask_int (reporter, 0)), 0);
  kill ((pid_t) odeon_group_get_pid (dying), SIGKILL);
  await_error (odeon_ref_ended (odeon_group_get_ref (dying)), ODEON_ERROR_GROUP_DIED);

  /* Whoever calls it is told each time; nobody else hears of it again. */
  for (gint32 i = 1; i <= 10; i++)
    {
      g_autoptr (GError) error = NULL;

      assert_false (inn_guest_add_sync (lost, 1, NULL, &error));
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED));
      assert_int_equal (add (alive, 1), i);
      assert_int_equal (add (here, 1), i);
      assert_int_equal (await_int (ask_int (reporter, 0)), 1);
    }
  await_ok (odeon_system_shut_down (system));
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (s14_a_death_is_reported_once_and_the_rest_goes_on),
  };

  odeon_init (&argc, &argv);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
