/* SPDX-License-Identifier: MIT */

/* How many messages wait, for who has a bound. */

#include "../fixture/station.h"

static OdeonRef *
spawn_bounded (Station *station, OdeonRedisMailbox *mailbox)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.mailbox = ODEON_MAILBOX (mailbox);
  options.mailbox_bound = 2;

  return spawn_with (station->system, &options, "", &station->journal, FAULT_NONE);
}

static void
test_a_bound_counts_what_the_server_has (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  station_init (&station, "", 0);
  station.actor = spawn_bounded (&station, station.mailbox);
  assert_true (await_boolean (odeon_ref_suspend (station.actor)));
  assert_true (tell_word (station.actor, "a"));
  assert_true (tell_word (station.actor, "b"));
  assert_false (tell_word (station.actor, "c"));
}

static void
test_what_has_been_handled_leaves_room (void **state G_GNUC_UNUSED)
{
  g_auto (Station) station;

  station_init (&station, "", 0);
  station.actor = spawn_bounded (&station, station.mailbox);
  assert_true (await_boolean (odeon_ref_suspend (station.actor)));
  assert_true (tell_word (station.actor, "a"));
  assert_true (tell_word (station.actor, "b"));
  assert_true (await_boolean (odeon_ref_resume (station.actor)));
  wait_until_empty (&station);
  assert_true (tell_word (station.actor, "c"));
}

/* An address asks the server anew, if what it knows is old. */
static void
test_and_so_does_what_was_handled_elsewhere (void **state G_GNUC_UNUSED)
{
  g_auto (Station)              station;
  g_autoptr (OdeonRedisMailbox) address = NULL;
  OdeonRef                     *actor;

  station_init (&station, "", 0);
  address = odeon_redis_mailbox_new (station.redis, "mail");
  g_object_set (address, "send-only", TRUE, NULL);
  actor = spawn_bounded (&station, address);
  assert_true (tell_word (actor, "a"));
  assert_true (tell_word (actor, "b"));
  assert_false (tell_word (actor, "c"));
  station_open (&station);
  wait_until_empty (&station);
  while (!tell_word (actor, "d"))
    g_thread_yield ();
  wait_until_empty (&station);
  await_ok (odeon_ref_kill (actor));
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_a_bound_counts_what_the_server_has),
    cmocka_unit_test (test_what_has_been_handled_leaves_room),
    cmocka_unit_test (test_and_so_does_what_was_handled_elsewhere),
  };

  if (!have_server ())
    return skip_without_server ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
