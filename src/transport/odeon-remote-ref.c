/* SPDX-License-Identifier: MIT */

#include "odeon-route-private.h"

#include "odeon-actor-private.h"

/* --- sending --- */

/* In the inbox of the session's worker: what comes from other threads. The call holds a reference
 * to its target meanwhile. */
static void
send_queued (OdeonRemoteRef *self, OdeonCall *call)
{
  _odeon_outgoing_send (self->session, self, call);
  _odeon_credit_dequeued (self->session);
  odeon_ref_unref (self);
}

static void
call_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonCall      *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonRemoteRef *self = (OdeonRemoteRef *) call->target;

  if (G_UNLIKELY (self->route != NULL))
    _odeon_route_take (self, call);
  else if (G_LIKELY (!_odeon_credit_keep (self->session, self, call)))
    send_queued (self, call);
}

void
_odeon_remote_ref_send_kept (OdeonCall *call)
{
  OdeonRemoteRef *self = (OdeonRemoteRef *) call->target;

  self->n_kept--;
  if (self->flags & ODEON_FRAME_PROMISED)
    _odeon_pipeline_send_kept (call);
  else if (self->route != NULL)
    _odeon_route_take (self, call);
  else
    send_queued (self, call);
}

static const OdeonMessageClass call_class;

void
_odeon_remote_ref_send_passed (OdeonCall *call)
{
  OdeonSession *session = ((OdeonRemoteRef *) call->target)->session;

  if (!(call->flags & ODEON_CALL_TELL))
    atomic_store_explicit (&call->near, session->pipelines.mark, memory_order_relaxed);
  _odeon_message_set_class (&call->message, &call_class);
  if (_odeon_session_is_here (session))
    call_run (&call->message, session->worker);
  else
    _odeon_worker_send (session->worker, &call->message);
}

static void
call_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  OdeonCall      *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonRemoteRef *self = (OdeonRemoteRef *) call->target;

  _odeon_outgoing_refuse (self, call);
  odeon_ref_unref (self);
}

static const OdeonMessageClass call_class = {
  .run = call_run,
  .refuse = call_refuse,
};

/* Nothing that was sent before waits in the inbox: this may go past it. A sender that migrates may
 * have sent something from another thread. */
static gboolean
may_go_first (OdeonSession *session)
{
  OdeonMailQueue *inbox = &session->worker->inbox;

  return inbox->chain.first == NULL && _odeon_queue_is_idle (&inbox->queue)
         && session->credit.kept.first == NULL;
}

/* On any thread: it is let through. */
static gboolean
send (OdeonRemoteRef *self, OdeonCall *call)
{
  OdeonSession *session = self->session;

  if (G_UNLIKELY (_odeon_session_is_closed (session)) && _odeon_remote_ref_get_last (self) == self)
    return _odeon_outgoing_refuse (self, call);
  if (!(call->flags & ODEON_CALL_TELL))
    atomic_store_explicit (&call->near, session->pipelines.mark, memory_order_relaxed);
  if (_odeon_session_is_here (session) && may_go_first (session))
    {
      if (G_LIKELY (self->route == NULL))
        return _odeon_outgoing_send (session, self, call);
      if (_odeon_remote_ref_get_last (self) != self)
        return send (_odeon_remote_ref_get_last (self), call);
    }

  _odeon_message_set_class (&call->message, &call_class);
  call->target = odeon_ref_ref (self);
  atomic_fetch_add_explicit (&session->credit.n_queued, 1, memory_order_relaxed);
  _odeon_worker_send (session->worker, &call->message);

  return TRUE;
}

static inline void
set_sender (OdeonCall *call)
{
  OdeonCell *sender = _odeon_current_cell;

  atomic_store_explicit (&call->target_id, 0, memory_order_relaxed);
  atomic_store_explicit (&call->sender_id, sender != NULL ? sender->id : 0, memory_order_relaxed);
  if (sender != NULL)
    _odeon_cell_get_turns (sender)->n_done++;
}

static gboolean
deliver (OdeonRef *ref, OdeonCall *call)
{
  OdeonRemoteRef *self = (OdeonRemoteRef *) ref;
  GError         *error = NULL;

  set_sender (call);
  if (G_UNLIKELY (!_odeon_credit_admit (_odeon_remote_ref_get_last (self)->session, call->method,
                                        &error)))
    return _odeon_outgoing_fail (call, error);

  return send (self, call);
}

/* (nullable): to whom what is sent to it goes at once, from where it lies: an actor of the
 * session's worker sends it, as most are that send much, and nothing is before it or to be waited
 * for. */
static OdeonRemoteRef *
get_open (OdeonRemoteRef *self)
{
  OdeonSession   *session = self->session;
  OdeonRemoteRef *last;

  if (!_odeon_session_is_here (session) || !may_go_first (session))
    return NULL;
  if (G_LIKELY (self->route == NULL))
    return session->phase != ODEON_SESSION_CLOSED && !_odeon_credit_is_exhausted (&session->credit)
             ? self : NULL;

  last = _odeon_remote_ref_get_last (self);

  return last != self ? get_open (last) : NULL;
}

static gboolean
tell (OdeonRef *ref, const OdeonMethodInfo *method, const gconstpointer *arguments)
{
  OdeonRemoteRef *self = get_open ((OdeonRemoteRef *) ref);
  OdeonCell      *sender = _odeon_current_cell;

  if (self == NULL || !_odeon_outgoing_tell (self->session, self, method, arguments))
    return FALSE;

  if (sender != NULL)
    _odeon_cell_get_turns (sender)->n_done++;

  return TRUE;
}

static OdeonFuture *
ask (OdeonRef *ref, const OdeonMethodInfo *method, const gconstpointer *arguments)
{
  OdeonRemoteRef *self = get_open ((OdeonRemoteRef *) ref);
  OdeonCall      *call;

  if (self == NULL)
    return NULL;

  call = _odeon_call_new (self, method);
  set_sender (call);
  atomic_store_explicit (&call->near, self->session->pipelines.mark, memory_order_relaxed);
  _odeon_outgoing_ask (self->session, self, call, arguments);

  return &call->future;
}

static void
relay (OdeonRef *ref, OdeonCall *call)
{
  OdeonRemoteRef *self = (OdeonRemoteRef *) ref;
  GError         *error = NULL;

  /* Release: as in odeon_call_forward(). */
  atomic_store_explicit (&call->target_id, 0, memory_order_release);

  if (G_LIKELY (_odeon_credit_admit_relayed (_odeon_remote_ref_get_last (self)->session, &error)))
    send (self, call);
  else
    _odeon_outgoing_fail (call, error);
}

/* --- what is known of it --- */

static gboolean
is_alive (OdeonRef *ref)
{
  OdeonRemoteRef *self = _odeon_remote_ref_get_last ((OdeonRemoteRef *) ref);

  return !_odeon_session_is_closed (self->session);
}

/* By name: whether the versions agree is found when it is called. */
static gboolean
implements (OdeonRef *ref, const OdeonInterfaceInfo *interface)
{
  const OdeonPortrait *portrait = ((OdeonRemoteRef *) ref)->portrait;

  if (interface == NULL)
    return TRUE;
  for (guint i = 0; i < portrait->interfaces->len; i++)
    if (odeon_interface_is_a (portrait->interfaces->pdata[i], interface))
      return TRUE;

  return FALSE;
}

static GType
get_type (OdeonRef *ref)
{
  return g_type_from_name (((OdeonRemoteRef *) ref)->portrait->type);
}

static const gchar *
get_type_name (OdeonRef *ref)
{
  return ((OdeonRemoteRef *) ref)->portrait->type;
}

static const gchar *
get_name (OdeonRef *ref)
{
  return ((OdeonRemoteRef *) ref)->portrait->name;
}

static void
visit_interfaces (OdeonRef *ref, OdeonInterfaceFunc visit, gpointer data)
{
  const OdeonPortrait *portrait = ((OdeonRemoteRef *) ref)->portrait;

  for (guint i = 0; i < portrait->interfaces->len; i++)
    if (!visit (portrait->interfaces->pdata[i], data))
      return;
}

static gchar *
dup_urn (OdeonRef *ref)
{
  return g_strdup (((OdeonRemoteRef *) ref)->portrait->urn);
}

static gchar *
dup_string (OdeonRef *ref)
{
  const OdeonPortrait *portrait = ((OdeonRemoteRef *) ref)->portrait;
  const gchar         *peer = ((OdeonRemoteRef *) ref)->session->peer_name;

  if (portrait->urn == NULL)
    return g_strdup_printf ("a promised %s in %s", portrait->type, peer);
  if (portrait->name != NULL)
    return g_strdup_printf ("%s \"%s\" (%s) in %s", portrait->type, portrait->name, portrait->urn,
                            peer);

  return g_strdup_printf ("%s (%s) in %s", portrait->type, portrait->urn, peer);
}

/* --- its life --- */

static OdeonRemoteRef *
ref_of_farewell (OdeonMessage *message)
{
  return (OdeonRemoteRef *) ((gchar *) message - G_STRUCT_OFFSET (OdeonRemoteRef, farewell));
}

static void
farewell_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonRemoteRef *self = ref_of_farewell (message);

  _odeon_imports_release (self->session, self);
  _odeon_remote_ref_free (self);
}

/* The worker is gone, and the session was closed before. */
static void
farewell_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  _odeon_remote_ref_free (ref_of_farewell (message));
}

static const OdeonMessageClass farewell_class = {
  .run = farewell_run,
  .refuse = farewell_refuse,
};

/* odeon_ref_unref() leaves the count at 1 if it found it there. Meanwhile the table may have given
 * it to somebody anew: then that one goes on, and what was meant to be the last to go was not. */
static void
finalize (OdeonRef *ref)
{
  OdeonRemoteRef *self = (OdeonRemoteRef *) ref;
  OdeonWorker    *worker = self->session->worker;

  if (atomic_load_explicit (&ref->ref_count, memory_order_acquire) != 0
      && atomic_fetch_sub_explicit (&ref->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  /* Once it is sent, the session may be gone. */
  _odeon_worker_ref (worker);
  self->farewell.klass = &farewell_class;
  _odeon_worker_send (worker, &self->farewell);
  _odeon_worker_unref (worker);
}

static const OdeonRefClass remote_class = {
  .deliver = deliver,
  .tell = tell,
  .ask = ask,
  .relay = relay,
  .is_alive = is_alive,
  .get_type = get_type,
  .implements = implements,
  .get_type_name = get_type_name,
  .get_name = get_name,
  .visit_interfaces = visit_interfaces,
  .dup_urn = dup_urn,
  .dup_string = dup_string,
  .finalize = finalize,
};

OdeonRemoteRef *
_odeon_remote_ref_new (OdeonSession *session, OdeonPortrait *portrait, guint32 index)
{
  OdeonRemoteRef *self = g_new0 (OdeonRemoteRef, 1);

  _odeon_ref_init (&self->ref, &remote_class, 1);
  self->session = _odeon_session_ref (session);
  self->portrait = _odeon_portrait_ref (portrait);
  self->index = index;

  return self;
}

void
_odeon_remote_ref_free (OdeonRemoteRef *self)
{
  _odeon_route_free (self->route);
  _odeon_portrait_unref (self->portrait);
  _odeon_session_unref (self->session);
  g_free (self);
}

gboolean
_odeon_remote_ref_revive (OdeonRemoteRef *self)
{
  int count = atomic_load_explicit (&self->ref.ref_count, memory_order_relaxed);

  do
    {
      if (count == 0)
        return FALSE;
    }
  while (!atomic_compare_exchange_weak_explicit (&self->ref.ref_count, &count, count + 1,
                                                 memory_order_relaxed, memory_order_relaxed));

  return TRUE;
}

OdeonRemoteRef *
_odeon_remote_ref_of (OdeonRef *ref, OdeonSession *session)
{
  OdeonRemoteRef *self = _odeon_remote_ref_of_any (ref);

  if (self == NULL || self->session == session)
    return self;

  self = _odeon_remote_ref_get_last (self);

  return self->session == session ? self : NULL;
}

OdeonRemoteRef *
_odeon_remote_ref_of_any (OdeonRef *ref)
{
  return ref->klass == &remote_class ? (OdeonRemoteRef *) ref : NULL;
}

guint32
_odeon_remote_ref_get_index (OdeonRemoteRef *self)
{
  return self->index;
}
