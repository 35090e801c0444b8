/* SPDX-License-Identifier: MIT */

/* Endpoints for tests, each on a worker of its own, with certificates of one authority. What
 * happens is noted, and the test's thread waits for it. An accepted connection says on stream 0
 * what it hears there, and sends datagrams back. */

#pragma once

#include "stage.h"

#include "notary.h"

#include "odeon-quic-private.h"

#define PATIENCE (20 * G_USEC_PER_SEC)

/* --- what is known to all tests --- */

static Paper authority;

static G_GNUC_UNUSED int
quay_set_up (void **state)
{
  if (folder_set_up (state) != 0)
    return -1;
  authority = MAKE (.is_authority = TRUE, .subject = "authority");
  write_certificate (&authority, "authority.pem");

  return 0;
}

static G_GNUC_UNUSED int
quay_tear_down (void **state)
{
  paper_clear (&authority);

  return folder_tear_down (state);
}

static G_GNUC_UNUSED OdeonCredentials *
credentials_of (const Wish *wish)
{
  g_autofree gchar *certificate = g_strconcat (wish->name, ".pem", NULL);
  g_autofree gchar *key = g_strconcat (wish->name, ".key", NULL);
  g_auto (Paper)    paper = make_paper (wish);
  GError           *error = NULL;
  OdeonCredentials *self;

  self = odeon_credentials_new_from_files (in_folder ("authority.pem"),
                                           write_certificate (&paper, certificate),
                                           write_key (&paper, key), &error);
  assert_no_error (error);

  return self;
}

static G_GNUC_UNUSED OdeonCredentials *
new_credentials (const gchar *name)
{
  return credentials_of (&(Wish){ .name = name, .issuer = &authority });
}

/* --- running something on a worker --- */

typedef struct
{
  OdeonMessage message; /* first */
  void       (*func) (gpointer data);
  gpointer     data;
  GMutex       mutex;
  GCond        cond;
  gboolean     is_done;
} Errand;

static void
errand_done (OdeonMessage *message, gboolean is_run)
{
  Errand *self = (Errand *) message;

  if (is_run)
    self->func (self->data);
  g_mutex_lock (&self->mutex);
  self->is_done = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static void
errand_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  errand_done (message, TRUE);
}

static void
errand_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  errand_done (message, FALSE);
}

static const OdeonMessageClass errand_class = {
  .run = errand_run,
  .refuse = errand_refuse,
};

static G_GNUC_UNUSED void
run_on (OdeonWorker *worker, void (*func) (gpointer data), gpointer data)
{
  Errand self = { .func = func, .data = data };

  self.message.klass = &errand_class;
  g_mutex_init (&self.mutex);
  g_cond_init (&self.cond);
  _odeon_worker_send (worker, &self.message);
  g_mutex_lock (&self.mutex);
  while (!self.is_done)
    g_cond_wait (&self.cond, &self.mutex);
  g_mutex_unlock (&self.mutex);
  g_mutex_clear (&self.mutex);
  g_cond_clear (&self.cond);
}

/* --- a quay: an endpoint, and its connections' other ends --- */

typedef struct _Quay Quay;

typedef struct
{
  Quay                *quay;
  OdeonQuicConnection *connection; /* (nullable): closed */
  OdeonQuicStream     *stream;     /* number 0, once it sends */
  OdeonOutput          output;     /* of that */
  OdeonOutput          lane;       /* of another one */
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
ship_acknowledged (OdeonQuicConnection *connection G_GNUC_UNUSED, OdeonQuicStream *stream,
                   guint64 position, gpointer data)
{
  Ship *self = data;

  g_mutex_lock (&self->quay->mutex);
  if (stream == self->stream)
    self->n_acknowledged = position;
  else
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
  .acknowledged = ship_acknowledged,
  .closed = ship_closed,
};

static void
quay_accepted (OdeonQuicEndpoint *endpoint G_GNUC_UNUSED, OdeonQuicConnection *connection,
               gpointer data)
{
  Quay *self = data;
  Ship *ship = ship_new (self, connection);

  _odeon_quic_connection_set_events (connection, &ship_events, ship);
  g_mutex_lock (&self->mutex);
  ship->is_ready = TRUE;
  ship->peer_name = g_strdup (_odeon_quic_connection_get_peer (connection)->name);
  g_ptr_array_add (self->ships, ship);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static void
quay_gone (OdeonQuicEndpoint *endpoint G_GNUC_UNUSED, gpointer data)
{
  Quay *self = data;

  self->endpoint = NULL;
  self->is_gone = TRUE;
}

static const OdeonQuicEndpointEvents quay_events = {
  .accepted = quay_accepted,
  .gone = quay_gone,
};

static void
open_endpoint (gpointer data)
{
  Quay   *self = data;
  GError *error = NULL;

  self->endpoint = _odeon_quic_endpoint_new (self->worker, self->bind, &self->options,
                                             &quay_events, self, &error);
  assert_no_error (error);
  self->address = _odeon_quic_endpoint_get_address (self->endpoint);
}

static G_GNUC_UNUSED const OdeonQuicOptions default_options = ODEON_QUIC_OPTIONS_INIT;

/* @bind: "127.0.0.1", "::1", … and perhaps a port. Takes @credentials. */
static G_GNUC_UNUSED Quay *
quay_new (const gchar *bind, guint port, OdeonCredentials *credentials,
          const OdeonQuicOptions *options)
{
  Quay   *self = g_new0 (Quay, 1);
  GError *error = NULL;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->ships = g_ptr_array_new_with_free_func (ship_free);
  self->options = *options;
  self->options.credentials = credentials;
  self->bind = g_inet_socket_address_new_from_string (bind, port);
  self->worker = _odeon_thread_worker_new ("quay", NULL, &error);
  assert_no_error (error);
  run_on (self->worker, open_endpoint, self);

  return self;
}

static G_GNUC_UNUSED void
quay_free (Quay *self)
{
  _odeon_thread_worker_quit (self->worker);
  _odeon_thread_worker_join (self->worker);
  _odeon_worker_unref (self->worker);
  g_ptr_array_unref (self->ships);
  g_object_unref (self->bind);
  g_object_unref (self->address);
  g_object_unref (self->options.credentials);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

typedef struct
{
  Quay           *quay;
  GSocketAddress *to;
  const gchar    *expected;
  Ship           *ship;
} Dial;

static void
dial (gpointer data)
{
  Dial                *self = data;
  GError              *error = NULL;
  OdeonQuicConnection *connection;

  connection = _odeon_quic_endpoint_connect (self->quay->endpoint, self->to, self->expected,
                                             &error);
  assert_no_error (error);
  self->ship = ship_new (self->quay, connection);
  _odeon_quic_connection_set_events (connection, &ship_events, self->ship);
  g_mutex_lock (&self->quay->mutex);
  g_ptr_array_add (self->quay->ships, self->ship);
  g_mutex_unlock (&self->quay->mutex);
}

static G_GNUC_UNUSED Ship *
quay_dial (Quay *self, GSocketAddress *to, const gchar *expected)
{
  Dial errand = { .quay = self, .to = to, .expected = expected };

  run_on (self->worker, dial, &errand);

  return errand.ship;
}

/* --- waiting --- */

#define wait_until(quay, condition) \
  G_STMT_START \
    { \
      gint64 wait_deadline = g_get_monotonic_time () + PATIENCE; \
\
      g_mutex_lock (&(quay)->mutex); \
      while (!(condition)) \
        if (!g_cond_wait_until (&(quay)->cond, &(quay)->mutex, wait_deadline)) \
          break; \
      if (!(condition)) \
        fail_msg ("In vain: %s", #condition); \
      g_mutex_unlock (&(quay)->mutex); \
    } \
  G_STMT_END

static G_GNUC_UNUSED void
wait_ready (Ship *ship)
{
  wait_until (ship->quay, ship->is_ready || ship->closed != NULL);
  if (!ship->is_ready)
    fail_msg ("%s", ship->closed->message);
}

static G_GNUC_UNUSED void
wait_closed (Ship *ship, GQuark domain, gint code)
{
  wait_until (ship->quay, ship->closed != NULL);
  if (!g_error_matches (ship->closed, domain, code))
    fail_msg ("%s %d: %s", g_quark_to_string (ship->closed->domain), ship->closed->code,
              ship->closed->message);
}

/* --- saying something --- */

typedef struct
{
  Ship         *ship;
  gconstpointer bytes;
  gsize         size;
  gsize         times;
} Speech;

static void
speak (gpointer data)
{
  Speech *self = data;

  for (gsize i = 0; i < self->times; i++)
    ship_say (self->ship, self->bytes, self->size);
}

static G_GNUC_UNUSED void
say (Ship *ship, gconstpointer bytes, gsize size)
{
  Speech self = { ship, bytes, size, 1 };

  run_on (ship->quay->worker, speak, &self);
}

static void
speak_datagram (gpointer data)
{
  Speech *self = data;

  g_queue_push_tail (&self->ship->datagrams, g_bytes_new (self->bytes, self->size));
  _odeon_quic_connection_wake (self->ship->connection);
}

static G_GNUC_UNUSED void
say_datagram (Ship *ship, gconstpointer bytes, gsize size)
{
  Speech self = { ship, bytes, size, 1 };

  run_on (ship->quay->worker, speak_datagram, &self);
}

static void
close_ship (gpointer data)
{
  Speech *self = data;

  _odeon_quic_connection_close (self->ship->connection, self->size, self->bytes);
  self->ship->connection = NULL;
}

static G_GNUC_UNUSED void
close_connection (Ship *ship, guint64 code, const gchar *reason)
{
  Speech self = { ship, reason, code, 1 };

  run_on (ship->quay->worker, close_ship, &self);
}
