/* SPDX-License-Identifier: MIT */

#include "ping.h"

/* The same type as generated code in another library has it. */
static const OdeonTypeInfo twin_info = {
  .kind = ODEON_KIND_STRUCT,
  .size = sizeof (Ping),
  .name = "Test::Ping",
  .members = ping_members,
  .n_members = G_N_ELEMENTS (ping_members),
  .signature = "(is)",
  .alignment = 4,
};

/* Another type by the same name. */
static const OdeonTypeInfo impostor_info = {
  .kind = ODEON_KIND_STRUCT,
  .size = sizeof (gint32),
  .name = "Test::Ping",
  .members = ping_members,
  .n_members = 1,
  .signature = "(i)",
  .alignment = 4,
};

static OdeonTopic twin_topic = ODEON_TOPIC_INIT (twin_info);
static OdeonTopic impostor_topic = ODEON_TOPIC_INIT (impostor_info);

static void
one_type_in_two_libraries_is_one_topic (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  Ear                     ear = { .tag = "" };
  Ping                    event = { 1, (gchar *) "" };

  ear_subscribe (&ear, system);
  assert_int_equal (odeon_topic_publish (&twin_topic, system, &event), 1);
  odeon_system_tick (system, -1);
  assert_int_equal (ear.n, 1);
}

static void
two_types_of_one_name_are_two_topics (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  Ear                     ear = { .tag = "" };
  gint32                  event = 1;

  ear_subscribe (&ear, system);
  assert_int_equal (odeon_topic_publish (&impostor_topic, system, &event), 0);
}

static void
systems_come_and_go (void **state G_GNUC_UNUSED)
{
  for (gint i = 0; i < 50; i++)
    {
      g_autoptr (OdeonSystem) system = new_system (0);
      g_autoptr (OdeonSystem) silent = new_system (0);
      Ear                     ear = { .tag = "" };

      assert_int_equal (ping (system, i), 0);
      ear_subscribe (&ear, system);
      assert_int_equal (ping (system, i), 1);
      assert_int_equal (ping (silent, i), 0);
      if (i % 2 == 0)
        odeon_system_tick (system, -1);
      assert_int_equal (ear.n, i % 2 == 0);
    }
}

/* --- while others subscribe and publish --- */

typedef struct
{
  OdeonSystem *system;
  gint         n;
} Crowd;

static gpointer
publish_often (gpointer data)
{
  Crowd *self = data;

  for (gint i = 0; i < self->n; i++)
    ping (self->system, i);

  return NULL;
}

static void
come_and_go (OdeonActor *actor, gpointer data)
{
  Ear *self = data;

  ear_subscribe (self, actor);
  odeon_topic_unsubscribe (self->id);
}

static void
rosters_change_while_they_are_read (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_autoptr (OdeonRef)    steady = spawn_player (system, "", NULL);
  g_autoptr (OdeonRef)    fickle = spawn_player (system, "", NULL);
  Crowd                   crowd = { system, scaled (50000) };
  Ear                     kept = { .tag = "" };
  Ear                     left = { .tag = "" };
  GThread                *threads[2];
  gint                    n = scaled (5000);

  await_ok (invoke (steady, ear_subscribe_in, &kept));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("publisher", publish_often, &crowd);
  for (gint i = 0; i < n; i++)
    odeon_future_unref (invoke (fickle, come_and_go, &left));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  settle (steady);
  settle (fickle);
  assert_int_equal (kept.n, 2 * crowd.n);
  assert_int_equal (left.n_destroyed, n);
  assert_int_equal (ping (system, 0), 1);
  settle (steady);
}

/* The word that publishers count in has room for few: the rest is carried over. */
static void
more_events_are_under_way_than_the_word_can_count (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);
  Ear                     ear = { .tag = "" };

  await_ok (invoke (actor, ear_subscribe_in, &ear));
  for (gint i = 0; i < 200000; i++)
    ping (system, i);
  settle (actor);
  assert_int_equal (ear.n, 200000);
  stop_and_unref (odeon_ref_ref (actor));
  assert_int_equal (ear.n_destroyed, 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (one_type_in_two_libraries_is_one_topic),
    cmocka_unit_test (two_types_of_one_name_are_two_topics),
    cmocka_unit_test (systems_come_and_go),
    cmocka_unit_test (rosters_change_while_they_are_read),
    cmocka_unit_test (more_events_are_under_way_than_the_word_can_count),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
