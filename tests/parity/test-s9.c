/* SPDX-License-Identifier: MIT */

/* S9: a tick says whether all was flushed, runs one message at least, and leaves what it had no
 * time for to the next, before the rest; 5,000 messages; 30 ticks a second. And of S7: what is
 * published during a tick comes in the next one. */

#include "listener.h"
#include "virtual-time.h"

static void
what_there_was_no_time_for_comes_first (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_auto (Journal)        journal;
  g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);
  Listener                listener = { &journal, "a", 0, FALSE, 0, 0 };

  journal_init (&journal);
  listen_in (actor, &listener);
  for (gint i = 0; i < 3; i++)
    notice (system, i);
  assert_false (odeon_system_tick (system, 0));
  assert_journal (&journal, "a.0");
  notice (system, 3);
  assert_true (odeon_system_tick (system, -1));
  assert_journal (&journal, "a.1 a.2 a.3");
  assert_true (odeon_system_tick (system, 0));
}

static void
five_thousand_events_are_flushed_in_a_tick (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);
  Listener                listener = { NULL, "", 0, FALSE, 0, 0 };

  listen_in (actor, &listener);
  for (gint i = 0; i < 5000; i++)
    notice (system, i);
  assert_int_equal (listener.n, 0);
  assert_true (odeon_system_tick (system, -1));
  assert_int_equal (listener.n, 5000);
}

/* --- what is published during a tick --- */

typedef struct
{
  Listener     base;
  OdeonSystem *system;
} Echo;

static gboolean
echo_notice (const ParityNoticed *event, gpointer data)
{
  Echo *self = data;

  listener_notice (event, &self->base);
  if (event->number < 3)
    notice (self->system, event->number + 1);

  return ODEON_EVENT_CONTINUE;
}

static void
subscribe_echo (OdeonActor *actor, gpointer data)
{
  parity_noticed_subscribe (actor, ((Listener *) data)->priority, echo_notice, data, NULL);
}

static void
an_event_that_a_tick_brings_about_is_the_next_one_s (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_auto (Journal)        journal;
  g_autoptr (OdeonRef)    a = spawn_player (system, "", NULL);
  g_autoptr (OdeonRef)    b = spawn_player (system, "", NULL);
  Echo                    echo = { { &journal, "a", 1, FALSE, 0, 0 }, system };
  Listener                listener = { &journal, "b", 2, FALSE, 0, 0 };

  journal_init (&journal);
  await_ok (invoke (a, subscribe_echo, &echo));
  listen_in (b, &listener);
  notice (system, 1);
  assert_false (odeon_system_tick (system, -1));
  assert_journal (&journal, "b.1 a.1");
  assert_int_equal (odeon_topic_get_n_queued (NULL, system), 1);
  assert_false (odeon_system_tick (system, -1));
  assert_journal (&journal, "b.2 a.2");
  assert_true (odeon_system_tick (system, -1));
  assert_journal (&journal, "b.3 a.3");
}

/* --- the loop of its front page --- */

#define FRAME (G_USEC_PER_SEC / 30)

typedef struct
{
  gint    n_updates;
  guint64 last;
  gint    damage;
} Fighter;

static gboolean
fighter_update (const ParityFrame *frame, gpointer data)
{
  Fighter *self = data;

  self->n_updates++;
  self->last = frame->number;

  return ODEON_EVENT_CONTINUE;
}

static gboolean
fighter_hurt (const ParityNoticed *bomb, gpointer data)
{
  ((Fighter *) data)->damage += bomb->number;

  return ODEON_EVENT_CONTINUE;
}

static void
enter_game (OdeonActor *actor, gpointer data)
{
  parity_frame_subscribe (actor, 0, fighter_update, data, NULL);
  parity_noticed_subscribe (actor, 0, fighter_hurt, data, NULL);
}

static void
thirty_ticks_a_second (void **state G_GNUC_UNUSED)
{
  OdeonSystem *system;
  OdeonRef    *actors[2];
  Fighter      fighters[2] = { { 0 } };
  guint64      frame = 0;
  gint64       start;

  virtual_time_begin ();
  system = new_system (0);
  for (gint i = 0; i < 2; i++)
    {
      actors[i] = spawn_player (system, "", NULL);
      await_ok (invoke (actors[i], enter_game, &fighters[i]));
    }

  start = _odeon_now ();
  for (gint64 due = start; due < start + G_USEC_PER_SEC - FRAME; due += FRAME)
    {
      virtual_time_skip (due);
      parity_frame_publish (system, &(ParityFrame) { ++frame });
      if (frame == 15)
        notice (system, 40);
      assert_true (odeon_system_tick (system, FRAME));
    }

  for (gint i = 0; i < 2; i++)
    {
      assert_int_equal (fighters[i].n_updates, 30);
      assert_int_equal (fighters[i].last, 30);
      assert_int_equal (fighters[i].damage, 40);
      stop_and_unref (actors[i]);
    }
  g_object_unref (system);
  virtual_time_end ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_there_was_no_time_for_comes_first),
    cmocka_unit_test (five_thousand_events_are_flushed_in_a_tick),
    cmocka_unit_test (an_event_that_a_tick_brings_about_is_the_next_one_s),
    cmocka_unit_test (thirty_ticks_a_second),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
