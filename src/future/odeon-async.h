/* SPDX-License-Identifier: MIT */

/* GIO's asynchronous operations as futures, and futures as GIO's: what a program needs that has
 * both. Every function may be called from any thread. */

#pragma once

#include "odeon-future.h"

G_BEGIN_DECLS

/**
 * ODEON_ASYNC: (skip)
 * @function: the `_async` function of a pair, whose last arguments are a #GCancellable, a
 *   #GAsyncReadyCallback and its data
 * @...: its arguments before these
 *
 * Starts a GIO operation. Inside an actor, this and odeon_async_await() read as if it blocked:
 *
 * |[<!-- language="C" -->
 * static gboolean
 * print_next_line (GDataInputStream *stream, GError **error)
 * {
 *   g_autoptr (OdeonFuture)  reading = ODEON_ASYNC (g_data_input_stream_read_line_async, stream,
 *                                                   G_PRIORITY_DEFAULT);
 *   g_autoptr (GAsyncResult) result = odeon_async_await (reading, error);
 *   g_autofree gchar        *line = NULL;
 *
 *   if (result == NULL)
 *     return FALSE;
 *   line = g_data_input_stream_read_line_finish (stream, result, NULL, error);
 *   …
 * ]|
 *
 * Returns: (transfer full): a future of its #GAsyncResult; see odeon_async_new()
 */
#define ODEON_ASYNC(function, ...)                                                                 \
  (__extension__ ({                                                                                \
    OdeonFuture *odeon_async_ = odeon_async_new ();                                                \
                                                                                                   \
    function (__VA_ARGS__, odeon_async_get_cancellable (odeon_async_), odeon_async_ready,          \
              odeon_async_);                                                                       \
    odeon_async_;                                                                                  \
  }))

/**
 * odeon_async_new:
 *
 * Makes a future of the #GAsyncResult of one GIO operation, which is to be started right away, on
 * this thread: with odeon_async_get_cancellable(), odeon_async_ready() and the future itself as the
 * data of the latter. #ODEON_ASYNC does all of it where the arguments have the usual order.
 *
 * The operation holds a reference until it has called back. If it is not started after all,
 * `odeon_async_ready (NULL, NULL, future)` releases that one.
 *
 * As with all of GIO, it calls back in the thread-default main context of the thread that starts
 * it. Of an actor that is the main context of its worker, also if its class is migratable: an actor
 * that awaits stays where it is.
 *
 * Cancelling the future cancels the operation.
 *
 * Returns: (transfer full): the future; its value is the #GAsyncResult, for the `_finish` function
 *   of the pair
 */
ODEON_EXPORT
OdeonFuture *odeon_async_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_async_get_cancellable:
 * @future: what odeon_async_new() returned
 *
 * Returns: (transfer none): what the operation is to be started with; it is cancelled when the
 *   future is
 */
ODEON_EXPORT
GCancellable *odeon_async_get_cancellable (OdeonFuture *future);

/**
 * odeon_async_ready:
 * @source: (nullable): not used
 * @result: (nullable): what the future becomes; %NULL: nothing was started, and the future fails
 *   with %ODEON_ERROR_BROKEN_PROMISE
 * @future: (type OdeonFuture) (transfer full): what odeon_async_new() returned
 *
 * The #GAsyncReadyCallback that an operation is to be started with. A future that is done already,
 * because it was cancelled for one, stays as it is.
 */
ODEON_EXPORT
void odeon_async_ready (GObject *source, GAsyncResult *result, gpointer future);

/**
 * odeon_async_await:
 * @future: what odeon_async_new() returned
 * @error: return location for an error: as of odeon_future_await(), %ODEON_ERROR_KILLED and
 *   %ODEON_ERROR_CANCELLED among them. How the operation itself went, its `_finish` function tells
 *
 * Waits for the operation as odeon_future_await() would: an actor is suspended by itself. A wait
 * that fails cancels the operation: that of an actor that is killed or restarted, for one. What it
 * then calls back with is dropped.
 *
 * On a thread that is no actor, nothing would run the main context in which the operation calls
 * back if that is the thread's own: this is %ODEON_ERROR_DEADLOCK. Use GIO's synchronous functions
 * there, or odeon_future_then().
 *
 * Returns: (transfer full) (nullable): what the `_finish` function takes, or %NULL with @error set
 */
ODEON_EXPORT
GAsyncResult *odeon_async_await (OdeonFuture *future, GError **error);

/**
 * odeon_async_await_for:
 * @future: what odeon_async_new() returned
 * @timeout_ms: how long to wait at most, in milliseconds
 * @error: return location for an error: as of odeon_async_await(), or %ODEON_ERROR_TIMED_OUT
 *
 * Like odeon_async_await(), with a deadline, which cancels the operation.
 *
 * Returns: (transfer full) (nullable): what the `_finish` function takes, or %NULL with @error set
 */
ODEON_EXPORT
GAsyncResult *odeon_async_await_for (OdeonFuture *future, guint timeout_ms, GError **error);

/**
 * odeon_async_finish:
 * @future: what odeon_async_new() returned, or a future that was made of it
 * @error: return location for the future's error, %ODEON_ERROR_PENDING, or
 *   %ODEON_ERROR_WRONG_FUTURE if its value is no #GAsyncResult
 *
 * Reads the result without waiting: in a continuation.
 *
 * Returns: (transfer full) (nullable): what the `_finish` function takes, or %NULL with @error set
 */
ODEON_EXPORT
GAsyncResult *odeon_async_finish (OdeonFuture *future, GError **error);

/**
 * odeon_future_cancel_with:
 * @future: a future
 * @cancellable: (nullable): what is to cancel it, at once if it is cancelled already
 *
 * Calls odeon_future_cancel() when @cancellable is cancelled, on the thread that does so: a call
 * that has not started is withdrawn. Lasts until the future is done.
 */
ODEON_EXPORT
void odeon_future_cancel_with (OdeonFuture *future, GCancellable *cancellable);

/**
 * odeon_task_return_future:
 * @task: (transfer full): a task; nothing has been returned from it yet
 * @future: (transfer full): what it is to return
 *
 * Returns @future from @task when it is done, so that an `_async` function may be made of a call.
 * Its callback is called in the main context where the task was made; it must be the calling
 * thread's. The task's cancellable cancels the future.
 *
 * |[<!-- language="C" -->
 * void
 * shop_pay_async (Shop *self, gint64 amount, GCancellable *cancellable,
 *                 GAsyncReadyCallback callback, gpointer user_data)
 * {
 *   GTask *task = g_task_new (self, cancellable, callback, user_data);
 *
 *   odeon_task_return_future (task, bank_account_withdraw (self->account, amount));
 * }
 *
 * gboolean
 * shop_pay_finish (Shop *self, GAsyncResult *result, gint64 *out_balance, GError **error)
 * {
 *   g_autoptr (OdeonFuture) paid = odeon_task_propagate_future (G_TASK (result), error);
 *
 *   return paid != NULL && bank_account_withdraw_finish (paid, out_balance, error);
 * }
 * ]|
 */
ODEON_EXPORT
void odeon_task_return_future (GTask *task, OdeonFuture *future);

/**
 * odeon_task_propagate_future:
 * @task: a task that odeon_task_return_future() was called with
 * @error: return location for the future's error, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the future, which has its value: to be read with the
 *   `_finish` function of its operation; %NULL with @error set if it has failed
 */
ODEON_EXPORT
OdeonFuture *odeon_task_propagate_future (GTask *task, GError **error);

/**
 * odeon_future_await_async:
 * @future: (transfer none): a future
 * @cancellable: (nullable): what cancels it
 * @callback: (scope async) (nullable): called in the caller's thread-default main context when it
 *   is done
 * @user_data: data for @callback
 *
 * Waits for a future as one waits for any GIO operation. Its source object is %NULL.
 */
ODEON_EXPORT
void odeon_future_await_async (OdeonFuture        *future,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);

/**
 * odeon_future_await_finish:
 * @result: what the callback was called with
 * @error: return location for the future's error, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the future, which has its value; %NULL with @error set if it
 *   has failed
 */
ODEON_EXPORT
OdeonFuture *odeon_future_await_finish (GAsyncResult *result, GError **error);

G_END_DECLS
