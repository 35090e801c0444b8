/* SPDX-License-Identifier: MIT */

/* A session whose peer says anything, without a socket. The first octet of an input chooses how the
 * rest is meant: as bytes from the beginning of the connection, as bytes after a handshake, or as
 * frames after a handshake, each an octet for the kind, for the flags, for the number of
 * references, for the call, the target, the interface and the operation, and for the size of the
 * body, which follows; the table is made up. It also chooses whether the session takes part in
 * introductions, and whether its carrier looks at whom a request is for.
 *
 * Whatever it was, all that the session has of this side has been let go of at the end, and every
 * call of this side has been answered. */

#include "shelf.h"

#include "odeon-neighbors-private.h"
#include "odeon-promised-ref-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* --- the session --- */

typedef struct
{
  OdeonMessage  message; /* first */
  OdeonSession *session;
  GByteArray   *stream;
  OdeonSystem  *system;
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

static gboolean
hear (gconstpointer event G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  return ODEON_EVENT_CONTINUE;
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
  odeon_topic_subscribe_to (&ping_topic, run->system, root, 0, hear, NULL, NULL);
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

static gboolean
may_call (gpointer carrier G_GNUC_UNUSED, OdeonRef *ref,
          const OdeonMethodInfo *method G_GNUC_UNUSED)
{
  if (_odeon_ref_peek_actual (ref) != ref)
    g_error ("it was asked of a promise");

  return TRUE;
}

static gboolean
always (gpointer carrier G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
may_control (gpointer carrier G_GNUC_UNUSED, OdeonRef *ref G_GNUC_UNUSED)
{
  return TRUE;
}

static const OdeonSessionClass wary_class = {
  .has_output = has_output, .ready = ready, .closing = closing, .closed = closed,
  .may_call = may_call, .may_control = may_control, .is_wary = always,
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
fuzz (OdeonSystem *system, OdeonRef *shelf, GByteArray *stream, gboolean introduces,
      gboolean is_wary)
{
  OdeonLinkOptions    link_options = ODEON_LINK_OPTIONS_INIT;
  OdeonSessionOptions options = ODEON_SESSION_OPTIONS_INIT;
  OdeonWorker        *worker = ((OdeonCell *) shelf)->worker;
  Run                 run = { .stream = stream, .system = system };

  options.call_timeout_ms = 0;
  options.max_frame = 1 << 20;
  run.session = _odeon_session_new (worker, &options, "", shelf,
                                    is_wary ? &wary_class : &session_class, &run);
  if (introduces)
    run.session->introductions.neighbors = _odeon_neighbors_get (((OdeonCell *) shelf)->host,
                                                                 &link_options);
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
  gboolean              introduces;

  if (size < 1)
    return 0;
  if (system == NULL)
    {
      g_log_set_default_handler (log_errors, NULL);
      system = odeon_system_new (0, NULL);
      odeon_topic_announce (&ping_topic);
    }

  introduces = data[0] / 3 % 2;
  if (data[0] % 3 != 0)
    put_handshake (stream, introduces ? "0123" : "");
  if (data[0] % 3 == 2)
    put_frames (stream, data + 1, size - 1);
  else
    g_byte_array_append (stream, data + 1, (guint) size - 1);

  shelf = odeon_spawn (ODEON_SPAWNER (system), shelf_get_type (), NULL, NULL, NULL);
  fuzz (system, shelf, stream, introduces, data[0] / 6 % 2);
  odeon_future_unref (odeon_ref_kill (shelf));
  while (!odeon_system_tick (system, -1))
    ;
  if (odeon_system_get_n_actors (system) != 0
      || atomic_load (&shelf->ref_count) != 1)
    g_error ("a reference was lost or gained");
  odeon_ref_unref (shelf);

  return 0;
}
