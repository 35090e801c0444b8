/* SPDX-License-Identifier: MIT */

/* Interfaces that are known only when the program runs: calling them, being called by them, and
 * standing in for them. The tables come from odeon_interface_find(), or from generated code.
 *
 * An operation goes by its name in IDL; an attribute's accessors are `get_x` and `set_x`. Arguments
 * and results are tuples; a reference in one is an `h`, its index in an array beside the tuple, and
 * -1 is nil. */

#pragma once

#include "odeon-call.h"
#include "odeon-spawner.h"

G_BEGIN_DECLS

/**
 * odeon_ref_call_dynamic:
 * @ref: (nullable): a ref or a proxy to an actor that implements @interface
 * @interface: an interface
 * @operation: the name of one of its operations, or of what it inherits
 * @arguments: (nullable): a tuple of the arguments, read as odeon_value_from_variant() does; %NULL
 *   is the empty tuple; a floating one is consumed
 * @refs: (nullable) (element-type OdeonRef): the references that an `h` in @arguments means
 *
 * Calls an operation by its name. Never blocks, never fails but through the future:
 * %ODEON_ERROR_UNKNOWN_MEMBER and %ODEON_ERROR_READ_ONLY for the name, with what might have been
 * meant; %ODEON_ERROR_INVALID_ARGUMENT, with the place, for what does not fit; and
 * %ODEON_ERROR_WRONG_INTERFACE. From any thread.
 *
 * Returns: (transfer full): its future; of a oneway operation it is done
 */
ODEON_EXPORT
OdeonFuture *odeon_ref_call_dynamic (gpointer                  ref,
                                     const OdeonInterfaceInfo *interface,
                                     const gchar              *operation,
                                     GVariant                 *arguments,
                                     GPtrArray                *refs) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_ref_call_dynamic_await:
 * @future: (transfer full): a future of odeon_ref_call_dynamic(), or of any call
 * @out_results: (out) (optional) (transfer full): a tuple of the results
 * @out_refs: (out) (optional) (transfer full) (element-type OdeonRef): the references that an `h`
 *   in the tuple means; if it is %NULL, there are their URNs instead, for people to read
 * @error: return location for an error, as for odeon_future_await()
 *
 * Waits as odeon_future_await() does.
 *
 * Returns: whether there are results
 */
ODEON_EXPORT
gboolean odeon_ref_call_dynamic_await (OdeonFuture *future,
                                       GVariant   **out_results,
                                       GPtrArray  **out_refs,
                                       GError     **error);

/**
 * odeon_ref_call_dynamic_finish:
 * @future: a future of odeon_ref_call_dynamic(), or of any call, that is done
 * @out_results: (out) (optional) (transfer full): as for odeon_ref_call_dynamic_await()
 * @out_refs: (out) (optional) (transfer full) (element-type OdeonRef): likewise
 * @error: return location for the future's error, %ODEON_ERROR_PENDING, or
 *   %ODEON_ERROR_WRONG_FUTURE if no call stands behind it
 *
 * Takes the results without waiting.
 *
 * Returns: whether there are results
 */
ODEON_EXPORT
gboolean odeon_ref_call_dynamic_finish (OdeonFuture *future,
                                        GVariant   **out_results,
                                        GPtrArray  **out_refs,
                                        GError     **error);

/**
 * odeon_ref_call_dynamic_sync:
 * @ref: (nullable): as for odeon_ref_call_dynamic()
 * @interface: likewise
 * @operation: likewise
 * @arguments: (nullable): likewise
 * @refs: (nullable) (element-type OdeonRef): likewise
 * @out_results: (out) (optional) (transfer full): as for odeon_ref_call_dynamic_await()
 * @out_refs: (out) (optional) (transfer full) (element-type OdeonRef): likewise
 * @error: return location for an error, as for both
 *
 * Calls and waits.
 *
 * Returns: whether there are results
 */
ODEON_EXPORT
gboolean odeon_ref_call_dynamic_sync (gpointer                  ref,
                                      const OdeonInterfaceInfo *interface,
                                      const gchar              *operation,
                                      GVariant                 *arguments,
                                      GPtrArray                *refs,
                                      GVariant                **out_results,
                                      GPtrArray               **out_refs,
                                      GError                  **error);

/**
 * odeon_interface_dispatch:
 * @implementation: (type GObject.TypeInstance): an actor that implements the call's interface, on
 *   its worker
 * @vtable: its vtable of that interface
 * @call: the call being dispatched
 * @frame: its frame
 * @error: return location for the handler's error
 *
 * What a generated dispatch function does, for any method: an #OdeonDispatchFunc that finds the
 * handler through the tables and calls it by libffi.
 *
 * Returns: %FALSE if @error was set
 */
ODEON_EXPORT
gboolean odeon_interface_dispatch (gpointer   implementation,
                                   gpointer   vtable,
                                   OdeonCall *call,
                                   gpointer   frame,
                                   GError   **error);

/**
 * odeon_interface_invoke:
 * @implementation: an actor that implements @interface, on its worker
 * @interface: an interface
 * @operation: the name of one of its operations, or of what it inherits
 * @arguments: (nullable): as for odeon_ref_call_dynamic()
 * @refs: (nullable) (element-type OdeonRef): likewise
 *
 * Calls the implementation's own handler, in place, as a message in its mailbox would have it
 * called in its turn: the way for an actor to reach its own operations by their names.
 *
 * Returns: (transfer full): a future, done unless the handler defers its answer; errors as for
 *   odeon_ref_call_dynamic(), which has the functions that read it
 */
ODEON_EXPORT
OdeonFuture *odeon_interface_invoke (OdeonActor               *implementation,
                                     const OdeonInterfaceInfo *interface,
                                     const gchar              *operation,
                                     GVariant                 *arguments,
                                     GPtrArray                *refs) G_GNUC_WARN_UNUSED_RESULT;

/**
 * OdeonDynamicFunc:
 * @self: the actor that was called, on its worker
 * @call: (transfer full): the call: odeon_call_get_method() and odeon_call_dup_arguments() say what
 *   it is
 * @user_data: the closure's data
 *
 * Stands in for an operation. Answers the call, at once or later and from any thread, by
 * odeon_call_return_variant(), odeon_call_return_error(), odeon_call_forward(), or the generated
 * `…_complete_…` function of the operation. It may await.
 */
typedef void (*OdeonDynamicFunc) (OdeonActor *self, OdeonCall *call, gpointer user_data);

/**
 * OdeonDynamicHandler:
 * @operation: the operation's name, `get_x` or `set_x`; %NULL for all that have no other handler
 * @function: what stands in for it
 *
 * One line of what odeon_interface_implement_dynamic() takes.
 */
typedef struct
{
  const gchar     *operation;
  OdeonDynamicFunc function;
} OdeonDynamicHandler;

/**
 * odeon_interface_implement_dynamic:
 * @interface: an interface
 * @in: where the actor is made: a system or an actor
 * @options: (nullable): name and placement
 * @handlers: (array length=n_handlers): the handlers, copied; operations without one fail with
 *   %ODEON_ERROR_NOT_IMPLEMENTED
 * @n_handlers: how many
 * @user_data: (closure): data for all of them
 * @destroy: (nullable): releases @user_data, on any thread, when the actor is gone or could not be
 *   made
 * @error: return location for an error, as for odeon_spawn(); %ODEON_ERROR_UNKNOWN_MEMBER for a
 *   handler's name; %ODEON_ERROR_INVALID_ARGUMENT if @interface has incomplete tables;
 *   %ODEON_ERROR_NO_RESOURCES if the system lets no code be made
 *
 * Makes an actor that implements @interface, and all that it inherits, out of callbacks: its vtable
 * is filled with functions that libffi makes, once for each interface in a process. Callers cannot
 * tell it from any other.
 *
 * Returns: (transfer full) (nullable): the actor
 */
ODEON_EXPORT
OdeonRef *odeon_interface_implement_dynamic (const OdeonInterfaceInfo  *interface,
                                             OdeonSpawner              *in,
                                             const OdeonSpawnOptions   *options,
                                             const OdeonDynamicHandler *handlers,
                                             gsize                      n_handlers,
                                             gpointer                   user_data,
                                             GDestroyNotify             destroy,
                                             GError                   **error);

G_END_DECLS
