/* SPDX-License-Identifier: MIT */

/* A public key in short, as people write it down: `sha256:` and the hash of its
 * SubjectPublicKeyInfo in DER, in lower case hexadecimal digits. What others get by
 *
 *   openssl pkey -in key.pem -pubout -outform der | sha256sum
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>

/* To be freed; NULL if GnuTLS does not know the kind of key. */
gchar *_odeon_pin_from_public_key  (gnutls_pubkey_t key);
gchar *_odeon_pin_from_private_key (gnutls_x509_privkey_t key);
gchar *_odeon_pin_from_certificate (gnutls_x509_crt_t certificate);

/* (nullable): the pin that @text is, in lower case; to be freed. */
gchar *_odeon_pin_parse (const gchar *text);
