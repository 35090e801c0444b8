/* SPDX-License-Identifier: MIT */

#include "odeon-request-private.h"
#include "odeon-actor-private.h"
#include "odeon-feed-private.h"
#include "odeon-log-private.h"
#include "odeon-promised-ref-private.h"
#include "odeon-session-private.h"

/* A request that is refused has been counted and so on as any other. */
static gboolean
refuse (OdeonSession *session, const OdeonRequest *request, GError *error)
{
  g_autoptr (GError) owned = error;

  if (request->frame->header.kind != ODEON_FRAME_TELL)
    {
      if (!_odeon_session_may_reply (session))
        return FALSE;
      _odeon_credit_return (session, request->charge);
      _odeon_session_write_error (session, request->frame->header.call, owned);
      return TRUE;
    }

  _odeon_credit_release (session, request->charge);
  g_log (ODEON_LOG_TRANSPORT, G_LOG_LEVEL_MESSAGE, "A message from %s: %s", session->peer_name,
         owned->message);

  return TRUE;
}

/* After %FALSE with @error set it is refused; without, the session is closed. */
static gboolean
find_method (OdeonSession *session, OdeonRequest *request, GError **error)
{
  guint16                      interface = request->frame->header.interface;
  guint                        operation = request->frame->header.operation;
  const OdeonForeignInterface *foreign;

  if (interface == 0)
    {
      request->builtin = _odeon_builtin_get (operation);
      if (request->builtin == NULL)
        return _odeon_session_violates (session, "there is no operation %u", operation);
      request->method = request->builtin->method;
      return TRUE;
    }

  request->builtin = NULL;
  foreign = _odeon_dialect_look_up (&session->dialect, interface);
  if (G_UNLIKELY (foreign == NULL))
    return _odeon_session_violates (session, "there is no interface %u", interface);
  if (G_UNLIKELY (!foreign->is_same))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE, "%s %s here",
                   foreign->info != NULL ? foreign->info->name : "The interface",
                   foreign->info != NULL ? "has another version" : "is not known");
      return FALSE;
    }
  if (G_UNLIKELY (operation >= foreign->info->n_methods))
    return _odeon_session_violates (session, "%s has no operation %u", foreign->info->name,
                                    operation);
  request->method = &foreign->info->methods[operation];

  return TRUE;
}

static gboolean
is_wanted (const OdeonFrame *frame, GError **error)
{
  if (G_LIKELY (frame->header.kind != ODEON_FRAME_WITHDRAWN))
    return TRUE;

  g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_CANCELLED,
                       "The caller did not wait any longer");

  return FALSE;
}

/* What a promise stands for, once that is known. */
static OdeonRef *
peek_known (OdeonRef *ref)
{
  OdeonRef *actual = _odeon_ref_peek_actual (ref);

  return actual != NULL ? actual : ref;
}

static gboolean
may_control (OdeonSession *session, const OdeonRequest *request)
{
  const OdeonSessionClass *klass = session->klass;

  return request->may_control
         || (klass->may_control != NULL
             && klass->may_control (session->carrier, peek_known (request->ref)));
}

gboolean
_odeon_request_may (OdeonSession *session, const OdeonRequest *request, GError **error)
{
  const OdeonSessionClass *klass = session->klass;

  if ((G_LIKELY (klass->may_call == NULL) || _odeon_feed_is (request->ref)
       || klass->may_call (session->carrier, peek_known (request->ref), request->method))
      && (request->builtin == NULL || !request->builtin->is_control
          || may_control (session, request)))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "%s may not %s the actor%s%s",
               session->peer_name, request->builtin != NULL ? request->method->name : "ask",
               request->builtin != NULL ? "" : " for ",
               request->builtin != NULL ? "" : request->method->name);

  return FALSE;
}

/* After %NULL with @error set it is refused; without, the session is closed. */
static OdeonCall *
read_call (OdeonSession *session, const OdeonRequest *request, GError **error)
{
  OdeonCall *call = _odeon_call_new (request->ref, request->method);

  if (G_LIKELY (_odeon_session_read_values (session, request->frame, request->method,
                                            ODEON_PARAM_IN, call->frame, error)))
    return call;

  _odeon_call_discard (call);

  return NULL;
}

/* %FALSE: it is dropped. */
static gboolean
count_tell (OdeonSession *session, const OdeonRequest *request, OdeonCall *call)
{
  call->flags |= ODEON_CALL_TELL;
  if (G_LIKELY (!session->is_loose))
    _odeon_credit_meter (session, call, request->charge);
  else if (!_odeon_credit_meter_loose (session, call, session->received_size))
    {
      session->datagrams.n_dropped++;
      _odeon_call_discard (call);
      return FALSE;
    }

  return TRUE;
}

/* A call that nobody knows yet. */
static inline gboolean
count_call (OdeonSession *session, const OdeonRequest *request, OdeonCall *call)
{
  if (G_LIKELY (request->frame->header.kind != ODEON_FRAME_TELL))
    {
      _odeon_incoming_add_call (session, request, call);
      return TRUE;
    }

  return count_tell (session, request, call);
}

static void
act (OdeonSession *session, const OdeonRequest *request)
{
  OdeonFuture *future = request->builtin->act (request->ref);

  if (request->frame->header.kind == ODEON_FRAME_TELL)
    {
      _odeon_credit_release (session, request->charge);
      odeon_future_unref (future);
      return;
    }

  _odeon_incoming_add_future (session, request, future);
}

/* Until the next one, or the end of what has come at once: most have the same target. */
static inline void
hold (OdeonSession *session, OdeonRef *target)
{
  OdeonRef *before = session->held;

  if (G_LIKELY (before == target))
    return;

  session->held = odeon_ref_ref (target);
  odeon_ref_unref (before);
}

static gboolean
start (OdeonSession *session, const OdeonRequest *request)
{
  GError    *error = NULL;
  OdeonCall *call;

  hold (session, request->ref);
  if (request->builtin != NULL && request->builtin->act != NULL)
    {
      act (session, request);
      return TRUE;
    }

  call = read_call (session, request, &error);
  if (G_UNLIKELY (call == NULL))
    return error != NULL && refuse (session, request, error);

  if (count_call (session, request, call))
    request->ref->klass->deliver (request->ref, call);

  return TRUE;
}

static gboolean
postpone (OdeonSession *session, const OdeonRequest *request)
{
  GError    *error = NULL;
  OdeonCall *call;

  if (session->postponed.requests.length >= session->options.max_calls)
    return _odeon_session_violates (session, "too much waits for what was promised");

  call = read_call (session, request, &error);
  if (call == NULL)
    return error != NULL && refuse (session, request, error);
  if (count_call (session, request, call))
    _odeon_postponed_add (session, request, call);

  return TRUE;
}

/* To a promise they come in order, before all others; and what is remembered of those that have
 * come is not to grow with each promise. */
static gboolean
comes_too_late (OdeonSession *session, const OdeonRequest *request)
{
  const OdeonFrameHeader *header = &request->frame->header;

  return header->kind == ODEON_FRAME_TELL && header->deadline != 0
         && (header->flags & ODEON_FRAME_PROMISED) == 0
         && (request->method->flags & ODEON_METHOD_SEQUENCED) != 0
         && _odeon_datagrams_is_stale (session, header);
}

/* %FALSE: the session is closed. */
static gboolean
find_target (OdeonSession *session, OdeonRequest *request)
{
  const OdeonFrameHeader *header = &request->frame->header;
  OdeonExport            *export;

  if (G_UNLIKELY (header->flags & ODEON_FRAME_PROMISED))
    {
      request->ref = _odeon_promises_look_up (&session->promises, header->target);
      request->may_control = session->options.grants_control;
      return request->ref != NULL
             || _odeon_session_violates (session, "there is no promise %u", header->target);
    }

  export = _odeon_exports_look_up (&session->exports, header->target);
  if (G_UNLIKELY (export == NULL))
    return _odeon_session_violates (session, "there is no actor %u", header->target);
  request->ref = export->ref;
  request->may_control = export->may_control;

  return TRUE;
}

gboolean
_odeon_request_take (OdeonSession *session, const OdeonFrame *frame)
{
  OdeonRequest request = { .frame = frame };
  GError      *error = NULL;

  if (frame->header.kind != ODEON_FRAME_TELL
      && !_odeon_incoming_admit (session, frame->header.call, &error) && error == NULL)
    return FALSE;
  if (!find_target (session, &request)
      || (error == NULL && !find_method (session, &request, &error) && error == NULL))
    {
      g_clear_error (&error);
      return FALSE;
    }

  if ((request.builtin == NULL || !request.builtin->is_patient) && !session->is_loose)
    request.charge = (guint32) MIN (session->received_size, session->options.window);
  if (!_odeon_credit_charge (session, request.charge))
    {
      g_clear_error (&error);
      return FALSE;
    }
  if (G_UNLIKELY (error != NULL) || !is_wanted (frame, &error))
    return refuse (session, &request, error);
  if (_odeon_postponed_is_for (session, request.ref))
    return postpone (session, &request);
  /* Only now: what waits for the same actor is known at the latest since this one is. */
  if (G_UNLIKELY (session->postponed.requests.length > 0))
    _odeon_postponed_send (session);
  if (!_odeon_request_may (session, &request, &error))
    return refuse (session, &request, error);

  if (G_UNLIKELY (comes_too_late (session, &request)))
    {
      _odeon_credit_release (session, request.charge);
      return TRUE;
    }

  return start (session, &request);
}
