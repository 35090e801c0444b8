/* SPDX-License-Identifier: MIT */

/* A file descriptor that is waited for on a worker.
 *
 * A THREAD has a poller as soon as anything is watched there: an epoll(7) descriptor, which knows
 * what is watched from one sleep to the next, so that a sleep costs the same however much that is,
 * and GLib is not asked when one of them wakes it. That descriptor is in the worker's source as
 * well: in a main loop that an actor runs within, what is watched goes on. On other workers a watch
 * is a source in the thread-default main context.
 *
 * A watch is started, changed and stopped on its worker's thread, and is stopped before its
 * descriptor is closed.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-worker-private.h"

typedef struct _OdeonFdWatch OdeonFdWatch;

/* In what its user has; zeros if it is not started. `ready`: may stop it, and free it. */
struct _OdeonFdWatch
{
  void       (*ready) (OdeonFdWatch *self, GIOCondition condition);
  gint         fd;
  gboolean     is_greedy; /* set before it is started: it takes all that there is, until the end if
                           * the condition says more than what was asked for, and need not be told
                           * of the same again; of what is new it is, and of all once it is set */
  OdeonWorker *worker; /* (nullable): counted, whose poller has it */
  GSource     *source; /* (nullable): where there is none */
  gpointer     tag;    /* of `fd` in that */
};

/* On the thread of a worker, for as long as @condition holds; but see `is_greedy`. */
void _odeon_fd_watch_start (OdeonFdWatch *self,
                            gint          fd,
                            GIOCondition  condition,
                            void        (*ready) (OdeonFdWatch *self, GIOCondition condition));
void _odeon_fd_watch_set   (OdeonFdWatch *self, GIOCondition condition);
void _odeon_fd_watch_stop  (OdeonFdWatch *self); /* of one that is not started, too */

/* odeon-poller.c: of a THREAD. */

/* %FALSE: there is no poller, or it does not take @fd. */
gboolean _odeon_poller_add    (OdeonWorker *worker, OdeonFdWatch *watch, GIOCondition condition);
void     _odeon_poller_set    (OdeonWorker *worker, OdeonFdWatch *watch, GIOCondition condition);
void     _odeon_poller_remove (OdeonWorker *worker, OdeonFdWatch *watch);

/* A turn of the main context and of what is watched; @may_block: until there is something. */
void _odeon_poller_iterate (OdeonWorker *worker, gboolean may_block);

/* The worker's source says that there may be something, in somebody else's loop. */
void _odeon_poller_dispatch (OdeonWorker *worker);

void _odeon_poller_free (OdeonPoller *self);
