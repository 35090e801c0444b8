/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-pool-private.h"

#define SENDERS 3

/* A pool of one seat, without an actor: what a seat needs of it. */
static OdeonPool *
pool_new (void)
{
  OdeonPool *self = g_aligned_alloc0 (1, sizeof *self, _Alignof (OdeonPool));

  atomic_init (&self->ref_count, 1);
  self->chunks[0] = g_aligned_alloc0 (1, sizeof (OdeonSeat), _Alignof (OdeonSeat));
  self->n_seats = 1;
  self->chunks[0]->pool = self;

  return self;
}

static OdeonSeat *
seat_for (OdeonPool *pool, OdeonRef *member)
{
  OdeonSeat *seat = _odeon_pool_get_seat (pool, 0);

  _odeon_seat_take (seat, odeon_ref_ref (member));

  return seat;
}

static void
who_comes_in_counts_until_it_is_done (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    member = spawn_player (system, "", NULL);
  OdeonPool              *pool = pool_new ();
  OdeonSeat              *seat = seat_for (pool, member);

  assert_true (_odeon_seat_enter (seat));
  assert_true (_odeon_seat_enter (seat));
  _odeon_seat_leave (seat);
  _odeon_seat_leave (seat);
  assert_int_equal (_odeon_seat_get_load (seat), 2);
  _odeon_seat_done (seat);
  assert_int_equal (_odeon_seat_get_load (seat), 1);
  _odeon_seat_done (seat);
  assert_true (_odeon_seat_enter (seat));
  _odeon_seat_withdraw (seat);
  assert_int_equal (_odeon_seat_get_load (seat), 0);
  _odeon_pool_free (pool);
}

static void
nobody_comes_into_one_that_is_closed (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    member = spawn_player (system, "", NULL);
  OdeonPool              *pool = pool_new ();
  OdeonSeat              *seat = _odeon_pool_get_seat (pool, 0);

  assert_false (_odeon_seat_enter (seat));
  seat_for (pool, member);
  assert_true (_odeon_seat_is_open (seat));
  _odeon_seat_close (seat);
  assert_false (_odeon_seat_enter (seat));
  assert_int_equal (_odeon_seat_get_load (seat), 0);
  assert_true (_odeon_seat_is_vacant (seat));
  _odeon_pool_free (pool);
}

static void
whoever_leaves_last_stops_the_member_behind_all_mail (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    member = NULL;
  OdeonPool              *pool = pool_new ();
  OdeonSeat              *seat;

  journal_init (&journal);
  member = spawn_player (system, "", &journal);
  seat = seat_for (pool, member);
  assert_true (_odeon_seat_enter (seat));
  assert_true (_odeon_seat_enter (seat));
  _odeon_seat_retire (seat);
  assert_false (_odeon_seat_enter (seat));
  assert_true (tell_word (member, "a"));
  _odeon_seat_leave (seat);
  odeon_system_tick (system, -1);
  assert_journal (&journal, "started a");
  assert_true (tell_word (member, "b"));
  _odeon_seat_leave (seat);
  odeon_system_tick (system, -1);
  assert_journal (&journal, "b stopped");
  _odeon_seat_done (seat);
  _odeon_seat_done (seat);
  _odeon_pool_free (pool);
}

static void
one_that_nobody_is_in_is_stopped_at_once (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    member = NULL;
  OdeonPool              *pool = pool_new ();

  journal_init (&journal);
  member = spawn_player (system, "", &journal);
  _odeon_seat_retire (seat_for (pool, member));
  odeon_system_tick (system, -1);
  assert_journal (&journal, "started stopped");
  _odeon_pool_free (pool);
}

static void
one_is_taken_again_when_all_is_done (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    first = spawn_player (system, "", NULL);
  g_autoptr (OdeonRef)    second = spawn_player (system, "", NULL);
  OdeonPool              *pool = pool_new ();
  OdeonSeat              *seat = seat_for (pool, first);

  assert_true (_odeon_seat_enter (seat));
  _odeon_seat_leave (seat);
  assert_false (_odeon_seat_is_vacant (seat));
  _odeon_seat_close (seat);
  assert_false (_odeon_seat_is_vacant (seat));
  _odeon_seat_done (seat);
  assert_true (_odeon_seat_is_vacant (seat));
  assert_null (seat->cell);

  seat_for (pool, second);
  assert_true (_odeon_seat_enter (seat));
  _odeon_seat_withdraw (seat);
  assert_false (_odeon_seat_is_vacant (seat));
  _odeon_pool_free (pool);
}

/* What is freed twice, or never, is for a sanitizer to say. */
static void
the_last_message_lets_go_of_a_pool_that_is_gone (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    member = spawn_player (system, "", NULL);
  OdeonPool              *pool = pool_new ();
  OdeonSeat              *seat = seat_for (pool, member);

  for (guint i = 0; i < 2; i++)
    {
      assert_true (_odeon_seat_enter (seat));
      _odeon_seat_leave (seat);
    }
  _odeon_pool_free (pool);
  assert_int_equal (_odeon_seat_get_load (seat), 2);
  _odeon_seat_done (seat);
  assert_int_equal (atomic_load (&pool->ref_count), 1);
  _odeon_seat_done (seat);
}

/* --- many at the door --- */

typedef struct
{
  OdeonSeat *seat;
  Gate      *gate;
  gint      *n_turns;
  gint      *n_sent;
} Crowd;

static gpointer
send_while_it_is_open (gpointer data)
{
  Crowd *self = data;

  while (_odeon_seat_enter (self->seat))
    {
      if (!odeon_ref_tell (self->seat->cell, g_variant_new_int32 (1)))
        g_error ("A member was stopped under somebody inside");
      g_atomic_int_inc (self->n_sent);
      _odeon_seat_leave (self->seat);
      _odeon_seat_done (self->seat);
      if (g_atomic_int_add (self->n_turns, 1) == SENDERS)
        wait_at_gate (NULL, self->gate);
    }

  return NULL;
}

static void
count_lost (const OdeonDeadLetter *letter G_GNUC_UNUSED, gpointer n_lost)
{
  g_atomic_int_inc ((gint *) n_lost);
}

static void
all_that_was_sent_inside_comes_before_the_stop (void **state G_GNUC_UNUSED)
{
  for (gint round = 0; round < scaled (100); round++)
    {
      g_autoptr (OdeonSystem) system = new_system (1);
      g_autoptr (OdeonRef)    member = spawn_player (system, "", NULL);
      OdeonPool              *pool = pool_new ();
      g_auto (Gate)           gate;
      gint                    n_turns = 0;
      gint                    n_sent = 0;
      gint                    n_lost = 0;
      Crowd                   crowd = { seat_for (pool, member), &gate, &n_turns, &n_sent };
      GThread                *threads[SENDERS];

      gate_init (&gate);
      odeon_system_watch_dead_letters (system, count_lost, &n_lost, NULL);
      for (gint i = 0; i < SENDERS; i++)
        threads[i] = g_thread_new ("sender", send_while_it_is_open, &crowd);
      gate_await_arrival (&gate);
      gate_open (&gate);
      _odeon_seat_retire (crowd.seat);
      for (gint i = 0; i < SENDERS; i++)
        g_thread_join (threads[i]);
      await_ok (odeon_ref_ended (member));
      await_ok (odeon_system_shut_down (system));
      assert_true (n_sent > SENDERS);
      assert_int_equal (n_lost, 0);
      _odeon_pool_free (pool);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (who_comes_in_counts_until_it_is_done),
    cmocka_unit_test (nobody_comes_into_one_that_is_closed),
    cmocka_unit_test (whoever_leaves_last_stops_the_member_behind_all_mail),
    cmocka_unit_test (one_that_nobody_is_in_is_stopped_at_once),
    cmocka_unit_test (one_is_taken_again_when_all_is_done),
    cmocka_unit_test (the_last_message_lets_go_of_a_pool_that_is_gone),
    cmocka_unit_test (all_that_was_sent_inside_comes_before_the_stop),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
