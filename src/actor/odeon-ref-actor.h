/* SPDX-License-Identifier: MIT */

/* What anybody may do with a ref, from any thread. */

#pragma once

#include "odeon-future.h"
#include "odeon-interface.h"
#include "odeon-ref.h"

G_BEGIN_DECLS

/**
 * odeon_ref_is_alive:
 * @ref: (nullable): a ref or a proxy
 *
 * Returns: whether the actor has not begun to end
 */
ODEON_EXPORT
gboolean odeon_ref_is_alive (gpointer ref);

/**
 * odeon_ref_get_name:
 * @ref: a ref or a proxy
 *
 * Returns: (nullable) (transfer none): the name it was spawned with
 */
ODEON_EXPORT
const gchar *odeon_ref_get_name (gpointer ref);

/**
 * odeon_ref_get_actor_type:
 * @ref: a ref or a proxy
 *
 * Returns: the GType of the actor's implementation; %G_TYPE_INVALID of a promised one that is not
 *   resolved yet
 */
ODEON_EXPORT
GType odeon_ref_get_actor_type (gpointer ref);

/**
 * odeon_ref_started:
 * @ref: a ref or a proxy
 *
 * Returns: (transfer full): a future of %TRUE when the `started` hook has run; fails with
 *   %ODEON_ERROR_DECLINED if it declined
 */
ODEON_EXPORT
OdeonFuture *odeon_ref_started (gpointer ref);

/**
 * odeon_ref_stop:
 * @ref: a ref or a proxy
 *
 * Asks the actor to stop: what was sent before is handled, what is sent after is refused.
 *
 * Returns: (transfer full): a future of %TRUE after the `stopped` hook has run, of %FALSE if the
 *   actor had been stopped before
 */
ODEON_EXPORT
OdeonFuture *odeon_ref_stop (gpointer ref);

/**
 * odeon_ref_kill:
 * @ref: a ref or a proxy
 *
 * Ends the actor before its next message, without its `stopped` hook. A handler under way runs to
 * its end, its awaits failing with %ODEON_ERROR_KILLED and its result being dropped: C cannot
 * interrupt it.
 *
 * Returns: (transfer full): a future of %TRUE when the actor has ended, of %FALSE if it had before
 */
ODEON_EXPORT
OdeonFuture *odeon_ref_kill (gpointer ref);

/**
 * odeon_ref_tell:
 * @ref: (nullable): a ref or a proxy
 * @message: an untyped message, for the `receive` hook; sunk if floating
 *
 * Never harms the sender, nor blocks it, but for %ODEON_OVERFLOW_PARK.
 *
 * Returns: %FALSE if it is known already that the message cannot arrive (best effort)
 */
ODEON_EXPORT
gboolean odeon_ref_tell (gpointer ref, GVariant *message);

/**
 * odeon_ref_ask:
 * @ref: (nullable): a ref or a proxy
 * @message: an untyped message, for the `receive` hook; sunk if floating
 *
 * Returns: (transfer full): a future of the reply, a #GVariant
 */
ODEON_EXPORT
OdeonFuture *odeon_ref_ask (gpointer ref, GVariant *message);

/* Calls without a proxy: by name, arguments and results as variants. A member that does not exist
 * or arguments that do not fit fail at once, in the caller, with %ODEON_ERROR_UNKNOWN_MEMBER,
 * %ODEON_ERROR_READ_ONLY or %ODEON_ERROR_INVALID_ARGUMENT. */

/**
 * odeon_ref_call:
 * @ref: a ref or a proxy
 * @operation: an operation's IDL name
 * @arguments: (nullable): a tuple of the arguments; sunk if floating
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the future, or %NULL with @error set
 */
ODEON_EXPORT
OdeonFuture *odeon_ref_call (gpointer     ref,
                             const gchar *operation,
                             GVariant    *arguments,
                             GError     **error);

/**
 * odeon_ref_get_attribute:
 * @ref: a ref or a proxy
 * @attribute: an attribute's IDL name
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the future, or %NULL with @error set
 */
ODEON_EXPORT
OdeonFuture *odeon_ref_get_attribute (gpointer ref, const gchar *attribute, GError **error);

/**
 * odeon_ref_set_attribute:
 * @ref: a ref or a proxy
 * @attribute: an attribute's IDL name
 * @value: its new value; sunk if floating
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the future, or %NULL with @error set
 */
ODEON_EXPORT
OdeonFuture *odeon_ref_set_attribute (gpointer     ref,
                                      const gchar *attribute,
                                      GVariant    *value,
                                      GError     **error);

/**
 * odeon_ref_list_members:
 * @ref: a ref or a proxy
 *
 * Returns: (transfer full) (array zero-terminated=1): the IDL names of the operations and
 *   attributes that the actor has, sorted, each once
 */
ODEON_EXPORT
gchar **odeon_ref_list_members (gpointer ref);

/**
 * odeon_ref_implements:
 * @ref: a ref or a proxy
 * @interface: an interface
 *
 * Returns: whether the actor implements it
 */
ODEON_EXPORT
gboolean odeon_ref_implements (gpointer ref, const OdeonInterfaceInfo *interface);

/**
 * odeon_ref_narrow:
 * @ref: (nullable): a ref or a proxy
 * @interface: an interface
 * @error: return location for %ODEON_ERROR_WRONG_INTERFACE
 *
 * What the generated `…_from_ref` functions call.
 *
 * Returns: (transfer full) (nullable): a new reference to @ref, which implements @interface
 */
ODEON_EXPORT
gpointer odeon_ref_narrow (gpointer ref, const OdeonInterfaceInfo *interface, GError **error);

G_END_DECLS
