/* SPDX-License-Identifier: MIT */

/* What is put into a mailbox of the user's own by any thread, also while its actor ends. */

#include "booth.h"

typedef struct
{
  OdeonRef *actor;
  gint      n;
  gint      n_refused;
} Producer;

static gpointer
produce (gpointer data)
{
  Producer *self = data;

  for (gint i = 0; i < self->n; i++)
    self->n_refused += !odeon_ref_tell (self->actor, g_variant_new_int32 (1));

  return NULL;
}

static void
race (gint faults, guint bound, gboolean kill)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_autoptr (Box)         box = box_new (faults);
  OdeonRef               *actor = spawn_with_box (system, box, bound, NULL);
  Producer                producers[4];
  GThread                *threads[4];
  gint                    n = 0;

  for (guint i = 0; i < 4; i++)
    {
      producers[i] = (Producer) { actor, scaled (5000), 0 };
      threads[i] = g_thread_new ("producer", produce, &producers[i]);
    }
  if (kill)
    await_ok (odeon_ref_kill (actor));
  for (guint i = 0; i < 4; i++)
    {
      g_thread_join (threads[i]);
      n += producers[i].n - producers[i].n_refused;
    }
  /* A stop keeps its turn. */
  if (!kill)
    {
      assert_true (await_boolean (odeon_ref_stop (actor)));
      assert_int_equal (g_atomic_int_get (&box->n_handled), n);
    }
  odeon_ref_unref (actor);
}

static void
test_nothing_is_lost_between_many_producers (void **state G_GNUC_UNUSED)
{
  race (0, 0, FALSE);
  race (0, 16, FALSE);
}

static void
test_an_end_in_the_midst_of_producers_closes_it (void **state G_GNUC_UNUSED)
{
  for (gint i = 0; i < 20; i++)
    race (BOX_LAST_FIRST, 0, TRUE);
}

typedef struct
{
  OdeonRef *actor;
  gint      code; /* of what it told itself was refused with; -1: it was not */
} Sender;

static void
send (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Sender             *self = data;
  g_autoptr (GError)  error = NULL;
  OdeonFuture        *future = ask_int (self->actor, 1);

  if (!odeon_future_await (future, &error))
    self->code = error->code;
  odeon_future_unref (future);
}

/* The mailbox is closed when the last sender has left it, which may be after the actor's end. */
static void
put_while_ending (gboolean kill_sender)
{
  g_auto (Booth) booth;
  g_auto (Gate)  gate;
  OdeonRef      *other;
  Sender         sender = { NULL, -1 };
  OdeonFuture   *sent;

  gate_init (&gate);
  booth_init (&booth, BOX_AWAITS, 0);
  booth.box->gate = &gate;
  other = spawn_player (booth.system, "", NULL);
  sender.actor = booth.actor;
  sent = invoke (other, send, &sender);
  tick (&booth);
  await_ok (odeon_ref_kill (booth.actor));
  assert_int_equal (booth.box->n_closed, 0);
  if (kill_sender)
    await_ok (odeon_ref_kill (other));
  gate_open (&gate);
  odeon_future_await (sent, NULL);
  odeon_future_unref (sent);
  assert_int_equal (booth.box->n_closed, 1);
  assert_int_equal (sender.code, kill_sender ? ODEON_ERROR_KILLED : ODEON_ERROR_ACTOR_DEAD);
  odeon_ref_unref (other);
}

static void
test_a_put_that_awaits_outlasts_the_actor (void **state G_GNUC_UNUSED)
{
  put_while_ending (FALSE);
  put_while_ending (TRUE);
}

static void
test_a_notice_without_an_actor_does_nothing (void **state G_GNUC_UNUSED)
{
  g_auto (Booth)  booth;
  g_autoptr (Box) idle = box_new (0);

  odeon_mailbox_notify ((OdeonMailbox *) idle);
  booth_init (&booth, 0, 0);
  await_ok (odeon_ref_stop (booth.actor));
  odeon_mailbox_notify ((OdeonMailbox *) booth.box);
  tick (&booth);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_nothing_is_lost_between_many_producers),
    cmocka_unit_test (test_an_end_in_the_midst_of_producers_closes_it),
    cmocka_unit_test (test_a_put_that_awaits_outlasts_the_actor),
    cmocka_unit_test (test_a_notice_without_an_actor_does_nothing),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
