/* SPDX-License-Identifier: MIT */

/* Being told of the end of an actor in another process, and ending it from here. */

#include "office.h"

/* --- an actor that is told --- */

typedef struct
{
  Player parent_instance;

  OdeonPromise *told; /* the test's: of who ended, and why */
  gint          n;
} Mourner;

typedef PlayerClass MournerClass;

GType mourner_get_type (void);

G_DEFINE_TYPE (Mourner, mourner, player_get_type ())

static gboolean
mourner_peer_ended (OdeonActor *actor, OdeonRef *peer G_GNUC_UNUSED, const GError *reason,
                    GError **error G_GNUC_UNUSED)
{
  Mourner *self = (Mourner *) actor;

  self->n++;
  if (reason != NULL)
    odeon_promise_set_error (self->told, g_error_copy (reason));
  else
    odeon_promise_set_boolean (self->told, TRUE);

  return TRUE;
}

static void
mourner_class_init (MournerClass *klass)
{
  ODEON_ACTOR_CLASS (klass)->peer_ended = mourner_peer_ended;
}

static void
mourner_init (Mourner *self G_GNUC_UNUSED)
{
}

typedef struct
{
  OdeonRef     *peer;
  OdeonPromise *told;
  gboolean      result;
  gint          n;
} Order;

static void
do_monitor (OdeonActor *actor, gpointer data)
{
  ((Mourner *) actor)->told = ((Order *) data)->told;
  odeon_actor_monitor (actor, ((Order *) data)->peer);
}

static void
do_demonitor (OdeonActor *actor, gpointer data)
{
  ((Order *) data)->result = odeon_actor_demonitor (actor, ((Order *) data)->peer);
}

static void
do_link (OdeonActor *actor, gpointer data)
{
  odeon_actor_link (actor, ((Order *) data)->peer);
}

static void
do_unlink (OdeonActor *actor, gpointer data)
{
  ((Order *) data)->result = odeon_actor_unlink (actor, ((Order *) data)->peer);
}

static void
get_count (OdeonActor *actor, gpointer data)
{
  ((Order *) data)->n = ((Mourner *) actor)->n;
}

typedef struct
{
  Offices  *offices;
  OdeonRef *mourner;
  Order     order;
} Scene;

static int
set_up (void **state)
{
  Scene  *self = g_new0 (Scene, 1);
  GError *error = NULL;

  self->offices = offices_new (1, NULL, NULL);
  self->mourner = odeon_spawn (ODEON_SPAWNER (self->offices->here.system), mourner_get_type (),
                               NULL, &error, NULL);
  assert_no_error (error);
  self->order.peer = ODEON_REF (self->offices->remote);
  self->order.told = odeon_promise_new ();
  *state = self;

  return 0;
}

static int
tear_down (void **state)
{
  Scene *self = *state;

  odeon_ref_unref (self->mourner);
  offices_free (self->offices);
  odeon_promise_free (self->order.told);
  g_free (self);

  return 0;
}

static OdeonFuture *
told (Scene *self)
{
  return odeon_promise_get_future (self->order.told);
}

static void
monitor (Scene *self)
{
  await_ok (invoke (self->mourner, do_monitor, &self->order));
}

static gint
count (Scene *self)
{
  await_ok (invoke (self->mourner, get_count, &self->order));

  return self->order.n;
}

static void
a_monitor_is_told_once_that_it_was_stopped (void **state)
{
  Scene *self = *state;

  monitor (self);
  monitor (self);
  await_ok (odeon_ref_stop (self->offices->theirs));

  await_ok (told (self));
  assert_int_equal (count (self), 1);
}

static void
a_monitor_is_told_that_it_was_killed (void **state)
{
  Scene *self = *state;

  monitor (self);
  assert_true (await_boolean (odeon_ref_kill (self->offices->remote)));

  await_error (told (self), ODEON_ERROR_KILLED);
}

static void
a_monitor_is_told_that_the_link_is_gone (void **state)
{
  Scene *self = *state;

  monitor (self);
  side_close (&self->offices->there);

  await_error (told (self), ODEON_ERROR_ACTOR_DEAD);
  assert_int_equal (count (self), 1);
}

static void
a_monitor_of_one_that_has_ended_is_told_at_once (void **state)
{
  Scene *self = *state;

  await_ok (odeon_ref_stop (self->offices->theirs));
  monitor (self);

  await_ok (told (self));
}

static void
a_monitor_of_a_closed_link_is_told_at_once (void **state)
{
  Scene              *self = *state;
  g_autoptr (GError)  why = NULL;

  side_close (&self->offices->here);
  why = side_await_closed (&self->offices->here);
  monitor (self);

  await_error (told (self), ODEON_ERROR_ACTOR_DEAD);
}

static void
what_is_monitored_no_more_is_not_told_of (void **state)
{
  Scene *self = *state;

  monitor (self);
  await_ok (invoke (self->mourner, do_demonitor, &self->order));
  assert_true (self->order.result);
  await_ok (odeon_ref_stop (self->offices->theirs));
  await_ok (odeon_ref_ended (self->offices->remote));

  assert_int_equal (count (self), 0);
  assert_int_equal (take_census (&self->offices->there).n_incoming, 0);
}

static void
an_end_can_be_awaited (void **state)
{
  Scene       *self = *state;
  OdeonFuture *ended = odeon_ref_ended (self->offices->remote);

  await_ok (odeon_ref_stop (self->offices->remote));

  assert_true (await_boolean (ended));
}

static void
whoever_is_linked_to_what_is_killed_there_fails_here (void **state)
{
  Scene       *self = *state;
  OdeonFuture *ended = odeon_ref_ended (self->mourner);

  await_ok (invoke (self->mourner, do_link, &self->order));
  await_ok (odeon_ref_kill (self->offices->theirs));

  await_error (ended, ODEON_ERROR_KILLED);
}

static void
whoever_is_linked_to_what_is_killed_here_fails_there (void **state)
{
  Scene       *self = *state;
  OdeonFuture *ended = odeon_ref_ended (self->offices->theirs);
  gint32       sum;

  await_ok (invoke (self->mourner, do_link, &self->order));
  /* Behind what links it there, and the answer to what that asks here. */
  assert_true (post_office_add_sync (self->offices->remote, 1, &sum, NULL));
  assert_true (post_office_add_sync (self->offices->remote, 1, &sum, NULL));
  await_ok (odeon_ref_kill (self->mourner));

  await_error (ended, ODEON_ERROR_KILLED);
}

static void
a_link_is_taken_away_on_both_sides (void **state)
{
  Scene *self = *state;
  gint32 sum;

  await_ok (invoke (self->mourner, do_link, &self->order));
  await_ok (invoke (self->mourner, do_unlink, &self->order));
  assert_true (self->order.result);
  assert_true (post_office_add_sync (self->offices->remote, 1, &sum, NULL));
  await_ok (odeon_ref_kill (self->mourner));

  assert_true (post_office_add_sync (self->offices->remote, 1, &sum, NULL));
}

static void
an_actor_there_is_suspended_and_resumed (void **state)
{
  Scene       *self = *state;
  OdeonFuture *added;
  gint32       sum;

  assert_true (await_boolean (odeon_ref_suspend (self->offices->remote)));
  added = post_office_add (self->offices->remote, 1);
  await_ok (odeon_ref_started (self->offices->ours));
  take_census (&self->offices->there);
  assert_int_equal (odeon_ref_get_state (self->offices->theirs), ODEON_ACTOR_STATE_SUSPENDED);
  assert_false (odeon_future_is_done (added));
  assert_true (await_boolean (odeon_ref_resume (self->offices->remote)));

  assert_true (post_office_add_await (added, &sum, NULL));
}

static void
without_the_right_to_it_nothing_is_ended (void **state G_GNUC_UNUSED)
{
  OdeonLinkOptions   options = ODEON_LINK_OPTIONS_INIT;
  Offices           *self;
  g_autoptr (GError) error = NULL;
  OdeonFuture       *future;
  gint32             sum;

  options.session.grants_control = FALSE;
  self = offices_new (1, NULL, &options);
  future = odeon_ref_kill (self->remote);
  assert_false (odeon_future_await (future, &error));

  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED));
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
  odeon_future_unref (future);
  offices_free (self);
}

static void
nothing (OdeonActor *actor G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  fail ();
}

static void
a_function_cannot_be_invoked_there (void **state)
{
  Scene *self = *state;

  await_error (invoke (self->offices->remote, nothing, NULL), ODEON_ERROR_INVALID_ARGUMENT);
}

#define test(name) cmocka_unit_test_setup_teardown (name, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    test (a_monitor_is_told_once_that_it_was_stopped),
    test (a_monitor_is_told_that_it_was_killed),
    test (a_monitor_is_told_that_the_link_is_gone),
    test (a_monitor_of_one_that_has_ended_is_told_at_once),
    test (a_monitor_of_a_closed_link_is_told_at_once),
    test (what_is_monitored_no_more_is_not_told_of),
    test (an_end_can_be_awaited),
    test (whoever_is_linked_to_what_is_killed_there_fails_here),
    test (whoever_is_linked_to_what_is_killed_here_fails_there),
    test (a_link_is_taken_away_on_both_sides),
    test (an_actor_there_is_suspended_and_resumed),
    cmocka_unit_test (without_the_right_to_it_nothing_is_ended),
    test (a_function_cannot_be_invoked_there),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
