/* SPDX-License-Identifier: MIT */

/* A connection of a quay. What happens to it is noted. One that was accepted says on stream 0 what
 * it hears there, and sends datagrams back. */

#pragma once

#include "stage.h"

#include "odeon-quic-private.h"

typedef struct _Quay Quay;

typedef struct
{
  Quay                *quay;
  OdeonQuicConnection *connection; /* (nullable): closed */
  OdeonQuicStream     *stream;     /* number 0, once it sends */
  OdeonOutput          output;     /* of that */
  OdeonOutput          lane;       /* of another one */
  OdeonQuicStream     *cable;      /* (nullable): that of the anchor */
  OdeonOutput          anchor;
  GQueue               datagrams;  /* of GBytes: to be sent */

  /* Guarded by the quay's mutex. */
  gboolean             is_ready;
  gboolean             is_mute;    /* does not answer */
  GByteArray          *heard;      /* on stream 0 */
  gsize                n_heard;    /* how much */
  guint64              n_acknowledged;
  guint64              n_lane_acknowledged;
  GHashTable          *others;     /* of stream id: GByteArray heard on it */
  GPtrArray           *packets;    /* datagrams heard */
  gchar               *peer_name;
  GError              *closed;
  guint64              close_code;
  gint64               closed_at;
} Ship;

struct _Quay
{
  OdeonWorker       *worker;
  OdeonQuicOptions   options;
  GSocketAddress    *bind;
  GSocketAddress    *address;
  OdeonQuicEndpoint *endpoint;

  GMutex             mutex;
  GCond              cond;
  GPtrArray         *ships; /* accepted and dialled, in that order of time */
  gboolean           is_gone;
  gboolean           is_mute;
  guint              n_connections; /* as they were counted last */
};

static void
ship_free (gpointer data)
{
  Ship *self = data;

  _odeon_output_clear (&self->output);
  _odeon_output_clear (&self->lane);
  _odeon_output_clear (&self->anchor);
  g_queue_clear_full (&self->datagrams, (GDestroyNotify) g_bytes_unref);
  g_byte_array_unref (self->heard);
  g_hash_table_unref (self->others);
  g_ptr_array_unref (self->packets);
  g_free (self->peer_name);
  g_clear_error (&self->closed);
  g_free (self);
}

static Ship *
ship_new (Quay *quay, OdeonQuicConnection *connection)
{
  Ship *self = g_new0 (Ship, 1);

  self->quay = quay;
  self->connection = connection;
  _odeon_output_init (&self->output);
  _odeon_output_init (&self->lane);
  _odeon_output_init (&self->anchor);
  g_queue_init (&self->datagrams);
  self->heard = g_byte_array_new ();
  self->others = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                        (GDestroyNotify) g_byte_array_unref);
  self->packets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->is_mute = quay->is_mute;

  return self;
}

static G_GNUC_UNUSED void
put (OdeonOutput *output, gconstpointer bytes, gsize size)
{
  const guint8 *rest = bytes;

  while (size > 0)
    {
      gsize   part = MIN (size, 4096);
      gsize   room;
      guint8 *place = _odeon_output_reserve (output, 0, part, &room);

      memcpy (place, rest, part);
      _odeon_output_commit (output, part);
      rest += part;
      size -= part;
    }
}

/* On the worker. */
static G_GNUC_UNUSED void
ship_say (Ship *self, gconstpointer bytes, gsize size)
{
  put (&self->output, bytes, size);
  if (self->connection != NULL)
    _odeon_quic_connection_wake (self->connection);
}

static void
ship_ready (OdeonQuicConnection *connection, gpointer data)
{
  Ship *self = data;

  self->stream = _odeon_quic_connection_open (connection, ODEON_QUIC_BIDIRECTIONAL,
                                              ODEON_QUIC_ORDERED, NULL, &self->output);
  g_mutex_lock (&self->quay->mutex);
  self->is_ready = TRUE;
  self->peer_name = g_strdup (_odeon_quic_connection_get_peer (connection)->name);
  g_cond_broadcast (&self->quay->cond);
  g_mutex_unlock (&self->quay->mutex);
}

static GByteArray *
get_heard (Ship *self, gint64 id)
{
  GByteArray *heard = id == 0 ? self->heard : g_hash_table_lookup (self->others, &id);

  if (heard == NULL)
    {
      heard = g_byte_array_new ();
      g_hash_table_insert (self->others, g_memdup2 (&id, sizeof id), heard);
    }

  return heard;
}

static void
ship_receive (OdeonQuicConnection *connection,
              OdeonQuicStream     *stream,
              const guint8        *bytes,
              gsize                size,
              gboolean             is_end G_GNUC_UNUSED,
              gpointer             data)
{
  Ship  *self = data;
  gint64 id = (gint64) _odeon_quic_stream_get_id (stream);

  if (id == 0 && self->stream == NULL)
    {
      self->stream = stream;
      _odeon_quic_stream_set_source (stream, ODEON_QUIC_ORDERED, NULL, &self->output);
    }
  if (id == 0 && !_odeon_quic_connection_is_dialled (connection) && !self->is_mute)
    ship_say (self, bytes, size);
  g_mutex_lock (&self->quay->mutex);
  g_byte_array_append (get_heard (self, id), bytes, (guint) size);
  if (id == 0)
    self->n_heard += size;
  g_cond_broadcast (&self->quay->cond);
  g_mutex_unlock (&self->quay->mutex);
}

static void
ship_receive_datagram (OdeonQuicConnection *connection,
                       const guint8        *bytes,
                       gsize                size,
                       gpointer             data)
{
  Ship *self = data;

  if (!_odeon_quic_connection_is_dialled (connection) && !self->is_mute)
    {
      g_queue_push_tail (&self->datagrams, g_bytes_new (bytes, size));
      _odeon_quic_connection_wake (connection);
    }
  g_mutex_lock (&self->quay->mutex);
  g_ptr_array_add (self->packets, g_bytes_new (bytes, size));
  g_cond_broadcast (&self->quay->cond);
  g_mutex_unlock (&self->quay->mutex);
}

static gsize
ship_provide_datagram (OdeonQuicConnection *connection G_GNUC_UNUSED,
                       guint8              *place,
                       gsize                room,
                       gpointer             data)
{
  Ship   *self = data;
  GBytes *bytes = g_queue_peek_head (&self->datagrams);
  gsize   size;

  if (bytes == NULL || g_bytes_get_size (bytes) > room)
    return 0;

  size = g_bytes_get_size (bytes);
  memcpy (place, g_bytes_get_data (bytes, NULL), size);
  g_bytes_unref (g_queue_pop_head (&self->datagrams));

  return size;
}

static void
ship_anchor (OdeonQuicConnection *connection, gpointer data)
{
  Ship *self = data;

  put (&self->anchor, "a", 1);
  if (self->cable == NULL)
    self->cable = _odeon_quic_connection_open (connection, ODEON_QUIC_UNIDIRECTIONAL,
                                               ODEON_QUIC_ORDERED, NULL, &self->anchor);
}

static void
ship_acknowledged (OdeonQuicConnection *connection G_GNUC_UNUSED, OdeonQuicStream *stream,
                   guint64 position, gpointer data)
{
  Ship *self = data;

  g_mutex_lock (&self->quay->mutex);
  if (stream == self->stream)
    self->n_acknowledged = position;
  else if (stream != self->cable)
    self->n_lane_acknowledged = position;
  g_cond_broadcast (&self->quay->cond);
  g_mutex_unlock (&self->quay->mutex);
}

static void
ship_closed (OdeonQuicConnection *connection, const GError *why, gpointer data)
{
  Ship *self = data;

  g_mutex_lock (&self->quay->mutex);
  self->closed = g_error_copy (why);
  self->closed_at = g_get_monotonic_time ();
  self->connection = NULL;
  self->close_code = G_MAXUINT64;
  _odeon_quic_connection_get_close_code (connection, &self->close_code);
  g_cond_broadcast (&self->quay->cond);
  g_mutex_unlock (&self->quay->mutex);
}

static const OdeonQuicEvents ship_events = {
  .ready = ship_ready,
  .receive = ship_receive,
  .receive_datagram = ship_receive_datagram,
  .provide_datagram = ship_provide_datagram,
  .anchor = ship_anchor,
  .acknowledged = ship_acknowledged,
  .closed = ship_closed,
};
