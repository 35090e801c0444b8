/* SPDX-License-Identifier: MIT */

/* An await outside any actor: the thread blocks. Workers that belong to the thread (of its main
 * context, of a system without threads) are driven meanwhile, or nobody would; other sources of
 * its context are not, so that nothing the application did not expect runs in the middle of a
 * call. What the actors there have in main contexts of their own is dispatched: they may wait for
 * it. Where there are such, the thread sleeps in poll() and is woken by a file descriptor, else on
 * a condition.
 */

#include "odeon-worker-private.h"
#include "odeon-environment-private.h"

#include <sys/eventfd.h>
#include <unistd.h>

#define SLICE_USEC 1000

/* What a thread sleeps on. Counted: whoever wakes it may be the last to leave. */
struct _OdeonParker
{
  atomic_int ref_count;
  GMutex     mutex;
  GCond      cond;
  gboolean   signalled;
  gint       wake_fd; /* what poll() is woken by; -1: not made yet */
  GSList    *offered; /* of OdeonWorker, counted: to be the thread's own */
};

typedef struct
{
  OdeonParker *parker;
  GPtrArray   *workers; /* counted */
} Thread;

static void
parker_unref (OdeonParker *self)
{
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  if (self->wake_fd >= 0)
    close (self->wake_fd);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

static void
signal_locked (OdeonParker *self)
{
  self->signalled = TRUE;
  g_cond_signal (&self->cond);
  if (self->wake_fd >= 0)
    eventfd_write (self->wake_fd, 1);
}

void
_odeon_parker_wake (OdeonParker *self)
{
  g_mutex_lock (&self->mutex);
  signal_locked (self);
  g_mutex_unlock (&self->mutex);
}

void
_odeon_parker_offer (OdeonParker *self, OdeonWorker *worker)
{
  g_mutex_lock (&self->mutex);
  self->offered = g_slist_prepend (self->offered, _odeon_worker_ref (worker));
  signal_locked (self);
  g_mutex_unlock (&self->mutex);
}

static void
thread_free (gpointer data)
{
  Thread *self = data;

  g_ptr_array_unref (self->workers);
  parker_unref (self->parker);
  g_free (self);
}

static gboolean
is_own (OdeonWorker *worker)
{
  return atomic_load_explicit (&worker->owner, memory_order_acquire) == g_thread_self ();
}

gboolean
_odeon_thread_is_in_pass (OdeonWorker *worker)
{
  return is_own (worker) && worker->n_passes > 0;
}

/* A context that another thread has begun to run is that one's from now on. */
static gboolean
hold (OdeonWorker *worker)
{
  return is_own (worker) && (worker->context == NULL || g_main_context_acquire (worker->context));
}

static void
let_go (OdeonWorker *worker)
{
  if (worker->context != NULL)
    g_main_context_release (worker->context);
}

/* A worker whose thread ends without actors on it is of no use to anybody: what is posted to it
 * must not wait for ever. */
static void
disown (gpointer data)
{
  OdeonWorker *worker = data;

  if (worker->kind == ODEON_WORKER_HOST && hold (worker))
    {
      _odeon_host_worker_retire (worker);
      let_go (worker);
    }
  _odeon_worker_unref (worker);
}

static GPrivate this_thread = G_PRIVATE_INIT (thread_free);

static Thread *
get_thread (void)
{
  Thread *self = g_private_get (&this_thread);

  if (self == NULL)
    {
      self = g_new0 (Thread, 1);
      self->parker = g_new0 (OdeonParker, 1);
      self->parker->wake_fd = -1;
      atomic_init (&self->parker->ref_count, 1);
      g_mutex_init (&self->parker->mutex);
      g_cond_init (&self->parker->cond);
      self->workers = g_ptr_array_new_with_free_func (disown);
      g_private_set (&this_thread, self);
    }

  return self;
}

void
_odeon_thread_own (OdeonWorker *worker)
{
  Thread *self = get_thread ();

  atomic_store_explicit (&worker->owner, g_thread_self (), memory_order_release);
  if (!g_ptr_array_find (self->workers, worker, NULL))
    g_ptr_array_add (self->workers, _odeon_worker_ref (worker));
}

void
_odeon_thread_disown (OdeonWorker *worker)
{
  g_ptr_array_remove_fast (get_thread ()->workers, worker);
}

OdeonWorker *
_odeon_thread_peek_ticked (void)
{
  GPtrArray *workers = get_thread ()->workers;

  for (guint i = 0; i < workers->len; i++)
    if (((OdeonWorker *) workers->pdata[i])->kind == ODEON_WORKER_TICK)
      return workers->pdata[i];

  return NULL;
}

typedef struct
{
  OdeonWaiter  waiter; /* first */
  OdeonParker *parker;
  gboolean     done;   /* under the parker's mutex */
} ThreadWaiter;

/* The waiter lies on the blocked thread's stack, and may be gone after the unlock. */
static void
on_done (OdeonWaiter *waiter, OdeonFuture *future G_GNUC_UNUSED)
{
  ThreadWaiter *self = (ThreadWaiter *) waiter;
  OdeonParker  *parker = self->parker;

  g_mutex_lock (&parker->mutex);
  atomic_fetch_add_explicit (&parker->ref_count, 1, memory_order_relaxed);
  self->done = TRUE;
  signal_locked (parker);
  g_mutex_unlock (&parker->mutex);

  parker_unref (parker);
}

static gboolean
is_done (ThreadWaiter *self)
{
  gboolean done;

  g_mutex_lock (&self->parker->mutex);
  done = self->done;
  self->parker->signalled = FALSE;
  g_mutex_unlock (&self->parker->mutex);

  return done;
}

static void
take_offered (OdeonParker *parker)
{
  GSList *offered;

  g_mutex_lock (&parker->mutex);
  offered = g_steal_pointer (&parker->offered);
  g_mutex_unlock (&parker->mutex);

  while (offered != NULL)
    {
      OdeonWorker *worker = offered->data;

      offered = g_slist_delete_link (offered, offered);
      _odeon_thread_own (worker);
      _odeon_worker_unref (worker);
    }
}

static gboolean
drive (GPtrArray *workers)
{
  gboolean more = FALSE;

  for (guint i = 0; i < workers->len; i++)
    {
      OdeonWorker *worker = _odeon_worker_ref (workers->pdata[i]);

      if (hold (worker))
        {
          if (worker->subcontext != NULL)
            _odeon_subcontext_iterate (worker->subcontext);
          more |= _odeon_worker_pass (worker, SLICE_USEC, FALSE);
          let_go (worker);
        }
      _odeon_worker_unref (worker);
    }

  return more;
}

static void
set_sleeper (OdeonWorker *worker, OdeonParker *parker)
{
  g_mutex_lock (&worker->sleep);
  worker->sleeper = parker;
  g_mutex_unlock (&worker->sleep);
}

/* %FALSE: this thread does not sleep there. Whose the worker is by now says nothing about that. */
static gboolean
clear_sleeper (OdeonWorker *worker, OdeonParker *parker)
{
  gboolean found;

  g_mutex_lock (&worker->sleep);
  found = worker->sleeper == parker;
  if (found)
    worker->sleeper = NULL;
  g_mutex_unlock (&worker->sleep);

  return found;
}

/* Under the parker's mutex. %FALSE: the time has come. */
static gboolean
wait_until (OdeonParker *parker, gint64 until)
{
  if (G_LIKELY (_odeon_environment->skip == NULL))
    return g_cond_wait_until (&parker->cond, &parker->mutex, until);

  _odeon_environment->skip (until);

  return FALSE;
}

static void
sleep_on_condition (OdeonParker *parker, ThreadWaiter *waiter, gint64 until)
{
  g_mutex_lock (&parker->mutex);
  /* A wait inside this one (a continuation that awaits) may have taken the signal for its own. */
  while (!parker->signalled && !waiter->done)
    {
      if (until == G_MAXINT64)
        g_cond_wait (&parker->cond, &parker->mutex);
      else if (!wait_until (parker, until))
        break;
    }
  g_mutex_unlock (&parker->mutex);
}

/* %FALSE: it was signalled already. */
static gboolean
prepare_wake_fd (OdeonParker *parker, ThreadWaiter *waiter)
{
  eventfd_t count;
  gboolean  prepared;

  g_mutex_lock (&parker->mutex);
  if (parker->wake_fd < 0)
    parker->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  eventfd_read (parker->wake_fd, &count);
  prepared = !parker->signalled && !waiter->done;
  g_mutex_unlock (&parker->mutex);

  return prepared;
}

static gint
until_in_ms (gint64 until)
{
  if (until == G_MAXINT64)
    return -1;

  return (gint) CLAMP ((until - _odeon_now () + 999) / 1000, 0, G_MAXINT);
}

/* The same where actors have main contexts of their own. */
static void
sleep_in_poll (OdeonParker *parker, ThreadWaiter *waiter, GPtrArray *subcontexts, gint64 until)
{
  gboolean is_virtual = _odeon_environment->skip != NULL && until != G_MAXINT64;

  if (!prepare_wake_fd (parker, waiter))
    return;

  _odeon_subcontexts_wait ((OdeonSubcontext **) subcontexts->pdata, subcontexts->len,
                           parker->wake_fd, is_virtual ? 0 : until_in_ms (until));
  if (is_virtual)
    _odeon_environment->skip (until);
}

/* Parks every worker and sleeps until somebody wakes the thread or @until has come. The workers
 * are held meanwhile: nobody else parks or runs them. */
static void
sleep_until (Thread *thread, ThreadWaiter *waiter, gint64 until)
{
  OdeonParker          *parker = thread->parker;
  GPtrArray            *workers = thread->workers;
  g_autoptr (GPtrArray) subcontexts = NULL;
  gboolean              idle = TRUE;

  for (guint i = 0; i < workers->len; i++)
    {
      OdeonWorker *worker = workers->pdata[i];

      if (!hold (worker))
        continue;
      set_sleeper (worker, parker);
      idle = _odeon_worker_park (worker) && idle;
      until = MIN (until, _odeon_timer_heap_next_due (&worker->timers));
      if (worker->subcontext == NULL)
        continue;
      if (subcontexts == NULL)
        subcontexts = g_ptr_array_new ();
      g_ptr_array_add (subcontexts, worker->subcontext);
    }

  if (idle && subcontexts != NULL)
    sleep_in_poll (parker, waiter, subcontexts, until);
  else if (idle)
    sleep_on_condition (parker, waiter, until);

  for (guint i = 0; i < workers->len; i++)
    if (clear_sleeper (workers->pdata[i], parker))
      {
        _odeon_worker_unpark (workers->pdata[i]);
        let_go (workers->pdata[i]);
      }
}

static gboolean
block (Thread *thread, ThreadWaiter *self, OdeonFuture *future, gint64 deadline)
{
  while (!is_done (self))
    {
      gboolean more;

      take_offered (thread->parker);
      more = drive (thread->workers);
      if (_odeon_now () >= deadline && _odeon_future_remove_waiter (future, &self->waiter))
        return FALSE;
      if (!more)
        sleep_until (thread, self, deadline);
    }

  return TRUE;
}

/* Nobody runs the context in which what the future waits for is to happen. */
static gboolean
waits_for_itself (OdeonFuture *future, GError **error)
{
  GMainContext     *context = future->klass->get_context != NULL
                                ? future->klass->get_context (future) : NULL;
  g_autofree gchar *what = NULL;

  if (context == NULL || !_odeon_host_worker_is_own (context))
    return FALSE;

  what = _odeon_future_describe (future);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_DEADLOCK,
               "%s ends in the main context of the thread that would wait for it", what);

  return TRUE;
}

gboolean
_odeon_thread_block (OdeonFuture *future, gint64 deadline, GError **error)
{
  Thread           *thread = get_thread ();
  ThreadWaiter      self = { .waiter.notify = on_done, .parker = thread->parker };
  GMainContext     *context;
  gboolean          done;
  g_autofree gchar *what = NULL;

  if (deadline == G_MAXINT64 && waits_for_itself (future, error))
    return FALSE;

  context = _odeon_host_worker_begin_block (thread->parker);
  done = !_odeon_future_add_waiter (future, &self.waiter)
         || block (thread, &self, future, deadline);
  _odeon_host_worker_end_block (context);
  /* Also for a wait outside of this one, whose signal this may have taken. */
  take_offered (thread->parker);
  if (done)
    return TRUE;

  what = _odeon_future_describe (future);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT, "%s: no answer in time", what);

  return FALSE;
}
