/* SPDX-License-Identifier: MIT */

#include "odeon-pipeline-parts-private.h"

#include "odeon-promised-ref-private.h"

/* --- the session's --- */

void
_odeon_pipelines_init (OdeonSession *session)
{
  OdeonPipelines *self = &session->pipelines;

  g_mutex_init (&self->lock);
  self->by_source = g_hash_table_new (NULL, NULL);
  self->free = g_array_new (FALSE, FALSE, sizeof (guint32));
  _odeon_pipelines_enroll (session);
}

void
_odeon_pipelines_clear (OdeonSession *session)
{
  OdeonPipelines *self = &session->pipelines;

  _odeon_pipelines_strike_off (session);
  g_hash_table_unref (self->by_source);
  g_array_unref (self->free);
  g_mutex_clear (&self->lock);
}

static guint32
take_index (OdeonPipelines *self)
{
  guint32 index;

  if (self->free->len == 0)
    return self->n_indexes++;

  index = g_array_index (self->free, guint32, self->free->len - 1);
  g_array_set_size (self->free, self->free->len - 1);

  return index;
}

/* --- what the promise became --- */

/* (transfer full) (nullable): as far as that is known. */
static OdeonRef *
dup_outcome (OdeonPipeline *self, GError **error)
{
  OdeonRef *ref = NULL;

  if (_odeon_promise_read (&self->source->future, self->path, self->type, &ref, error))
    return ref;

  return NULL;
}

static GError *
new_failure (OdeonPipeline *self, GError *error)
{
  g_autofree gchar *what = _odeon_future_describe (&self->source->future);

  g_prefix_error (&error, "what %s is to return: ", what);

  return error;
}

GError *
_odeon_pipeline_explain (OdeonPipeline *self, GError *error)
{
  GError *better = NULL;

  if (!g_error_matches (error, ODEON_ERROR, ODEON_ERROR_BROKEN_PROMISE)
      || _odeon_future_get_state (&self->source->future) == 0)
    return error;

  if (_odeon_future_check (&self->source->future, &better))
    odeon_ref_unref (dup_outcome (self, &better));
  if (better == NULL)
    return error;

  g_error_free (error);

  return new_failure (self, better);
}

/* --- sending --- */

static void
redirect_to (OdeonSession *session, OdeonRef *ref, OdeonCall *call)
{
  OdeonRef       *actual = _odeon_ref_peek_actual (ref);
  OdeonRemoteRef *theirs = actual != NULL ? _odeon_remote_ref_of (actual, session) : NULL;

  if (theirs != NULL)
    {
      _odeon_outgoing_send (session, theirs, call);
      return;
    }

  _odeon_message_set_class (&call->message, _odeon_call_message_class);
  if (!_odeon_fence_ends (ref, call))
    ref->klass->relay (ref, call);
}

/* The promise is done, and the peer has not been told of it. */
static void
redirect (OdeonPipeline *self, OdeonCall *call)
{
  GError              *error = NULL;
  g_autoptr (OdeonRef) ref = NULL;

  if (_odeon_future_check (&self->source->future, &error))
    ref = dup_outcome (self, &error);

  if (_odeon_call_is_cancelled (call))
    _odeon_call_let_go (call);
  else if (ref != NULL)
    redirect_to (self->remote.session, ref, call);
  else
    _odeon_outgoing_fail (call, new_failure (self, g_steal_pointer (&error)));
  g_clear_error (&error);
}

void
_odeon_pipeline_announce (OdeonPipeline *self)
{
  OdeonSession      *session = self->remote.session;
  OdeonFrameHeader   header = { .kind = ODEON_FRAME_PROMISE };
  OdeonPromiseNotice notice = { self->path != NULL ? self->path : (gchar *) "" };

  if (self->is_announced || !_odeon_outgoing_find (session, self->source, &header.call))
    return;

  if (self->remote.index == NO_INDEX)
    self->remote.index = take_index (&session->pipelines);
  header.target = self->remote.index;
  if (self->type->interface != NULL)
    header.interface = _odeon_dialect_number (session, self->type->interface);
  self->is_announced = _odeon_session_write (session, &header, &_odeon_notice_promise,
                                             ODEON_PARAM_IN, &notice, NULL);
}

static void
fence_done (OdeonWaiter *waiter, OdeonFuture *future)
{
  OdeonPipeline *self =
    (OdeonPipeline *) ((gchar *) waiter - G_STRUCT_OFFSET (OdeonPipeline, fence_waiter));
  OdeonOutCall  *held = g_steal_pointer (&self->held);
  OdeonSession  *session = _odeon_session_ref (self->remote.session);

  odeon_future_unref (future);
  odeon_ref_unref (self);
  /* Else all are let go of in any case. */
  if (session->phase != ODEON_SESSION_CLOSED)
    _odeon_outgoing_unhold (held);
  _odeon_session_unref (session);
}

/* All that was taken is written. */
static void
send_fence (OdeonPipeline *self)
{
  OdeonCall *fence = odeon_call_new (self, &_odeon_method_fence);

  odeon_ref_ref (self);
  self->fence_waiter.notify = fence_done;
  _odeon_future_add_only_waiter (&fence->future, &self->fence_waiter);
  _odeon_outgoing_send (self->remote.session, &self->remote, fence);
}

static void
pass_on (OdeonPipeline *self, OdeonCall *call)
{
  OdeonSession *session = self->remote.session;

  if (self->is_announced || session->phase == ODEON_SESSION_CLOSED)
    _odeon_outgoing_send (session, &self->remote, call);
  else
    redirect (self, call);
  self->n_written++;
  _odeon_credit_dequeued (session);
}

/* Passes on what is parked, if it is known where to. */
static void
flush (OdeonPipeline *self)
{
  OdeonSession *session = self->remote.session;
  OdeonMessage *message;

  if (session->phase != ODEON_SESSION_CLOSED)
    _odeon_pipeline_announce (self);
  if (!self->is_announced && _odeon_future_get_state (&self->source->future) == 0
      && session->phase != ODEON_SESSION_CLOSED)
    return;

  while ((message = (OdeonMessage *) _odeon_chain_pop (&self->parked)) != NULL)
    {
      pass_on (self, ODEON_CALL_OF_MESSAGE (message));
      odeon_ref_unref (self);
    }
}

static void
transmit (OdeonPipeline *self, OdeonCall *call)
{
  odeon_ref_ref (self);
  _odeon_chain_append (&self->parked, &call->message.node);
  flush (self);
  /* Sealed: what was taken is a number that stays. */
  if (self->held != NULL && self->n_written == self->n_taken)
    send_fence (self);
  odeon_ref_unref (self);
}

static void
piped_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonCall     *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonPipeline *self = (OdeonPipeline *) call->target;
  OdeonSession  *session = self->remote.session;

  if (G_UNLIKELY (_odeon_credit_keep (session, &self->remote, call)))
    session->pipelines.n_kept++;
  else
    transmit (self, call);
}

void
_odeon_pipeline_send_kept (OdeonCall *call)
{
  OdeonPipeline *self = (OdeonPipeline *) call->target;

  self->remote.session->pipelines.n_kept--;
  transmit (self, call);
}

static void
piped_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  OdeonCall      *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonRemoteRef *target = (OdeonRemoteRef *) call->target;

  _odeon_outgoing_refuse (target, call);
  odeon_ref_unref (target);
}

const OdeonMessageClass _odeon_pipeline_piped_class = {
  .run = piped_run,
  .refuse = piped_refuse,
};

/* --- the answer --- */

/* What goes to the actor itself goes the same way. */
static gboolean
leads_back (OdeonPipeline *self)
{
  g_autoptr (OdeonRef) ref = dup_outcome (self, NULL);
  OdeonRef            *actual = ref != NULL ? _odeon_ref_peek_actual (ref) : NULL;

  return ref == NULL
         || (actual != NULL && _odeon_remote_ref_of (actual, self->remote.session) != NULL);
}

static void
seal (OdeonPipeline *self, OdeonOutCall *out)
{
  OdeonPipelines *all = &self->remote.session->pipelines;
  guint           n_taken;

  g_mutex_lock (&all->lock);
  self->is_sealed = TRUE;
  n_taken = self->n_taken;
  g_mutex_unlock (&all->lock);
  if (n_taken == 0)
    return;

  self->held = out;
  _odeon_outgoing_hold (out);
  flush (self);
  if (self->n_written == n_taken)
    send_fence (self);
}

void
_odeon_pipelines_answer (OdeonSession *session, OdeonCall *call, OdeonOutCall *out)
{
  OdeonPipelines *all = &session->pipelines;
  OdeonPipeline  *self;

  /* Without the mark nobody opens one more. */
  g_mutex_lock (&all->lock);
  atomic_store_explicit (&call->near, NULL, memory_order_relaxed);
  self = g_hash_table_lookup (all->by_source, call);
  g_mutex_unlock (&all->lock);

  for (; self != NULL; self = self->next)
    if (!leads_back (self))
      seal (self, out);
}

/* --- as an argument or a result --- */

OdeonPipeline *
_odeon_pipeline_of (OdeonSession *session, OdeonRef *ref, guint32 *out_index)
{
  OdeonPipeline *self = (OdeonPipeline *) _odeon_ref_dup_way (ref);
  guint32        call;

  if (self == NULL)
    return NULL;
  if (self->remote.session != session
      || (!self->is_announced && !_odeon_outgoing_find (session, self->source, &call)))
    {
      odeon_ref_unref (self);
      return NULL;
    }

  if (self->remote.index == NO_INDEX)
    self->remote.index = take_index (&session->pipelines);
  *out_index = self->remote.index;

  return self;
}

/* --- its end --- */

static void
end_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonPipeline *self =
    (OdeonPipeline *) ((gchar *) message - G_STRUCT_OFFSET (OdeonPipeline, end));

  flush (self);
  odeon_ref_unref (self);
}

static void
end_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  odeon_ref_unref ((gchar *) message - G_STRUCT_OFFSET (OdeonPipeline, end));
}

const OdeonMessageClass _odeon_pipeline_end_class = {
  .run = end_run,
  .refuse = end_refuse,
};

static void
unlist (OdeonPipeline *self)
{
  OdeonPipelines *all = &self->remote.session->pipelines;
  OdeonPipeline  *first;

  g_mutex_lock (&all->lock);
  first = g_hash_table_lookup (all->by_source, self->source);
  if (first == self && self->next == NULL)
    g_hash_table_remove (all->by_source, self->source);
  else if (first == self)
    g_hash_table_insert (all->by_source, self->source, self->next);
  else
    {
      while (first->next != self)
        first = first->next;
      first->next = self->next;
    }
  all->n--;
  g_mutex_unlock (&all->lock);
}

static OdeonPipeline *
pipeline_of_farewell (OdeonMessage *message)
{
  return (OdeonPipeline *) ((gchar *) message
                            - G_STRUCT_OFFSET (OdeonPipeline, remote.farewell));
}

static void
farewell_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonPipeline   *self = pipeline_of_farewell (message);
  OdeonSession    *session = self->remote.session;
  OdeonFrameHeader header = { .kind = ODEON_FRAME_RELEASE, .flags = ODEON_FRAME_PROMISED,
                              .target = self->remote.index, .call = 1 };

  unlist (self);
  if (self->is_announced && session->phase < ODEON_SESSION_CLOSED)
    _odeon_session_write_bare (session, &header);
  if (self->remote.index != NO_INDEX)
    g_array_append_val (session->pipelines.free, self->remote.index);
  _odeon_pipeline_free (self);
}

/* The worker is gone, and the session was closed before: nobody looks at the list. */
static void
farewell_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  _odeon_pipeline_free (pipeline_of_farewell (message));
}

static const OdeonMessageClass farewell_class = {
  .run = farewell_run,
  .refuse = farewell_refuse,
};

static void
finalize (OdeonRef *ref)
{
  OdeonPipeline *self = (OdeonPipeline *) ref;
  OdeonWorker   *worker = _odeon_worker_ref (self->remote.session->worker);

  /* Once it is sent, the session may be gone. */
  self->remote.farewell.klass = &farewell_class;
  _odeon_worker_send (worker, &self->remote.farewell);
  _odeon_worker_unref (worker);
}

static gchar *
dup_string (OdeonRef *ref)
{
  g_autofree gchar *what = _odeon_future_describe (&((OdeonPipeline *) ref)->source->future);

  return g_strdup_printf ("what %s is to return", what);
}

/* Nobody but its promised ref and the session has it. */
const OdeonRefClass _odeon_pipeline_class = {
  .dup_string = dup_string,
  .finalize = finalize,
};
