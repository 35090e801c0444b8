/* SPDX-License-Identifier: MIT */

#include "odeon-pipeline-private.h"

#include "odeon-actor-private.h"
#include "odeon-promised-ref-private.h"
#include "odeon-remote-ref-private.h"

#define NO_INDEX G_MAXUINT32

struct _OdeonPipeline
{
  OdeonRemoteRef       remote; /* first */
  OdeonCall           *source; /* constant, counted: who promised it */
  gchar               *path;   /* constant (nullable) */
  const OdeonTypeInfo *type;   /* constant */
  OdeonMessage         end;    /* to the worker: the promised ref needs it no more */

  /* Under the lock of the session's. */
  OdeonPipeline       *next;   /* of the same source */
  gboolean             is_sealed;
  guint                n_taken;

  /* The worker's. */
  OdeonChain           parked;
  gboolean             is_announced;
  guint                n_written;    /* of those that were taken */
  OdeonOutCall        *held;         /* (nullable): whose answer waits for the fence */
  OdeonWaiter          fence_waiter;
};

static const OdeonRefClass pipeline_class;

/* --- the sessions, for those on other threads who have no more than a mark --- */

static GMutex      sessions_lock;
static GHashTable *sessions; /* by their marks; not counted */
static guint       n_sessions;

static void
enroll (OdeonSession *session)
{
  g_mutex_lock (&sessions_lock);
  if (sessions == NULL)
    sessions = g_hash_table_new (NULL, NULL);
  session->pipelines.mark = GSIZE_TO_POINTER (((gsize) ++n_sessions << 1) | 1);
  g_hash_table_insert (sessions, session->pipelines.mark, session);
  g_mutex_unlock (&sessions_lock);
}

static void
strike_off (OdeonSession *session)
{
  g_mutex_lock (&sessions_lock);
  g_hash_table_remove (sessions, session->pipelines.mark);
  g_mutex_unlock (&sessions_lock);
}

/* (transfer full) (nullable) */
static OdeonSession *
find_session (gpointer mark)
{
  OdeonSession *session;

  if ((GPOINTER_TO_SIZE (mark) & 1) == 0)
    return NULL;

  g_mutex_lock (&sessions_lock);
  session = g_hash_table_lookup (sessions, mark);
  if (session != NULL && !_odeon_session_revive (session))
    session = NULL;
  g_mutex_unlock (&sessions_lock);

  return session;
}

/* --- what the promised ref asks: on any thread --- */

static OdeonPipeline *
pipeline_new (OdeonCall *source, const gchar *path, const OdeonTypeInfo *type)
{
  OdeonPipeline *self = g_new0 (OdeonPipeline, 1);

  _odeon_ref_init (&self->remote.ref, &pipeline_class, 1);
  self->remote.flags = ODEON_FRAME_PROMISED;
  self->remote.index = NO_INDEX;
  self->source = source;
  odeon_future_ref (&source->future);
  self->path = g_strdup (path);
  self->type = type;

  return self;
}

static void
pipeline_free (OdeonPipeline *self)
{
  odeon_future_unref (&self->source->future);
  g_free (self->path);
  _odeon_session_unref (self->remote.session);
  g_free (self);
}

/* %FALSE: the answer is there, or there are enough of them. */
static gboolean
enlist (OdeonPipeline *self)
{
  OdeonSession   *session = self->remote.session;
  OdeonPipelines *all = &session->pipelines;
  gboolean        ok;

  g_mutex_lock (&all->lock);
  ok = atomic_load_explicit (&self->source->near, memory_order_relaxed) == all->mark
       && all->n < session->options.max_calls && !_odeon_session_is_closed (session);
  if (ok)
    {
      self->next = g_hash_table_lookup (all->by_source, self->source);
      g_hash_table_insert (all->by_source, self->source, self);
      all->n++;
    }
  g_mutex_unlock (&all->lock);

  return ok;
}

static OdeonRef *
open_way (OdeonCall *source, const gchar *path, const OdeonTypeInfo *type)
{
  /* Relaxed: it only names a session. */
  gpointer       mark = atomic_load_explicit (&source->near, memory_order_relaxed);
  OdeonSession  *session = find_session (mark);
  OdeonPipeline *self;

  if (session == NULL)
    return NULL;

  self = pipeline_new (source, path, type);
  self->remote.session = session;
  if (enlist (self))
    return &self->remote.ref;

  pipeline_free (self);

  return NULL;
}

static gboolean
reserve (OdeonRef *way)
{
  OdeonPipeline *self = (OdeonPipeline *) way;
  OdeonSession  *session = self->remote.session;
  gboolean       ok;

  g_mutex_lock (&session->pipelines.lock);
  ok = !self->is_sealed && !_odeon_session_is_closed (session);
  if (ok)
    self->n_taken++;
  g_mutex_unlock (&session->pipelines.lock);

  return ok;
}

static gboolean
admit (OdeonRef *way, OdeonCall *call, GError **error)
{
  OdeonCell *sender = _odeon_current_cell;

  if (sender != NULL)
    _odeon_cell_get_turns (sender)->n_done++;

  return _odeon_credit_admit (((OdeonPipeline *) way)->remote.session, call->method, error);
}

static const OdeonMessageClass piped_class;
static const OdeonMessageClass end_class;

/* Always by the inbox: there it keeps its turn with all others of its sender's. */
static void
send (OdeonRef *way, OdeonCall *call)
{
  OdeonSession *session = ((OdeonPipeline *) way)->remote.session;

  atomic_store_explicit (&call->target_id, 0, memory_order_release);
  if (!(call->flags & ODEON_CALL_TELL))
    atomic_store_explicit (&call->near, session->pipelines.mark, memory_order_relaxed);
  _odeon_message_set_class (&call->message, &piped_class);
  call->target = odeon_ref_ref (way);
  atomic_fetch_add_explicit (&session->credit.n_queued, 1, memory_order_relaxed);
  _odeon_worker_send (session->worker, &call->message);
}

static void
close_way (OdeonRef *way)
{
  OdeonPipeline *self = (OdeonPipeline *) way;
  OdeonWorker   *worker = _odeon_worker_ref (self->remote.session->worker);

  /* Once it is sent, the session may be gone. */
  self->end.klass = &end_class;
  _odeon_worker_send (worker, &self->end);
  _odeon_worker_unref (worker);
}

static const OdeonPipelineHooks hooks = {
  .open = open_way,
  .reserve = reserve,
  .admit = admit,
  .send = send,
  .close = close_way,
};

__attribute__ ((constructor)) static void
install (void)
{
  _odeon_pipeline_hooks = &hooks;
}

/* --- the session's --- */

void
_odeon_pipelines_init (OdeonSession *session)
{
  OdeonPipelines *self = &session->pipelines;

  g_mutex_init (&self->lock);
  self->by_source = g_hash_table_new (NULL, NULL);
  self->free = g_array_new (FALSE, FALSE, sizeof (guint32));
  enroll (session);
}

void
_odeon_pipelines_clear (OdeonSession *session)
{
  OdeonPipelines *self = &session->pipelines;

  strike_off (session);
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

static const OdeonMessageClass piped_class = {
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

static const OdeonMessageClass end_class = {
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
  pipeline_free (self);
}

/* The worker is gone, and the session was closed before: nobody looks at the list. */
static void
farewell_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  pipeline_free (pipeline_of_farewell (message));
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
static const OdeonRefClass pipeline_class = {
  .dup_string = dup_string,
  .finalize = finalize,
};
