/* SPDX-License-Identifier: MIT */

#include "stage.h"

typedef struct
{
  OdeonRef *other;
  OdeonRef *child;
} Plot;

static void
ask_other (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  await_int (ask_int (((Plot *) data)->other, 1));
}

static void
bear (OdeonActor *actor, gpointer data)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.name = "child";
  ((Plot *) data)->child = spawn_with (actor, &options, "", NULL, FAULT_NONE);
}

static OdeonActorRecord *
record_of (GPtrArray *records, OdeonRef *ref)
{
  for (guint i = 0; i < records->len; i++)
    if (odeon_ref_equal (((OdeonActorRecord *) records->pdata[i])->ref, ref))
      return records->pdata[i];

  return NULL;
}

static void
each_actor_is_listed_with_what_it_is_at (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)      system = new_system (2);
  g_autoptr (OdeonSystem)      elsewhere = new_system (1);
  g_autoptr (OdeonRef)         stranger = spawn_player (elsewhere, "", NULL);
  g_auto (Gate)                gate;
  OdeonSpawnOptions            options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (OdeonRef)         asker = NULL;
  g_autoptr (OdeonRef)         busy = spawn_player (system, "", NULL);
  g_autoptr (GPtrArray)        records = NULL;
  g_autoptr (OdeonActorRecord) copy = NULL;
  g_autofree gchar            *text = NULL;
  Plot                         plot = { busy, NULL };
  OdeonFuture                 *asked;
  OdeonFuture                 *waiting;

  gate_init (&gate);
  options.name = "asker";
  asker = spawn_with (system, &options, "", NULL, FAULT_NONE);
  await_ok (invoke (asker, bear, &plot));
  waiting = invoke (busy, wait_at_gate, &gate);
  gate_await_arrival (&gate);
  asked = invoke (asker, ask_other, &plot);
  /* It is at its await as soon as it is seen there. */
  do
    {
      g_clear_pointer (&records, g_ptr_array_unref);
      records = odeon_system_inspect (system);
      g_thread_yield ();
    }
  while (record_of (records, asker)->awaits == NULL);

  assert_int_equal (records->len, 3);
  assert_null (record_of (records, stranger));
  assert_ptr_equal (record_of (records, asker)->awaits, busy);
  assert_ptr_equal (record_of (records, plot.child)->parent, asker);
  assert_int_equal (record_of (records, busy)->state, ODEON_ACTOR_STATE_RUNNING);
  copy = odeon_actor_record_copy (record_of (records, asker));
  assert_ptr_equal (copy->awaits, busy);

  assert_string_equal (copy->operation, "invoke");
  assert_false (copy->has_answered);

  text = odeon_system_dump (system);
  assert_non_null (strstr (text, "Player \"asker\": running, in invoke, awaits receive of Player"));
  assert_non_null (strstr (text, "\n  Player \"child\": "));

  gate_open (&gate);
  await_ok (waiting);
  await_ok (asked);
  odeon_ref_unref (plot.child);
}

static void
an_empty_system_has_nothing_to_show (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (GPtrArray)   records = odeon_system_inspect (system);
  g_autofree gchar       *text = odeon_system_dump (system);

  assert_int_equal (records->len, 0);
  assert_string_equal (text, "");
}

static void
what_is_suspended_says_so (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonRef               *suspended = spawn_player (system, "s", NULL);
  OdeonRef               *running = spawn_player (system, "r", NULL);
  g_autofree gchar       *text = NULL;

  odeon_system_tick (system, -1);
  await_ok (odeon_ref_suspend (suspended));
  text = odeon_system_dump (system);
  assert_non_null (strstr (text, "Player: suspended\n"));
  assert_non_null (strstr (text, "Player: running\n"));
  odeon_ref_unref (suspended);
  odeon_ref_unref (running);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (each_actor_is_listed_with_what_it_is_at),
    cmocka_unit_test (an_empty_system_has_nothing_to_show),
    cmocka_unit_test (what_is_suspended_says_so),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
