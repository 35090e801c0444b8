/* SPDX-License-Identifier: MIT */

/* A session whose peer says anything, without a socket. The first octet of an input chooses how the
 * rest is meant: as bytes from the beginning of the connection, as bytes after a handshake, or as
 * frames after a handshake, each an octet for the kind, for the flags, for the number of
 * references, for the call, the target, the interface and the operation, and for the size of the
 * body, which follows; the table is made up.
 *
 * Whatever it was, all that the session has of this side has been let go of at the end, and every
 * call of this side has been answered. */

#include "meter.h"

#include "odeon-notice-private.h"
#include "odeon-session-private.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* --- an actor that is given references and gives them back --- */

typedef struct
{
  OdeonRef *other;
  OdeonRef *result;
} ShelfFrame;

static const OdeonParamInfo shelf_params[] = {
  { "other", &odeon_ref_info, offsetof (ShelfFrame, other), ODEON_PARAM_IN },
  { "result", &odeon_ref_info, offsetof (ShelfFrame, result), ODEON_PARAM_OUT },
};

typedef struct
{
  MeterActor parent_instance;
  OdeonRef  *kept;
} Shelf;

typedef MeterActorClass ShelfClass;

typedef struct
{
  GTypeInterface parent_iface;
} ShelfImplInterface;

typedef ShelfImplInterface ShelfImpl;

GType shelf_get_type (void);
GType shelf_impl_get_type (void);

extern const OdeonInterfaceInfo shelf_info;

static gboolean
shelf_dispatch (gpointer self, gpointer vtable G_GNUC_UNUSED, OdeonCall *call G_GNUC_UNUSED,
                gpointer data, GError **error G_GNUC_UNUSED)
{
  Shelf      *shelf = self;
  ShelfFrame *frame = data;

  frame->result = g_steal_pointer (&shelf->kept);
  shelf->kept = frame->other != NULL ? odeon_ref_ref (frame->other) : NULL;

  return TRUE;
}

static const OdeonMethodInfo shelf_method = {
  .name = "keep", .interface = &shelf_info, .dispatch = shelf_dispatch, .params = shelf_params,
  .n_params = G_N_ELEMENTS (shelf_params), .frame_size = sizeof (ShelfFrame),
};

const OdeonInterfaceInfo shelf_info = {
  .name = "Shelf", .get_type = shelf_impl_get_type, .methods = &shelf_method, .n_methods = 1,
};

G_DEFINE_INTERFACE_WITH_CODE (ShelfImpl, shelf_impl, ODEON_TYPE_ACTOR,
  odeon_interface_register (g_define_type_id, &shelf_info);)

static void
shelf_impl_default_init (ShelfImplInterface *iface G_GNUC_UNUSED)
{
}

static void
shelf_implement (ShelfImplInterface *iface G_GNUC_UNUSED)
{
}

G_DEFINE_TYPE_WITH_CODE (Shelf, shelf, meter_actor_get_type (),
                         G_IMPLEMENT_INTERFACE (shelf_impl_get_type (), shelf_implement))

static void
shelf_finalize (GObject *object)
{
  odeon_ref_unref (((Shelf *) object)->kept);
  G_OBJECT_CLASS (shelf_parent_class)->finalize (object);
}

static void
shelf_class_init (ShelfClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = shelf_finalize;
}

static void
shelf_init (Shelf *self G_GNUC_UNUSED)
{
}

/* --- the peer --- */

static void
put_frame (GByteArray *stream, OdeonFrameHeader *header, gconstpointer body, gsize size)
{
  const guint8 zeros[8] = { 0 };
  guint8       place[ODEON_FRAME_HEADER];

  header->body = (guint32) size;
  _odeon_frame_store_header (place, header);
  g_byte_array_append (stream, place, sizeof place);
  g_byte_array_append (stream, body, (guint) size);
  g_byte_array_append (stream, zeros, (guint) (_odeon_frame_pad (size) - size));
}

static void
put_notice (GByteArray *stream, OdeonFrameHeader header, const OdeonMethodInfo *notice,
            gconstpointer params)
{
  guint64 body[64];
  gsize   size;

  if (!_odeon_frame_encode (notice, ODEON_PARAM_IN, params, body, sizeof body, NULL, &size, NULL))
    g_error ("a notice of the fuzzer's is not valid");
  put_frame (stream, &header, body, size);
}

static void
put_entry (GByteArray *stream, guint32 kind, guint32 index)
{
  guint8 entry[ODEON_FRAME_ENTRY];

  _odeon_frame_store_entry (entry, (OdeonFrameEntry) { kind, index });
  g_byte_array_append (stream, entry, sizeof entry);
}

/* It has the interfaces of this side, and an actor that has them. */
static void
put_handshake (GByteArray *stream)
{
  gchar         *names[] = { (gchar *) "Meter", (gchar *) "Shelf", NULL };
  guint64        fingerprints[] = { 0, 0 };
  guint16        numbers[] = { 1, 2 };
  GArray        *prints = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof (guint64)),
                                               fingerprints, 2);
  GArray        *own = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof (guint16)),
                                            numbers, 2);
  OdeonHello     hello = { ODEON_WIRE_MAGIC, ODEON_WIRE_VERSION, ODEON_WIRE_VERSION, 65536, 65536,
                           (gchar *) "fuzz", (gchar *) "fuzz", names, prints,
                           (gchar *) "" };
  OdeonExportNotice export = { (gchar *) "Thing", (gchar *) "", (gchar *) "urn:x", own,
                               (gchar *) "" };

  put_notice (stream, (OdeonFrameHeader) { .kind = ODEON_FRAME_HELLO }, &_odeon_notice_hello,
              &hello);
  put_notice (stream, (OdeonFrameHeader) { .kind = ODEON_FRAME_EXPORT, .target = 0 },
              &_odeon_notice_export, &export);
  put_notice (stream, (OdeonFrameHeader) { .kind = ODEON_FRAME_WELCOME, .n_refs = 1 },
              &_odeon_notice_welcome, NULL);
  put_entry (stream, ODEON_ENTRY_MINE, 0);
  g_array_unref (prints);
  g_array_unref (own);
}

#define COMPOSED 8

static void
put_frames (GByteArray *stream, const guint8 *data, gsize size)
{
  while (size >= COMPOSED)
    {
      OdeonFrameHeader header = {
        .kind = data[0], .flags = data[1] & 3, .n_refs = data[2] % 4, .call = data[3],
        .target = data[4], .interface = data[5], .operation = data[6],
      };
      gsize body = MIN (data[7], size - COMPOSED);

      put_frame (stream, &header, data + COMPOSED, body);
      for (guint i = 0; i < header.n_refs; i++)
        put_entry (stream, 1 + (data[2] >> (2 + i)) % 4, (data[4] >> i) % 4);
      data += COMPOSED + body;
      size -= COMPOSED + body;
    }
}

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
  OdeonCall *call = odeon_call_new (root, &shelf_method);

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
  use_promise (root, odeon_call_send (odeon_call_new (root, &shelf_method)));
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

static const OdeonSessionClass session_class = { has_output, ready, closing, closed };

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
