/* SPDX-License-Identifier: MIT */

#include "odeon-credit-private.h"
#include "odeon-actor-private.h"
#include "odeon-builtin-private.h"
#include "odeon-remote-ref-private.h"

void
_odeon_credit_init (OdeonCredit *self)
{
  atomic_init (&self->left, 0);
  atomic_init (&self->n_queued, 0);
  atomic_init (&self->freed, 0);
  atomic_init (&self->loose, 0);
}

/* --- waiting --- */

/* Somebody who waits; a future, so that it is suspended as in any await. */
struct _OdeonPatience
{
  OdeonFuture    future;  /* first */
  OdeonMessage   request; /* to the worker */
  OdeonSession  *session; /* counted */
  OdeonPatience *next;    /* in line */
};

static void
finalize (OdeonFuture *future)
{
  _odeon_session_unref (((OdeonPatience *) future)->session);
  g_free (future);
}

static gchar *
describe (OdeonFuture *future)
{
  return g_strdup_printf ("credit of %s", ((OdeonPatience *) future)->session->peer_name);
}

/* By whoever is about to wait, once. The line has a reference of its own. */
static void
wanted (OdeonFuture *future)
{
  OdeonPatience *self = (OdeonPatience *) future;

  odeon_future_ref (future);
  _odeon_worker_send (self->session->worker, &self->request);
}

static const OdeonFutureClass patience_class = {
  .finalize = finalize,
  .wanted = wanted,
  .describe = describe,
};

static void
let_go (OdeonPatience *self)
{
  _odeon_future_resolve (&self->future);
  odeon_future_unref (&self->future);
}

static void
serve (OdeonSession *session)
{
  OdeonCredit   *self = &session->credit;
  OdeonPatience *line;

  if (G_LIKELY (self->line == NULL)
      || (_odeon_credit_is_exhausted (self) && session->phase != ODEON_SESSION_CLOSED))
    return;

  /* All of them: each looks anew. */
  line = g_steal_pointer (&self->line);
  while (line != NULL)
    {
      OdeonPatience *first = line;

      line = first->next;
      let_go (first);
    }
}

static OdeonPatience *
patience_of_request (OdeonMessage *message)
{
  return (OdeonPatience *) ((gchar *) message - G_STRUCT_OFFSET (OdeonPatience, request));
}

static void
request_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonPatience *self = patience_of_request (message);
  OdeonCredit   *credit = &self->session->credit;

  self->next = credit->line;
  credit->line = self;
  serve (self->session);
}

static void
request_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  let_go (patience_of_request (message));
}

static const OdeonMessageClass request_class = {
  .run = request_run,
  .refuse = request_refuse,
};

static gboolean
await_more (OdeonSession *session, GError **error)
{
  OdeonPatience *self = g_new0 (OdeonPatience, 1);
  gboolean       ok;

  _odeon_future_init (&self->future, &patience_class, 1);
  self->request.klass = &request_class;
  self->session = _odeon_session_ref (session);
  ok = _odeon_executor_hooks->suspend (&self->future, G_MAXINT64, FALSE, error);
  odeon_future_unref (&self->future);

  return ok;
}

static void
set_full (OdeonSession *session, const gchar *why, GError **error)
{
  OdeonCredit *self = &session->credit;

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_MAILBOX_FULL,
               "%s has yet to handle %" G_GINT64_FORMAT " bytes, and the sender cannot wait: %s",
               session->peer_name, self->window - _odeon_credit_get_left (self), why);
}

static G_GNUC_NO_INLINE gboolean
wait_or_refuse (OdeonSession *session, GError **error)
{
  GError *why = NULL;

  if (await_more (session, &why))
    return TRUE;
  if (g_error_matches (why, ODEON_ERROR, ODEON_ERROR_KILLED))
    {
      g_propagate_error (error, why);
      return FALSE;
    }

  set_full (session, why->message, error);
  g_error_free (why);

  return FALSE;
}

/* Whoever cannot wait has as much again. */
static gboolean
is_excused (OdeonCredit *self, const GError *error)
{
  return g_error_matches (error, ODEON_ERROR, ODEON_ERROR_MAILBOX_FULL)
         && _odeon_credit_get_left (self) > -self->window;
}

gboolean
_odeon_credit_admit (OdeonSession *session, const OdeonMethodInfo *method, GError **error)
{
  OdeonCredit *self = &session->credit;
  GError      *failure = NULL;

  while (G_UNLIKELY (_odeon_credit_is_exhausted (self)) && !_odeon_session_is_closed (session)
         && !_odeon_builtin_is_patient (method))
    if (!wait_or_refuse (session, &failure))
      {
        if (is_excused (self, failure))
          {
            g_error_free (failure);
            return TRUE;
          }
        g_propagate_error (error, failure);
        return FALSE;
      }

  return TRUE;
}

gboolean
_odeon_credit_admit_relayed (OdeonSession *session, GError **error)
{
  OdeonCredit *self = &session->credit;

  if (_odeon_session_is_closed (session)
      || (_odeon_credit_get_left (self) > -self->window
          && _odeon_credit_get_queued (self) < 2 * ODEON_CREDIT_QUEUE_MAX))
    return TRUE;

  set_full (session, "it has been waiting for its target", error);

  return FALSE;
}

/* --- what is kept: on the worker --- */

static gboolean
is_overdrawn (OdeonSession *session)
{
  OdeonCredit *self = &session->credit;

  return _odeon_credit_get_left (self) <= -self->window && session->phase == ODEON_SESSION_OPEN;
}

/* What ends an actor does not wait for credit, but a stop waits for what was sent before it. */
static gboolean
may_pass (OdeonRemoteRef *target, const OdeonMethodInfo *method)
{
  return method == &_odeon_method_kill
         || (target->n_kept == 0 && target->session->pipelines.n_kept == 0
             && _odeon_builtin_is_patient (method));
}

gboolean
_odeon_credit_keep (OdeonSession *session, OdeonRemoteRef *target, OdeonCall *call)
{
  OdeonCredit *self = &session->credit;

  if (G_LIKELY (self->kept.first == NULL && !is_overdrawn (session))
      || may_pass (target, call->method))
    return FALSE;

  target->n_kept++;
  _odeon_chain_append (&self->kept, &call->message.node);

  return TRUE;
}

/* Once the session is closed, all of them: each is refused. */
static void
send_kept (OdeonSession *session)
{
  OdeonCredit *self = &session->credit;

  while (G_UNLIKELY (self->kept.first != NULL) && !is_overdrawn (session))
    {
      OdeonMessage *message = (OdeonMessage *) _odeon_chain_pop (&self->kept);

      _odeon_remote_ref_send_kept (ODEON_CALL_OF_MESSAGE (message));
    }
}

/* --- what is left: on the worker --- */

void
_odeon_credit_begin (OdeonCredit *self, guint32 window)
{
  self->window = window;
  atomic_store_explicit (&self->left, window, memory_order_relaxed);
}

static inline void
add (OdeonCredit *self, gint64 size)
{
  atomic_store_explicit (&self->left, _odeon_credit_get_left (self) + size, memory_order_relaxed);
}

void
_odeon_credit_spend (OdeonSession *session, gsize size)
{
  add (&session->credit, -(gint64) size);
}

void
_odeon_credit_earn (OdeonSession *session, gsize size)
{
  add (&session->credit, (gint64) size);
  send_kept (session);
  serve (session);
}

void
_odeon_credit_dequeued (OdeonSession *session)
{
  atomic_fetch_sub_explicit (&session->credit.n_queued, 1, memory_order_relaxed);
  serve (session);
}

void
_odeon_credit_close (OdeonSession *session)
{
  send_kept (session);
  serve (session);
}

/* --- what the peer has sent --- */

gboolean
_odeon_credit_charge (OdeonSession *session, gsize size)
{
  const OdeonSessionOptions *options = &session->options;
  OdeonCredit               *self = &session->credit;

  /* The last may be one that went apart, and so is larger than any frame. */
  self->outstanding += (gint64) size;
  if (G_LIKELY (self->outstanding
                <= 2 * (gint64) options->window + MAX (options->window, options->max_frame)))
    return TRUE;

  return _odeon_session_violates (session, "more than it was allowed to send");
}

void
_odeon_credit_return (OdeonSession *session, gsize size)
{
  session->credit.outstanding -= (gint64) size;
}

static void
tell_peer (OdeonSession *session)
{
  OdeonCredit     *self = &session->credit;
  gint64           freed = atomic_exchange_explicit (&self->freed, 0, memory_order_relaxed);
  OdeonFrameHeader header = { .kind = ODEON_FRAME_CREDIT, .call = (guint32) freed };

  self->outstanding -= freed;
  if (session->phase == ODEON_SESSION_OPEN)
    _odeon_session_write_bare (session, &header);
}

static OdeonSession *
session_of_notice (OdeonMessage *message)
{
  return (OdeonSession *) ((gchar *) message - G_STRUCT_OFFSET (OdeonSession, credit.notice));
}

static void
notice_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonSession *session = session_of_notice (message);

  tell_peer (session);
  _odeon_session_unref (session);
}

static void
notice_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  _odeon_session_unref (session_of_notice (message));
}

static const OdeonMessageClass notice_class = {
  .run = notice_run,
  .refuse = notice_refuse,
};

/* On any thread. Only whoever makes it enough says so: once, until the peer is told. */
void
_odeon_credit_release (OdeonSession *session, gsize size)
{
  OdeonCredit *self = &session->credit;
  gint64       enough = session->options.window / 8;
  gint64       before = atomic_fetch_add_explicit (&self->freed, (gint64) size,
                                                   memory_order_relaxed);

  if (G_LIKELY (before >= enough || before + (gint64) size < enough))
    return;
  if (_odeon_session_is_here (session))
    {
      tell_peer (session);
      return;
    }

  self->notice.klass = &notice_class;
  _odeon_session_ref (session);
  _odeon_worker_send (session->worker, &self->notice);
}

/* A tell has a future that nobody ever looks at: its words say what is to be returned, to whom; of
 * one that came by a datagram it is negative. */
static void
metered_finalize (OdeonFuture *future)
{
  OdeonSession *session =
    (OdeonSession *) atomic_load_explicit (&future->state, memory_order_relaxed);
  int           size = atomic_load_explicit (&future->ref_count, memory_order_relaxed);

  _odeon_call_class.finalize (future);
  if (G_LIKELY (size >= 0))
    _odeon_credit_release (session, (gsize) size);
  else
    atomic_fetch_add_explicit (&session->credit.loose, size, memory_order_relaxed);
  _odeon_session_unref (session);
}

static const OdeonFutureClass metered_class = {
  .finalize = metered_finalize,
};

static void
meter (OdeonSession *session, OdeonCall *call, int size)
{
  call->future.klass = &metered_class;
  atomic_store_explicit (&call->future.state, (uintptr_t) _odeon_session_ref (session),
                         memory_order_relaxed);
  atomic_store_explicit (&call->future.ref_count, size, memory_order_relaxed);
}

void
_odeon_credit_meter (OdeonSession *session, OdeonCall *call, gsize size)
{
  meter (session, call, (int) size);
}

gboolean
_odeon_credit_meter_loose (OdeonSession *session, OdeonCall *call, gsize size)
{
  OdeonCredit *self = &session->credit;

  if (atomic_load_explicit (&self->loose, memory_order_relaxed) > session->options.window)
    return FALSE;

  atomic_fetch_add_explicit (&self->loose, (gint64) size, memory_order_relaxed);
  meter (session, call, -(int) size);

  return TRUE;
}
