/* SPDX-License-Identifier: MIT */

#include "odeon-wake-timer-private.h"

#include <sys/timerfd.h>
#include <unistd.h>

void
_odeon_wake_timer_init (OdeonWakeTimer *self)
{
  self->fd = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  self->due = 0;
}

void
_odeon_wake_timer_clear (OdeonWakeTimer *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

static G_GNUC_NO_INLINE gboolean
set (OdeonWakeTimer *self, gint64 now, gint64 due)
{
  gint64            usec = due - now;
  struct itimerspec when = { .it_value = { .tv_sec = usec / G_USEC_PER_SEC,
                                           .tv_nsec = usec % G_USEC_PER_SEC * 1000 } };

  if (self->fd < 0 || timerfd_settime (self->fd, 0, &when, NULL) != 0)
    return FALSE;

  self->due = due;

  return TRUE;
}

gboolean
_odeon_wake_timer_cover (OdeonWakeTimer *self, gint64 now, gint64 due)
{
  return G_LIKELY (self->due > now && self->due <= due) || set (self, now, due);
}
