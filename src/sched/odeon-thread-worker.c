/* SPDX-License-Identifier: MIT */

/* A worker with a thread of its own, which drives the main context and not the reverse: it runs
 * actors directly, lets the context have a turn between slices, and sleeps in it only when there
 * is nothing to do.
 */

#include "odeon-environment-private.h"
#include "odeon-fd-watch-private.h"
#include "odeon-migrant-private.h"

/* Nothing that lives in the context waits longer than this for its turn. */
#define SLICE_USEC 500

typedef struct
{
  GSource      source; /* first */
  OdeonWorker *worker; /* which outlives it */
} WorkerSource;

typedef struct
{
  OdeonMessage message; /* first */
} Quit;

static void
quit_run (OdeonMessage *message, gpointer receiver)
{
  ((OdeonWorker *) receiver)->quit = TRUE;
  g_free (message);
}

static void
quit_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  g_free (message);
}

static const OdeonMessageClass quit_class = {
  .run = quit_run,
  .refuse = quit_refuse,
};

void
_odeon_thread_worker_quit (OdeonWorker *self)
{
  Quit *quit = g_new0 (Quit, 1);

  quit->message.klass = &quit_class;
  _odeon_worker_send (self, &quit->message);
}

/* Nobody else adds a timer while it sleeps. */
static void
set_alarm (OdeonWorker *self)
{
  gint64 due = _odeon_timer_heap_next_due (&self->timers);

  if (due == G_MAXINT64)
    due = -1;
  if (due != g_source_get_ready_time (self->source))
    g_source_set_ready_time (self->source, due);
}

/* Lets the main context have a turn. */
static inline void
iterate (OdeonWorker *self, gboolean may_block)
{
  if (self->poller != NULL)
    {
      _odeon_poller_iterate (self, may_block);
      return;
    }

  if (may_block)
    set_alarm (self);
  g_main_context_iteration (self->context, may_block);
}

/* How long it sleeps tells whoever asks how busy it is; the clock is looked at only where the
 * kernel is asked to wait as well. */
void
_odeon_thread_worker_doze (OdeonWorker *self, gint64 now)
{
  atomic_store_explicit (&self->asleep, now, memory_order_relaxed);
}

void
_odeon_thread_worker_rouse (OdeonWorker *self)
{
  gint64 slept = atomic_load_explicit (&self->slept, memory_order_relaxed);
  gint64 since = atomic_load_explicit (&self->asleep, memory_order_relaxed);

  self->looked = _odeon_now ();
  self->is_early = TRUE;
  atomic_store_explicit (&self->asleep, 0, memory_order_relaxed);
  atomic_store_explicit (&self->slept, slept + self->looked - since, memory_order_relaxed);
}

/* What its main context waits with: what is dispatched afterwards is no sleep. Others may have the
 * context when the worker has ended. */
static gint
poll_context (GPollFD *fds, guint n, gint timeout)
{
  OdeonWorker *self = _odeon_current_worker;
  gint         n_ready;

  if (timeout == 0 || self == NULL)
    return g_poll (fds, n, timeout);

  _odeon_thread_worker_doze (self, _odeon_now ());
  n_ready = g_poll (fds, n, timeout);
  _odeon_thread_worker_rouse (self);

  return n_ready;
}

gint64
_odeon_thread_worker_get_slept (OdeonWorker *self, gint64 now)
{
  gint64 slept = atomic_load_explicit (&self->slept, memory_order_relaxed);
  gint64 since = atomic_load_explicit (&self->asleep, memory_order_relaxed);

  return since != 0 ? slept + MAX (now - since, 0) : slept;
}

static gpointer
thread_main (gpointer data)
{
  OdeonWorker *self = data;

  g_main_context_acquire (self->context);
  g_main_context_push_thread_default (self->context);
  _odeon_current_worker = self;

  while (!self->quit)
    {
      if (_odeon_worker_pass (self, SLICE_USEC, FALSE) || self->quit)
        iterate (self, FALSE);
      else if (_odeon_worker_steal (self))
        iterate (self, FALSE);
      else if (_odeon_worker_park (self))
        {
          iterate (self, TRUE);
          _odeon_worker_unpark (self);
        }
    }

  while (self->lodgers != NULL)
    self->lodgers->evict (self->lodgers);
  _odeon_worker_close (self);
  g_source_destroy (self->source);
  g_clear_pointer (&self->poller, _odeon_poller_free);
  _odeon_worker_return_refs (self);
  _odeon_current_worker = NULL;
  g_main_context_pop_thread_default (self->context);
  g_main_context_release (self->context);

  return NULL;
}

/* The alarm only ends the sleep: the pass that follows fires what is due. What is watched comes by
 * here in a main loop within an actor. */
static gboolean
dispatch (GSource *source, GSourceFunc callback G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  g_source_set_ready_time (source, -1);
  _odeon_poller_dispatch (((WorkerSource *) source)->worker);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = {
  .dispatch = dispatch,
};

OdeonWorker *
_odeon_thread_worker_new (const gchar *name, OdeonStealers *stealers, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  OdeonWorker             *self = _odeon_worker_new (ODEON_WORKER_THREAD, context, error);
  GError                  *failure = NULL;

  if (self == NULL)
    return NULL;

  g_main_context_set_poll_func (context, poll_context);
  self->source = g_source_new (&source_funcs, sizeof (WorkerSource));
  ((WorkerSource *) self->source)->worker = self;
  g_source_set_static_name (self->source, "Odeon worker");
  g_source_set_can_recurse (self->source, TRUE);
  g_source_attach (self->source, context);

  if (stealers != NULL)
    self->backlog = _odeon_backlog_new (stealers);

  self->thread = g_thread_try_new (name, thread_main, self, &failure);
  if (self->thread == NULL)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES, "No thread for a worker: %s",
                   failure->message);
      g_error_free (failure);
      g_source_destroy (self->source);
      _odeon_worker_unref (self);
      return NULL;
    }

  return self;
}

void
_odeon_thread_worker_join (OdeonWorker *self)
{
  g_thread_join (g_steal_pointer (&self->thread));
}
