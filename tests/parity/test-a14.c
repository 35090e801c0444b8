/* SPDX-License-Identifier: MIT */

/* A14: nothing is stranded, and nothing passes a mailbox by. (aplay: of 100 mails 50 were handled
 * and 50 stuck until another was sent; `tell` and `ask` went past mailbox, limits and stop.) */

#include "dial.h"

#define BOUND 50

static ParityDial *
spawn_bounded (OdeonSystem *system, OdeonOverflow overflow, Journal *journal)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  GError           *error = NULL;
  ParityDial       *self;

  options.mailbox_bound = BOUND;
  options.overflow = overflow;
  self = parity_dial_spawn (ODEON_SPAWNER (system), dial_get_type (), &options, &error, "tag", "",
                            "journal", journal, NULL);
  assert_no_error (error);

  return self;
}

/* The last is awaited, and nothing is sent after it. */
static void
a14_a_hundred_mails_are_handled_without_another (void **state G_GNUC_UNUSED)
{
  static const gint workers[] = { 0, 1, 2 };

  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers[i]);
      g_autoptr (ParityDial)  dial = spawn_bounded (system, ODEON_OVERFLOW_PARK, NULL);
      GError                 *error = NULL;
      OdeonFuture            *last = NULL;
      gint32                  level;

      for (gint n = 0; n < 100; n++)
        {
          g_clear_pointer (&last, odeon_future_unref);
          last = parity_dial_turn (dial, 1);
        }
      assert_true (parity_dial_turn_await (last, &level, &error));
      assert_no_error (error);
      assert_int_equal (level, 100);
    }
}

static void
do_nothing (OdeonActor *actor G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

/* Without threads nothing is handled until somebody waits: all of these stand in the mailbox. */
static void
a14_every_way_of_sending_counts (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (ParityDial)  dial = spawn_bounded (system, ODEON_OVERFLOW_REFUSE, NULL);
  GError                 *error = NULL;

  for (gint i = 0; i < BOUND; i++)
    assert_true (parity_dial_note (dial, "a"));

  assert_false (parity_dial_note (dial, "b"));
  assert_false (parity_dial_turn_tell (dial, 1));
  assert_false (odeon_ref_tell (dial, g_variant_new_int32 (1)));
  assert_false (parity_dial_turn_sync (dial, 1, NULL, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_MAILBOX_FULL));
  g_clear_error (&error);
}

static void
a14_nor_is_there_a_way_for_the_rest (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (ParityDial)  dial = spawn_bounded (system, ODEON_OVERFLOW_REFUSE, NULL);
  OdeonFuture            *refused[5];

  for (gint i = 0; i < BOUND; i++)
    parity_dial_note (dial, "a");
  refused[0] = parity_dial_turn (dial, 1);
  refused[1] = odeon_ref_ask (dial, g_variant_new_int32 (1));
  refused[2] = invoke (dial, do_nothing, NULL);
  refused[3] = odeon_ref_call (dial, "turn", g_variant_new ("(i)", 1), NULL);
  refused[4] = parity_dial_set_level (dial, 1);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    await_error (refused[i], ODEON_ERROR_MAILBOX_FULL);
}

/* What came before it is handled, what came after is not, however full the mailbox is. */
static void
a14_a_stop_keeps_its_turn_in_a_full_mailbox (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (ParityDial)  dial = NULL;
  g_autoptr (GString)     expected = g_string_new ("started");
  OdeonFuture            *stopped;

  journal_init (&journal);
  dial = spawn_bounded (system, ODEON_OVERFLOW_REFUSE, &journal);
  for (gint i = 0; i < BOUND; i++)
    {
      assert_true (parity_dial_note (dial, "a"));
      g_string_append (expected, " a");
    }
  stopped = odeon_ref_stop (dial);
  parity_dial_note (dial, "b");
  assert_true (await_boolean (stopped));
  parity_dial_note (dial, "c");
  g_string_append (expected, " stopped");
  assert_journal (&journal, expected->str);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a14_a_hundred_mails_are_handled_without_another),
    cmocka_unit_test (a14_every_way_of_sending_counts),
    cmocka_unit_test (a14_nor_is_there_a_way_for_the_rest),
    cmocka_unit_test (a14_a_stop_keeps_its_turn_in_a_full_mailbox),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
