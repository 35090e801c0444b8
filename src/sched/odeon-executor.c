/* SPDX-License-Identifier: MIT */

/* What futures ask of the scheduler: where the caller stands, and how it waits there. */

#include "odeon-worker-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-envelope-private.h"
#include "odeon-log-private.h"
#include "odeon-native-private.h"

static void
post_to_cell (gpointer target, OdeonMessage *message)
{
  /* The message may end the continuation, and with it the reference that it holds, at once. */
  odeon_ref_ref (target);
  _odeon_cell_post (target,
                    _odeon_envelope_wrap (_odeon_cell_load_intake (target), target, message,
                                          ODEON_LETTER_OTHER));
  odeon_ref_unref (target);
}

static void
post_to_worker (gpointer target, OdeonMessage *message)
{
  _odeon_worker_ref (target);
  _odeon_worker_send (target, message);
  _odeon_worker_unref (target);
}

static void
unref_worker (gpointer target)
{
  _odeon_worker_unref (target);
}

static gboolean
is_current (gpointer target, guint incarnation)
{
  return _odeon_cell_get_incarnation (target) == incarnation;
}

static const OdeonExecutorClass cell_executor = {
  .post = post_to_cell,
  .unref = odeon_ref_unref,
  .is_current = is_current,
};

static const OdeonExecutorClass worker_executor = {
  .post = post_to_worker,
  .unref = unref_worker,
};

/* It runs actors, and no code of the application that happens to be further up this stack. */
static gboolean
is_own_context_pushed (OdeonWorker *worker)
{
  GMainContext *own = _odeon_worker_get_own_context (worker);

  return worker->kind == ODEON_WORKER_THREAD
         || (own != NULL && g_main_context_get_thread_default () == own);
}

static OdeonExecutor
current_executor (void)
{
  OdeonWorker *worker = _odeon_current_worker;
  GError      *error = NULL;

  if (_odeon_current_cell != NULL)
    return (OdeonExecutor) { &cell_executor, odeon_ref_ref (_odeon_current_cell),
                             _odeon_current_cell->id,
                             _odeon_cell_get_incarnation (_odeon_current_cell) };
  if (worker != NULL && is_own_context_pushed (worker))
    return (OdeonExecutor) { &worker_executor, _odeon_worker_ref (worker), 0, 0 };

  worker = _odeon_host_worker_get (g_main_context_get_thread_default (), FALSE, &error);
  if (worker == NULL)
    g_error ("No worker for this thread's continuations: %s", error->message);

  return (OdeonExecutor) { &worker_executor, worker, 0, 0 };
}

/* Whoever pushes a thread-default context and awaits leaves it to all actors of the worker. */
static void
check_thread_default (OdeonWorker *worker G_GNUC_UNUSED)
{
#ifdef ODEON_DEBUG
  if (g_main_context_get_thread_default () != _odeon_worker_get_own_context (worker))
    g_log (ODEON_LOG_SCHED, G_LOG_LEVEL_CRITICAL,
           "An actor awaits with a thread-default main context pushed");
#endif
}

static gboolean
suspend (OdeonFuture *future, gint64 deadline, gboolean owned, GError **error)
{
  OdeonWorker *worker = _odeon_current_worker;

  if (G_UNLIKELY (_odeon_native_depth > 0))
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_NOT_IN_ACTOR,
                           "A function that packs or unpacks may not await");
      return FALSE;
    }

  /* A parent that decides about a child is not what the worker runs. */
  if (_odeon_current_cell != NULL && g_main_depth () == worker->depth
      && _odeon_current_cell == _odeon_worker_get_current (worker))
    {
      check_thread_default (worker);
      if (owned)
        return _odeon_worker_suspend_owner (worker, future, error);
      return _odeon_worker_suspend (worker, future, deadline, error);
    }
  if (_odeon_current_cell == NULL && (worker == NULL || worker->kind != ODEON_WORKER_THREAD))
    return _odeon_thread_block (future, deadline, error);

  g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_NOT_IN_ACTOR,
                       "Only a handler may await here, no source's callback: "
                       "see odeon_actor_invoke()");

  return FALSE;
}

const OdeonExecutorHooks _odeon_worker_executor_hooks = {
  .current = current_executor,
  .suspend = suspend,
  .arm = _odeon_deadline_arm,
  .disarm = _odeon_deadline_disarm,
};
