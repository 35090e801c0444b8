/* SPDX-License-Identifier: MIT */

/* Whom a node does not believe any more: names, keys and certificates. Counted, shared by all
 * snapshots of one OdeonCredentials, for any thread. What a file lists and what was added by hand
 * are apart, so that reading the file anew forgets nothing of the latter. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-trust-private.h"

typedef struct _OdeonRevocations OdeonRevocations;

OdeonRevocations *_odeon_revocations_new   (void);
OdeonRevocations *_odeon_revocations_ref   (OdeonRevocations *self);
void              _odeon_revocations_unref (OdeonRevocations *self);

/* What stands in the file; of NULL, nothing. For _odeon_revocations_set_listed(). */
GHashTable *_odeon_revocations_read (const gchar *path, GError **error);

/* Takes over @listed. */
void _odeon_revocations_set_listed (OdeonRevocations *self, GHashTable *listed);

/* @entry: `name NAME`, `key PIN` or `serial HEX`; FALSE if it is something else. */
gboolean _odeon_revocations_add (OdeonRevocations *self, const gchar *entry);

/* ODEON_TRUST_ERROR_REVOKED. */
gboolean _odeon_revocations_check (OdeonRevocations        *self,
                                   const OdeonPeerIdentity *peer,
                                   GError                 **error);
