/* SPDX-License-Identifier: MIT */

#include "odeon-workers-private.h"
#include "odeon-environment-private.h"

static void
unref_worker (gpointer worker)
{
  _odeon_worker_unref (worker);
}

static void
join_worker (gpointer worker)
{
  _odeon_thread_worker_join (worker);
  _odeon_worker_unref (worker);
}

static OdeonWorker *
new_worker (OdeonWorkers *self, guint i, GError **error)
{
  g_autofree gchar *name = g_strdup_printf ("odeon-%u", i);

  OdeonWorker      *worker;

  if (self->n_threads == 0)
    return _odeon_worker_new (ODEON_WORKER_TICK, NULL, error);

  worker = _odeon_thread_worker_new (name, self->stealers, error);
  if (worker != NULL)
    worker->is_pooled = TRUE;

  return worker;
}

gboolean
_odeon_workers_init (OdeonWorkers *self, guint n_threads, GError **error)
{
  self->n_threads = n_threads;
  self->workers = g_ptr_array_new_with_free_func (unref_worker);
  g_mutex_init (&self->lock);
  self->own_workers = g_ptr_array_new ();
  self->ended_workers = g_ptr_array_new_with_free_func (join_worker);
  if (n_threads > 1)
    {
      self->stealers = _odeon_stealers_new (n_threads);
      _odeon_load_init (&self->load, n_threads, _odeon_now ());
    }

  for (guint i = 0; i < MAX (n_threads, 1); i++)
    {
      OdeonWorker *worker = new_worker (self, i, error);

      if (worker == NULL)
        return FALSE;
      g_ptr_array_add (self->workers, worker);
    }
  if (n_threads == 0)
    _odeon_thread_own (_odeon_workers_get_first (self));
  if (self->stealers != NULL)
    _odeon_stealers_complete (self->stealers, self->workers);

  return TRUE;
}

static void
end_workers (OdeonWorkers *self)
{
  OdeonWorker *first = _odeon_workers_get_first (self);

  if (self->n_threads == 0 && first != NULL)
    {
      _odeon_worker_close (first);
      _odeon_thread_disown (first);
      return;
    }

  /* All are told before the first is waited for. */
  for (guint i = 0; i < self->workers->len; i++)
    _odeon_thread_worker_quit (self->workers->pdata[i]);
  for (guint i = 0; i < self->workers->len; i++)
    _odeon_thread_worker_join (self->workers->pdata[i]);
}

void
_odeon_workers_clear (OdeonWorkers *self)
{
  end_workers (self);
  g_ptr_array_unref (self->ended_workers);
  g_ptr_array_unref (self->own_workers);
  g_ptr_array_unref (self->workers);
  g_clear_pointer (&self->stealers, _odeon_stealers_unref);
  _odeon_load_clear (&self->load);
  g_mutex_clear (&self->lock);
}

/* On the worker's own thread, in a word that it alone writes; the number is the sum. */
static inline void
count_own (OdeonWorker *worker, int n)
{
  atomic_store_explicit (&worker->n_own_cells,
                         atomic_load_explicit (&worker->n_own_cells, memory_order_relaxed) + n,
                         memory_order_relaxed);
}

static inline gboolean
counts_here (OdeonWorker *worker)
{
  return _odeon_current_worker == worker && worker->is_pooled;
}

static gint
count_cells (OdeonWorker *worker)
{
  return (gint) atomic_load_explicit (&worker->n_cells, memory_order_relaxed)
         + atomic_load_explicit (&worker->n_own_cells, memory_order_relaxed);
}

guint
_odeon_workers_count (const OdeonWorkers *self)
{
  gint n = 0;

  for (guint i = 0; i < self->n_threads; i++)
    n += count_cells (self->workers->pdata[i]);

  /* Of one that comes on one worker and goes on another, the end may be seen before the spawn. */
  return (guint) MAX (n, 0);
}

static OdeonWorker *
place_on (OdeonWorker *worker)
{
  if (counts_here (worker))
    count_own (worker, 1);
  else
    atomic_fetch_add_explicit (&worker->n_cells, 1, memory_order_relaxed);

  return _odeon_worker_ref (worker);
}

static OdeonWorker *
next_in_turn (OdeonWorkers *self)
{
  guint i;

  g_mutex_lock (&self->lock);
  if (self->n_threads > 1)
    _odeon_load_sample (&self->load, self->workers, _odeon_now ());
  do
    i = self->next++ % self->workers->len;
  while (self->n_threads > 1 && _odeon_load_is_high (&self->load, i));
  g_mutex_unlock (&self->lock);

  return self->workers->pdata[i];
}

static OdeonWorker *
least_loaded (OdeonWorkers *self)
{
  OdeonWorker *best = _odeon_workers_get_first (self);

  for (guint i = 1; i < self->workers->len; i++)
    {
      OdeonWorker *worker = self->workers->pdata[i];

      if (count_cells (worker) < count_cells (best))
        best = worker;
    }

  return best;
}

static OdeonWorker *
place_on_thread (OdeonWorkers *self, const gchar *name, GError **error)
{
  g_autoptr (GPtrArray) ended = NULL;
  OdeonWorker          *worker;

  /* A good moment to bury those that have ended since. */
  g_mutex_lock (&self->lock);
  ended = g_steal_pointer (&self->ended_workers);
  self->ended_workers = g_ptr_array_new_with_free_func (join_worker);
  g_mutex_unlock (&self->lock);

  worker = _odeon_thread_worker_new (name != NULL ? name : "odeon-actor", NULL, error);
  if (worker == NULL)
    return NULL;

  worker->exclusive = TRUE;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->own_workers, worker);
  g_mutex_unlock (&self->lock);

  return place_on (worker);
}

/* Whom a child lives with by default: its parent, or whoever runs that one now. */
static OdeonWorker *
worker_of_parent (OdeonCell *parent)
{
  return parent->worker->kind == ODEON_WORKER_MIGRANT ? _odeon_current_worker : parent->worker;
}

OdeonWorker *
_odeon_workers_place_child (OdeonCell *parent)
{
  OdeonWorker *worker = parent->worker;

  if (!worker->is_pooled || !_odeon_worker_take_spare_ref (worker))
    return NULL;

  count_own (worker, 1);

  return worker;
}

/* Where it begins, or where it stays. */
static OdeonWorker *
begin_on (OdeonWorkers *self, OdeonWorker *worker, gboolean migratable)
{
  if (!migratable || worker->backlog == NULL)
    return place_on (worker);

  return _odeon_migrant_new (self->stealers, worker);
}

/* A thread made for one actor ends with the last that is there. */
static gboolean
join (OdeonWorker *worker)
{
  guint n = atomic_load_explicit (&worker->n_cells, memory_order_relaxed);

  do
    if (n == 0)
      return FALSE;
  while (!atomic_compare_exchange_weak_explicit (&worker->n_cells, &n, n + 1,
                                                 memory_order_relaxed, memory_order_relaxed));

  return TRUE;
}

static OdeonWorker *
place_near (OdeonWorkers *self, OdeonCell *near, gboolean migratable, GError **error)
{
  OdeonWorker *worker = near->worker;

  switch (worker->kind)
    {
    case ODEON_WORKER_HOST:
      return _odeon_host_worker_get (worker->context, TRUE, error);

    case ODEON_WORKER_MIGRANT:
      return begin_on (self, _odeon_migrant_get_host (worker), migratable);

    case ODEON_WORKER_THREAD:
      if (worker->exclusive)
        return join (worker) ? _odeon_worker_ref (worker)
                             : begin_on (self, least_loaded (self), migratable);
      G_GNUC_FALLTHROUGH;

    case ODEON_WORKER_TICK:
      return begin_on (self, worker, migratable);
    }
  g_assert_not_reached ();
}

OdeonWorker *
_odeon_workers_place (OdeonWorkers            *self,
                      const OdeonSpawnOptions *options,
                      OdeonCell               *parent,
                      gboolean                 migratable,
                      GError                 **error)
{
  switch (options->placement)
    {
    case ODEON_PLACE_DEFAULT:
      return begin_on (self, parent != NULL ? worker_of_parent (parent) : next_in_turn (self),
                       migratable);

    case ODEON_PLACE_ANY_WORKER:
      return begin_on (self, least_loaded (self), migratable);

    case ODEON_PLACE_WORKER:
      if (options->worker < self->workers->len)
        return place_on (self->workers->pdata[options->worker]);
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                   "There is no worker %u: the system has %u", options->worker,
                   self->workers->len);
      return NULL;

    case ODEON_PLACE_THREAD:
      return place_on_thread (self, options->name, error);

    case ODEON_PLACE_CONTEXT:
      return _odeon_host_worker_get (options->context, TRUE, error);

    case ODEON_PLACE_NEAR:
      return place_near (self, _odeon_cell_of_ref (options->near), migratable, error);
    }

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "There is no placement %d",
               (gint) options->placement);

  return NULL;
}

/* The last one has left. */
static void
end_own_worker (OdeonWorkers *self, OdeonWorker *worker)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_remove_fast (self->own_workers, worker);
  g_ptr_array_add (self->ended_workers, worker);
  _odeon_thread_worker_quit (worker);
  g_mutex_unlock (&self->lock);
}

static G_GNUC_NO_INLINE void
leave_from_elsewhere (OdeonWorkers *self, OdeonWorker *worker)
{
  if (atomic_fetch_sub_explicit (&worker->n_cells, 1, memory_order_acq_rel) == 1
      && worker->exclusive)
    end_own_worker (self, worker);
}

void
_odeon_workers_leave (OdeonWorkers *self, OdeonWorker *worker)
{
  if (G_LIKELY (counts_here (worker)))
    count_own (worker, -1);
  else
    leave_from_elsewhere (self, worker);
}
