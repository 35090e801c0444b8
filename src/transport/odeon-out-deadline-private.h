/* SPDX-License-Identifier: MIT */

/* By when the peer is to have answered, where the operation says nothing: the time is told in so
 * many periods, not counting the one in which a call is sent, so that nobody looks at the clock for
 * a call.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-alarm-private.h"

typedef struct _OdeonSession OdeonSession;
typedef struct _OdeonOutCall OdeonOutCall;

typedef struct
{
  guint64    period; /* that is counted as long as any call has a deadline */
  OdeonAlarm alarm;  /* of its end */
} OdeonOutDeadlines;

void _odeon_out_deadlines_init (OdeonOutDeadlines *self, OdeonWorker *worker);
void _odeon_out_deadlines_stop (OdeonOutDeadlines *self);

/* The call is sent now, and has one. */
void _odeon_out_deadlines_set  (OdeonOutDeadlines *self, OdeonOutCall *out);
