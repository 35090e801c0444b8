/* SPDX-License-Identifier: MIT */

/* What wakes a worker that sleeps in its poller when its next timer is due, if that is not soon.
 *
 * A timeout of the wait itself is set up and taken back by the kernel for each sleep, though most
 * deadlines are of something that is over long before. So a timerfd(2) stays set from sleep to
 * sleep, and is set anew only for what is due earlier, or once it has gone off: it may wake the
 * worker for what is no longer due, as often as it was set and no more.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

/* The worker's, as all that is done with it. */
typedef struct
{
  gint   fd;  /* -1: there is none */
  gint64 due; /* when it goes off, or did */
} OdeonWakeTimer;

/* Whoever adds its descriptor to an epoll(7) descriptor asks for edges: nobody reads of it. */
void _odeon_wake_timer_init  (OdeonWakeTimer *self);
void _odeon_wake_timer_clear (OdeonWakeTimer *self);

/* It goes off at @due, or between @now and then. %FALSE: it does not. */
gboolean _odeon_wake_timer_cover (OdeonWakeTimer *self, gint64 now, gint64 due);
