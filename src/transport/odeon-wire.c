/* SPDX-License-Identifier: MIT */

#include "odeon-wire-private.h"

#include <gio/gio.h>
#include <string.h>

static const gchar *const kind_names[] = {
  [ODEON_FRAME_HELLO] = "HELLO",     [ODEON_FRAME_WELCOME] = "WELCOME",
  [ODEON_FRAME_INTERFACE] = "INTERFACE", [ODEON_FRAME_EXPORT] = "EXPORT",
  [ODEON_FRAME_CALL] = "CALL",       [ODEON_FRAME_TELL] = "TELL",
  [ODEON_FRAME_RETURN] = "RETURN",   [ODEON_FRAME_ERROR] = "ERROR",
  [ODEON_FRAME_CANCEL] = "CANCEL",   [ODEON_FRAME_RELEASE] = "RELEASE",
  [ODEON_FRAME_FORGOTTEN] = "FORGOTTEN", [ODEON_FRAME_CREDIT] = "CREDIT",
  [ODEON_FRAME_PING] = "PING",       [ODEON_FRAME_PONG] = "PONG",
  [ODEON_FRAME_GOODBYE] = "GOODBYE", [ODEON_FRAME_WITHDRAWN] = "WITHDRAWN",
  [ODEON_FRAME_AFTER] = "AFTER",     [ODEON_FRAME_FINISH] = "FINISH",
  [ODEON_FRAME_PROMISE] = "PROMISE", [ODEON_FRAME_INTRODUCE] = "INTRODUCE",
  [ODEON_FRAME_OFFER] = "OFFER",     [ODEON_FRAME_TAKEN] = "TAKEN",
  [ODEON_FRAME_LINK] = "LINK",       [ODEON_FRAME_INTRODUCED] = "INTRODUCED",
  [ODEON_FRAME_CLAIM] = "CLAIM",     [ODEON_FRAME_CLAIMED] = "CLAIMED",
};

const gchar *
_odeon_frame_kind_get_name (guint kind)
{
  return kind < G_N_ELEMENTS (kind_names) ? kind_names[kind] : NULL;
}

/* Its own inverse. */
static inline void
swap_header (OdeonFrameHeader *header)
{
  header->n_refs = GUINT16_TO_LE (header->n_refs);
  header->body = GUINT32_TO_LE (header->body);
  header->call = GUINT32_TO_LE (header->call);
  header->target = GUINT32_TO_LE (header->target);
  header->interface = GUINT16_TO_LE (header->interface);
  header->operation = GUINT16_TO_LE (header->operation);
  header->deadline = GUINT32_TO_LE (header->deadline);
}

void
_odeon_frame_store_header (guint8 *place, const OdeonFrameHeader *header)
{
  OdeonFrameHeader stored = *header;

  swap_header (&stored);
  memcpy (place, &stored, sizeof stored);
}

void
_odeon_frame_load_header (const guint8 *place, OdeonFrameHeader *header)
{
  memcpy (header, place, sizeof *header);
  swap_header (header);
}

gsize
_odeon_frame_measure (const guint8 *place)
{
  OdeonFrameHeader header;

  _odeon_frame_load_header (place, &header);

  return _odeon_frame_get_size (&header);
}

guint8
_odeon_frame_get_kind (const guint8 *place)
{
  return place[G_STRUCT_OFFSET (OdeonFrameHeader, kind)];
}

guint32
_odeon_frame_get_call (const guint8 *place)
{
  OdeonFrameHeader header;

  _odeon_frame_load_header (place, &header);

  return header.call;
}

void
_odeon_frame_set_kind (guint8 *place, OdeonFrameKind kind)
{
  place[G_STRUCT_OFFSET (OdeonFrameHeader, kind)] = (guint8) kind;
}

void
_odeon_frame_set_deadline (guint8 *place, guint32 milliseconds)
{
  guint32 stored = GUINT32_TO_LE (milliseconds);

  memcpy (place + G_STRUCT_OFFSET (OdeonFrameHeader, deadline), &stored, sizeof stored);
}

void
_odeon_frame_store_after (guint8 *place, guint64 position)
{
  const OdeonFrameHeader header = {
    .kind = ODEON_FRAME_AFTER,
    .call = (guint32) position,
    .target = (guint32) (position >> 32),
  };

  _odeon_frame_store_header (place, &header);
}

void
_odeon_frame_store_entry (guint8 *place, OdeonFrameEntry entry)
{
  entry.kind = GUINT32_TO_LE (entry.kind);
  entry.index = GUINT32_TO_LE (entry.index);
  memcpy (place, &entry, sizeof entry);
}

OdeonFrameEntry
_odeon_frame_get_entry (const OdeonFrame *frame, guint i)
{
  OdeonFrameEntry entry;

  memcpy (&entry, frame->entries + (gsize) i * ODEON_FRAME_ENTRY, sizeof entry);
  entry.kind = GUINT32_FROM_LE (entry.kind);
  entry.index = GUINT32_FROM_LE (entry.index);

  return entry;
}

static OdeonParse
bad (GError **error, const gchar *what, guint64 found)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s (%" G_GUINT64_FORMAT ")",
               what, found);

  return ODEON_PARSE_BAD;
}

static gboolean
is_zero (const guint8 *data, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if (data[i] != 0)
      return FALSE;

  return TRUE;
}

static gboolean
may_have_flags (const OdeonFrameHeader *header)
{
  return header->flags == ODEON_FRAME_PROMISED
         && (header->kind == ODEON_FRAME_CALL || header->kind == ODEON_FRAME_WITHDRAWN
             || header->kind == ODEON_FRAME_TELL || header->kind == ODEON_FRAME_RELEASE);
}

OdeonParse
_odeon_frame_parse (OdeonFrame   *frame,
                    const guint8 *data,
                    gsize         size,
                    gsize         max_size,
                    GError      **error)
{
  OdeonFrameHeader *header = &frame->header;
  gsize             padded;

  if (size < ODEON_FRAME_HEADER)
    return ODEON_PARSE_MORE;

  _odeon_frame_load_header (data, header);
  if (G_UNLIKELY (_odeon_frame_kind_get_name (header->kind) == NULL))
    return bad (error, "There is no such kind of frame", header->kind);
  if (G_UNLIKELY (header->flags != 0) && !may_have_flags (header))
    return bad (error, "A frame has flags that it may not have", header->flags);
  if (G_UNLIKELY (_odeon_frame_get_size (header) > max_size))
    return bad (error, "The frame is too long", _odeon_frame_get_size (header));
  if (size < _odeon_frame_get_size (header))
    return ODEON_PARSE_MORE;

  padded = _odeon_frame_pad (header->body);
  frame->body = data + ODEON_FRAME_HEADER;
  frame->entries = frame->body + padded;
  if (G_UNLIKELY (!is_zero (frame->body + header->body, padded - header->body)))
    return bad (error, "The padding of a frame is not zero", header->body);

  return ODEON_PARSE_FRAME;
}
