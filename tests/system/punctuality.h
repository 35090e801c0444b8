/* SPDX-License-Identifier: MIT */

/* How late comes what is due at a place while something else keeps its thread busy. The machine has
 * other things to do, too: time that the thread did not have the processor for does not count, and
 * of several rounds the median does. */

#pragma once

#include "stage.h"

#include <glib-unix.h>
#include <fcntl.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_USEC 50000
#define ROUNDS     9

/* --- where: a worker's thread, or a main context that the application runs --- */

typedef struct
{
  OdeonSystem      *system;
  OdeonSpawnOptions options;
  GMainContext     *context;
  clockid_t         clock;  /* of the processor's time that its thread had */
  GMainLoop        *loop;   /* HOST */
  GThread          *thread; /* HOST */
} Place;

static gpointer
run_loop (gpointer data)
{
  Place *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

static void
note_thread (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Place *self = data;

  if (self->context == NULL)
    self->context = g_main_context_ref_thread_default ();
  assert_int_equal (pthread_getcpuclockid (pthread_self (), &self->clock), 0);
}

static OdeonRef *
spawn_there (Place *self)
{
  return spawn_with (self->system, &self->options, "", NULL, FAULT_NONE);
}

static void
look_around (Place *self)
{
  OdeonRef *scout = spawn_there (self);

  await_ok (invoke (scout, note_thread, self));
  stop_and_unref (scout);
}

static void
place_on_worker (Place *self)
{
  *self = (Place) { .options = ODEON_SPAWN_OPTIONS_INIT };
  self->system = new_system (1);
  look_around (self);
}

static void
place_in_context (Place *self)
{
  *self = (Place) { .options = ODEON_SPAWN_OPTIONS_INIT };
  self->system = new_system (1);
  self->context = g_main_context_new ();
  self->options.placement = ODEON_PLACE_CONTEXT;
  self->options.context = self->context;
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("loop", run_loop, self);
  look_around (self);
}

static gboolean
quit_loop (gpointer data)
{
  g_main_loop_quit (data);

  return G_SOURCE_REMOVE;
}

static void
place_clear (Place *self)
{
  if (self->thread != NULL)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_callback (source, quit_loop, self->loop, NULL);
      g_source_attach (source, self->context);
      g_thread_join (self->thread);
      g_main_loop_unref (self->loop);
    }
  g_main_context_unref (self->context);
  g_object_unref (self->system);
}

/* --- what must not wait: each answers how late it came, in microseconds --- */

typedef struct
{
  gint64 usec;
  gint64 of_thread;
} Moment;

static Moment
now_on (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);

  return (Moment) { g_get_monotonic_time (),
                    (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000 };
}

static gint64
between (Moment from, Moment to)
{
  return MIN (to.usec - from.usec, to.of_thread - from.of_thread);
}

typedef struct
{
  Moment        due;
  Moment        came;
  OdeonPromise *promise;
  OdeonFuture  *done;
} Probe;

static void
probe_init (Probe *self, Place *place)
{
  self->promise = odeon_promise_new ();
  self->done = odeon_promise_get_future (self->promise);
  self->due = now_on (place->clock);
}

static gint64
probe_await (Probe *self)
{
  GError *error = NULL;

  odeon_future_await_for (self->done, 10000, &error);
  assert_no_error (error);
  odeon_future_unref (self->done);
  odeon_promise_free (self->promise);

  return between (self->due, self->came);
}

static gboolean
probe_dispatched (gpointer data)
{
  Probe *self = data;

  self->came = now_on (CLOCK_THREAD_CPUTIME_ID);
  odeon_promise_set_boolean (self->promise, TRUE);

  return G_SOURCE_REMOVE;
}

static gboolean
fd_dispatched (gint fd G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
  return probe_dispatched (data);
}

static void
attach (Place *place, GSource *source, GSourceFunc function, Probe *probe)
{
  g_source_set_callback (source, function, probe, NULL);
  g_source_attach (source, place->context);
  g_source_unref (source);
}

static gint64
idle_source (Place *place)
{
  Probe probe;

  probe_init (&probe, place);
  attach (place, g_idle_source_new (), probe_dispatched, &probe);

  return probe_await (&probe);
}

static gint64
timeout_source (Place *place)
{
  Probe probe;

  probe_init (&probe, place);
  probe.due.usec += 3000;
  attach (place, g_timeout_source_new (3), probe_dispatched, &probe);

  return probe_await (&probe);
}

static gint64
fd_source (Place *place)
{
  Probe  probe;
  gint   fds[2];
  gint64 late;

  assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  probe_init (&probe, place);
  attach (place, g_unix_fd_source_new (fds[0], G_IO_IN), G_SOURCE_FUNC (fd_dispatched), &probe);
  assert_int_equal (write (fds[1], "!", 1), 1);
  late = probe_await (&probe);
  close (fds[0]);
  close (fds[1]);

  return late;
}

static void
wait_in_vain (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Probe                  *self = data;
  g_autoptr (OdeonPromise) never = odeon_promise_new ();
  g_autoptr (OdeonFuture)  future = odeon_promise_get_future (never);

  self->due.usec = g_get_monotonic_time () + 3000;
  assert_false (odeon_future_await_for (future, 3, NULL));
  probe_dispatched (self);
}

static gint64
deadline (Place *place)
{
  OdeonRef *actor = spawn_there (place);
  Probe     probe;
  gint64    late;

  probe_init (&probe, place);
  odeon_future_unref (invoke (actor, wait_in_vain, &probe));
  late = probe_await (&probe);
  stop_and_unref (actor);

  return late;
}

static gint64
stop (Place *place)
{
  OdeonRef *actor = spawn_there (place);
  Moment    start;

  await_ok (odeon_ref_started (actor));
  start = now_on (place->clock);
  stop_and_unref (actor);

  return between (start, now_on (place->clock));
}

static gint64
answer (Place *place)
{
  OdeonRef *actor = spawn_there (place);
  Moment    start = now_on (place->clock);
  gint64    late;

  assert_int_equal (await_int (ask_int (actor, 3)), 3);
  late = between (start, now_on (place->clock));
  stop_and_unref (actor);

  return late;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return (*(const gint64 *) a > *(const gint64 *) b) - (*(const gint64 *) a < *(const gint64 *) b);
}

static void
assert_in_time (const gchar *what, gint64 (*probe) (Place *), Place *place)
{
  gint64 late[ROUNDS];

  for (guint i = 0; i < ROUNDS; i++)
    late[i] = probe (place);
  qsort (late, ROUNDS, sizeof late[0], compare);
  if (late[ROUNDS / 2] > LIMIT_USEC)
    fail_msg ("%s: %" G_GINT64_FORMAT " us late", what, late[ROUNDS / 2]);
}

static void
assert_all_in_time (Place *place)
{
  assert_in_time ("an idle source", idle_source, place);
  assert_in_time ("a timeout source", timeout_source, place);
  assert_in_time ("a source of a file descriptor", fd_source, place);
  assert_in_time ("a deadline", deadline, place);
  assert_in_time ("a stop", stop, place);
  assert_in_time ("an answer", answer, place);
}
