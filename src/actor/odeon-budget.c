/* SPDX-License-Identifier: MIT */

#include "odeon-budget-private.h"
#include "odeon-environment-private.h"

#define MSEC 1000 /* in microseconds */

void
_odeon_budget_clear (OdeonBudget *self)
{
  g_clear_pointer (&self->times, g_array_unref);
}

static void
forget_old (OdeonBudget *self, const OdeonStrategy *strategy, gint64 now)
{
  gint64 begin = now - (gint64) strategy->period_ms * MSEC;
  guint  n_old = 0;

  if (self->times == NULL || strategy->period_ms == 0)
    return;

  while (n_old < self->times->len && g_array_index (self->times, gint64, n_old) <= begin)
    n_old++;
  if (n_old > 0)
    g_array_remove_range (self->times, 0, n_old);
}

gboolean
_odeon_budget_permits (OdeonBudget *self, const OdeonStrategy *strategy, gint64 now)
{
  if (strategy->max_restarts == G_MAXUINT)
    return TRUE;

  forget_old (self, strategy, now);

  return (self->times != NULL ? self->times->len : 0) < strategy->max_restarts;
}

void
_odeon_budget_charge (OdeonBudget *self, const OdeonStrategy *strategy, gint64 now)
{
  if (strategy->max_restarts == G_MAXUINT)
    return;

  if (self->times == NULL)
    self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (self->times, now);
}

/* From 0 to 1. */
static gdouble
draw (void)
{
  guint32 n;

  _odeon_environment->random (&n, sizeof n);

  return n / (gdouble) G_MAXUINT32;
}

static gint64
vary (gint64 delay, gdouble jitter)
{
  /* What is no number is none of these. */
  jitter = jitter > 0 ? MIN (jitter, 1.0) : 0.0;
  if (jitter == 0.0)
    return delay;

  return (gint64) ((gdouble) delay * (1.0 + jitter * (2 * draw () - 1)));
}

gint64
_odeon_budget_next_delay (OdeonBudget *self, const OdeonStrategy *strategy, gint64 now)
{
  guint  quiet_ms = strategy->quiet_ms != 0 ? strategy->quiet_ms : strategy->period_ms;
  gint64 delay = (gint64) strategy->min_delay_ms * MSEC;
  gint64 longest = MAX (delay, (gint64) strategy->max_delay_ms * MSEC);

  if (self->n_delays > 0 && quiet_ms != 0 && now - self->last_up > (gint64) quiet_ms * MSEC)
    self->n_delays = 0;
  for (guint i = 0; i < self->n_delays && delay < longest; i++)
    delay *= 2;
  if (delay > 0)
    {
      self->n_delays++;
      delay = vary (MIN (delay, longest), strategy->jitter);
    }
  self->last_up = now + delay;

  return delay;
}
