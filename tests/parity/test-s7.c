/* SPDX-License-Identifier: MIT */

/* S7: messages are queued: to all subscribers, or to one actor; first in, first out, also among
 * what else a publisher sends there. */

#include "listener.h"

static gboolean
note_sum (const ParityNoticed *event, gpointer data)
{
  Player *self = data;

  /* What was told before it has been added up, and nothing told after it. */
  assert_int_equal (self->sum, event->number);

  return ODEON_EVENT_CONTINUE;
}

static void
watch_sum (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  parity_noticed_subscribe (actor, 0, note_sum, actor, NULL);
}

static void
events_keep_their_places_among_tells (void **state G_GNUC_UNUSED)
{
  gint n = scaled (5000);

  for (gint workers = 0; workers < 2; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);

      await_ok (invoke (actor, watch_sum, NULL));
      for (gint i = 1; i <= n; i++)
        {
          odeon_ref_tell (actor, g_variant_new_int32 (1));
          assert_int_equal (notice (system, i), 1);
        }
      settle (actor);
    }
}

static void
one_actor_alone_is_sent_an_event (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  g_autoptr (OdeonRef)    a = spawn_player (system, "a", NULL);
  g_autoptr (OdeonRef)    b = spawn_player (system, "b", NULL);
  Listener                low = { &journal, "low", 1, FALSE, 0, 0 };
  Listener                high = { &journal, "high", 2, FALSE, 0, 0 };
  ParityNoticed           event = { .number = 4 };
  ParityFrame             frame = { 1 };

  journal_init (&journal);
  listen_in (a, &low);
  listen_in (a, &high);
  listen_in (b, &low);
  assert_true (parity_noticed_publish_to (a, &event));
  settle (a);
  assert_journal (&journal, "high.4 low.4");
  /* It has no handler for this one. */
  assert_true (parity_frame_publish_to (a, &frame));
  settle (a);
  high.consumes = TRUE;
  assert_true (parity_noticed_publish_to (a, &event));
  settle (a);
  assert_journal (&journal, "high.4");
}

static void
an_event_for_nobody_harms_nobody (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    dead = spawn_player (system, "", NULL);
  ParityNoticed           event = { .number = 4 };
  gint                    counts[2] = { 0, 0 };

  await_ok (odeon_ref_stop (dead));
  assert_false (parity_noticed_publish_to (dead, &event));
  count_log (counts);
  assert_false (parity_noticed_publish_to (NULL, &event));
  restore_log ();
  assert_int_equal (counts[1], 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (events_keep_their_places_among_tells),
    cmocka_unit_test (one_actor_alone_is_sent_an_event),
    cmocka_unit_test (an_event_for_nobody_harms_nobody),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
