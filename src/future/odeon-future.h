/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-error.h"

G_BEGIN_DECLS

#define ODEON_TYPE_FUTURE (odeon_future_get_type ())

ODEON_EXPORT
GType odeon_future_get_type (void) G_GNUC_CONST;

/**
 * odeon_future_ref:
 * @future: a future
 *
 * Returns: (transfer full): @future
 */
ODEON_EXPORT
OdeonFuture *odeon_future_ref (OdeonFuture *future);

/**
 * odeon_future_unref:
 * @future: (transfer full) (nullable): a future
 *
 * Lets go of the future. That neither cancels nor blocks: a call goes on, and if it fails and
 * nobody has looked at a future of it, that is logged.
 */
ODEON_EXPORT
void odeon_future_unref (OdeonFuture *future);

/* Every future below that an argument takes over is released also when the function fails.
 * Every one of these functions may be called from any thread. */

/**
 * odeon_future_is_done:
 * @future: a future
 *
 * Returns: whether the future has its value or its error; it never goes back
 */
ODEON_EXPORT
gboolean odeon_future_is_done (OdeonFuture *future);

/**
 * odeon_future_await:
 * @future: a future
 * @error: return location for the future's error, or one of the await's own:
 *   %ODEON_ERROR_KILLED, %ODEON_ERROR_DEADLOCK, %ODEON_ERROR_NOT_IN_ACTOR,
 *   %ODEON_ERROR_ACTOR_DEAD, %ODEON_ERROR_NO_RESOURCES
 *
 * Waits until the future is done. Inside an actor only that actor is suspended: its worker goes on
 * with others, and the actor takes no other message meanwhile. On any other thread the thread
 * blocks, and runs the actors and continuations that live in its own main context, never arbitrary
 * sources. A future that is done already costs nothing.
 *
 * An actor's own continuations are among the messages that it does not take: its await of a chained
 * future that it made itself, or of all of several with such a one among them, fails at once with
 * %ODEON_ERROR_DEADLOCK, also where an outcome might pass the continuation by. Await the future
 * that it was attached to, or go on in a further continuation. With a deadline
 * (odeon_future_await_for(), odeon_future_with_timeout()) it is that which ends such an await.
 *
 * No mutex may be held, nor a thread-default main context pushed, across an await.
 *
 * Returns: whether the future has a value
 */
ODEON_EXPORT
gboolean odeon_future_await (OdeonFuture *future, GError **error);

/**
 * odeon_future_await_for:
 * @future: a future
 * @timeout_ms: how long to wait at most, in milliseconds; 0 only looks
 * @error: return location for an error: as odeon_future_await(), or %ODEON_ERROR_TIMED_OUT
 *
 * Like odeon_future_await(), with a deadline of the waiter's own: the call itself is not
 * withdrawn, and the future may still be awaited afterwards.
 *
 * Returns: whether the future has a value
 */
ODEON_EXPORT
gboolean odeon_future_await_for (OdeonFuture *future, guint timeout_ms, GError **error);

/**
 * odeon_future_get_value:
 * @future: a future
 * @value: (out caller-allocates): a zeroed #GValue, initialised here; a call with several results
 *   gives a #GVariant tuple of them, one without any a %TRUE
 * @error: return location for the future's error, or %ODEON_ERROR_PENDING
 *
 * Reads the value without waiting. Each reader gets a copy.
 *
 * Returns: whether there is a value
 */
ODEON_EXPORT
gboolean odeon_future_get_value (OdeonFuture *future, GValue *value, GError **error);

/**
 * odeon_future_dup_variant:
 * @future: a future
 * @error: return location for the future's error, or %ODEON_ERROR_PENDING
 *
 * Reads the value without waiting, as a variant.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL with @error set
 */
ODEON_EXPORT
GVariant *odeon_future_dup_variant (OdeonFuture *future, GError **error);

/**
 * odeon_future_cancel:
 * @future: a future
 *
 * Fails the future with %ODEON_ERROR_CANCELLED if it is not done. A call that has not started is
 * withdrawn; one that has started runs on and its result is dropped. Cancelling a chained future
 * leaves the one it was made from alone.
 *
 * Returns: whether the cancellation came first
 */
ODEON_EXPORT
gboolean odeon_future_cancel (OdeonFuture *future);

/* Continuations. Each runs in the actor, or on the thread in whose thread-default main context,
 * it was attached; in an actor it is serialised with the actor's messages. It never runs inside
 * the call that attaches it, nor under a lock. A thread that has pushed no context of its own
 * attaches to the global default one, as everywhere in GLib: the main thread runs it, in its loop
 * or while it awaits. If that actor is gone first, the continuation is
 * dropped and the chained future fails with %ODEON_ERROR_ACTOR_DEAD. */

/**
 * OdeonFutureFunc:
 * @done: a future that is done; read it with the `_finish` function of its operation
 * @user_data: the closure's data
 *
 * Returns: (transfer full) (nullable): a future whose outcome becomes the chained future's, or
 *   %NULL to hand on the outcome of @done
 */
typedef OdeonFuture *(*OdeonFutureFunc) (OdeonFuture *done, gpointer user_data);

/**
 * OdeonDoneFunc:
 * @done: a future that is done
 * @user_data: the closure's data
 */
typedef void (*OdeonDoneFunc) (OdeonFuture *done, gpointer user_data);

/**
 * OdeonMapFunc:
 * @in: the value of the future mapped
 * @out: (out caller-allocates): a zeroed #GValue to initialise and set
 * @user_data: the closure's data
 * @error: return location for an error, which becomes the chained future's
 *
 * Returns: whether @out was set
 */
typedef gboolean (*OdeonMapFunc) (const GValue *in,
                                  GValue       *out,
                                  gpointer      user_data,
                                  GError      **error);

/**
 * OdeonFilterFunc:
 * @element: one element of the container
 * @user_data: the closure's data
 *
 * Returns: whether to keep it
 */
typedef gboolean (*OdeonFilterFunc) (GVariant *element, gpointer user_data);

/**
 * OdeonReduceFunc:
 * @accumulated: what the elements before gave, or the initial value
 * @element: one element of the container
 * @user_data: the closure's data
 *
 * Returns: (transfer full): the new accumulated value, floating or not
 */
typedef GVariant *(*OdeonReduceFunc) (GVariant *accumulated,
                                      GVariant *element,
                                      gpointer  user_data);

/**
 * odeon_future_then:
 * @future: (transfer full): the future to continue
 * @function: (scope notified): called if @future has a value; an error passes by it
 * @user_data: data for @function
 * @destroy: (nullable): releases @user_data, on any thread
 *
 * Returns: (transfer full): the chained future
 */
ODEON_EXPORT
OdeonFuture *odeon_future_then (OdeonFuture    *future,
                                OdeonFutureFunc function,
                                gpointer        user_data,
                                GDestroyNotify  destroy) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_future_catch:
 * @future: (transfer full): the future to continue
 * @function: (scope notified): called if @future has an error; a value passes by it
 * @user_data: data for @function
 * @destroy: (nullable): releases @user_data, on any thread
 *
 * Returns: (transfer full): the chained future
 */
ODEON_EXPORT
OdeonFuture *odeon_future_catch (OdeonFuture    *future,
                                 OdeonFutureFunc function,
                                 gpointer        user_data,
                                 GDestroyNotify  destroy) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_future_on_done:
 * @future: (transfer none): a future
 * @function: (scope async): called once, when it is done
 * @user_data: data for @function
 * @destroy: (nullable): releases @user_data, on any thread
 *
 * Calls @function when the future is done, with no chained future to look after.
 */
ODEON_EXPORT
void odeon_future_on_done (OdeonFuture   *future,
                           OdeonDoneFunc  function,
                           gpointer       user_data,
                           GDestroyNotify destroy);

/**
 * odeon_future_map:
 * @future: (transfer full): the future to continue
 * @function: (scope notified): makes a new value of the whole old one; runs once
 * @user_data: data for @function
 * @destroy: (nullable): releases @user_data, on any thread
 *
 * Returns: (transfer full): the chained future
 */
ODEON_EXPORT
OdeonFuture *odeon_future_map (OdeonFuture   *future,
                               OdeonMapFunc   function,
                               gpointer       user_data,
                               GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_future_filter:
 * @future: (transfer full): a future of a container, as a #GVariant array or tuple
 * @function: (scope notified): chooses the elements to keep
 * @user_data: data for @function
 * @destroy: (nullable): releases @user_data, on any thread
 *
 * Returns: (transfer full): a future of the elements kept, in order; an array of the same type,
 *   or a tuple
 */
ODEON_EXPORT
OdeonFuture *odeon_future_filter (OdeonFuture    *future,
                                  OdeonFilterFunc function,
                                  gpointer        user_data,
                                  GDestroyNotify  destroy) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_future_reduce:
 * @future: (transfer full): a future of a container, as a #GVariant array or tuple
 * @function: (scope notified): folds one more element in, from the first to the last
 * @initial: (nullable): what to begin with; %NULL begins with the first element, and fails with
 *   %ODEON_ERROR_INVALID_ARGUMENT if there is none; floating variants are sunk
 * @user_data: data for @function
 * @destroy: (nullable): releases @user_data, on any thread
 *
 * Returns: (transfer full): a future of the last accumulated value
 */
ODEON_EXPORT
OdeonFuture *odeon_future_reduce (OdeonFuture    *future,
                                  OdeonReduceFunc function,
                                  GVariant       *initial,
                                  gpointer        user_data,
                                  GDestroyNotify  destroy) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_future_all:
 * @futures: (array length=n_futures) (transfer none): futures; the array stays the caller's
 * @n_futures: how many
 *
 * Done when every one has a value, or as soon as one fails, with its error. Its value is a
 * #GPtrArray of the futures in the order given. One odeon_future_with_timeout() around it is one
 * deadline for the whole.
 *
 * Returns: (transfer full): the future of all
 */
ODEON_EXPORT
OdeonFuture *odeon_future_all (OdeonFuture *const *futures,
                               gsize               n_futures) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_future_any:
 * @futures: (array length=n_futures) (transfer none): futures; the array stays the caller's
 * @n_futures: how many, at least one
 *
 * The first value; fails, with the last error, only when all have failed.
 *
 * Returns: (transfer full): a future with the outcome of the first to succeed
 */
ODEON_EXPORT
OdeonFuture *odeon_future_any (OdeonFuture *const *futures,
                               gsize               n_futures) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_future_race:
 * @futures: (array length=n_futures) (transfer none): futures; the array stays the caller's
 * @n_futures: how many, at least one
 *
 * Returns: (transfer full): a future with the outcome, value or error, of the first to be done
 */
ODEON_EXPORT
OdeonFuture *odeon_future_race (OdeonFuture *const *futures,
                                gsize               n_futures) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_future_with_timeout:
 * @future: (transfer full): a future
 * @timeout_ms: milliseconds from now
 *
 * The same outcome, or %ODEON_ERROR_TIMED_OUT, which names the target and the operation. The
 * original is not cancelled. Read it with the `_finish` function of the original's operation.
 *
 * Returns: (transfer full): the future with a deadline
 */
ODEON_EXPORT
OdeonFuture *odeon_future_with_timeout (OdeonFuture *future,
                                        guint        timeout_ms) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_future_new_value:
 * @value: a value, copied
 *
 * Returns: (transfer full): a future that has its value from the start
 */
ODEON_EXPORT
OdeonFuture *odeon_future_new_value (const GValue *value) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_future_new_error:
 * @error: (transfer full): an error
 *
 * Returns: (transfer full): a future that has failed from the start
 */
ODEON_EXPORT
OdeonFuture *odeon_future_new_error (GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OdeonFuture, odeon_future_unref)

G_END_DECLS
