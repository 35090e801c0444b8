/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-actor.h"

G_BEGIN_DECLS

/**
 * OdeonActorState:
 * @ODEON_ACTOR_STATE_STARTING: its `started` or `restarted` hook has not returned yet
 * @ODEON_ACTOR_STATE_RUNNING: it takes messages
 * @ODEON_ACTOR_STATE_SUSPENDED: suspended by hand: mail is kept
 * @ODEON_ACTOR_STATE_FAILED: its supervisor decides, or it waits to be restarted: mail is kept
 * @ODEON_ACTOR_STATE_STOPPING: it ends: mail is refused
 * @ODEON_ACTOR_STATE_ENDED: nothing more will come of it
 *
 * What an actor is at, seen from outside.
 */
typedef enum
{
  ODEON_ACTOR_STATE_STARTING,
  ODEON_ACTOR_STATE_RUNNING,
  ODEON_ACTOR_STATE_SUSPENDED,
  ODEON_ACTOR_STATE_FAILED,
  ODEON_ACTOR_STATE_STOPPING,
  ODEON_ACTOR_STATE_ENDED
} OdeonActorState;

/**
 * odeon_ref_get_state:
 * @ref: a ref or a proxy to any actor
 *
 * Any thread. It may be another state by the time this returns.
 *
 * Returns: what the actor is at
 */
ODEON_EXPORT
OdeonActorState odeon_ref_get_state (gpointer ref);

/**
 * odeon_ref_suspend:
 * @ref: a ref or a proxy to any actor
 *
 * Suspends the actor ahead of its mail: a handler under way goes on to its end, but nothing new is
 * begun, neither a message nor a hook nor a restart, until odeon_ref_resume(). Mail is kept, a stop
 * among it. A kill is not, nor the end of its parent or of its system: these end a suspended actor
 * at once.
 *
 * Returns: (transfer full): a future of %TRUE when nothing new is begun any more; of %FALSE if the
 *   actor, its parent or its system is ending, or its parent has failed
 */
ODEON_EXPORT
OdeonFuture *odeon_ref_suspend (gpointer ref);

/**
 * odeon_ref_resume:
 * @ref: a ref or a proxy to any actor
 *
 * Lets a suspended actor go on where it was, however often it was suspended.
 *
 * Returns: (transfer full): a future of %TRUE if the actor was suspended
 */
ODEON_EXPORT
OdeonFuture *odeon_ref_resume (gpointer ref);

G_END_DECLS
