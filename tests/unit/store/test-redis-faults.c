/* SPDX-License-Identifier: MIT */

/* A durable mailbox while its server is not well: senders wait, or are refused and told why; on its
 * return all goes on. */

#include "../fixture/relay.h"
#include "../fixture/station.h"

#define AOF "--appendonly yes --appendfsync no"

static void
keep_error (const OdeonDeadLetter *letter, gpointer data)
{
  g_clear_error ((GError **) data);
  *(GError **) data = g_error_copy (odeon_dead_letter_get_reason (letter));
}

/* A tell is refused with that error. */
static void
assert_refused (Station *station, GQuark domain, gint code)
{
  g_autoptr (GError) error = NULL;
  guint              watch = odeon_system_watch_dead_letters (station->system, keep_error, &error,
                                                              NULL);

  assert_false (tell_word (station->actor, "lost"));
  odeon_system_unwatch_dead_letters (station->system, watch);
  assert_non_null (error);
  if (!g_error_matches (error, domain, code))
    fail_msg ("not error %d, but: %s", code, error->message);
}

static void
test_a_server_that_is_down_refuses_after_a_while (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;
  OdeonFuture     *asked;

  station_init (&station, NULL, 100);
  station_open (&station);
  asked = ask_int (station.actor, 1);
  assert_refused (&station, ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED);
  await_error (asked, ODEON_ERROR_NOT_DELIVERED);
  server_start (&station.server, "");
  wait_until_connected (station.redis);
  assert_int_equal (await_int (ask_int (station.actor, 2)), 2);
  assert_journal (&station.journal, "started");
}

static gpointer
tell_a (gpointer station)
{
  return GINT_TO_POINTER (tell_word (((Station *) station)->actor, "a"));
}

static void
test_a_server_that_comes_late_is_waited_for (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;
  GThread         *thread;

  station_init (&station, NULL, 60000);
  station_open (&station);
  thread = g_thread_new ("sender", tell_a, &station);
  while (ODEON_MAILBOX_GET_IFACE (station.mailbox)->size ((OdeonMailbox *) station.mailbox) == 0)
    g_thread_yield ();
  server_start (&station.server, "");
  assert_true (GPOINTER_TO_INT (g_thread_join (thread)));
  wait_until_empty (&station);
  assert_journal (&station.journal, "started a");
}

static void
test_a_password_that_is_wrong_refuses_at_once (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  station_init (&station, "--requirepass sesame", 60000);
  station_open (&station);
  assert_refused (&station, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

static void
test_a_full_server_refuses_and_still_gives_out (void **state G_GNUC_UNUSED)
{
  g_auto (Station)   station;
  OdeonFuture       *asked;
  g_autoptr (GError) error = NULL;

  station_init (&station, "", 0);
  g_object_set (station.mailbox, "max-attempts", 2, NULL);
  station_open (&station);
  station_suspend (&station);
  assert_true (tell_word (station.actor, "a"));
  assert_true (tell_word (station.actor, "fail"));
  assert_command (station.redis, "CONFIG SET maxmemory 1", "OK");
  assert_refused (&station, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  asked = ask_int (station.actor, 1);
  assert_false (odeon_future_await (asked, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE));
  odeon_future_unref (asked);
  /* What it gives up waits for room among the dead. */
  count_log (NULL);
  assert_true (await_boolean (odeon_ref_resume (station.actor)));
  journal_await (&station.journal, "fail failed started fail failed started");
  assert_command (station.redis, "CONFIG SET maxmemory 0", "OK");
  wait_until_empty (&station);
  restore_log ();
  assert_command (station.redis, "XLEN mail:dead", "1");
}

static void
test_a_key_of_another_type_refuses (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;
  gint             counts[2] = { 0, 0 };

  station_init (&station, "", 0);
  assert_command (station.redis, "SET mail x", "OK");
  station_open (&station);
  count_log (counts);
  assert_refused (&station, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  assert_command (station.redis, "DEL mail", "1");
  assert_true (tell_word (station.actor, "a"));
  wait_until_empty (&station);
  restore_log ();
  assert_journal (&station.journal, "started a");
}

static void
test_a_server_that_was_emptied_is_used_anew (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  station_init (&station, "", 0);
  station_open (&station);
  assert_int_equal (await_int (ask_int (station.actor, 1)), 1);
  assert_command (station.redis, "FLUSHALL", "OK");
  assert_int_equal (await_int (ask_int (station.actor, 1)), 2);
  server_kill (&station.server);
  server_start (&station.server, "");
  assert_int_equal (await_int (ask_int (station.actor, 1)), 3);
}

static void
test_connections_that_are_cut_lose_nothing (void **state G_GNUC_UNUSED)
{
  g_auto (Station)       station;
  g_autoptr (OdeonRedis) other = NULL;
  gint                   n = scaled (20000);

  station_init (&station, "", 60000);
  other = server_connect (&station.server, 0);
  g_object_set (station.mailbox, "window", 2000, NULL);
  station_open (&station);
  for (gint i = 0; i < n; i++)
    {
      assert_true (odeon_ref_tell (station.actor, g_variant_new_int32 (1)));
      if (i % 1000 == 999)
        g_free (run_command (other, "CLIENT KILL TYPE normal SKIPME yes"));
    }
  await_flush (station.mailbox);
  assert_int_equal (station_sum (&station), n);
}

/* What has been stored, and what its sender does not know of, is told apart by the marker. */
static void
test_a_reply_that_is_cut_in_its_middle_loses_and_doubles_nothing (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;
  g_auto (Relay)   relay;
  gint             n = 0;

  station_init (&station, "", 0);
  relay_init (&relay, "127.0.0.1", station.server.socket);
  g_object_unref (station.mailbox);
  g_object_unref (station.redis);
  station.redis = odeon_redis_new (relay.address, NULL, 60000, NULL);
  station.mailbox = odeon_redis_mailbox_new (station.redis, "mail");
  g_object_set (station.mailbox, "window", 100, NULL);
  station_open (&station);
  for (gint after = 1; after <= 200; after += 3)
    {
      g_atomic_int_set (&relay.cut_after, after);
      for (gint i = 0; i < 20; i++, n++)
        assert_true (odeon_ref_tell (station.actor, g_variant_new_int32 (1)));
      await_flush (station.mailbox);
    }
  g_atomic_int_set (&relay.cut_after, -1);
  wait_until_connected (station.redis);
  assert_int_equal (station_sum (&station), n);
}

static void
test_a_server_that_stalls_loses_nothing (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  station_init (&station, "", 60000);
  g_object_set (station.mailbox, "window", 100, NULL);
  station_open (&station);
  assert_int_equal (station_sum (&station), 0);
  assert_command (station.redis, "CLIENT PAUSE 100 ALL", "OK");
  for (gint i = 0; i < 50; i++)
    assert_true (odeon_ref_tell (station.actor, g_variant_new_int32 (1)));
  await_flush (station.mailbox);
  assert_int_equal (station_sum (&station), 50);
}

static void
test_what_a_stalled_server_may_have_is_said_to_be_unknown (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  station_init (&station, "", 500);
  wait_until_connected (station.redis);
  station_open (&station);
  assert_int_equal (station_sum (&station), 0);
  kill (station.server.pid, SIGSTOP);
  assert_refused (&station, ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN);
  kill (station.server.pid, SIGCONT);
  wait_until_connected (station.redis);
}

/* --- killed under load --- */

#define SENDERS 4
#define KILLS   10

typedef struct
{
  Station     *station;
  GAsyncQueue *steps; /* one for each part of what it has sent */
  gint         sender;
  gint         n;
  gint         n_accepted;
  gint        *accepted; /* in order */
} Producer;

static gpointer
produce (gpointer data)
{
  Producer *self = data;

  for (gint i = 0; i < self->n; i++)
    {
      g_autofree gchar *word = g_strdup_printf ("%d:%d", self->sender, i);

      if (tell_word (self->station->actor, word))
        self->accepted[self->n_accepted++] = i;
      if (i % MAX (self->n * SENDERS / (KILLS + SENDERS), 1) == 0)
        g_async_queue_push (self->steps, self);
    }

  return NULL;
}

/* Every accepted one is in the journal, in its sender's order; the first time that it is there. */
static void
check_journal (Station *station, Producer *producers)
{
  g_auto (GStrv) words = g_strsplit (station->journal.words->str, " ", -1);
  gint           next[SENDERS] = { 0 };

  for (guint i = 0; words[i] != NULL; i++)
    {
      gint sender;
      gint number;

      if (sscanf (words[i], "%d:%d", &sender, &number) != 2)
        continue;
      if (next[sender] < producers[sender].n_accepted
          && number == producers[sender].accepted[next[sender]])
        next[sender]++;
      /* Others were handled again, or refused with an unknown outcome. */
    }
  for (gint i = 0; i < SENDERS; i++)
    assert_int_equal (next[i], producers[i].n_accepted);
}

static void
test_a_server_that_is_killed_under_load_loses_nothing_accepted (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;
  Producer         producers[SENDERS];
  GThread         *threads[SENDERS];
  GAsyncQueue     *steps = g_async_queue_new ();
  gint             n = MAX (scaled (3000), KILLS);

  station_init (&station, AOF, 60000);
  station_open (&station);
  for (gint i = 0; i < SENDERS; i++)
    {
      producers[i] = (Producer) { &station, steps, i, n, 0, g_new (gint, n) };
      threads[i] = g_thread_new ("producer", produce, &producers[i]);
    }
  for (gint i = 0; i < KILLS; i++)
    {
      g_async_queue_pop (steps);
      wait_until_connected (station.redis);
      server_kill (&station.server);
      server_start (&station.server, AOF);
    }
  for (gint i = 0; i < SENDERS; i++)
    g_thread_join (threads[i]);
  wait_until_connected (station.redis);
  wait_until_empty (&station);
  check_journal (&station, producers);
  for (gint i = 0; i < SENDERS; i++)
    {
      assert_int_equal (producers[i].n_accepted, n);
      g_free (producers[i].accepted);
    }
  g_async_queue_unref (steps);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_a_server_that_is_down_refuses_after_a_while),
    cmocka_unit_test (test_a_server_that_comes_late_is_waited_for),
    cmocka_unit_test (test_a_password_that_is_wrong_refuses_at_once),
    cmocka_unit_test (test_a_full_server_refuses_and_still_gives_out),
    cmocka_unit_test (test_a_key_of_another_type_refuses),
    cmocka_unit_test (test_a_server_that_was_emptied_is_used_anew),
    cmocka_unit_test (test_connections_that_are_cut_lose_nothing),
    cmocka_unit_test (test_a_reply_that_is_cut_in_its_middle_loses_and_doubles_nothing),
    cmocka_unit_test (test_a_server_that_stalls_loses_nothing),
    cmocka_unit_test (test_what_a_stalled_server_may_have_is_said_to_be_unknown),
    cmocka_unit_test (test_a_server_that_is_killed_under_load_loses_nothing_accepted),
  };

  if (!have_server ())
    return skip_without_server ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
