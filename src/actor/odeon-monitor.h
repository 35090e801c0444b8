/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-actor.h"

G_BEGIN_DECLS

/* Watching others end. A restart is no end, and monitors and links outlast it on both sides. All of
 * this may be asked of an actor that has ended already: then the news comes at once. Of a promised
 * reference it may be asked once that is resolved: see odeon_ref_resolve(). */

/**
 * odeon_actor_monitor:
 * @self: an actor, in one of its handlers or hooks
 * @ref: a ref or a proxy to any actor
 *
 * Has the `peer_ended` hook told when that actor has ended: once, behind everything that it had
 * sent to this one. Monitoring an actor twice is monitoring it once.
 */
ODEON_EXPORT
void odeon_actor_monitor (OdeonActor *self, gpointer ref);

/**
 * odeon_actor_demonitor:
 * @self: an actor, in one of its handlers or hooks
 * @ref: a ref or a proxy
 *
 * The hook is not told any more, also if the news is waiting already.
 *
 * Returns: whether @ref was monitored, and the hook had not been told yet
 */
ODEON_EXPORT
gboolean odeon_actor_demonitor (OdeonActor *self, gpointer ref);

/**
 * odeon_actor_link:
 * @self: an actor, in one of its handlers or hooks
 * @ref: a ref or a proxy to any actor
 *
 * Lets each of the two fail when the other has ended other than by being stopped: of the error that
 * the other failed with, its awaits failing with %ODEON_ERROR_KILLED. Whoever would rather be told
 * than fail monitors instead.
 */
ODEON_EXPORT
void odeon_actor_link (OdeonActor *self, gpointer ref);

/**
 * odeon_actor_unlink:
 * @self: an actor, in one of its handlers or hooks
 * @ref: a ref or a proxy
 *
 * Takes the link away on both sides; the other's, as soon as it hears of it.
 *
 * Returns: whether there was a link
 */
ODEON_EXPORT
gboolean odeon_actor_unlink (OdeonActor *self, gpointer ref);

/**
 * odeon_ref_ended:
 * @ref: a ref or a proxy to any actor
 *
 * For whoever is no actor; any thread. Kept until the actor has ended, even if the future is not.
 *
 * Returns: (transfer full): a future of %TRUE when the actor has been stopped; fails with the error
 *   that it failed with, %ODEON_ERROR_DECLINED or %ODEON_ERROR_KILLED if it ended otherwise
 */
ODEON_EXPORT
OdeonFuture *odeon_ref_ended (gpointer ref);

G_END_DECLS
