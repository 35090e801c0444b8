/* SPDX-License-Identifier: MIT */

/* What is behind a system, see odeon-system.c: its workers, its topics and its population, of which
 * its actors know it as their host; and the end of it all. */

#include "odeon-realm-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-environment-private.h"
#include "odeon-feed-private.h"
#include "odeon-log-private.h"
#include "odeon-observation-private.h"
#include "odeon-population-private.h"
#include "odeon-tick-private.h"
#include "odeon-workers-private.h"

struct _OdeonRealm
{
  OdeonHost host; /* first: the host is its realm */

  OdeonWorkers workers;
  OdeonTopics  topics;
  OdeonErrand  errand; /* once nobody holds the system, if it is let go of within a pass */

  OdeonPopulation population;

  /* Under the lock. */
  GMutex     lock;
  GPtrArray *strategies; /* (nullable): all that there ever were: a worker may look at any */
};

static OdeonWorker *
place (OdeonHost               *host,
       const OdeonSpawnOptions *options,
       OdeonCell               *parent,
       gboolean                 migratable,
       GError                 **error)
{
  OdeonCell *near = NULL;

  if (options->placement == ODEON_PLACE_NEAR && options->near != NULL)
    {
      near = _odeon_cell_of_resolved (options->near, error);
      if (near == NULL)
        return NULL;
    }
  if (options->placement == ODEON_PLACE_NEAR && (near == NULL || near->host != host))
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                           "An actor lives near another of the same system");
      return NULL;
    }

  return _odeon_workers_place (&((OdeonRealm *) host)->workers, options, parent, migratable,
                               error);
}

static void
misplaced (OdeonHost *host, OdeonWorker *worker)
{
  _odeon_workers_leave (&((OdeonRealm *) host)->workers, worker);
}

static gboolean
admit (OdeonHost *host, OdeonCell *cell, GError **error)
{
  return _odeon_population_admit (&((OdeonRealm *) host)->population, cell, error);
}

static gboolean
is_closing (OdeonHost *host)
{
  return _odeon_population_is_closing (&((OdeonRealm *) host)->population);
}

static OdeonWorker *
admit_child (OdeonHost *host, OdeonCell *parent)
{
  return is_closing (host) ? NULL : _odeon_workers_place_child (parent);
}

static void
forget (OdeonHost *host, OdeonCell *cell)
{
  OdeonRealm *self = (OdeonRealm *) host;

  if (cell->rare != NULL && cell->rare->outlets != NULL)
    _odeon_outlets_conclude (cell);
  _odeon_population_forget (&self->population, cell);
  _odeon_workers_leave (&self->workers, cell->worker);
}

static void
ended (OdeonHost *host, OdeonCell *cell)
{
  _odeon_population_leave (&((OdeonRealm *) host)->population, cell);
}

static void
unsubscribe (OdeonHost *host G_GNUC_UNUSED, OdeonCell *cell)
{
  _odeon_topics_forget_cell (cell);
}

static const OdeonHostClass host_class = {
  .place = place,
  .misplaced = misplaced,
  .admit = admit,
  .admit_child = admit_child,
  .forget = forget,
  .unsubscribe = unsubscribe,
  .ended = ended,
  .is_closing = is_closing,
};

/* --- the whole --- */

static void realm_free (OdeonRealm *self);

OdeonRealm *
_odeon_realm_new (guint n_threads, GError **error)
{
  OdeonRealm *self = g_new0 (OdeonRealm, 1);

  self->host.klass = &host_class;
  self->host.logs_lifecycle = _odeon_log_is_heard (ODEON_LOG_LIFECYCLE, G_LOG_LEVEL_DEBUG);
  g_mutex_init (&self->lock);
  _odeon_population_init (&self->population);
  if (!_odeon_workers_init (&self->workers, n_threads, error))
    {
      realm_free (self);
      return NULL;
    }
  if (n_threads == 0)
    self->topics.ticker = _odeon_workers_get_first (&self->workers);

  return self;
}

static void
realm_free (OdeonRealm *self)
{
  OdeonWorker            *first = _odeon_workers_get_first (&self->workers);
  g_autoptr (OdeonFuture) ended_all = NULL;

  _odeon_population_kill (&self->population);
  /* Whoever frees a system without threads runs what is left of it. */
  if (self->workers.n_threads == 0 && first != NULL)
    _odeon_thread_own (first);
  ended_all = _odeon_population_shut_down (&self->population);
  _odeon_thread_block (ended_all, G_MAXINT64, NULL);

  _odeon_topics_clear (&self->topics);
  _odeon_workers_clear (&self->workers);
  _odeon_dead_letters_forget (&self->host);
  _odeon_observation_end (&self->host);
  _odeon_population_clear (&self->population);
  g_clear_pointer (&self->strategies, g_ptr_array_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gpointer
reap (gpointer realm)
{
  realm_free (realm);

  return NULL;
}

static void
run_errand (OdeonErrand *errand)
{
  realm_free ((OdeonRealm *) ((gchar *) errand - G_STRUCT_OFFSET (OdeonRealm, errand)));
}

/* After whose pass a system without threads is freed, if not at once: its own, or this one's, in
 * whose handler nobody can wait. Both are this thread's, as the system is: another thread could not
 * know whether this one runs it just now. */
static OdeonWorker *
find_heir (OdeonRealm *self)
{
  OdeonWorker *here = _odeon_current_worker;
  OdeonWorker *first = _odeon_workers_get_first (&self->workers);

  if (self->workers.n_threads > 0 || here == NULL)
    return NULL;
  if (here == first || _odeon_thread_is_in_pass (first))
    return first;

  return here->kind != ODEON_WORKER_THREAD && _odeon_current_cell != NULL ? here : NULL;
}

void
_odeon_realm_release (OdeonRealm *self)
{
  OdeonWorker *here = _odeon_current_worker;
  OdeonWorker *heir = find_heir (self);

  /* An actor cannot wait for its own end, nor a worker for that of its thread. */
  if (heir != NULL)
    {
      self->errand.run = run_errand;
      _odeon_worker_leave_errand (heir, &self->errand);
    }
  else if (here != NULL && (here->kind == ODEON_WORKER_THREAD || _odeon_current_cell != NULL))
    g_thread_unref (g_thread_new ("odeon-reaper", reap, self));
  else
    realm_free (self);
}

OdeonTopics *
_odeon_realm_get_topics (OdeonHost *host)
{
  return &((OdeonRealm *) host)->topics;
}

OdeonWorker *
_odeon_realm_dup_thread (OdeonHost *host)
{
  OdeonWorkers *workers = &((OdeonRealm *) host)->workers;
  OdeonWorker  *here = _odeon_current_worker;

  if (workers->n_threads == 0)
    return NULL;
  if (here != NULL && g_ptr_array_find (workers->workers, here, NULL))
    return _odeon_worker_ref (here);

  return _odeon_worker_ref (_odeon_workers_get_first (workers));
}

OdeonHost *
_odeon_realm_get_host (OdeonRealm *self)
{
  return &self->host;
}

guint
_odeon_realm_get_n_workers (OdeonRealm *self)
{
  return self->workers.n_threads;
}

guint
_odeon_realm_get_n_actors (OdeonRealm *self)
{
  return _odeon_population_get_n_living (&self->population)
         + _odeon_workers_count (&self->workers);
}

OdeonRef *
_odeon_realm_find (OdeonRealm *self, const gchar *name)
{
  return ODEON_REF (_odeon_population_find (&self->population, name));
}

OdeonCell *
_odeon_realm_find_path (OdeonRealm *self, OdeonCell *from, gchar **names)
{
  return _odeon_population_find_path (&self->population, from, names);
}

gboolean
_odeon_realm_holds (OdeonRealm *self, OdeonCell *cell)
{
  return cell->host == &self->host && _odeon_population_holds (&self->population, cell);
}

GPtrArray *
_odeon_realm_list_roots (OdeonRealm *self)
{
  return _odeon_population_list_roots (&self->population);
}

OdeonFuture *
_odeon_realm_shut_down (OdeonRealm *self)
{
  return _odeon_population_shut_down (&self->population);
}

void
_odeon_realm_supervise (OdeonRealm *self, const OdeonStrategy *strategy)
{
  OdeonStrategy *copy = _odeon_strategy_copy (strategy);

  g_mutex_lock (&self->lock);
  if (copy != NULL)
    {
      if (self->strategies == NULL)
        self->strategies = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (self->strategies, copy);
    }
  /* Release: what is in it; pairs with the loads in odeon-supervision.c. */
  atomic_store_explicit (&self->host.strategy, copy, memory_order_release);
  g_mutex_unlock (&self->lock);
}

gboolean
_odeon_realm_tick (OdeonRealm *self, gint64 max_usec)
{
  OdeonWorker *worker = _odeon_workers_get_first (&self->workers);
  gboolean     more;

  g_return_val_if_fail (self->workers.n_threads == 0, TRUE);
  g_return_val_if_fail (_odeon_current_worker != worker, TRUE);

  /* Longer than the clock goes is no limit either. */
  if (max_usec > G_MAXINT64 - _odeon_now ())
    max_usec = -1;

  /* The realm may be gone after a pass. */
  _odeon_worker_ref (worker);
  _odeon_thread_own (worker);
  if (worker->subcontext != NULL)
    _odeon_subcontext_iterate (worker->subcontext);
  _odeon_tick_want (worker->tick, max_usec);
  more = _odeon_worker_pass (worker, max_usec, max_usec >= 0);
  _odeon_worker_unref (worker);

  return !more;
}
