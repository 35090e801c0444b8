/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-directory.h"

G_BEGIN_DECLS

#define ODEON_TYPE_SINGLETON (odeon_singleton_get_type ())

/**
 * OdeonSingleton:
 *
 * An actor of which there is one in all systems that share a directory: whoever gets its name runs
 * it, and when that one dies, or is cut off from the server, another does. While there is no
 * holder, each that waits asks again three times in the time of a lease.
 *
 * When the actor ends by itself, the name is given back, and whoever asks next runs it anew: this
 * one may, after a third of the time of a lease. It gives the name back and kills the actor when it
 * is let go of.
 */
ODEON_EXPORT
G_DECLARE_FINAL_TYPE (OdeonSingleton, odeon_singleton, ODEON, SINGLETON, GObject)

/**
 * OdeonSingletonFunc:
 * @lease: the name, which is held
 * @user_data: as given
 *
 * Starts the actor, with the lease's token for what it writes elsewhere. On a thread of Odeon's,
 * where it must not wait.
 *
 * Returns: (transfer full) (nullable): the actor, which is killed when the name is lost; %NULL
 *   gives the name back, for now
 */
typedef OdeonRef *(*OdeonSingletonFunc) (OdeonLease *lease, gpointer user_data);

/**
 * odeon_singleton_new:
 * @directory: where the name is
 * @name: the actor's name
 * @value: what others find by it while it runs here
 * @start: (scope notified): starts the actor
 * @user_data: data for @start
 * @destroy: (nullable): releases @user_data, on any thread
 *
 * Returns: (transfer full): what runs the actor here, as soon as nobody else does
 */
ODEON_EXPORT
OdeonSingleton *odeon_singleton_new (OdeonDirectory    *directory,
                                     const gchar       *name,
                                     const gchar       *value,
                                     OdeonSingletonFunc start,
                                     gpointer           user_data,
                                     GDestroyNotify     destroy);

/**
 * odeon_singleton_runs_here:
 * @self: a singleton
 *
 * Any thread.
 *
 * Returns: whether the actor runs in this process, by a name that is held
 */
ODEON_EXPORT
gboolean odeon_singleton_runs_here (OdeonSingleton *self);

G_END_DECLS
