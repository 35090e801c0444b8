/* SPDX-License-Identifier: MIT */

/* The file of a private key. It must be its owner's alone: of any other it is not known who has
 * read it. What root owns may be read by its group, for that is how a service gets a key that it
 * cannot change. The bytes are wiped when they have been read. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>
#include <gnutls/x509.h>

/* For gnutls_x509_privkey_deinit(). NULL: an error of GFileError or OdeonTrustError. */
gnutls_x509_privkey_t _odeon_key_file_read (const gchar *path, GError **error);
