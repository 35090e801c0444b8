/* SPDX-License-Identifier: MIT */

/* Keys (ECDSA, P-256, which every stack knows) and the certificates that a network of nodes has: an
 * authority's, and those that it gives to nodes. */

#pragma once

#include <glib.h>
#include <gnutls/x509.h>

typedef struct
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t     certificate; /* (nullable) */
} Identity;

void identity_clear (Identity *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Identity, identity_clear)

gboolean identity_make_key (Identity *self, GError **error);

/* For a key that is there. */
gboolean identity_make_authority (Identity *self, const gchar *name, gint days, GError **error);
gboolean identity_make_node      (Identity       *self,
                                  const gchar    *name,
                                  gint            days,
                                  const Identity *authority,
                                  GError        **error);

/* What stands in `authority.pem` and `authority.key`. */
gboolean identity_read (Identity *self, const gchar *certificate, const gchar *key, GError **error);

/* How many days an authority has left; negative if it has expired. */
gint identity_get_days_left (const Identity *self);

/* For gnutls_free(); of the key, to be wiped first: identity_free_key(). */
gboolean identity_print_certificate (const Identity *self, gnutls_datum_t *out_pem, GError **error);
gboolean identity_print_key         (const Identity *self, gnutls_datum_t *out_pem, GError **error);
void     identity_free_key          (gnutls_datum_t *pem);
