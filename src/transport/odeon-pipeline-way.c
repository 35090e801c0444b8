/* SPDX-License-Identifier: MIT */

/* A pipeline as the promised ref has it, on any thread: how it is opened, and how what is sent by
 * it comes to the session's worker. */

#include "odeon-pipeline-parts-private.h"

#include "odeon-actor-private.h"
#include "odeon-promised-ref-private.h"

/* --- the sessions, for those on other threads who have no more than a mark --- */

static GMutex      sessions_lock;
static GHashTable *sessions; /* by their marks; not counted */
static guint       n_sessions;

void
_odeon_pipelines_enroll (OdeonSession *session)
{
  g_mutex_lock (&sessions_lock);
  if (sessions == NULL)
    sessions = g_hash_table_new (NULL, NULL);
  session->pipelines.mark = GSIZE_TO_POINTER (((gsize) ++n_sessions << 1) | 1);
  g_hash_table_insert (sessions, session->pipelines.mark, session);
  g_mutex_unlock (&sessions_lock);
}

void
_odeon_pipelines_strike_off (OdeonSession *session)
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

  _odeon_ref_init (&self->remote.ref, &_odeon_pipeline_class, 1);
  self->remote.flags = ODEON_FRAME_PROMISED;
  self->remote.index = NO_INDEX;
  self->source = source;
  odeon_future_ref (&source->future);
  self->path = g_strdup (path);
  self->type = type;

  return self;
}

void
_odeon_pipeline_free (OdeonPipeline *self)
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

  _odeon_pipeline_free (self);

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

/* Always by the inbox: there it keeps its turn with all others of its sender's. */
static void
send (OdeonRef *way, OdeonCall *call)
{
  OdeonSession *session = ((OdeonPipeline *) way)->remote.session;

  atomic_store_explicit (&call->target_id, 0, memory_order_release);
  if (!(call->flags & ODEON_CALL_TELL))
    atomic_store_explicit (&call->near, session->pipelines.mark, memory_order_relaxed);
  _odeon_message_set_class (&call->message, &_odeon_pipeline_piped_class);
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
  self->end.klass = &_odeon_pipeline_end_class;
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
