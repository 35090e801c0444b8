/* SPDX-License-Identifier: MIT */

/* Messages that share an entry of the stream: each has its own fate. */

#include "../fixture/station.h"

/* What is told before there is a server goes to it at once. */
static void
store_together (Station *station, const gchar *words)
{
  OdeonSpawnOptions             options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (OdeonRedisMailbox) address = NULL;
  g_auto (GStrv)                each = g_strsplit (words, " ", -1);
  OdeonRef                     *actor;

  station_init (station, NULL, 60000);
  address = odeon_redis_mailbox_new (station->redis, "mail");
  g_object_set (address, "send-only", TRUE, "window", 1000, NULL);
  options.mailbox = ODEON_MAILBOX (address);
  actor = spawn_with (station->system, &options, "", NULL, FAULT_NONE);
  for (guint i = 0; each[i] != NULL; i++)
    assert_true (tell_word (actor, each[i]));
  server_start (&station->server, "");
  await_flush (address);
  await_ok (odeon_ref_kill (actor));
  odeon_ref_unref (actor);
  assert_command (station->redis, "XLEN mail", "1");
}

static gchar *
dup_id (Station *station)
{
  g_autofree gchar *text = run_command (station->redis, "XRANGE mail - +");
  g_auto (GStrv)    parts = g_strsplit (text, "'", 3);

  return g_strdup (parts[1]);
}

static void
test_messages_that_wait_together_share_an_entry (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  store_together (&station, "a b c d");
  station_open (&station);
  wait_until_empty (&station);
  assert_journal (&station.journal, "started a b c d");
  assert_command (station.redis, "EXISTS mail:attempts", "0");
  assert_command (station.redis, "XPENDING mail odeon", "[<int64 0>, <()>, <()>, <()>]");
}

static void
test_one_that_fails_is_given_up_alone (void **state G_GNUC_UNUSED)
{
  g_auto (Station)     station;
  g_autoptr (GVariant) list = NULL;
  g_autofree gchar    *id = NULL;
  g_autofree gchar    *expected = NULL;
  const gchar         *dead;

  store_together (&station, "a fail b");
  id = dup_id (&station);
  expected = g_strconcat (id, ":1", NULL);
  g_object_set (station.mailbox, "max-attempts", 2, NULL);
  count_log (NULL);
  station_open (&station);
  wait_until_empty (&station);
  restore_log ();
  assert_journal (&station.journal, "started a fail failed started fail failed started b");
  list = await_variant (odeon_redis_mailbox_list_dead (station.mailbox, 10));
  assert_int_equal (g_variant_n_children (list), 1);
  g_variant_get_child (list, 0, "(&s&su&s)", NULL, &dead, NULL, NULL);
  assert_string_equal (dead, expected);
  assert_command (station.redis, "EXISTS mail:attempts", "0");
}

/* A flush tells the server of a part. */
static void
test_a_successor_goes_on_in_the_middle (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  store_together (&station, "a b stop c d");
  station_open (&station);
  await_ok (odeon_ref_ended (station.actor));
  await_flush (station.mailbox);
  assert_command (station.redis, "XLEN mail", "1");
  g_clear_pointer (&station.actor, odeon_ref_unref);
  g_clear_object (&station.mailbox);
  station.mailbox = odeon_redis_mailbox_new (station.redis, "mail");
  station_open (&station);
  wait_until_empty (&station);
  assert_journal (&station.journal, "started a b stop stopped started c d");
  assert_command (station.redis, "EXISTS mail:attempts", "0");
}

/* As four processes left it that died of the second. */
static void
test_one_that_brings_processes_down_is_given_up_alone (void **state G_GNUC_UNUSED)
{
  g_auto (Station)  station;
  g_autofree gchar *id = NULL;
  g_autofree gchar *line = NULL;

  store_together (&station, "a b c");
  id = dup_id (&station);
  assert_command (station.redis, "XGROUP CREATE mail odeon 0", "OK");
  g_free (run_command (station.redis, "XREADGROUP GROUP odeon odeon STREAMS mail >"));
  line = g_strdup_printf ("HSET mail:attempts %s %" G_GINT64_FORMAT, id,
                          (G_GINT64_CONSTANT (1) << 32) + 4);
  assert_command (station.redis, line, "1");
  station_open (&station);
  wait_until_empty (&station);
  assert_journal (&station.journal, "started c");
  assert_command (station.redis, "XLEN mail:dead", "1");
  assert_command (station.redis, "EXISTS mail:attempts", "0");
}

static void
test_each_has_an_id_of_its_own (void **state G_GNUC_UNUSED)
{
  g_auto (Station)     station;
  g_autofree gchar    *id = NULL;
  g_autofree gchar    *expected = NULL;
  g_autoptr (GVariant) list = NULL;
  GString             *text = g_string_new (NULL);

  store_together (&station, "fail fail");
  id = dup_id (&station);
  g_object_set (station.mailbox, "max-attempts", 1, NULL);
  count_log (NULL);
  station_open (&station);
  wait_until_empty (&station);
  restore_log ();
  list = await_variant (odeon_redis_mailbox_list_dead (station.mailbox, 10));
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      const gchar *dead;

      g_variant_get_child (list, i, "(&s&su&s)", NULL, &dead, NULL, NULL);
      g_string_append_printf (text, "%s ", dead);
    }
  expected = g_strdup_printf ("%s %s:1 ", id, id);
  assert_string_equal (text->str, expected);
  g_string_free (text, TRUE);
}

/* More than fit into one, and a large one among them. */
static void
test_what_is_too_much_for_one_goes_into_several (void **state G_GNUC_UNUSED)
{
  g_auto (Station)  station;
  g_autofree gchar *large = g_strnfill (100000, 'x');

  station_init (&station, NULL, 60000);
  g_object_set (station.mailbox, "window", 1000, NULL);
  station_open (&station);
  for (guint i = 0; i < 300; i++)
    assert_true (tell_word (station.actor, i == 150 ? large : "a"));
  server_start (&station.server, "");
  await_flush (station.mailbox);
  wait_until_empty (&station);
  assert_int_equal (count_words (&station), 301);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_messages_that_wait_together_share_an_entry),
    cmocka_unit_test (test_one_that_fails_is_given_up_alone),
    cmocka_unit_test (test_a_successor_goes_on_in_the_middle),
    cmocka_unit_test (test_one_that_brings_processes_down_is_given_up_alone),
    cmocka_unit_test (test_each_has_an_id_of_its_own),
    cmocka_unit_test (test_what_is_too_much_for_one_goes_into_several),
  };

  if (!have_server ())
    return skip_without_server ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
