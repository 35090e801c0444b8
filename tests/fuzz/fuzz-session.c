/* SPDX-License-Identifier: MIT */

/* A session whose peer says anything, without a socket. The first octet of an input chooses how the
 * rest is meant: as bytes from the beginning of the connection, as bytes after a handshake, or as
 * frames after a handshake, each an octet for the kind, for the flags, for the number of
 * references, for the call, the target, the interface and the operation, and for the size of the
 * body, which follows; the table is made up.
 *
 * Whatever it was, all that the session has of this side has been let go of at the end, and every
 * call of this side has been answered. */

#include "shelf.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* --- the session --- */

typedef struct
{
  OdeonMessage  message; /* first */
  OdeonSession *session;
  GByteArray   *stream;
  gboolean      is_closed;
  gboolean      is_over;  /* what this message is to do: close it */
} Run;

static void
has_output (gpointer carrier G_GNUC_UNUSED)
{
}

/* Of a call that may return anything. */
static void
use_promise (OdeonRef *root, OdeonFuture *future)
{
  OdeonRef  *promised = odeon_ref_from_future (future, NULL, &odeon_ref_info);
  OdeonCall *call = odeon_call_new (root, &shelf_methods[SHELF_KEEP]);

  odeon_future_unref (meter_add (promised, 1));
  ((ShelfFrame *) (gpointer) call->frame)->other = odeon_ref_ref (promised);
  odeon_future_unref (odeon_call_send (call));
  meter_add_tell (promised, 1);
  odeon_ref_unref (promised);
}

static void
ready (gpointer carrier)
{
  Run      *run = carrier;
  OdeonRef *root = run->session->peer_root;

  if (root == NULL)
    return;
  odeon_future_unref (meter_say (root, "hello"));
  odeon_future_unref (meter_add (root, 1));
  use_promise (root, odeon_call_send (odeon_call_new (root, &shelf_methods[SHELF_KEEP])));
  odeon_future_unref (odeon_ref_started (root));
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
  .has_output = has_output, .ready = ready, .closing = closing, .closed = closed,
};

static void
run_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Run *self = (Run *) message;

  if (self->is_over)
    {
      _odeon_session_close (self->session, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, ""));
      return;
    }

  _odeon_session_begin (self->session);
  if (self->stream->len > 0)
    _odeon_session_receive (self->session, self->stream->data, self->stream->len);
}

static const OdeonMessageClass run_class = { .run = run_run };

/* What is said of peers would fill the disk. */
static void
log_errors (const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    g_log_default_handler (domain, level, message, data);
}

static void
send_run (OdeonSystem *system, OdeonWorker *worker, Run *run)
{
  run->message.klass = &run_class;
  _odeon_worker_send (worker, &run->message);
  while (!odeon_system_tick (system, -1))
    ;
}

static void
fuzz (OdeonSystem *system, OdeonRef *shelf, GByteArray *stream)
{
  OdeonSessionOptions options = ODEON_SESSION_OPTIONS_INIT;
  OdeonWorker        *worker = ((OdeonCell *) shelf)->worker;
  Run                 run = { .stream = stream };

  options.call_timeout_ms = 0;
  options.max_frame = 1 << 20;
  run.session = _odeon_session_new (worker, &options, "", shelf, &session_class, &run);
  send_run (system, worker, &run);
  run.is_over = TRUE;
  send_run (system, worker, &run);
  if (!run.is_closed || run.session->outgoing.n != 0)
    g_error ("the session has not come to its end");
  _odeon_session_unref (run.session);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static OdeonSystem   *system;
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  OdeonRef             *shelf;

  if (size < 1)
    return 0;
  if (system == NULL)
    {
      g_log_set_default_handler (log_errors, NULL);
      system = odeon_system_new (0, NULL);
    }

  if (data[0] % 3 != 0)
    put_handshake (stream);
  if (data[0] % 3 == 2)
    put_frames (stream, data + 1, size - 1);
  else
    g_byte_array_append (stream, data + 1, (guint) size - 1);

  shelf = odeon_spawn (ODEON_SPAWNER (system), shelf_get_type (), NULL, NULL, NULL);
  fuzz (system, shelf, stream);
  odeon_future_unref (odeon_ref_kill (shelf));
  while (!odeon_system_tick (system, -1))
    ;
  if (odeon_system_get_n_actors (system) != 0
      || atomic_load (&shelf->ref_count) != 1)
    g_error ("a reference was lost or gained");
  odeon_ref_unref (shelf);

  return 0;
}
