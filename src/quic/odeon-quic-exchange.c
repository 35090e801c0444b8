/* SPDX-License-Identifier: MIT */

/* Packets in and out. Outgoing ones are written one behind the other, and go out together as long
 * as they go the same way and have the same length; ngtcp2 says how many may go at once, and when
 * the next ones may. */

#include "odeon-quic-endpoint-private.h"

#include <string.h>

/* An acknowledgement waits so long for company, and so does all else that is not in a hurry:
 * ngtcp2's own delay is a part of the round trip, and over before the answer that could take it
 * along is there. It is less than the 25 ms that the peer has been told, and more than a tick of
 * the kernel, or than what a worker sleeps in any case: to be woken sooner costs as much as a
 * packet. */
#define LEISURE G_GUINT64_CONSTANT (22000000)

/* What is to be sent again waits so long at least. */
#define HASTE G_GUINT64_CONSTANT (1000000)

/* So many times what ngtcp2 lets go at once, before others have their turn. */
#define ROUNDS_MAX 4

void
_odeon_quic_connection_set_timer (OdeonQuicConnection *self, guint64 expiry)
{
  OdeonWorker *worker = self->endpoint->worker;
  gint64       due = expiry == G_MAXUINT64 ? G_MAXINT64 : (gint64) ((expiry + 999) / 1000);

  if (self->timer.index != 0 && self->timer.due == due)
    return;

  _odeon_timers_remove (worker, &self->timer);
  self->timer.due = due;
  if (due != G_MAXINT64)
    _odeon_timers_add (worker, &self->timer);
}

/* --- in --- */

void
_odeon_quic_connection_read (OdeonQuicConnection *self,
                             const OdeonUdpBatch *batch,
                             guint8              *packet,
                             gsize                size)
{
  ngtcp2_pkt_info info = { .ecn = batch->ecn };
  ngtcp2_path     path;
  gint            code;

  if (self->conn == NULL)
    {
      _odeon_quic_connection_read_late (self);
      return;
    }

  self->n_received++;
  _odeon_quic_path_set (&path, &batch->local, &batch->remote);
  code = ngtcp2_conn_read_pkt (self->conn, &path, &info, packet, size,
                              self->endpoint->now);
  if (code == 0)
    _odeon_quic_connection_wake (self);
  else
    _odeon_quic_connection_fail (self, code);
}

void
_odeon_quic_connection_expire (OdeonTimer *timer, const GError *why)
{
  OdeonQuicConnection *self;
  gint                 code;

  self = (OdeonQuicConnection *) ((gchar *) timer - G_STRUCT_OFFSET (OdeonQuicConnection, timer));
  /* The worker has ended. */
  if (G_UNLIKELY (why != NULL))
    return;

  if (self->conn == NULL)
    {
      _odeon_quic_connection_free (self);
      return;
    }

  self->is_due = TRUE;
  code = ngtcp2_conn_handle_expiry (self->conn, _odeon_quic_now ());
  if (code == 0)
    _odeon_quic_connection_wake (self);
  else
    _odeon_quic_connection_fail (self, code);
}

/* --- out --- */

/* Packets that go together. */
typedef struct
{
  OdeonQuicConnection *connection;
  ngtcp2_path_storage  way;
  guint32              ecn;
  guint8              *begin;
  gsize                size;
  gsize                segment;
  guint                n;
} Pile;

static void
set_address (OdeonUdpAddress *address, const ngtcp2_addr *from)
{
  memcpy (&address->any, from->addr, from->addrlen);
  address->size = from->addrlen;
}

/* %FALSE: the socket is full. */
static gboolean
send_pile (Pile *self)
{
  OdeonUdpBatch batch = { .ecn = self->ecn };

  if (self->size == 0)
    return TRUE;

  set_address (&batch.local, &self->way.path.local);
  set_address (&batch.remote, &self->way.path.remote);
  batch.bytes = self->begin;
  batch.size = self->size;
  batch.segment = self->segment;
  self->begin += self->size;
  self->size = 0;
  self->n = 0;

  return _odeon_quic_endpoint_send (self->connection->endpoint, &batch);
}

/* A packet of @size bytes has been written behind the others. */
static gboolean
add_packet (Pile *self, gsize size, const ngtcp2_path *way, guint32 ecn)
{
  if (self->n > 0 && (size > self->segment || ecn != self->ecn
                      || !ngtcp2_path_eq (way, &self->way.path)))
    if (!send_pile (self))
      return FALSE;

  if (self->n == 0)
    {
      ngtcp2_path_copy (&self->way.path, way);
      self->ecn = ecn;
      self->segment = size;
    }
  self->size += size;
  self->n++;

  return (size == self->segment && self->n < ODEON_UDP_SEGMENTS_MAX) || send_pile (self);
}

/* Writes and sends up to @quantum bytes. How the last packet came out; 0: there is nothing more
 * that may be sent, or the socket is full. */
static gssize
send_some (OdeonQuicConnection *self, gsize quantum, guint64 now)
{
  guint8             *packets = self->endpoint->packets;
  gsize               room = ngtcp2_conn_get_max_tx_udp_payload_size (self->conn);
  Pile                pile = { .connection = self, .begin = packets };
  ngtcp2_path_storage way;
  gboolean            is_last = FALSE;
  gssize              n;

  quantum = MIN (quantum, ODEON_UDP_BATCH_MAX - room);
  ngtcp2_path_storage_zero (&pile.way);
  ngtcp2_path_storage_zero (&way);
  do
    {
      ngtcp2_pkt_info info = { 0 };

      n = _odeon_quic_connection_write_packet (self, &way.path, &info, pile.begin + pile.size,
                                               room, now, &is_last);
      if (n <= 0)
        break;
      self->n_sent++;
      if (!add_packet (&pile, (gsize) n, &way.path, info.ecn))
        return 0;
    }
  while (!is_last && pile.begin + pile.size < packets + quantum);

  return send_pile (&pile) && !is_last ? n : MIN (n, 0);
}

/* Whether there is more to send, which only has to wait. */
static gboolean
is_held_up (OdeonQuicConnection *self)
{
  return self->datagram.size > 0 || !_odeon_quic_schedule_is_dry (&self->schedule);
}

/* Nothing waits but for the peer, and @expiry is when ngtcp2 wants to be asked: when it is. */
static guint64
put_off (OdeonQuicConnection *self, guint64 expiry, guint64 now)
{
  guint64 loss = MAX (_odeon_ngtcp2_get_loss_expiry (self->conn), now + HASTE);

  return MAX (expiry, MIN (loss, now + LEISURE));
}

void
_odeon_quic_connection_flush (OdeonQuicConnection *self)
{
  guint64 now;
  guint64 expiry;
  gssize  n = 1;

  if (self->conn == NULL || _odeon_quic_endpoint_is_blocked (self->endpoint))
    return;
  if (self->wants_close)
    {
      _odeon_quic_connection_take_leave (self);
      return;
    }

  now = _odeon_quic_now ();
  _odeon_quic_schedule_begin (&self->schedule);
  self->datagram.is_dry = !self->is_ready || self->events == NULL
                          || self->events->provide_datagram == NULL;
  for (guint i = 0; i < ROUNDS_MAX && n > 0; i++)
    {
      n = send_some (self, ngtcp2_conn_get_send_quantum (self->conn), now);
      if (n < 0)
        {
          _odeon_quic_connection_fail (self, (gint) n);
          return;
        }
      /* Who has nothing more to send need not be woken when he might: read before the update. */
      expiry = ngtcp2_conn_get_expiry (self->conn);
      ngtcp2_conn_update_pkt_tx_time (self->conn, now);
      if (n > 0)
        {
          expiry = ngtcp2_conn_get_expiry (self->conn);
          n = expiry <= now;
        }
    }
  if (n == 0 && !_odeon_quic_endpoint_is_blocked (self->endpoint))
    self->is_due = !self->is_ready;
  if (n == 0 && !is_held_up (self))
    expiry = put_off (self, expiry, now);
  _odeon_quic_connection_set_timer (self, expiry);
}
