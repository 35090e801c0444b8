/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-future.h"

G_BEGIN_DECLS

/**
 * OdeonPromiseGetFunc:
 * @promise: the promise whose future somebody wants
 * @user_data: the closure's data
 *
 * Sets the promise, now or later.
 */
typedef void (*OdeonPromiseGetFunc) (OdeonPromise *promise, gpointer user_data);

/**
 * odeon_promise_new:
 *
 * Returns: (transfer full): a promise that is not set
 */
ODEON_EXPORT
OdeonPromise *odeon_promise_new (void);

/**
 * odeon_promise_free:
 * @promise: (transfer full) (nullable): a promise
 *
 * Lets go of the writing end. A future that was not set fails with
 * %ODEON_ERROR_BROKEN_PROMISE.
 */
ODEON_EXPORT
void odeon_promise_free (OdeonPromise *promise);

/**
 * odeon_promise_get_future:
 * @promise: a promise
 *
 * Returns: (transfer full): a reference to the reading end
 */
ODEON_EXPORT
OdeonFuture *odeon_promise_get_future (OdeonPromise *promise);

/**
 * odeon_promise_set_value:
 * @promise: a promise
 * @value: the value, copied
 *
 * Sets the future, from any thread. Only the first setting counts.
 *
 * Returns: whether this was the first
 */
ODEON_EXPORT
gboolean odeon_promise_set_value (OdeonPromise *promise, const GValue *value);

/**
 * odeon_promise_set_boolean:
 * @promise: a promise
 * @value: the value
 *
 * odeon_promise_set_value() without the ceremony.
 *
 * Returns: whether this was the first setting
 */
ODEON_EXPORT
gboolean odeon_promise_set_boolean (OdeonPromise *promise, gboolean value);

/**
 * odeon_promise_set_int64:
 * @promise: a promise
 * @value: the value
 *
 * odeon_promise_set_value() without the ceremony.
 *
 * Returns: whether this was the first setting
 */
ODEON_EXPORT
gboolean odeon_promise_set_int64 (OdeonPromise *promise, gint64 value);

/**
 * odeon_promise_set_string:
 * @promise: a promise
 * @value: (nullable): the value, copied
 *
 * odeon_promise_set_value() without the ceremony.
 *
 * Returns: whether this was the first setting
 */
ODEON_EXPORT
gboolean odeon_promise_set_string (OdeonPromise *promise, const gchar *value);

/**
 * odeon_promise_set_variant:
 * @promise: a promise
 * @value: the value; sunk if floating
 *
 * odeon_promise_set_value() without the ceremony.
 *
 * Returns: whether this was the first setting
 */
ODEON_EXPORT
gboolean odeon_promise_set_variant (OdeonPromise *promise, GVariant *value);

/**
 * odeon_promise_set_error:
 * @promise: a promise
 * @error: (transfer full): why there is no value
 *
 * Returns: whether this was the first setting
 */
ODEON_EXPORT
gboolean odeon_promise_set_error (OdeonPromise *promise, GError *error);

/**
 * odeon_promise_set_get_hook:
 * @promise: a promise
 * @hook: (scope notified): called once, by the first who awaits or continues the future while it
 *   is not done, and under no lock
 * @user_data: data for @hook, which may not own @promise: neither would ever be freed
 * @destroy: (nullable): releases @user_data
 *
 * Computes the value only when somebody wants it. To be set before the future is handed out.
 */
ODEON_EXPORT
void odeon_promise_set_get_hook (OdeonPromise       *promise,
                                 OdeonPromiseGetFunc hook,
                                 gpointer            user_data,
                                 GDestroyNotify      destroy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OdeonPromise, odeon_promise_free)

G_END_DECLS
