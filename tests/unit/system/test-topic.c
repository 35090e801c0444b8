/* SPDX-License-Identifier: MIT */

#include "ping.h"

static void
what_is_published_for_nobody_is_not_even_looked_at (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  Ping                    wrong = { 1, (gchar *) "\xff" };

  assert_int_equal (odeon_topic_publish (&ping_topic, system, &wrong), 0);
  assert_int_equal (odeon_topic_publish (&ping_topic, system, NULL), 0);
}

static void
a_wrong_event_goes_nowhere (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  Ear                     ear = { .tag = "" };
  Ping                    wrong = { 1, (gchar *) "\xff" };
  gint                    counts[2] = { 0, 0 };

  ear_subscribe (&ear, system);
  count_log (counts);
  assert_int_equal (odeon_topic_publish (&ping_topic, system, &wrong), 0);
  assert_int_equal (await_int64 (odeon_topic_trigger (&ping_topic, system, &wrong)), 0);
  assert_false (odeon_topic_publish_to (&ping_topic, NULL, &wrong));
  restore_log ();
  assert_int_equal (counts[1], 3);
  odeon_system_tick (system, -1);
  assert_int_equal (ear.n, 0);
}

static gboolean
keep_address (gconstpointer event, gpointer data)
{
  *(gconstpointer *) data = ((const Ping *) event)->text;

  return ODEON_EVENT_CONTINUE;
}

static void
an_event_is_copied_once_for_all (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  gconstpointer           seen[3];
  gchar                   text[] = "here";
  Ping                    event = { 1, text };

  for (guint i = 0; i < 3; i++)
    odeon_topic_subscribe (&ping_topic, system, 0, keep_address, &seen[i], NULL);
  assert_int_equal (odeon_topic_publish (&ping_topic, system, &event), 3);
  odeon_system_tick (system, -1);
  assert_ptr_not_equal (seen[0], text);
  assert_ptr_equal (seen[0], seen[1]);
  assert_ptr_equal (seen[0], seen[2]);
}

static gboolean
note_sender (gconstpointer event G_GNUC_UNUSED, gpointer data)
{
  g_autoptr (OdeonRef) sender = odeon_actor_dup_sender (data);

  journal_add (((Player *) data)->journal, "",
               sender != NULL ? odeon_ref_get_name (sender) : "nobody");

  return ODEON_EVENT_CONTINUE;
}

static void
watch (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  odeon_topic_subscribe (&ping_topic, actor, 0, note_sender, actor, NULL);
}

static void
publish_from_within (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  assert_int_equal (ping (actor, 1), 1);
}

static void
an_actor_learns_who_published (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (OdeonRef)    watcher = NULL;
  g_autoptr (OdeonRef)    publisher = NULL;

  journal_init (&journal);
  watcher = spawn_player (system, "", &journal);
  options.name = "publisher";
  publisher = spawn_with (system, &options, "", NULL, FAULT_NONE);
  await_ok (invoke (watcher, watch, NULL));
  ping (system, 1);
  await_ok (invoke (publisher, publish_from_within, NULL));
  settle (watcher);
  await_ok (odeon_ref_stop (watcher));
  assert_journal (&journal, "started nobody publisher stopped");
}

/* Two threads that trigger at once both hear of their own. */
static gpointer
trigger_often (gpointer system)
{
  Ping event = { 1, (gchar *) "" };

  for (gint i = scaled (2000); i > 0; i--)
    assert_int_equal (await_int64 (odeon_topic_trigger (&ping_topic, system, &event)), 2);

  return NULL;
}

static void
triggers_from_all_sides_are_answered (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *actors[2];
  Ear                     ears[2] = { { .tag = "" }, { .tag = "" } };
  GThread                *thread;

  for (guint i = 0; i < 2; i++)
    {
      actors[i] = spawn_on (system, i);
      await_ok (invoke (actors[i], ear_subscribe_in, &ears[i]));
    }
  thread = g_thread_new ("trigger", trigger_often, system);
  trigger_often (system);
  g_thread_join (thread);
  for (guint i = 0; i < 2; i++)
    {
      assert_int_equal (ears[i].n, 2 * scaled (2000));
      odeon_ref_unref (actors[i]);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_is_published_for_nobody_is_not_even_looked_at),
    cmocka_unit_test (a_wrong_event_goes_nowhere),
    cmocka_unit_test (an_event_is_copied_once_for_all),
    cmocka_unit_test (an_actor_learns_who_published),
    cmocka_unit_test (triggers_from_all_sides_are_answered),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
