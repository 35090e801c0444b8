/* SPDX-License-Identifier: MIT */

/* What a worker's thread sleeps in once it watches anything: an epoll(7) descriptor, which has the
 * main context's own wake-up as well. Only if there is more in the context than these two is the
 * context's list polled. GLib is asked what is ready only if it was woken by what is GLib's, or by
 * nothing at all: then time may have come for something.
 */

#include "odeon-fd-watch-private.h"

#include "odeon-environment-private.h"
#include "odeon-wake-timer-private.h"

#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BATCH_MAX 16

/* What is due earlier is waited for by the wait itself: it comes, more often than not. */
#define SOON_USEC 20000

/* Events that have been fetched and are being gone through. */
typedef struct _Batch Batch;

struct _Batch
{
  Batch             *outer; /* (nullable): within it there is another loop */
  gint               next;
  gint               n;
  struct epoll_event events[BATCH_MAX]; /* `ptr`: the watch; NULL: none, or one that was stopped */
};

struct _OdeonPoller
{
  gint     fd;
  gint     wakeup_fd; /* the context's, which is in there; -1: not yet */
  gpointer tag;       /* of `fd` in the worker's source */
  Batch   *batch;     /* (nullable) */
  GPollFD *fds;       /* the context's */
  gint     max_fds;
  OdeonWakeTimer timer;
  OdeonFdWatch   timer_watch;
};

/* The wake-up itself is all that there is to it: the pass that follows fires what is due. */
static void
timer_went_off (OdeonFdWatch *watch G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED)
{
}

static gboolean
control (OdeonPoller *self, gint operation, gint fd, OdeonFdWatch *watch, GIOCondition condition)
{
  /* As in poll(), by their numbers. */
  struct epoll_event event = { .events = (guint32) condition, .data.ptr = watch };

  G_STATIC_ASSERT (EPOLLIN == (int) G_IO_IN && EPOLLOUT == (int) G_IO_OUT);

  /* Else the kernel looks at each descriptor again before the next sleep. That the peer sends no
   * more is to be seen at once: it is told but once. */
  if (watch != NULL && watch->is_greedy)
    event.events |= EPOLLET | EPOLLRDHUP;

  return epoll_ctl (self->fd, operation, fd, &event) == 0;
}

static void
start_timer (OdeonPoller *self)
{
  self->timer_watch.ready = timer_went_off;
  self->timer_watch.is_greedy = TRUE;
  _odeon_wake_timer_init (&self->timer);
  if (self->timer.fd >= 0
      && !control (self, EPOLL_CTL_ADD, self->timer.fd, &self->timer_watch, G_IO_IN))
    _odeon_wake_timer_clear (&self->timer);
}

static OdeonPoller *
get_poller (OdeonWorker *worker)
{
  OdeonPoller *self = worker->poller;
  gint         fd;

  if (self != NULL)
    return self;
  fd = epoll_create1 (EPOLL_CLOEXEC);
  if (fd < 0)
    return NULL;

  self = g_new0 (OdeonPoller, 1);
  self->fd = fd;
  self->wakeup_fd = -1;
  self->max_fds = 4;
  self->fds = g_new (GPollFD, self->max_fds);
  start_timer (self);
  self->tag = g_source_add_unix_fd (worker->source, fd, G_IO_IN);
  worker->poller = self;

  return self;
}

/* The worker's source is destroyed by then. */
void
_odeon_poller_free (OdeonPoller *self)
{
  if (self == NULL)
    return;

  _odeon_wake_timer_clear (&self->timer);
  close (self->fd);
  g_free (self->fds);
  g_free (self);
}

/* --- what is watched --- */

gboolean
_odeon_poller_add (OdeonWorker *worker, OdeonFdWatch *watch, GIOCondition condition)
{
  OdeonPoller *self = get_poller (worker);

  return self != NULL && control (self, EPOLL_CTL_ADD, watch->fd, watch, condition);
}

void
_odeon_poller_set (OdeonWorker *worker, OdeonFdWatch *watch, GIOCondition condition)
{
  control (worker->poller, EPOLL_CTL_MOD, watch->fd, watch, condition);
}

void
_odeon_poller_remove (OdeonWorker *worker, OdeonFdWatch *watch)
{
  OdeonPoller *self = worker->poller;

  /* The thread has ended. */
  if (self == NULL)
    return;

  control (self, EPOLL_CTL_DEL, watch->fd, NULL, 0);
  for (Batch *batch = self->batch; batch != NULL; batch = batch->outer)
    for (gint i = batch->next; i < batch->n; i++)
      if (batch->events[i].data.ptr == watch)
        batch->events[i].data.ptr = NULL;
}

/* --- events --- */

static void
fetch (OdeonPoller *self, Batch *batch, gint timeout)
{
  glong n;

  batch->next = 0;
  /* Past the C library, where it would be a point at which a thread may be cancelled. */
  n = syscall (SYS_epoll_pwait, self->fd, batch->events, BATCH_MAX, timeout, NULL, 0);
  batch->n = (gint) MAX (n, 0);
}

/* The poller may be gone afterwards. */
static void
run (OdeonPoller *self, Batch *batch)
{
  batch->outer = self->batch;
  self->batch = batch;
  while (batch->next < batch->n)
    {
      struct epoll_event *event = &batch->events[batch->next++];
      OdeonFdWatch         *watch = event->data.ptr;

      if (watch != NULL)
        watch->ready (watch, (GIOCondition) event->events);
    }
  self->batch = batch->outer;
}

void
_odeon_poller_dispatch (OdeonWorker *worker)
{
  OdeonPoller *self = worker->poller;
  Batch        batch;

  if (self == NULL || g_source_query_unix_fd (worker->source, self->tag) == 0)
    return;

  fetch (self, &batch, 0);
  run (self, &batch);
}

/* --- a turn --- */

static gint
query (OdeonPoller *self, GMainContext *context, gint priority, gint *out_timeout)
{
  gint n;

  while ((n = g_main_context_query (context, priority, out_timeout, self->fds, self->max_fds))
         > self->max_fds)
    {
      self->max_fds = n;
      self->fds = g_renew (GPollFD, self->fds, n);
    }

  return n;
}

/* (nullable): the context's own wake-up, if there is nothing else in the context: in the poller. */
static GPollFD *
find_only_wakeup (OdeonPoller *self, gint n)
{
  GPollFD *wakeup;

  if (G_UNLIKELY (n != 2))
    return NULL;
  if (self->fds[0].fd == self->fd)
    wakeup = &self->fds[1];
  else if (self->fds[1].fd == self->fd)
    wakeup = &self->fds[0];
  else
    return NULL;

  if (G_UNLIKELY (wakeup->fd != self->wakeup_fd))
    {
      if (!control (self, EPOLL_CTL_ADD, wakeup->fd, NULL, G_IO_IN))
        return NULL;
      self->wakeup_fd = wakeup->fd;
    }

  return wakeup;
}

/* %TRUE: GLib is to look at what is its own. */
static gboolean
wait_only (OdeonPoller *self, GPollFD *wakeup, gint timeout, Batch *batch)
{
  gboolean is_woken;

  fetch (self, batch, timeout);
  is_woken = batch->n == 0;
  self->fds[0].revents = 0;
  self->fds[1].revents = 0;
  for (gint i = 0; i < batch->n; i++)
    if (batch->events[i].data.ptr == NULL)
      {
        wakeup->revents = G_IO_IN;
        is_woken = TRUE;
      }

  return is_woken;
}

static void
wait_among_others (OdeonPoller *self, gint n, gint timeout, Batch *batch)
{
  gboolean any = FALSE;

  g_poll (self->fds, (guint) n, timeout);
  for (gint i = 0; i < n; i++)
    if (self->fds[i].fd == self->fd)
      {
        any = self->fds[i].revents != 0;
        self->fds[i].revents = 0;
      }

  batch->next = batch->n = 0;
  if (any)
    fetch (self, batch, 0);
}

/* Milliseconds until something is due that nothing else will wake for; -1: never. */
static gint
until_due (OdeonWorker *worker, gint64 now, gint timeout)
{
  gint64 due = _odeon_timer_heap_next_due (&worker->timers);
  gint64 ms;

  if (due == G_MAXINT64
      || (due - now > SOON_USEC && _odeon_wake_timer_cover (&worker->poller->timer, now, due)))
    return timeout;
  ms = CLAMP ((due - now + 999) / 1000, 0, G_MAXINT);

  return timeout < 0 ? (gint) ms : MIN (timeout, (gint) ms);
}

/* %TRUE: GLib is to look at what is its own. */
static gboolean
wait (OdeonPoller *self, gint n, gint timeout, Batch *batch)
{
  GPollFD *wakeup = find_only_wakeup (self, n);

  if (G_LIKELY (wakeup != NULL))
    return wait_only (self, wakeup, timeout, batch);

  wait_among_others (self, n, timeout, batch);

  return TRUE;
}

static gboolean
sleep_until_due (OdeonWorker *worker, gint n, gint timeout, Batch *batch)
{
  gint64   now = _odeon_now ();
  gboolean is_woken;

  timeout = until_due (worker, now, timeout);
  if (timeout == 0)
    return wait (worker->poller, n, 0, batch);

  _odeon_thread_worker_doze (worker, now);
  is_woken = wait (worker->poller, n, timeout, batch);
  _odeon_thread_worker_rouse (worker);

  return is_woken;
}

void
_odeon_poller_iterate (OdeonWorker *worker, gboolean may_block)
{
  OdeonPoller  *self = worker->poller;
  GMainContext *context = worker->context;
  gboolean      is_ready;
  gboolean      is_woken;
  gint          priority;
  gint          timeout;
  gint          n;
  Batch         batch;

  is_ready = g_main_context_prepare (context, &priority);
  n = query (self, context, priority, &timeout);
  if (may_block && timeout != 0)
    is_woken = sleep_until_due (worker, n, timeout, &batch);
  else
    is_woken = wait (self, n, 0, &batch);

  run (self, &batch);
  if ((is_ready || is_woken) && g_main_context_check (context, priority, self->fds, n))
    {
      worker->is_early = FALSE;
      g_main_context_dispatch (context);
    }
}
