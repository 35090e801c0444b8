/* SPDX-License-Identifier: MIT */

#include "identity.h"

#include "odeon-key-file-private.h"
#include "odeon-node-name-private.h"

#include <gio/gio.h>
#include <gnutls/crypto.h>
#include <string.h>
#include <time.h>

#define DAY (24 * 60 * 60)

/* Clocks differ: a certificate is valid from a little before now. */
#define BEFORE (60 * 60)

#define SERIAL_SIZE 16
#define KEY_ID_SIZE 64

void
identity_clear (Identity *self)
{
  g_clear_pointer (&self->certificate, gnutls_x509_crt_deinit);
  g_clear_pointer (&self->key, gnutls_x509_privkey_deinit);
}

/* GnuTLS's functions in turn, up to the first that fails. */
static gboolean
check (gint code, const gchar *what, GError **error)
{
  if (code >= 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Cannot make %s: %s", what,
               gnutls_strerror (code));

  return FALSE;
}

gboolean
identity_make_key (Identity *self, GError **error)
{
  const guint bits = GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1);

  return check (gnutls_x509_privkey_init (&self->key), "a key", error)
         && check (gnutls_x509_privkey_generate (self->key, GNUTLS_PK_ECDSA, bits, 0), "a key",
                   error);
}

/* --- what all certificates have --- */

static gint
set_serial (gnutls_x509_crt_t certificate)
{
  guint8 serial[SERIAL_SIZE];
  gint   code = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  /* A number, above zero. */
  serial[0] = (serial[0] & 0x7f) | 0x40;

  return code < 0 ? code : gnutls_x509_crt_set_serial (certificate, serial, sizeof serial);
}

static gint
set_name (gnutls_x509_crt_t certificate, const gchar *name)
{
  return gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                        (guint) strlen (name));
}

/* Which key is whose, where two authorities have the same name. */
static gint
set_key_id (gnutls_x509_crt_t certificate)
{
  guint8 id[KEY_ID_SIZE];
  size_t size = sizeof id;
  gint   code = gnutls_x509_crt_get_key_id (certificate, GNUTLS_KEYID_USE_SHA1, id, &size);

  return code < 0 ? code : gnutls_x509_crt_set_subject_key_id (certificate, id, size);
}

static gint
set_issuer_key_id (gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer)
{
  guint8 id[KEY_ID_SIZE];
  size_t size = sizeof id;
  gint   code = gnutls_x509_crt_get_subject_key_id (issuer, id, &size, NULL);

  /* Another program's authority may have none. */
  if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
    return 0;

  return code < 0 ? code : gnutls_x509_crt_set_authority_key_id (certificate, id, size);
}

static gint
set_times (gnutls_x509_crt_t certificate, time_t begin, gint days)
{
  gint code = gnutls_x509_crt_set_activation_time (certificate, begin);

  return code < 0
             ? code
             : gnutls_x509_crt_set_expiration_time (certificate, time (NULL) + (time_t) days * DAY);
}

static gboolean
begin (Identity *self, const gchar *name, time_t from, gint days, GError **error)
{
  static const gchar what[] = "a certificate";

  return check (gnutls_x509_crt_init (&self->certificate), what, error)
         && check (gnutls_x509_crt_set_version (self->certificate, 3), what, error)
         && check (set_serial (self->certificate), what, error)
         && check (set_name (self->certificate, name), what, error)
         && check (set_times (self->certificate, from, days), what, error)
         && check (gnutls_x509_crt_set_key (self->certificate, self->key), what, error)
         && check (set_key_id (self->certificate), what, error);
}

static gboolean
sign (Identity *self, const Identity *issuer, GError **error)
{
  return check (gnutls_x509_crt_sign2 (self->certificate, issuer->certificate, issuer->key,
                                       GNUTLS_DIG_SHA256, 0),
                "a signature", error);
}

/* --- an authority's --- */

gboolean
identity_make_authority (Identity *self, const gchar *name, gint days, GError **error)
{
  static const gchar what[] = "an authority";

  return begin (self, name, time (NULL) - BEFORE, days, error)
         && check (gnutls_x509_crt_set_basic_constraints (self->certificate, 1, 0), what, error)
         && check (gnutls_x509_crt_set_key_usage (self->certificate, GNUTLS_KEY_KEY_CERT_SIGN
                                                                         | GNUTLS_KEY_CRL_SIGN),
                   what, error)
         && sign (self, self, error);
}

gint
identity_get_days_left (const Identity *self)
{
  time_t left = gnutls_x509_crt_get_expiration_time (self->certificate) - time (NULL);

  return left < 0 ? -1 : (gint) MIN (left / DAY, G_MAXINT);
}

/* --- a node's --- */

/* It begins no earlier than its authority. */
static time_t
get_begin (const Identity *authority)
{
  time_t authority_begin = gnutls_x509_crt_get_activation_time (authority->certificate);

  return MAX (time (NULL) - BEFORE, authority_begin);
}

gboolean
identity_make_node (Identity       *self,
                    const gchar    *name,
                    gint            days,
                    const Identity *authority,
                    GError        **error)
{
  static const gchar what[] = "a node's certificate";
  g_autofree gchar  *uri = g_strconcat (ODEON_NODE_NAME_URI_PREFIX, name, NULL);

  return begin (self, name, get_begin (authority), days, error)
         && check (gnutls_x509_crt_set_subject_alt_name (self->certificate, GNUTLS_SAN_URI, uri,
                                                         (guint) strlen (uri), GNUTLS_FSAN_SET),
                   what, error)
         && check (gnutls_x509_crt_set_basic_constraints (self->certificate, 0, -1), what, error)
         && check (gnutls_x509_crt_set_key_usage (self->certificate,
                                                  GNUTLS_KEY_DIGITAL_SIGNATURE),
                   what, error)
         && check (gnutls_x509_crt_set_key_purpose_oid (self->certificate,
                                                        GNUTLS_KP_TLS_WWW_SERVER, 0),
                   what, error)
         && check (gnutls_x509_crt_set_key_purpose_oid (self->certificate,
                                                        GNUTLS_KP_TLS_WWW_CLIENT, 0),
                   what, error)
         && check (set_issuer_key_id (self->certificate, authority->certificate), what, error)
         && sign (self, authority, error);
}

/* --- files --- */

static gboolean
not_an_authority (const gchar *path, const gchar *why, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: %s", path, why);

  return FALSE;
}

static gboolean
read_certificate (Identity *self, const gchar *path, GError **error)
{
  g_autofree gchar *text = NULL;
  gsize             size;
  gnutls_datum_t    pem;
  gint              code;

  if (!g_file_get_contents (path, &text, &size, error))
    return FALSE;

  pem = (gnutls_datum_t) { (guint8 *) text, (guint) size };
  code = gnutls_x509_crt_init (&self->certificate);
  if (code == 0)
    code = gnutls_x509_crt_import (self->certificate, &pem, GNUTLS_X509_FMT_PEM);
  if (code < 0)
    return not_an_authority (path, "no certificate in PEM", error);
  if (gnutls_x509_crt_get_ca_status (self->certificate, NULL) <= 0)
    return not_an_authority (path, "the certificate is no authority's", error);

  return TRUE;
}

/* A key of somebody else would sign what nobody believes. */
static gboolean
check_pair (const Identity *self, const gchar *certificate, const gchar *key, GError **error)
{
  guint8 of_certificate[KEY_ID_SIZE], of_key[KEY_ID_SIZE];
  size_t certificate_size = sizeof of_certificate, key_size = sizeof of_key;

  if (gnutls_x509_crt_get_key_id (self->certificate, 0, of_certificate, &certificate_size) == 0
      && gnutls_x509_privkey_get_key_id (self->key, 0, of_key, &key_size) == 0
      && certificate_size == key_size && memcmp (of_certificate, of_key, key_size) == 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               "%s: the certificate is not of the key in %s", certificate, key);

  return FALSE;
}

gboolean
identity_read (Identity *self, const gchar *certificate, const gchar *key, GError **error)
{
  if (!read_certificate (self, certificate, error))
    return FALSE;

  self->key = _odeon_key_file_read (key, error);

  return self->key != NULL && check_pair (self, certificate, key, error);
}

gboolean
identity_print_certificate (const Identity *self, gnutls_datum_t *out_pem, GError **error)
{
  return check (gnutls_x509_crt_export2 (self->certificate, GNUTLS_X509_FMT_PEM, out_pem),
                "a certificate", error);
}

gboolean
identity_print_key (const Identity *self, gnutls_datum_t *out_pem, GError **error)
{
  return check (gnutls_x509_privkey_export2_pkcs8 (self->key, GNUTLS_X509_FMT_PEM, NULL,
                                                   GNUTLS_PKCS_PLAIN, out_pem),
                "a key", error);
}

void
identity_free_key (gnutls_datum_t *pem)
{
  if (pem->data != NULL)
    explicit_bzero (pem->data, pem->size);
  gnutls_free (pem->data);
}
