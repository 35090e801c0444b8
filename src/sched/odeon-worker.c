/* SPDX-License-Identifier: MIT */

/* What all workers have in common: the list of ready cells, and the pass. */

#include "odeon-async-private.h"
#include "odeon-migrant-private.h"
#include "odeon-environment-private.h"
#include "odeon-log-private.h"
#include "odeon-tick-private.h"
#include "odeon-serve-private.h"

/* Turns that an actor may have at a stretch. */
#define TURNS_MAX 10

_Thread_local OdeonWorker *_odeon_current_worker;

static void fiber_main (gpointer data);

/* Workers that were made one after another have different ones. */
static guint
choose_lane (void)
{
  static atomic_uint n;

  return 1 + atomic_fetch_add_explicit (&n, 1, memory_order_relaxed) % (ODEON_BOUND_LANES - 1);
}

OdeonWorker *
_odeon_worker_new (OdeonWorkerKind kind, GMainContext *context, GError **error)
{
  OdeonWorker *self = g_new0 (OdeonWorker, 1);
  OdeonFiber  *fiber;

  self->turns.lane = choose_lane ();
  atomic_init (&self->ref_count, 1);
  atomic_init (&self->parked, FALSE);
  atomic_init (&self->n_cells, 0);
  atomic_init (&self->slept, 0);
  atomic_init (&self->asleep, 0);
  atomic_init (&self->n_own_cells, 0);
  atomic_init (&self->owner, NULL);
  _odeon_mail_queue_init (&self->inbox);
  g_mutex_init (&self->sleep);
  self->kind = kind;
  self->context = context != NULL ? g_main_context_ref (context) : NULL;
  _odeon_timer_heap_init (&self->timers);
  _odeon_slice_init (&self->slice);
  self->tick = kind == ODEON_WORKER_TICK ? _odeon_tick_new () : NULL;
  _odeon_fiber_pool_init (&self->fibers, kind == ODEON_WORKER_TICK ? _odeon_tick_main : fiber_main,
                          self);

  /* One fiber at least is always free or running: a pass never finds none. */
  fiber = _odeon_fiber_pool_take (&self->fibers, ODEON_FIBER_DEFAULT_SIZE, error);
  if (fiber == NULL)
    {
      _odeon_worker_unref (self);
      return NULL;
    }
  _odeon_fiber_pool_give (&self->fibers, fiber);

  return self;
}

/* A worker's own thread counts in words of its own: most references come and go there, one for each
 * cell. The thread that joins it has one of its own, so these are never the last. */
#define SPARE_REFS 1024

static inline gboolean
counts_here (OdeonWorker *self)
{
  return _odeon_current_worker == self && self->kind == ODEON_WORKER_THREAD;
}

OdeonWorker *
_odeon_worker_ref (OdeonWorker *self)
{
  if (counts_here (self))
    {
      if (!_odeon_worker_take_spare_ref (self))
        {
          atomic_fetch_add_explicit (&self->ref_count, SPARE_REFS, memory_order_relaxed);
          self->n_spare_refs = SPARE_REFS - 1;
        }

      return self;
    }

  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);

  return self;
}

void
_odeon_worker_return_refs (OdeonWorker *self)
{
  atomic_fetch_sub_explicit (&self->ref_count, (int) self->n_spare_refs, memory_order_acq_rel);
  self->n_spare_refs = 0;
}

static G_GNUC_NO_INLINE void
unref_from_elsewhere (OdeonWorker *self)
{
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  if (self->kind == ODEON_WORKER_MIGRANT)
    {
      _odeon_migrant_free (self);
      return;
    }

  g_assert (self->turns.first == NULL);

  _odeon_queue_refuse_all (&self->inbox.queue, _odeon_worker_closed_error ());
  _odeon_fiber_pool_clear (&self->fibers);
  _odeon_backlog_free (self->backlog);
  _odeon_timer_heap_clear (&self->timers);
  _odeon_tick_free (self->tick);
  g_clear_pointer (&self->subcontext, _odeon_subcontext_free);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->sleep);
  g_free (self);
}

void
_odeon_worker_unref (OdeonWorker *self)
{
  if (G_UNLIKELY (!counts_here (self)))
    unref_from_elsewhere (self);
  else if (G_UNLIKELY (++self->n_spare_refs > 2 * SPARE_REFS))
    _odeon_worker_return_refs (self);
}

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

/* A THREAD need not look at the clock again: before it sleeps it reckons for how long. */
static gboolean
is_timer_due (OdeonWorker *self)
{
  return self->timers.n > 0
         && _odeon_timer_heap_next_due (&self->timers)
              <= (self->kind == ODEON_WORKER_THREAD ? self->looked : _odeon_now ());
}

gboolean
_odeon_worker_has_work (OdeonWorker *self)
{
  return self->turns.first != NULL || self->inbox.chain.first != NULL
         || _odeon_queue_has_news (&self->inbox.queue)
         || (self->backlog != NULL && !_odeon_backlog_is_empty (self->backlog))
         || is_timer_due (self);
}

gboolean
_odeon_worker_park (OdeonWorker *self)
{
  atomic_store_explicit (&self->parked, TRUE, memory_order_seq_cst);
  if (!_odeon_worker_has_work (self) && !_odeon_worker_can_steal (self))
    return TRUE;

  _odeon_worker_unpark (self);

  return FALSE;
}

void
_odeon_worker_unpark (OdeonWorker *self)
{
  atomic_store_explicit (&self->parked, FALSE, memory_order_relaxed);
}

void
_odeon_worker_close (OdeonWorker *self)
{
  do
    {
      while (_odeon_worker_pass (self, -1, FALSE))
        g_thread_yield ();
    }
  while (!_odeon_mail_queue_close (&self->inbox));

  _odeon_timers_fire_all (self, _odeon_worker_closed_error ());
  _odeon_async_end_all (_odeon_worker_get_own_context (self));
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

static inline OdeonCell *
next_cell (OdeonWorker *self)
{
  OdeonCell *cell;

  if (_odeon_slice_is_over (&self->slice, self->turns.n_done))
    return NULL;
  if (self->turns.first == NULL || self->slice.has_looked)
    {
      if (self->slice.has_looked)
        fire_timers (self);
      self->slice.has_looked = FALSE;
      look_around (self);
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

static void
fiber_main (gpointer data)
{
  _odeon_worker_serve (data, next_cell, run_cell);
}

GMainContext *
_odeon_worker_get_own_context (OdeonWorker *self)
{
  if (self->kind == ODEON_WORKER_THREAD)
    return self->context;

  return self->subcontext != NULL ? self->subcontext->context : NULL;
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

/* --- what the layers below call --- */

/* Its mailbox has mail: on its worker. */
static void
told (OdeonCell *cell)
{
  cell->mailbox.told = TRUE;
  _odeon_cell_ready (cell);
}

static void
mail_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  told ((OdeonCell *) ((gchar *) message - G_STRUCT_OFFSET (OdeonCell, mail)));
}

static void
mail_refuse (OdeonMessage *message G_GNUC_UNUSED, const GError *why G_GNUC_UNUSED)
{
  /* A cell closes its mailbox only after every such message has come, and its worker later. */
  g_assert_not_reached ();
}

static const OdeonMessageClass mail_class = {
  .run = mail_run,
  .refuse = mail_refuse,
};

static void
schedule (OdeonCell *cell)
{
  OdeonWorker *worker = cell->worker;

  if (_odeon_current_worker == worker)
    {
      told (cell);
      return;
    }

  cell->mail.klass = &mail_class;
  _odeon_worker_send (worker, &cell->mail);
}

static void
add_timer (OdeonWorker *worker, OdeonTimer *timer)
{
  _odeon_timers_add (worker, timer);
  if (worker->kind == ODEON_WORKER_MIGRANT)
    _odeon_migrant_set_alarm (worker, timer->due);
}

static const OdeonSchedulerHooks scheduler_hooks = {
  .schedule = schedule,
  .send = _odeon_worker_send,
  .interrupt = _odeon_worker_interrupt,
  .add_timer = add_timer,
  .remove_timer = _odeon_timers_remove,
  .worker_unref = _odeon_worker_unref,
};

__attribute__ ((constructor)) static void
install (void)
{
  _odeon_scheduler_hooks = &scheduler_hooks;
  _odeon_executor_hooks = &_odeon_worker_executor_hooks;
}
