/* SPDX-License-Identifier: MIT */

#include "odeon-incoming-private.h"
#include "odeon-actor-private.h"
#include "odeon-call-id-private.h"
#include "odeon-environment-private.h"
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

/* A caller that has many refused may use more of them than are under way at a time. */
#define SLOTS_MIN 65536

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

/* --- a request is carried out --- */

gboolean
_odeon_incoming_admit (OdeonSession *session, guint32 id, GError **error)
{
  OdeonIncoming *self = &session->incoming;
  guint32        slot = _odeon_call_id_get_slot (id);

  if (self->n >= session->options.max_calls)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES,
                   "%s has %u calls under way already", session->peer_name, self->n);
      return FALSE;
    }
  if (slot >= MAX (4 * (gsize) session->options.max_calls, SLOTS_MIN))
    return _odeon_session_violates (session, "call %u has no place", id);
  if (slot >= self->slots->len)
    g_ptr_array_set_size (self->slots, (gint) MAX (slot + 1, 2 * self->slots->len));
  if (self->slots->pdata[slot] != NULL)
    return _odeon_session_violates (session, "call %u is under way", id);

  return TRUE;
}

static OdeonInCall *
in_call_new (OdeonSession *session, const OdeonRequest *request, OdeonFuture *future)
{
  const OdeonFrameHeader *header = &request->frame->header;
  OdeonIncoming          *incoming = &session->incoming;
  OdeonInCall            *self = _odeon_block_new (sizeof *self);

  self->waiter.notify = on_done;
  self->session = _odeon_session_ref (session);
  self->future = future;
  self->method = request->method;
  self->id = header->call;
  self->charge = request->charge;
  self->is_answered = FALSE;
  self->due = header->deadline != 0 ? _odeon_now () + (gint64) header->deadline * 1000
                                    : G_MAXINT64;
  _odeon_alarm_set (&incoming->alarm, self->due);
  incoming->slots->pdata[_odeon_call_id_get_slot (self->id)] = self;
  incoming->n++;

  return self;
}

/* Nobody knows it yet: its waiter needs no atomic. */
void
_odeon_incoming_add_call (OdeonSession *session, const OdeonRequest *request, OdeonCall *call)
{
  OdeonInCall *self = in_call_new (session, request, &call->future);

  _odeon_future_add_only_waiter (&call->future, &self->waiter);
}

void
_odeon_incoming_add_future (OdeonSession *session, const OdeonRequest *request, OdeonFuture *future)
{
  OdeonInCall *self = in_call_new (session, request, future);

  if (!_odeon_future_add_waiter (future, &self->waiter))
    answer (self);
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
