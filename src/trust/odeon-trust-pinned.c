/* SPDX-License-Identifier: MIT */

/* Trust in keys that are known beforehand: raw public keys (RFC 7250) in place of certificates, and
 * a file that says whose they are. The handshake proves that the peer has the key. */

#include "odeon-key-file-private.h"
#include "odeon-list-file-private.h"
#include "odeon-node-name-private.h"
#include "odeon-pin-private.h"
#include "odeon-trust-kind-private.h"

#include <string.h>

static gboolean
bad_file (GError **error, const gchar *format, const gchar *which)
{
  g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE, format, which);

  return FALSE;
}

/* --- the pins --- */

/* A line. A key that two nodes had would prove neither. */
static gboolean
add_pin (const gchar *name, const gchar *pin, gpointer data, GError **error)
{
  GHashTable       *pins = data;
  g_autofree gchar *regular = _odeon_pin_parse (pin);

  if (!_odeon_node_name_is_valid (name))
    return bad_file (error, "\"%s\" is no node's name", name);
  if (regular == NULL)
    return bad_file (error, "\"%s\" is no pin: sha256: and 64 hexadecimal digits", pin);
  if (g_hash_table_contains (pins, regular))
    return bad_file (error, "%s is in another line already", regular);

  g_hash_table_insert (pins, g_steal_pointer (&regular), g_strdup (name));

  return TRUE;
}

static gboolean
load_pins (OdeonTrust *self, const gchar *path, GError **error)
{
  self->pins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return _odeon_list_file_read (path, add_pin, self->pins, error);
}

/* --- the node's own key --- */

static gboolean
find_own_name (OdeonTrust *self, gnutls_pubkey_t key, const OdeonTrustFiles *files, GError **error)
{
  g_autofree gchar *pin = _odeon_pin_from_public_key (key);

  if (pin == NULL)
    return bad_file (error, "%s: this kind of key is not known", files->key);

  self->name = g_strdup (g_hash_table_lookup (self->pins, pin));
  if (self->name != NULL)
    return TRUE;

  g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_UNKNOWN_KEY,
               "%s: the key in %s, %s, is not in this list: the node has no name", files->pins,
               files->key, pin);

  return FALSE;
}

/* GnuTLS takes the key over; of the pin's key it has a copy. */
static gint
show_key (OdeonTrust *self, gnutls_privkey_t key, gnutls_pubkey_t public_key)
{
  gnutls_datum_t  info = { NULL, 0 };
  gnutls_pcert_st shown;
  gint            code = gnutls_pubkey_export2 (public_key, GNUTLS_X509_FMT_DER, &info);

  if (code == 0)
    code = gnutls_pcert_import_rawpk_raw (&shown, &info, GNUTLS_X509_FMT_DER, 0, 0);
  if (code == 0)
    {
      code = gnutls_certificate_set_key (self->credentials, NULL, 0, &shown, 1, key);
      if (code < 0)
        gnutls_pcert_deinit (&shown);
    }
  gnutls_free (info.data);

  return code;
}

static gint
load_private_key (OdeonTrust            *self,
                  gnutls_x509_privkey_t  file_key,
                  gnutls_pubkey_t        out_public_key)
{
  gnutls_privkey_t key;
  gint             code = gnutls_privkey_init (&key);

  if (code != 0)
    return code;

  code = gnutls_privkey_import_x509 (key, file_key, GNUTLS_PRIVKEY_IMPORT_COPY);
  if (code == 0)
    code = gnutls_pubkey_import_privkey (out_public_key, key, 0, 0);
  if (code == 0)
    code = show_key (self, key, out_public_key);
  if (code < 0)
    gnutls_privkey_deinit (key);

  return code;
}

static gboolean
load_key (OdeonTrust *self, const OdeonTrustFiles *files, GError **error)
{
  gnutls_x509_privkey_t key = _odeon_key_file_read (files->key, error);
  gnutls_pubkey_t       public_key = NULL;
  gint                  code;
  gboolean              loaded;

  if (key == NULL)
    return FALSE;

  code = gnutls_pubkey_init (&public_key);
  if (code == 0)
    code = load_private_key (self, key, public_key);
  loaded = code < 0 ? bad_file (error, "%s: this key cannot be used without a certificate",
                                files->key)
                    : find_own_name (self, public_key, files, error)
                          && _odeon_trust_take_secret (self, key, error);
  gnutls_pubkey_deinit (public_key);
  gnutls_x509_privkey_deinit (key);

  return loaded;
}

static gboolean
load (OdeonTrust *self, const OdeonTrustFiles *files, GError **error)
{
  return load_pins (self, files->pins, error) && load_key (self, files, error);
}

/* --- a peer's --- */

static gchar *
dup_pin (const gnutls_datum_t *shown)
{
  gnutls_pubkey_t key;
  gchar          *pin = NULL;

  if (gnutls_pubkey_init (&key) != 0)
    return NULL;

  if (gnutls_pubkey_import (key, shown, GNUTLS_X509_FMT_DER) == 0)
    pin = _odeon_pin_from_public_key (key);
  gnutls_pubkey_deinit (key);

  return pin;
}

static gboolean
identify (const OdeonTrust     *self,
          const gnutls_datum_t *shown,
          guint                 n G_GNUC_UNUSED,
          const gchar          *purpose G_GNUC_UNUSED,
          OdeonPeerIdentity    *out_peer,
          GError              **error)
{
  g_autofree gchar *pin = dup_pin (shown);
  const gchar      *name;

  if (pin == NULL)
    {
      g_set_error_literal (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_CERTIFICATE,
                           "The key is malformed");
      return FALSE;
    }

  name = g_hash_table_lookup (self->pins, pin);
  if (name == NULL)
    {
      g_set_error (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_UNKNOWN_KEY,
                   "The key %s is not among the pinned ones", pin);
      return FALSE;
    }

  out_peer->name = g_strdup (name);
  out_peer->pin = g_steal_pointer (&pin);
  out_peer->serial = NULL;

  return TRUE;
}

const OdeonTrustKind _odeon_trust_pinned = {
  .type = GNUTLS_CRT_RAWPK,
  .flag = GNUTLS_ENABLE_RAWPK,
  .load = load,
  .identify = identify,
};
