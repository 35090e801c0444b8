/* SPDX-License-Identifier: MIT */

/* How a connection ends: by whom, why, and what is said about it to the peer and to its user.
 *
 * The last word is kept and repeated to a peer that goes on sending, for three times as long as a
 * packet may take: were the connection forgotten at once, a stateless reset could overtake it. */

#include "odeon-quic-endpoint-private.h"

#include <string.h>

#define ALERT_NO_PROTOCOL 120

/* --- what is said --- */

static gchar *
describe_peer (OdeonQuicConnection *self)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (self->peer.name != NULL)
    return g_strdup (self->peer.name);
  if (self->expected != NULL)
    return g_strdup (self->expected);
  address = _odeon_quic_connection_get_remote_address (self);

  return g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
}

static GError *
make_error (OdeonQuicConnection *self, GQuark domain, gint code, const gchar *what)
{
  g_autofree gchar *peer = describe_peer (self);

  return g_error_new (domain, code, "%s: %s", peer, what);
}

static GError *
make_io_error (OdeonQuicConnection *self, GIOErrorEnum code, const gchar *what)
{
  return make_error (self, G_IO_ERROR, (gint) code, what);
}

static GError *
make_alert_error (OdeonQuicConnection *self, guint8 alert)
{
  g_autofree gchar *peer = describe_peer (self);
  GError           *error = NULL;

  if (alert == ALERT_NO_PROTOCOL)
    return make_error (self, ODEON_ERROR, ODEON_ERROR_WRONG_VERSION,
                       "it does not speak " ODEON_QUIC_ALPN);

  _odeon_trust_set_alert_error (&error, alert);
  g_prefix_error (&error, "%s: ", peer);

  return error;
}

/* The peer has said the last word. */
static GError *
make_peer_error (OdeonQuicConnection *self)
{
  OdeonNgtcp2Close  said;
  g_autofree gchar *reason = NULL;
  g_autofree gchar *what = NULL;

  _odeon_ngtcp2_close_init (&said, self->conn);
  reason = g_utf8_make_valid (said.reason != NULL ? (const gchar *) said.reason : "",
                              (gssize) said.reasonlen);
  if (_odeon_ngtcp2_close_is_application (&said))
    {
      self->has_peer_code = TRUE;
      self->close_code = said.error_code;
      what = g_strconcat ("it has closed the connection", *reason != '\0' ? ": " : "", reason,
                          NULL);
      return make_io_error (self, G_IO_ERROR_CONNECTION_CLOSED, what);
    }
  if (said.error_code >= NGTCP2_CRYPTO_ERROR && said.error_code <= NGTCP2_CRYPTO_ERROR + 0xff)
    return make_alert_error (self, (guint8) (said.error_code & 0xff));
  if (said.error_code == NGTCP2_CONNECTION_REFUSED)
    return make_io_error (self, G_IO_ERROR_CONNECTION_REFUSED, "it takes no more connections");
  what = g_strdup_printf ("it has broken off the connection (QUIC error 0x%" G_GINT64_MODIFIER
                          "x%s%s)", said.error_code, *reason != '\0' ? ": " : "", reason);

  return make_io_error (self, G_IO_ERROR_CONNECTION_CLOSED, what);
}

static GError *
make_tls_error (OdeonQuicConnection *self)
{
  g_autofree gchar *peer = describe_peer (self);
  GError           *error = NULL;

  if (self->refusal != NULL)
    error = g_error_copy (self->refusal);
  else
    return make_alert_error (self, ngtcp2_conn_get_tls_alert (self->conn));
  g_prefix_error (&error, "%s: ", peer);

  return error;
}

static GError *
make_library_error (OdeonQuicConnection *self, gint code)
{
  switch (code)
    {
    case NGTCP2_ERR_DRAINING:
      return make_peer_error (self);
    case NGTCP2_ERR_IDLE_CLOSE:
      return make_io_error (self, G_IO_ERROR_TIMED_OUT, "no sign of life");
    case NGTCP2_ERR_HANDSHAKE_TIMEOUT:
      return make_io_error (self, G_IO_ERROR_TIMED_OUT, "the handshake takes too long");
    case NGTCP2_ERR_RECV_VERSION_NEGOTIATION:
      return make_error (self, ODEON_ERROR, ODEON_ERROR_WRONG_VERSION,
                         "it speaks another version of QUIC");
    case NGTCP2_ERR_CRYPTO:
      return make_tls_error (self);
    default:
      return make_io_error (self, G_IO_ERROR_FAILED, ngtcp2_strerror (code));
    }
}

/* --- the last word --- */

/* %FALSE: there is no way to say it, or no more need. */
static gboolean
write_farewell (OdeonQuicConnection *self, const OdeonNgtcp2Close *word)
{
  OdeonUdpBatch      *farewell = &self->farewell;
  ngtcp2_path_storage way;
  ngtcp2_pkt_info     info;
  guint8              packet[NGTCP2_MAX_UDP_PAYLOAD_SIZE];
  gssize              size;

  ngtcp2_path_storage_zero (&way);
  size = ngtcp2_conn_write_connection_close (self->conn, &way.path, &info, packet, sizeof packet,
                                             word, _odeon_quic_now ());
  if (size <= 0)
    return FALSE;

  memcpy (&farewell->local.any, way.path.local.addr, way.path.local.addrlen);
  farewell->local.size = way.path.local.addrlen;
  memcpy (&farewell->remote.any, way.path.remote.addr, way.path.remote.addrlen);
  farewell->remote.size = way.path.remote.addrlen;
  farewell->bytes = g_memdup2 (packet, (gsize) size);
  farewell->size = (gsize) size;
  farewell->segment = (gsize) size;

  return TRUE;
}

static void
say_farewell (OdeonQuicConnection *self)
{
  OdeonUdpBatch batch = self->farewell;

  /* If the socket is full, it is said again when the peer goes on. */
  if (!_odeon_quic_endpoint_is_blocked (self->endpoint))
    (void) _odeon_udp_send (&self->endpoint->udp, &batch);
}

/* Late packets are known for so long. */
static void
linger (OdeonQuicConnection *self, OdeonQuicState state)
{
  guint64 until = _odeon_quic_now () + 3 * ngtcp2_conn_get_pto (self->conn);

  self->state = state;
  _odeon_quic_connection_end (self);
  _odeon_quic_connection_set_timer (self, until);
}

static gboolean
close_with (OdeonQuicConnection *self, const OdeonNgtcp2Close *word)
{
  if (!write_farewell (self, word))
    return FALSE;

  say_farewell (self);
  linger (self, ODEON_QUIC_CLOSING);

  return TRUE;
}

void
_odeon_quic_connection_read_late (OdeonQuicConnection *self)
{
  self->n_late++;
  if (self->state == ODEON_QUIC_CLOSING && (self->n_late & (self->n_late - 1)) == 0)
    say_farewell (self);
}

/* --- whose wish it is --- */

static void
tell_user (OdeonQuicConnection *self, GError *why)
{
  const OdeonQuicEvents *events = g_steal_pointer (&self->events);

  if (events != NULL)
    events->closed (self, why, self->data);
  g_error_free (why);
}

void
_odeon_quic_connection_drop (OdeonQuicConnection *self, GError *why)
{
  _odeon_quic_connection_end (self);
  tell_user (self, why);
  _odeon_quic_connection_free (self);
}

gboolean
_odeon_quic_connection_is_to (OdeonQuicConnection *self, const OdeonUdpAddress *remote)
{
  const ngtcp2_addr *own = &ngtcp2_conn_get_path (self->conn)->remote;

  return own->addrlen == remote->size && memcmp (own->addr, &remote->any, remote->size) == 0;
}

void
_odeon_quic_connection_be_refused (OdeonQuicConnection *self)
{
  _odeon_quic_connection_drop (self, make_io_error (self, G_IO_ERROR_CONNECTION_REFUSED,
                                                    "nobody listens there"));
}

static gboolean
leave (OdeonQuicConnection *self)
{
  const gchar     *reason = self->close_reason != NULL ? self->close_reason : "";
  OdeonNgtcp2Close word;

  _odeon_ngtcp2_close_set_application (&word, self->close_code, reason, strlen (reason));

  return close_with (self, &word);
}

void
_odeon_quic_connection_take_leave (OdeonQuicConnection *self)
{
  if (!leave (self))
    _odeon_quic_connection_free (self);
}

void
_odeon_quic_connection_evict (OdeonQuicConnection *self)
{
  GError *why = g_error_new_literal (ODEON_ERROR, ODEON_ERROR_SHUT_DOWN, "The system is shut down");

  (void) leave (self);
  tell_user (self, why);
  _odeon_quic_connection_free (self);
}

void
_odeon_quic_connection_was_reset (OdeonQuicConnection *self)
{
  GError *why = make_io_error (self, G_IO_ERROR_CONNECTION_CLOSED,
                               "it does not know the connection any more");

  linger (self, ODEON_QUIC_DRAINING);
  tell_user (self, why);
}

static void
set_word (OdeonQuicConnection *self, OdeonNgtcp2Close *word, gint code)
{
  if (code == NGTCP2_ERR_CRYPTO && self->refusal != NULL)
    _odeon_ngtcp2_close_set_alert (word, g_error_matches (self->refusal, ODEON_ERROR,
                                                          ODEON_ERROR_WRONG_VERSION)
                                           ? ALERT_NO_PROTOCOL
                                           : _odeon_trust_error_get_alert (self->refusal));
  else if (code == NGTCP2_ERR_CRYPTO)
    _odeon_ngtcp2_close_set_alert (word, ngtcp2_conn_get_tls_alert (self->conn));
  else
    _odeon_ngtcp2_close_set_library (word, code);
}

void
_odeon_quic_connection_fail (OdeonQuicConnection *self, gint code)
{
  GError          *why = make_library_error (self, code);
  OdeonNgtcp2Close word;

  switch (code)
    {
    case NGTCP2_ERR_DRAINING:
      linger (self, ODEON_QUIC_DRAINING);
      tell_user (self, why);
      break;
    case NGTCP2_ERR_IDLE_CLOSE:
    case NGTCP2_ERR_HANDSHAKE_TIMEOUT:
    case NGTCP2_ERR_RECV_VERSION_NEGOTIATION:
    case NGTCP2_ERR_DROP_CONN:
    case NGTCP2_ERR_RETRY:
      _odeon_quic_connection_drop (self, why);
      break;
    default:
      set_word (self, &word, code);
      if (close_with (self, &word))
        tell_user (self, why);
      else
        _odeon_quic_connection_drop (self, why);
    }
}
