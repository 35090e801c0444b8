/* SPDX-License-Identifier: MIT */

/* A session from its HELLO to its end, and where each frame goes. */

#include "odeon-session-private.h"
#include "odeon-log-private.h"

#include <unistd.h>

/* What is smaller is copied into the frame. */
#define SHARED_MIN ((gsize) 256 << 10)

/* Until it is known who the peer is, it does not take much of us. */
#define FIRST_FRAME_MAX (1u << 20)

/* Replies that wait for a peer that asks and asks: more than a good one ever has under way. */
#define UNREAD_MAX (1u << 18)

OdeonSession *
_odeon_session_new (OdeonWorker               *worker,
                    const OdeonSessionOptions *options,
                    const gchar               *own_name,
                    OdeonRef                  *root,
                    const OdeonSessionClass   *klass,
                    gpointer                   carrier)
{
  OdeonSession *self = g_new0 (OdeonSession, 1);

  atomic_init (&self->ref_count, 1);
  atomic_init (&self->is_closed, FALSE);
  self->worker = _odeon_worker_ref (worker);
  self->options = *options;
  self->phase = ODEON_SESSION_NEW;
  self->klass = klass;
  self->carrier = carrier;
  self->own_name = g_strdup (own_name);
  self->peer_name = g_strdup ("the peer");
  self->own_root = root != NULL ? odeon_ref_ref (root) : NULL;
  self->peer_max_frame = FIRST_FRAME_MAX;
  self->peer_handled = G_MAXUINT64;
  _odeon_credit_init (&self->credit);
  _odeon_output_init (&self->output);
  _odeon_lanes_init (&self->lanes);
  _odeon_datagrams_init (&self->datagrams);
  _odeon_dialect_init (&self->dialect);
  _odeon_exports_init (&self->exports);
  _odeon_imports_init (&self->imports);
  _odeon_outgoing_init (&self->outgoing, worker);
  _odeon_incoming_init (&self->incoming, worker);
  _odeon_pipelines_init (self);
  _odeon_promises_init (&self->promises);
  _odeon_introductions_init (&self->introductions);
  self->sent_refs = g_ptr_array_new_with_free_func (odeon_ref_unref);
  self->received_refs = g_ptr_array_new_with_free_func (odeon_ref_unref);
  _odeon_apart_init (&self->sent_apart, SHARED_MIN,
                     options->shares_memory ? ODEON_FRAME_MAX_APART : 0);
  _odeon_apart_init (&self->received_apart, 0, 0);
  self->received_fds = g_array_new (FALSE, FALSE, sizeof (gint));

  return self;
}

static void
return_refs (OdeonSession *self)
{
  atomic_fetch_sub_explicit (&self->ref_count, (int) self->n_spare_refs, memory_order_acq_rel);
  self->n_spare_refs = 0;
}

/* For its own worker, with some to spare. */
void
_odeon_session_add_ref (OdeonSession *self)
{
  guint n = _odeon_session_counts_here (self) ? ODEON_SESSION_SPARE_REFS : 0;

  atomic_fetch_add_explicit (&self->ref_count, (int) (1 + n), memory_order_relaxed);
  if (n > 0)
    self->n_spare_refs += n;
}

gboolean
_odeon_session_revive (OdeonSession *self)
{
  int count = atomic_load_explicit (&self->ref_count, memory_order_relaxed);

  do
    {
      if (count == 0)
        return FALSE;
    }
  while (!atomic_compare_exchange_weak_explicit (&self->ref_count, &count, count + 1,
                                                 memory_order_relaxed, memory_order_relaxed));

  return TRUE;
}

static void
close_fds (OdeonSession *self)
{
  for (guint i = 0; i < self->received_fds->len; i++)
    close (g_array_index (self->received_fds, gint, i));
  g_array_set_size (self->received_fds, 0);
}

/* Closed, or never begun, if it was the last; its own worker's never is. */
void
_odeon_session_drop_ref (OdeonSession *self)
{
  if (_odeon_session_counts_here (self))
    return_refs (self);
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  g_assert (self->phase == ODEON_SESSION_CLOSED || self->phase == ODEON_SESSION_NEW);

  _odeon_introductions_clear (&self->introductions);
  _odeon_pipelines_clear (self);
  _odeon_promises_clear (&self->promises);
  _odeon_exports_clear (&self->exports);
  _odeon_imports_clear (&self->imports);
  _odeon_incoming_clear (&self->incoming);
  _odeon_outgoing_clear (&self->outgoing);
  _odeon_dialect_clear (&self->dialect);
  _odeon_output_clear (&self->output);
  _odeon_lanes_clear (&self->lanes);
  _odeon_datagrams_clear (&self->datagrams);
  g_ptr_array_unref (self->sent_refs);
  g_ptr_array_unref (self->received_refs);
  _odeon_apart_free (&self->sent_apart);
  _odeon_apart_free (&self->received_apart);
  close_fds (self);
  g_array_unref (self->received_fds);
  odeon_ref_unref (self->own_root);
  odeon_ref_unref (self->peer_root);
  g_free (self->own_name);
  g_free (self->peer_name);
  _odeon_worker_unref (self->worker);
  g_free (self);
}

void
_odeon_session_begin (OdeonSession *self)
{
  self->phase = ODEON_SESSION_GREETING;
  _odeon_session_send_hello (self);
}

void
_odeon_session_flushed (OdeonSession *self)
{
  self->is_told = FALSE;
}

void
_odeon_session_wake (OdeonSession *self)
{
  self->is_told = !_odeon_output_is_empty (&self->output) && self->carrier != NULL;
  if (self->is_told)
    self->klass->has_output (self->carrier);
}

/* --- the end --- */

void
_odeon_session_close (OdeonSession *self, GError *why)
{
  g_autoptr (GError) owned = why;
  gpointer           carrier = self->carrier;

  if (self->phase == ODEON_SESSION_CLOSED)
    return;

  _odeon_session_ref (self);
  self->phase = ODEON_SESSION_CLOSED;
  return_refs (self);
  atomic_store_explicit (&self->is_closed, TRUE, memory_order_release);
  if (carrier != NULL)
    self->klass->closing (carrier);

  /* What was not written whole cannot have been handled, nor what came behind the peer's end. */
  _odeon_outgoing_fail_all (self, MIN (self->output.written, self->peer_handled), owned);
  _odeon_incoming_cancel_all (self, owned);
  _odeon_postponed_close (self);
  _odeon_credit_close (self);
  _odeon_introductions_close (self);
  _odeon_promises_clear (&self->promises);
  _odeon_exports_clear (&self->exports);
  _odeon_imports_clear (&self->imports);
  g_ptr_array_set_size (self->received_refs, 0);
  close_fds (self);
  odeon_ref_unref (g_steal_pointer (&self->own_root));
  odeon_ref_unref (g_steal_pointer (&self->peer_root));
  self->carrier = NULL;
  if (carrier != NULL)
    self->klass->closed (carrier, owned);
  _odeon_session_unref (self);
}

void
_odeon_session_leave (OdeonSession *self, GError *why)
{
  OdeonFrameHeader header = { .kind = ODEON_FRAME_GOODBYE };
  OdeonGoodbye     goodbye = { self->handled, why->message };

  if (self->phase != ODEON_SESSION_NEW && self->phase != ODEON_SESSION_CLOSED)
    _odeon_session_write (self, &header, &_odeon_notice_goodbye, ODEON_PARAM_IN, &goodbye, NULL);
  _odeon_session_close (self, why);
}

gboolean
_odeon_session_violated (OdeonSession *self, GError *error)
{
  g_log (ODEON_LOG_TRANSPORT, G_LOG_LEVEL_MESSAGE, "The connection to %s is closed: %s",
         self->peer_name, error->message);
  _odeon_session_leave (self, error);

  return FALSE;
}

gboolean
_odeon_session_violates (OdeonSession *self, const gchar *format, ...)
{
  va_list           arguments;
  g_autofree gchar *what = NULL;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  return _odeon_session_violated (self, g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                                                     "It broke the protocol: %s", what));
}

static gboolean
take_goodbye (OdeonSession *self, const OdeonFrame *frame)
{
  OdeonGoodbye goodbye = { 0, NULL };

  if (!_odeon_session_read (self, frame, &_odeon_notice_goodbye, ODEON_PARAM_IN, &goodbye))
    return FALSE;

  self->peer_handled = goodbye.handled;
  _odeon_session_close (self, g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                           "%s has closed the connection: %s", self->peer_name,
                                           goodbye.reason));
  _odeon_notice_clear (&_odeon_notice_goodbye, &goodbye);

  return FALSE;
}

/* --- frames --- */

static gboolean
take_interface (OdeonSession *self, const OdeonFrame *frame)
{
  OdeonInterfaceNotice notice = { NULL, 0 };
  gboolean             ok;

  if (!_odeon_session_read (self, frame, &_odeon_notice_interface, ODEON_PARAM_IN, &notice))
    return FALSE;

  ok = frame->header.target == self->dialect.foreign->len + 1
       && _odeon_dialect_learn (&self->dialect, notice.name, notice.fingerprint);
  _odeon_notice_clear (&_odeon_notice_interface, &notice);

  return ok || _odeon_session_violates (self, "interface %u is out of turn", frame->header.target);
}

/* Whether a frame of that kind may come now, with references or without. */
static gboolean
is_in_turn (OdeonSession *self, const OdeonFrameHeader *header)
{
  switch ((OdeonFrameKind) header->kind)
    {
    case ODEON_FRAME_HELLO:
    case ODEON_FRAME_GOODBYE:
      return header->n_refs == 0;
    case ODEON_FRAME_WELCOME:
      return self->phase == ODEON_SESSION_AGREEING;
    case ODEON_FRAME_INTERFACE:
    case ODEON_FRAME_EXPORT:
      return self->phase >= ODEON_SESSION_AGREEING && header->n_refs == 0;
    case ODEON_FRAME_CALL:
    case ODEON_FRAME_WITHDRAWN:
    case ODEON_FRAME_TELL:
    case ODEON_FRAME_RETURN:
    case ODEON_FRAME_ERROR:
    case ODEON_FRAME_CLAIMED:
      return self->phase == ODEON_SESSION_OPEN;
    case ODEON_FRAME_CANCEL:
    case ODEON_FRAME_FINISH:
    case ODEON_FRAME_PROMISE:
    case ODEON_FRAME_INTRODUCE:
    case ODEON_FRAME_OFFER:
    case ODEON_FRAME_TAKEN:
    case ODEON_FRAME_LINK:
    case ODEON_FRAME_INTRODUCED:
    case ODEON_FRAME_CLAIM:
    case ODEON_FRAME_RELEASE:
    case ODEON_FRAME_FORGOTTEN:
    case ODEON_FRAME_CREDIT:
    case ODEON_FRAME_PING:
    case ODEON_FRAME_PONG:
      return self->phase == ODEON_SESSION_OPEN && header->n_refs == 0;
    case ODEON_FRAME_AFTER:
      return FALSE;
    }
  g_assert_not_reached ();
}

gboolean
_odeon_session_may_reply (OdeonSession *self)
{
  if (self->output.acknowledged >= self->replies_mark)
    {
      self->n_replies = 0;
      self->replies_mark = self->output.position + 1;
    }

  return ++self->n_replies <= UNREAD_MAX
         || _odeon_session_violates (self, "%u replies have not been read", UNREAD_MAX);
}

static gboolean
send_pong (OdeonSession *self)
{
  OdeonFrameHeader header = { .kind = ODEON_FRAME_PONG };

  if (!_odeon_session_may_reply (self))
    return FALSE;

  _odeon_session_write_bare (self, &header);

  return TRUE;
}

static gboolean
dispatch (OdeonSession *self, const OdeonFrame *frame)
{
  const OdeonFrameHeader *header = &frame->header;

  switch ((OdeonFrameKind) header->kind)
    {
    case ODEON_FRAME_HELLO:
      return _odeon_session_take_hello (self, frame);
    case ODEON_FRAME_WELCOME:
      return _odeon_session_take_welcome (self, frame);
    case ODEON_FRAME_INTERFACE:
      return take_interface (self, frame);
    case ODEON_FRAME_EXPORT:
      return _odeon_imports_describe (self, frame);
    case ODEON_FRAME_CALL:
    case ODEON_FRAME_WITHDRAWN:
    case ODEON_FRAME_TELL:
      return _odeon_request_take (self, frame);
    case ODEON_FRAME_RETURN:
    case ODEON_FRAME_ERROR:
      return _odeon_outgoing_answer (self, frame);
    case ODEON_FRAME_CANCEL:
      return _odeon_incoming_cancel (self, header->call);
    case ODEON_FRAME_FINISH:
      return _odeon_incoming_finish (self, header->call);
    case ODEON_FRAME_PROMISE:
      return _odeon_promises_take (self, frame);
    case ODEON_FRAME_INTRODUCE:
    case ODEON_FRAME_OFFER:
    case ODEON_FRAME_TAKEN:
    case ODEON_FRAME_LINK:
    case ODEON_FRAME_INTRODUCED:
    case ODEON_FRAME_CLAIM:
    case ODEON_FRAME_CLAIMED:
      return _odeon_introductions_take (self, frame);
    case ODEON_FRAME_RELEASE:
      if (header->flags & ODEON_FRAME_PROMISED)
        return _odeon_promises_release (self, header->target);
      return _odeon_exports_release (self, header->target, header->call, header->deadline);
    case ODEON_FRAME_FORGOTTEN:
      return _odeon_imports_forget (self, header->target);
    case ODEON_FRAME_CREDIT:
      _odeon_credit_earn (self, header->call);
      return TRUE;
    case ODEON_FRAME_PING:
      return send_pong (self);
    case ODEON_FRAME_PONG:
      return TRUE;
    case ODEON_FRAME_GOODBYE:
      return take_goodbye (self, frame);
    case ODEON_FRAME_AFTER:
      break;
    }
  g_assert_not_reached ();
}

gboolean
_odeon_session_take (OdeonSession *self, const OdeonFrame *frame, guint64 *handled)
{
  gboolean ok;

  if (G_UNLIKELY (!is_in_turn (self, &frame->header)))
    return _odeon_session_violates (self, "%s is out of turn",
                                    _odeon_frame_kind_get_name (frame->header.kind));
  self->received_size = _odeon_frame_get_size (&frame->header);
  if (G_UNLIKELY (frame->header.n_refs > 0) && !_odeon_session_read_refs (self, frame))
    return FALSE;

  /* Before it is taken: it may be the last. */
  *handled += _odeon_frame_get_size (&frame->header);
  ok = dispatch (self, frame);
  if (G_UNLIKELY (self->received_refs->len > 0))
    g_ptr_array_set_size (self->received_refs, 0);
  _odeon_apart_clear (&self->received_apart);

  return ok;
}

void
_odeon_session_receive_fd (OdeonSession *self, gint fd)
{
  if (self->phase == ODEON_SESSION_CLOSED)
    close (fd);
  else
    g_array_append_val (self->received_fds, fd);
  if (self->received_fds->len > 4 * ODEON_FRAME_MAX_APART)
    _odeon_session_violates (self, "descriptors that belong to nothing");
}

gsize
_odeon_session_receive (OdeonSession *self, const guint8 *data, gsize size)
{
  OdeonRef *outer = _odeon_session_begin_taking (self);
  gsize     used = 0;

  while (used < size && self->phase != ODEON_SESSION_CLOSED)
    {
      gsize      max = self->phase > ODEON_SESSION_GREETING ? self->options.max_frame
                                                            : FIRST_FRAME_MAX;
      GError    *error = NULL;
      OdeonFrame frame;
      OdeonParse parsed = _odeon_frame_parse (&frame, data + used, size - used, max, &error);

      if (parsed == ODEON_PARSE_MORE)
        break;
      if (parsed == ODEON_PARSE_BAD)
        _odeon_session_violated (self, error);
      else if (_odeon_session_take (self, &frame, &self->handled))
        used += _odeon_frame_get_size (&frame.header);
      /* Before what follows: that may let go of what they need. */
      if (G_UNLIKELY (self->handled >= self->lanes.awaited))
        _odeon_lanes_go_on (self);
    }
  if (self->phase == ODEON_SESSION_CLOSED)
    used = size;
  _odeon_session_end_taking (self, outer);

  return used;
}
