/* SPDX-License-Identifier: MIT */

/* A porter lets calls of `later` in while its door is open, and puts them aside while it is not. */

#include "../fixture/meter.h"

typedef struct
{
  MeterActor parent_instance;

  gboolean is_open;
  guint64  flow;      /* of the last call of `later` */
  guint64  flow_then; /* of the one before */
} Porter;

typedef MeterActorClass PorterClass;

GType porter_get_type (void);

static void
porter_later (gpointer self, OdeonCall *call, gint32 n)
{
  ((Porter *) self)->flow_then = ((Porter *) self)->flow;
  ((Porter *) self)->flow = odeon_actor_get_flow (self, NULL);
  if (((Porter *) self)->is_open)
    {
      Player *player = self;

      journal_add (player->journal, "", "in");
      meter_complete_later (call, g_variant_new_int32 (n));
    }
  else
    odeon_actor_stash (self, call);
}

static void
porter_implement (MeterImplInterface *iface)
{
  iface->later_deferred = porter_later;
}

G_DEFINE_TYPE_WITH_CODE (Porter, porter, meter_actor_get_type (),
                         G_IMPLEMENT_INTERFACE (meter_impl_get_type (), porter_implement))

static void
porter_class_init (PorterClass *klass G_GNUC_UNUSED)
{
}

static void
porter_init (Porter *self G_GNUC_UNUSED)
{
}

static OdeonRef *
spawn_porter (OdeonSystem *system, guint bound, OdeonOverflow overflow, Journal *journal)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  GError           *error = NULL;
  OdeonRef         *ref;

  options.mailbox_bound = bound;
  options.overflow = overflow;
  ref = odeon_spawn (ODEON_SPAWNER (system), porter_get_type (), &options, &error,
                     "journal", journal, NULL);
  assert_no_error (error);

  return ref;
}

typedef struct
{
  guint n; /* how many came back */
} Opening;

static void
open_door (OdeonActor *actor, gpointer data)
{
  ((Porter *) actor)->is_open = TRUE;
  ((Opening *) data)->n = odeon_actor_unstash_all (actor);
}

static void
test_what_was_put_aside_comes_back_in_order_before_the_rest (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (0);
  Opening                 opening = { 0 };
  OdeonRef               *porter = spawn_porter (system, 0, ODEON_OVERFLOW_DEFAULT, &journal);
  OdeonFuture            *aside[3];

  journal_init (&journal);
  for (gint i = 0; i < 3; i++)
    aside[i] = meter_later (porter, i);
  await_ok (odeon_ref_started (porter));
  odeon_future_unref (invoke (porter, open_door, &opening));
  meter_poke (porter, "behind");
  for (gint i = 0; i < 3; i++)
    assert_false (odeon_future_is_done (aside[i]));
  for (gint i = 0; i < 3; i++)
    assert_int_equal (await_int (aside[i]), i);
  assert_int_equal (opening.n, 3);
  await_ok (odeon_ref_started (porter));
  assert_journal (&journal, "started in in in behind");
  odeon_ref_unref (porter);
}

/* Closed again, it puts aside anew what comes back. */
static void
try_again (OdeonActor *actor, gpointer data)
{
  ((Opening *) data)->n = odeon_actor_unstash_all (actor);
}

static void
test_it_may_be_put_aside_again (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  Opening                 opening = { 0 };
  OdeonRef               *porter = spawn_porter (system, 0, ODEON_OVERFLOW_DEFAULT, NULL);
  OdeonFuture            *first = meter_later (porter, 1);
  OdeonFuture            *second = meter_later (porter, 2);

  for (gint i = 0; i < 3; i++)
    {
      await_ok (invoke (porter, try_again, &opening));
      assert_int_equal (opening.n, 2);
      await_ok (odeon_ref_started (porter));
    }
  await_ok (invoke (porter, open_door, &opening));
  assert_int_equal (await_int (first), 1);
  assert_int_equal (await_int (second), 2);
  await_ok (invoke (porter, try_again, &opening));
  assert_int_equal (opening.n, 0);
  odeon_ref_unref (porter);
}

static void
test_an_actor_that_ends_refuses_what_it_put_aside (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);

  for (gint i = 0; i < 2; i++)
    {
      OdeonRef    *porter = spawn_porter (system, 0, ODEON_OVERFLOW_DEFAULT, NULL);
      OdeonFuture *aside = meter_later (porter, 1);

      await_ok (odeon_ref_started (porter));
      await_ok (i == 0 ? odeon_ref_stop (porter) : odeon_ref_kill (porter));
      await_error (aside, ODEON_ERROR_ACTOR_DEAD);
      odeon_ref_unref (porter);
    }
}

static void
test_a_call_cancelled_meanwhile_is_withdrawn (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  Opening                 opening = { 0 };
  OdeonRef               *porter = spawn_porter (system, 0, ODEON_OVERFLOW_DEFAULT, NULL);
  OdeonFuture            *aside = meter_later (porter, 1);

  await_ok (odeon_ref_started (porter));
  odeon_future_cancel (aside);
  await_error (aside, ODEON_ERROR_CANCELLED);
  await_ok (invoke (porter, open_door, &opening));
  assert_int_equal (opening.n, 1);
  assert_int_equal (await_int (meter_later (porter, 2)), 2);
  odeon_ref_unref (porter);
}

/* Put aside, it does not count; back, it does. */
static void
test_what_is_put_aside_leaves_its_room_to_others (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  Opening                 opening = { 0 };
  OdeonRef               *porter = spawn_porter (system, 2, ODEON_OVERFLOW_REFUSE, NULL);
  OdeonFuture            *aside[6];

  gate_init (&gate);
  for (gint i = 0; i < 6; i++)
    {
      aside[i] = meter_later (porter, i);
      await_ok (odeon_ref_started (porter));
    }
  await_ok (invoke (porter, try_again, &opening));
  await_ok (odeon_ref_started (porter));
  assert_int_equal (opening.n, 6);
  await_ok (invoke (porter, open_door, &opening));
  for (gint i = 0; i < 6; i++)
    assert_int_equal (await_int (aside[i]), i);
  /* As much room as before: neither more nor less. */
  odeon_future_unref (invoke (porter, wait_at_gate, &gate));
  gate_await_arrival (&gate);
  aside[0] = meter_later (porter, 0);
  aside[1] = meter_later (porter, 1);
  await_error (meter_later (porter, 2), ODEON_ERROR_MAILBOX_FULL);
  gate_open (&gate);
  assert_int_equal (await_int (aside[0]), 0);
  assert_int_equal (await_int (aside[1]), 1);
  odeon_ref_unref (porter);
}

static void
fail_now (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  odeon_actor_fail (actor, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "as asked"));
}

/* The object that replaces the one which put it aside brings it back. */
static void
test_what_was_put_aside_outlasts_a_restart (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  Opening                 opening = { 0 };
  OdeonRef               *porter;
  OdeonFuture            *aside[3];

  journal_init (&journal);
  odeon_system_supervise (system, &strategy);
  porter = spawn_porter (system, 2, ODEON_OVERFLOW_PARK, &journal);
  for (gint i = 0; i < 3; i++)
    aside[i] = meter_later (porter, i);
  odeon_system_tick (system, -1);
  count_log (NULL);
  await_ok (invoke (porter, fail_now, NULL));
  odeon_system_tick (system, -1);
  restore_log ();
  assert_journal (&journal, "started failed started");
  odeon_future_unref (invoke (porter, open_door, &opening));
  for (gint i = 0; i < 3; i++)
    assert_int_equal (await_int (aside[i]), i);
  assert_int_equal (opening.n, 3);
  odeon_ref_unref (porter);
}

static void
look_at_flows (OdeonActor *actor, gpointer data)
{
  Porter *porter = (Porter *) actor;

  *(gboolean *) data = porter->flow != 0 && porter->flow == porter->flow_then;
}

static guint64
count_waiting (OdeonSystem *system)
{
  g_autoptr (GPtrArray) list = odeon_system_list_statistics (system);

  return ((OdeonActorStatistics *) list->pdata[0])->n_waiting;
}

/* What is put aside waits no longer, and has its flow when it comes back. */
static void
test_one_that_is_traced_keeps_its_flow (void **state G_GNUC_UNUSED)
{
  OdeonSystem *system = new_system (0);
  Opening      opening = { 0 };
  gboolean     is_same = FALSE;
  OdeonRef    *porter;
  OdeonFuture *aside;
  OdeonFuture *refused;

  odeon_system_set_tracing (system, TRUE);
  odeon_system_set_collect_statistics (system, TRUE);
  porter = spawn_porter (system, 4, ODEON_OVERFLOW_REFUSE, NULL);
  aside = meter_later (porter, 7);
  assert_int_equal (count_waiting (system), 1);
  await_ok (odeon_ref_started (porter));
  assert_int_equal (count_waiting (system), 0);
  await_ok (invoke (porter, open_door, &opening));
  assert_int_equal (opening.n, 1);
  assert_int_equal (await_int (aside), 7);
  assert_int_equal (count_waiting (system), 0);
  await_ok (invoke (porter, look_at_flows, &is_same));
  assert_true (is_same);
  odeon_ref_unref (porter);

  porter = spawn_porter (system, 0, ODEON_OVERFLOW_DEFAULT, NULL);
  refused = meter_later (porter, 8);
  await_ok (odeon_ref_started (porter));
  g_object_unref (system);
  await_error (refused, ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (porter);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_what_was_put_aside_comes_back_in_order_before_the_rest),
    cmocka_unit_test (test_it_may_be_put_aside_again),
    cmocka_unit_test (test_an_actor_that_ends_refuses_what_it_put_aside),
    cmocka_unit_test (test_a_call_cancelled_meanwhile_is_withdrawn),
    cmocka_unit_test (test_what_is_put_aside_leaves_its_room_to_others),
    cmocka_unit_test (test_what_was_put_aside_outlasts_a_restart),
    cmocka_unit_test (test_one_that_is_traced_keeps_its_flow),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
