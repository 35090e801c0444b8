/* SPDX-License-Identifier: MIT */

/* What a handshake believes: an immutable, counted snapshot of credentials' files. A reload makes
 * another one; handshakes and connections that have begun keep theirs. Only what is revoked is
 * shared by all snapshots of one OdeonCredentials and changes under them (OdeonRevocations), so
 * that a revocation holds for a handshake that is under way.
 *
 * How a connection uses it:
 *
 *   trust = _odeon_credentials_dup_trust (credentials);        held until the session is gone
 *   session = _odeon_trust_open_session (trust, GNUTLS_SERVER or GNUTLS_CLIENT, &error);
 *   … gnutls_session_set_verify_function (session, verify), ALPN, the session's pointer …
 *   verify: if _odeon_trust_verify (trust, session, end, expected, &peer, &error) is FALSE, the
 *     function returns GNUTLS_E_CERTIFICATE_ERROR, and _odeon_trust_error_get_alert (error) is the
 *     alert that tells the peer why
 *   a handshake that fails in another way: _odeon_trust_set_error (&error, code); one that the peer
 *     has given up: _odeon_trust_set_alert_error (&error, alert)
 *
 * TLS 1.3 alone, no tickets, no early data; both sides show a certificate. GnuTLS checks no URI
 * among the names of a certificate, and its verification returns 0 for a certificate that it does
 * not trust: all of that is here.
 *
 * A snapshot is for any thread; a session, for one at a time.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-credentials.h"

#include <gnutls/gnutls.h>

typedef struct _OdeonTrust OdeonTrust;

/* --- who somebody is --- */

/* A peer that was believed. */
typedef struct
{
  gchar *name;
  gchar *pin;    /* of its key */
  gchar *serial; /* (nullable): its certificate's, in upper case hexadecimal digits */
} OdeonPeerIdentity;

void _odeon_peer_identity_clear (OdeonPeerIdentity *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OdeonPeerIdentity, _odeon_peer_identity_clear)

/* --- the snapshot --- */

OdeonTrust *_odeon_credentials_dup_trust (OdeonCredentials *credentials);

OdeonTrust  *_odeon_trust_ref      (OdeonTrust *self);
void         _odeon_trust_unref    (OdeonTrust *self);
const gchar *_odeon_trust_get_name (const OdeonTrust *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OdeonTrust, _odeon_trust_unref)

/* @end: GNUTLS_SERVER or GNUTLS_CLIENT, and further flags of gnutls_init(). The session needs @self
 * as long as it lives. NULL: GnuTLS has not given one. */
gnutls_session_t _odeon_trust_open_session (OdeonTrust *self, guint end, GError **error);

/* Whether the peer of @session, whose certificate has come, is to be believed; and is @expected,
 * unless that is NULL. @end is ours, as above. @out_peer is to be cleared. */
gboolean _odeon_trust_verify (OdeonTrust        *self,
                              gnutls_session_t   session,
                              guint              end,
                              const gchar       *expected,
                              OdeonPeerIdentity *out_peer,
                              GError           **error);

/* What was believed once may have been revoked since: after the credentials' "changed". */
gboolean _odeon_trust_check_revoked (OdeonTrust              *self,
                                     const OdeonPeerIdentity *peer,
                                     GError                 **error);

/* A secret that depends on the node's key and on @label alone: the same after a restart, and known
 * to nobody else. */
void _odeon_trust_derive_secret (const OdeonTrust *self,
                                 const gchar      *label,
                                 guint8           *out_secret,
                                 gsize             size);

/* --- what is said to a peer, and by it --- */

/* The alert of TLS that says to the peer what @error says to us; one for all that are not of
 * ODEON_TRUST_ERROR. */
guint8 _odeon_trust_error_get_alert (const GError *error);

/* The peer has ended the handshake, or the connection, with an alert. */
void _odeon_trust_set_alert_error (GError **error, guint8 alert);

/* GnuTLS has: @code is negative. */
void _odeon_trust_set_error (GError **error, gint code);
