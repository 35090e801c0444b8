/* SPDX-License-Identifier: MIT */

#include "odeon-carriage-private.h"

#include "odeon-environment-private.h"

#include <string.h>

/* For so long the last words may be under way. */
#define PARTING (300 * G_TIME_SPAN_MILLISECOND)

/* --- its life --- */

static void
carriage_free (OdeonCarriage *self)
{
  _odeon_peer_unref (self->peer);
  _odeon_session_unref (self->session);
  g_byte_array_unref (self->input);
  g_ptr_array_unref (self->foreign_lanes);
  _odeon_node_core_unref (self->core);
  g_free (self);
}

static void
run_last (OdeonErrand *errand)
{
  carriage_free ((OdeonCarriage *) ((gchar *) errand - G_STRUCT_OFFSET (OdeonCarriage, last)));
}

static void
set_timer (OdeonCarriage *self, gint64 after_usec)
{
  if (self->has_timer)
    _odeon_timers_remove (self->core->worker, &self->timer);
  self->has_timer = after_usec >= 0;
  if (!self->has_timer)
    return;

  self->timer.due = _odeon_now () + after_usec;
  _odeon_timers_add (self->core->worker, &self->timer);
}

/* Whoever found the end may still be at it. */
static void
leave (OdeonCarriage *self)
{
  set_timer (self, -1);
  self->connection = NULL;
  self->last.run = run_last;
  _odeon_worker_leave_errand (self->core->worker, &self->last);
  _odeon_node_core_carriage_gone (self->core, self);
}

void
_odeon_carriage_close (OdeonCarriage *self, OdeonCloseCode code, const gchar *reason)
{
  if (self->connection == NULL)
    return;

  _odeon_quic_connection_close (self->connection, code, reason);
  if (self->peer != NULL && self->peer->carriage == self)
    self->peer->carriage = NULL;
  leave (self);
}

void
_odeon_carriage_give_up (OdeonCarriage *self, OdeonCloseCode code, const gchar *what)
{
  OdeonPeer         *peer = self->peer != NULL ? _odeon_peer_ref (self->peer) : NULL;
  gboolean           is_its = peer != NULL && peer->carriage == self;
  g_autoptr (GError) error = NULL;

  _odeon_carriage_close (self, code, what);
  if (is_its)
    {
      error = g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: %s", peer->route, what);
      _odeon_peer_dial_failed (peer, error);
    }
  _odeon_peer_unref (peer);
}

static gboolean
has_arrived (OdeonCarriage *self)
{
  return self->session->output.acknowledged == self->session->output.position;
}

void
_odeon_carriage_part (OdeonCarriage *self)
{
  if (self->peer->carriage == self)
    self->peer->carriage = NULL;
  self->is_parting = TRUE;
  if (has_arrived (self))
    {
      _odeon_carriage_close (self, ODEON_CLOSE_DONE, "the session has ended");
      return;
    }

  set_timer (self, PARTING);
  _odeon_quic_connection_wake (self->connection);
}

static void
timer_fires (OdeonTimer *timer, const GError *why)
{
  OdeonCarriage *self =
    (OdeonCarriage *) ((gchar *) timer - G_STRUCT_OFFSET (OdeonCarriage, timer));

  self->has_timer = FALSE;
  if (why != NULL)
    return;
  if (self->is_parting)
    _odeon_carriage_close (self, ODEON_CLOSE_DONE, "the session has ended");
  else
    _odeon_carriage_give_up (self, ODEON_CLOSE_VIOLATION, "there is no preamble");
}

/* --- out --- */

void
_odeon_carriage_wake (OdeonCarriage *self)
{
  if (self->is_attached)
    _odeon_quic_connection_wake (self->connection);
}

static GBytes *
make_prefix (guint number)
{
  guint8  prefix[ODEON_LANE_PREFIX] = { 0 };
  guint32 stored = GUINT32_TO_LE (number);

  memcpy (prefix, &stored, sizeof stored);

  return g_bytes_new (prefix, sizeof prefix);
}

void
_odeon_carriage_wake_lane (OdeonCarriage *self, guint number)
{
  OdeonSessionLane   *lane = _odeon_lanes_peek (&self->session->lanes, number);
  g_autoptr (GBytes)  prefix = NULL;

  if (!self->is_attached)
    return;
  if (self->lanes[number] != NULL)
    {
      _odeon_quic_connection_wake (self->connection);
      return;
    }

  /* If the peer allows no more of them, what comes later asks again. */
  prefix = make_prefix (number);
  self->lanes[number] = _odeon_quic_connection_open (self->connection, ODEON_QUIC_UNIDIRECTIONAL,
                                                     number == ODEON_LANE_BULK ? ODEON_QUIC_BULK
                                                                               : ODEON_QUIC_LANE,
                                                     prefix, &lane->output);
}

gsize
_odeon_carriage_get_datagram_size (OdeonCarriage *self)
{
  OdeonQuicStatistics statistics;

  if (!self->is_attached)
    return 0;
  if (self->max_datagram == 0)
    {
      _odeon_quic_connection_get_statistics (self->connection, &statistics);
      self->max_datagram = statistics.max_datagram;
    }

  return self->max_datagram;
}

static gsize
provide_datagram (OdeonQuicConnection *connection G_GNUC_UNUSED,
                  guint8              *place,
                  gsize                room,
                  gpointer             data)
{
  OdeonCarriage *self = data;

  if (!self->is_attached || self->is_parting)
    return 0;

  /* The path may have changed: it is looked at anew. */
  self->max_datagram = 0;

  return _odeon_datagrams_provide (self->session, place, room);
}

/* The answer is of no use, but what it answers is acknowledged. */
static void
anchor (OdeonQuicConnection *connection G_GNUC_UNUSED, gpointer data)
{
  OdeonCarriage   *self = data;
  OdeonFrameHeader header = { .kind = ODEON_FRAME_PING };

  if (self->session->phase == ODEON_SESSION_OPEN)
    _odeon_session_write_bare (self->session, &header);
}

static void
acknowledged (OdeonQuicConnection *connection G_GNUC_UNUSED,
              OdeonQuicStream     *stream G_GNUC_UNUSED,
              guint64              position G_GNUC_UNUSED,
              gpointer             data)
{
  OdeonCarriage *self = data;

  if (self->is_parting && self->connection != NULL && has_arrived (self))
    _odeon_carriage_close (self, ODEON_CLOSE_DONE, "the session has ended");
}

/* --- in --- */

void
_odeon_carriage_violate (OdeonCarriage *self, const gchar *what)
{
  if (self->is_attached)
    _odeon_session_violates (self->session, "%s", what);
  else
    _odeon_carriage_give_up (self, ODEON_CLOSE_VIOLATION, what);
}

static void
receive_frames (OdeonCarriage *self, const guint8 *bytes, gsize size)
{
  gsize used;

  if (G_UNLIKELY (self->input->len > 0))
    {
      g_byte_array_append (self->input, bytes, (guint) size);
      used = _odeon_session_receive (self->session, self->input->data, self->input->len);
      g_byte_array_remove_range (self->input, 0, (guint) used);
      return;
    }

  used = _odeon_session_receive (self->session, bytes, size);
  if (G_UNLIKELY (used < size))
    g_byte_array_append (self->input, bytes + used, (guint) (size - used));
}

static void
receive_control (OdeonCarriage *self, const guint8 *bytes, gsize size)
{
  OdeonPreamble      preamble;
  g_autoptr (GError) error = NULL;
  gssize             used;

  if (G_LIKELY (self->is_attached))
    {
      receive_frames (self, bytes, size);
      return;
    }

  g_byte_array_append (self->input, bytes, (guint) size);
  used = _odeon_preamble_parse (&preamble, self->input->data, self->input->len, &error);
  if (used < 0)
    {
      _odeon_carriage_violate (self, error->message);
      return;
    }
  if (used == 0 || !_odeon_carriage_greeted (self, &preamble))
    return;

  g_byte_array_remove_range (self->input, 0, (guint) used);
  if (!self->is_attached)
    return;

  if (self->input->len > 0)
    receive_frames (self, NULL, 0);
  _odeon_foreign_lanes_receive_early (self);
}

static inline gboolean
is_unidirectional (OdeonQuicStream *stream)
{
  return (_odeon_quic_stream_get_id (stream) & 2) != 0;
}

static void
receive (OdeonQuicConnection *connection G_GNUC_UNUSED,
         OdeonQuicStream     *stream,
         const guint8        *bytes,
         gsize                size,
         gboolean             is_end,
         gpointer             data)
{
  OdeonCarriage *self = data;

  if (self->connection == NULL || self->is_parting)
    return;
  if (is_unidirectional (stream))
    {
      _odeon_foreign_lane_receive (self, stream, bytes, size);
      return;
    }

  if (self->control == NULL)
    self->control = stream;
  if (is_end || stream != self->control)
    _odeon_carriage_violate (self, "a stream that is none of ours");
  else
    receive_control (self, bytes, size);
}

static void
receive_datagram (OdeonQuicConnection *connection G_GNUC_UNUSED,
                  const guint8        *bytes,
                  gsize                size,
                  gpointer             data)
{
  OdeonCarriage *self = data;

  if (self->is_attached && !self->is_parting)
    _odeon_datagrams_receive (self->session, bytes, size);
}

/* --- its connection --- */

static void
ready (OdeonQuicConnection *connection, gpointer data)
{
  OdeonCarriage     *self = data;
  g_autoptr (GBytes) preamble = _odeon_peer_make_preamble (self->peer);

  self->control = _odeon_quic_connection_open (connection, ODEON_QUIC_BIDIRECTIONAL,
                                               ODEON_QUIC_ORDERED, preamble, NULL);
  if (self->control == NULL)
    _odeon_carriage_violate (self, "no stream is allowed");
}

static void
closed (OdeonQuicConnection *connection, const GError *why, gpointer data)
{
  OdeonCarriage *self = data;
  guint64        code = G_MAXUINT64;

  if (!_odeon_quic_connection_get_close_code (connection, &code))
    code = G_MAXUINT64;
  if (self->peer == NULL || self->peer->carriage != self)
    {
      leave (self);
      return;
    }

  self->peer->carriage = NULL;
  _odeon_carriage_lost (self, code, why);
  leave (self);
}

static const OdeonQuicEvents events = {
  .ready = ready,
  .receive = receive,
  .receive_datagram = receive_datagram,
  .provide_datagram = provide_datagram,
  .anchor = anchor,
  .acknowledged = acknowledged,
  .closed = closed,
};

static OdeonCarriage *
carriage_new (OdeonNodeCore *core, OdeonQuicConnection *connection)
{
  OdeonCarriage *self = g_new0 (OdeonCarriage, 1);

  self->core = _odeon_node_core_ref (core);
  self->connection = connection;
  self->input = g_byte_array_new ();
  self->foreign_lanes = g_ptr_array_new_with_free_func (_odeon_foreign_lane_free);
  self->timer.fire = timer_fires;
  g_ptr_array_add (core->carriages, self);
  _odeon_quic_connection_set_events (connection, &events, self);

  return self;
}

OdeonCarriage *
_odeon_carriage_accept (OdeonNodeCore *core, OdeonQuicConnection *connection)
{
  OdeonCarriage *self = carriage_new (core, connection);

  self->is_accepted = TRUE;
  set_timer (self, (gint64) core->options.handshake_ms * 1000);

  return self;
}

OdeonCarriage *
_odeon_carriage_dial (OdeonPeer *peer, OdeonQuicConnection *connection)
{
  OdeonCarriage *self = carriage_new (peer->core, connection);

  self->peer = _odeon_peer_ref (peer);
  self->session = _odeon_session_ref (peer->session);
  set_timer (self, 2 * (gint64) peer->core->options.handshake_ms * 1000);

  return self;
}

void
_odeon_carriage_attach (OdeonCarriage *self, OdeonPeer *peer)
{
  set_timer (self, -1);
  if (self->peer == NULL)
    {
      self->peer = _odeon_peer_ref (peer);
      self->session = _odeon_session_ref (peer->session);
    }
  self->is_attached = TRUE;
}
