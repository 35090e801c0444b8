/* SPDX-License-Identifier: MIT */

/* How often a child was restarted lately, and how long its next restart has to wait. The window
 * slides: the time of each restart that it still holds is kept. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-strategy.h"

typedef struct
{
  GArray *times; /* (nullable): gint64, of the restarts within the period, the oldest first */
  gint64  last_up; /* when the last restart was due: quiet is counted from there */
  guint   n_delays;
} OdeonBudget;

void _odeon_budget_clear (OdeonBudget *self);

/* Whether one more restart is allowed at @now, in microseconds. */
gboolean _odeon_budget_permits (OdeonBudget *self, const OdeonStrategy *strategy, gint64 now);

void _odeon_budget_charge (OdeonBudget *self, const OdeonStrategy *strategy, gint64 now);

/* Of the child that failed: the delay of its restart in microseconds. */
gint64 _odeon_budget_next_delay (OdeonBudget *self, const OdeonStrategy *strategy, gint64 now);
