/* SPDX-License-Identifier: MIT */

/* A worker inside a main context that the application runs (a GTK program, a game, a test): one
 * source, which has a slice at each turn of the loop, at the default priority. While there is more
 * to do than that, it steps aside after each slice, so that sources of a lower priority, such as
 * idle ones and those that draw, have their turn as well. There is one such worker a context,
 * shared by all systems, made when the first actor is spawned there or the first future continued.
 * It goes when the thread that ran the context last ends and no actor is left on it; that of a
 * program's main context stays.
 *
 * A thread that blocks in a context makes no worker for it, but says where it sleeps: whoever makes
 * one meanwhile offers it to that thread, which drives it then.
 */

#include "odeon-worker-private.h"
#include "odeon-environment-private.h"

/* A frame of 60 Hz has sixteen times that. */
#define SLICE_USEC 1000

typedef struct
{
  GSource                 source; /* first */
  _Atomic (OdeonWorker *) worker; /* counted */

  /* Whoever's that runs the context. */
  gint64 aside_at; /* when it stepped aside last */
  guint  aside;    /* how many times it still lets the others go first */
} HostSource;

/* g_main_context_pending() looks without dispatching: of two looks, one at least is followed by
 * what it found. */
#define ASIDE 2

static GMutex      lock;
static GHashTable *workers; /* of OdeonWorker, counted, by GMainContext */
static GHashTable *blocked; /* of OdeonParker, of the thread that blocks there, by GMainContext */

/* Whose the global default context is, as long as nobody runs it. */
static GThread *main_thread;

/* Acquire: pairs with the release in new_locked(). The context's lock orders the two as well. */
static OdeonWorker *
worker_of (GSource *source)
{
  return atomic_load_explicit (&((HostSource *) source)->worker, memory_order_acquire);
}

static gboolean
prepare (GSource *source, gint *timeout)
{
  OdeonWorker *worker = worker_of (source);
  gint64       due;

  *timeout = 0;
  if (((HostSource *) source)->aside > 0)
    return FALSE;
  if (!_odeon_worker_park (worker))
    return TRUE;

  due = _odeon_timer_heap_next_due (&worker->timers);
  *timeout = due == G_MAXINT64 ? -1
                               : (gint) CLAMP ((due - _odeon_now () + 999) / 1000, 0, G_MAXINT);

  return FALSE;
}

static gboolean
check (GSource *source)
{
  HostSource  *self = (HostSource *) source;
  OdeonWorker *worker = worker_of (source);

  if (self->aside > 0)
    {
      self->aside--;
      return FALSE;
    }
  _odeon_worker_unpark (worker);

  return _odeon_worker_has_work (worker);
}

static void
step_aside (HostSource *self)
{
  gint64 now = _odeon_now ();

  if (now - self->aside_at < SLICE_USEC)
    return;

  self->aside_at = now;
  self->aside = ASIDE;
}

static gboolean
dispatch (GSource    *source,
          GSourceFunc callback G_GNUC_UNUSED,
          gpointer    data G_GNUC_UNUSED)
{
  OdeonWorker *worker = _odeon_worker_ref (worker_of (source));

  _odeon_thread_own (worker);
  if (_odeon_worker_pass (worker, SLICE_USEC, FALSE))
    step_aside ((HostSource *) source);
  _odeon_worker_unref (worker);

  return G_SOURCE_CONTINUE;
}

static void
finalize (GSource *source)
{
  _odeon_worker_unref (worker_of (source));
}

static GSourceFuncs funcs = {
  .prepare = prepare,
  .check = check,
  .dispatch = dispatch,
  .finalize = finalize,
};

static OdeonWorker *
new_locked (GMainContext *context, GError **error)
{
  OdeonWorker *worker = _odeon_worker_new (ODEON_WORKER_HOST, context, error);
  OdeonParker *parker;

  if (worker == NULL)
    return NULL;

  worker->source = g_source_new (&funcs, sizeof (HostSource));
  atomic_store_explicit (&((HostSource *) worker->source)->worker, _odeon_worker_ref (worker),
                         memory_order_release);
  g_source_set_static_name (worker->source, "Odeon actors");
  g_source_attach (worker->source, context);
  g_hash_table_insert (workers, context, worker);

  parker = g_hash_table_lookup (blocked, context);
  if (parker != NULL)
    _odeon_parker_offer (parker, worker);

  return worker;
}

static void
init_locked (void)
{
  if (workers != NULL)
    return;

  workers = g_hash_table_new (NULL, NULL);
  blocked = g_hash_table_new (NULL, NULL);
}

/* Whoever spawns an actor into a context, or continues a future there, need not be the one that
 * runs it: only that one may drive it while it blocks. */
static gboolean
is_run_here (GMainContext *context)
{
  return g_main_context_is_owner (context) || context == g_main_context_get_thread_default ();
}

OdeonWorker *
_odeon_host_worker_get (GMainContext *context, gboolean for_cell, GError **error)
{
  OdeonWorker *worker;

  if (context == NULL)
    context = g_main_context_default ();

  g_mutex_lock (&lock);
  init_locked ();
  worker = g_hash_table_lookup (workers, context);
  if (worker == NULL)
    worker = new_locked (context, error);
  if (worker != NULL)
    {
      _odeon_worker_ref (worker);
      /* Under the lock: from here on the worker is not retired. */
      if (for_cell)
        atomic_fetch_add_explicit (&worker->n_cells, 1, memory_order_relaxed);
    }
  g_mutex_unlock (&lock);

  if (worker != NULL && is_run_here (context))
    _odeon_thread_own (worker);

  return worker;
}

/* (nullable): a context that is pushed is held by the thread that pushed it: nobody else blocks in
 * it. */
static GMainContext *
get_own_context (void)
{
  GMainContext *context = g_main_context_get_thread_default ();

  return context == NULL && g_thread_self () == main_thread ? g_main_context_default () : context;
}

gboolean
_odeon_host_worker_is_own (GMainContext *context)
{
  return context == get_own_context () || g_main_context_is_owner (context);
}

GMainContext *
_odeon_host_worker_begin_block (OdeonParker *parker)
{
  GMainContext *context = get_own_context ();
  OdeonWorker  *worker;
  gboolean      added;

  if (context == NULL)
    return NULL;

  g_mutex_lock (&lock);
  init_locked ();
  worker = g_hash_table_lookup (workers, context);
  if (worker != NULL)
    _odeon_worker_ref (worker);
  /* Not if this thread blocks there already, further out. */
  added = g_hash_table_insert (blocked, context, parker);
  g_mutex_unlock (&lock);

  if (worker != NULL)
    {
      _odeon_thread_own (worker);
      _odeon_worker_unref (worker);
    }

  return added ? context : NULL;
}

void
_odeon_host_worker_end_block (GMainContext *context)
{
  if (context == NULL)
    return;

  g_mutex_lock (&lock);
  g_hash_table_remove (blocked, context);
  g_mutex_unlock (&lock);
}

void
_odeon_host_worker_retire (OdeonWorker *self)
{
  gboolean retired;

  g_mutex_lock (&lock);
  retired = atomic_load_explicit (&self->n_cells, memory_order_relaxed) == 0
            && g_hash_table_lookup (workers, self->context) == self;
  if (retired)
    g_hash_table_remove (workers, self->context);
  g_mutex_unlock (&lock);

  if (!retired)
    return;

  _odeon_worker_close (self);
  g_source_destroy (self->source);
  _odeon_worker_unref (self);
}

__attribute__ ((constructor)) static void
remember_main_thread (void)
{
  main_thread = g_thread_self ();
}
