/* SPDX-License-Identifier: MIT */

/* Handlers called through the tables, without the generated dispatch functions. */

#include "odeon-dynamic.h"

#include "odeon-actor.h"
#include "odeon-call-private.h"
#include "odeon-ffi-private.h"
#include "odeon-interface-private.h"

static gpointer
peek_handler (gpointer vtable, guint32 offset)
{
  return offset != 0 ? *(gpointer *) ((gchar *) vtable + offset) : NULL;
}

gboolean
odeon_interface_dispatch (gpointer   implementation,
                          gpointer   vtable,
                          OdeonCall *call,
                          gpointer   frame,
                          GError   **error)
{
  const OdeonMethodInfo *method = odeon_call_get_method (call);
  gpointer               handler = peek_handler (vtable, method->deferred_offset);

  if (handler != NULL)
    {
      _odeon_ffi_call_deferred (method, handler, implementation, odeon_call_defer (call));
      return TRUE;
    }

  handler = peek_handler (vtable, method->handler_offset);
  if (handler == NULL)
    return odeon_call_not_implemented (call, error);

  return _odeon_ffi_call_handler (method, handler, implementation, frame, error);
}

/* What the actor's cell does for a message; takes over the reference of the message. */
static void
run (OdeonCall *call, gpointer implementation, gpointer vtable)
{
  OdeonHandling handling = { FALSE, NULL };
  GError       *error = NULL;
  gboolean      ok;

  call->handling = &handling;
  ok = odeon_interface_dispatch (implementation, vtable, call, call->frame, &error);
  if (handling.is_deferred)
    return;
  if (ok)
    _odeon_call_succeed (call);
  else
    _odeon_call_fail (call, error != NULL ? error
                                          : g_error_new (ODEON_ERROR, ODEON_ERROR_FAILED,
                                                         "%s failed without saying why",
                                                         call->method->name));
}

OdeonFuture *
odeon_interface_invoke (OdeonActor               *implementation,
                        const OdeonInterfaceInfo *interface,
                        const gchar              *operation,
                        GVariant                 *arguments,
                        GPtrArray                *refs)
{
  g_autoptr (GVariant)   sunk = arguments != NULL ? g_variant_ref_sink (arguments) : NULL;
  const OdeonMethodInfo *method;
  gpointer               vtable;
  OdeonCall             *call;
  GError                *error = NULL;

  g_return_val_if_fail (ODEON_IS_ACTOR (implementation), NULL);
  g_return_val_if_fail (interface != NULL, NULL);
  g_return_val_if_fail (operation != NULL, NULL);

  method = _odeon_interface_resolve (interface, operation, &error);
  if (method == NULL)
    return odeon_future_new_error (error);
  vtable = g_type_interface_peek (G_OBJECT_GET_CLASS (implementation),
                                  method->interface->get_type ());
  if (vtable == NULL)
    return odeon_future_new_error (g_error_new (ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE,
                                                "%s is no %s",
                                                G_OBJECT_TYPE_NAME (implementation),
                                                interface->name));

  call = odeon_call_new (NULL, method);
  if (!_odeon_call_read_params (call, ODEON_PARAM_IN, sunk, refs, &error))
    {
      _odeon_call_discard (call);
      return odeon_future_new_error (error);
    }
  run (call, implementation, vtable);

  return &call->future;
}
