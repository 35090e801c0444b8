/* SPDX-License-Identifier: MIT */

/* Trust in certificates (X.509). GnuTLS checks the chain, its dates and what it is for; whom the
 * certificate names is read by odeon-certificate.c. */

#include "odeon-certificate-private.h"
#include "odeon-key-file-private.h"
#include "odeon-pin-private.h"
#include "odeon-trust-kind-private.h"

/* --- the chain --- */

/* By what is to be done about it first; one is set for each that GnuTLS does not trust. */
static const struct
{
  guint           status;
  OdeonTrustError code;
  const gchar    *message;
} faults[] = {
  { GNUTLS_CERT_SIGNER_NOT_FOUND, ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY,
    "The certificate is not from a known authority" },
  { GNUTLS_CERT_SIGNATURE_FAILURE, ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY,
    "The certificate is not signed by the authority that it names" },
  { GNUTLS_CERT_SIGNER_NOT_CA, ODEON_TRUST_ERROR_BAD_CERTIFICATE,
    "The certificate is from somebody who is no authority" },
  { GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, ODEON_TRUST_ERROR_BAD_CERTIFICATE,
    "The certificate is one that its authority may not give" },
  { GNUTLS_CERT_INSECURE_ALGORITHM, ODEON_TRUST_ERROR_BAD_CERTIFICATE,
    "The certificate is signed in a way that is not secure" },
  { GNUTLS_CERT_EXPIRED, ODEON_TRUST_ERROR_EXPIRED,
    "The certificate, or its authority's, has expired" },
  { GNUTLS_CERT_NOT_ACTIVATED, ODEON_TRUST_ERROR_NOT_YET_VALID,
    "The certificate, or its authority's, is not valid yet" },
  { GNUTLS_CERT_PURPOSE_MISMATCH, ODEON_TRUST_ERROR_WRONG_PURPOSE,
    "The certificate is not for this use of TLS" },
};

static gboolean
set_status_error (guint status, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    if ((status & faults[i].status) != 0)
      {
        g_set_error_literal (error, ODEON_TRUST_ERROR, (gint) faults[i].code, faults[i].message);
        return FALSE;
      }

  g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_CERTIFICATE,
               "The certificate is not valid (GnuTLS: %#x)", status);

  return FALSE;
}

/* A status of zero is what is trusted; that the function returns zero says that it has looked. */
static gboolean
check_chain (const OdeonTrust   *self,
             gnutls_x509_crt_t  *chain,
             guint               n,
             const gchar        *purpose,
             GError            **error)
{
  gnutls_typed_vdata_st    wanted = { GNUTLS_DT_KEY_PURPOSE_OID, (guint8 *) purpose, 0 };
  gnutls_x509_trust_list_t authorities;
  guint                    status = GNUTLS_CERT_INVALID;

  gnutls_certificate_get_trust_list (self->credentials, &authorities);
  if (gnutls_x509_trust_list_verify_crt2 (authorities, chain, n, &wanted, 1, 0, &status, NULL) == 0
      && status == 0)
    return TRUE;

  return set_status_error (status, error);
}

/* --- who that is --- */

static gboolean
bad (GError **error, const gchar *why)
{
  g_set_error_literal (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_CERTIFICATE, why);

  return FALSE;
}

static gboolean
identify_chain (const OdeonTrust  *self,
                gnutls_x509_crt_t *chain,
                guint              n,
                const gchar       *purpose,
                OdeonPeerIdentity *out_peer,
                GError           **error)
{
  g_auto (OdeonPeerIdentity) peer = { 0 };

  if (!check_chain (self, chain, n, purpose, error))
    return FALSE;

  peer.name = _odeon_certificate_dup_node_name (chain[0], error);
  if (peer.name == NULL)
    return FALSE;
  peer.pin = _odeon_pin_from_certificate (chain[0]);
  peer.serial = _odeon_certificate_dup_serial (chain[0]);
  if (peer.pin == NULL)
    return bad (error, "The certificate is of an unknown kind of key");

  *out_peer = peer;
  peer = (OdeonPeerIdentity) { 0 };

  return TRUE;
}

static void
free_chain (gnutls_x509_crt_t *chain, guint n)
{
  for (guint i = 0; i < n; i++)
    gnutls_x509_crt_deinit (chain[i]);
}

/* Of how many the import went well is what is to be freed. */
static guint
import_chain (const gnutls_datum_t *shown, guint n, gnutls_x509_crt_t *out_chain)
{
  guint i;

  for (i = 0; i < n; i++)
    {
      if (gnutls_x509_crt_init (&out_chain[i]) != 0)
        break;
      if (gnutls_x509_crt_import (out_chain[i], &shown[i], GNUTLS_X509_FMT_DER) != 0)
        {
          gnutls_x509_crt_deinit (out_chain[i]);
          break;
        }
    }

  return i;
}

static gboolean
identify (const OdeonTrust     *self,
          const gnutls_datum_t *shown,
          guint                 n,
          const gchar          *purpose,
          OdeonPeerIdentity    *out_peer,
          GError              **error)
{
  gnutls_x509_crt_t chain[ODEON_TRUST_CHAIN_MAX];
  guint             n_imported = import_chain (shown, n, chain);
  gboolean          known;

  known = n_imported == n ? identify_chain (self, chain, n, purpose, out_peer, error)
                          : bad (error, "The certificate is malformed");
  free_chain (chain, n_imported);

  return known;
}

/* --- the node's own files --- */

static gboolean
bad_file (const gchar *path, const gchar *what, gint code, GError **error)
{
  g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE, "%s: %s: %s", path, what,
               gnutls_strerror (code));

  return FALSE;
}

static gboolean
load_authority (OdeonTrust *self, const gchar *path, GError **error)
{
  g_autofree gchar *text = NULL;
  gsize             size;
  gnutls_datum_t    pem;
  gint              n;

  if (!g_file_get_contents (path, &text, &size, error))
    return FALSE;

  pem = (gnutls_datum_t) { (guint8 *) text, (guint) size };
  n = gnutls_certificate_set_x509_trust_mem (self->credentials, &pem, GNUTLS_X509_FMT_PEM);

  return n > 0
         || bad_file (path, "no certificates in PEM", n < 0 ? n : GNUTLS_E_NO_CERTIFICATE_FOUND,
                      error);
}

static gboolean
set_key (OdeonTrust            *self,
         gnutls_x509_crt_t     *chain,
         guint                  n,
         gnutls_x509_privkey_t  key,
         const OdeonTrustFiles *files,
         GError               **error)
{
  gint code = gnutls_certificate_set_x509_key (self->credentials, chain, (gint) n, key);

  if (code == GNUTLS_E_CERTIFICATE_KEY_MISMATCH)
    {
      g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_WRONG_KEY,
                   "%s: this certificate is not of the key in %s", files->certificate, files->key);
      return FALSE;
    }

  return code >= 0 || bad_file (files->certificate, "not usable", code, error);
}

/* A certificate that peers would refuse is refused here, where it can be seen why. */
static gboolean
check_own (OdeonTrust *self, gnutls_x509_crt_t *chain, guint n, const gchar *path, GError **error)
{
  g_auto (OdeonPeerIdentity) as_server = { 0 };
  g_auto (OdeonPeerIdentity) as_client = { 0 };

  if (identify_chain (self, chain, n, GNUTLS_KP_TLS_WWW_SERVER, &as_server, error)
      && identify_chain (self, chain, n, GNUTLS_KP_TLS_WWW_CLIENT, &as_client, error))
    {
      self->name = g_steal_pointer (&as_server.name);
      return TRUE;
    }

  g_prefix_error (error, "%s: ", path);

  return FALSE;
}

static gboolean
load_certificate (OdeonTrust            *self,
                  gnutls_x509_privkey_t  key,
                  const OdeonTrustFiles *files,
                  GError               **error)
{
  g_autofree gchar  *text = NULL;
  gsize              size;
  gnutls_datum_t     pem;
  gnutls_x509_crt_t *chain;
  guint              n;
  gboolean           loaded;
  gint               code;

  if (!g_file_get_contents (files->certificate, &text, &size, error))
    return FALSE;

  pem = (gnutls_datum_t) { (guint8 *) text, (guint) size };
  code = gnutls_x509_crt_list_import2 (&chain, &n, &pem, GNUTLS_X509_FMT_PEM,
                                       GNUTLS_X509_CRT_LIST_FAIL_IF_UNSORTED);
  if (code < 0)
    return bad_file (files->certificate, "no certificates in PEM, each from the next one", code,
                     error);

  loaded = set_key (self, chain, n, key, files, error)
           && check_own (self, chain, n, files->certificate, error);
  free_chain (chain, n);
  gnutls_free (chain);

  return loaded;
}

static gboolean
load (OdeonTrust *self, const OdeonTrustFiles *files, GError **error)
{
  gnutls_x509_privkey_t key = _odeon_key_file_read (files->key, error);
  gboolean              loaded;

  if (key == NULL)
    return FALSE;

  loaded = load_authority (self, files->authority, error)
           && load_certificate (self, key, files, error)
           && _odeon_trust_take_secret (self, key, error);
  gnutls_x509_privkey_deinit (key);

  return loaded;
}

const OdeonTrustKind _odeon_trust_certified = {
  .type = GNUTLS_CRT_X509,
  .flag = 0,
  .load = load,
  .identify = identify,
};
