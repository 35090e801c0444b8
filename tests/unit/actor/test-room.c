/* SPDX-License-Identifier: MIT */

/* Senders that wait for room in a full mailbox. The full actor is a Player held at a gate; what it
 * gets are numbers, which it adds up, and words, which it writes down. */

#include "hall.h"

/* --- a sender that is an actor --- */

typedef struct
{
  OdeonRef    *to;
  const gchar *word;
  gboolean     begun;
  gboolean     done;
  gboolean     sent;
} Letter;

static void
send_letter (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Letter *self = data;

  g_atomic_int_set (&self->begun, TRUE);
  self->sent = self->word != NULL ? tell_word (self->to, self->word) : tell_int (self->to, 1000);
  g_atomic_int_set (&self->done, TRUE);
}

static void
do_nothing (OdeonActor *actor G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

/* An actor on @worker that is in the middle of sending; another there has answered since. */
static OdeonRef *
park (Hall *hall, guint worker, Letter *letter, OdeonFuture **out_sending)
{
  OdeonRef *sender = spawn_on (hall->system, worker);
  OdeonRef *neighbour = spawn_on (hall->system, worker);

  letter->to = hall->full;
  *out_sending = invoke (sender, send_letter, letter);
  while (!g_atomic_int_get (&letter->begun))
    await_ok (invoke (neighbour, do_nothing, NULL));
  await_ok (invoke (neighbour, do_nothing, NULL));
  stop_and_unref (neighbour);
  assert_false (g_atomic_int_get (&letter->done));

  return sender;
}

static void
actors_wait_on (guint worker)
{
  g_auto (Hall) hall = { 0 };
  Letter        letter = { 0 };
  OdeonFuture  *sending;
  OdeonRef     *sender;

  hall_init (&hall);
  sender = park (&hall, worker, &letter, &sending);
  gate_open (&hall.gate);
  await_ok (sending);
  assert_true (letter.sent);
  assert_int_equal (await_int (ask_int (hall.full, 0)), 1111);
  odeon_ref_unref (sender);
}

static void
test_an_actor_waits_without_its_worker (void **state G_GNUC_UNUSED)
{
  actors_wait_on (0);
  actors_wait_on (1);
}

static void
test_who_waits_is_served_in_order_of_arrival (void **state G_GNUC_UNUSED)
{
  static const gchar *const words[] = { "a", "b", "c", "d", "e" };
  g_auto (Hall)             hall = { 0 };
  Letter                    letters[5];
  OdeonFuture              *sendings[5];
  OdeonRef                 *senders[5];

  hall_init (&hall);
  for (guint i = 0; i < 5; i++)
    {
      letters[i] = (Letter) { .word = words[i] };
      senders[i] = park (&hall, 0, &letters[i], &sendings[i]);
    }
  gate_open (&hall.gate);
  for (guint i = 0; i < 5; i++)
    {
      await_ok (sendings[i]);
      odeon_ref_unref (senders[i]);
    }
  await_ok (odeon_ref_started (hall.full));
  assert_journal (&hall.journal, "started a b c d e");
}

static void
test_a_killed_sender_is_released_and_its_message_withdrawn (void **state G_GNUC_UNUSED)
{
  g_auto (Hall) hall = { 0 };
  Letter        killed = { .word = "killed" };
  Letter        next = { .word = "next" };
  OdeonFuture  *sendings[2];
  OdeonRef     *senders[2];

  hall_init (&hall);
  senders[0] = park (&hall, 1, &killed, &sendings[0]);
  senders[1] = park (&hall, 1, &next, &sendings[1]);
  await_ok (odeon_ref_kill (senders[0]));
  assert_true (killed.done);
  assert_false (killed.sent);
  await_error (sendings[0], ODEON_ERROR_KILLED);
  gate_open (&hall.gate);
  await_ok (sendings[1]);
  await_ok (odeon_ref_started (hall.full));
  assert_journal (&hall.journal, "started next");
  odeon_ref_unref (senders[0]);
  odeon_ref_unref (senders[1]);
}

static void
ask_and_report (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Letter *self = data;

  await_error (ask_int (self->to, 1000), ODEON_ERROR_ACTOR_DEAD);
  self->done = TRUE;
}

static void
ending_releases (OdeonFuture *(*end) (gpointer ref))
{
  g_auto (Hall) hall = { 0 };
  Letter        tell = { 0 };
  Letter        ask = { 0 };
  OdeonFuture  *telling;
  OdeonFuture  *asking;
  OdeonFuture  *ended;
  OdeonRef     *teller;
  OdeonRef     *asker;

  hall_init (&hall);
  teller = park (&hall, 1, &tell, &telling);
  asker = spawn_on (hall.system, 1);
  ask.to = hall.full;
  asking = invoke (asker, ask_and_report, &ask);
  ended = end (hall.full);
  /* What waits before the stop is handled, and makes room behind it. */
  if (end == odeon_ref_stop)
    gate_open (&hall.gate);
  await_ok (ended);
  await_ok (telling);
  await_ok (asking);
  assert_true (tell.done && ask.done);
  odeon_ref_unref (teller);
  odeon_ref_unref (asker);
}

static void
test_an_actor_that_ends_releases_who_waits (void **state G_GNUC_UNUSED)
{
  ending_releases (odeon_ref_kill);
  ending_releases (odeon_ref_stop);
}

/* --- a sender that cannot wait --- */

static void
send_to_oneself (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  gpointer self = odeon_actor_get_ref (actor);

  for (gint i = 0; i < BOUND; i++)
    assert_true (tell_int (self, 1));
  assert_false (tell_int (self, 1));
  await_error (ask_int (self, 1), ODEON_ERROR_MAILBOX_FULL);
}

static void
test_an_actor_does_not_wait_for_itself (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_parking (system, 0, BOUND, NULL);

  await_ok (invoke (actor, send_to_oneself, NULL));
  await_ok (odeon_ref_started (actor));
  assert_int_equal (await_int (ask_int (actor, 0)), BOUND);
  odeon_ref_unref (actor);
}

/* The full one asks the sender, which sends to it meanwhile. */
typedef struct
{
  OdeonRef *full;
  OdeonRef *sender;
} Pair;

static void
fill_and_send (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Pair *self = data;

  for (gint i = 0; i < BOUND; i++)
    assert_true (tell_int (self->full, 1));
  assert_false (tell_int (self->full, 1));
}

static void
await_the_sender (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Pair *self = data;

  odeon_future_unref (invoke (self->sender, fill_and_send, self));
  await_int (ask_int (self->sender, 1));
}

/* On one worker the sender begins when the full one has begun to await. */
static void
test_whom_the_full_one_awaits_does_not_wait_for_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  Pair                    pair = { spawn_parking (system, 0, BOUND, NULL), spawn_on (system, 0) };

  await_ok (invoke (pair.full, await_the_sender, &pair));
  await_ok (odeon_ref_started (pair.full));
  assert_int_equal (await_int (ask_int (pair.full, 0)), BOUND);
  odeon_ref_unref (pair.full);
  odeon_ref_unref (pair.sender);
}

typedef struct
{
  Gate      gate;
  OdeonRef *sender;
} Trap;

static void
wait_then_await (OdeonActor *actor, gpointer data)
{
  Trap *self = data;

  wait_at_gate (actor, &self->gate);
  await_error (ask_int (self->sender, 1), ODEON_ERROR_DEADLOCK);
}

/* The other way round: the sender waits first. */
static void
test_an_actor_cannot_await_who_waits_for_room_in_it (void **state G_GNUC_UNUSED)
{
  g_auto (Hall) hall = { 0 };
  Letter        letter = { 0 };
  Trap          trap;
  OdeonFuture  *sending;
  OdeonFuture  *trapped;

  hall_init (&hall);
  gate_init (&trap.gate);
  gate_open (&hall.gate);
  trapped = invoke (hall.full, wait_then_await, &trap);
  gate_await_arrival (&trap.gate);
  for (gint i = 0; i < BOUND; i++)
    assert_true (tell_int (hall.full, 0));
  trap.sender = park (&hall, 0, &letter, &sending);
  gate_open (&trap.gate);
  await_ok (trapped);
  await_ok (sending);
  assert_int_equal (await_int (ask_int (hall.full, 0)), 1111);
  gate_clear (&trap.gate);
  odeon_ref_unref (trap.sender);
}

typedef struct
{
  OdeonRef     *full;
  OdeonPromise *done;
} Callback;

static gboolean
on_idle (gpointer data)
{
  Callback *self = data;
  gboolean  sent = tell_int (self->full, 1000);

  odeon_promise_set_boolean (self->done, sent);
  odeon_promise_free (self->done);

  return G_SOURCE_REMOVE;
}

static void
attach_idle (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, on_idle, data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
test_a_source_s_callback_on_a_worker_is_refused (void **state G_GNUC_UNUSED)
{
  g_auto (Hall) hall = { 0 };
  Callback      callback;
  OdeonRef     *neighbour;
  OdeonFuture  *done;

  hall_init (&hall);
  callback = (Callback) { hall.full, odeon_promise_new () };
  done = odeon_promise_get_future (callback.done);
  neighbour = spawn_on (hall.system, 0);
  await_ok (invoke (neighbour, attach_idle, &callback));
  assert_false (await_boolean (done));
  gate_open (&hall.gate);
  await_ok (odeon_ref_started (hall.full));
  assert_int_equal (await_int (ask_int (hall.full, 0)), 111);
  odeon_ref_unref (neighbour);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_an_actor_waits_without_its_worker),
    cmocka_unit_test (test_who_waits_is_served_in_order_of_arrival),
    cmocka_unit_test (test_a_killed_sender_is_released_and_its_message_withdrawn),
    cmocka_unit_test (test_an_actor_that_ends_releases_who_waits),
    cmocka_unit_test (test_an_actor_does_not_wait_for_itself),
    cmocka_unit_test (test_whom_the_full_one_awaits_does_not_wait_for_it),
    cmocka_unit_test (test_an_actor_cannot_await_who_waits_for_room_in_it),
    cmocka_unit_test (test_a_source_s_callback_on_a_worker_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
