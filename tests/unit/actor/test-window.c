/* SPDX-License-Identifier: MIT */

/* Actors that drop the oldest, in the midst of senders and of their end. */

#include "../fixture/stage.h"

#define BOUND 3

static OdeonRef *
spawn_window (OdeonSystem *system, Journal *journal)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.mailbox_bound = BOUND;
  options.overflow = ODEON_OVERFLOW_DROP_OLDEST;

  return spawn_with (system, &options, "", journal, FAULT_NONE);
}

static void
count_letter (const OdeonDeadLetter *letter, gpointer data)
{
  gint *counts = data;

  switch (odeon_dead_letter_get_reason (letter)->code)
    {
    case ODEON_ERROR_MAILBOX_FULL:
      g_atomic_int_inc (&counts[0]);
      break;
    case ODEON_ERROR_ACTOR_DEAD:
      g_atomic_int_inc (&counts[1]);
      break;
    default:
      fail ();
    }
}

/* The actor's own thread never gets to look: it is the one that sends. */
static void
test_no_more_wait_than_its_bound (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (0);
  gint                    counts[2] = { 0, 0 };
  OdeonRef               *actor;

  journal_init (&journal);
  actor = spawn_window (system, &journal);
  odeon_system_watch_dead_letters (system, count_letter, counts, NULL);
  for (gchar word[2] = "a"; *word <= 'z'; ++*word)
    {
      assert_true (tell_word (actor, word));
      assert_int_equal (counts[0], MAX (*word - 'a' + 1 - BOUND, 0));
    }
  odeon_system_tick (system, -1);
  assert_journal (&journal, "started x y z");
  odeon_ref_unref (actor);
}

static void
test_a_stop_is_not_dropped (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonRef               *actor;
  OdeonFuture            *stop;

  journal_init (&journal);
  actor = spawn_window (system, &journal);
  tell_word (actor, "a");
  stop = odeon_ref_stop (actor);
  for (guint i = 0; i < 10; i++)
    tell_word (actor, "b");
  assert_true (await_boolean (stop));
  assert_journal (&journal, "started b stopped");
  odeon_ref_unref (actor);
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
    odeon_ref_tell (self->actor, g_variant_new_int32 (1));

  return NULL;
}

static void
add_up (gboolean end)
{
  gint                    counts[2] = { 0, 0 };
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *actor = spawn_window (system, NULL);
  Producer                producers[4];
  GThread                *threads[4];
  gint                    n = 0;

  odeon_system_watch_dead_letters (system, count_letter, counts, NULL);
  for (guint i = 0; i < 4; i++)
    {
      producers[i] = (Producer) { actor, scaled (10000) };
      threads[i] = g_thread_new ("producer", produce, &producers[i]);
    }
  if (end)
    await_ok (odeon_ref_kill (actor));
  for (guint i = 0; i < 4; i++)
    {
      g_thread_join (threads[i]);
      n += producers[i].n;
    }
  if (!end)
    {
      gint sum = await_int (ask_int (actor, 0));

      assert_int_equal (sum + g_atomic_int_get (&counts[0]), n);
      assert_int_equal (g_atomic_int_get (&counts[1]), 0);
    }
  odeon_ref_unref (actor);
}

/* Nobody's but the producers' messages are there: the question is not dropped. */
static void
test_each_message_is_handled_or_dropped (void **state G_GNUC_UNUSED)
{
  add_up (FALSE);
}

static void
test_an_end_refuses_the_rest (void **state G_GNUC_UNUSED)
{
  for (guint i = 0; i < 20; i++)
    add_up (TRUE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_no_more_wait_than_its_bound),
    cmocka_unit_test (test_a_stop_is_not_dropped),
    cmocka_unit_test (test_each_message_is_handled_or_dropped),
    cmocka_unit_test (test_an_end_refuses_the_rest),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
