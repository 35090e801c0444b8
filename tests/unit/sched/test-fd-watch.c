/* SPDX-License-Identifier: MIT */

/* Descriptors that a worker waits for, besides its main context and its timers. */

#include "stage.h"

#include "odeon-fd-watch-private.h"

#include <glib-unix.h>
#include <unistd.h>

typedef struct _Ear Ear;

/* One end of a pipe, that is listened at. */
struct _Ear
{
  OdeonFdWatch  watch; /* first */
  gint          fds[2];
  atomic_int    n_heard;
  GIOCondition  condition; /* as it was told first */
  Ear          *silences; /* (nullable): another, that it stops */
  GMainLoop    *loop;     /* (nullable): that it ends */
  OdeonPromise *heard;
};

static void
ear_init (Ear *self)
{
  memset (self, 0, sizeof *self);
  assert_true (g_unix_open_pipe (self->fds, FD_CLOEXEC, NULL));
  self->heard = odeon_promise_new ();
}

static void
ear_clear (Ear *self)
{
  close (self->fds[0]);
  close (self->fds[1]);
  odeon_promise_free (self->heard);
}

static void
speak (Ear *self)
{
  assert_int_equal (write (self->fds[1], "!", 1), 1);
}

static void
hear (OdeonFdWatch *watch, GIOCondition condition)
{
  Ear  *self = (Ear *) watch;
  gchar byte;

  assert_true (condition & G_IO_IN);
  assert_int_equal (read (self->fds[0], &byte, 1), 1);
  if (self->n_heard == 0)
    self->condition = condition;
  if (self->n_heard++ == 0)
    odeon_promise_set_boolean (self->heard, TRUE);
  if (self->silences != NULL)
    _odeon_fd_watch_stop (&self->silences->watch);
  if (self->loop != NULL)
    g_main_loop_quit (self->loop);
}

static void
listen (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Ear *self = data;

  _odeon_fd_watch_start (&self->watch, self->fds[0], G_IO_IN, hear);
}

static void
listen_again (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  _odeon_fd_watch_set (&((Ear *) data)->watch, G_IO_IN);
}

static void
stop_listening (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  _odeon_fd_watch_stop (&((Ear *) data)->watch);
}

typedef struct
{
  OdeonSystem *system;
  OdeonRef    *actor;
  Ear          ear;
} Scene;

static int
set_up (void **state)
{
  Scene *self = g_new0 (Scene, 1);

  self->system = new_system (1);
  self->actor = spawn_on (self->system, 0);
  ear_init (&self->ear);
  *state = self;

  return 0;
}

static int
tear_down (void **state)
{
  Scene *self = *state;

  await_ok (invoke (self->actor, stop_listening, &self->ear));
  ear_clear (&self->ear);
  odeon_ref_unref (self->actor);
  g_object_unref (self->system);
  g_free (self);

  return 0;
}

static void
it_wakes_a_worker_that_sleeps_and_so_do_messages (void **state)
{
  Scene *self = *state;

  await_ok (invoke (self->actor, listen, &self->ear));
  speak (&self->ear);
  await_ok (odeon_promise_get_future (self->ear.heard));
  await_ok (odeon_ref_started (self->actor));
}

static void
await_briefly (OdeonActor *actor, gpointer data)
{
  g_autoptr (OdeonPromise) never = odeon_promise_new ();
  g_autoptr (OdeonFuture)  future = odeon_promise_get_future (never);
  GError                 **error = data;

  (void) actor;
  odeon_future_await_for (future, 10, error);
}

static void
a_timer_ends_the_sleep_all_the_same (void **state)
{
  Scene             *self = *state;
  g_autoptr (GError) error = NULL;

  await_ok (invoke (self->actor, listen, &self->ear));
  await_ok (invoke (self->actor, await_briefly, &error));

  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
}

static void
await_for_longer (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  g_autoptr (OdeonPromise) never = odeon_promise_new ();
  g_autoptr (OdeonFuture)  future = odeon_promise_get_future (never);
  gint64                   start = g_get_monotonic_time ();

  odeon_future_await_for (future, 60, data);
  assert_true (g_get_monotonic_time () - start >= 60000);
}

static void
so_does_one_that_is_not_due_soon (void **state)
{
  Scene *self = *state;

  await_ok (invoke (self->actor, listen, &self->ear));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      await_ok (invoke (self->actor, await_for_longer, &error));
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
    }
}

/* The worker comes by its poller between two of these. */
static void
let_it_look_about (Scene *self)
{
  for (guint i = 0; i < 20; i++)
    await_ok (odeon_ref_started (self->actor));
}

static void
a_greedy_one_is_told_but_once_of_what_is_there (void **state)
{
  Scene *self = *state;

  self->ear.watch.is_greedy = TRUE;
  for (guint i = 0; i < 3; i++)
    speak (&self->ear);
  await_ok (invoke (self->actor, listen, &self->ear));
  await_ok (odeon_promise_get_future (self->ear.heard));
  let_it_look_about (self);
  assert_int_equal (self->ear.n_heard, 1);

  await_ok (invoke (self->actor, listen_again, &self->ear));
  while (self->ear.n_heard < 2)
    await_ok (odeon_ref_started (self->actor));
  let_it_look_about (self);
  assert_int_equal (self->ear.n_heard, 2);

  speak (&self->ear);
  while (self->ear.n_heard < 3)
    await_ok (odeon_ref_started (self->actor));
}

static void
a_greedy_one_is_told_of_the_end_with_the_last_word (void **state)
{
  Scene *self = *state;

  self->ear.watch.is_greedy = TRUE;
  speak (&self->ear);
  close (self->ear.fds[1]);
  await_ok (invoke (self->actor, listen, &self->ear));
  await_ok (odeon_promise_get_future (self->ear.heard));
  assert_true (self->ear.condition & G_IO_IN);
  assert_true (self->ear.condition & ~G_IO_IN);
  self->ear.fds[1] = -1;
}

static gboolean
say_so (gpointer promise)
{
  odeon_promise_set_boolean (promise, TRUE);

  return G_SOURCE_REMOVE;
}

static gboolean
say_so_of_fd (gint fd G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED, gpointer promise)
{
  return say_so (promise);
}

static void
attach (GSource *source, GSourceFunc function, gpointer promise)
{
  g_source_set_callback (source, function, promise, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_source_unref (source);
}

static void
wait_for_time (OdeonActor *actor G_GNUC_UNUSED, gpointer promise)
{
  attach (g_timeout_source_new (5), say_so, promise);
}

static void
await_end (OdeonPromise *promise)
{
  await_ok (odeon_promise_get_future (promise));
  odeon_promise_free (promise);
}

static void
sources_of_the_main_context_have_their_turn (void **state)
{
  Scene        *self = *state;
  OdeonPromise *timeout = odeon_promise_new ();

  await_ok (invoke (self->actor, listen, &self->ear));
  await_ok (invoke (self->actor, wait_for_time, timeout));
  await_end (timeout);
}

typedef struct
{
  gint          fd;
  OdeonPromise *promise;
} Other;

static void
wait_for_other (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Other *other = data;

  attach (g_unix_fd_source_new (other->fd, G_IO_IN), G_SOURCE_FUNC (say_so_of_fd), other->promise);
}

static void
descriptors_of_the_main_context_are_waited_for_beside_it (void **state)
{
  Scene *self = *state;
  Ear    elsewhere;
  Other  other;

  ear_init (&elsewhere);
  other = (Other) { elsewhere.fds[0], odeon_promise_new () };
  await_ok (invoke (self->actor, listen, &self->ear));
  await_ok (invoke (self->actor, wait_for_other, &other));
  speak (&self->ear);
  await_ok (odeon_promise_get_future (self->ear.heard));
  speak (&elsewhere);
  await_end (other.promise);
  ear_clear (&elsewhere);
}

static void
listen_twice (OdeonActor *actor, gpointer data)
{
  Ear *first = data;

  speak (first);
  speak (first->silences);
  listen (actor, first);
  listen (actor, first->silences);
}

static void
one_that_is_stopped_by_another_is_not_told (void **state)
{
  Scene *self = *state;
  Ear    second;

  ear_init (&second);
  self->ear.silences = &second;
  second.silences = &self->ear;
  await_ok (invoke (self->actor, listen_twice, &self->ear));
  while (self->ear.n_heard + second.n_heard == 0)
    await_ok (odeon_ref_started (self->actor));

  assert_int_equal (self->ear.n_heard + second.n_heard, 1);
  await_ok (invoke (self->actor, stop_listening, &second));
  ear_clear (&second);
}

static void
listen_within (OdeonActor *actor, gpointer data)
{
  Ear *self = data;

  self->loop = g_main_loop_new (g_main_context_get_thread_default (), FALSE);
  listen (actor, self);
  speak (self);
  g_main_loop_run (self->loop);
  g_main_loop_unref (self->loop);
}

static void
in_a_main_loop_within_an_actor_it_goes_on (void **state)
{
  Scene *self = *state;

  await_ok (invoke (self->actor, listen_within, &self->ear));
  assert_int_equal (self->ear.n_heard, 1);
}

static void
without_a_worker_s_thread_it_is_a_source (void **state G_GNUC_UNUSED)
{
  Ear self;

  ear_init (&self);
  listen (NULL, &self);
  _odeon_fd_watch_set (&self.watch, 0);
  speak (&self);
  assert_false (g_main_context_iteration (NULL, FALSE));
  _odeon_fd_watch_set (&self.watch, G_IO_IN);
  while (self.n_heard == 0)
    g_main_context_iteration (NULL, TRUE);
  stop_listening (NULL, &self);
  speak (&self);
  assert_false (g_main_context_iteration (NULL, FALSE));
  ear_clear (&self);
}

#define test(name) cmocka_unit_test_setup_teardown (name, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    test (it_wakes_a_worker_that_sleeps_and_so_do_messages),
    test (a_timer_ends_the_sleep_all_the_same),
    test (so_does_one_that_is_not_due_soon),
    test (a_greedy_one_is_told_but_once_of_what_is_there),
    test (a_greedy_one_is_told_of_the_end_with_the_last_word),
    test (sources_of_the_main_context_have_their_turn),
    test (descriptors_of_the_main_context_are_waited_for_beside_it),
    test (one_that_is_stopped_by_another_is_not_told),
    test (in_a_main_loop_within_an_actor_it_goes_on),
    cmocka_unit_test (without_a_worker_s_thread_it_is_a_source),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
