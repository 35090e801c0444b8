/* SPDX-License-Identifier: MIT */

#include "odeon-trust-kind-private.h"

#include "odeon-tls-priority-private.h"

#include <gnutls/crypto.h>
#include <string.h>

void
_odeon_peer_identity_clear (OdeonPeerIdentity *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->pin, g_free);
  g_clear_pointer (&self->serial, g_free);
}

/* --- the snapshot --- */

static gboolean
gnutls_failed (gint code, const gchar *what, GError **error)
{
  if (code >= 0)
    return FALSE;

  g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_FAILED, "%s: %s", what,
               gnutls_strerror (code));

  return TRUE;
}

static gboolean
set_up (OdeonTrust *self, const OdeonTrustFiles *files, GError **error)
{
  g_autofree gchar *priority = _odeon_tls_priority_new (_odeon_tls_priority_has_aes (),
                                                        self->kind->type == GNUTLS_CRT_RAWPK);

  return !gnutls_failed (gnutls_priority_init (&self->priority, priority, NULL),
                         "GnuTLS does not know the priorities", error)
         && !gnutls_failed (gnutls_certificate_allocate_credentials (&self->credentials),
                            "GnuTLS has no credentials", error)
         && self->kind->load (self, files, error);
}

OdeonTrust *
_odeon_trust_new (const OdeonTrustFiles *files, OdeonRevocations *revocations, GError **error)
{
  g_autoptr (OdeonTrust) self = g_atomic_rc_box_new0 (OdeonTrust);

  self->kind = files->pins != NULL ? &_odeon_trust_pinned : &_odeon_trust_certified;
  self->revocations = _odeon_revocations_ref (revocations);

  return set_up (self, files, error) ? g_steal_pointer (&self) : NULL;
}

OdeonTrust *
_odeon_trust_ref (OdeonTrust *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  OdeonTrust *self = data;

  g_clear_pointer (&self->credentials, gnutls_certificate_free_credentials);
  g_clear_pointer (&self->priority, gnutls_priority_deinit);
  g_clear_pointer (&self->pins, g_hash_table_unref);
  _odeon_revocations_unref (self->revocations);
  explicit_bzero (self->secret, sizeof self->secret);
  g_free (self->name);
}

void
_odeon_trust_unref (OdeonTrust *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

const gchar *
_odeon_trust_get_name (const OdeonTrust *self)
{
  return self->name;
}

/* --- secrets --- */

/* The key itself is GnuTLS's; what is derived from it goes by way of one hash of it. */
gboolean
_odeon_trust_take_secret (OdeonTrust *self, gnutls_x509_privkey_t key, GError **error)
{
  static const gchar   purpose[] = "odeon: secrets of a node";
  const gnutls_datum_t salt = { (guint8 *) purpose, sizeof purpose - 1 };
  gnutls_datum_t       bytes = { NULL, 0 };
  gint                 code;

  code = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN,
                                            &bytes);
  if (code == 0)
    code = gnutls_hkdf_extract (GNUTLS_MAC_SHA256, &bytes, &salt, self->secret);
  if (bytes.data != NULL)
    explicit_bzero (bytes.data, bytes.size);
  gnutls_free (bytes.data);

  return !gnutls_failed (code, "GnuTLS cannot hash the private key", error);
}

void
_odeon_trust_derive_secret (const OdeonTrust *self,
                            const gchar      *label,
                            guint8           *out_secret,
                            gsize             size)
{
  const gnutls_datum_t key = { (guint8 *) self->secret, sizeof self->secret };
  const gnutls_datum_t info = { (guint8 *) label, (guint) strlen (label) };
  gint                 code;

  code = gnutls_hkdf_expand (GNUTLS_MAC_SHA256, &key, &info, out_secret, size);
  g_assert (code == 0);
}

/* --- a session --- */

gnutls_session_t
_odeon_trust_open_session (OdeonTrust *self, guint end, GError **error)
{
  const guint      flags = end | self->kind->flag | GNUTLS_NO_TICKETS | GNUTLS_NO_SIGNAL
                           | GNUTLS_FORCE_CLIENT_CERT;
  gnutls_session_t session;

  if (gnutls_failed (gnutls_init (&session, flags), "GnuTLS has no session", error))
    return NULL;

  if (gnutls_failed (gnutls_priority_set (session, self->priority), "GnuTLS: priorities", error)
      || gnutls_failed (gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, self->credentials),
                        "GnuTLS: credentials", error))
    {
      gnutls_deinit (session);
      return NULL;
    }

  /* What its authorities are called is no stranger's business; a client shows the one certificate
   * that it has. */
  gnutls_certificate_send_x509_rdn_sequence (session, 1);
  if ((end & GNUTLS_SERVER) != 0)
    gnutls_certificate_server_set_request (session, GNUTLS_CERT_REQUIRE);

  return session;
}

static gboolean
refuse (GError **error, OdeonTrustError code, const gchar *why)
{
  g_set_error_literal (error, ODEON_TRUST_ERROR, (gint) code, why);

  return FALSE;
}

static gboolean
check_expected (const OdeonPeerIdentity *peer, const gchar *expected, GError **error)
{
  if (expected == NULL || strcmp (expected, peer->name) == 0)
    return TRUE;

  g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_WRONG_NAME,
               "It is node %s, and %s was meant", peer->name, expected);

  return FALSE;
}

static gboolean
verify (OdeonTrust        *self,
        gnutls_session_t   session,
        const gchar       *purpose,
        const gchar       *expected,
        OdeonPeerIdentity *out_peer,
        GError           **error)
{
  guint                 n = 0;
  const gnutls_datum_t *shown = gnutls_certificate_get_peers (session, &n);

  if (shown == NULL || n == 0)
    return refuse (error, ODEON_TRUST_ERROR_NO_CERTIFICATE, "It has shown no certificate");
  if (n > ODEON_TRUST_CHAIN_MAX)
    return refuse (error, ODEON_TRUST_ERROR_BAD_CERTIFICATE, "It has shown too many certificates");
  if (gnutls_certificate_type_get2 (session, GNUTLS_CTYPE_PEERS) != self->kind->type)
    return refuse (error, ODEON_TRUST_ERROR_BAD_CERTIFICATE, "It has shown another kind of proof");

  return self->kind->identify (self, shown, n, purpose, out_peer, error)
         && check_expected (out_peer, expected, error)
         && _odeon_revocations_check (self->revocations, out_peer, error);
}

gboolean
_odeon_trust_verify (OdeonTrust        *self,
                     gnutls_session_t   session,
                     guint              end,
                     const gchar       *expected,
                     OdeonPeerIdentity *out_peer,
                     GError           **error)
{
  const gboolean             is_server = (end & GNUTLS_SERVER) != 0;
  g_auto (OdeonPeerIdentity) peer = { 0 };

  if (!verify (self, session, is_server ? GNUTLS_KP_TLS_WWW_CLIENT : GNUTLS_KP_TLS_WWW_SERVER,
               expected, &peer, error))
    {
      g_prefix_error (error, "The peer is not trusted: ");
      return FALSE;
    }

  *out_peer = peer;
  peer = (OdeonPeerIdentity) { 0 };

  return TRUE;
}

gboolean
_odeon_trust_check_revoked (OdeonTrust *self, const OdeonPeerIdentity *peer, GError **error)
{
  return _odeon_revocations_check (self->revocations, peer, error);
}
