/* SPDX-License-Identifier: MIT */

#include "odeon-activity-private.h"
#include "odeon-environment-private.h"

OdeonActivity *
_odeon_activity_new (OdeonObserver *observer, GType type)
{
  OdeonActivity *self = g_new0 (OdeonActivity, 1);

  self->observer = _odeon_observer_ref (observer);
  self->counters = _odeon_observer_get_counters (observer, type);

  return self;
}

void
_odeon_activity_free (OdeonActivity *self)
{
  if (self == NULL)
    return;

  _odeon_observer_unref (self->observer);
  g_free (self);
}

OdeonIntake *
_odeon_intake_observe (OdeonIntake *intake, OdeonHost *host, GType type)
{
  OdeonObserver *observer = atomic_load_explicit (&host->observer, memory_order_acquire);

  if (_odeon_observer_get (observer) == 0)
    return intake;

  if (intake == NULL)
    intake = _odeon_intake_new (0, ODEON_OVERFLOW_DEFAULT);
  atomic_store_explicit (&intake->activity, _odeon_activity_new (observer, type),
                         memory_order_relaxed);
  _odeon_bound_check_each (&intake->bound);

  return intake;
}

void
_odeon_cell_observe (OdeonCell *self, OdeonObserver *observer)
{
  OdeonIntake *intake = _odeon_cell_need_intake (self);

  if (atomic_load_explicit (&intake->activity, memory_order_relaxed) != NULL)
    return;

  /* Release: pairs with the acquire load of a sender. */
  atomic_store_explicit (&intake->activity, _odeon_activity_new (observer, self->kind->type),
                         memory_order_release);
  _odeon_bound_check_each (&intake->bound);
}

/* --- flows --- */

OdeonFlow
_odeon_cell_get_flow (OdeonCell *self)
{
  OdeonActivity *activity = _odeon_cell_get_activity (self);

  if (activity == NULL || activity->span == NULL)
    return (OdeonFlow) { 0, 0 };

  return activity->span->flow;
}

OdeonFlow
_odeon_flow_next (void)
{
  OdeonFlow flow = { 0, 0 };

  if (_odeon_current_cell != NULL)
    flow = _odeon_cell_get_flow (_odeon_current_cell);
  if (flow.id != 0)
    flow.hop++;

  return flow;
}

/* --- a handler --- */

static void
begin_stretch (OdeonActivity *self, OdeonCell *cell, OdeonSpan *span, gint64 now)
{
  OdeonObserver *observer = self->observer;
  gint64         limit = G_MAXINT64;

  if (_odeon_observer_get (observer) & ODEON_OBSERVE_SLOW)
    limit = atomic_load_explicit (&observer->slow_usec, memory_order_relaxed);

  self->span = span;
  atomic_store_explicit (&self->since, span->began, memory_order_relaxed);
  span->outer = _odeon_stretch_begin (cell, now, limit);
  span->resumed = now;

  /* An await is noticed only where it takes its time: see _odeon_worker_suspend_owner(). The next
   * message finds that there is nothing to attend to. */
  cell->attention = TRUE;
}

static void
end_stretch (OdeonActivity *self, OdeonCell *cell, OdeonSpan *span, gint64 now)
{
  _odeon_stretch_end (cell, now, &span->outer);
  span->worked += now - span->resumed;
  self->span = NULL;
}

void
_odeon_activity_begin (OdeonActivity *self, OdeonCell *cell, OdeonSpan *span)
{
  begin_stretch (self, cell, span, span->began);
}

void
_odeon_activity_end (OdeonActivity *self, OdeonCell *cell, OdeonSpan *span)
{
  span->ended = _odeon_now ();
  end_stretch (self, cell, span, span->ended);
  atomic_store_explicit (&self->since, 0, memory_order_relaxed);
}

OdeonSpan *
_odeon_activity_pause (OdeonActivity *self, OdeonCell *cell)
{
  OdeonSpan *span = self->span;

  /* What it is at began before it was observed, or is a hook. */
  if (span != NULL)
    end_stretch (self, cell, span, _odeon_now ());

  return span;
}

void
_odeon_activity_resume (OdeonActivity *self, OdeonCell *cell, OdeonSpan *span)
{
  if (span != NULL)
    begin_stretch (self, cell, span, _odeon_now ());
}

/* --- what is counted elsewhere --- */

static OdeonActivity *
counted (OdeonCell *cell)
{
  OdeonActivity *activity = _odeon_cell_get_activity (cell);

  return activity != NULL && (_odeon_observer_get (activity->observer) & ODEON_OBSERVE_STATISTICS)
           ? activity : NULL;
}

void
_odeon_cell_count_failure (OdeonCell *self)
{
  OdeonActivity *activity = counted (self);

  if (activity != NULL)
    atomic_fetch_add_explicit (&activity->counters->n_failed, 1, memory_order_relaxed);
}

void
_odeon_cell_count_restart (OdeonCell *self)
{
  OdeonActivity *activity = counted (self);

  if (activity != NULL)
    atomic_fetch_add_explicit (&activity->counters->n_restarts, 1, memory_order_relaxed);
}
