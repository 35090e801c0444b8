/* SPDX-License-Identifier: MIT */

#include "odeon-datagram-private.h"
#include "odeon-block-private.h"
#include "odeon-remote-ref-private.h"

#include <string.h>

/* Bytes that wait at most. */
#define WAITING_MAX ((gsize) 1 << 20)

typedef struct
{
  guint32 target;
  guint16 interface;
  guint16 operation;
} Stream;

typedef struct
{
  GList   link;   /* first: of `waiting` */
  Stream  stream;
  gboolean is_sequenced;
  guint64 after;  /* on the session's stream: what must have arrived */
  gsize   size;
  guint8  frame[];
} Datagram;

/* --- by operation and target --- */

static guint
stream_hash (gconstpointer key)
{
  const Stream *self = key;

  return (self->target * 31 + self->interface) * 31 + self->operation;
}

static gboolean
stream_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Stream)) == 0;
}

static Stream
stream_of (const OdeonFrameHeader *header)
{
  return (Stream) { header->target, header->interface, header->operation };
}

/* --- their life --- */

void
_odeon_datagrams_init (OdeonDatagrams *self)
{
  memset (self, 0, sizeof *self);
  g_queue_init (&self->waiting);
}

static void
drop (OdeonDatagrams *self, Datagram *datagram)
{
  g_queue_unlink (&self->waiting, &datagram->link);
  self->size -= datagram->size;
  if (datagram->is_sequenced)
    g_hash_table_remove (self->replaced, &datagram->stream);
  _odeon_block_free (datagram, sizeof *datagram + datagram->size);
}

void
_odeon_datagrams_clear (OdeonDatagrams *self)
{
  while (self->waiting.head != NULL)
    drop (self, self->waiting.head->data);
  g_clear_pointer (&self->replaced, g_hash_table_unref);
  g_clear_pointer (&self->seen, g_hash_table_unref);
}

/* --- sending --- */

void
_odeon_datagrams_address (OdeonSession          *session,
                          OdeonRemoteRef        *target,
                          const OdeonMethodInfo *method,
                          OdeonFrameHeader      *header)
{
  header->call = target->portrait->generation;
  /* 0 is none. */
  if ((method->flags & ODEON_METHOD_SEQUENCED) != 0 && ++session->datagrams.sequence == 0)
    session->datagrams.sequence++;
  header->deadline = (method->flags & ODEON_METHOD_SEQUENCED) != 0 ? session->datagrams.sequence
                                                                   : 0;
}

static void
replace (OdeonDatagrams *self, Datagram *datagram)
{
  Datagram *older;

  if (self->replaced == NULL)
    self->replaced = g_hash_table_new (stream_hash, stream_equal);
  older = g_hash_table_lookup (self->replaced, &datagram->stream);
  if (older != NULL)
    drop (self, older);
  g_hash_table_insert (self->replaced, &datagram->stream, datagram);
}

static void
push (OdeonDatagrams         *self,
      const OdeonFrameHeader *header,
      const guint8           *frame,
      gsize                   size,
      guint64                 after)
{
  Datagram *datagram = _odeon_block_new (sizeof *datagram + size);

  datagram->link = (GList) { .data = datagram };
  datagram->stream = stream_of (header);
  datagram->is_sequenced = header->deadline != 0;
  datagram->after = after;
  datagram->size = size;
  memcpy (datagram->frame, frame, size);
  if (datagram->is_sequenced)
    replace (self, datagram);
  g_queue_push_tail_link (&self->waiting, &datagram->link);
  self->size += size;
  while (self->size > WAITING_MAX)
    {
      drop (self, self->waiting.head->data);
      self->n_dropped++;
    }
}

gboolean
_odeon_datagrams_take (OdeonSession *session, gsize size)
{
  OdeonDatagrams  *self = &session->datagrams;
  OdeonFrameHeader header;
  const guint8    *frame;

  if (session->carrier == NULL
      || size + ODEON_FRAME_HEADER > session->klass->get_datagram_size (session->carrier))
    return FALSE;

  frame = _odeon_output_peek_last (&session->output, size);
  _odeon_frame_load_header (frame, &header);
  if (header.n_refs > 0)
    return FALSE;

  push (self, &header, frame, size, session->lanes.announced);
  _odeon_output_retract (&session->output, size);
  session->klass->has_datagram (session->carrier);

  return TRUE;
}

/* The path takes less than it did: it does not get lost for that. */
static void
send_otherwise (OdeonSession *session, Datagram *datagram)
{
  _odeon_lanes_scatter (session, datagram->frame, datagram->size, datagram->after);
  drop (&session->datagrams, datagram);
}

gsize
_odeon_datagrams_provide (OdeonSession *session, guint8 *place, gsize room)
{
  OdeonDatagrams *self = &session->datagrams;
  guint64         after = session->output.acknowledged;
  gsize           used = 0;

  while (self->waiting.head != NULL)
    {
      Datagram *first = self->waiting.head->data;
      gsize     extra = first->after > after ? ODEON_FRAME_HEADER : 0;

      if (used + extra + first->size > room)
        {
          if (used > 0 || first->size + ODEON_FRAME_HEADER
                            <= session->klass->get_datagram_size (session->carrier))
            break;
          send_otherwise (session, first);
          continue;
        }
      if (extra > 0)
        _odeon_frame_store_after (place + used, after = first->after);
      memcpy (place + used + extra, first->frame, first->size);
      used += extra + first->size;
      drop (self, first);
    }

  return used;
}

/* --- receiving --- */

gboolean
_odeon_datagrams_is_stale (OdeonSession *session, const OdeonFrameHeader *header)
{
  OdeonDatagrams *self = &session->datagrams;
  Stream          stream = stream_of (header);
  gpointer        last = NULL;

  if (self->seen == NULL)
    self->seen = g_hash_table_new_full (stream_hash, stream_equal, g_free, NULL);
  if (g_hash_table_lookup_extended (self->seen, &stream, NULL, &last)
      && (gint32) (header->deadline - GPOINTER_TO_UINT (last)) <= 0)
    {
      self->n_dropped++;
      return TRUE;
    }
  g_hash_table_replace (self->seen, g_memdup2 (&stream, sizeof stream),
                        GUINT_TO_POINTER (header->deadline));

  return FALSE;
}

static gboolean
is_meant (OdeonSession *session, const OdeonFrameHeader *header)
{
  OdeonExport *export = _odeon_exports_look_up (&session->exports, header->target);

  return export != NULL && export->generation == header->call;
}

/* %FALSE: the rest is dropped, or the session is closed. */
static gboolean
take (OdeonSession *session, const OdeonFrame *frame)
{
  guint64  elsewhere = 0;
  gboolean ok;

  if (frame->header.kind == ODEON_FRAME_AFTER)
    return _odeon_frame_get_after (&frame->header) <= session->handled;
  if (frame->header.kind != ODEON_FRAME_TELL || frame->header.n_refs > 0
      || frame->header.flags != 0)
    return _odeon_session_violates (session, "%s in a datagram",
                                    _odeon_frame_kind_get_name (frame->header.kind));
  if (!is_meant (session, &frame->header))
    {
      session->datagrams.n_dropped++;
      return TRUE;
    }

  session->is_loose = TRUE;
  ok = _odeon_session_take (session, frame, &elsewhere);
  session->is_loose = FALSE;

  return ok;
}

void
_odeon_datagrams_receive (OdeonSession *session, const guint8 *data, gsize size)
{
  OdeonRef *outer;
  gsize     used = 0;

  if (session->phase != ODEON_SESSION_OPEN)
    return;

  outer = _odeon_session_begin_taking (session);
  while (session->phase == ODEON_SESSION_OPEN && used < size)
    {
      GError    *error = NULL;
      OdeonFrame frame;
      OdeonParse parsed = _odeon_frame_parse (&frame, data + used, size - used, size, &error);

      if (parsed == ODEON_PARSE_MORE)
        _odeon_session_violates (session, "a datagram ends in a frame");
      else if (parsed == ODEON_PARSE_BAD)
        _odeon_session_violated (session, error);
      if (parsed != ODEON_PARSE_FRAME || !take (session, &frame))
        break;
      used += _odeon_frame_get_size (&frame.header);
    }
  _odeon_session_end_taking (session, outer);
}
