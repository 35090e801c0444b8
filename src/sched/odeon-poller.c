/* SPDX-License-Identifier: MIT */

/* What a worker's thread sleeps in once it watches anything: an epoll(7) descriptor, which has the
 * main context's own wake-up as well. Only if there is more in the context than these two is the
 * context's list polled. GLib is asked what is ready only if it was woken by what is GLib's, or by
 * nothing at all: then time may have come for something.
 */

#include "odeon-fd-watch-private.h"

#include "odeon-environment-private.h"

#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BATCH_MAX 16

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
};

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

  close (self->fd);
  g_free (self->fds);
  g_free (self);
}

/* --- what is watched --- */

static gboolean
control (OdeonPoller *self, gint operation, gint fd, OdeonFdWatch *watch, GIOCondition condition)
{
  /* As in poll(), by their numbers. */
  struct epoll_event event = { .events = (guint32) condition, .data.ptr = watch };

  G_STATIC_ASSERT (EPOLLIN == (int) G_IO_IN && EPOLLOUT == (int) G_IO_OUT);

  return epoll_ctl (self->fd, operation, fd, &event) == 0;
}

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

/* Milliseconds until something is due; -1: never. */
static gint
until_due (OdeonWorker *worker, gint timeout)
{
  gint64 due = _odeon_timer_heap_next_due (&worker->timers);
  gint64 ms;

  if (due == G_MAXINT64 || timeout == 0)
    return timeout;
  ms = (due - _odeon_now () + 999) / 1000;
  ms = CLAMP (ms, 0, G_MAXINT);

  return timeout < 0 ? (gint) ms : MIN (timeout, (gint) ms);
}

void
_odeon_poller_iterate (OdeonWorker *worker, gboolean may_block)
{
  OdeonPoller  *self = worker->poller;
  GMainContext *context = worker->context;
  gboolean      is_ready;
  gboolean      is_woken = TRUE;
  gint          priority;
  gint          timeout;
  gint          n;
  GPollFD      *wakeup;
  Batch         batch;

  is_ready = g_main_context_prepare (context, &priority);
  n = query (self, context, priority, &timeout);
  timeout = may_block ? until_due (worker, timeout) : 0;
  wakeup = find_only_wakeup (self, n);
  if (timeout != 0)
    _odeon_thread_worker_doze (worker);
  if (G_LIKELY (wakeup != NULL))
    is_woken = wait_only (self, wakeup, timeout, &batch);
  else
    wait_among_others (self, n, timeout, &batch);
  if (timeout != 0)
    _odeon_thread_worker_rouse (worker);

  run (self, &batch);
  if ((is_ready || is_woken) && g_main_context_check (context, priority, self->fds, n))
    g_main_context_dispatch (context);
}
