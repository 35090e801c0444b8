/* SPDX-License-Identifier: MIT */

/* What fails: how often it is tried, and where it ends. */

#include "../fixture/station.h"

static gchar *
list_dead (Station *station)
{
  g_autoptr (GVariant) list = await_variant (odeon_redis_mailbox_list_dead (station->mailbox, 10));
  GString             *text = g_string_new (NULL);

  assert_string_equal (g_variant_get_type_string (list), "a(ssus)");
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      const gchar *reason;
      guint        attempts;

      g_variant_get_child (list, i, "(&s&su&s)", NULL, NULL, &attempts, &reason);
      g_string_append_printf (text, "%s%u: %s", i > 0 ? "; " : "", attempts, reason);
    }

  return g_string_free (text, FALSE);
}

#define assert_dead(station, expected)                   \
  G_STMT_START {                                         \
    g_autofree gchar *dead_ = list_dead (station);       \
                                                         \
    assert_string_equal (dead_, expected);               \
  } G_STMT_END

static void
test_what_fails_is_tried_again_in_its_place_then_given_up (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  station_init (&station, "", 0);
  g_object_set (station.mailbox, "max-attempts", 3, NULL);
  station_open (&station);
  station_suspend (&station);
  tell_word (station.actor, "a");
  tell_word (station.actor, "fail");
  tell_word (station.actor, "b");
  count_log (NULL);
  assert_true (await_boolean (odeon_ref_resume (station.actor)));
  station_sum (&station);
  restore_log ();
  assert_journal (&station.journal, "started a fail failed started fail failed started fail failed"
                                    " started b");
  await_flush (station.mailbox);
  assert_dead (&station, "3: failed 3 times");
  assert_command (station.redis, "XLEN mail", "0");
  assert_command (station.redis, "EXISTS mail:attempts", "0");
}

static void
test_the_dead_can_be_replayed (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  station_init (&station, "", 0);
  g_object_set (station.mailbox, "max-attempts", 1, NULL);
  station_open (&station);
  count_log (NULL);
  tell_word (station.actor, "fail");
  station_sum (&station);
  await_flush (station.mailbox);
  assert_journal (&station.journal, "started fail failed started");
  assert_int_equal (await_int64 (odeon_redis_mailbox_replay (station.mailbox, NULL)), 1);
  while (TRUE)
    {
      g_autofree gchar *dead = NULL;

      station_sum (&station);
      await_flush (station.mailbox);
      dead = list_dead (&station);
      if (*dead != '\0')
        break;
    }
  restore_log ();
  assert_journal (&station.journal, "fail failed started");
  assert_int_equal (await_int64 (odeon_redis_mailbox_replay (station.mailbox, "1-1")), 0);
}

#define FOREIGN "The entry has what this version does not understand"

static void
test_what_is_no_message_is_given_up (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  station_init (&station, "", 0);
  station_open (&station);
  assert_int_equal (station_sum (&station), 0);
  g_free (run_command (station.redis, "XADD mail * m rubbish"));
  g_free (run_command (station.redis, "XADD mail * x y m z"));
  assert_int_equal (station_sum (&station), 0);
  await_flush (station.mailbox);
  assert_dead (&station, "0: The bytes are no message; 0: " FOREIGN);
}

/* Its content is whoever's understands it, and comes back as it was. */
static void
test_what_is_not_understood_is_kept_as_it_is (void **state G_GNUC_UNUSED)
{
  g_auto (Station)  station;
  g_autofree gchar *dead = NULL;
  g_autofree gchar *stream = NULL;

  station_init (&station, "", 0);
  station_open (&station);
  g_free (run_command (station.redis, "XADD mail 7-7 s there:1 m one v 2"));
  assert_int_equal (station_sum (&station), 0);
  await_flush (station.mailbox);
  assert_dead (&station, "0: " FOREIGN);
  dead = run_command (station.redis, "XRANGE mail:dead - +");
  assert_non_null (strstr (dead, "<'raw:s'>, <'there:1'>, <'raw:m'>, <'one'>, <'raw:v'>, <'2'>"));

  station_suspend (&station);
  await_ok (odeon_ref_kill (station.actor));
  g_clear_pointer (&station.actor, odeon_ref_unref);
  await_flush (station.mailbox);
  g_clear_object (&station.mailbox);
  station.mailbox = odeon_redis_mailbox_new (station.redis, "mail");
  assert_int_equal (await_int64 (odeon_redis_mailbox_replay (station.mailbox, NULL)), 1);
  stream = run_command (station.redis, "XRANGE mail - +");
  assert_non_null (strstr (stream, "[<'s'>, <'there:1'>, <'m'>, <'one'>, <'v'>, <'2'>]"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_what_fails_is_tried_again_in_its_place_then_given_up),
    cmocka_unit_test (test_the_dead_can_be_replayed),
    cmocka_unit_test (test_what_is_no_message_is_given_up),
    cmocka_unit_test (test_what_is_not_understood_is_kept_as_it_is),
  };

  if (!have_server ())
    return skip_without_server ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
