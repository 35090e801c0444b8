/* SPDX-License-Identifier: MIT */

/* Who a node is, and whom it believes: what a network of nodes trusts. A node shows its certificate
 * or its key to each peer, and the peer shows its own, always; who cannot is nobody. */

#pragma once

#include "odeon-types.h"

G_BEGIN_DECLS

/**
 * ODEON_TRUST_ERROR:
 *
 * The error domain of #OdeonTrustError.
 */
#define ODEON_TRUST_ERROR (odeon_trust_error_quark ())

/**
 * OdeonTrustError:
 * @ODEON_TRUST_ERROR_FAILED: the handshake failed for a reason that is not about trust
 * @ODEON_TRUST_ERROR_BAD_FILE: a file holds something else than it should
 * @ODEON_TRUST_ERROR_UNSAFE_FILE: a private key's file can be read or written by others
 * @ODEON_TRUST_ERROR_WRONG_KEY: a certificate is of another key than the one beside it
 * @ODEON_TRUST_ERROR_NO_CERTIFICATE: the peer has shown no certificate, or no key
 * @ODEON_TRUST_ERROR_BAD_CERTIFICATE: a certificate is malformed, badly signed, or not one of a
 *   node
 * @ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY: a certificate is not from the cluster's authority
 * @ODEON_TRUST_ERROR_EXPIRED: a certificate has expired, or its authority's
 * @ODEON_TRUST_ERROR_NOT_YET_VALID: a certificate is valid from a later time on, or a clock is
 *   wrong
 * @ODEON_TRUST_ERROR_WRONG_PURPOSE: a certificate is not for this use: a node's is for the server
 *   and for the client of TLS
 * @ODEON_TRUST_ERROR_WRONG_NAME: the peer is another node than the one that was meant
 * @ODEON_TRUST_ERROR_REVOKED: the peer's name, key or certificate is revoked
 * @ODEON_TRUST_ERROR_UNKNOWN_KEY: the peer's key is not among the pinned ones
 *
 * Why somebody is not trusted. The last nine are said by a peer of us, too, as alerts of TLS: the
 * message tells which of the two it was.
 */
typedef enum
{
  ODEON_TRUST_ERROR_FAILED,
  ODEON_TRUST_ERROR_BAD_FILE,
  ODEON_TRUST_ERROR_UNSAFE_FILE,
  ODEON_TRUST_ERROR_WRONG_KEY,
  ODEON_TRUST_ERROR_NO_CERTIFICATE,
  ODEON_TRUST_ERROR_BAD_CERTIFICATE,
  ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY,
  ODEON_TRUST_ERROR_EXPIRED,
  ODEON_TRUST_ERROR_NOT_YET_VALID,
  ODEON_TRUST_ERROR_WRONG_PURPOSE,
  ODEON_TRUST_ERROR_WRONG_NAME,
  ODEON_TRUST_ERROR_REVOKED,
  ODEON_TRUST_ERROR_UNKNOWN_KEY
} OdeonTrustError;

/**
 * odeon_trust_error_quark:
 *
 * Returns: %ODEON_TRUST_ERROR
 */
ODEON_EXPORT
GQuark odeon_trust_error_quark (void);

#define ODEON_TYPE_CREDENTIALS (odeon_credentials_get_type ())

/**
 * OdeonCredentials:
 *
 * A node's name, the key that proves it, and whom the node believes in return: certificates of an
 * authority (odeon_credentials_new_from_files()), or a list of keys
 * (odeon_credentials_new_pinned()). The command `odeon cert` makes both.
 *
 * A node's name is made of ASCII letters, digits, `-`, `_` and `.`, at most 128 of them, of which
 * the first is a letter or a digit; letter case counts. The file of a private key must be its
 * owner's alone (mode 0600 or less); one that is root's may be readable by its group (0640). Any
 * other is %ODEON_TRUST_ERROR_UNSAFE_FILE.
 *
 * All functions are for any thread. Private keys and their bytes are never logged, nor part of a
 * message.
 */
ODEON_EXPORT
G_DECLARE_FINAL_TYPE (OdeonCredentials, odeon_credentials, ODEON, CREDENTIALS, GObject)

/**
 * odeon_credentials_new_from_files:
 * @authority: a PEM file with the certificates of those who certify the nodes of the cluster:
 *   usually one, or two while the authority is being replaced
 * @certificate: a PEM file with the node's certificate and, behind it, those between it and an
 *   authority, if any
 * @key: a PEM file with the certificate's private key, not encrypted
 * @error: return location for an error: of #GFileError if a file cannot be read, of
 *   #OdeonTrustError, or %G_IO_ERROR_NOT_SUPPORTED of an Odeon that was built without the network
 *
 * Credentials by an authority. A node's certificate names it in the URI `odeon:node:NAME` among its
 * subject's alternative names, and is for servers and clients of TLS. It is held to all that a
 * peer's is held to: one that nobody would accept is refused here.
 *
 * Returns: (transfer full) (nullable): the credentials
 */
ODEON_EXPORT
OdeonCredentials *odeon_credentials_new_from_files (const gchar *authority,
                                                    const gchar *certificate,
                                                    const gchar *key,
                                                    GError     **error);

/**
 * odeon_credentials_new_pinned:
 * @key: a PEM file with the node's private key, not encrypted
 * @pins: a file with a line `NAME PIN` for each node that is trusted, this one among them: all
 *   nodes can have the same file. A `#` begins a comment. A node may have several keys, such as the
 *   next one
 * @error: return location for an error, as for odeon_credentials_new_from_files()
 *
 * Credentials without certificates, for few nodes that are known beforehand. A pin is `sha256:` and
 * 64 hexadecimal digits, the hash of the public key (of its SubjectPublicKeyInfo in DER), which
 * `odeon cert key` and `odeon cert show` print.
 *
 * Returns: (transfer full) (nullable): the credentials
 */
ODEON_EXPORT
OdeonCredentials *odeon_credentials_new_pinned (const gchar *key,
                                                const gchar *pins,
                                                GError     **error);

/**
 * odeon_credentials_dup_name:
 * @self: credentials
 *
 * Returns: (transfer full): the node's name
 */
ODEON_EXPORT
gchar *odeon_credentials_dup_name (OdeonCredentials *self);

/**
 * odeon_credentials_reload:
 * @self: credentials
 * @error: return location for an error, as when they were made; %ODEON_TRUST_ERROR_WRONG_NAME if
 *   the files are now another node's
 *
 * Reads the files anew, the revocations' among them. Connections that are made from now on use what
 * is there now; those that exist stay as they are, unless their peer is revoked. All or nothing: if
 * one file cannot be used, all stays as it was.
 *
 * Returns: whether it was done
 */
ODEON_EXPORT
gboolean odeon_credentials_reload (OdeonCredentials *self, GError **error);

/**
 * odeon_credentials_set_revocations:
 * @self: credentials
 * @path: (nullable): a file with a revocation in each line, as for odeon_credentials_revoke(),
 *   where a `#` begins a comment; %NULL: none any more
 * @error: return location for an error: of #GFileError, or %ODEON_TRUST_ERROR_BAD_FILE, which names
 *   the line
 *
 * Whom this node does not believe although its authority or its list does. The file is read now,
 * and at each odeon_credentials_reload().
 *
 * Returns: whether the file was read; if not, nothing has changed
 */
ODEON_EXPORT
gboolean odeon_credentials_set_revocations (OdeonCredentials *self,
                                            const gchar      *path,
                                            GError          **error);

/**
 * odeon_credentials_revoke:
 * @self: credentials
 * @entry: `name NAME`, a node with whatever key; `key PIN`, a key under whatever name; or
 *   `serial HEX`, one certificate
 * @error: return location for %ODEON_ERROR_INVALID_ARGUMENT
 *
 * Does not believe a peer from now on, as long as @self lives: connections with it are closed at
 * once, and none is made. A file of odeon_credentials_set_revocations() outlives the process.
 *
 * Returns: whether @entry was understood
 */
ODEON_EXPORT
gboolean odeon_credentials_revoke (OdeonCredentials *self, const gchar *entry, GError **error);

G_END_DECLS
