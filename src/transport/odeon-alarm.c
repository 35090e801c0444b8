/* SPDX-License-Identifier: MIT */

#include "odeon-alarm-private.h"

#include "odeon-environment-private.h"
#include "odeon-worker-private.h"

static void
fire (OdeonTimer *timer, const GError *why)
{
  OdeonAlarm *self = (OdeonAlarm *) timer;

  self->due = G_MAXINT64;
  if (why == NULL)
    _odeon_alarm_set (self, self->sweep (self, _odeon_now ()));
}

void
_odeon_alarm_init (OdeonAlarm *self, OdeonWorker *worker, OdeonSweepFunc sweep)
{
  self->timer.fire = fire;
  self->timer.index = 0;
  self->worker = worker;
  self->sweep = sweep;
  self->due = G_MAXINT64;
}

void
_odeon_alarm_set (OdeonAlarm *self, gint64 due)
{
  if (G_LIKELY (due >= self->due))
    return;

  _odeon_alarm_stop (self);
  self->due = due;
  self->timer.due = due;
  _odeon_timers_add (self->worker, &self->timer);
}

void
_odeon_alarm_stop (OdeonAlarm *self)
{
  if (self->due != G_MAXINT64)
    _odeon_timers_remove (self->worker, &self->timer);
  self->due = G_MAXINT64;
}
