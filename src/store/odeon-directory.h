/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-redis.h"
#include "odeon-spawner.h"

G_BEGIN_DECLS

#define ODEON_TYPE_DIRECTORY (odeon_directory_get_type ())

/**
 * OdeonDirectory:
 *
 * Names that several systems share, on a Redis server. A name has one holder at most, who has it
 * for a lease that is renewed three times in its time, and some text that others find by the name,
 * such as the address of a node and a path there. Who dies, or is cut off from the server, loses
 * its names when the lease is over; who is cut off knows that before another can have them, for it
 * counts from before it asked.
 *
 * With each lease comes a number, its token, which is higher than that of any lease before of
 * the same name. What a holder writes elsewhere it writes with its token, and who keeps that
 * refuses a lower one than it has seen: then nothing comes from a holder that has lost its lease
 * meanwhile. The tokens last as long as the server's data.
 *
 * All functions may be called on any thread.
 */
ODEON_EXPORT
G_DECLARE_FINAL_TYPE (OdeonDirectory, odeon_directory, ODEON, DIRECTORY, GObject)

#define ODEON_TYPE_LEASE (odeon_lease_get_type ())

/**
 * OdeonLease:
 *
 * A name that is held. It is given back when the object is let go of, or by odeon_lease_release().
 */
ODEON_EXPORT
G_DECLARE_FINAL_TYPE (OdeonLease, odeon_lease, ODEON, LEASE, GObject)

/**
 * odeon_directory_new:
 * @redis: the server
 * @prefix: what the keys of the directory begin with; on a cluster it is to be in braces
 * @lease_ms: for how long a name is held by who does not renew it, in milliseconds; 0 is 10000
 *
 * Returns: (transfer full): the directory
 */
ODEON_EXPORT
OdeonDirectory *odeon_directory_new (OdeonRedis  *redis,
                                     const gchar *prefix,
                                     guint        lease_ms);

/**
 * odeon_directory_claim:
 * @self: a directory
 * @name: a name
 * @value: what others are to find by it
 *
 * Takes a name that nobody holds.
 *
 * Returns: (transfer full): a future of an #OdeonLease, an object; it fails with
 *   %ODEON_ERROR_NAME_TAKEN if somebody holds it, and as odeon_redis_command() does
 */
ODEON_EXPORT
OdeonFuture *odeon_directory_claim (OdeonDirectory *self,
                                    const gchar    *name,
                                    const gchar    *value) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_directory_claim_finish:
 * @future: what odeon_directory_claim() returned, done
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the lease
 */
ODEON_EXPORT
OdeonLease *odeon_directory_claim_finish (OdeonFuture *future, GError **error);

/**
 * odeon_directory_lookup:
 * @self: a directory
 * @name: a name
 *
 * Finds out what a name stands for. What was found is kept, and not asked for again, until the
 * server says that the name has changed hands, or the lease that was seen is over.
 *
 * Returns: (transfer full): a future of a string; it fails with %ODEON_ERROR_NOT_FOUND if nobody
 *   holds the name, and as odeon_redis_command() does
 */
ODEON_EXPORT
OdeonFuture *odeon_directory_lookup (OdeonDirectory *self,
                                     const gchar    *name) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_lease_get_token:
 * @self: a lease
 *
 * Returns: its number, from 1 on
 */
ODEON_EXPORT
guint64 odeon_lease_get_token (OdeonLease *self);

/**
 * odeon_lease_is_held:
 * @self: a lease
 *
 * Returns: whether the name is held, for sure: %FALSE while there may be another holder
 */
ODEON_EXPORT
gboolean odeon_lease_is_held (OdeonLease *self);

/**
 * odeon_lease_dup_lost:
 * @self: a lease
 *
 * Returns: (transfer full): a future that is %TRUE as soon as the name is not held any more,
 *   whatever the reason
 */
ODEON_EXPORT
OdeonFuture *odeon_lease_dup_lost (OdeonLease *self);

/**
 * odeon_lease_release:
 * @self: a lease
 *
 * Gives the name back at once. Of a lease that was lost it does nothing.
 *
 * Returns: (transfer full): a future that is %TRUE when the server knows
 */
ODEON_EXPORT
OdeonFuture *odeon_lease_release (OdeonLease *self);

G_END_DECLS
