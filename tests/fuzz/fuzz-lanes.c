/* SPDX-License-Identifier: MIT */

/* A session with lanes and datagrams whose peer says anything by any of them, and whose connection
 * is lost again and again. An input is made of steps: an octet for what it is, one for how long
 * what follows is, and that.
 *
 *   0  bytes of the session's stream         4  frames of a lane
 *   1  frames of that                        5  bytes of a datagram
 *   2  the connection takes what there is    6  frames of a datagram
 *   3  bytes of a lane                       7  another connection takes over
 *
 * The upper half of the first octet chooses the lane. Frames are composed as those of fuzz-session.
 * Whatever it was, all that the session has of this side has been let go of at the end, and every
 * call of this side has been answered. */

#include "shelf.h"

#define DATAGRAM 1200

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* --- what this side sends --- */

static void
tell (OdeonRef *root, guint operation, OdeonRef *other)
{
  OdeonCall *call = odeon_call_new (root, &shelf_methods[operation]);

  ((ShelfFrame *) (gpointer) call->frame)->other = other != NULL ? odeon_ref_ref (other) : NULL;
  odeon_call_tell (call);
}

/* --- the session --- */

typedef struct
{
  OdeonMessage  message; /* first */
  OdeonSession *session;
  OdeonRef     *shelf;
  const guint8 *data;
  gsize         size;
  GByteArray   *input;   /* of the session's stream: the beginning of a frame */
  gboolean      is_closed;
  gboolean      is_over; /* what this message is to do: close it */
} Run;

static void
has_output (gpointer carrier G_GNUC_UNUSED)
{
}

static void
lane_has_output (gpointer carrier G_GNUC_UNUSED, guint lane G_GNUC_UNUSED)
{
}

static gsize
get_datagram_size (gpointer carrier G_GNUC_UNUSED)
{
  return DATAGRAM;
}

static void
ready (gpointer carrier)
{
  Run      *run = carrier;
  OdeonRef *root = run->session->peer_root;

  if (root == NULL)
    return;
  for (guint i = 0; i < 3; i++)
    {
      tell (root, SHELF_PLACE, NULL);
      tell (root, SHELF_SCATTER, i == 1 ? run->shelf : NULL);
      odeon_future_unref (meter_add (root, 1));
    }
}

static void
closing (gpointer carrier G_GNUC_UNUSED)
{
}

static void
closed (gpointer carrier, const GError *why G_GNUC_UNUSED)
{
  ((Run *) carrier)->is_closed = TRUE;
}

static const OdeonSessionClass session_class = {
  .has_output = has_output,
  .ready = ready,
  .closing = closing,
  .closed = closed,
  .lane_has_output = lane_has_output,
  .has_datagram = has_output,
  .get_datagram_size = get_datagram_size,
};

/* --- a step --- */

static void
receive (Run *self, const guint8 *bytes, gsize size)
{
  gsize used;

  if (self->is_closed || size == 0)
    return;
  g_byte_array_append (self->input, bytes, (guint) size);
  used = _odeon_session_receive (self->session, self->input->data, self->input->len);
  g_byte_array_remove_range (self->input, 0, (guint) used);
}

static void
send_all (OdeonOutput *output)
{
  struct iovec       iov[8];
  const OdeonParcel *parcel;
  gsize              size;

  while (_odeon_output_gather (output, iov, G_N_ELEMENTS (iov), &size, &parcel) > 0)
    _odeon_output_wrote (output, size);
}

/* And half of it is acknowledged. */
static void
send (Run *self)
{
  OdeonSession *session = self->session;
  guint8        place[DATAGRAM];

  if (self->is_closed)
    return;
  send_all (&session->output);
  _odeon_output_acknowledge (&session->output,
                             (session->output.acknowledged + session->output.written) / 2);
  for (guint i = 0; i < ODEON_LANES_MAX; i++)
    if (_odeon_lanes_peek (&session->lanes, i) != NULL)
      send_all (&_odeon_lanes_peek (&session->lanes, i)->output);
  while (_odeon_datagrams_provide (session, place, sizeof place) > 0)
    ;
  _odeon_session_flushed (session);
}

/* The peer has handled all, or nothing new, or says nonsense. */
static void
resume (Run *self, const guint8 *bytes, gsize size)
{
  OdeonSession *session = self->session;
  guint64       handled = session->output.acknowledged;

  if (self->is_closed)
    return;
  if (size > 0 && bytes[0] == 1)
    handled = session->output.written;
  else if (size > 0)
    handled = bytes[0];
  g_byte_array_set_size (self->input, 0);
  if (!_odeon_session_resume (session, handled))
    return;
  for (guint i = 0; i < ODEON_LANES_MAX && !self->is_closed; i++)
    if (_odeon_lanes_peek (&session->lanes, i) != NULL)
      _odeon_session_resume_lane (session, i, size > 1 ? bytes[1] : 0);
}

/* Which use of the target's index a TELL means cannot be guessed. */
static void
address (Run *self, GByteArray *frames)
{
  OdeonFrameHeader header;

  for (gsize at = 0; at < frames->len && !self->is_closed; at += _odeon_frame_get_size (&header))
    {
      OdeonExport *export;

      _odeon_frame_load_header (frames->data + at, &header);
      export = _odeon_exports_look_up (&self->session->exports, header.target);
      if (header.kind != ODEON_FRAME_TELL || header.call != 0 || export == NULL)
        continue;
      header.call = export->generation;
      _odeon_frame_store_header (frames->data + at, &header);
    }
}

static void
receive_datagram (Run *self, const guint8 *bytes, gsize size)
{
  if (!self->is_closed && size > 0)
    _odeon_datagrams_receive (self->session, bytes, size);
}

static void
receive_lane (Run *self, guint lane, const guint8 *bytes, gsize size)
{
  if (!self->is_closed && size > 0)
    _odeon_lanes_receive (self->session, lane, bytes, size);
}

static void
take_step (Run *self, guint8 what, const guint8 *bytes, gsize size)
{
  /* The last one is one too many. */
  const guint            lanes[] = { 0, 1, 2, ODEON_LANES_MAX - 1, ODEON_LANES_MAX };
  guint                  lane = lanes[(what >> 4) % G_N_ELEMENTS (lanes)];
  g_autoptr (GByteArray) frames = g_byte_array_new ();

  put_frames (frames, bytes, size);
  switch (what % 8)
    {
    case 0:
      receive (self, bytes, size);
      break;
    case 1:
      receive (self, frames->data, frames->len);
      break;
    case 2:
      send (self);
      break;
    case 3:
      receive_lane (self, lane, bytes, size);
      break;
    case 4:
      receive_lane (self, lane, frames->data, frames->len);
      break;
    case 5:
      receive_datagram (self, bytes, size);
      break;
    case 6:
      address (self, frames);
      receive_datagram (self, frames->data, frames->len);
      break;
    default:
      resume (self, bytes, size);
      break;
    }
}

static void
run_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Run   *self = (Run *) message;
  gsize  part;

  if (self->is_over)
    {
      _odeon_session_close (self->session, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, ""));
      return;
    }

  for (; self->size >= 2; self->data += 2 + part, self->size -= 2 + part)
    {
      part = MIN (self->data[1], self->size - 2);
      take_step (self, self->data[0], self->data + 2, part);
    }
}

static void
run_begin (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Run                   *self = (Run *) message;
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  _odeon_session_begin (self->session);
  put_handshake (stream, "");
  receive (self, stream->data, stream->len);
}

static const OdeonMessageClass run_class = { .run = run_run };
static const OdeonMessageClass begin_class = { .run = run_begin };

static void
send_run (OdeonSystem *system, OdeonWorker *worker, Run *run, const OdeonMessageClass *klass)
{
  run->message.klass = klass;
  _odeon_worker_send (worker, &run->message);
  while (!odeon_system_tick (system, -1))
    ;
}

static void
fuzz (OdeonSystem *system, OdeonRef *shelf, const guint8 *data, gsize size)
{
  OdeonSessionOptions    options = ODEON_SESSION_OPTIONS_INIT;
  OdeonWorker           *worker = ((OdeonCell *) shelf)->worker;
  g_autoptr (GByteArray) input = g_byte_array_new ();
  Run                    run = { .shelf = shelf, .data = data, .size = size, .input = input };

  options.call_timeout_ms = 0;
  options.max_frame = 1 << 20;
  options.grants_control = FALSE;
  options.shares_memory = FALSE;
  run.session = _odeon_session_new (worker, &options, "", shelf, &session_class, &run);
  send_run (system, worker, &run, &begin_class);
  send_run (system, worker, &run, &run_class);
  run.is_over = TRUE;
  send_run (system, worker, &run, &run_class);
  if (!run.is_closed || run.session->outgoing.n != 0)
    g_error ("the session has not come to its end");
  _odeon_session_unref (run.session);
}

/* What is said of peers would fill the disk. */
static void
log_errors (const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    g_log_default_handler (domain, level, message, data);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static OdeonSystem *system;
  OdeonRef           *shelf;

  if (system == NULL)
    {
      g_log_set_default_handler (log_errors, NULL);
      system = odeon_system_new (0, NULL);
    }

  shelf = odeon_spawn (ODEON_SPAWNER (system), shelf_get_type (), NULL, NULL, NULL);
  fuzz (system, shelf, data, size);
  odeon_future_unref (odeon_ref_kill (shelf));
  while (!odeon_system_tick (system, -1))
    ;
  if (odeon_system_get_n_actors (system) != 0 || atomic_load (&shelf->ref_count) != 1)
    g_error ("a reference was lost or gained");
  odeon_ref_unref (shelf);

  return 0;
}
