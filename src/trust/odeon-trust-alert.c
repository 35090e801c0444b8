/* SPDX-License-Identifier: MIT */

/* Errors of trust as they cross the network: as alerts of TLS 1.3 (RFC 8446, 6.2). */

#include "odeon-trust-private.h"

/* The first of those with the same alert is what it means to whom it is sent. */
static const struct
{
  OdeonTrustError code;
  guint8          alert;
  const gchar    *said_by_peer;
} alerts[] = {
  { ODEON_TRUST_ERROR_NO_CERTIFICATE, GNUTLS_A_CERTIFICATE_REQUIRED,
    "it was shown no certificate" },
  { ODEON_TRUST_ERROR_BAD_CERTIFICATE, GNUTLS_A_BAD_CERTIFICATE,
    "the certificate is not valid" },
  { ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY, GNUTLS_A_UNKNOWN_CA,
    "the certificate is not from an authority that it knows" },
  { ODEON_TRUST_ERROR_EXPIRED, GNUTLS_A_CERTIFICATE_EXPIRED,
    "the certificate has expired or is not valid yet" },
  { ODEON_TRUST_ERROR_NOT_YET_VALID, GNUTLS_A_CERTIFICATE_EXPIRED, NULL },
  { ODEON_TRUST_ERROR_WRONG_PURPOSE, GNUTLS_A_UNSUPPORTED_CERTIFICATE,
    "the certificate is not for this use" },
  { ODEON_TRUST_ERROR_WRONG_NAME, GNUTLS_A_ACCESS_DENIED, "it meant another node than this one" },
  { ODEON_TRUST_ERROR_REVOKED, GNUTLS_A_CERTIFICATE_REVOKED, "this node is revoked there" },
  { ODEON_TRUST_ERROR_UNKNOWN_KEY, GNUTLS_A_CERTIFICATE_UNKNOWN,
    "the key is not among those that it has pinned" },
};

guint8
_odeon_trust_error_get_alert (const GError *error)
{
  if (error->domain == ODEON_TRUST_ERROR)
    for (guint i = 0; i < G_N_ELEMENTS (alerts); i++)
      if ((gint) alerts[i].code == error->code)
        return alerts[i].alert;

  return GNUTLS_A_HANDSHAKE_FAILURE;
}

void
_odeon_trust_set_alert_error (GError **error, guint8 alert)
{
  const gchar *name = gnutls_alert_get_name ((gnutls_alert_description_t) alert);

  for (guint i = 0; i < G_N_ELEMENTS (alerts); i++)
    if (alerts[i].alert == alert)
      {
        g_set_error (error, ODEON_TRUST_ERROR, alerts[i].code,
                     "The peer does not trust this node: %s", alerts[i].said_by_peer);
        return;
      }

  g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_FAILED,
               "The peer has ended the handshake with alert %u (%s)", alert,
               name != NULL ? name : "unknown");
}

void
_odeon_trust_set_error (GError **error, gint code)
{
  if (code == GNUTLS_E_NO_CERTIFICATE_FOUND || code == GNUTLS_E_CERTIFICATE_REQUIRED)
    g_set_error_literal (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_NO_CERTIFICATE,
                         "The peer is not trusted: it has shown no certificate");
  else
    g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_FAILED, "The handshake failed: %s",
                 gnutls_strerror (code));
}
