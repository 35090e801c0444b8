/* SPDX-License-Identifier: MIT */

/* K4: a tell never blocks, and a dead target does not harm the sender (Pykka raises, which killed
 * senders in real programs): it is FALSE, and a dead letter. */

#include "dial.h"
#include "log.h"

static void
k4_a_tell_does_not_wait_for_a_busy_target (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);

  gate_init (&gate);
  odeon_future_unref (invoke (actor, wait_at_gate, &gate));
  for (gint i = 0; i < 1000; i++)
    assert_true (odeon_ref_tell (actor, g_variant_new_int32 (1)));
  gate_open (&gate);
  assert_int_equal (await_int (ask_int (actor, 0)), 1000);
  odeon_ref_unref (actor);
}

typedef struct
{
  ParityDial *dead;
  gboolean    told;
  gboolean    turned;
  gboolean    noted;
} Letters;

static void
write_letters (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Letters *self = data;

  self->told = tell_word (self->dead, "hello");
  self->turned = parity_dial_turn_tell (self->dead, 1);
  self->noted = parity_dial_note (self->dead, "hello");
}

static void
k4_an_actor_that_tells_the_dead_learns_it_and_lives_on (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dead = spawn_dial (system, "", NULL);
  Letters                 letters = { dead, TRUE, TRUE, TRUE };
  OdeonRef               *sender = spawn_player (system, "", NULL);

  await_ok (odeon_ref_stop (dead));
  await_ok (invoke (sender, write_letters, &letters));
  assert_false (letters.told);
  assert_false (letters.turned);
  assert_false (letters.noted);
  assert_int_equal (await_int (ask_int (sender, 1)), 1);
  odeon_ref_unref (sender);
}

/* How many dead letters name the operation and its target. */
static guint
count_dead_letters (const gchar *operation, gpointer target)
{
  g_autofree gchar *who = odeon_ref_dup_string (target);
  g_autofree gchar *line = g_strdup_printf ("Dead letter: %s: %s ", operation, who);

  return log_count (G_LOG_LEVEL_DEBUG, line);
}

static void
k4_what_the_dead_were_told_is_a_dead_letter (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dead = spawn_dial (system, "", NULL);

  await_ok (odeon_ref_stop (dead));
  log_begin ();
  parity_dial_note (dead, "hello");
  assert_int_equal (count_dead_letters ("Parity::Dial.note", dead), 1);
  parity_dial_turn_tell (dead, 1);
  assert_int_equal (count_dead_letters ("Parity::Dial.turn", dead), 1);
  log_end ();
}

/* The target dies with the letters in its queue: nobody could have known when they were sent. */
static void
k4_letters_that_were_under_way_are_dead_letters_too (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "", NULL);
  g_auto (Gate)           gate;

  gate_init (&gate);
  odeon_future_unref (invoke (dial, wait_at_gate, &gate));
  gate_await_arrival (&gate);
  log_begin ();
  for (gint i = 0; i < 3; i++)
    assert_true (parity_dial_note (dial, "hello"));
  await_ok (odeon_ref_kill (dial));
  assert_int_equal (count_dead_letters ("Parity::Dial.note", dial), 3);
  log_end ();
}

static void
k4_nobody_is_told_in_vain_without_harm (void **state G_GNUC_UNUSED)
{
  assert_false (tell_word (NULL, "hello"));
  assert_false (parity_dial_note (NULL, "hello"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k4_a_tell_does_not_wait_for_a_busy_target),
    cmocka_unit_test (k4_an_actor_that_tells_the_dead_learns_it_and_lives_on),
    cmocka_unit_test (k4_what_the_dead_were_told_is_a_dead_letter),
    cmocka_unit_test (k4_letters_that_were_under_way_are_dead_letters_too),
    cmocka_unit_test (k4_nobody_is_told_in_vain_without_harm),
  };

  /* Else they are not even composed. */
  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  count_log (NULL);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
