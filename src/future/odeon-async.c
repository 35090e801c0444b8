/* SPDX-License-Identifier: MIT */

/* A GIO operation as a future: its value is the GAsyncResult.
 *
 * Two hold it from the start: the caller, and the operation until it has called back. It waits for
 * itself: whatever completes it other than the callback is told, and cancels the operation. The
 * callback that still comes then finds it done, and only lets go of it.
 *
 * A callback that nobody would run any more takes all that hangs on it along: a worker that ends
 * cancels what its actors have left behind, and runs its context until it has called back. The
 * operations under way are listed for that.
 */

#include "odeon-async-private.h"
#include "odeon-executor-private.h"
#include "odeon-value-future-private.h"

typedef struct
{
  OdeonValueFuture base;
  OdeonWaiter      waiter; /* for the future itself */
  GCancellable    *cancellable;
  GMainContext    *context; /* where it calls back */
  GList            link;    /* of those under way; under the lock */
} Async;

/* Those that are cancelled call back soon, but for a thread that is stuck in the kernel: that long
 * it is waited for. */
#define ALARM_MS   100
#define ALARMS_MAX 10

static GMutex lock;
static GQueue under_way = G_QUEUE_INIT; /* of Async, counted */

static void
finalize (OdeonFuture *future)
{
  Async *self = (Async *) future;

  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  _odeon_value_future_clear (&self->base);
  g_free (self);
}

static gchar *
describe (OdeonFuture *future G_GNUC_UNUSED)
{
  return g_strdup ("a GIO operation");
}

static GMainContext *
get_context (OdeonFuture *future)
{
  return ((Async *) future)->context;
}

static const OdeonFutureClass async_class = {
  .finalize = finalize,
  .get_value = _odeon_value_future_get_value,
  .dup_variant = _odeon_value_future_dup_variant,
  .describe = describe,
  .get_context = get_context,
};

static void
on_done (OdeonWaiter *waiter, OdeonFuture *future)
{
  Async *self = (Async *) ((gchar *) waiter - G_STRUCT_OFFSET (Async, waiter));

  if (_odeon_future_get_state (future) == ODEON_STATE_REJECTED)
    g_cancellable_cancel (self->cancellable);
}

OdeonFuture *
odeon_async_new (void)
{
  Async *self = g_new0 (Async, 1);

  _odeon_future_init (&self->base.future, &async_class, 2);
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  self->waiter.notify = on_done;
  self->link.data = self;
  _odeon_future_add_waiter (&self->base.future, &self->waiter);
  g_mutex_lock (&lock);
  g_queue_push_tail_link (&under_way, &self->link);
  g_mutex_unlock (&lock);

  return &self->base.future;
}

GCancellable *
odeon_async_get_cancellable (OdeonFuture *future)
{
  g_return_val_if_fail (future != NULL, NULL);
  g_return_val_if_fail (future->klass == &async_class, NULL);

  return ((Async *) future)->cancellable;
}

void
odeon_async_ready (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer future)
{
  Async *self = future;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->base.future.klass == &async_class);

  g_mutex_lock (&lock);
  g_queue_unlink (&under_way, &self->link);
  g_mutex_unlock (&lock);

  if (result == NULL)
    _odeon_future_reject (future, g_error_new_literal (ODEON_ERROR, ODEON_ERROR_BROKEN_PROMISE,
                                                       "The operation was never started"));
  else
    {
      /* It calls back once: nobody else writes here. */
      g_value_init (&self->base.value, G_TYPE_ASYNC_RESULT);
      g_value_set_object (&self->base.value, result);
      _odeon_future_resolve (future);
    }
  odeon_future_unref (future);
}

GAsyncResult *
odeon_async_finish (OdeonFuture *future, GError **error)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_return_val_if_fail (future != NULL, NULL);

  if (!odeon_future_get_value (future, &value, error))
    return NULL;
  if (!G_VALUE_HOLDS (&value, G_TYPE_ASYNC_RESULT))
    {
      g_autofree gchar *what = _odeon_future_describe (future);

      g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_FUTURE, "%s has no GIO result", what);
      return NULL;
    }

  return g_value_dup_object (&value);
}

/* Whether the wait has failed says its error: the operation's own failure is in its result. */
static GAsyncResult *
finish_or_cancel (OdeonFuture *future, gboolean waited, GError **error)
{
  if (waited)
    return odeon_async_finish (future, error);

  odeon_future_cancel (future);

  return NULL;
}

GAsyncResult *
odeon_async_await (OdeonFuture *future, GError **error)
{
  g_return_val_if_fail (future != NULL, NULL);
  g_return_val_if_fail (future->klass == &async_class, NULL);

  return finish_or_cancel (future, odeon_future_await (future, error), error);
}

GAsyncResult *
odeon_async_await_for (OdeonFuture *future, guint timeout_ms, GError **error)
{
  g_return_val_if_fail (future != NULL, NULL);
  g_return_val_if_fail (future->klass == &async_class, NULL);

  return finish_or_cancel (future, odeon_future_await_for (future, timeout_ms, error), error);
}

/* (transfer full) (nullable): one that calls back there, not cancelled if @pending. */
static OdeonFuture *
find_under_way (GMainContext *context, gboolean pending)
{
  OdeonFuture *found = NULL;

  g_mutex_lock (&lock);
  for (GList *link = under_way.head; link != NULL && found == NULL; link = link->next)
    {
      Async *self = link->data;

      if (self->context == context
          && (!pending || _odeon_future_get_state (&self->base.future) == 0))
        found = odeon_future_ref (&self->base.future);
    }
  g_mutex_unlock (&lock);

  return found;
}

static gboolean
is_any_under_way (GMainContext *context)
{
  g_autoptr (OdeonFuture) found = find_under_way (context, FALSE);

  return found != NULL;
}

static gboolean
count_alarm (gpointer data)
{
  ++*(guint *) data;

  return G_SOURCE_CONTINUE;
}

static void
run_until_done (GMainContext *context)
{
  GSource *alarm = g_timeout_source_new (ALARM_MS);
  guint    n_alarms = 0;

  g_source_set_callback (alarm, count_alarm, &n_alarms, NULL);
  g_source_attach (alarm, context);
  while (is_any_under_way (context) && n_alarms < ALARMS_MAX)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (alarm);
  g_source_unref (alarm);
}

void
_odeon_async_end_all (GMainContext *context)
{
  OdeonFuture *pending;

  if (context == NULL)
    return;

  while ((pending = find_under_way (context, TRUE)) != NULL)
    {
      odeon_future_cancel (pending);
      odeon_future_unref (pending);
    }
  if (is_any_under_way (context))
    run_until_done (context);
}
