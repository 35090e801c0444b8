/* SPDX-License-Identifier: MIT */

#include "odeon-incoming-private.h"
#include "odeon-actor-private.h"
#include "odeon-builtin-private.h"
#include "odeon-call-id-private.h"
#include "odeon-environment-private.h"
#include "odeon-log-private.h"
#include "odeon-promised-ref-private.h"
#include "odeon-session-private.h"

typedef struct
{
  OdeonWaiter            waiter;  /* first: on the future */
  OdeonMessage           message; /* to the worker: it was done on another thread */
  OdeonSession          *session; /* counted */
  OdeonFuture           *future;  /* counted */
  const OdeonMethodInfo *method;  /* whose results are the answer */
  guint32                id;      /* the peer's */
  guint32                charge;  /* what the answer gives back */
  gint64                 due;     /* nobody waits any longer; G_MAXINT64: never */
  gboolean               is_answered; /* with references */
} OdeonInCall;

#define IN_CALL_OF_MESSAGE(m) \
  ((OdeonInCall *) ((gchar *) (m) - G_STRUCT_OFFSET (OdeonInCall, message)))

static gint64 sweep (OdeonAlarm *alarm, gint64 now);

void
_odeon_incoming_init (OdeonIncoming *self, OdeonWorker *worker)
{
  self->slots = g_ptr_array_new ();
  self->n = 0;
  _odeon_alarm_init (&self->alarm, worker, sweep);
}

void
_odeon_incoming_clear (OdeonIncoming *self)
{
  g_ptr_array_unref (self->slots);
}

/* --- the answer --- */

static void
in_call_free (OdeonInCall *self)
{
  OdeonSession *session = self->session;

  odeon_future_unref (self->future);
  _odeon_block_free (self, sizeof *self);
  _odeon_session_unref (session);
}

/* *@out_is_kept: there are references in them. */
static gboolean
write_results (OdeonInCall *self, gboolean *out_is_kept, GError **error)
{
  OdeonSession     *session = self->session;
  OdeonFrameHeader  header = { .kind = ODEON_FRAME_RETURN, .call = self->id };
  OdeonControlFrame control = { .result = TRUE };
  gconstpointer     results = &control;

  if (self->future->klass == &_odeon_call_class)
    results = ((OdeonCall *) self->future)->frame;
  if (!_odeon_session_write (session, &header, self->method, ODEON_PARAM_OUT, results, error))
    return FALSE;

  if (_odeon_lanes_is_large (session->sent_size) && session->klass->lane_has_output != NULL)
    _odeon_lanes_defer (session, session->sent_size);
  *out_is_kept = G_UNLIKELY (header.n_refs > 0) && session->n_sent_refs > 0;

  return TRUE;
}

static void
answer (OdeonInCall *self)
{
  OdeonSession      *session = self->session;
  g_autoptr (GError) error = NULL;

  session->incoming.n--;
  _odeon_credit_return (session, self->charge);
  if (session->phase < ODEON_SESSION_CLOSED
      && (!_odeon_future_check (self->future, &error)
          || !write_results (self, &self->is_answered, &error)))
    _odeon_session_write_error (session, self->id, error);
  if (G_UNLIKELY (self->is_answered))
    return;

  session->incoming.slots->pdata[_odeon_call_id_get_slot (self->id)] = NULL;
  in_call_free (self);
}

static void
answer_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  answer (IN_CALL_OF_MESSAGE (message));
}

/* The session was closed before its worker. */
static void
answer_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  in_call_free (IN_CALL_OF_MESSAGE (message));
}

static const OdeonMessageClass answer_class = {
  .run = answer_run,
  .refuse = answer_refuse,
};

static void
on_done (OdeonWaiter *waiter, OdeonFuture *future G_GNUC_UNUSED)
{
  OdeonInCall *self = (OdeonInCall *) waiter;
  OdeonWorker *worker = self->session->worker;

  if (_odeon_session_is_here (self->session))
    {
      answer (self);
      return;
    }

  /* Once it is sent, the session may be gone. */
  _odeon_worker_ref (worker);
  self->message.klass = &answer_class;
  _odeon_worker_send (worker, &self->message);
  _odeon_worker_unref (worker);
}

/* --- a request --- */

/* What is asked of whom. */
typedef struct
{
  OdeonRef              *ref;
  gboolean               may_control;
  const OdeonMethodInfo *method;
  const OdeonBuiltin    *builtin; /* (nullable) */
  guint32                charge;
} Request;

/* A request that is refused has been counted and so on as any other. */
static gboolean
refuse (OdeonSession *session, const OdeonFrame *frame, const Request *request, GError *error)
{
  g_autoptr (GError) owned = error;

  if (frame->header.kind != ODEON_FRAME_TELL)
    {
      _odeon_credit_return (session, request->charge);
      _odeon_session_write_error (session, frame->header.call, owned);
      return TRUE;
    }

  _odeon_credit_release (session, request->charge);
  g_log (ODEON_LOG_TRANSPORT, G_LOG_LEVEL_MESSAGE, "A message from %s: %s", session->peer_name,
         owned->message);

  return TRUE;
}

/* After %FALSE with @error set it is refused; without, the session is closed. */
static gboolean
find_method (OdeonSession *session, const OdeonFrame *frame, Request *request, GError **error)
{
  const OdeonForeignInterface *foreign;
  guint                        operation = frame->header.operation;

  if (frame->header.interface == 0)
    {
      request->builtin = _odeon_builtin_get (operation);
      if (request->builtin == NULL)
        return _odeon_session_violates (session, "there is no operation %u", operation);
      request->method = request->builtin->method;
      return TRUE;
    }

  request->builtin = NULL;
  foreign = _odeon_dialect_look_up (&session->dialect, frame->header.interface);
  if (G_UNLIKELY (foreign == NULL))
    return _odeon_session_violates (session, "there is no interface %u", frame->header.interface);
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
may_control (OdeonSession *session, const Request *request)
{
  const OdeonSessionClass *klass = session->klass;

  return request->may_control
         || (klass->may_control != NULL
             && klass->may_control (session->carrier, peek_known (request->ref)));
}

static gboolean
may (OdeonSession *session, const Request *request, GError **error)
{
  const OdeonSessionClass *klass = session->klass;

  if ((G_LIKELY (klass->may_call == NULL)
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
read_call (OdeonSession *session, const OdeonFrame *frame, const Request *request, GError **error)
{
  OdeonCall *call = _odeon_call_new (request->ref, request->method);

  if (G_LIKELY (_odeon_session_read_values (session, frame, request->method, ODEON_PARAM_IN,
                                            call->frame, error)))
    return call;

  _odeon_call_discard (call);

  return NULL;
}

static gboolean
take_slot (OdeonSession *session, guint32 id)
{
  OdeonIncoming *self = &session->incoming;
  guint32        slot = _odeon_call_id_get_slot (id);

  if (slot >= session->options.max_calls)
    return _odeon_session_violates (session, "call %u is one too many", id);
  if (slot >= self->slots->len)
    g_ptr_array_set_size (self->slots, (gint) MAX (slot + 1, 2 * self->slots->len));
  if (self->slots->pdata[slot] != NULL)
    return _odeon_session_violates (session, "call %u is under way", id);

  return TRUE;
}

static OdeonInCall *
in_call_new (OdeonSession           *session,
             const OdeonFrameHeader *header,
             const Request          *request,
             OdeonFuture            *future)
{
  OdeonInCall *self = _odeon_block_new (sizeof *self);

  self->waiter.notify = on_done;
  self->session = _odeon_session_ref (session);
  self->future = future;
  self->method = request->method;
  self->id = header->call;
  self->charge = request->charge;
  self->is_answered = FALSE;
  self->due = header->deadline != 0 ? _odeon_now () + (gint64) header->deadline * 1000
                                    : G_MAXINT64;
  _odeon_alarm_set (&session->incoming.alarm, self->due);
  session->incoming.slots->pdata[_odeon_call_id_get_slot (self->id)] = self;
  session->incoming.n++;

  return self;
}

static void
send_tell (OdeonSession *session, const Request *request, OdeonRef *target, OdeonCall *call)
{
  call->flags |= ODEON_CALL_TELL;
  if (G_LIKELY (!session->is_loose))
    _odeon_credit_meter (session, call, request->charge);
  else if (!_odeon_credit_meter_loose (session, call, session->received_size))
    {
      session->datagrams.n_dropped++;
      _odeon_call_discard (call);
      return;
    }
  target->klass->deliver (target, call);
}

/* Of a call that nobody knows yet: its waiter needs no atomic. */
static void
send_call (OdeonSession           *session,
           const OdeonFrameHeader *header,
           const Request          *request,
           OdeonRef               *target,
           OdeonCall              *call)
{
  OdeonInCall *self = in_call_new (session, header, request, &call->future);

  _odeon_future_add_only_waiter (&call->future, &self->waiter);
  target->klass->deliver (target, call);
}

static void
act (OdeonSession *session, const OdeonFrame *frame, const Request *request)
{
  OdeonFuture *future = request->builtin->act (request->ref);
  OdeonInCall *self;

  if (frame->header.kind == ODEON_FRAME_TELL)
    {
      _odeon_credit_release (session, request->charge);
      odeon_future_unref (future);
      return;
    }

  self = in_call_new (session, &frame->header, request, future);
  if (!_odeon_future_add_waiter (future, &self->waiter))
    answer (self);
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
start (OdeonSession *session, const OdeonFrame *frame, const Request *request)
{
  OdeonRef  *target = request->ref;
  GError    *error = NULL;
  OdeonCall *call;

  hold (session, target);
  if (request->builtin != NULL && request->builtin->act != NULL)
    {
      act (session, frame, request);
      return TRUE;
    }

  call = read_call (session, frame, request, &error);
  if (G_UNLIKELY (call == NULL))
    return error != NULL && refuse (session, frame, request, error);

  if (frame->header.kind == ODEON_FRAME_TELL)
    send_tell (session, request, target, call);
  else
    send_call (session, &frame->header, request, target, call);

  return TRUE;
}

static gboolean
comes_too_late (OdeonSession *session, const OdeonFrame *frame, const Request *request)
{
  return frame->header.kind == ODEON_FRAME_TELL && frame->header.deadline != 0
         && (request->method->flags & ODEON_METHOD_SEQUENCED) != 0
         && _odeon_datagrams_is_stale (session, &frame->header);
}

/* %FALSE: the session is closed. */
static gboolean
find_target (OdeonSession *session, const OdeonFrameHeader *header, Request *request)
{
  OdeonExport *export;

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
_odeon_incoming_take (OdeonSession *session, const OdeonFrame *frame)
{
  Request request = { NULL, FALSE, NULL, NULL, 0 };
  GError *error = NULL;

  if (frame->header.kind != ODEON_FRAME_TELL && !take_slot (session, frame->header.call))
    return FALSE;

  if (!find_target (session, &frame->header, &request))
    return FALSE;
  if (!find_method (session, frame, &request, &error) && error == NULL)
    return FALSE;

  if ((request.builtin == NULL || !request.builtin->is_patient) && !session->is_loose)
    request.charge = (guint32) MIN (session->received_size, session->options.window);
  if (!_odeon_credit_charge (session, request.charge))
    {
      g_clear_error (&error);
      return FALSE;
    }
  if (G_UNLIKELY (error != NULL) || !is_wanted (frame, &error) || !may (session, &request, &error))
    return refuse (session, frame, &request, error);

  if (G_UNLIKELY (comes_too_late (session, frame, &request)))
    {
      _odeon_credit_release (session, request.charge);
      return TRUE;
    }

  return start (session, frame, &request);
}

static OdeonInCall *
look_up (OdeonIncoming *self, guint32 id)
{
  guint32      slot = _odeon_call_id_get_slot (id);
  OdeonInCall *in = slot < self->slots->len ? self->slots->pdata[slot] : NULL;

  return in != NULL && in->id == id ? in : NULL;
}

OdeonFuture *
_odeon_incoming_dup_future (OdeonSession *session, guint32 id)
{
  OdeonInCall *in = look_up (&session->incoming, id);

  return in != NULL ? odeon_future_ref (in->future) : NULL;
}

/* --- nobody waits for it --- */

gboolean
_odeon_incoming_finish (OdeonSession *session, guint32 id)
{
  OdeonInCall *in = look_up (&session->incoming, id);

  if (in == NULL || !in->is_answered)
    return _odeon_session_violates (session, "call %u is not to be finished", id);

  session->incoming.slots->pdata[_odeon_call_id_get_slot (id)] = NULL;
  in_call_free (in);

  return TRUE;
}

gboolean
_odeon_incoming_cancel (OdeonSession *session, guint32 id)
{
  OdeonInCall *in = look_up (&session->incoming, id);

  /* It may have been answered. */
  if (in != NULL && !in->is_answered)
    _odeon_future_reject (in->future,
                          g_error_new_literal (ODEON_ERROR, ODEON_ERROR_CANCELLED,
                                               "The caller does not wait any longer"));

  return TRUE;
}

void
_odeon_incoming_cancel_all (OdeonSession *session, const GError *why)
{
  OdeonIncoming *self = &session->incoming;

  _odeon_alarm_stop (&self->alarm);
  for (guint i = 0; i < self->slots->len; i++)
    {
      OdeonInCall *in = self->slots->pdata[i];

      if (in != NULL && in->is_answered)
        {
          self->slots->pdata[i] = NULL;
          in_call_free (in);
        }
      else if (in != NULL)
        _odeon_future_reject (in->future, g_error_new (ODEON_ERROR, ODEON_ERROR_CANCELLED,
                                                       "The caller is gone: %s", why->message));
    }
}

/* One that has not started by then never will; the caller knows better than to wait. */
static gint64
sweep (OdeonAlarm *alarm, gint64 now)
{
  OdeonIncoming *self =
    (OdeonIncoming *) ((gchar *) alarm - G_STRUCT_OFFSET (OdeonIncoming, alarm));
  gint64         due = G_MAXINT64;

  for (guint i = 0; i < self->slots->len; i++)
    {
      OdeonInCall *in = self->slots->pdata[i];

      if (in == NULL || in->is_answered)
        continue;
      if (in->due <= now)
        _odeon_future_reject (in->future,
                              g_error_new_literal (ODEON_ERROR, ODEON_ERROR_TIMED_OUT,
                                                   "The caller's deadline has passed"));
      else
        due = MIN (due, in->due);
    }

  return due;
}
