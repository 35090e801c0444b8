/* SPDX-License-Identifier: MIT */

/* Calling an operation by its table: each of a proxy's generated functions is one of these.
 *
 * Values are handed over as an array of *slots*, one for each argument or result in the order of
 * the table: the address of the variable that holds it; of a struct, union or array the pointer to
 * it. */

#pragma once

#include "odeon-call.h"

G_BEGIN_DECLS

/**
 * odeon_method_ask: (skip)
 * @method: an operation that is not oneway
 * @target: (nullable): a proxy; with %NULL the future fails with %ODEON_ERROR_INVALID_ARGUMENT
 * @arguments: (nullable) (array): a slot for each IN parameter; %NULL if there are none
 *
 * Checks the arguments, copies them into a call and sends it. Never blocks, never fails but through
 * the future. May be called on any thread.
 *
 * Returns: (transfer full): the call's future
 */
ODEON_EXPORT
OdeonFuture *odeon_method_ask (const OdeonMethodInfo *method,
                               gpointer               target,
                               const gconstpointer   *arguments);

/**
 * odeon_method_tell: (skip)
 * @method: an operation
 * @target: (nullable): as for odeon_method_ask()
 * @arguments: (nullable) (array): as for odeon_method_ask()
 *
 * Sends the call as a message that wants no answer.
 *
 * Returns: %FALSE if it is known already that it cannot arrive (best effort)
 */
ODEON_EXPORT
gboolean odeon_method_tell (const OdeonMethodInfo *method,
                            gpointer               target,
                            const gconstpointer   *arguments);

/**
 * odeon_method_await: (skip)
 * @method: the operation that @future must be of
 * @future: (transfer full) (nullable): what odeon_method_ask() returned
 * @results: (nullable) (array): for each OUT parameter where the value goes, %NULL if it is not
 *   wanted; %NULL if there are none
 * @error: return location for an error: as odeon_future_await() and odeon_call_peek_frame()
 *
 * Waits for the answer: in an actor by suspending that actor, elsewhere by blocking the thread.
 * The results are the caller's; on failure none is stored.
 *
 * Returns: %TRUE, or %FALSE with @error set
 */
ODEON_EXPORT
gboolean odeon_method_await (const OdeonMethodInfo *method,
                             OdeonFuture           *future,
                             const gpointer        *results,
                             GError               **error);

/**
 * odeon_method_finish: (skip)
 * @method: the operation that @future must be of
 * @future: (transfer none) (nullable): what odeon_method_ask() returned, done
 * @results: (nullable) (array): as for odeon_method_await()
 * @error: return location for an error: as odeon_call_peek_frame()
 *
 * Takes the answer without waiting.
 *
 * Returns: %TRUE, or %FALSE with @error set
 */
ODEON_EXPORT
gboolean odeon_method_finish (const OdeonMethodInfo *method,
                              OdeonFuture           *future,
                              const gpointer        *results,
                              GError               **error);

/**
 * odeon_method_complete: (skip)
 * @method: the operation that @call must be of
 * @call: (transfer full): a deferred call
 * @results: (nullable) (array): a slot for each OUT parameter; %NULL if there are none
 *
 * Answers the call, from any thread. An invalid result turns the answer into an error.
 */
ODEON_EXPORT
void odeon_method_complete (const OdeonMethodInfo *method,
                            OdeonCall             *call,
                            const gconstpointer   *results);

G_END_DECLS
