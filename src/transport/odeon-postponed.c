/* SPDX-License-Identifier: MIT */

#include "odeon-postponed-private.h"
#include "odeon-actor-private.h"
#include "odeon-log-private.h"
#include "odeon-promised-ref-private.h"
#include "odeon-session-private.h"

typedef struct
{
  OdeonWaiter         waiter;     /* first: on the resolution */
  OdeonMessage        message;    /* to the worker: it is there */
  atomic_int          ref_count;  /* the queue's, and the waiter's */
  GList               link;       /* of the queue */
  OdeonSession       *session;    /* counted */
  OdeonRef           *ref;        /* counted */
  OdeonFuture        *resolution; /* counted */
  OdeonCall          *call;       /* until it is sent */
  const OdeonBuiltin *builtin;    /* (nullable) */
  gboolean            may_control;
  gboolean            is_due;     /* its target is known */
} Postponed;

static void
postponed_unref (Postponed *self)
{
  OdeonSession *session = self->session;

  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  odeon_future_unref (self->resolution);
  odeon_ref_unref (self->ref);
  g_free (self);
  _odeon_session_unref (session);
}

gboolean
_odeon_postponed_is_for (OdeonSession *session, OdeonRef *ref)
{
  const OdeonSessionClass *klass = session->klass;

  return G_UNLIKELY (klass->is_wary != NULL) && _odeon_ref_peek_actual (ref) == NULL
         && klass->is_wary (session->carrier);
}

/* --- the library's own operations that are done here --- */

/* Somebody waits for what one of them comes to. */
typedef struct
{
  OdeonWaiter  waiter; /* first */
  OdeonFuture *future; /* counted */
  OdeonCall   *call;
} Deed;

static void
deed_done (OdeonWaiter *waiter, OdeonFuture *future)
{
  Deed    *self = (Deed *) waiter;
  gboolean result = TRUE;
  GError  *error = NULL;

  if (!_odeon_future_check (future, &error))
    _odeon_call_fail (self->call, error);
  else
    {
      if (future->klass == &_odeon_call_class)
        result = ((OdeonControlFrame *) (gpointer) ((OdeonCall *) future)->frame)->result;
      _odeon_control_answer (self->call, result);
    }
  odeon_future_unref (future);
  g_free (self);
}

static void
act (const OdeonBuiltin *builtin, OdeonRef *ref, OdeonCall *call)
{
  Deed *self = g_new0 (Deed, 1);

  self->waiter.notify = deed_done;
  self->future = builtin->act (ref);
  self->call = call;
  if (!_odeon_future_add_waiter (self->future, &self->waiter))
    deed_done (&self->waiter, self->future);
}

/* --- sending them --- */

static void
refuse (Postponed *self, OdeonCall *call, GError *error)
{
  if (call->flags & ODEON_CALL_TELL)
    g_log (ODEON_LOG_TRANSPORT, G_LOG_LEVEL_MESSAGE, "A message from %s: %s",
           self->session->peer_name, error->message);
  _odeon_call_fail (call, error);
}

static void
send (Postponed *self)
{
  OdeonCall   *call = g_steal_pointer (&self->call);
  OdeonRef    *actual = _odeon_ref_peek_actual (self->ref);
  OdeonRequest request = { .ref = self->ref, .method = call->method, .builtin = self->builtin,
                           .may_control = self->may_control };
  GError      *error = NULL;

  if (_odeon_call_is_cancelled (call))
    _odeon_call_let_go (call);
  else if (actual != NULL && !_odeon_request_may (self->session, &request, &error))
    refuse (self, call, error);
  else if (actual != NULL && self->builtin != NULL && self->builtin->act != NULL)
    act (self->builtin, actual, call);
  else
    self->ref->klass->deliver (self->ref, call);
}

static gboolean
is_known (Postponed *self)
{
  return _odeon_ref_peek_actual (self->ref) != NULL
         || _odeon_future_get_state (self->resolution) != 0;
}

/* Another thread may make one known just now: the last is looked at first, so that what came before
 * it to the same actor is due as well. */
static void
mark_due (OdeonPostponed *all)
{
  for (GList *at = all->requests.tail; at != NULL; at = at->prev)
    ((Postponed *) at->data)->is_due = is_known (at->data);
}

void
_odeon_postponed_send (OdeonSession *session)
{
  OdeonPostponed *all = &session->postponed;
  GList          *next;

  if (all->is_sending)
    return;

  all->is_sending = TRUE;
  mark_due (all);
  for (GList *at = all->requests.head; at != NULL; at = next)
    {
      Postponed *self = at->data;

      if (self->is_due)
        send (self);
      next = at->next;
      if (self->call == NULL)
        {
          g_queue_unlink (&all->requests, at);
          postponed_unref (self);
        }
    }
  all->is_sending = FALSE;
}

/* --- it is known --- */

static Postponed *
postponed_of_message (OdeonMessage *message)
{
  return (Postponed *) ((gchar *) message - G_STRUCT_OFFSET (Postponed, message));
}

static void
resolved_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Postponed *self = postponed_of_message (message);

  _odeon_postponed_send (self->session);
  postponed_unref (self);
}

static void
resolved_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  postponed_unref (postponed_of_message (message));
}

static const OdeonMessageClass resolved_class = {
  .run = resolved_run,
  .refuse = resolved_refuse,
};

/* On any thread. */
static void
is_resolved (OdeonWaiter *waiter, OdeonFuture *future G_GNUC_UNUSED)
{
  Postponed   *self = (Postponed *) waiter;
  OdeonWorker *worker = _odeon_worker_ref (self->session->worker);

  self->message.klass = &resolved_class;
  _odeon_worker_send (worker, &self->message);
  _odeon_worker_unref (worker);
}

void
_odeon_postponed_add (OdeonSession *session, const OdeonRequest *request, OdeonCall *call)
{
  Postponed *self = g_new0 (Postponed, 1);

  atomic_init (&self->ref_count, 2);
  self->waiter.notify = is_resolved;
  self->session = _odeon_session_ref (session);
  self->ref = odeon_ref_ref (request->ref);
  self->resolution = odeon_ref_resolve (request->ref);
  self->call = call;
  self->builtin = request->builtin;
  self->may_control = request->may_control;
  self->link.data = self;
  g_queue_push_tail_link (&session->postponed.requests, &self->link);
  /* The peer sees of what its call has failed. */
  _odeon_future_mark (self->resolution, ODEON_MARK_OBSERVED);
  if (!_odeon_future_add_waiter (self->resolution, &self->waiter))
    is_resolved (&self->waiter, self->resolution);
}

/* --- the end --- */

/* Those that somebody waited for have been cancelled. */
void
_odeon_postponed_close (OdeonSession *session)
{
  GList *link;

  while ((link = g_queue_pop_head_link (&session->postponed.requests)) != NULL)
    {
      Postponed *self = link->data;

      if (_odeon_future_remove_waiter (self->resolution, &self->waiter))
        postponed_unref (self);
      _odeon_call_let_go (g_steal_pointer (&self->call));
      postponed_unref (self);
    }
}
