/* SPDX-License-Identifier: MIT */

/* Which of TLS's ways are gone: 1.3 alone, and AES-128-GCM first where the processor does AES, else
 * ChaCha20-Poly1305. What a peer prefers otherwise is taken as well. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

/* For gnutls_priority_init(), to be freed. @raw_keys: raw public keys in place of certificates. */
gchar *_odeon_tls_priority_new (gboolean has_aes, gboolean raw_keys);

/* Whether this processor does. */
gboolean _odeon_tls_priority_has_aes (void);

/* Whether the one does that @cpuinfo describes, as Linux does in /proc/cpuinfo. */
gboolean _odeon_tls_priority_names_aes (const gchar *cpuinfo);
