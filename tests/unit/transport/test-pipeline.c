/* SPDX-License-Identifier: MIT */

/* Calling what the other side is to return, before it has: without a round trip, and in order. */

#include "office.h"

#include <string.h>

/* As long as it holds, nothing is answered by `theirs`, which is in one of its messages. */
static void
hold (Offices *self, Gate *gate)
{
  gate_init (gate);
  office_gate = gate;
  post_office_wait (self->remote);
  gate_await_arrival (gate);
}

/* Until so many calls of this side's have arrived at the other. */
static void
await_arrival (Offices *self, guint n)
{
  while (take_census (&self->there).n_incoming < n)
    g_thread_yield ();
}

/* Half a round trip, and all three of them are there; the other half brings the answers. */
static void
three_dependent_calls_take_one_round_trip (void **state)
{
  Offices               *self = *state;
  g_auto (Gate)          gate;
  g_autoptr (PostOffice) child = NULL;
  g_autoptr (PostOffice) grandchild = NULL;
  OdeonFuture           *sum_future;
  gint32                 sum = 0;

  hold (self, &gate);
  child = post_office_open_promised (self->remote);
  grandchild = post_office_open_promised (child);
  sum_future = post_office_add (grandchild, 3);

  await_arrival (self, 3);
  assert_false (odeon_future_is_done (sum_future));
  gate_open (&gate);

  assert_true (post_office_add_await (sum_future, &sum, NULL));
  assert_int_equal (sum, 3);
}

/* An answer that is there already, but has not been seen by who uses the promise. */
static void
a_chain_of_any_depth_is_answered (void **state)
{
  Offices    *self = *state;
  PostOffice *last = odeon_ref_ref (self->remote);
  gint32      sum = 0;

  for (guint i = 0; i < 40; i++)
    {
      PostOffice *next = post_office_open_promised (last);

      odeon_ref_unref (last);
      last = next;
    }

  assert_true (post_office_add_sync (last, 7, &sum, NULL));
  assert_int_equal (sum, 7);
  odeon_ref_unref (last);
}

static void
a_result_may_be_named (void **state)
{
  Offices               *self = *state;
  g_autoptr (PostOffice) child = post_office_from_future (post_office_open (self->remote),
                                                          "result");
  g_autoptr (PostOffice) none = post_office_from_future (post_office_open (self->remote),
                                                         "other");
  g_autoptr (GError)     error = NULL;
  gint32                 sum = 0;

  assert_true (post_office_add_sync (child, 7, &sum, NULL));
  assert_int_equal (sum, 7);

  assert_false (post_office_add_sync (none, 7, &sum, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
}

static void
it_is_sent_as_what_they_will_know (void **state)
{
  Offices               *self = *state;
  g_auto (Gate)          gate;
  g_autoptr (PostOffice) child = NULL;
  OdeonFuture           *kept;
  OdeonFuture           *asked;
  OdeonFuture           *is_kept;
  gboolean               result = FALSE;
  gint32                 sum = 0;

  hold (self, &gate);
  child = post_office_open_promised (self->remote);
  kept = post_office_keep (self->remote, child);
  asked = post_office_ask_kept (self->remote, 5);
  is_kept = post_office_is_kept (self->remote, ODEON_REF (child));
  await_arrival (self, 4);
  assert_int_equal (take_census (&self->here).n_exports, 0);
  gate_open (&gate);

  assert_true (post_office_ask_kept_await (asked, &sum, NULL));
  assert_int_equal (sum, 5);
  assert_true (post_office_is_kept_await (is_kept, &result, NULL));
  assert_true (result);
  odeon_future_unref (kept);
}

/* --- order --- */

static gint64
count_notes (PostOffice *office)
{
  gint64 n = 0;

  assert_true (post_office_count_notes_sync (office, &n, NULL));

  return n;
}

/* What is sent to the promise goes there and back, what is sent to the actor does not: the latter
 * waits. */
static void
what_comes_home_is_not_overtaken (void **state)
{
  Offices *self = *state;
  gint64   n = 0;

  for (guint round = 0; round < 200; round++)
    {
      OdeonFuture           *future = post_office_keep (self->remote, self->ours);
      g_autoptr (PostOffice) promised = post_office_from_future (odeon_future_ref (future), NULL);
      g_autoptr (PostOffice) actual = NULL;

      for (guint i = 0; i < 5; i++)
        post_office_note (promised, n++);
      assert_true (post_office_keep_await (future, &actual, NULL));
      assert_ptr_equal (actual, self->ours);
      for (guint i = 0; i < 5; i++)
        post_office_note (actual, n++);
      post_office_note (promised, n++);
    }

  assert_int_equal (count_notes (self->ours), n);
}

static void
what_stays_there_is_not_overtaken (void **state)
{
  Offices *self = *state;

  for (guint round = 0; round < 100; round++)
    {
      OdeonFuture           *future = post_office_open (self->remote);
      g_autoptr (PostOffice) promised = post_office_from_future (odeon_future_ref (future), NULL);
      g_autoptr (PostOffice) actual = NULL;
      gint64                 n = 0;

      for (guint i = 0; i < 5; i++)
        post_office_note (promised, n++);
      assert_true (post_office_open_await (future, &actual, NULL));
      for (guint i = 0; i < 5; i++)
        post_office_note (actual, n++);
      post_office_note (promised, n++);
      assert_int_equal (count_notes (promised), n);
    }
}

typedef struct
{
  PostOffice *promised;
  gint64      n;
} Writer;

static gpointer
write_notes (gpointer data)
{
  Writer *self = data;

  while (self->n < 2000)
    post_office_note (self->promised, self->n++);

  return NULL;
}

/* By another thread, which does not know when it is answered. */
static void
what_is_sent_during_the_answer_keeps_its_order (void **state)
{
  Offices *self = *state;

  for (guint round = 0; round < 10; round++)
    {
      PostOffice *ours = spawn_office (self->here.system);
      Writer      writer = { NULL, 0 };
      GThread    *thread;

      writer.promised = post_office_from_future (post_office_keep (self->remote, ours), NULL);
      thread = g_thread_new ("writer", write_notes, &writer);
      g_thread_join (thread);

      assert_int_equal (count_notes (writer.promised), writer.n);
      odeon_ref_unref (writer.promised);
      odeon_ref_unref (ours);
    }
}

/* --- failure --- */

static void
assert_fails_of (OdeonFuture *future, gint code)
{
  g_autoptr (GError) error = NULL;

  assert_false (odeon_future_await (future, &error));
  if (!g_error_matches (error, ODEON_ERROR, code))
    fail_msg ("%s", error->message);
  odeon_future_unref (future);
}

static void
they_fail_of_what_the_promise_failed_of (void **state)
{
  Offices               *self = *state;
  g_autoptr (PostOffice) child = NULL;
  g_autoptr (PostOffice) grandchild = NULL;
  OdeonFuture           *first;

  await_ok (odeon_ref_kill (self->theirs));
  child = post_office_open_promised (self->remote);
  grandchild = post_office_open_promised (child);
  first = post_office_add (grandchild, 3);

  assert_fails_of (first, ODEON_ERROR_ACTOR_DEAD);
  assert_fails_of (post_office_add (child, 3), ODEON_ERROR_ACTOR_DEAD);
}

static void
nil_is_no_actor_to_call (void **state)
{
  Offices               *self = *state;
  g_autoptr (PostOffice) nil = post_office_keep_promised (self->remote, NULL);

  assert_fails_of (post_office_add (nil, 3), ODEON_ERROR_INVALID_ARGUMENT);
}

/* The peer has forgotten the call by the time when it hears of the promise. */
static void
a_promise_that_is_broken_meanwhile_fails_likewise (void **state)
{
  Offices *self = *state;

  await_ok (odeon_ref_kill (self->theirs));
  for (guint i = 0; i < 100; i++)
    {
      OdeonFuture           *opened = post_office_open (self->remote);
      g_autoptr (PostOffice) child = NULL;

      for (guint pause = 0; pause < i; pause++)
        g_thread_yield ();
      child = post_office_from_future (opened, NULL);
      assert_fails_of (post_office_add (child, 3), ODEON_ERROR_ACTOR_DEAD);
    }
}

static void
what_has_gone_there_can_be_cancelled (void **state)
{
  Offices               *self = *state;
  g_auto (Gate)          gate;
  g_autoptr (PostOffice) child = NULL;
  OdeonFuture           *added;
  gint32                 sum = 0;

  hold (self, &gate);
  child = post_office_open_promised (self->remote);
  added = post_office_add (child, 3);
  await_arrival (self, 2);
  odeon_future_cancel (added);
  assert_fails_of (added, ODEON_ERROR_CANCELLED);
  gate_open (&gate);

  assert_true (post_office_add_sync (child, 4, &sum, NULL));
  assert_true (sum == 4 || sum == 7);
}

static void
the_end_of_the_connection_ends_all (void **state)
{
  Offices               *self = *state;
  g_auto (Gate)          gate;
  g_autoptr (PostOffice) child = NULL;
  g_autoptr (GError)     why = NULL;
  OdeonFuture           *opened;
  OdeonFuture           *added;
  gint32                 sum;

  hold (self, &gate);
  opened = post_office_open (self->remote);
  child = post_office_from_future (odeon_future_ref (opened), NULL);
  added = post_office_add (child, 3);
  await_arrival (self, 2);
  side_close (&self->here);

  assert_fails_of (opened, ODEON_ERROR_OUTCOME_UNKNOWN);
  assert_fails_of (added, ODEON_ERROR_OUTCOME_UNKNOWN);
  assert_fails_of (post_office_add (child, 3), ODEON_ERROR_OUTCOME_UNKNOWN);
  gate_open (&gate);
  /* It has left the gate when it has handled something else. */
  assert_true (post_office_add_sync (self->theirs, 0, &sum, NULL));
}

/* --- what is left --- */

static void
nothing_is_kept_of_what_was_promised (void **state)
{
  Offices *self = *state;
  Census   here;
  Census   there;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (PostOffice) child = post_office_open_promised (self->remote);
      g_autoptr (PostOffice) back = post_office_keep_promised (self->remote, self->ours);
      gint32                 sum;

      assert_true (post_office_add_sync (child, 3, &sum, NULL));
      assert_true (post_office_add_sync (back, 3, &sum, NULL));
    }
  post_office_let_go_sync (self->remote, NULL);

  do
    {
      here = take_census (&self->here);
      there = take_census (&self->there);
    }
  while (here.n_pipelines > 0 || there.n_promises > 0 || there.n_answered > 0
         || here.n_exports > 0 || there.n_exports > 1);
  assert_int_equal (here.n_outgoing, 0);
  assert_int_equal (there.n_incoming, 0);
}

#define offices_test(name) cmocka_unit_test_setup_teardown (name, offices_set_up, offices_tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    offices_test (three_dependent_calls_take_one_round_trip),
    offices_test (a_chain_of_any_depth_is_answered),
    offices_test (a_result_may_be_named),
    offices_test (it_is_sent_as_what_they_will_know),
    offices_test (what_comes_home_is_not_overtaken),
    offices_test (what_stays_there_is_not_overtaken),
    offices_test (what_is_sent_during_the_answer_keeps_its_order),
    offices_test (they_fail_of_what_the_promise_failed_of),
    offices_test (nil_is_no_actor_to_call),
    offices_test (a_promise_that_is_broken_meanwhile_fails_likewise),
    offices_test (what_has_gone_there_can_be_cancelled),
    offices_test (the_end_of_the_connection_ends_all),
    offices_test (nothing_is_kept_of_what_was_promised),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
