/* SPDX-License-Identifier: MIT */

#include "office.h"

#define WINDOW 4096

static Offices *
new_narrow (gint workers)
{
  OdeonLinkOptions options = ODEON_LINK_OPTIONS_INIT;

  options.session.window = WINDOW;

  return offices_new (workers, NULL, &options);
}

typedef struct
{
  PostOffice *remote;
  gint        n;
  atomic_int  n_sent;
} Burst;

static void
send_burst (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Burst *burst = data;

  for (gint i = 0; i < burst->n; i++)
    {
      post_office_note (burst->remote, i);
      atomic_fetch_add (&burst->n_sent, 1);
    }
}

/* What the peer has sent and not got back, of a window, is kept in bounds by those who wait. */
static void
senders_wait_for_a_peer_that_is_behind (gint workers, guint place)
{
  Offices              *self = new_narrow (workers);
  g_autoptr (OdeonRef)  sender = spawn_on (self->here.system, place);
  Burst                 burst = { .remote = self->remote, .n = 10000 };
  g_auto (Gate)         gate;
  OdeonFuture          *sent;
  gint64                n = 0;
  gint                  n_sent;

  gate_init (&gate);
  office_gate = &gate;
  post_office_wait (self->remote);
  await_ok (odeon_future_ref (gate.arrival));
  sent = invoke (sender, send_burst, &burst);

  /* As soon as it does not go on any more, whoever asks finds it so for good. */
  do
    {
      n_sent = atomic_load (&burst.n_sent);
      await_ok (odeon_ref_started (self->ours));
      take_census (&self->here);
      take_census (&self->there);
    }
  while (n_sent == 0 || n_sent != atomic_load (&burst.n_sent));
  assert_in_range (n_sent, 1, 9000);
  assert_false (odeon_future_is_done (sent));

  gate_open (&gate);
  await_ok (sent);
  do
    assert_true (post_office_count_notes_sync (self->remote, &n, NULL));
  while (n >= 0 && n < burst.n);
  assert_int_equal (n, burst.n);

  offices_free (self);
}

static void
an_actor_of_the_link_s_worker_waits (void **state G_GNUC_UNUSED)
{
  senders_wait_for_a_peer_that_is_behind (1, 0);
}

static void
an_actor_of_another_worker_waits (void **state G_GNUC_UNUSED)
{
  senders_wait_for_a_peer_that_is_behind (2, 1);
}

typedef struct
{
  GMutex        mutex;
  OdeonPromise *reached;
} Barrier;

static void
block (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Barrier *self = data;

  odeon_promise_set_boolean (self->reached, TRUE);
  g_mutex_lock (&self->mutex);
  g_mutex_unlock (&self->mutex);
}

/* All are let through, for nothing was written yet: it is the worker that writes no more than the
 * peer puts up with. */
static void
what_others_send_while_the_worker_is_busy_waits_there_in_order (void **state G_GNUC_UNUSED)
{
  OdeonLinkOptions     options = ODEON_LINK_OPTIONS_INIT;
  g_autoptr (OdeonRef) busy = NULL;
  Barrier              barrier = { .reached = odeon_promise_new () };
  g_auto (Gate)        gate;
  Offices             *self;
  OdeonFuture         *blocked;
  gint64               n = 0;

  options.session.window = WINDOW;
  options.session.max_frame = WINDOW;
  self = offices_new (1, NULL, &options);
  busy = spawn_player (self->here.system, "", NULL);
  g_mutex_init (&barrier.mutex);
  gate_init (&gate);
  office_gate = &gate;
  post_office_wait (self->remote);
  await_ok (odeon_future_ref (gate.arrival));

  g_mutex_lock (&barrier.mutex);
  blocked = invoke (busy, block, &barrier);
  await_ok (odeon_promise_get_future (barrier.reached));
  for (gint i = 0; i < 2000; i++)
    assert_true (post_office_note (self->remote, i));
  g_mutex_unlock (&barrier.mutex);
  await_ok (blocked);
  assert_true (_odeon_credit_get_left (&_odeon_link_peek_session (self->here.link)->credit)
               > -2 * WINDOW);

  gate_open (&gate);
  assert_true (post_office_count_notes_sync (self->remote, &n, NULL));
  assert_int_equal (n, 2000);
  offices_free (self);
  odeon_promise_free (barrier.reached);
  g_mutex_clear (&barrier.mutex);
}

/* --- who cannot wait --- */

typedef struct
{
  PostOffice   *remote;
  OdeonPromise *done;
  gint          n_refused;
} Callback;

static gboolean
send_without_end (gpointer data)
{
  Callback *self = data;
  gint      n;

  for (n = 0; n < 10000 && post_office_note (self->remote, n); n++)
    ;
  self->n_refused = 10000 - n;
  odeon_promise_set_boolean (self->done, TRUE);

  return G_SOURCE_REMOVE;
}

static void
attach_sender (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  GSource *source = g_idle_source_new ();

  g_source_set_callback (source, send_without_end, data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_source_unref (source);
}

static void
a_callback_that_cannot_wait_is_refused_at_last (void **state G_GNUC_UNUSED)
{
  Offices              *self = new_narrow (1);
  g_autoptr (OdeonRef)  sender = spawn_player (self->here.system, "", NULL);
  Callback              callback = { self->remote, odeon_promise_new (), 0 };
  g_auto (Gate)         gate;

  gate_init (&gate);
  office_gate = &gate;
  post_office_wait (self->remote);
  await_ok (odeon_future_ref (gate.arrival));
  await_ok (invoke (sender, attach_sender, &callback));
  await_ok (odeon_promise_get_future (callback.done));
  assert_true (callback.n_refused > 0);

  gate_open (&gate);
  await_ok (odeon_ref_started (self->remote));
  offices_free (self);
  odeon_promise_free (callback.done);
}

typedef struct
{
  OdeonPromise *promise;
  OdeonRef     *ref;
} Fulfilment;

static void
fulfil (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Fulfilment     *self = data;
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, ODEON_TYPE_REF);
  g_value_set_boxed (&value, self->ref);
  odeon_promise_set_value (self->promise, &value);
}

#define N_PROMISED 500

/* Whoever fulfils it is not suspended for it. */
static void
what_waited_for_a_promise_has_the_second_window (void **state G_GNUC_UNUSED)
{
  Offices               *self = new_narrow (1);
  Fulfilment             fulfilment = { odeon_promise_new (), (OdeonRef *) self->remote };
  OdeonFuture           *future = odeon_promise_get_future (fulfilment.promise);
  g_autoptr (PostOffice) promised = post_office_from_future (future, NULL);
  OdeonFuture           *sums[N_PROMISED];
  g_auto (Gate)          gate;
  gint                   n = 0;
  gint32                 sum;

  gate_init (&gate);
  office_gate = &gate;
  post_office_wait (self->remote);
  await_ok (odeon_future_ref (gate.arrival));
  for (gint i = 0; i < N_PROMISED; i++)
    sums[i] = post_office_add (promised, 1);
  await_ok (invoke (self->ours, fulfil, &fulfilment));
  gate_open (&gate);

  while (post_office_add_await (sums[n], &sum, NULL))
    assert_int_equal (sum, ++n);
  assert_in_range (n, 1, N_PROMISED - 2);
  while (++n < N_PROMISED)
    {
      g_autoptr (GError) error = NULL;

      assert_false (post_office_add_await (sums[n], &sum, &error));
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_MAILBOX_FULL));
    }
  odeon_promise_free (fulfilment.promise);
  offices_free (self);
}

/* Calls that wait keep nothing back for ever. */
static void
calls_give_back_what_they_took (void **state G_GNUC_UNUSED)
{
  Offices *self = new_narrow (1);
  gint32   sum = 0;

  for (gint i = 0; i < 2000; i++)
    assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
  assert_int_equal (sum, 2000);
  offices_free (self);
}

static void
a_message_larger_than_the_window_passes (void **state G_GNUC_UNUSED)
{
  Offices           *self = new_narrow (1);
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (10 * WINDOW), 10 * WINDOW);

  for (gint i = 0; i < 10; i++)
    {
      g_autoptr (GBytes) back = NULL;

      assert_true (post_office_copy_sync (self->remote, bytes, &back, NULL));
      assert_true (g_bytes_equal (bytes, back));
    }
  offices_free (self);
}

/* A peer that is behind can be killed. */
static void
what_ends_an_actor_waits_for_nobody (void **state G_GNUC_UNUSED)
{
  Offices              *self = new_narrow (1);
  g_autoptr (OdeonRef)  sender = spawn_player (self->here.system, "", NULL);
  Burst                 burst = { .remote = self->remote, .n = 10000 };
  g_auto (Gate)         gate;
  OdeonFuture          *sent;

  gate_init (&gate);
  office_gate = &gate;
  post_office_wait (self->remote);
  await_ok (odeon_future_ref (gate.arrival));
  sent = invoke (sender, send_burst, &burst);
  while (_odeon_credit_get_left (&_odeon_link_peek_session (self->here.link)->credit) > 0)
    take_census (&self->here);

  assert_true (await_boolean (odeon_ref_kill (self->remote)));
  await_ok (sent);
  offices_free (self);
}

static void
whoever_waits_when_the_link_is_closed_goes_on (void **state G_GNUC_UNUSED)
{
  Offices              *self = new_narrow (1);
  g_autoptr (OdeonRef)  sender = spawn_player (self->here.system, "", NULL);
  Burst                 burst = { .remote = self->remote, .n = 10000 };
  g_auto (Gate)         gate;
  OdeonFuture          *sent;

  gate_init (&gate);
  office_gate = &gate;
  post_office_wait (self->remote);
  await_ok (odeon_future_ref (gate.arrival));
  sent = invoke (sender, send_burst, &burst);
  side_close (&self->here);

  await_ok (sent);
  gate_open (&gate);
  offices_free (self);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_actor_of_the_link_s_worker_waits),
    cmocka_unit_test (an_actor_of_another_worker_waits),
    cmocka_unit_test (what_others_send_while_the_worker_is_busy_waits_there_in_order),
    cmocka_unit_test (a_callback_that_cannot_wait_is_refused_at_last),
    cmocka_unit_test (what_waited_for_a_promise_has_the_second_window),
    cmocka_unit_test (calls_give_back_what_they_took),
    cmocka_unit_test (a_message_larger_than_the_window_passes),
    cmocka_unit_test (what_ends_an_actor_waits_for_nobody),
    cmocka_unit_test (whoever_waits_when_the_link_is_closed_goes_on),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
