/* SPDX-License-Identifier: MIT */

#include "odeon-out-deadline-private.h"

#include "odeon-environment-private.h"
#include "odeon-out-call-private.h"

#define PERIODS 16

static inline gint64
get_period (OdeonSession *session)
{
  return (gint64) session->options.call_timeout_ms * 1000 / PERIODS + 1;
}

static void
time_out (OdeonOutCall *out)
{
  g_autofree gchar *method = _odeon_method_dup_name (out->call->method);

  _odeon_future_reject (&out->call->future,
                        g_error_new (ODEON_ERROR, ODEON_ERROR_TIMED_OUT,
                                     "%s: no answer from %s within %u ms", method,
                                     out->session->peer_name,
                                     out->session->options.call_timeout_ms));
}

/* A period is over. */
static gint64
sweep (OdeonAlarm *alarm, gint64 now)
{
  OdeonOutgoing *outgoing =
    (OdeonOutgoing *) ((gchar *) alarm - G_STRUCT_OFFSET (OdeonOutgoing, deadlines.alarm));
  guint64        period = ++outgoing->deadlines.period;
  gint64         next = G_MAXINT64;

  for (guint i = 0; i < outgoing->slots->len; i++)
    {
      OdeonOutCall *out = outgoing->slots->pdata[i];

      if (out == NULL || out->call == NULL || out->last_period == G_MAXUINT64)
        continue;
      if (out->last_period < period)
        time_out (out);
      else
        next = now + get_period (out->session);
    }

  return next;
}

void
_odeon_out_deadlines_init (OdeonOutDeadlines *self, OdeonWorker *worker)
{
  self->period = 0;
  _odeon_alarm_init (&self->alarm, worker, sweep);
}

void
_odeon_out_deadlines_stop (OdeonOutDeadlines *self)
{
  _odeon_alarm_stop (&self->alarm);
}

void
_odeon_out_deadlines_set (OdeonOutDeadlines *self, OdeonOutCall *out)
{
  out->last_period = self->period + PERIODS;
  if (G_UNLIKELY (!_odeon_alarm_is_set (&self->alarm)))
    _odeon_alarm_set (&self->alarm, _odeon_now () + get_period (out->session));
}
