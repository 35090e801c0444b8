/* SPDX-License-Identifier: MIT */

/* A worker from its making to its freeing, and whether it has anything to do. What it does is in
 * odeon-pass.c. */

#include "odeon-async-private.h"
#include "odeon-environment-private.h"
#include "odeon-migrant-private.h"
#include "odeon-tick-private.h"

_Thread_local OdeonWorker *_odeon_current_worker;

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
  _odeon_fiber_pool_init (&self->fibers,
                          kind == ODEON_WORKER_TICK ? _odeon_tick_main : _odeon_worker_main,
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

GMainContext *
_odeon_worker_get_own_context (OdeonWorker *self)
{
  if (self->kind == ODEON_WORKER_THREAD)
    return self->context;

  return self->subcontext != NULL ? self->subcontext->context : NULL;
}

/* Here, where whatever needs it is linked, too. */
__attribute__ ((constructor)) static void
install (void)
{
  _odeon_scheduler_hooks = &_odeon_worker_scheduler_hooks;
  _odeon_executor_hooks = &_odeon_worker_executor_hooks;
}
