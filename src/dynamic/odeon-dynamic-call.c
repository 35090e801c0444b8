/* SPDX-License-Identifier: MIT */

/* Calls of operations that are known only by their names. What fails before anything is sent fails
 * through the future, too. */

#include "odeon-dynamic.h"

#include "odeon-call-private.h"
#include "odeon-interface-private.h"

static gboolean
check_target (OdeonRef *ref, const OdeonInterfaceInfo *interface, GError **error)
{
  g_autofree gchar *who = NULL;

  /* Nil is refused by odeon_call_send(), as for static calls. */
  if (G_LIKELY (ref == NULL || ref->klass->implements (ref, interface)))
    return TRUE;

  who = odeon_ref_dup_string (ref);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE, "%s is no %s", who,
               interface->name);

  return FALSE;
}

OdeonFuture *
odeon_ref_call_dynamic (gpointer                  ref,
                        const OdeonInterfaceInfo *interface,
                        const gchar              *operation,
                        GVariant                 *arguments,
                        GPtrArray                *refs)
{
  g_autoptr (GVariant)   sunk = arguments != NULL ? g_variant_ref_sink (arguments) : NULL;
  const OdeonMethodInfo *method;
  OdeonCall             *call;
  GError                *error = NULL;

  g_return_val_if_fail (interface != NULL, NULL);
  g_return_val_if_fail (operation != NULL, NULL);

  method = _odeon_interface_resolve (interface, operation, &error);
  if (method == NULL || !check_target (ref, interface, &error))
    return odeon_future_new_error (error);

  call = odeon_call_new (ref, method);
  if (!_odeon_call_read_params (call, ODEON_PARAM_IN, sunk, refs, &error))
    {
      _odeon_call_discard (call);
      return odeon_future_new_error (error);
    }

  return _odeon_call_send_any (call);
}

/* Of a oneway call the future has only whether it was known not to arrive. */
static gboolean
check_oneway (OdeonFuture *future, GError **error)
{
  g_autoptr (GVariant) sent = odeon_future_dup_variant (future, error);

  if (sent == NULL)
    return FALSE;
  if (!g_variant_is_of_type (sent, G_VARIANT_TYPE_BOOLEAN))
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_WRONG_FUTURE,
                           "The future is of no call");
      return FALSE;
    }
  if (!g_variant_get_boolean (sent))
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD,
                           "The message could not be delivered");
      return FALSE;
    }

  return TRUE;
}

gboolean
odeon_ref_call_dynamic_finish (OdeonFuture *future,
                               GVariant   **out_results,
                               GPtrArray  **out_refs,
                               GError     **error)
{
  OdeonCall *call;
  GError    *failure = NULL;
  GPtrArray *refs = NULL;

  g_return_val_if_fail (future != NULL, FALSE);

  call = _odeon_call_peek_resolved (future, &failure);
  if (call == NULL && (failure != NULL || !check_oneway (future, &failure)))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }

  if (out_refs != NULL)
    *out_refs = refs = g_ptr_array_new_with_free_func (odeon_ref_unref);
  if (out_results != NULL)
    *out_results = g_variant_ref_sink (
      call != NULL ? _odeon_call_write_params (call, ODEON_PARAM_OUT, refs)
                   : g_variant_new_tuple (NULL, 0));

  return TRUE;
}

gboolean
odeon_ref_call_dynamic_await (OdeonFuture *future,
                              GVariant   **out_results,
                              GPtrArray  **out_refs,
                              GError     **error)
{
  g_autoptr (OdeonFuture) taken = future;

  g_return_val_if_fail (future != NULL, FALSE);

  return odeon_future_await (taken, error)
         && odeon_ref_call_dynamic_finish (taken, out_results, out_refs, error);
}

gboolean
odeon_ref_call_dynamic_sync (gpointer                  ref,
                             const OdeonInterfaceInfo *interface,
                             const gchar              *operation,
                             GVariant                 *arguments,
                             GPtrArray                *refs,
                             GVariant                **out_results,
                             GPtrArray               **out_refs,
                             GError                  **error)
{
  return odeon_ref_call_dynamic_await (odeon_ref_call_dynamic (ref, interface, operation,
                                                               arguments, refs),
                                       out_results, out_refs, error);
}
