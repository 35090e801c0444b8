/* SPDX-License-Identifier: MIT */

/* One packet: as many pieces of streams and datagrams as it holds. While it is being filled, no
 * other function of ngtcp2 may be called, so what the user is asked for, a datagram, is there
 * before. Where one piece alone can be in it, as in most, ngtcp2 is called once: each call goes
 * through all that a packet might have to hold. */

#include "odeon-quic-endpoint-private.h"

/* Of a chunk's end, the next one's beginning and a prefix; more is another packet's. */
#define N_VECTORS 4

/* A packet around a datagram that fills it: first byte, packet number, tag, type and length. */
#define DATAGRAM_OVERHEAD (1 + 4 + 16 + 3)

typedef struct
{
  OdeonQuicConnection *connection;
  gboolean             is_shared; /* there may be several pieces */
  ngtcp2_path         *path;
  ngtcp2_pkt_info     *info;
  guint8              *place;
  gsize                room;
  guint64              now;
} Packet;

gsize
_odeon_quic_connection_get_datagram_room (OdeonQuicConnection *self)
{
  const ngtcp2_transport_params *params = ngtcp2_conn_get_remote_transport_params (self->conn);
  gsize                          overhead;
  gsize                          room;

  if (params == NULL || params->max_datagram_frame_size <= 3)
    return 0;

  overhead = DATAGRAM_OVERHEAD + ngtcp2_conn_get_dcid (self->conn)->datalen;
  room = ngtcp2_conn_get_path_max_tx_udp_payload_size (self->conn);

  return MIN (room - overhead, params->max_datagram_frame_size - 3);
}

/* ngtcp2 does not set its timer for what holds datagrams only. */
static void
cast_anchor (OdeonQuicConnection *self)
{
  if (self->events->anchor == NULL
      || _odeon_quic_schedule_is_anchored (&self->schedule, ODEON_QUIC_ORDERED))
    return;

  self->events->anchor (self, self->data);
  _odeon_quic_schedule_refill (&self->schedule, ODEON_QUIC_ORDERED);
}

/* %TRUE: there is one to be sent. */
static gboolean
provide_datagram (OdeonQuicConnection *self)
{
  OdeonQuicDatagram *datagram = &self->datagram;
  gsize              room;

  if (datagram->size > 0)
    return TRUE;
  if (datagram->is_dry)
    return FALSE;

  room = _odeon_quic_connection_get_datagram_room (self);
  if (datagram->room < room)
    {
      datagram->bytes = g_realloc (datagram->bytes, room);
      datagram->room = room;
    }
  if (room > 0)
    datagram->size = self->events->provide_datagram (self, datagram->bytes, room, self->data);
  datagram->is_dry = datagram->size == 0;
  if (datagram->size > 0)
    cast_anchor (self);

  return datagram->size > 0;
}

/* There is nothing behind what has just been written of @stream: frames of ngtcp2's own and what
 * was lost come before. So it need not be asked, unless it has asked for that itself. */
static gboolean
is_last (Packet *self, OdeonQuicStream *stream)
{
  return !self->is_shared && !self->connection->is_due
         && _odeon_quic_schedule_finish (&self->connection->schedule, stream);
}

/* %TRUE: the packet is done, and *@out_n is how long; or -1, or an error. */
static gboolean
is_done (gssize n, gssize *out_n)
{
  *out_n = n;

  return n != NGTCP2_ERR_WRITE_MORE && n != NGTCP2_ERR_STREAM_DATA_BLOCKED;
}

static gboolean
add_stream (Packet *self, OdeonQuicStream *stream, gssize *out_n, gboolean *out_is_last)
{
  struct iovec iov[N_VECTORS];
  gint         n_vectors = _odeon_quic_stream_gather (stream, iov, N_VECTORS);
  guint32      flags = self->is_shared ? NGTCP2_WRITE_STREAM_FLAG_MORE
                                       : NGTCP2_WRITE_STREAM_FLAG_NONE;
  ngtcp2_ssize written = -1;
  gssize       n;

  G_STATIC_ASSERT (sizeof (struct iovec) == sizeof (ngtcp2_vec)
                   && G_STRUCT_OFFSET (struct iovec, iov_len) == G_STRUCT_OFFSET (ngtcp2_vec, len));
  n = ngtcp2_conn_writev_stream (self->connection->conn, self->path, self->info, self->place,
                                 self->room, &written, flags, stream->id,
                                 (const ngtcp2_vec *) (gpointer) iov, (gsize) n_vectors,
                                 self->now);
  if (written > 0)
    {
      _odeon_quic_stream_wrote (stream, (gsize) written);
      _odeon_quic_schedule_sent (&self->connection->schedule, stream, (gsize) written);
      *out_is_last = n > 0 && is_last (self, stream);
    }
  if (n == NGTCP2_ERR_STREAM_DATA_BLOCKED)
    stream->is_blocked = TRUE;

  return is_done (n, out_n);
}

static gboolean
add_datagram (Packet *self, gssize *out_n)
{
  OdeonQuicDatagram *datagram = &self->connection->datagram;
  ngtcp2_vec         vector = { datagram->bytes, datagram->size };
  guint32            flags = self->is_shared ? NGTCP2_WRITE_DATAGRAM_FLAG_MORE
                                             : NGTCP2_WRITE_DATAGRAM_FLAG_NONE;
  gint               is_accepted = 0;
  gssize             n;

  n = ngtcp2_conn_writev_datagram (self->connection->conn, self->path, self->info, self->place,
                                   self->room, &is_accepted, flags, 0, &vector, 1, self->now);
  /* The path has become narrower: it may be lost. */
  if (is_accepted || n == NGTCP2_ERR_INVALID_ARGUMENT)
    datagram->size = 0;

  return is_done (n, out_n);
}

gssize
_odeon_quic_connection_write_packet (OdeonQuicConnection *self,
                                     ngtcp2_path         *path,
                                     ngtcp2_pkt_info     *info,
                                     guint8              *place,
                                     gsize                room,
                                     guint64              now,
                                     gboolean            *out_is_last)
{
  gboolean has_datagram = provide_datagram (self);
  Packet   packet = { self, FALSE, path, info, place, room, now };
  gssize   n;

  packet.is_shared = !_odeon_quic_schedule_is_simple (&self->schedule, has_datagram);
  *out_is_last = FALSE;
  for (;;)
    {
      OdeonQuicStream *stream = _odeon_quic_schedule_next (&self->schedule, has_datagram);

      if (stream != NULL)
        {
          if (add_stream (&packet, stream, &n, out_is_last))
            return n;
        }
      else if (has_datagram)
        {
          if (add_datagram (&packet, &n))
            return n;
          has_datagram = FALSE;
        }
      else
        return ngtcp2_conn_writev_stream (self->conn, path, info, place, room, NULL,
                                          NGTCP2_WRITE_STREAM_FLAG_NONE, -1, NULL, 0, now);
    }
}
