/* SPDX-License-Identifier: MIT */

/* Packets of no connection that is known here. Each costs its sender more than this side: an answer
 * is shorter than what it answers, there are only so many a second, and state is kept for nobody
 * but those who begin a handshake; when too many do, for those alone who have shown by a token that
 * they are where they say. */

#include "odeon-quic-endpoint-private.h"

#include "odeon-environment-private.h"

#include <string.h>

/* Answers to strangers. */
#define STRAYS_MAX      200
#define STRAYS_INTERVAL (G_USEC_PER_SEC / 10)

#define TOKEN_LIFE ((ngtcp2_duration) 10 * NGTCP2_SECONDS)

/* The longest stateless reset, and the least that is left of it for chance. */
#define RESET_MAX 43

static gboolean
may_answer (OdeonQuicEndpoint *self)
{
  gint64 now = _odeon_now ();

  if (now - self->stray_since > STRAYS_INTERVAL)
    {
      self->stray_since = now;
      self->n_stray = 0;
    }

  return self->n_stray++ < STRAYS_MAX && !_odeon_quic_endpoint_is_blocked (self);
}

static void
answer (OdeonQuicEndpoint *self, const OdeonUdpBatch *to, guint8 *packet, gssize size)
{
  OdeonUdpBatch batch = { .local = to->local, .remote = to->remote };

  if (size <= 0)
    return;

  batch.bytes = packet;
  batch.size = (gsize) size;
  batch.segment = (gsize) size;
  (void) _odeon_udp_send (&self->udp, &batch);
}

/* --- stateless reset --- */

static void
send_reset (OdeonQuicEndpoint *self, const OdeonUdpBatch *batch, const guint8 *packet, gsize size)
{
  guint8     token[ODEON_QUIC_TOKEN_SIZE];
  guint8     chance[RESET_MAX];
  guint8     reply[RESET_MAX];
  ngtcp2_cid id;
  gsize      n_chance = MIN (size - 1, RESET_MAX) - sizeof token;

  ngtcp2_cid_init (&id, packet + 1, ODEON_QUIC_ID_SIZE);
  _odeon_environment->random (chance, n_chance);
  if (ngtcp2_crypto_generate_stateless_reset_token (token, self->reset_secret,
                                                    sizeof self->reset_secret, &id) != 0)
    return;

  answer (self, batch, reply,
          ngtcp2_pkt_write_stateless_reset (reply, sizeof reply, token, chance, n_chance));
}

/* A packet with a short header: of a connection that this side, or the peer, has lost. */
static void
receive_stray (OdeonQuicEndpoint *self, const OdeonUdpBatch *batch, guint8 *packet, gsize size)
{
  OdeonQuicConnection *connection;

  if (size <= ODEON_QUIC_TOKEN_SIZE + NGTCP2_MIN_STATELESS_RESET_RANDLEN)
    return;

  connection = _odeon_quic_ids_find_token (&self->ids, packet + size - ODEON_QUIC_TOKEN_SIZE);
  if (connection != NULL)
    {
      if (connection->conn != NULL)
        _odeon_quic_connection_was_reset (connection);
    }
  else if (may_answer (self))
    send_reset (self, batch, packet, size);
}

/* --- versions --- */

void
_odeon_quic_endpoint_offer_versions (OdeonQuicEndpoint        *self,
                                     const OdeonUdpBatch      *batch,
                                     const ngtcp2_version_cid *ids,
                                     gsize                     size)
{
  const uint32_t version = NGTCP2_PROTO_VER_V1;
  guint8         reply[2 * G_MAXUINT8 + 16]; /* ids of other versions may be that long */
  guint8         chance;

  /* Whoever sends less might let us answer more than he has sent. */
  if (!self->options.accepts || size < NGTCP2_MAX_UDP_PAYLOAD_SIZE || !may_answer (self))
    return;

  _odeon_environment->random (&chance, 1);
  answer (self, batch, reply,
          ngtcp2_pkt_write_version_negotiation (reply, sizeof reply, chance, ids->scid,
                                                ids->scidlen, ids->dcid, ids->dcidlen, &version,
                                                1));
}

/* --- a first packet --- */

static void
refuse (OdeonQuicEndpoint *self, const OdeonQuicCaller *caller, guint64 code)
{
  const ngtcp2_pkt_hd *header = &caller->header;
  guint8               reply[NGTCP2_MAX_UDP_PAYLOAD_SIZE];

  if (may_answer (self))
    answer (self, caller->batch, reply,
            ngtcp2_crypto_write_connection_close (reply, sizeof reply, header->version,
                                                  &header->scid, &header->dcid, code, NULL, 0));
}

static void
ask_again (OdeonQuicEndpoint *self, const OdeonQuicCaller *caller)
{
  const ngtcp2_pkt_hd   *header = &caller->header;
  const OdeonUdpAddress *remote = &caller->batch->remote;
  guint8                 token[NGTCP2_CRYPTO_MAX_RETRY_TOKENLEN];
  guint8                 reply[NGTCP2_MAX_UDP_PAYLOAD_SIZE];
  ngtcp2_cid             id;
  gssize                 size;

  if (_odeon_quic_endpoint_is_blocked (self))
    return;

  _odeon_quic_id_draw (&id);
  size = ngtcp2_crypto_generate_retry_token (token, self->retry_secret, sizeof self->retry_secret,
                                             header->version, &remote->any, remote->size, &id,
                                             &header->dcid, _odeon_quic_now ());
  if (size > 0)
    answer (self, caller->batch, reply,
            ngtcp2_crypto_write_retry (reply, sizeof reply, header->version, &header->scid, &id,
                                       &header->dcid, token, (gsize) size));
}

typedef enum
{
  TOKEN_NONE,
  TOKEN_GOOD,
  TOKEN_BAD
} TokenState;

static TokenState
check_token (OdeonQuicEndpoint *self, OdeonQuicCaller *caller)
{
  const ngtcp2_pkt_hd   *header = &caller->header;
  const OdeonUdpAddress *remote = &caller->batch->remote;
  gsize                  size;
  const guint8          *token = _odeon_ngtcp2_header_get_token (header, &size);

  if (size == 0 || token[0] != NGTCP2_CRYPTO_TOKEN_MAGIC_RETRY)
    return TOKEN_NONE;
  if (ngtcp2_crypto_verify_retry_token (&caller->original, token, size, self->retry_secret,
                                        sizeof self->retry_secret, header->version, &remote->any,
                                        remote->size, &header->dcid, TOKEN_LIFE,
                                        _odeon_quic_now ()) != 0)
    return TOKEN_BAD;

  caller->is_retried = TRUE;

  return TOKEN_GOOD;
}

static void
receive_call (OdeonQuicEndpoint *self, OdeonQuicCaller *caller, guint8 *packet, gsize size)
{
  OdeonQuicConnection *connection;

  caller->original = caller->header.dcid;
  switch (check_token (self, caller))
    {
    case TOKEN_BAD:
      refuse (self, caller, NGTCP2_INVALID_TOKEN);
      return;
    case TOKEN_NONE:
      if (self->n_handshakes >= self->options.retry_above)
        {
          ask_again (self, caller);
          return;
        }
      break;
    case TOKEN_GOOD:
      break;
    }
  if (self->n_connections >= self->options.max_connections)
    {
      refuse (self, caller, NGTCP2_CONNECTION_REFUSED);
      return;
    }

  connection = _odeon_quic_connection_accept (self, caller, NULL);
  if (connection != NULL)
    _odeon_quic_connection_read (connection, caller->batch, packet, size);
}

void
_odeon_quic_endpoint_receive_stranger (OdeonQuicEndpoint   *self,
                                       const OdeonUdpBatch *batch,
                                       guint8              *packet,
                                       gsize                size)
{
  OdeonQuicCaller caller = { .batch = batch };

  if ((packet[0] & 0x80) == 0)
    receive_stray (self, batch, packet, size);
  else if (self->options.accepts && self->events != NULL
           && ngtcp2_accept (&caller.header, packet, size) == 0)
    receive_call (self, &caller, packet, size);
}
