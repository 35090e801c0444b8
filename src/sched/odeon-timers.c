/* SPDX-License-Identifier: MIT */

/* A worker's timers: a binary heap, each timer knowing its place in it, so that it can be taken
 * out from the middle. Threads that are no worker's have theirs on a worker of its own, which is
 * made for the first and stays.
 */

#include "odeon-worker-private.h"
#include "odeon-environment-private.h"

static OdeonTimer *
timer_at (OdeonWorker *self, gsize index)
{
  return self->timers->pdata[index - 1];
}

static void
put (OdeonWorker *self, gsize index, OdeonTimer *timer)
{
  self->timers->pdata[index - 1] = timer;
  timer->index = index;
}

static void
sift_up (OdeonWorker *self, gsize index, OdeonTimer *timer)
{
  while (index > 1 && timer_at (self, index / 2)->due > timer->due)
    {
      put (self, index, timer_at (self, index / 2));
      index /= 2;
    }
  put (self, index, timer);
}

static void
sift_down (OdeonWorker *self, gsize index, OdeonTimer *timer)
{
  gsize n = self->timers->len;

  for (gsize child; (child = index * 2) <= n; index = child)
    {
      if (child < n && timer_at (self, child + 1)->due < timer_at (self, child)->due)
        child++;
      if (timer_at (self, child)->due >= timer->due)
        break;
      put (self, index, timer_at (self, child));
    }
  put (self, index, timer);
}

/* The alarm of a worker that sleeps in its main context. */
static void
set_alarm (OdeonWorker *self, gint64 before)
{
  gint64 due = _odeon_timers_next_due (self);

  if (self->source != NULL && due != before)
    g_source_set_ready_time (self->source, due == G_MAXINT64 ? -1 : due);
}

gint64
_odeon_timers_next_due (OdeonWorker *self)
{
  return self->timers->len > 0 ? timer_at (self, 1)->due : G_MAXINT64;
}

void
_odeon_timers_add (OdeonWorker *self, OdeonTimer *timer)
{
  gint64 before = _odeon_timers_next_due (self);

  g_ptr_array_add (self->timers, timer);
  sift_up (self, self->timers->len, timer);
  set_alarm (self, before);
}

static void
remove_at (OdeonWorker *self, gsize index)
{
  OdeonTimer *last = timer_at (self, self->timers->len);

  timer_at (self, index)->index = 0;
  g_ptr_array_set_size (self->timers, (gint) self->timers->len - 1);
  if (index > self->timers->len)
    return;

  if (index > 1 && timer_at (self, index / 2)->due > last->due)
    sift_up (self, index, last);
  else
    sift_down (self, index, last);
}

void
_odeon_timers_remove (OdeonWorker *self, OdeonTimer *timer)
{
  gint64 before = _odeon_timers_next_due (self);

  if (timer->index == 0)
    return;

  remove_at (self, timer->index);
  set_alarm (self, before);
}

static void
fire_until (OdeonWorker *self, gint64 now, const GError *why)
{
  gint64 before = _odeon_timers_next_due (self);

  while (self->timers->len > 0 && timer_at (self, 1)->due <= now)
    {
      OdeonTimer *timer = timer_at (self, 1);

      remove_at (self, 1);
      timer->fire (timer, why);
    }
  set_alarm (self, before);
}

void
_odeon_timers_fire (OdeonWorker *self)
{
  fire_until (self, _odeon_now (), NULL);
}

void
_odeon_timers_fire_all (OdeonWorker *self, const GError *why)
{
  fire_until (self, G_MAXINT64, why);
}

/* --- for whoever is on any thread --- */

static OdeonTimer *
timer_of_arm (OdeonMessage *message)
{
  return (OdeonTimer *) ((gchar *) message - G_STRUCT_OFFSET (OdeonTimer, arm));
}

static OdeonTimer *
timer_of_disarm (OdeonMessage *message)
{
  return (OdeonTimer *) ((gchar *) message - G_STRUCT_OFFSET (OdeonTimer, disarm));
}

static void
arm_run (OdeonMessage *message, gpointer receiver)
{
  _odeon_timers_add (receiver, timer_of_arm (message));
}

static void
arm_refuse (OdeonMessage *message, const GError *why)
{
  OdeonTimer *timer = timer_of_arm (message);

  timer->fire (timer, why);
}

static const OdeonMessageClass arm_class = {
  .run = arm_run,
  .refuse = arm_refuse,
};

static void
release (OdeonTimer *timer)
{
  OdeonWorker *worker = timer->worker;

  timer->released (timer);
  _odeon_worker_unref (worker);
}

static void
disarm_run (OdeonMessage *message, gpointer receiver)
{
  OdeonTimer *timer = timer_of_disarm (message);

  _odeon_timers_remove (receiver, timer);
  release (timer);
}

static void
disarm_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  /* A worker that has closed has fired all its timers. */
  release (timer_of_disarm (message));
}

static const OdeonMessageClass disarm_class = {
  .run = disarm_run,
  .refuse = disarm_refuse,
};

static OdeonWorker *
common_worker (void)
{
  static gsize        once;
  static OdeonWorker *worker;

  if (g_once_init_enter (&once))
    {
      GError *error = NULL;

      worker = _odeon_thread_worker_new ("odeon-timers", &error);
      if (worker == NULL)
        g_error ("No thread for timers: %s", error->message);
      g_once_init_leave (&once, 1);
    }

  return worker;
}

void
_odeon_timer_arm (OdeonTimer *timer)
{
  OdeonWorker *worker = _odeon_current_worker;

  if (worker != NULL && worker->kind == ODEON_WORKER_THREAD)
    {
      timer->worker = _odeon_worker_ref (worker);
      _odeon_timers_add (worker, timer);
      return;
    }

  worker = _odeon_worker_ref (common_worker ());
  timer->worker = worker;
  timer->arm.klass = &arm_class;
  _odeon_worker_send (worker, &timer->arm);
}

void
_odeon_timer_disarm (OdeonTimer *timer)
{
  OdeonWorker *worker = timer->worker;

  if (_odeon_current_worker == worker)
    {
      _odeon_timers_remove (worker, timer);
      release (timer);
      return;
    }

  /* Released, the timer lets go of its worker, while this thread may still be waking it. */
  _odeon_worker_ref (worker);
  timer->disarm.klass = &disarm_class;
  _odeon_worker_send (worker, &timer->disarm);
  _odeon_worker_unref (worker);
}
