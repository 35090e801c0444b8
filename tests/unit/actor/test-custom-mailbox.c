/* SPDX-License-Identifier: MIT */

/* Mailboxes of the user's own: those that keep their promises, and those that do not. */

#include "booth.h"

static void
test_what_is_put_is_handled (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;

  booth_init (&booth, 0, 0);
  tell_word (booth.actor, "a");
  tell_word (booth.actor, "b");
  assert_int_equal (box_size ((OdeonMailbox *) booth.box), 2);
  tick (&booth);
  assert_journal (&booth.journal, "started a b");
  assert_int_equal (await_int (ask_int (booth.actor, 5)), 5);
  assert_int_equal (booth.box->n_handled, 3);
  assert_int_equal (booth.box->n_failed, 0);
}

static void
test_the_mailbox_decides_the_order (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;

  booth_init (&booth, BOX_LAST_FIRST, 0);
  tell_word (booth.actor, "a");
  tell_word (booth.actor, "b");
  tell_word (booth.actor, "c");
  tick (&booth);
  assert_journal (&booth.journal, "started c b a");
}

static void
say (OdeonActor *actor, gpointer word)
{
  journal_add (((Player *) actor)->journal, "", word);
}

static void
test_a_function_to_be_invoked_stands_in_it_too (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;
  OdeonFuture   *future;

  booth_init (&booth, BOX_LAST_FIRST, 0);
  tell_word (booth.actor, "a");
  future = invoke (booth.actor, say, "b");
  assert_null (odeon_mail_get_method (g_queue_peek_tail (&booth.box->mail)));
  await_ok (future);
  tick (&booth);
  assert_journal (&booth.journal, "started b a");
}

/* --- stop, kill and the rest keep out of it --- */

static void
test_a_stop_keeps_its_turn (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;
  OdeonFuture   *stop;

  booth_init (&booth, BOX_LAST_FIRST, 0);
  tell_word (booth.actor, "a");
  tell_word (booth.actor, "b");
  stop = odeon_ref_stop (booth.actor);
  assert_true (await_boolean (stop));
  assert_journal (&booth.journal, "started b a stopped");
  assert_int_equal (booth.box->n_closed, 1);
}

/* A mailbox that never empties does not keep an actor alive. */
static void
flood (OdeonActor *actor, gpointer data)
{
  odeon_future_unref (odeon_actor_invoke (odeon_actor_get_ref (actor), flood, data, NULL));
}

static void
test_a_flood_does_not_hold_off_a_stop (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;

  booth_init (&booth, 0, 0);
  odeon_future_unref (invoke (booth.actor, flood, NULL));
  assert_true (await_boolean (odeon_ref_stop (booth.actor)));
}

static void
test_two_stops_end_it_once (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;
  OdeonFuture   *first;
  OdeonFuture   *second;

  booth_init (&booth, 0, 0);
  tell_word (booth.actor, "a");
  first = odeon_ref_stop (booth.actor);
  second = odeon_ref_stop (booth.actor);
  assert_true (await_boolean (first));
  await_ok (second);
  assert_journal (&booth.journal, "started a stopped");
}

static void
test_a_kill_overtakes_and_what_waits_is_refused (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;
  OdeonFuture   *asked;

  booth_init (&booth, 0, 0);
  tick (&booth);
  asked = ask_int (booth.actor, 1);
  await_ok (odeon_ref_kill (booth.actor));
  await_error (asked, ODEON_ERROR_ACTOR_DEAD);
  assert_int_equal (booth.box->n_closed, 1);
  assert_false (tell_word (booth.actor, "a"));
  await_error (ask_int (booth.actor, 1), ODEON_ERROR_ACTOR_DEAD);
  assert_journal (&booth.journal, "started");
}

static void
test_a_kill_answers_the_stop_that_waited (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;
  OdeonFuture   *stop;
  g_auto (Gate)  gate;

  gate_init (&gate);
  booth_init (&booth, 0, 0);
  odeon_future_unref (invoke (booth.actor, wait_at_gate, &gate));
  tell_word (booth.actor, "a");
  stop = odeon_ref_stop (booth.actor);
  tick (&booth);
  await_ok (odeon_ref_kill (booth.actor));
  await_ok (stop);
  assert_journal (&booth.journal, "started");
}

static void
test_suspended_it_takes_nothing (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;

  booth_init (&booth, 0, 0);
  tick (&booth);
  assert_true (await_boolean (odeon_ref_suspend (booth.actor)));
  tell_word (booth.actor, "a");
  tick (&booth);
  assert_int_equal (booth.box->mail.length, 1);
  assert_true (await_boolean (odeon_ref_resume (booth.actor)));
  tick (&booth);
  assert_journal (&booth.journal, "started a");
}

static void
test_a_restart_keeps_what_waits (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (Box)         box = box_new (0);
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef               *actor;

  journal_init (&journal);
  odeon_system_supervise (system, &strategy);
  options.mailbox = (OdeonMailbox *) box;
  actor = spawn_with (system, &options, "", &journal, FAULT_NONE);
  tell_word (actor, "a");
  tell_word (actor, "fail");
  tell_word (actor, "b");
  count_log (NULL);
  while (!odeon_system_tick (system, -1))
    continue;
  restore_log ();
  assert_journal (&journal, "started a fail failed started b");
  assert_int_equal (box->n_failed, 1);
  assert_int_equal (box->n_handled, 2);
  assert_int_equal (box->n_closed, 0);
  odeon_ref_unref (actor);
}

/* --- bound and refusal --- */

static gint
code_of_letter (const OdeonDeadLetter *letter)
{
  return odeon_dead_letter_get_reason (letter)->code;
}

static void
keep_code (const OdeonDeadLetter *letter, gpointer data)
{
  *(gint *) data = code_of_letter (letter);
}

static void
test_what_it_refuses_its_sender_and_dead_letters_see (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;
  gint           code = -1;

  booth_init (&booth, BOX_REFUSES, 0);
  odeon_system_watch_dead_letters (booth.system, keep_code, &code, NULL);
  assert_false (tell_word (booth.actor, "a"));
  assert_int_equal (code, ODEON_ERROR_INVALID_NAME);
  await_error (ask_int (booth.actor, 1), ODEON_ERROR_INVALID_NAME);
}

static void
test_beyond_its_bound_it_is_asked (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;
  OdeonFuture   *oldest;

  booth_init (&booth, 0, 2);
  oldest = ask_int (booth.actor, 1);
  assert_true (tell_word (booth.actor, "b"));
  assert_false (tell_word (booth.actor, "c"));
  box_set_faults (booth.box, BOX_MAKES_ROOM);
  assert_true (tell_word (booth.actor, "d"));
  await_error (oldest, ODEON_ERROR_BROKEN_PROMISE);
  tick (&booth);
  assert_journal (&booth.journal, "started b d");
}

static void
test_an_overflow_policy_beside_it_is_an_error (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (Box)         box = box_new (0);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (GError)      error = NULL;

  options.mailbox = (OdeonMailbox *) box;
  options.mailbox_bound = 1;
  options.overflow = ODEON_OVERFLOW_REFUSE;
  assert_null (odeon_spawn (ODEON_SPAWNER (system), player_get_type (), &options, &error, NULL));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
}

static void
test_several_at_a_time_beside_it_are_an_error (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (Box)         box = box_new (0);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (GError)      error = NULL;

  options.mailbox = (OdeonMailbox *) box;
  options.max_concurrency = 2;
  assert_null (odeon_spawn (ODEON_SPAWNER (system), player_get_type (), &options, &error, NULL));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_non_null (strstr (error->message, "max_concurrency"));
}

static void
test_it_serves_one_actor_at_a_time (void **state G_GNUC_UNUSED)
{
  g_auto (Booth)     booth;
  OdeonSpawnOptions  options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;

  booth_init (&booth, 0, 0);
  options.mailbox = (OdeonMailbox *) booth.box;
  assert_null (odeon_spawn (ODEON_SPAWNER (booth.system), player_get_type (), &options, &error,
                            NULL));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));

  await_ok (odeon_ref_stop (booth.actor));
  odeon_ref_unref (booth.actor);
  booth.actor = spawn_with_box (booth.system, booth.box, 0, NULL);
  assert_int_equal (await_int (ask_int (booth.actor, 2)), 2);
}

static void
test_a_spawn_that_fails_leaves_it_free (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (Box)         box = box_new (0);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef               *other;
  OdeonRef               *actor;

  options.name = "taken";
  other = spawn_with (system, &options, "", NULL, FAULT_NONE);
  options.mailbox = (OdeonMailbox *) box;
  assert_null (odeon_spawn (ODEON_SPAWNER (system), player_get_type (), &options, NULL, NULL));
  assert_null (odeon_spawn (ODEON_SPAWNER (system), player_get_type (), &options, NULL,
                            "no-such-property", 1, NULL));
  assert_int_equal (box->n_closed, 0);
  actor = spawn_with_box (system, box, 0, NULL);
  assert_int_equal (await_int (ask_int (actor, 2)), 2);
  odeon_ref_unref (other);
  odeon_ref_unref (actor);
}

/* --- those that lie --- */

static void
test_what_it_loses_is_refused (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;
  gint           code = -1;

  booth_init (&booth, BOX_LOSES, 0);
  odeon_system_watch_dead_letters (booth.system, keep_code, &code, NULL);
  tell_word (booth.actor, "a");
  assert_int_equal (code, ODEON_ERROR_BROKEN_PROMISE);
  await_error (ask_int (booth.actor, 1), ODEON_ERROR_BROKEN_PROMISE);
}

static void
test_what_it_gives_out_twice_is_handled_once (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;
  gint           counts[2] = { 0, 0 };

  booth_init (&booth, BOX_REPEATS, 0);
  tell_word (booth.actor, "a");
  tell_word (booth.actor, "b");
  count_log (counts);
  tick (&booth);
  /* It is not believed until there is something new. */
  odeon_mailbox_notify ((OdeonMailbox *) booth.box);
  tick (&booth);
  restore_log ();
  assert_int_equal (counts[0], 2);
  assert_journal (&booth.journal, "started a b");
}

static void
test_what_it_refuses_and_keeps_is_refused (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;
  gint           counts[2] = { 0, 0 };

  booth_init (&booth, BOX_REFUSES | BOX_STEALS, 0);
  await_error (ask_int (booth.actor, 1), ODEON_ERROR_INVALID_NAME);
  count_log (counts);
  box_set_faults (booth.box, 0);
  tick (&booth);
  restore_log ();
  assert_int_equal (counts[0], 1);
  assert_int_equal (booth.box->n_handled, 0);
}

static void
test_another_s_message_is_not_handled (void **state G_GNUC_UNUSED)
{
  g_auto (Booth)  booth;
  g_autoptr (Box) other_box = box_new (BOX_HIDES);
  OdeonRef       *other;
  OdeonFuture    *asked;
  gint            counts[2] = { 0, 0 };

  booth_init (&booth, 0, 0);
  other = spawn_with_box (booth.system, other_box, 0, NULL);
  asked = ask_int (other, 1);
  tick (&booth);
  g_queue_push_tail (&booth.box->mail, g_queue_pop_head (&other_box->mail));
  count_log (counts);
  odeon_mailbox_notify ((OdeonMailbox *) booth.box);
  tick (&booth);
  restore_log ();
  assert_int_equal (counts[0], 1);
  await_error (asked, ODEON_ERROR_BROKEN_PROMISE);
  odeon_ref_unref (other);
}

static void
test_what_it_hides_waits_for_a_notice_or_the_end (void **state G_GNUC_UNUSED)
{
  g_auto (Booth) booth;
  OdeonFuture   *asked;

  booth_init (&booth, BOX_HIDES, 0);
  asked = ask_int (booth.actor, 1);
  tick (&booth);
  assert_false (odeon_future_is_done (asked));
  box_set_faults (booth.box, 0);
  assert_int_equal (await_int (asked), 1);

  box_set_faults (booth.box, BOX_HIDES);
  asked = ask_int (booth.actor, 1);
  assert_true (await_boolean (odeon_ref_stop (booth.actor)));
  await_error (asked, ODEON_ERROR_ACTOR_DEAD);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_what_is_put_is_handled),
    cmocka_unit_test (test_the_mailbox_decides_the_order),
    cmocka_unit_test (test_a_function_to_be_invoked_stands_in_it_too),
    cmocka_unit_test (test_a_stop_keeps_its_turn),
    cmocka_unit_test (test_a_flood_does_not_hold_off_a_stop),
    cmocka_unit_test (test_two_stops_end_it_once),
    cmocka_unit_test (test_a_kill_overtakes_and_what_waits_is_refused),
    cmocka_unit_test (test_a_kill_answers_the_stop_that_waited),
    cmocka_unit_test (test_suspended_it_takes_nothing),
    cmocka_unit_test (test_a_restart_keeps_what_waits),
    cmocka_unit_test (test_what_it_refuses_its_sender_and_dead_letters_see),
    cmocka_unit_test (test_beyond_its_bound_it_is_asked),
    cmocka_unit_test (test_an_overflow_policy_beside_it_is_an_error),
    cmocka_unit_test (test_several_at_a_time_beside_it_are_an_error),
    cmocka_unit_test (test_it_serves_one_actor_at_a_time),
    cmocka_unit_test (test_a_spawn_that_fails_leaves_it_free),
    cmocka_unit_test (test_what_it_loses_is_refused),
    cmocka_unit_test (test_what_it_gives_out_twice_is_handled_once),
    cmocka_unit_test (test_what_it_refuses_and_keeps_is_refused),
    cmocka_unit_test (test_another_s_message_is_not_handled),
    cmocka_unit_test (test_what_it_hides_waits_for_a_notice_or_the_end),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
