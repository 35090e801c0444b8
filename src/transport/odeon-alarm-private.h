/* SPDX-License-Identifier: MIT */

/* Many deadlines, of which few are ever reached, by one timer: it is set for the first, and when
 * that has come all are looked at, and it is set for the first of those that are left. A deadline
 * that is later than that of the timer costs a comparison, and one that is met nothing. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-executor-private.h"

typedef struct _OdeonWorker OdeonWorker;
typedef struct _OdeonAlarm  OdeonAlarm;

/* Ends what is due at @now; returns the first deadline of the rest, G_MAXINT64 if there is none. */
typedef gint64 (*OdeonSweepFunc) (OdeonAlarm *self, gint64 now);

struct _OdeonAlarm
{
  OdeonTimer     timer; /* first */
  OdeonWorker   *worker; /* borrowed */
  OdeonSweepFunc sweep;
  gint64         due;   /* G_MAXINT64: it is not set */
};

void _odeon_alarm_init (OdeonAlarm *self, OdeonWorker *worker, OdeonSweepFunc sweep);

/* On the worker, as the other: there is a deadline at @due. */
void _odeon_alarm_set  (OdeonAlarm *self, gint64 due);
void _odeon_alarm_stop (OdeonAlarm *self);

static inline gboolean
_odeon_alarm_is_set (const OdeonAlarm *self)
{
  return self->due != G_MAXINT64;
}
