/* SPDX-License-Identifier: MIT */

/* The sender's side of a call: sending it, and reading how it ended. */

#include "odeon-call-private.h"
#include "odeon-log-private.h"

/* Sending to nobody, or with an argument that was refused. */
static inline gboolean
is_sendable (OdeonCall *self)
{
  return self->target != NULL && !(self->flags & ODEON_CALL_INVALID);
}

/* Why it is not; takes it over. */
static G_GNUC_NO_INLINE GError *
steal_objection (OdeonCall *self)
{
  g_autofree gchar *method = NULL;

  if (self->flags & ODEON_CALL_INVALID)
    return atomic_exchange (&self->future.error, NULL);

  method = _odeon_method_dup_name (self->method);

  return g_error_new (ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "%s: called on a nil reference",
                      method);
}

static G_GNUC_NO_INLINE void
not_sent (OdeonCall *self)
{
  g_autoptr (GError) error = steal_objection (self);

  /* Nobody has a future to look at. */
  g_log (ODEON_LOG_CALL, G_LOG_LEVEL_MESSAGE, "Not sent: %s", error->message);
  _odeon_call_discard (self);
}

OdeonFuture *
odeon_call_send (OdeonCall *call)
{
  if (G_LIKELY (is_sendable (call)))
    {
      call->target->klass->deliver (call->target, call);
      if (G_UNLIKELY (call->method->timeout_ms != 0))
        _odeon_call_set_deadline (call);
    }
  else
    {
      atomic_store (&call->future.error, steal_objection (call));
      _odeon_future_settle (&call->future, ODEON_STATE_REJECTED);
    }

  return &call->future;
}

gboolean
odeon_call_tell (OdeonCall *call)
{
  call->flags |= ODEON_CALL_TELL;

  if (G_LIKELY (is_sendable (call)))
    return call->target->klass->deliver (call->target, call);

  not_sent (call);

  return FALSE;
}

OdeonFuture *
_odeon_call_send_any (OdeonCall *self)
{
  GValue value = G_VALUE_INIT;

  if (!(self->method->flags & ODEON_METHOD_ONEWAY))
    return odeon_call_send (self);

  g_value_init (&value, G_TYPE_BOOLEAN);
  g_value_set_boolean (&value, odeon_call_tell (self));

  return odeon_future_new_value (&value);
}

gconstpointer
odeon_call_peek_frame (OdeonFuture *future, const OdeonMethodInfo *method, GError **error)
{
  OdeonFuture      *origin;
  g_autofree gchar *wanted = NULL;
  g_autofree gchar *found = NULL;

  if (future == NULL)
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                           "NULL is no future");
      return NULL;
    }
  if (!_odeon_future_check (future, error))
    return NULL;

  origin = _odeon_future_get_origin (future);
  if (G_LIKELY (origin->klass == &_odeon_call_class && ((OdeonCall *) origin)->method == method))
    return ((OdeonCall *) origin)->frame;

  wanted = _odeon_method_dup_name (method);
  found = _odeon_future_describe (origin);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_FUTURE,
               "The future is not of %s, but of %s", wanted, found);

  return NULL;
}

OdeonCall *
_odeon_call_peek_resolved (OdeonFuture *future, GError **error)
{
  OdeonFuture *origin;

  if (!_odeon_future_check (future, error))
    return NULL;
  origin = _odeon_future_get_origin (future);

  return origin->klass == &_odeon_call_class ? (OdeonCall *) origin : NULL;
}

gconstpointer
odeon_call_wait (OdeonFuture *future, const OdeonMethodInfo *method, GError **error)
{
  if (future != NULL && !odeon_future_await (future, error))
    return NULL;

  return odeon_call_peek_frame (future, method, error);
}
