/* SPDX-License-Identifier: MIT */

#include "odeon-outgoing-private.h"
#include "odeon-builtin-private.h"
#include "odeon-environment-private.h"
#include "odeon-foreign-private.h"
#include "odeon-log-private.h"
#include "odeon-out-call-private.h"
#include "odeon-remote-ref-private.h"

void
_odeon_outgoing_init (OdeonOutgoing *self, OdeonWorker *worker)
{
  self->slots = g_ptr_array_new ();
  self->free = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->n = 0;
  _odeon_out_deadlines_init (&self->deadlines, worker);
}

void
_odeon_outgoing_clear (OdeonOutgoing *self)
{
  g_ptr_array_unref (self->slots);
  g_array_unref (self->free);
}

/* --- sending --- */

gboolean
_odeon_outgoing_fail (OdeonCall *call, GError *error)
{
  if (call->flags & ODEON_CALL_TELL)
    g_log (ODEON_LOG_TRANSPORT, G_LOG_LEVEL_MESSAGE, "Not sent: %s", error->message);
  _odeon_call_fail (call, error);

  return FALSE;
}

gboolean
_odeon_outgoing_refuse (OdeonRemoteRef *target, OdeonCall *call)
{
  g_autofree gchar *method = NULL;
  g_autofree gchar *who = NULL;

  /* Whoever tells, tells on and on. */
  if (call->flags & ODEON_CALL_TELL)
    {
      _odeon_call_let_go (call);
      return FALSE;
    }

  method = _odeon_method_dup_name (call->method);
  who = odeon_ref_dup_string (target);

  return _odeon_outgoing_fail (call, g_error_new (ODEON_ERROR,
                                                  call->method == &_odeon_method_ended
                                                    ? ODEON_ERROR_ACTOR_DEAD
                                                    : ODEON_ERROR_NOT_DELIVERED,
                                                  "%s of %s: the connection is closed", method,
                                                  who));
}

/* Which operation of which interface, into what is known of the target. */
static G_GNUC_NO_INLINE gboolean
look_up_operation (OdeonRemoteRef *target, const OdeonMethodInfo *method, GError **error)
{
  const OdeonInterfaceInfo *interface = method->interface;
  gsize                     operation = (gsize) (method - interface->methods);
  guint16                   number = target->interface;

  if (target->method == NULL || target->method->interface != interface)
    {
      _odeon_introductions_ask (target);
      if (!_odeon_dialect_agrees (target->session, interface, error))
        return FALSE;
      number = _odeon_dialect_number (target->session, interface);
    }
  if (operation >= interface->n_methods || operation > G_MAXUINT16 || number == 0)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NOT_IMPLEMENTED,
                   "%s.%s cannot be called in another process", interface->name, method->name);
      return FALSE;
    }

  target->method = method;
  target->interface = number;
  target->operation = (guint16) operation;

  return TRUE;
}

static inline gboolean
address_interface (OdeonRemoteRef        *target,
                   const OdeonMethodInfo *method,
                   OdeonFrameHeader      *header,
                   GError               **error)
{
  if (G_UNLIKELY (target->method != method) && !look_up_operation (target, method, error))
    return FALSE;

  header->interface = target->interface;
  header->operation = target->operation;

  return TRUE;
}

static gboolean
address (OdeonRemoteRef        *target,
         const OdeonMethodInfo *method,
         OdeonFrameHeader      *header,
         GError               **error)
{
  header->flags = target->flags;
  header->target = target->index;
  header->deadline = method->timeout_ms;
  if (G_UNLIKELY ((method->flags & (ODEON_METHOD_SEQUENCED | ODEON_METHOD_UNRELIABLE)) != 0)
      && target->flags == 0)
    _odeon_datagrams_address (target->session, target, method, header);
  if (G_LIKELY (method->interface != NULL))
    return address_interface (target, method, header, error);
  if (_odeon_builtin_find (method, &header->operation) != NULL)
    return TRUE;

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_NOT_IMPLEMENTED,
               "%s cannot be called in another process", method->name);

  return FALSE;
}

/* Of the request that was written just now. */
static guint32
get_charge (OdeonSession *session, const OdeonMethodInfo *method)
{
  return _odeon_builtin_is_patient (method)
           ? 0 : (guint32) MIN (session->sent_size, (gsize) session->credit.window);
}

/* By which way the request goes that was written just now; %NULL: a datagram. What is promised only
 * goes by the session's: there it is known who comes first once the promise is kept. */
static inline OdeonOutput *
divert (OdeonSession *session, OdeonRemoteRef *target, const OdeonMethodInfo *method)
{
  if (G_LIKELY (session->klass->lane_has_output == NULL) || target->flags != 0)
    return &session->output;

  return _odeon_lanes_divert (session, target, method);
}

static inline gboolean
write_tell (OdeonSession          *session,
            OdeonRemoteRef        *target,
            const OdeonMethodInfo *method,
            OdeonParamFlags        direction,
            gconstpointer          params,
            GError               **error)
{
  OdeonFrameHeader header = { .kind = ODEON_FRAME_TELL };

  if (!address (target, method, &header, error)
      || !_odeon_session_write (session, &header, method, direction, params, error))
    return FALSE;

  if (G_LIKELY (divert (session, target, method) != NULL))
    _odeon_credit_spend (session, get_charge (session, method));

  return TRUE;
}

gboolean
_odeon_outgoing_tell (OdeonSession          *session,
                      OdeonRemoteRef        *target,
                      const OdeonMethodInfo *method,
                      const gconstpointer   *arguments)
{
  return write_tell (session, target, method, ODEON_PARAM_IN | ODEON_PARAM_SPREAD, arguments, NULL);
}

static gboolean
send_tell (OdeonSession *session, OdeonRemoteRef *target, OdeonCall *call)
{
  GError *error = NULL;

  if (!write_tell (session, target, call->method, ODEON_PARAM_IN, call->frame, &error))
    return _odeon_outgoing_fail (call, error);

  _odeon_call_let_go (call);

  return TRUE;
}

/* Where the operation says for how long, the call sees to it itself. */
static inline gboolean
has_deadline (OdeonSession *session, const OdeonMethodInfo *method)
{
  return method->timeout_ms == 0 && session->options.call_timeout_ms != 0
         && !_odeon_builtin_is_patient (method);
}

static inline gint64
get_expiry (const OdeonFrameHeader *header)
{
  return header->deadline != 0 ? _odeon_now () + (gint64) header->deadline * 1000 : G_MAXINT64;
}

static gboolean
send_call (OdeonSession    *session,
           OdeonRemoteRef  *target,
           OdeonCall       *call,
           OdeonParamFlags  direction,
           gconstpointer    params)
{
  OdeonFrameHeader header = { .kind = ODEON_FRAME_CALL };
  GError          *error = NULL;
  OdeonOutCall    *out;

  if (!address (target, call->method, &header, &error))
    return _odeon_outgoing_fail (call, error);

  out = _odeon_out_call_new (session);
  if (out == NULL)
    return _odeon_outgoing_fail (call, g_error_new (ODEON_ERROR, ODEON_ERROR_NO_RESOURCES,
                                    "%s has %u calls to answer already", session->peer_name,
                                    session->outgoing.n));
  header.call = out->id;
  if (!_odeon_session_write (session, &header, call->method, direction, params, &error))
    {
      _odeon_out_call_free (out);
      return _odeon_outgoing_fail (call, error);
    }

  out->output = divert (session, target, call->method);
  out->size = (guint32) _odeon_frame_get_size (&header);
  out->end = out->output->position;
  if (G_UNLIKELY (target->flags & ODEON_FRAME_PROMISED))
    out->way = odeon_ref_ref (target);
  out->charge = get_charge (session, call->method);
  _odeon_credit_spend (session, out->charge);
  out->expiry = get_expiry (&header);
  if (has_deadline (session, call->method))
    _odeon_out_deadlines_set (&session->outgoing.deadlines, out);
  _odeon_out_call_begin (out, call);

  return TRUE;
}

gboolean
_odeon_outgoing_ask (OdeonSession        *session,
                     OdeonRemoteRef      *target,
                     OdeonCall           *call,
                     const gconstpointer *arguments)
{
  return send_call (session, target, call, ODEON_PARAM_IN | ODEON_PARAM_SPREAD, arguments);
}

gboolean
_odeon_outgoing_send (OdeonSession *session, OdeonRemoteRef *target, OdeonCall *call)
{
  if (G_UNLIKELY (session->phase == ODEON_SESSION_CLOSED))
    return _odeon_outgoing_refuse (target, call);
  if (call->flags & ODEON_CALL_TELL)
    return send_tell (session, target, call);
  if (G_LIKELY (_odeon_future_get_state (&call->future) == 0))
    return send_call (session, target, call, ODEON_PARAM_IN, call->frame);

  /* Cancelled while it waited to be sent. */
  _odeon_call_let_go (call);

  return FALSE;
}

/* One that was never sent, or by somebody else, has any id. One that goes by a lane may come later
 * than what is said of it, until it has been answered. */
gboolean
_odeon_outgoing_find (OdeonSession *session, OdeonCall *call, guint32 *out_id)
{
  OdeonOutCall *out = _odeon_outgoing_look_up (&session->outgoing, call->id);

  if (out == NULL || out->call != call
      || (out->output != &session->output && out->n_holds == 0))
    return FALSE;

  *out_id = out->id;

  return TRUE;
}

/* --- another connection --- */

void
_odeon_outgoing_revise (OdeonSession *session, guint8 *place, gint64 now)
{
  OdeonOutCall *out = _odeon_outgoing_look_up (&session->outgoing, _odeon_frame_get_call (place));

  if (out == NULL)
    return;

  /* One that another thread has completed is as dead as one whose completion was heard of. */
  if (out->call == NULL || _odeon_future_get_state (&out->call->future) != 0)
    _odeon_out_call_withdraw (out);
  else if (out->expiry != G_MAXINT64)
    _odeon_frame_set_deadline (place, (guint32) MAX ((out->expiry - now) / 1000, 1));
}

/* --- the end --- */

static GError *
loss (OdeonOutCall *out, guint64 delivered, const GError *why)
{
  g_autofree gchar *method = _odeon_method_dup_name (out->call->method);

  if (out->call->method == &_odeon_method_ended)
    return g_error_new (ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD, "An actor in %s is out of reach: %s",
                        out->session->peer_name, why->message);
  if (out->end > (out->output == &out->session->output ? delivered : out->output->written))
    return g_error_new (ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED, "%s was not delivered to %s: %s",
                        method, out->session->peer_name, why->message);

  return g_error_new (ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN,
                      "%s was not answered by %s: %s", method, out->session->peer_name,
                      why->message);
}

void
_odeon_outgoing_fail_all (OdeonSession *session, guint64 delivered, const GError *why)
{
  OdeonOutgoing *self = &session->outgoing;

  _odeon_out_deadlines_stop (&self->deadlines);
  for (guint i = 0; i < self->slots->len; i++)
    {
      OdeonOutCall *out = self->slots->pdata[i];

      if (out != NULL && !out->is_answered)
        _odeon_out_call_settle (out, out->call != NULL && out->n_holds == 0
                                       ? loss (out, delivered, why) : NULL);
    }
}

