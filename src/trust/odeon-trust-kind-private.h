/* SPDX-License-Identifier: MIT */

/* The two kinds of trust, in certificates and in pinned keys: how each is read from files, and how
 * it tells who somebody is. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-revocations-private.h"

#include <gnutls/x509.h>

/* More certificates than these are between no node and its authority. */
#define ODEON_TRUST_CHAIN_MAX 8

/* What is to be read. */
typedef struct
{
  const gchar *authority;   /* NULL: keys are pinned */
  const gchar *certificate; /* NULL: keys are pinned */
  const gchar *key;
  const gchar *pins;        /* NULL: certificates */
} OdeonTrustFiles;

typedef struct
{
  gnutls_certificate_type_t type;

  /* Whether GnuTLS needs to be asked for it: a flag of gnutls_init(). */
  guint flag;

  /* Fills in self->credentials, name, pins and, with the key, the secret; @self is freed by the
   * caller if that fails. Reads files. */
  gboolean (*load) (OdeonTrust *self, const OdeonTrustFiles *files, GError **error);

  /* Who has shown @shown: 1 to ODEON_TRUST_CHAIN_MAX certificates, or one key, in DER. Whoever is
   * not trusted is nobody: FALSE. Does not look at what is revoked; on any thread. @purpose is
   * GNUTLS_KP_TLS_WWW_SERVER or _CLIENT: as what. Messages say "it", and no more. */
  gboolean (*identify) (const OdeonTrust     *self,
                        const gnutls_datum_t *shown,
                        guint                 n,
                        const gchar          *purpose,
                        OdeonPeerIdentity    *out_peer,
                        GError              **error);
} OdeonTrustKind;

extern const OdeonTrustKind _odeon_trust_certified;
extern const OdeonTrustKind _odeon_trust_pinned;

#define ODEON_TRUST_SECRET_SIZE 32

struct _OdeonTrust
{
  const OdeonTrustKind            *kind;
  gchar                           *name;
  gnutls_certificate_credentials_t credentials;
  gnutls_priority_t                priority;
  GHashTable                      *pins; /* (nullable): of pinned keys, their nodes' names */
  OdeonRevocations                *revocations;
  guint8                           secret[ODEON_TRUST_SECRET_SIZE];
};

OdeonTrust *_odeon_trust_new (const OdeonTrustFiles *files,
                              OdeonRevocations      *revocations,
                              GError               **error);

/* For load(). */
gboolean _odeon_trust_take_secret (OdeonTrust *self, gnutls_x509_privkey_t key, GError **error);
