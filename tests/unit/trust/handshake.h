/* SPDX-License-Identifier: MIT */

/* Two ends of TLS in one thread, joined by a socket pair, as QUIC would join them. An end is of an
 * OdeonTrust, or a stranger's, who shows what he likes and believes everybody. */

#pragma once

#include "notary.h"
#include "odeon-trust-kind-private.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  guint                            end;
  OdeonTrust                      *trust;    /* (nullable): a stranger */
  const gchar                     *expected;
  gnutls_session_t                 session;
  gnutls_certificate_credentials_t credentials; /* a stranger's */
  gint                             socket;

  gboolean                         is_done;
  OdeonPeerIdentity                peer;  /* who was believed */
  GError                          *error; /* why nobody was, or what the other one has said */
} End;

static G_GNUC_UNUSED int
end_verify (gnutls_session_t session)
{
  End *self = gnutls_session_get_ptr (session);

  return _odeon_trust_verify (self->trust, session, self->end, self->expected, &self->peer,
                              &self->error)
             ? 0
             : GNUTLS_E_CERTIFICATE_ERROR;
}

static G_GNUC_UNUSED void
end_open (End *self, guint end, OdeonTrust *trust)
{
  memset (self, 0, sizeof *self);
  self->end = end;
  self->trust = trust;
  self->session = _odeon_trust_open_session (trust, end, NULL);
  assert_non_null (self->session);
  gnutls_session_set_ptr (self->session, self);
  gnutls_session_set_verify_function (self->session, end_verify);
}

/* Whoever shows @paper, if any, and speaks @priority, if any. */
static G_GNUC_UNUSED void
end_open_stranger (End *self, guint end, const Paper *paper, const gchar *priority)
{
  memset (self, 0, sizeof *self);
  self->end = end;
  assert_gnutls (gnutls_certificate_allocate_credentials (&self->credentials));
  if (paper != NULL)
    {
      gnutls_x509_crt_t certificate = paper->certificate;

      assert_true (gnutls_certificate_set_x509_key (self->credentials, &certificate, 1, paper->key)
                   >= 0);
    }
  assert_gnutls (gnutls_init (&self->session, end | GNUTLS_FORCE_CLIENT_CERT | GNUTLS_NO_TICKETS));
  assert_gnutls (gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE,
                                         self->credentials));
  assert_gnutls (gnutls_priority_set_direct (
      self->session, priority != NULL ? priority : "NORMAL:-VERS-ALL:+VERS-TLS1.3", NULL));
  if (end == GNUTLS_SERVER)
    gnutls_certificate_server_set_request (self->session, GNUTLS_CERT_REQUEST);
}

static G_GNUC_UNUSED void
end_clear (End *self)
{
  gnutls_deinit (self->session);
  if (self->credentials != NULL)
    gnutls_certificate_free_credentials (self->credentials);
  _odeon_peer_identity_clear (&self->peer);
  g_clear_error (&self->error);
}

/* What is wrong is said to the other one, as QUIC says it. */
static G_GNUC_UNUSED void
end_fail (End *self, gint code)
{
  self->is_done = TRUE;
  if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
    _odeon_trust_set_alert_error (&self->error, (guint8) gnutls_alert_get (self->session));
  else if (self->error == NULL)
    _odeon_trust_set_error (&self->error, code);
  if (code != GNUTLS_E_FATAL_ALERT_RECEIVED)
    gnutls_alert_send (self->session, GNUTLS_AL_FATAL,
                       (gnutls_alert_description_t) _odeon_trust_error_get_alert (self->error));
}

static G_GNUC_UNUSED void
end_go_on (End *self)
{
  gint code;

  if (self->is_done)
    return;

  code = gnutls_handshake (self->session);
  if (code == GNUTLS_E_SUCCESS)
    self->is_done = TRUE;
  else if (gnutls_error_is_fatal (code))
    end_fail (self, code);
}

/* A client that is done is refused later, if at all: what it is told lies there by now. */
static G_GNUC_UNUSED void
end_hear (End *self)
{
  gchar byte;
  gint  code = (gint) gnutls_record_recv (self->session, &byte, 1);

  if (code < 0 && gnutls_error_is_fatal (code) && self->error == NULL)
    end_fail (self, code);
}

static G_GNUC_UNUSED void
shake_hands (End *client, End *server)
{
  int sockets[2];

  assert_int_equal (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, sockets),
                    0);
  gnutls_transport_set_int (client->session, sockets[0]);
  gnutls_transport_set_int (server->session, sockets[1]);

  /* A round without progress of either is no state of TLS. */
  for (guint i = 0; i < 20 && !(client->is_done && server->is_done); i++)
    {
      end_go_on (client);
      end_go_on (server);
    }
  assert_true (client->is_done && server->is_done);
  end_hear (client);

  close (sockets[0]);
  close (sockets[1]);
}

/* --- what came of it --- */

static G_GNUC_UNUSED void
assert_believes (const End *self, const gchar *name)
{
  if (self->error != NULL)
    fail_msg ("%s", self->error->message);
  assert_string_equal (self->peer.name, name);
}

/* @self says no, and why; @other is told. */
static G_GNUC_UNUSED void
assert_refuses (const End *self, const End *other, OdeonTrustError code, OdeonTrustError told)
{
  assert_null (self->peer.name);
  assert_non_null (self->error);
  if (!g_error_matches (self->error, ODEON_TRUST_ERROR, (gint) code))
    fail_msg ("%s, not %d", self->error->message, code);
  assert_non_null (other->error);
  if (!g_error_matches (other->error, ODEON_TRUST_ERROR, (gint) told))
    fail_msg ("%s, not %d", other->error->message, told);
}
