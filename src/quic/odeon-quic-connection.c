/* SPDX-License-Identifier: MIT */

#include "odeon-quic-endpoint-private.h"

#include "odeon-environment-private.h"
#include "odeon-quic-log-private.h"

#include <string.h>
#include <time.h>

/* How many ids of the other side each side remembers: the current one and some for other paths. */
#define IDS_MAX 4

#define MS_TO_NS G_GUINT64_CONSTANT (1000000)

guint64
_odeon_quic_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return (guint64) now.tv_sec * 1000 * MS_TO_NS + (guint64) now.tv_nsec;
}

void
_odeon_quic_path_set (ngtcp2_path           *self,
                      const OdeonUdpAddress *local,
                      const OdeonUdpAddress *remote)
{
  self->local.addr = (struct sockaddr *) &local->any;
  self->local.addrlen = local->size;
  self->remote.addr = (struct sockaddr *) &remote->any;
  self->remote.addrlen = remote->size;
  self->user_data = NULL;
}

/* --- what both sides are told --- */

static void
set_settings (OdeonQuicConnection *self, ngtcp2_settings *settings, const ngtcp2_cid *original)
{
  const OdeonQuicOptions *options = &self->endpoint->options;

  ngtcp2_settings_default (settings);
  settings->initial_ts = _odeon_quic_now ();
  settings->handshake_timeout = options->handshake_ms * MS_TO_NS;
  settings->cc_algo = options->congestion == ODEON_CONGESTION_BBR ? ODEON_NGTCP2_BBR
                                                                  : NGTCP2_CC_ALGO_CUBIC;
  self->log_fd = -1;
  if (G_UNLIKELY (self->endpoint->log_directory != NULL))
    {
      self->log_fd = _odeon_quic_log_open (self->endpoint->log_directory, original,
                                           self->is_dialled);
      if (self->log_fd >= 0)
        _odeon_ngtcp2_settings_set_log (settings, _odeon_quic_log_write, original);
    }
}

static void
set_parameters (OdeonQuicConnection *self, ngtcp2_transport_params *params)
{
  const OdeonQuicOptions *options = &self->endpoint->options;

  ngtcp2_transport_params_default (params);
  params->initial_max_data = options->window;
  params->initial_max_stream_data_bidi_local = options->window;
  params->initial_max_stream_data_bidi_remote = options->window;
  params->initial_max_stream_data_uni = options->window;
  params->initial_max_streams_bidi = self->is_dialled ? 0 : 1;
  params->initial_max_streams_uni = options->max_lanes;
  params->max_idle_timeout = options->idle_ms * MS_TO_NS;
  params->active_connection_id_limit = IDS_MAX;
  params->max_datagram_frame_size = G_MAXUINT16;
}

static void
add_reset_token (OdeonQuicConnection *self, ngtcp2_transport_params *params, const ngtcp2_cid *id)
{
  OdeonQuicEndpoint *endpoint = self->endpoint;

  ngtcp2_crypto_generate_stateless_reset_token (params->stateless_reset_token,
                                                endpoint->reset_secret,
                                                sizeof endpoint->reset_secret, id);
  params->stateless_reset_token_present = 1;
}

/* --- making one --- */

static OdeonQuicConnection *
connection_new (OdeonQuicEndpoint *endpoint, gboolean is_dialled)
{
  OdeonQuicConnection *self = g_new0 (OdeonQuicConnection, 1);

  self->endpoint = endpoint;
  self->is_dialled = is_dialled;
  self->log_fd = -1;
  self->is_due = TRUE;
  self->timer.fire = _odeon_quic_connection_expire;
  self->trust = _odeon_credentials_dup_trust (endpoint->credentials);
  _odeon_quic_schedule_init (&self->schedule);
  self->next = endpoint->connections;
  if (self->next != NULL)
    self->next->previous = self;
  endpoint->connections = self;
  endpoint->n_connections++;

  return self;
}

/* With its ngtcp2_conn. */
static gboolean
set_up (OdeonQuicConnection *self, const ngtcp2_cid *id, gint code, GError **error)
{
  const OdeonQuicOptions *options = &self->endpoint->options;
  guint                   keep_alive_ms = options->keep_alive_ms;

  if (code != 0)
    {
      self->conn = NULL;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "QUIC: %s", ngtcp2_strerror (code));
      return FALSE;
    }

  if (keep_alive_ms == 0)
    keep_alive_ms = MAX (options->idle_ms / 3, 1);
  /* While the other side asks, this one need not. */
  if (!self->is_dialled)
    keep_alive_ms += keep_alive_ms / 2;
  ngtcp2_conn_set_keep_alive_timeout (self->conn, keep_alive_ms * MS_TO_NS);

  return _odeon_quic_ids_add (&self->endpoint->ids, &self->ids, id->data, id->datalen, self)
         && _odeon_quic_handshake_prepare (self, error);
}

static void
draw_id (OdeonQuicEndpoint *endpoint, ngtcp2_cid *out_id)
{
  do
    _odeon_quic_id_draw (out_id);
  while (_odeon_quic_ids_find (&endpoint->ids, out_id->data, out_id->datalen) != NULL);
}

OdeonQuicConnection *
_odeon_quic_connection_dial (OdeonQuicEndpoint     *endpoint,
                             const OdeonUdpAddress *local,
                             const OdeonUdpAddress *remote,
                             const gchar           *expected,
                             GError               **error)
{
  OdeonQuicConnection    *self = connection_new (endpoint, TRUE);
  ngtcp2_settings         settings;
  ngtcp2_transport_params params;
  ngtcp2_path             path;
  ngtcp2_cid              theirs = { .datalen = 16 };
  ngtcp2_cid              own;
  gint                    code;

  self->expected = g_strdup (expected);
  draw_id (endpoint, &own);
  _odeon_environment->random (theirs.data, theirs.datalen);
  set_settings (self, &settings, &theirs);
  set_parameters (self, &params);
  _odeon_quic_path_set (&path, local, remote);
  code = ngtcp2_conn_client_new (&self->conn, &theirs, &own, &path, NGTCP2_PROTO_VER_V1,
                                 &_odeon_quic_dialled_callbacks, &settings, &params, NULL, self);
  if (!set_up (self, &own, code, error))
    {
      _odeon_quic_connection_free (self);
      return NULL;
    }

  return self;
}

OdeonQuicConnection *
_odeon_quic_connection_accept (OdeonQuicEndpoint     *endpoint,
                               const OdeonQuicCaller *caller,
                               GError               **error)
{
  OdeonQuicConnection    *self = connection_new (endpoint, FALSE);
  const ngtcp2_pkt_hd    *header = &caller->header;
  ngtcp2_settings         settings;
  ngtcp2_transport_params params;
  ngtcp2_path             path;
  ngtcp2_cid              own;
  const guint8           *token;
  gsize                   size;
  gint                    code;

  self->is_counted = TRUE;
  endpoint->n_handshakes++;
  draw_id (endpoint, &own);
  set_settings (self, &settings, &caller->original);
  set_parameters (self, &params);
  add_reset_token (self, &params, &own);
  _odeon_ngtcp2_params_set_original (&params, &caller->original);
  if (caller->is_retried)
    {
      token = _odeon_ngtcp2_header_get_token (header, &size);
      _odeon_ngtcp2_settings_set_token (&settings, token, size);
      params.retry_scid = header->dcid;
      params.retry_scid_present = 1;
    }
  _odeon_quic_path_set (&path, &caller->batch->local, &caller->batch->remote);
  code = ngtcp2_conn_server_new (&self->conn, &header->scid, &own, &path, header->version,
                                 &_odeon_quic_accepted_callbacks, &settings, &params, NULL, self);
  if (!set_up (self, &own, code, error)
      || !_odeon_quic_ids_add (&endpoint->ids, &self->ids, header->dcid.data, header->dcid.datalen,
                               self))
    {
      _odeon_quic_connection_free (self);
      return NULL;
    }

  return self;
}

/* --- its end --- */

/* Nobody talks to the peer any more: all that is not needed for its late packets goes. */
void
_odeon_quic_connection_end (OdeonQuicConnection *self)
{
  if (self->is_counted)
    self->endpoint->n_handshakes--;
  self->is_counted = FALSE;
  if (self->trust == NULL)
    return;

  self->endpoint->n_connections--;
  g_clear_pointer (&self->conn, ngtcp2_conn_del);
  g_clear_pointer (&self->session, gnutls_deinit);
  g_clear_pointer (&self->trust, _odeon_trust_unref);
  g_clear_pointer (&self->expected, g_free);
  g_clear_pointer (&self->datagram.bytes, g_free);
  _odeon_quic_schedule_clear (&self->schedule);
  _odeon_quic_log_close (self->log_fd);
}

static void
leave_list (OdeonQuicConnection *self)
{
  OdeonQuicConnection **place = &self->endpoint->awake;

  if (self->next != NULL)
    self->next->previous = self->previous;
  if (self->previous != NULL)
    self->previous->next = self->next;
  else
    self->endpoint->connections = self->next;

  if (!self->is_awake)
    return;
  while (*place != self)
    place = &(*place)->next_awake;
  *place = self->next_awake;
}

void
_odeon_quic_connection_free (OdeonQuicConnection *self)
{
  OdeonQuicEndpoint *endpoint = self->endpoint;

  _odeon_quic_connection_end (self);
  leave_list (self);
  _odeon_timers_remove (endpoint->worker, &self->timer);
  _odeon_quic_ids_forget (&endpoint->ids, &self->ids);
  _odeon_peer_identity_clear (&self->peer);
  g_clear_error (&self->refusal);
  g_free (self->close_reason);
  g_free (self->farewell.bytes);
  g_free (self);
  _odeon_quic_endpoint_let_go (endpoint);
}

/* --- what its user asks of it --- */

void
_odeon_quic_connection_set_events (OdeonQuicConnection   *self,
                                   const OdeonQuicEvents *events,
                                   gpointer               data)
{
  self->events = events;
  self->data = data;
}

void
_odeon_quic_connection_wake (OdeonQuicConnection *self)
{
  if (!self->is_awake)
    _odeon_quic_endpoint_wake (self->endpoint, self);
}

void
_odeon_quic_connection_close (OdeonQuicConnection *self, guint64 code, const gchar *reason)
{
  if (self->conn == NULL || self->wants_close)
    return;

  self->wants_close = TRUE;
  self->close_code = code;
  self->close_reason = g_strdup (reason);
  self->events = NULL;
  _odeon_quic_schedule_detach (&self->schedule);
  _odeon_quic_connection_wake (self);
}

OdeonQuicStream *
_odeon_quic_connection_open (OdeonQuicConnection *self,
                             OdeonQuicDirection   direction,
                             OdeonQuicPriority    priority,
                             GBytes              *prefix,
                             OdeonOutput         *source)
{
  OdeonQuicStream *stream;
  int64_t          id;
  gint             code;

  g_assert (self->is_ready && !self->wants_close);

  code = direction == ODEON_QUIC_BIDIRECTIONAL
           ? ngtcp2_conn_open_bidi_stream (self->conn, &id, NULL)
           : ngtcp2_conn_open_uni_stream (self->conn, &id, NULL);
  if (code != 0)
    return NULL;

  stream = _odeon_quic_stream_new (self, id);
  _odeon_quic_schedule_add (&self->schedule, stream);
  ngtcp2_conn_set_stream_user_data (self->conn, id, stream);
  _odeon_quic_stream_set_source (stream, priority, prefix, source);

  return stream;
}

const OdeonPeerIdentity *
_odeon_quic_connection_get_peer (OdeonQuicConnection *self)
{
  return &self->peer;
}

gboolean
_odeon_quic_connection_check_revoked (OdeonQuicConnection *self, GError **error)
{
  return self->trust == NULL || _odeon_trust_check_revoked (self->trust, &self->peer, error);
}

GSocketAddress *
_odeon_quic_connection_get_remote_address (OdeonQuicConnection *self)
{
  OdeonUdpAddress    address = self->farewell.remote;
  const ngtcp2_path *path;

  if (self->conn != NULL)
    {
      path = ngtcp2_conn_get_path (self->conn);
      memcpy (&address.any, path->remote.addr, path->remote.addrlen);
      address.size = path->remote.addrlen;
    }

  return _odeon_udp_address_to_socket (&address);
}

gboolean
_odeon_quic_connection_is_dialled (OdeonQuicConnection *self)
{
  return self->is_dialled;
}

gboolean
_odeon_quic_connection_get_close_code (OdeonQuicConnection *self, guint64 *out_code)
{
  if (self->has_peer_code)
    *out_code = self->close_code;

  return self->has_peer_code;
}

void
_odeon_quic_connection_get_statistics (OdeonQuicConnection *self,
                                       OdeonQuicStatistics *out_statistics)
{
  OdeonNgtcp2Path path;

  memset (out_statistics, 0, sizeof *out_statistics);
  out_statistics->n_sent = self->n_sent;
  out_statistics->n_received = self->n_received;
  out_statistics->n_datagrams_lost = self->n_datagrams_lost;
  if (self->conn == NULL)
    return;

  _odeon_ngtcp2_path_init (&path, self->conn);
  out_statistics->rtt_usec = path.smoothed_rtt / 1000;
  out_statistics->window = path.cwnd;
  out_statistics->in_flight = path.bytes_in_flight;
  out_statistics->packet_size = ngtcp2_conn_get_path_max_tx_udp_payload_size (self->conn);
  out_statistics->max_datagram = _odeon_quic_connection_get_datagram_room (self);
}
