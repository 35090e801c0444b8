/* SPDX-License-Identifier: MIT */

/* The pass, which is what all workers do: what has come in is let in, what is due is fired, and the
 * ready cells have their turns, on a fiber, until the slice is over. */

#include "odeon-environment-private.h"
#include "odeon-log-private.h"
#include "odeon-migrant-private.h"
#include "odeon-serve-private.h"
#include "odeon-tick-private.h"

/* Turns that an actor may have at a stretch. */
#define TURNS_MAX 10

/* A pass needs the time more than once, and a thread that has slept has just looked at it. */
static inline gint64
get_time (OdeonWorker *self)
{
  if (!self->is_early)
    self->looked = _odeon_now ();
  self->is_early = TRUE;

  return self->looked;
}

static inline void
fire_timers (OdeonWorker *self)
{
  if (self->timers.n > 0 && _odeon_timer_heap_next_due (&self->timers) <= get_time (self))
    _odeon_timers_fire (self);
}

/* What has come from elsewhere, and one of those that could be elsewhere. */
static G_GNUC_NO_INLINE void
look_around (OdeonWorker *self)
{
  _odeon_worker_drain (self);
  if (self->backlog != NULL)
    _odeon_migrant_take_next (self);
}

/* --- ready cells --- */

/* The simulator's choice: any of the ready cells. */
static void
bring_chosen_to_front (OdeonWorker *self)
{
  OdeonCell *before = NULL;
  OdeonCell *cell;
  guint      n = 0;

  for (cell = self->turns.first; cell != NULL; cell = cell->next_ready)
    n++;
  n = _odeon_environment->choose (n);
  for (cell = self->turns.first; n > 0; n--)
    {
      before = cell;
      cell = cell->next_ready;
    }
  if (before == NULL)
    return;

  before->next_ready = cell->next_ready;
  if (self->turns.last == cell)
    self->turns.last = before;
  cell->next_ready = self->turns.first;
  self->turns.first = cell;
}

/* Nobody is ready, or the clock says that a good deal of the slice is over. */
static G_GNUC_NO_INLINE void
look_up (OdeonWorker *self)
{
  if (self->slice.has_looked)
    fire_timers (self);
  self->slice.has_looked = FALSE;
  look_around (self);
}

static inline G_ALWAYS_INLINE OdeonCell *
next_cell (OdeonWorker *self)
{
  OdeonCell *cell;

  if (_odeon_slice_is_over (&self->slice, self->turns.n_done))
    return NULL;
  if (self->turns.first == NULL || self->slice.has_looked)
    {
      look_up (self);
      if (self->turns.first == NULL)
        return NULL;
    }
  if (G_UNLIKELY (_odeon_environment->choose != NULL))
    bring_chosen_to_front (self);

  cell = self->turns.first;
  self->turns.first = cell->next_ready;
  if (self->turns.first == NULL)
    self->turns.last = NULL;
  cell->is_ready = FALSE;

  return cell;
}

OdeonCell *
_odeon_worker_next_cell (OdeonWorker *self)
{
  return next_cell (self);
}

/* --- fibers --- */

gboolean
_odeon_worker_hand_over (OdeonWorker *self, OdeonFiber *fiber, OdeonCell *cell)
{
  GError     *error = NULL;
  OdeonFiber *larger = _odeon_fiber_pool_take (&self->fibers, _odeon_cell_get_stack_size (cell),
                                               &error);

  if (larger == NULL)
    {
      /* Its stack is not to be had: it ends, which this one suffices for. */
      if (_odeon_cell_get_phase (cell) < ODEON_PHASE_STOPPING)
        {
          g_autofree gchar *who = _odeon_cell_describe (cell);

          g_log (ODEON_LOG_SCHED, G_LOG_LEVEL_WARNING, "%s failed: %s", who, error->message);
          _odeon_cell_begin_end (cell, ODEON_END_FAILED);
        }
      g_error_free (error);
      return FALSE;
    }

  larger->first = cell;
  _odeon_fiber_pool_give (&self->fibers, fiber);
  _odeon_worker_switch (self, larger);

  return TRUE;
}

static G_GNUC_NO_INLINE void
run_migrant (OdeonWorker *self, OdeonCell *cell)
{
  gboolean more;
  guint    turns = 0;

  _odeon_worker_set_current (self, cell);
  do
    more = _odeon_cell_run_migrant (cell, self->slice.quantum, &self->turns.n_done);
  while (more && ++turns < TURNS_MAX
         && !_odeon_slice_is_over (&self->slice, self->turns.n_done));
  _odeon_worker_set_current (self, NULL);

  _odeon_migrant_release (cell->worker, cell, more);
}

/* A cell whose mailbox has filled up has more turns at a stretch: one that falls behind its senders
 * costs everybody memory, and a message that has grown cold costs three times as much. */
static void
run_cell (OdeonWorker *self, OdeonCell *cell)
{
  gboolean more;
  guint    turns = 0;

  if (G_UNLIKELY (cell->worker != self))
    {
      run_migrant (self, cell);
      return;
    }

  _odeon_worker_set_current (self, cell);
  do
    more = _odeon_cell_run (cell, self->slice.quantum);
  while (more && ++turns < TURNS_MAX
         && !_odeon_slice_is_over (&self->slice, self->turns.n_done));
  _odeon_worker_set_current (self, NULL);

  if (more && !cell->is_ready)
    _odeon_turns_add (&self->turns, cell);
}

void
_odeon_worker_main (gpointer data)
{
  _odeon_worker_serve (data, next_cell, run_cell);
}

/* What actors start calls back on their worker, whatever context its thread has pushed. */
static void
push_subcontext (OdeonWorker *self)
{
  if (self->subcontext == NULL)
    self->subcontext = _odeon_subcontext_new (self->context);
  g_main_context_push_thread_default (self->subcontext->context);
}

static void
enter_fiber (OdeonWorker *self)
{
  OdeonContext  here;
  OdeonContext *home = self->home;
  OdeonFiber   *fiber = self->fiber;
  OdeonCell    *current = _odeon_worker_get_current (self);
  OdeonFiber   *spare = _odeon_fiber_pool_take (&self->fibers, 0, NULL);

  /* A pass within a pass, which is on the last one: when that has returned, or another has. */
  if (G_UNLIKELY (spare == NULL))
    return;

  if (self->kind != ODEON_WORKER_THREAD)
    push_subcontext (self);
  _odeon_context_init_thread (&here);
  self->home = &here;
  self->fiber = NULL;
  _odeon_worker_switch (self, spare);
  _odeon_context_clear (&here);
  if (self->kind != ODEON_WORKER_THREAD)
    g_main_context_pop_thread_default (self->subcontext->context);

  /* A pass within a pass: a continuation on the application's thread that awaits. */
  self->home = home;
  self->fiber = fiber;
  _odeon_worker_set_current (self, current);
}

/* Whether there is anybody to run. */
static inline gboolean
begin_slice (OdeonWorker *self, gint64 usec, gboolean fine)
{
  if (self->tick == NULL && self->turns.first == NULL)
    return FALSE;

  _odeon_slice_begin (&self->slice, self->turns.n_done, usec < 0 ? 0 : get_time (self), usec,
                      fine);
  self->is_early = FALSE;

  return self->tick == NULL || _odeon_tick_begin (self);
}

gboolean
_odeon_worker_pass (OdeonWorker *self, gint64 slice_usec, gboolean fine)
{
  OdeonWorker *outer = _odeon_current_worker;
  OdeonCell   *outer_cell = _odeon_current_cell;
  gint         outer_depth = self->depth;

  _odeon_future_tell_woken ();
  _odeon_current_worker = self;
  _odeon_current_cell = NULL;
  self->depth = g_main_depth ();
  self->n_passes++;
  look_around (self);
  fire_timers (self);
  if (begin_slice (self, slice_usec, fine))
    {
      enter_fiber (self);
      if (self->tick != NULL)
        _odeon_tick_end (self);
      _odeon_fiber_pool_trim (&self->fibers);
      if (self->backlog != NULL)
        _odeon_backlog_share (self);
    }

  self->is_early = FALSE;
  self->n_passes--;
  self->depth = outer_depth;
  _odeon_current_worker = outer;
  _odeon_current_cell = outer_cell;
  if (G_UNLIKELY (self->errands != NULL) && self->n_passes == 0)
    _odeon_worker_run_errands (self);

  return _odeon_worker_has_work (self);
}
