/* SPDX-License-Identifier: MIT */

#include "odeon-outgoing-private.h"
#include "odeon-builtin-private.h"
#include "odeon-call-id-private.h"
#include "odeon-environment-private.h"
#include "odeon-foreign-private.h"
#include "odeon-log-private.h"
#include "odeon-remote-ref-private.h"

/* The time for an answer is told in so many periods, not counting the one in which a call is sent:
 * so nobody looks at the clock for it. */
#define PERIODS 16

struct _OdeonOutCall
{
  OdeonWaiter   waiter;  /* first: on the call's future */
  OdeonMessage  message; /* to the worker: another thread has completed that */
  OdeonSession *session; /* counted */
  OdeonCall    *call;    /* (nullable): not let go of yet; the message's reference */
  OdeonPipeline *way;    /* (nullable): counted: it went by that */
  guint32       id;
  guint32       charge;  /* what its answer gives back */
  OdeonOutput  *output;  /* of the session: by which it went */
  guint32       size;    /* of its frame */
  guint64       end;     /* the position behind that */
  guint64       last_period; /* in which its answer may come; G_MAXUINT64: any */
  gint64        expiry;  /* when nobody wants the answer, as the frame says; G_MAXINT64: never */
  guint         n_holds; /* the answer is there, and is held by so many */
  gboolean      is_settling; /* it is completed here, now */
  gboolean      is_done;     /* its future is, and has said so */
  gboolean      is_answered; /* by the peer, or never will be */
};

#define OUT_CALL_OF_MESSAGE(m) \
  ((OdeonOutCall *) ((gchar *) (m) - G_STRUCT_OFFSET (OdeonOutCall, message)))

static gint64 sweep (OdeonAlarm *alarm, gint64 now);

void
_odeon_outgoing_init (OdeonOutgoing *self, OdeonWorker *worker)
{
  self->slots = g_ptr_array_new ();
  self->free = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->n = 0;
  _odeon_alarm_init (&self->alarm, worker, sweep);
}

void
_odeon_outgoing_clear (OdeonOutgoing *self)
{
  g_ptr_array_unref (self->slots);
  g_array_unref (self->free);
}

/* --- slots --- */

/* %NULL: too many are under way. */
static OdeonOutCall *
take_slot (OdeonSession *session)
{
  OdeonOutgoing *self = &session->outgoing;
  OdeonOutCall  *out;
  guint32        id;

  if (self->free->len > 0)
    {
      id = g_array_index (self->free, guint32, self->free->len - 1);
      g_array_set_size (self->free, self->free->len - 1);
    }
  else if (self->slots->len < MIN (session->options.max_calls, ODEON_CALL_SLOTS))
    {
      id = self->slots->len;
      g_ptr_array_add (self->slots, NULL);
    }
  else
    return NULL;

  out = _odeon_block_new (sizeof *out);
  out->session = _odeon_session_ref (session);
  out->call = NULL;
  out->way = NULL;
  out->id = id;
  out->n_holds = 0;
  out->last_period = G_MAXUINT64;
  out->is_settling = FALSE;
  out->is_done = FALSE;
  out->is_answered = FALSE;
  self->slots->pdata[_odeon_call_id_get_slot (id)] = out;
  self->n++;

  return out;
}

static void
out_call_free (OdeonOutCall *out)
{
  OdeonSession *session = out->session;

  if (G_UNLIKELY (out->way != NULL))
    odeon_ref_unref (out->way);
  _odeon_block_free (out, sizeof *out);
  _odeon_session_unref (session);
}

static void
give_slot (OdeonOutCall *out)
{
  OdeonOutgoing *self = &out->session->outgoing;
  guint32        next = _odeon_call_id_next (out->id);

  self->slots->pdata[_odeon_call_id_get_slot (out->id)] = NULL;
  g_array_append_val (self->free, next);
  self->n--;
  out_call_free (out);
}

/* --- its future is done --- */

/* No connection has the beginning of its frame, or the last one's end has made that void. */
static gboolean
is_unsent (OdeonOutCall *out)
{
  return out->end - out->size >= out->output->written;
}

/* What is sent instead is answered as it would have been. */
static void
withdraw (OdeonOutCall *out)
{
  _odeon_frame_set_kind (_odeon_output_find (out->output, out->end - out->size),
                         ODEON_FRAME_WITHDRAWN);
}

/* After the call, by the same way. */
static void
write_cancel (OdeonOutCall *out)
{
  OdeonFrameHeader header = { .kind = ODEON_FRAME_CANCEL, .call = out->id };
  gboolean         is_large = out->output != &out->session->output;

  _odeon_session_write_bare (out->session, &header);
  if (is_large)
    _odeon_lanes_defer (out->session, ODEON_FRAME_HEADER);
}

/* By somebody else. The answer, if it has yet to come, is of no use. */
static void
done_elsewhere (OdeonOutCall *out)
{
  OdeonCall *call = g_steal_pointer (&out->call);

  out->is_done = TRUE;
  if (out->is_answered)
    {
      give_slot (out);
      return;
    }

  if (is_unsent (out))
    withdraw (out);
  else
    write_cancel (out);
  _odeon_call_let_go (call);
}

static void
done_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  done_elsewhere (OUT_CALL_OF_MESSAGE (message));
}

/* The session was closed before its worker: the call has been let go of. */
static void
done_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  out_call_free (OUT_CALL_OF_MESSAGE (message));
}

static const OdeonMessageClass done_class = {
  .run = done_run,
  .refuse = done_refuse,
};

static void
on_done (OdeonWaiter *waiter, OdeonFuture *future G_GNUC_UNUSED)
{
  OdeonOutCall *out = (OdeonOutCall *) waiter;
  OdeonWorker  *worker = out->session->worker;

  if (_odeon_session_is_here (out->session))
    {
      if (out->is_settling)
        out->is_done = TRUE;
      else
        done_elsewhere (out);
      return;
    }

  /* Once it is sent, the session may be gone. */
  _odeon_worker_ref (worker);
  out->message.klass = &done_class;
  _odeon_worker_send (worker, &out->message);
  _odeon_worker_unref (worker);
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
get_period (OdeonSession *session)
{
  return (gint64) session->options.call_timeout_ms * 1000 / PERIODS + 1;
}

static inline void
set_deadline (OdeonSession *session, OdeonOutCall *out)
{
  OdeonOutgoing *self = &session->outgoing;

  out->last_period = self->period + PERIODS;
  if (G_UNLIKELY (!_odeon_alarm_is_set (&self->alarm)))
    _odeon_alarm_set (&self->alarm, _odeon_now () + get_period (session));
}

static inline gint64
get_expiry (const OdeonFrameHeader *header)
{
  return header->deadline != 0 ? _odeon_now () + (gint64) header->deadline * 1000 : G_MAXINT64;
}

static gboolean
send_call (OdeonSession *session, OdeonRemoteRef *target, OdeonCall *call)
{
  OdeonFrameHeader header = { .kind = ODEON_FRAME_CALL };
  GError          *error = NULL;
  OdeonOutCall    *out;

  if (!address (target, call->method, &header, &error))
    return _odeon_outgoing_fail (call, error);

  out = take_slot (session);
  if (out == NULL)
    return _odeon_outgoing_fail (call, g_error_new (ODEON_ERROR, ODEON_ERROR_NO_RESOURCES,
                                    "%s has %u calls to answer already", session->peer_name,
                                    session->outgoing.n));
  header.call = out->id;
  if (!_odeon_session_write (session, &header, call->method, ODEON_PARAM_IN, call->frame, &error))
    {
      give_slot (out);
      return _odeon_outgoing_fail (call, error);
    }

  out->call = call;
  out->output = divert (session, target, call->method);
  out->size = (guint32) _odeon_frame_get_size (&header);
  out->end = out->output->position;
  call->id = out->id;
  if (G_UNLIKELY (target->flags & ODEON_FRAME_PROMISED))
    out->way = odeon_ref_ref (target);
  out->charge = get_charge (session, call->method);
  _odeon_credit_spend (session, out->charge);
  out->expiry = get_expiry (&header);
  if (has_deadline (session, call->method))
    set_deadline (session, out);
  out->waiter.notify = on_done;
  if (!_odeon_future_add_waiter (&call->future, &out->waiter))
    done_elsewhere (out);

  return TRUE;
}

gboolean
_odeon_outgoing_send (OdeonSession *session, OdeonRemoteRef *target, OdeonCall *call)
{
  if (G_UNLIKELY (session->phase == ODEON_SESSION_CLOSED))
    return _odeon_outgoing_refuse (target, call);
  if (call->flags & ODEON_CALL_TELL)
    return send_tell (session, target, call);
  if (G_LIKELY (_odeon_future_get_state (&call->future) == 0))
    return send_call (session, target, call);

  /* Cancelled while it waited to be sent. */
  _odeon_call_let_go (call);

  return FALSE;
}

/* --- the answer --- */

/* Completes the call by @error (taken over), or with the results that are in its frame. */
static void
settle (OdeonOutCall *out, GError *error)
{
  OdeonCall *call = g_steal_pointer (&out->call);

  out->is_answered = TRUE;
  if (call == NULL)
    g_clear_error (&error);
  else
    {
      out->is_settling = TRUE;
      if (error != NULL)
        _odeon_call_fail (call, error);
      else
        _odeon_call_succeed (call);
      out->is_settling = FALSE;
    }

  /* Else another thread has completed it, and its word is on the way. */
  if (G_LIKELY (out->is_done))
    give_slot (out);
}

static OdeonOutCall *
look_up (OdeonOutgoing *self, guint32 id)
{
  guint32       slot = _odeon_call_id_get_slot (id);
  OdeonOutCall *out = slot < self->slots->len ? self->slots->pdata[slot] : NULL;

  return out != NULL && out->id == id && !out->is_answered ? out : NULL;
}

/* One that was never sent, or by somebody else, has any id. One that goes by a lane may come later
 * than what is said of it, until it has been answered. */
gboolean
_odeon_outgoing_find (OdeonSession *session, OdeonCall *call, guint32 *out_id)
{
  OdeonOutCall *out = look_up (&session->outgoing, call->id);

  if (out == NULL || out->call != call
      || (out->output != &session->output && out->n_holds == 0))
    return FALSE;

  *out_id = out->id;

  return TRUE;
}

/* --- one with references --- */

static void
finish (OdeonSession *session, guint32 id)
{
  OdeonFrameHeader header = { .kind = ODEON_FRAME_FINISH, .call = id };

  if (session->phase < ODEON_SESSION_CLOSED)
    _odeon_session_write_bare (session, &header);
}

void
_odeon_outgoing_hold (OdeonOutCall *out)
{
  out->n_holds++;
}

void
_odeon_outgoing_unhold (OdeonOutCall *out)
{
  OdeonSession *session = out->session;
  guint32       id = out->id;

  if (--out->n_holds > 0)
    return;

  _odeon_session_ref (session);
  settle (out, NULL);
  finish (session, id);
  _odeon_session_unref (session);
}

/* What was sent to these before they were known comes first. */
static void
settle_refs (OdeonSession *session, OdeonOutCall *out, GError *error)
{
  guint32 id = out->id;

  if (error != NULL)
    {
      settle (out, error);
      finish (session, id);
      return;
    }

  _odeon_outgoing_hold (out);
  if (out->call != NULL)
    _odeon_pipelines_answer (session, out->call, out);
  _odeon_outgoing_unhold (out);
}

static gboolean
take_answer (OdeonSession *session, OdeonOutCall *out, const OdeonFrame *frame)
{
  OdeonCall *call = out->call;
  GError    *error = NULL;

  if (frame->header.kind == ODEON_FRAME_RETURN && call != NULL)
    {
      _odeon_call_clear_results (call);
      if (!_odeon_session_read_values (session, frame, call->method, ODEON_PARAM_OUT, call->frame,
                                       &error)
          && error == NULL)
        return FALSE;
    }
  else if (call != NULL)
    {
      error = _odeon_session_read_error (session, frame, call->method);
      if (error == NULL)
        return FALSE;
      if (out->way != NULL)
        error = _odeon_pipeline_explain (out->way, error);
    }

  if (G_UNLIKELY (session->received_refs->len > 0)
      && frame->header.kind == ODEON_FRAME_RETURN)
    settle_refs (session, out, error);
  else
    settle (out, error);

  return TRUE;
}

gboolean
_odeon_outgoing_answer (OdeonSession *session, const OdeonFrame *frame)
{
  OdeonOutCall *out = look_up (&session->outgoing, frame->header.call);
  guint32       charge;

  if (G_UNLIKELY (out == NULL || out->n_holds > 0))
    return _odeon_session_violates (session, "an answer to no call (%u)", frame->header.call);

  charge = out->charge;
  if (!take_answer (session, out, frame))
    return FALSE;

  /* What this lets go may close the session, as any sending: afterwards. */
  _odeon_credit_earn (session, charge);

  return TRUE;
}

/* --- another connection --- */

void
_odeon_outgoing_revise (OdeonSession *session, guint8 *place, gint64 now)
{
  OdeonOutCall *out = look_up (&session->outgoing, _odeon_frame_get_call (place));

  if (out == NULL)
    return;

  /* One that another thread has completed is as dead as one whose completion was heard of. */
  if (out->call == NULL || _odeon_future_get_state (&out->call->future) != 0)
    withdraw (out);
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

  _odeon_alarm_stop (&self->alarm);
  for (guint i = 0; i < self->slots->len; i++)
    {
      OdeonOutCall *out = self->slots->pdata[i];

      if (out != NULL && !out->is_answered)
        settle (out, out->call != NULL && out->n_holds == 0 ? loss (out, delivered, why) : NULL);
    }
}

/* --- deadlines --- */

static void
time_out (OdeonOutCall *out)
{
  g_autofree gchar *method = _odeon_method_dup_name (out->call->method);

  _odeon_future_reject (&out->call->future,
                        g_error_new (ODEON_ERROR, ODEON_ERROR_TIMED_OUT,
                                     "%s: no answer from %s within %u ms", method,
                                     out->session->peer_name,
                                     out->session->options.call_timeout_ms));
}

/* A period is over. */
static gint64
sweep (OdeonAlarm *alarm, gint64 now)
{
  OdeonOutgoing *self =
    (OdeonOutgoing *) ((gchar *) alarm - G_STRUCT_OFFSET (OdeonOutgoing, alarm));
  gint64         next = G_MAXINT64;

  self->period++;
  for (guint i = 0; i < self->slots->len; i++)
    {
      OdeonOutCall *out = self->slots->pdata[i];

      if (out == NULL || out->call == NULL || out->last_period == G_MAXUINT64)
        continue;
      if (out->last_period < self->period)
        time_out (out);
      else
        next = now + get_period (out->session);
    }

  return next;
}
