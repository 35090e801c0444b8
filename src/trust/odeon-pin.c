/* SPDX-License-Identifier: MIT */

#include "odeon-pin-private.h"

#include <string.h>

#define PREFIX      "sha256:"
#define PREFIX_SIZE (sizeof PREFIX - 1)
#define HASH_SIZE   32

static gchar *
print (const guint8 *hash)
{
  GString *pin = g_string_new (PREFIX);

  for (guint i = 0; i < HASH_SIZE; i++)
    g_string_append_printf (pin, "%02x", hash[i]);

  return g_string_free (pin, FALSE);
}

/* GnuTLS's functions of this form. */
#define PIN_OF(get_key_id, key)                                                                    \
  guint8 hash[HASH_SIZE];                                                                          \
  size_t size = sizeof hash;                                                                       \
                                                                                                   \
  return get_key_id (key, GNUTLS_KEYID_USE_SHA256, hash, &size) == 0 ? print (hash) : NULL

gchar *
_odeon_pin_from_public_key (gnutls_pubkey_t key)
{
  PIN_OF (gnutls_pubkey_get_key_id, key);
}

gchar *
_odeon_pin_from_private_key (gnutls_x509_privkey_t key)
{
  PIN_OF (gnutls_x509_privkey_get_key_id, key);
}

gchar *
_odeon_pin_from_certificate (gnutls_x509_crt_t certificate)
{
  PIN_OF (gnutls_x509_crt_get_key_id, certificate);
}

#undef PIN_OF

gchar *
_odeon_pin_parse (const gchar *text)
{
  const gchar *digits = text + PREFIX_SIZE;

  if (g_ascii_strncasecmp (text, PREFIX, PREFIX_SIZE) != 0 || strlen (digits) != 2 * HASH_SIZE)
    return NULL;
  for (const gchar *c = digits; *c != '\0'; c++)
    if (!g_ascii_isxdigit (*c))
      return NULL;

  return g_ascii_strdown (text, -1);
}
