/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-error.h"

G_BEGIN_DECLS

#define ODEON_TYPE_REF (odeon_ref_get_type ())
/**
 * ODEON_REF:
 * @proxy: (nullable): a proxy
 *
 * Returns: the same pointer as a plain reference
 */
#define ODEON_REF(proxy) ((OdeonRef *) (proxy))

ODEON_EXPORT
GType odeon_ref_get_type (void) G_GNUC_CONST;

/**
 * odeon_ref_ref:
 * @ref: (type OdeonRef): a ref or a proxy
 *
 * Thread-safe. Dropping the last reference does not stop the actor.
 *
 * Returns: (transfer full): the same
 */
ODEON_EXPORT
gpointer odeon_ref_ref (gpointer ref);

/**
 * odeon_ref_unref:
 * @ref: (transfer full) (nullable): a ref or a proxy
 */
ODEON_EXPORT
void odeon_ref_unref (gpointer ref);

/**
 * odeon_ref_equal:
 * @a: (nullable): a ref or a proxy
 * @b: (nullable): a ref or a proxy
 *
 * Returns: whether both mean the same actor. One that odeon_ref_from_future() promised is equal to
 *   itself only: see odeon_ref_resolve()
 */
ODEON_EXPORT
gboolean odeon_ref_equal (gconstpointer a, gconstpointer b);

/**
 * odeon_ref_hash:
 * @ref: a ref or a proxy
 *
 * Returns: a hash that agrees with odeon_ref_equal()
 */
ODEON_EXPORT
guint odeon_ref_hash (gconstpointer ref);

/**
 * odeon_ref_dup_urn:
 * @ref: a ref or a proxy
 *
 * The actor's identity, `urn:uuid:…` of a version 4 UUID (RFC 9562), made on first demand.
 *
 * Returns: (transfer full) (nullable): the URN; %NULL of a promised one as long as it is not
 *   resolved
 */
ODEON_EXPORT
gchar *odeon_ref_dup_urn (gpointer ref);

/**
 * odeon_ref_dup_string:
 * @ref: (nullable): a ref or a proxy
 *
 * Returns: (transfer full): the actor for people to read: `BankAccountActor "alice"
 *   (urn:uuid:…)`
 */
ODEON_EXPORT
gchar *odeon_ref_dup_string (gpointer ref);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OdeonRef, odeon_ref_unref)

G_END_DECLS
