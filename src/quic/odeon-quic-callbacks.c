/* SPDX-License-Identifier: MIT */

/* What ngtcp2 tells a connection. Once its user has closed it, nothing is handed up any more. */

#include "odeon-quic-endpoint-private.h"

#include "odeon-environment-private.h"

/* --- the handshake --- */

static int
handshake_completed (ngtcp2_conn *conn G_GNUC_UNUSED, void *connection)
{
  OdeonQuicConnection *self = connection;

  /* GnuTLS has not asked who it is: there is nobody to be trusted. */
  if (self->peer.name == NULL)
    return NGTCP2_ERR_CALLBACK_FAILURE;
  if (!self->is_dialled)
    _odeon_quic_connection_become_ready (self);

  return 0;
}

static int
handshake_confirmed (ngtcp2_conn *conn G_GNUC_UNUSED, void *connection)
{
  _odeon_quic_connection_become_ready (connection);

  return 0;
}

/* --- streams --- */

static OdeonQuicStream *
add_stream (OdeonQuicConnection *self, ngtcp2_conn *conn, gint64 id)
{
  OdeonQuicStream *stream = _odeon_quic_stream_new (self, id);

  _odeon_quic_schedule_add (&self->schedule, stream);
  ngtcp2_conn_set_stream_user_data (conn, id, stream);

  return stream;
}

static int
stream_open (ngtcp2_conn *conn, int64_t id, void *connection)
{
  add_stream (connection, conn, id);

  return 0;
}

static void
hand_up (OdeonQuicConnection *self, OdeonQuicStream *stream, const guint8 *bytes, gsize size,
         gboolean is_end)
{
  /* A peer that sends has confirmed us, even if what says so comes later. */
  if (G_UNLIKELY (!self->is_ready))
    _odeon_quic_connection_become_ready (self);
  if (self->events != NULL && self->events->receive != NULL)
    self->events->receive (self, stream, bytes, size, is_end, self->data);
}

static int
recv_stream_data (ngtcp2_conn *conn, uint32_t flags, int64_t id, uint64_t offset G_GNUC_UNUSED,
                  const uint8_t *bytes, size_t size, void *connection, void *stream)
{
  hand_up (connection, stream, bytes, size, (flags & NGTCP2_STREAM_DATA_FLAG_FIN) != 0);
  ngtcp2_conn_extend_max_stream_offset (conn, id, size);
  ngtcp2_conn_extend_max_offset (conn, size);

  return 0;
}

static int
stream_reset (ngtcp2_conn *conn G_GNUC_UNUSED, int64_t id G_GNUC_UNUSED,
              uint64_t final_size G_GNUC_UNUSED, uint64_t code G_GNUC_UNUSED, void *connection,
              void *stream)
{
  if (stream != NULL)
    hand_up (connection, stream, NULL, 0, TRUE);

  return 0;
}

static int
acked_stream_data (ngtcp2_conn *conn G_GNUC_UNUSED, int64_t id G_GNUC_UNUSED, uint64_t offset,
                   uint64_t size, void *connection, void *user_data)
{
  OdeonQuicConnection *self = connection;
  OdeonQuicStream     *stream = user_data;

  if (stream != NULL && _odeon_quic_stream_acknowledge (stream, offset + size)
      && self->events != NULL && self->events->acknowledged != NULL)
    self->events->acknowledged (self, stream, stream->source->acknowledged, self->data);

  return 0;
}

static int
extend_max_stream_data (ngtcp2_conn *conn G_GNUC_UNUSED, int64_t id G_GNUC_UNUSED,
                        uint64_t max G_GNUC_UNUSED, void *connection, void *stream)
{
  if (stream != NULL)
    ((OdeonQuicStream *) stream)->is_blocked = FALSE;
  _odeon_quic_connection_wake (connection);

  return 0;
}

/* --- datagrams --- */

static int
recv_datagram (ngtcp2_conn *conn G_GNUC_UNUSED, uint32_t flags G_GNUC_UNUSED, const uint8_t *bytes,
               size_t size, void *connection)
{
  OdeonQuicConnection *self = connection;

  if (G_UNLIKELY (!self->is_ready))
    _odeon_quic_connection_become_ready (self);
  if (self->events != NULL && self->events->receive_datagram != NULL)
    self->events->receive_datagram (self, bytes, size, self->data);

  return 0;
}

static int
lost_datagram (ngtcp2_conn *conn G_GNUC_UNUSED, uint64_t id G_GNUC_UNUSED, void *connection)
{
  ((OdeonQuicConnection *) connection)->n_datagrams_lost++;

  return 0;
}

/* --- ids --- */

static int
get_new_connection_id (ngtcp2_conn *conn G_GNUC_UNUSED, ngtcp2_cid *id, uint8_t *token, size_t size,
                       void *connection)
{
  OdeonQuicConnection *self = connection;
  OdeonQuicEndpoint   *endpoint = self->endpoint;

  g_assert (size == ODEON_QUIC_ID_SIZE);
  do
    _odeon_quic_id_draw (id);
  while (!_odeon_quic_ids_add (&endpoint->ids, &self->ids, id->data, id->datalen, self));

  return ngtcp2_crypto_generate_stateless_reset_token (token, endpoint->reset_secret,
                                                       sizeof endpoint->reset_secret, id) == 0
           ? 0 : NGTCP2_ERR_CALLBACK_FAILURE;
}

static int
remove_connection_id (ngtcp2_conn *conn G_GNUC_UNUSED, const ngtcp2_cid *id, void *connection)
{
  OdeonQuicConnection *self = connection;

  _odeon_quic_ids_remove (&self->endpoint->ids, &self->ids, id->data, id->datalen);

  return 0;
}

static int
dcid_status (ngtcp2_conn *conn G_GNUC_UNUSED, OdeonNgtcp2IdStatus status,
             uint64_t sequence G_GNUC_UNUSED, const ngtcp2_cid *id G_GNUC_UNUSED,
             const uint8_t *token, void *connection)
{
  OdeonQuicConnection *self = connection;

  if (token == NULL)
    return 0;

  if (status == NGTCP2_CONNECTION_ID_STATUS_TYPE_ACTIVATE)
    _odeon_quic_ids_add_token (&self->endpoint->ids, &self->ids, token, self);
  else
    _odeon_quic_ids_remove_token (&self->endpoint->ids, &self->ids, token);

  return 0;
}

static void
draw (uint8_t *bytes, size_t size, const ngtcp2_rand_ctx *context G_GNUC_UNUSED)
{
  _odeon_environment->random (bytes, size);
}

#define COMMON_CALLBACKS \
  .recv_crypto_data = ngtcp2_crypto_recv_crypto_data_cb, \
  .handshake_completed = handshake_completed, \
  .encrypt = ngtcp2_crypto_encrypt_cb, \
  .decrypt = ngtcp2_crypto_decrypt_cb, \
  .hp_mask = ngtcp2_crypto_hp_mask_cb, \
  .recv_stream_data = recv_stream_data, \
  .acked_stream_data_offset = acked_stream_data, \
  .stream_open = stream_open, \
  .stream_reset = stream_reset, \
  .rand = draw, \
  .get_new_connection_id = get_new_connection_id, \
  .remove_connection_id = remove_connection_id, \
  .update_key = ngtcp2_crypto_update_key_cb, \
  .extend_max_stream_data = extend_max_stream_data, \
  .dcid_status = dcid_status, \
  .delete_crypto_aead_ctx = ngtcp2_crypto_delete_crypto_aead_ctx_cb, \
  .delete_crypto_cipher_ctx = ngtcp2_crypto_delete_crypto_cipher_ctx_cb, \
  .recv_datagram = recv_datagram, \
  .lost_datagram = lost_datagram, \
  .get_path_challenge_data = ngtcp2_crypto_get_path_challenge_data_cb, \
  .version_negotiation = ngtcp2_crypto_version_negotiation_cb

const ngtcp2_callbacks _odeon_quic_dialled_callbacks = {
  COMMON_CALLBACKS,
  .client_initial = ngtcp2_crypto_client_initial_cb,
  .recv_retry = ngtcp2_crypto_recv_retry_cb,
  .handshake_confirmed = handshake_confirmed,
};

const ngtcp2_callbacks _odeon_quic_accepted_callbacks = {
  COMMON_CALLBACKS,
  .recv_client_initial = ngtcp2_crypto_recv_client_initial_cb,
};
