/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-future.h"
#include "odeon-interface.h"

G_BEGIN_DECLS

/* Promised references: calling the actor that a call is going to return, before it has. */

/**
 * odeon_ref_from_future:
 * @future: (transfer full): a future of a call that returns an actor, or of such a value
 * @path: (nullable): where in the results the actor is: `result`, `value` of an attribute, the name
 *   of an `out` parameter, and what comes after it, as `result.branches[2].owner` or
 *   `result["alice"]`; %NULL is the first result that is a reference
 * @type: what the actor is to be: an interface's table, or `&odeon_ref_info`
 *
 * A reference to the actor that @future will have. What is sent to it waits, and goes to the actor
 * in the order in which it was sent, before anybody can see the answer: whatever its senders send
 * to the actor itself afterwards arrives after it. It costs no second round trip, and no await.
 *
 * If @future fails, or there is no such reference in it, or that is nil or no @type, all that was
 * sent and will be sent fails of that: of the same error, whose message says what was promised.
 * What waits is withdrawn by odeon_future_cancel() as always, and its deadlines count. Dropping the
 * reference withdraws nothing.
 *
 * It can be passed on as any reference can: as an argument or a result, in a struct, narrowed to
 * what it was promised to be. Stop and odeon_ref_started() are sent as calls are. What needs the
 * actor itself (kill, suspend, links and monitors, odeon_actor_invoke()) is refused with
 * %ODEON_ERROR_PENDING until it is resolved; from then on it reaches the actor. odeon_ref_equal()
 * takes it for equal to itself only: odeon_ref_resolve() gives the actor's own reference.
 *
 * Without @path, @future may also be one of odeon_future_map() or of an #OdeonPromise with an
 * %ODEON_TYPE_REF or a @type as its value. May be called on any thread.
 *
 * Returns: (transfer full): the reference; if @future is done already, the actor's own
 */
ODEON_EXPORT
gpointer odeon_ref_from_future (OdeonFuture         *future,
                                const gchar         *path,
                                const OdeonTypeInfo *type);

/**
 * odeon_ref_resolve:
 * @ref: a ref or a proxy, promised or not
 *
 * The actor's own reference, which odeon_ref_equal() compares: at once, unless @ref is promised and
 * not resolved yet. By the time the future is done, what was sent to @ref is with the actor.
 *
 * Returns: (transfer full): a future of an %ODEON_TYPE_REF
 */
ODEON_EXPORT
OdeonFuture *odeon_ref_resolve (gpointer ref);

/**
 * odeon_ref_resolve_await:
 * @future: (transfer full): what odeon_ref_resolve() returned
 * @error: return location for an error: why there is no actor, or as odeon_future_await()
 *
 * Waits for it: in an actor by suspending that actor, elsewhere by blocking the thread.
 *
 * Returns: (transfer full) (nullable) (type OdeonRef): the actor
 */
ODEON_EXPORT
gpointer odeon_ref_resolve_await (OdeonFuture *future, GError **error);

/**
 * odeon_ref_resolve_finish:
 * @future: (transfer none): what odeon_ref_resolve() returned, done
 * @error: return location for an error: why there is no actor, or %ODEON_ERROR_PENDING
 *
 * Returns: (transfer full) (nullable) (type OdeonRef): the actor
 */
ODEON_EXPORT
gpointer odeon_ref_resolve_finish (OdeonFuture *future, GError **error);

G_END_DECLS
