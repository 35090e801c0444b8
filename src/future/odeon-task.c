/* SPDX-License-Identifier: MIT */

/* A future as GIO's callers know it. The task is returned from by a continuation: in the main
 * context where it was made, or in the actor that made it, never inside another actor that happens
 * to complete the future. */

#include "odeon-async.h"
#include "odeon-future-private.h"

typedef struct
{
  GTask   *task;
  gboolean has_returned;
} Return;

static void
unref_future (gpointer future)
{
  odeon_future_unref (future);
}

static void
return_outcome (OdeonFuture *done, gpointer data)
{
  Return *self = data;
  GError *error = NULL;

  self->has_returned = TRUE;
  if (_odeon_future_check (done, &error))
    g_task_return_pointer (self->task, odeon_future_ref (done), unref_future);
  else
    g_task_return_error (self->task, error);
}

/* Run or not, a continuation is released: whoever waits is told also where it could not run. */
static void
return_free (gpointer data)
{
  Return *self = data;

  if (!self->has_returned)
    g_task_return_new_error (self->task, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD,
                             "Where the answer was awaited has ended");
  g_object_unref (self->task);
  g_free (self);
}

void
odeon_task_return_future (GTask *task, OdeonFuture *future)
{
  Return *self;

  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (future != NULL);

  self = g_new0 (Return, 1);
  self->task = task;
  odeon_future_cancel_with (future, g_task_get_cancellable (task));
  odeon_future_on_done (future, return_outcome, self, return_free);
  odeon_future_unref (future);
}

OdeonFuture *
odeon_task_propagate_future (GTask *task, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (task), NULL);

  return g_task_propagate_pointer (task, error);
}

void
odeon_future_await_async (OdeonFuture        *future,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (future != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, odeon_future_await_async);
  odeon_task_return_future (task, odeon_future_ref (future));
}

OdeonFuture *
odeon_future_await_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, odeon_future_await_async), NULL);

  return odeon_task_propagate_future (G_TASK (result), error);
}
