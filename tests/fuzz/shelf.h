/* SPDX-License-Identifier: MIT */

/* What the fuzzers of sessions share: an actor that is given references and gives them back, and
 * what a peer says that knows of such actors. */

#pragma once

#include "meter.h"
#include "ping.h"

#include "odeon-notice-private.h"
#include "odeon-session-private.h"

#include <string.h>

/* --- the actor --- */

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

  odeon_topic_publish (&ping_topic, self, &(Ping) { 1, (gchar *) "kept" });
  frame->result = g_steal_pointer (&shelf->kept);
  shelf->kept = frame->other != NULL ? odeon_ref_ref (frame->other) : NULL;

  return TRUE;
}

/* Gives nothing back. */
static gboolean
shelf_put_dispatch (gpointer self, gpointer vtable G_GNUC_UNUSED, OdeonCall *call G_GNUC_UNUSED,
                    gpointer data, GError **error G_GNUC_UNUSED)
{
  Shelf      *shelf = self;
  ShelfFrame *frame = data;

  odeon_ref_unref (shelf->kept);
  shelf->kept = frame->other != NULL ? odeon_ref_ref (frame->other) : NULL;

  return TRUE;
}

enum
{
  SHELF_KEEP,
  SHELF_SCATTER,
  SHELF_PLACE
};

static const OdeonMethodInfo shelf_methods[] = {
  { .name = "keep", .interface = &shelf_info, .dispatch = shelf_dispatch, .params = shelf_params,
    .n_params = G_N_ELEMENTS (shelf_params), .frame_size = sizeof (ShelfFrame) },
  { .name = "scatter", .interface = &shelf_info, .dispatch = shelf_put_dispatch,
    .params = shelf_params, .n_params = 1, .frame_size = sizeof (ShelfFrame),
    .flags = ODEON_METHOD_ONEWAY | ODEON_METHOD_RELIABLE },
  { .name = "place", .interface = &shelf_info, .dispatch = shelf_put_dispatch,
    .params = shelf_params, .n_params = 1, .frame_size = sizeof (ShelfFrame),
    .flags = ODEON_METHOD_ONEWAY | ODEON_METHOD_SEQUENCED },
};

const OdeonInterfaceInfo shelf_info = {
  .name = "Shelf", .get_type = shelf_impl_get_type, .methods = shelf_methods,
  .n_methods = G_N_ELEMENTS (shelf_methods),
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
put_handshake (GByteArray *stream, const gchar *identity)
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
                           (gchar *) identity };
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
        .deadline = data[0] == ODEON_FRAME_TELL ? data[1] >> 2 : 0,
      };
      gsize body = MIN (data[7], size - COMPOSED);

      put_frame (stream, &header, data + COMPOSED, body);
      for (guint i = 0; i < header.n_refs; i++)
        put_entry (stream, 1 + (data[2] >> (2 + i)) % 4, (data[4] >> i) % 4);
      data += COMPOSED + body;
      size -= COMPOSED + body;
    }
}
