/* SPDX-License-Identifier: MIT */

/* What Odeon reads in a certificate, beyond what GnuTLS checks: which node it names, by a URI among
 * its subject's alternative names, and the number under which it is revoked. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>
#include <gnutls/x509.h>

/* To be freed. NULL unless it names one node: ODEON_TRUST_ERROR_BAD_CERTIFICATE. */
gchar *_odeon_certificate_dup_node_name (gnutls_x509_crt_t certificate, GError **error);

/* In upper case hexadecimal digits, without zeros in front, as OdeonRevocations has it; to be
 * freed. */
gchar *_odeon_certificate_dup_serial (gnutls_x509_crt_t certificate);
