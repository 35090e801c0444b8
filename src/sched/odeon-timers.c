/* SPDX-License-Identifier: MIT */

/* A worker's timers, and how a thread that is not its own has one there. Deadlines of threads that
 * are no worker's are on a worker of their own, which is made for the first and stays.
 */

#include "odeon-worker-private.h"
#include "odeon-environment-private.h"

void
_odeon_timers_add (OdeonWorker *self, OdeonTimer *timer)
{
  _odeon_timer_heap_add (&self->timers, timer);
}

void
_odeon_timers_remove (OdeonWorker *self, OdeonTimer *timer)
{
  _odeon_timer_heap_remove (&self->timers, timer);
}

static void
fire_until (OdeonWorker *self, gint64 now, const GError *why)
{
  OdeonTimer *timer;

  while ((timer = _odeon_timer_heap_take_due (&self->timers, now)) != NULL)
    timer->fire (timer, why);
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

static OdeonDeadline *
deadline_of_arm (OdeonMessage *message)
{
  return (OdeonDeadline *) ((gchar *) message - G_STRUCT_OFFSET (OdeonDeadline, arm));
}

static OdeonDeadline *
deadline_of_disarm (OdeonMessage *message)
{
  return (OdeonDeadline *) ((gchar *) message - G_STRUCT_OFFSET (OdeonDeadline, disarm));
}

static void
arm_run (OdeonMessage *message, gpointer receiver)
{
  _odeon_timer_heap_add (&((OdeonWorker *) receiver)->timers, &deadline_of_arm (message)->timer);
}

static void
arm_refuse (OdeonMessage *message, const GError *why)
{
  OdeonTimer *timer = &deadline_of_arm (message)->timer;

  timer->fire (timer, why);
}

static const OdeonMessageClass arm_class = {
  .run = arm_run,
  .refuse = arm_refuse,
};

static void
release (OdeonDeadline *deadline)
{
  OdeonWorker *worker = deadline->worker;

  deadline->released (deadline);
  _odeon_worker_unref (worker);
}

static void
disarm_run (OdeonMessage *message, gpointer receiver)
{
  OdeonDeadline *deadline = deadline_of_disarm (message);

  _odeon_timer_heap_remove (&((OdeonWorker *) receiver)->timers, &deadline->timer);
  release (deadline);
}

static void
disarm_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  /* A worker that has closed has fired all its timers. */
  release (deadline_of_disarm (message));
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

      worker = _odeon_thread_worker_new ("odeon-timers", NULL, &error);
      if (worker == NULL)
        g_error ("No thread for timers: %s", error->message);
      g_once_init_leave (&once, 1);
    }

  return worker;
}

/* In a system without threads, time goes as fast as its ticks. Outside of them a thread may be
 * about to wait for something else, and tick no more: only where time is not real it cannot. */
static OdeonWorker *
get_own_worker (void)
{
  OdeonWorker *worker = _odeon_current_worker;

  if (worker != NULL && worker->kind != ODEON_WORKER_HOST)
    return worker;

  return _odeon_environment->skip != NULL ? _odeon_thread_peek_ticked () : NULL;
}

void
_odeon_deadline_arm (OdeonDeadline *deadline)
{
  OdeonWorker *worker = get_own_worker ();

  if (worker != NULL)
    {
      deadline->worker = _odeon_worker_ref (worker);
      _odeon_timer_heap_add (&worker->timers, &deadline->timer);
      return;
    }

  worker = _odeon_worker_ref (common_worker ());
  deadline->worker = worker;
  deadline->arm.klass = &arm_class;
  _odeon_worker_send (worker, &deadline->arm);
}

void
_odeon_deadline_disarm (OdeonDeadline *deadline)
{
  OdeonWorker *worker = deadline->worker;

  if (_odeon_current_worker == worker)
    {
      _odeon_timer_heap_remove (&worker->timers, &deadline->timer);
      release (deadline);
      return;
    }

  /* Released, the deadline lets go of its worker, while this thread may still be waking it. */
  _odeon_worker_ref (worker);
  deadline->disarm.klass = &disarm_class;
  _odeon_worker_send (worker, &deadline->disarm);
  _odeon_worker_unref (worker);
}
