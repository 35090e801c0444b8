/* SPDX-License-Identifier: MIT */

/* A durable mailbox while its server is well. What happens otherwise is in test-redis-faults.c. */

#include "../fixture/station.h"

static void
test_what_is_told_is_stored_then_handled_then_gone (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  station_init (&station, "", 0);
  station_open (&station);
  station_suspend (&station);
  assert_true (tell_word (station.actor, "a"));
  assert_command (station.redis, "XLEN mail", "1");
  assert_true (tell_word (station.actor, "b"));
  assert_command (station.redis, "XLEN mail", "2");
  assert_true (await_boolean (odeon_ref_resume (station.actor)));
  assert_int_equal (station_sum (&station), 0);
  assert_journal (&station.journal, "started a b");
  wait_until_empty (&station);
  assert_command (station.redis, "XPENDING mail odeon", "[<int64 0>, <()>, <()>, <()>]");
}

static void
test_a_call_is_answered (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  station_init (&station, "", 0);
  station_open (&station);
  assert_int_equal (await_int (ask_int (station.actor, 5)), 5);
  assert_int_equal (await_int (ask_int (station.actor, 6)), 11);
}

static void
test_what_a_stop_leaves_is_not_lost (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;
  gint             n = scaled (1000);

  station_init (&station, "", 0);
  g_object_set (station.mailbox, "window", 10000, NULL);
  station_open (&station);
  for (gint i = 0; i < n; i++)
    assert_true (tell_word (station.actor, "a"));
  assert_true (await_boolean (odeon_ref_stop (station.actor)));
  odeon_ref_unref (station.actor);
  station_open (&station);
  wait_until_empty (&station);
  assert_int_equal (count_words (&station), n + 3);
}

static void
test_what_is_left_is_handled_by_the_next (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  station_init (&station, "", 0);
  station_open (&station);
  station_suspend (&station);
  for (gint i = 1; i <= 2000; i++)
    assert_true (odeon_ref_tell (station.actor, g_variant_new_int32 (i)));
  station_reopen (&station);
  assert_int_equal (station_sum (&station), 2000 * 2001 / 2);
  wait_until_empty (&station);
  assert_command (station.redis, "EXISTS mail:attempts", "0");
}

static void
test_what_a_mailbox_has_outlives_its_actor (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  station_init (&station, "", 0);
  station_open (&station);
  station_suspend (&station);
  tell_word (station.actor, "a");
  await_ok (odeon_ref_kill (station.actor));
  odeon_ref_unref (station.actor);
  station_open (&station);
  tell_word (station.actor, "b");
  station_sum (&station);
  assert_journal (&station.journal, "started started a b");
}

static void
test_a_call_of_somebody_who_is_gone_is_not_handled (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;
  OdeonFuture     *asked;

  station_init (&station, "", 0);
  station_open (&station);
  station_suspend (&station);
  asked = ask_int (station.actor, 5);
  tell_word (station.actor, "a");
  station_reopen (&station);
  await_error (asked, ODEON_ERROR_ACTOR_DEAD);
  assert_int_equal (station_sum (&station), 0);
  assert_journal (&station.journal, "started started a");
  wait_until_empty (&station);
}

static void
test_unless_calls_are_kept (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;
  OdeonFuture     *asked;

  station_init (&station, "", 0);
  station_open (&station);
  station_suspend (&station);
  asked = ask_int (station.actor, 5);
  tell_word (station.actor, "a");
  await_ok (odeon_ref_kill (station.actor));
  odeon_ref_unref (station.actor);
  g_object_unref (station.mailbox);
  station.mailbox = odeon_redis_mailbox_new (station.redis, "mail");
  g_object_set (station.mailbox, "keep-calls", TRUE, NULL);
  station_open (&station);
  await_error (asked, ODEON_ERROR_ACTOR_DEAD);
  assert_int_equal (station_sum (&station), 5);
}

/* --- ids --- */

typedef OdeonActor Reader;

typedef OdeonActorClass ReaderClass;

GType reader_get_type (void);

G_DEFINE_TYPE (Reader, reader, ODEON_TYPE_ACTOR)

static Station *reader_station;

static GVariant *
reader_receive (OdeonActor *actor G_GNUC_UNUSED,
                GVariant   *message G_GNUC_UNUSED,
                GError    **error G_GNUC_UNUSED)
{
  return g_variant_new_string (odeon_redis_mailbox_get_current_id (reader_station->mailbox));
}

static void
reader_class_init (ReaderClass *klass)
{
  klass->receive = reader_receive;
}

static void
reader_init (Reader *self G_GNUC_UNUSED)
{
}

static void
test_a_handler_sees_the_id (void **state G_GNUC_UNUSED)
{
  g_auto (Station)   station;
  OdeonSpawnOptions  options = ODEON_SPAWN_OPTIONS_INIT;
  g_autofree gchar  *first = NULL;
  g_autofree gchar  *second = NULL;

  station_init (&station, "", 0);
  reader_station = &station;
  options.mailbox = ODEON_MAILBOX (station.mailbox);
  station.actor = odeon_spawn (ODEON_SPAWNER (station.system), reader_get_type (), &options, NULL,
                               NULL);
  first = await_string (ask_int (station.actor, 0));
  second = await_string (ask_int (station.actor, 0));
  assert_true (g_regex_match_simple ("^[0-9]+-[0-9]+$", first, 0, 0));
  assert_string_not_equal (first, second);
}

/* --- several --- */

static OdeonRedisMailbox *
new_shared (Station *station, const gchar *consumer, guint claim_after_ms)
{
  OdeonRedisMailbox *mailbox = odeon_redis_mailbox_new (station->redis, "mail");

  g_object_set (mailbox, "shared", TRUE, "consumer", consumer, "claim-after-msec", claim_after_ms,
                NULL);

  return mailbox;
}

static void
test_several_share_one_address (void **state G_GNUC_UNUSED)
{
  g_auto (Station)              station;
  g_autoptr (OdeonRedisMailbox) one = NULL;
  g_autoptr (OdeonRedisMailbox) other = NULL;
  OdeonRef                     *actors[2];
  OdeonFuture                  *asked;
  g_autoptr (GError)            error = NULL;

  station_init (&station, "", 0);
  one = new_shared (&station, "one", 60000);
  other = new_shared (&station, "other", 60000);
  g_object_set (one, "window", 100, NULL);
  actors[0] = station_spawn (&station, one);
  actors[1] = station_spawn (&station, other);
  for (gint i = 0; i < 5000; i++)
    assert_true (tell_word (actors[0], "a"));
  await_flush (one);
  asked = ask_int (actors[0], 0);
  assert_false (odeon_future_await (asked, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED));
  odeon_future_unref (asked);
  wait_until_empty (&station);
  assert_int_equal (count_words (&station), 2 + 5000);
  for (guint i = 0; i < 2; i++)
    stop_and_unref (actors[i]);
}

static void
test_what_one_has_left_another_takes_over (void **state G_GNUC_UNUSED)
{
  g_auto (Station)              station;
  g_autoptr (OdeonRedisMailbox) one = NULL;
  g_autoptr (OdeonRedisMailbox) other = NULL;
  OdeonRef                     *actor;

  station_init (&station, "", 0);
  one = new_shared (&station, "one", 50);
  actor = station_spawn (&station, one);
  tell_word (actor, "a");
  wait_until_empty (&station);
  assert_true (await_boolean (odeon_ref_suspend (actor)));
  tell_word (actor, "b");
  while (TRUE)
    {
      g_autofree gchar *pending = run_command (station.redis, "XPENDING mail odeon");

      if (g_str_has_prefix (pending, "[<int64 1>"))
        break;
    }
  await_ok (odeon_ref_kill (actor));
  odeon_ref_unref (actor);
  g_clear_object (&one);

  other = new_shared (&station, "other", 50);
  actor = station_spawn (&station, other);
  wait_until_empty (&station);
  assert_journal (&station.journal, "started a started b");
  await_ok (odeon_ref_kill (actor));
  odeon_ref_unref (actor);
}

static void
test_an_address_only_sends (void **state G_GNUC_UNUSED)
{
  g_auto (Station)              station;
  g_autoptr (OdeonRedisMailbox) address = NULL;
  OdeonRef                     *actor;

  station_init (&station, "", 0);
  address = odeon_redis_mailbox_new (station.redis, "mail");
  g_object_set (address, "send-only", TRUE, NULL);
  actor = station_spawn (&station, address);
  assert_true (tell_word (actor, "a"));
  assert_true (tell_word (actor, "b"));
  station_open (&station);
  wait_until_empty (&station);
  assert_string_equal (station.journal.words->str + strlen ("started started"), " a b");
  await_ok (odeon_ref_stop (actor));
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_what_is_told_is_stored_then_handled_then_gone),
    cmocka_unit_test (test_a_call_is_answered),
    cmocka_unit_test (test_what_a_stop_leaves_is_not_lost),
    cmocka_unit_test (test_what_is_left_is_handled_by_the_next),
    cmocka_unit_test (test_what_a_mailbox_has_outlives_its_actor),
    cmocka_unit_test (test_a_call_of_somebody_who_is_gone_is_not_handled),
    cmocka_unit_test (test_unless_calls_are_kept),
    cmocka_unit_test (test_a_handler_sees_the_id),
    cmocka_unit_test (test_several_share_one_address),
    cmocka_unit_test (test_what_one_has_left_another_takes_over),
    cmocka_unit_test (test_an_address_only_sends),
  };

  if (!have_server ())
    return skip_without_server ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
