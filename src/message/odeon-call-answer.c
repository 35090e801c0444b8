/* SPDX-License-Identifier: MIT */

/* The answering side of a call, for whoever implements the operation: keeping it, answering it
 * later, handing it on. */

#include "odeon-call-private.h"

const OdeonMethodInfo *
odeon_call_get_method (OdeonCall *call)
{
  g_return_val_if_fail (call != NULL, NULL);

  return call->method;
}

OdeonCall *
odeon_call_defer (OdeonCall *call)
{
  atomic_uint *n_kept = call->handling->n_kept;

  /* Told beside the call: it may be answered and gone before its handler returns. */
  call->handling->is_deferred = TRUE;
  if (call->flags & ODEON_CALL_TELL)
    return call;

  /* Any thread may answer it now, and whoever waits for it is there already. */
  atomic_store_explicit (&call->near, NULL, memory_order_relaxed);
  call->flags &= ~(guint) ODEON_CALL_EXCLUSIVE;

  /* Seen by whoever sees that this actor awaits another: that comes later. */
  if (n_kept != NULL && atomic_load_explicit (&call->kept_in, memory_order_relaxed) == NULL)
    {
      atomic_fetch_add_explicit (n_kept, 1, memory_order_relaxed);
      atomic_store_explicit (&call->kept_in, n_kept, memory_order_relaxed);
    }

  return call;
}

gboolean
odeon_call_not_implemented (OdeonCall *call, GError **error)
{
  g_autofree gchar *method = _odeon_method_dup_name (call->method);

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_NOT_IMPLEMENTED,
               "%s is not implemented by this actor", method);

  return FALSE;
}

gboolean
odeon_call_is_wanted (OdeonCall *call)
{
  g_return_val_if_fail (call != NULL, FALSE);

  return !(call->flags & ODEON_CALL_TELL) && _odeon_future_get_state (&call->future) == 0;
}

void
odeon_call_return (OdeonCall *call)
{
  g_return_if_fail (call != NULL);

  _odeon_call_succeed (call);
}

void
odeon_call_return_error (OdeonCall *call, GError *error)
{
  g_return_if_fail (call != NULL);
  g_return_if_fail (error != NULL);

  if ((call->flags & ODEON_CALL_TELL) && _odeon_tell_failed != NULL)
    _odeon_tell_failed (call, error);
  else
    _odeon_call_fail (call, error);
}

void
odeon_call_drop (OdeonCall *call)
{
  g_autofree gchar *what = NULL;

  if (call == NULL)
    return;

  what = _odeon_call_describe (call);
  _odeon_call_fail (call, g_error_new (ODEON_ERROR, ODEON_ERROR_BROKEN_PROMISE,
                                       "%s was dropped without an answer", what));
}

void
odeon_call_forward (OdeonCall *call, OdeonRef *to)
{
  g_autofree gchar *method = NULL;

  g_return_if_fail (call != NULL);

  if (to != NULL && to->klass->implements (to, call->method->interface))
    {
      atomic_thread_fence (memory_order_release);
      to->klass->deliver (to, call);
      return;
    }

  method = _odeon_method_dup_name (call->method);
  _odeon_call_fail (call, g_error_new (ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE,
                                       "%s cannot be forwarded to an actor without it", method));
}
