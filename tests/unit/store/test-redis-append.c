/* SPDX-License-Identifier: MIT */

/* From senders to the stream: keys, windows, and many at once. */

#include "../fixture/station.h"

static gchar *
key_of_word (OdeonMail *mail, gpointer data G_GNUC_UNUSED)
{
  g_autoptr (GVariant) arguments = odeon_mail_dup_arguments (mail);
  g_autoptr (GVariant) boxed = g_variant_get_child_value (arguments, 0);
  g_autoptr (GVariant) word = g_variant_get_variant (boxed);

  return g_variant_print (word, FALSE);
}

static void
test_what_has_the_key_of_another_is_not_stored_again (void **state G_GNUC_UNUSED)
{
  g_auto (Station)   station;
  OdeonFuture       *again;
  g_autoptr (GError) error = NULL;

  station_init (&station, "", 0);
  odeon_redis_mailbox_set_deduplication (station.mailbox, key_of_word, NULL, NULL, 60000);
  station_open (&station);
  assert_true (tell_word (station.actor, "a"));
  assert_true (tell_word (station.actor, "a"));
  assert_true (tell_word (station.actor, "b"));
  assert_true (tell_word (station.actor, "a"));
  assert_int_equal (await_int (ask_int (station.actor, 5)), 5);
  again = ask_int (station.actor, 5);
  assert_false (odeon_future_await (again, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS));
  odeon_future_unref (again);
  assert_journal (&station.journal, "started a b");
}

typedef struct
{
  OdeonRef *actor;
  gint      n;
} Producer;

static gpointer
produce (gpointer data)
{
  Producer *self = data;

  for (gint i = 0; i < self->n; i++)
    assert_true (odeon_ref_tell (self->actor, g_variant_new_int32 (1)));

  return NULL;
}

static void
tell_from_many (Station *station, gint n)
{
  Producer  producer = { station->actor, n };
  GThread  *threads[4];

  for (guint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("producer", produce, &producer);
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
}

static void
test_nothing_is_lost_between_many_senders (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;
  gint             n = scaled (2000);

  station_init (&station, "", 0);
  station_open (&station);
  tell_from_many (&station, n);
  assert_int_equal (station_sum (&station), 4 * n);
}

static void
test_in_a_window_nobody_waits_and_a_flush_tells (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;
  gint             n = scaled (20000);

  station_init (&station, "", 0);
  g_object_set (station.mailbox, "window", 3000, NULL);
  station_open (&station);
  tell_from_many (&station, n);
  await_flush (station.mailbox);
  assert_int_equal (station_sum (&station), 4 * n);
  wait_until_empty (&station);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_what_has_the_key_of_another_is_not_stored_again),
    cmocka_unit_test (test_nothing_is_lost_between_many_senders),
    cmocka_unit_test (test_in_a_window_nobody_waits_and_a_flush_tells),
  };

  if (!have_server ())
    return skip_without_server ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
