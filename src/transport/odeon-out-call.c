/* SPDX-License-Identifier: MIT */

#include "odeon-out-call-private.h"

#define OUT_CALL_OF_MESSAGE(m) \
  ((OdeonOutCall *) ((gchar *) (m) - G_STRUCT_OFFSET (OdeonOutCall, message)))

/* --- its slot --- */

/* The id to be used next; %FALSE: there is none. */
static inline gboolean
take_id (OdeonSession *session, guint32 *out_id)
{
  OdeonOutgoing *outgoing = &session->outgoing;

  if (G_LIKELY (outgoing->free->len > 0))
    {
      *out_id = g_array_index (outgoing->free, guint32, outgoing->free->len - 1);
      g_array_set_size (outgoing->free, outgoing->free->len - 1);
      return TRUE;
    }
  if (outgoing->slots->len >= MIN (session->options.max_calls, ODEON_CALL_SLOTS))
    return FALSE;

  *out_id = outgoing->slots->len;
  g_ptr_array_add (outgoing->slots, NULL);

  return TRUE;
}

OdeonOutCall *
_odeon_out_call_new (OdeonSession *session)
{
  OdeonOutCall *self;
  guint32       id;

  if (G_UNLIKELY (!take_id (session, &id)))
    return NULL;

  self = _odeon_block_new (sizeof *self);
  self->session = _odeon_session_ref (session);
  self->call = NULL;
  self->way = NULL;
  self->id = id;
  self->n_holds = 0;
  self->last_period = G_MAXUINT64;
  self->is_settling = FALSE;
  self->is_done = FALSE;
  self->is_answered = FALSE;
  session->outgoing.slots->pdata[_odeon_call_id_get_slot (id)] = self;
  session->outgoing.n++;

  return self;
}

/* What is left of it, the session being closed, has no slot any more. */
static void
let_go (OdeonOutCall *self)
{
  OdeonSession *session = self->session;

  if (G_UNLIKELY (self->way != NULL))
    odeon_ref_unref (self->way);
  _odeon_block_free (self, sizeof *self);
  _odeon_session_unref (session);
}

void
_odeon_out_call_free (OdeonOutCall *self)
{
  OdeonOutgoing *outgoing = &self->session->outgoing;
  guint32        next = _odeon_call_id_next (self->id);

  outgoing->slots->pdata[_odeon_call_id_get_slot (self->id)] = NULL;
  g_array_append_val (outgoing->free, next);
  outgoing->n--;
  let_go (self);
}

/* --- its future is done --- */

/* No connection has the beginning of its frame, or the last one's end has made that void. */
static gboolean
is_unsent (OdeonOutCall *self)
{
  return self->end - self->size >= self->output->written;
}

void
_odeon_out_call_withdraw (OdeonOutCall *self)
{
  _odeon_frame_set_kind (_odeon_output_find (self->output, self->end - self->size),
                         ODEON_FRAME_WITHDRAWN);
}

/* After the call, by the same way. */
static void
write_cancel (OdeonOutCall *self)
{
  OdeonFrameHeader header = { .kind = ODEON_FRAME_CANCEL, .call = self->id };
  gboolean         is_large = self->output != &self->session->output;

  _odeon_session_write_bare (self->session, &header);
  if (is_large)
    _odeon_lanes_defer (self->session, ODEON_FRAME_HEADER);
}

/* By somebody else. The answer, if it has yet to come, is of no use. */
static void
done_elsewhere (OdeonOutCall *self)
{
  OdeonCall *call = g_steal_pointer (&self->call);

  self->is_done = TRUE;
  if (self->is_answered)
    {
      _odeon_out_call_free (self);
      return;
    }

  if (is_unsent (self))
    _odeon_out_call_withdraw (self);
  else
    write_cancel (self);
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
  let_go (OUT_CALL_OF_MESSAGE (message));
}

static const OdeonMessageClass done_class = {
  .run = done_run,
  .refuse = done_refuse,
};

static void
on_done (OdeonWaiter *waiter, OdeonFuture *future G_GNUC_UNUSED)
{
  OdeonOutCall *self = (OdeonOutCall *) waiter;
  OdeonWorker  *worker = self->session->worker;

  if (_odeon_session_is_here (self->session))
    {
      if (self->is_settling)
        self->is_done = TRUE;
      else
        done_elsewhere (self);
      return;
    }

  /* Once it is sent, the session may be gone. */
  _odeon_worker_ref (worker);
  self->message.klass = &done_class;
  _odeon_worker_send (worker, &self->message);
  _odeon_worker_unref (worker);
}

void
_odeon_out_call_begin (OdeonOutCall *self, OdeonCall *call)
{
  self->call = call;
  call->id = self->id;
  self->waiter.notify = on_done;
  if (!_odeon_future_add_waiter (&call->future, &self->waiter))
    done_elsewhere (self);
}

/* --- its answer --- */

void
_odeon_out_call_settle (OdeonOutCall *self, GError *error)
{
  OdeonCall *call = g_steal_pointer (&self->call);

  self->is_answered = TRUE;
  if (call == NULL)
    g_clear_error (&error);
  else
    {
      self->is_settling = TRUE;
      if (error != NULL)
        _odeon_call_fail (call, error);
      else
        _odeon_call_succeed (call);
      self->is_settling = FALSE;
    }

  /* Else another thread has completed it, and its word is on the way. */
  if (G_LIKELY (self->is_done))
    _odeon_out_call_free (self);
}
