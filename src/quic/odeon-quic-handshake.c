/* SPDX-License-Identifier: MIT */

/* How a connection and GnuTLS know each other: the session of TLS, who the peer is, and when that
 * is settled. A side that is dialled is sure when it has seen the peer's proof; the one that dials,
 * when the peer has confirmed that it has seen its. */

#include "odeon-quic-endpoint-private.h"

static ngtcp2_conn *
get_conn (ngtcp2_crypto_conn_ref *ref)
{
  return ((OdeonQuicConnection *) ref->user_data)->conn;
}

/* GnuTLS could see to that alone, but does not tell the peer why. */
static gboolean
speaks_odeon (gnutls_session_t session, GError **error)
{
  gnutls_datum_t protocol;

  if (gnutls_alpn_get_selected_protocol (session, &protocol) == 0)
    return TRUE;

  g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_WRONG_VERSION,
                       "It does not speak " ODEON_QUIC_ALPN);

  return FALSE;
}

static guint
get_end (OdeonQuicConnection *self)
{
  return self->is_dialled ? GNUTLS_CLIENT : GNUTLS_SERVER;
}

static int
verify (gnutls_session_t session)
{
  ngtcp2_crypto_conn_ref *ref = gnutls_session_get_ptr (session);
  OdeonQuicConnection    *self = ref->user_data;

  g_clear_error (&self->refusal);
  if (!speaks_odeon (session, &self->refusal)
      || !_odeon_trust_verify (self->trust, session, get_end (self), self->expected, &self->peer,
                               &self->refusal))
    return GNUTLS_E_CERTIFICATE_ERROR;

  return 0;
}

static gint
set_protocol (gnutls_session_t session)
{
  gnutls_datum_t protocol = { (guint8 *) ODEON_QUIC_ALPN, sizeof ODEON_QUIC_ALPN - 1 };

  return gnutls_alpn_set_protocols (session, &protocol, 1, 0);
}

gboolean
_odeon_quic_handshake_prepare (OdeonQuicConnection *self, GError **error)
{
  gint code;

  self->conn_ref.get_conn = get_conn;
  self->conn_ref.user_data = self;
  self->session = _odeon_trust_open_session (self->trust, get_end (self), error);
  if (self->session == NULL)
    return FALSE;

  gnutls_session_set_ptr (self->session, &self->conn_ref);
  gnutls_session_set_verify_function (self->session, verify);
  code = self->is_dialled ? ngtcp2_crypto_gnutls_configure_client_session (self->session)
                          : ngtcp2_crypto_gnutls_configure_server_session (self->session);
  if (code != 0 || set_protocol (self->session) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "GnuTLS does not do QUIC");
      return FALSE;
    }
  ngtcp2_conn_set_tls_native_handle (self->conn, self->session);

  return TRUE;
}

void
_odeon_quic_connection_become_ready (OdeonQuicConnection *self)
{
  OdeonQuicEndpoint *endpoint = self->endpoint;

  if (self->is_ready || self->wants_close)
    return;

  self->is_ready = TRUE;
  self->state = ODEON_QUIC_OPEN;
  if (self->is_counted)
    endpoint->n_handshakes--;
  self->is_counted = FALSE;

  if (self->is_dialled)
    {
      if (self->events != NULL && self->events->ready != NULL)
        self->events->ready (self, self->data);
      return;
    }

  if (endpoint->events != NULL)
    endpoint->events->accepted (endpoint, self, endpoint->data);
  /* Nobody wants it. */
  if (self->events == NULL)
    _odeon_quic_connection_close (self, 0, NULL);
}
