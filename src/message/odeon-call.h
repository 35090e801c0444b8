/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-future.h"
#include "odeon-interface.h"

G_BEGIN_DECLS

/* Answering a call later: what an implementer of a `_deferred` handler holds. */

/**
 * odeon_call_drop:
 * @call: (transfer full) (nullable): a deferred call
 *
 * Gives up on a call: it fails with %ODEON_ERROR_BROKEN_PROMISE, unless it was answered.
 */
ODEON_EXPORT
void odeon_call_drop (OdeonCall *call);

/**
 * odeon_call_return_error:
 * @call: (transfer full): a deferred call
 * @error: (transfer full): why there is no result
 *
 * Answers the call with an error, from any thread. Nobody waits for the answer to a tell: its error
 * is a failure of the actor that was told, as if its handler had returned it.
 */
ODEON_EXPORT
void odeon_call_return_error (OdeonCall *call, GError *error);

/**
 * odeon_call_forward:
 * @call: (transfer full): a deferred call
 * @to: another actor that implements the operation
 *
 * Lets another actor answer. The caller keeps the future it has. If @to does not implement the
 * operation, the call fails with %ODEON_ERROR_WRONG_INTERFACE.
 */
ODEON_EXPORT
void odeon_call_forward (OdeonCall *call, OdeonRef *to);

/**
 * odeon_call_get_method:
 * @call: a call
 *
 * Returns: (transfer none): the operation called
 */
ODEON_EXPORT
const OdeonMethodInfo *odeon_call_get_method (OdeonCall *call);

/**
 * odeon_call_is_wanted:
 * @call: a call
 *
 * Whether anybody still waits for the answer: %FALSE for a tell and for a call that was cancelled.
 * A long job may look at it now and then.
 *
 * Returns: whether an answer is of use
 */
ODEON_EXPORT
gboolean odeon_call_is_wanted (OdeonCall *call);

/* For those who do not know the operation when they are compiled. */

/**
 * odeon_call_dup_arguments:
 * @call: a call
 * @out_refs: (out) (optional) (transfer full) (element-type OdeonRef): the references among the
 *   arguments
 *
 * The call's arguments. With @out_refs, a reference is an `h` in the tuple: its index there, -1 for
 * nil; without, it is its URN, for people to read.
 *
 * Returns: (transfer full): a tuple
 */
ODEON_EXPORT
GVariant *odeon_call_dup_arguments (OdeonCall *call, GPtrArray **out_refs);

/**
 * odeon_call_return_variant:
 * @call: (transfer full): a deferred call
 * @results: (nullable): a tuple of the results, read as odeon_value_from_variant() does; %NULL is
 *   the empty tuple; a floating one is consumed
 * @refs: (nullable) (element-type OdeonRef): the references that an `h` in @results means by its
 *   index
 *
 * Answers the call, from any thread. Results that are not the operation's turn the answer into
 * %ODEON_ERROR_INVALID_ARGUMENT, which names the place.
 */
ODEON_EXPORT
void odeon_call_return_variant (OdeonCall *call, GVariant *results, GPtrArray *refs);

/* What odeon-method.h is made of. A call is made, its frame is filled, and it is sent:
 *
 *   OdeonCall *call = odeon_call_new (self, &method);
 *   Frame *frame = odeon_call_get_frame (call);
 *   frame->amount = amount;                              numbers without rules are stored
 *   odeon_call_set_argument (call, 1, &owner);           the rest is checked and copied
 *   return odeon_call_send (call);
 */

/**
 * odeon_call_new:
 * @target: (nullable): a proxy; with %NULL, sending fails with %ODEON_ERROR_INVALID_ARGUMENT
 * @method: the operation
 *
 * Returns: (transfer full): a call with a frame of zeros
 */
ODEON_EXPORT
OdeonCall *odeon_call_new (gpointer target, const OdeonMethodInfo *method);

/**
 * odeon_call_get_frame:
 * @call: a call
 *
 * Returns: (transfer none): the frame, for the call's lifetime
 */
ODEON_EXPORT
gpointer odeon_call_get_frame (OdeonCall *call);

/**
 * odeon_call_set_argument:
 * @call: a call not yet sent
 * @param: the index of an IN parameter in the method's table
 * @slot: the value: a pointer to a slot of its type; of STRUCT and UNION the pointer that the
 *   caller passed, %NULL being an error
 *
 * Checks the value and copies it into the frame, in place of what was set before, of which @slot
 * may own no part. A value that breaks its type's rules fails the call when it is sent; the first
 * such error counts.
 */
ODEON_EXPORT
void odeon_call_set_argument (OdeonCall *call, guint param, gconstpointer slot);

/**
 * odeon_call_send:
 * @call: (transfer full): a call
 *
 * Sends the call. Never fails but through the future, nor blocks, but for a target whose mailbox is
 * full and makes its senders wait.
 *
 * Returns: (transfer full): its future
 */
ODEON_EXPORT
OdeonFuture *odeon_call_send (OdeonCall *call);

/**
 * odeon_call_tell:
 * @call: (transfer full): a call
 *
 * Sends the call as a message that wants no answer.
 *
 * Returns: %FALSE if it is known already that it cannot arrive (best effort)
 */
ODEON_EXPORT
gboolean odeon_call_tell (OdeonCall *call);

/**
 * odeon_call_peek_frame:
 * @future: (nullable): a future
 * @method: the operation it must be of
 * @error: return location for the future's error, or %ODEON_ERROR_PENDING,
 *   %ODEON_ERROR_WRONG_FUTURE, %ODEON_ERROR_INVALID_ARGUMENT for %NULL
 *
 * What `_finish` reads results from; looks through futures made from a call's, as by
 * odeon_future_with_timeout().
 *
 * Returns: (transfer none) (nullable): the frame
 */
ODEON_EXPORT
gconstpointer odeon_call_peek_frame (OdeonFuture           *future,
                                     const OdeonMethodInfo *method,
                                     GError               **error);

/**
 * odeon_call_wait:
 * @future: (nullable): a future
 * @method: the operation it must be of
 * @error: return location for an error: as odeon_future_await() and odeon_call_peek_frame()
 *
 * odeon_future_await(), then odeon_call_peek_frame().
 *
 * Returns: (transfer none) (nullable): the frame
 */
ODEON_EXPORT
gconstpointer odeon_call_wait (OdeonFuture *future, const OdeonMethodInfo *method, GError **error);

/**
 * odeon_call_copy_result:
 * @frame: a frame of @method
 * @method: the operation
 * @param: the index of an OUT parameter
 * @out: (out) (optional): where the copy goes; %NULL if it is not wanted. Of an INDIRECT parameter
 *   a pointer to a new boxed value is stored there
 */
ODEON_EXPORT
void odeon_call_copy_result (gconstpointer          frame,
                             const OdeonMethodInfo *method,
                             guint                  param,
                             gpointer               out);

/**
 * odeon_call_set_result:
 * @call: a deferred call
 * @param: the index of an OUT parameter
 * @slot: as for odeon_call_set_argument()
 *
 * Checks and copies one result of a deferred call; an invalid one turns the answer into an error.
 */
ODEON_EXPORT
void odeon_call_set_result (OdeonCall *call, guint param, gconstpointer slot);

/**
 * odeon_call_return:
 * @call: (transfer full): a deferred call whose results are set
 *
 * Answers the call, from any thread. A call that was cancelled is let go.
 */
ODEON_EXPORT
void odeon_call_return (OdeonCall *call);

/**
 * odeon_call_defer:
 * @call: the call being dispatched
 *
 * Keeps the call: it is not answered when the handler returns.
 *
 * Returns: (transfer full): the call, for the `_deferred` handler
 */
ODEON_EXPORT
OdeonCall *odeon_call_defer (OdeonCall *call);

/**
 * odeon_call_not_implemented:
 * @call: the call being dispatched
 * @error: return location for %ODEON_ERROR_NOT_IMPLEMENTED, which names the operation
 *
 * Returns: %FALSE
 */
ODEON_EXPORT
gboolean odeon_call_not_implemented (OdeonCall *call, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OdeonCall, odeon_call_drop)

G_END_DECLS
