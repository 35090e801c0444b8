/* SPDX-License-Identifier: MIT */

/* What is behind a system; see odeon-system.c. */

#include "odeon-realm-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-environment-private.h"
#include "odeon-log-private.h"
#include "odeon-observation-private.h"
#include "odeon-tick-private.h"
#include "odeon-workers-private.h"

/* Of the population: whether the realm is closing, how many roots may still touch it, and how many
 * actors live, in that nobody has been told of their end yet: those that are on no constant
 * worker's books. */
#define CLOSING    ((guint64) 1)
#define ONE_ROOT   ((guint64) 2)
#define ALL_ROOTS  (ONE_LIVING - ONE_ROOT)
#define ONE_LIVING ((guint64) 1 << 32)

struct _OdeonRealm
{
  OdeonHost host; /* first: the host is its realm */

  OdeonWorkers workers;
  OdeonTopics  topics;
  OdeonErrand  errand; /* once nobody holds the system, if it is let go of within a pass */

  /* Everybody's. One word counts the roots and says whether the realm is closing, so that exactly
   * one thread finds it empty: the last root's, or the one that closes it. That one tells; any
   * other is done with the realm once it has counted itself out, for it may be freed then. All
   * other actors are done with it before their parents are. */
  _Atomic (guint64) population;

  /* Under the lock. */
  GMutex        lock;
  GHashTable   *names;     /* living cells by parent and name, not counted */
  OdeonCell    *youngest;  /* root */
  gboolean      empty;     /* closing, and the last actor has ended */
  OdeonPromise *shut_down; /* (nullable): set when the last actor has ended */
  GPtrArray    *strategies; /* (nullable): all that there ever were: a worker may look at any */
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

/* --- names --- */

/* Siblings have different names, and roots are siblings. */
static guint
hash_place (gconstpointer key)
{
  const OdeonCell *cell = key;

  return g_str_hash (cell->name) ^ g_direct_hash (cell->parent);
}

static gboolean
equal_places (gconstpointer a, gconstpointer b)
{
  const OdeonCell *one = a;
  const OdeonCell *other = b;

  return one->parent == other->parent && g_str_equal (one->name, other->name);
}

static OdeonCell *
find_locked (OdeonRealm *self, OdeonCell *parent, const gchar *name)
{
  OdeonCell key = { .parent = parent, .name = (gchar *) name };

  return g_hash_table_lookup (self->names, &key);
}

/* --- birth and death --- */

static gboolean
is_closing (OdeonRealm *self)
{
  return (atomic_load_explicit (&self->population, memory_order_relaxed) & CLOSING) != 0;
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_SHUT_DOWN, "The system is shutting down");

  return FALSE;
}

static gboolean
enter_locked (OdeonRealm *self, OdeonCell *cell, GError **error)
{
  /* Whoever closes looks for roots under the lock, once: none may come in behind. */
  if (is_closing (self))
    return refuse (error);
  if (cell->name != NULL && g_hash_table_contains (self->names, cell))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NAME_TAKEN,
                   "Another actor there is called \"%s\" already", cell->name);
      return FALSE;
    }

  if (cell->name != NULL)
    g_hash_table_add (self->names, cell);
  if (cell->parent == NULL)
    {
      cell->older = self->youngest;
      if (cell->older != NULL)
        cell->older->younger = cell;
      self->youngest = cell;
    }

  return TRUE;
}

/* Takes back what was counted of an actor; the last root of a closing realm ends it. */
static void
count_down (OdeonRealm *self, guint64 n)
{
  OdeonPromise *shut_down = NULL;
  guint64       before;

  /* Release: what this actor did to the realm; acquire, for the last: what all others did. */
  before = atomic_fetch_sub_explicit (&self->population, n, memory_order_acq_rel);
  if (!(n & ONE_ROOT) || (before & (ALL_ROOTS | CLOSING)) != (ONE_ROOT | CLOSING))
    return;

  g_mutex_lock (&self->lock);
  self->empty = TRUE;
  shut_down = g_steal_pointer (&self->shut_down);
  g_mutex_unlock (&self->lock);

  /* Whoever waits for this may free the realm. */
  if (shut_down != NULL)
    {
      odeon_promise_set_boolean (shut_down, TRUE);
      odeon_promise_free (shut_down);
    }
}

/* What the population counts of it. */
static guint64
share_of (OdeonCell *cell)
{
  return (cell->parent == NULL ? ONE_ROOT : 0) + (cell->worker->is_pooled ? 0 : ONE_LIVING);
}

static gboolean
admit (OdeonHost *host, OdeonCell *cell, GError **error)
{
  OdeonRealm *self = (OdeonRealm *) host;
  guint64     share = share_of (cell);
  gboolean    admitted = TRUE;

  atomic_fetch_add_explicit (&self->population, share, memory_order_relaxed);
  if (is_closing (self))
    admitted = refuse (error);
  else if (cell->name != NULL || cell->parent == NULL)
    {
      g_mutex_lock (&self->lock);
      admitted = enter_locked (self, cell, error);
      g_mutex_unlock (&self->lock);
    }

  if (!admitted)
    count_down (self, share);

  return admitted;
}

static OdeonWorker *
admit_child (OdeonHost *host, OdeonCell *parent)
{
  return is_closing ((OdeonRealm *) host) ? NULL : _odeon_workers_place_child (parent);
}

static void
forget (OdeonHost *host, OdeonCell *cell)
{
  OdeonRealm *self = (OdeonRealm *) host;

  if (G_UNLIKELY (cell->name != NULL))
    {
      g_mutex_lock (&self->lock);
      g_hash_table_remove (self->names, cell);
      g_mutex_unlock (&self->lock);
    }

  if (!cell->worker->is_pooled)
    atomic_fetch_sub_explicit (&self->population, ONE_LIVING, memory_order_relaxed);
  _odeon_workers_leave (&self->workers, cell->worker);
}

static void
unlink_root_locked (OdeonRealm *self, OdeonCell *cell)
{
  if (cell->younger != NULL)
    cell->younger->older = cell->older;
  else
    self->youngest = cell->older;
  if (cell->older != NULL)
    cell->older->younger = cell->younger;
}

static void
ended (OdeonHost *host, OdeonCell *cell)
{
  OdeonRealm *self = (OdeonRealm *) host;
  OdeonCell  *next = NULL;

  g_mutex_lock (&self->lock);
  unlink_root_locked (self, cell);
  if (is_closing (self) && self->youngest != NULL)
    next = odeon_ref_ref (self->youngest);
  g_mutex_unlock (&self->lock);

  if (next != NULL)
    {
      _odeon_cell_stop (next);
      odeon_ref_unref (next);
    }

  count_down (self, ONE_ROOT);
}

static void
unsubscribe (OdeonHost *host G_GNUC_UNUSED, OdeonCell *cell)
{
  _odeon_topics_forget_cell (cell);
}

static gboolean
host_is_closing (OdeonHost *host)
{
  return is_closing ((OdeonRealm *) host);
}

static const OdeonHostClass host_class = {
  .place = place,
  .misplaced = misplaced,
  .admit = admit,
  .admit_child = admit_child,
  .forget = forget,
  .unsubscribe = unsubscribe,
  .ended = ended,
  .is_closing = host_is_closing,
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
  self->names = g_hash_table_new (hash_place, equal_places);
  if (!_odeon_workers_init (&self->workers, n_threads, error))
    {
      realm_free (self);
      return NULL;
    }
  if (n_threads == 0)
    self->topics.ticker = _odeon_workers_get_first (&self->workers);

  return self;
}

/* Under the lock. %FALSE: it was closed before. */
static gboolean
close_locked (OdeonRealm *self)
{
  guint64 before = atomic_fetch_or_explicit (&self->population, CLOSING, memory_order_acq_rel);

  if ((before & (ALL_ROOTS | CLOSING)) == 0)
    self->empty = TRUE;

  return !(before & CLOSING);
}

OdeonFuture *
_odeon_realm_shut_down (OdeonRealm *self)
{
  OdeonFuture  *future;
  OdeonPromise *done = NULL;
  OdeonCell    *first = NULL;

  g_mutex_lock (&self->lock);
  if (close_locked (self) && self->youngest != NULL)
    first = odeon_ref_ref (self->youngest);
  if (self->shut_down == NULL)
    self->shut_down = odeon_promise_new ();
  future = odeon_promise_get_future (self->shut_down);
  if (self->empty)
    done = g_steal_pointer (&self->shut_down);
  g_mutex_unlock (&self->lock);

  if (first != NULL)
    {
      _odeon_cell_stop (first);
      odeon_ref_unref (first);
    }
  if (done != NULL)
    {
      odeon_promise_set_boolean (done, TRUE);
      odeon_promise_free (done);
    }

  return future;
}

/* Every root at once; each takes its children along. */
static void
kill_all (OdeonRealm *self)
{
  g_autoptr (GPtrArray) roots = g_ptr_array_new_with_free_func (odeon_ref_unref);

  g_mutex_lock (&self->lock);
  close_locked (self);
  for (OdeonCell *cell = self->youngest; cell != NULL; cell = cell->older)
    g_ptr_array_add (roots, odeon_ref_ref (cell));
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < roots->len; i++)
    _odeon_cell_kill (roots->pdata[i]);
}

static void
realm_free (OdeonRealm *self)
{
  OdeonWorker            *first = _odeon_workers_get_first (&self->workers);
  g_autoptr (OdeonFuture) ended_all = NULL;

  kill_all (self);
  /* Whoever frees a system without threads runs what is left of it. */
  if (self->workers.n_threads == 0 && first != NULL)
    _odeon_thread_own (first);
  ended_all = _odeon_realm_shut_down (self);
  _odeon_thread_block (ended_all, G_MAXINT64, NULL);

  _odeon_topics_clear (&self->topics);
  _odeon_workers_clear (&self->workers);
  _odeon_dead_letters_forget (&self->host);
  _odeon_observation_end (&self->host);
  g_hash_table_unref (self->names);
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
  guint n = (guint) (atomic_load_explicit (&self->population, memory_order_relaxed) / ONE_LIVING);

  return n + _odeon_workers_count (&self->workers);
}

OdeonRef *
_odeon_realm_find (OdeonRealm *self, const gchar *name)
{
  OdeonCell *cell;

  /* A cell forgets its name before it lets go of its last reference. */
  g_mutex_lock (&self->lock);
  cell = find_locked (self, NULL, name);
  if (cell != NULL)
    odeon_ref_ref (cell);
  g_mutex_unlock (&self->lock);

  return ODEON_REF (cell);
}

OdeonCell *
_odeon_realm_find_path (OdeonRealm *self, OdeonCell *from, gchar **names)
{
  OdeonCell *cell = from;

  /* A parent ends after its children. */
  g_mutex_lock (&self->lock);
  do
    cell = find_locked (self, cell, *names);
  while (cell != NULL && *++names != NULL);
  if (cell != NULL)
    odeon_ref_ref (cell);
  g_mutex_unlock (&self->lock);

  return cell;
}

gboolean
_odeon_realm_holds (OdeonRealm *self, OdeonCell *cell)
{
  gboolean holds;

  if (cell->host != &self->host)
    return FALSE;
  if (cell->name == NULL)
    return TRUE;

  g_mutex_lock (&self->lock);
  holds = g_hash_table_lookup (self->names, cell) == cell;
  g_mutex_unlock (&self->lock);

  return holds;
}

GPtrArray *
_odeon_realm_list_roots (OdeonRealm *self)
{
  GPtrArray *roots = g_ptr_array_new_with_free_func (odeon_ref_unref);

  g_mutex_lock (&self->lock);
  for (OdeonCell *cell = self->youngest; cell != NULL; cell = cell->older)
    g_ptr_array_add (roots, odeon_ref_ref (cell));
  g_mutex_unlock (&self->lock);

  return roots;
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
