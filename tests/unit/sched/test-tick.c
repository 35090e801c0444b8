/* SPDX-License-Identifier: MIT */

/* What a tick runs, and what it leaves to the next. */

#include "virtual-time.h"

static OdeonRef *
spawn_idle (OdeonSystem *system)
{
  OdeonRef *actor = spawn_player (system, "", NULL);

  odeon_system_tick (system, -1);

  return actor;
}

/* --- what is sent meanwhile --- */

typedef struct
{
  OdeonRef *next; /* (nullable): itself */
  gint      n_hops;
  gint      n_left;
} Relay;

static void
pass_on (OdeonActor *actor, gpointer data)
{
  Relay    *self = data;
  OdeonRef *next = self->next != NULL ? self->next : odeon_actor_get_ref (actor);

  self->n_hops++;
  if (--self->n_left > 0)
    odeon_future_unref (invoke (next, pass_on, data));
}

static void
what_an_actor_sends_itself_comes_in_the_next_tick (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    actor = spawn_idle (system);
  Relay                   relay = { .n_left = 4 };

  odeon_future_unref (invoke (actor, pass_on, &relay));
  for (gint i = 1; i <= 3; i++)
    {
      assert_false (odeon_system_tick (system, -1));
      assert_int_equal (relay.n_hops, i);
    }
  assert_true (odeon_system_tick (system, -1));
  assert_int_equal (relay.n_hops, 4);
}

static void
so_does_what_it_sends_one_that_was_idle_or_has_yet_to_come (void **state G_GNUC_UNUSED)
{
  for (gint first = 0; first < 2; first++)
    {
      g_autoptr (OdeonSystem) system = new_system (0);
      g_autoptr (OdeonRef)    a = spawn_idle (system);
      g_autoptr (OdeonRef)    b = spawn_idle (system);
      Relay                   relay = { .next = b, .n_left = 2 };

      if (first == 1)
        odeon_ref_tell (b, g_variant_new_int32 (1));
      odeon_future_unref (invoke (a, pass_on, &relay));
      if (first == 0)
        odeon_ref_tell (b, g_variant_new_int32 (1));
      assert_false (odeon_system_tick (system, -1));
      assert_int_equal (relay.n_hops, 1);
      assert_true (odeon_system_tick (system, -1));
      assert_int_equal (relay.n_hops, 2);
      assert_int_equal (await_int (ask_int (b, 0)), 1);
    }
}

/* --- questions and answers --- */

typedef struct
{
  OdeonRef *whom;
  gint      answer;
} Question;

static void
put_question (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Question *self = data;

  self->answer = await_int (ask_int (self->whom, 4));
}

static void
an_answer_is_had_in_the_tick_in_which_it_is_given (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    a = spawn_idle (system);
  g_autoptr (OdeonRef)    b = spawn_idle (system);
  Question                question = { .whom = b };

  odeon_future_unref (invoke (a, put_question, &question));
  assert_false (odeon_system_tick (system, -1));
  assert_int_equal (question.answer, 0);
  assert_true (odeon_system_tick (system, -1));
  assert_int_equal (question.answer, 4);
}

/* Its next message had come before the tick in which it went on. */
static void
whoever_goes_on_takes_what_has_come_by_then (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    actor = spawn_idle (system);
  g_auto (Gate)           gate;
  OdeonFuture            *run;
  OdeonFuture            *queued;

  gate_init (&gate);
  run = invoke (actor, wait_at_gate, &gate);
  assert_true (odeon_system_tick (system, -1));
  queued = ask_int (actor, 1);
  gate_open (&gate);
  while (!odeon_system_tick (system, -1))
    ;
  assert_true (odeon_future_is_done (queued));
  assert_int_equal (await_int (queued), 1);
  await_ok (run);
}

/* --- the others --- */

static void
make_child (OdeonActor *actor, gpointer journal)
{
  g_autoptr (OdeonRef) child = spawn_player (actor, "child", journal);

  tell_word (child, "x");
}

static void
a_child_starts_in_the_tick_in_which_it_is_made (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    actor = spawn_idle (system);
  g_auto (Journal)        journal;

  journal_init (&journal);
  odeon_future_unref (invoke (actor, make_child, &journal));
  assert_false (odeon_system_tick (system, -1));
  assert_journal (&journal, "child.started");
  assert_true (odeon_system_tick (system, -1));
  assert_journal (&journal, "child.x");
  odeon_future_unref (odeon_ref_stop (actor));
  while (!odeon_system_tick (system, -1))
    ;
  assert_journal (&journal, "child.stopped");
  assert_int_equal (odeon_system_get_n_actors (system), 0);
}

static void
what_is_left_comes_first (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_auto (Journal)        journal;
  OdeonRef               *actors[3];

  journal_init (&journal);
  for (gint i = 0; i < 3; i++)
    {
      g_autofree gchar *tag = g_strdup_printf ("%d", i);

      actors[i] = spawn_player (system, tag, &journal);
    }
  assert_true (odeon_system_tick (system, -1));
  assert_journal (&journal, "0.started 1.started 2.started");
  for (gint i = 0; i < 3; i++)
    tell_word (actors[i], "a");
  assert_false (odeon_system_tick (system, 0));
  assert_journal (&journal, "0.a");
  tell_word (actors[0], "b");
  assert_true (odeon_system_tick (system, -1));
  assert_journal (&journal, "1.a 2.a 0.b");
  for (gint i = 0; i < 3; i++)
    odeon_ref_unref (actors[i]);
}

static void
note_done (OdeonFuture *done G_GNUC_UNUSED, gpointer data)
{
  ++*(gint *) data;
}

static void
tick_again (OdeonFuture *done, gpointer data)
{
  OdeonRef *actor = data;

  /* It blocks in the middle of a tick, for somebody whose turn is in a later one. */
  assert_true (odeon_future_is_done (done));
  assert_int_equal (await_int (ask_int (actor, 4)), 4);
}

static void
an_await_within_a_tick_runs_whomever_it_needs (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)  system = new_system (0);
  g_autoptr (OdeonRef)     a = spawn_idle (system);
  g_autoptr (OdeonRef)     b = spawn_idle (system);
  g_autoptr (OdeonPromise) promise = odeon_promise_new ();
  g_autoptr (OdeonFuture)  future = odeon_promise_get_future (promise);
  OdeonFuture             *run = ask_int (b, 0);
  gint                     n_done = 0;

  odeon_future_on_done (future, tick_again, a, NULL);
  odeon_future_on_done (run, note_done, &n_done, NULL);
  odeon_promise_set_boolean (promise, TRUE);
  while (n_done == 0)
    {
      odeon_system_tick (system, -1);
      g_main_context_iteration (NULL, FALSE);
    }
  odeon_future_unref (run);
  assert_int_equal (await_int (ask_int (a, 0)), 4);
}

/* --- how many at once --- */

static void
every_actor_that_has_mail_has_its_turn (void **state G_GNUC_UNUSED)
{
  gint                    n = scaled (5000);
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (GPtrArray)   actors = g_ptr_array_new_with_free_func (odeon_ref_unref);

  for (gint i = 0; i < n; i++)
    g_ptr_array_add (actors, spawn_player (system, "", NULL));
  assert_true (odeon_system_tick (system, -1));
  for (gint round = 0; round < 2; round++)
    {
      for (gint i = 0; i < n; i++)
        odeon_ref_tell (actors->pdata[i], g_variant_new_int32 (1));
      assert_true (odeon_system_tick (system, -1));
    }
  for (gint i = 0; i < n; i++)
    assert_int_equal (await_int (ask_int (actors->pdata[i], 0)), 2);
}

static void
a_timer_s_message_is_of_the_tick_in_which_it_is_due (void **state G_GNUC_UNUSED)
{
  OdeonSystem *system;
  OdeonRef    *actor;
  Relay        relay = { .n_left = 1 };

  virtual_time_begin ();
  system = new_system (0);
  actor = spawn_idle (system);
  odeon_future_unref (odeon_actor_invoke_after (actor, 10, pass_on, &relay, NULL));
  assert_true (odeon_system_tick (system, -1));
  virtual_time_advance (10);
  assert_true (odeon_system_tick (system, -1));
  assert_int_equal (relay.n_hops, 1);
  stop_and_unref (actor);
  g_object_unref (system);
  virtual_time_end ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_an_actor_sends_itself_comes_in_the_next_tick),
    cmocka_unit_test (so_does_what_it_sends_one_that_was_idle_or_has_yet_to_come),
    cmocka_unit_test (an_answer_is_had_in_the_tick_in_which_it_is_given),
    cmocka_unit_test (whoever_goes_on_takes_what_has_come_by_then),
    cmocka_unit_test (a_child_starts_in_the_tick_in_which_it_is_made),
    cmocka_unit_test (what_is_left_comes_first),
    cmocka_unit_test (an_await_within_a_tick_runs_whomever_it_needs),
    cmocka_unit_test (every_actor_that_has_mail_has_its_turn),
    cmocka_unit_test (a_timer_s_message_is_of_the_tick_in_which_it_is_due),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
