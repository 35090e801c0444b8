/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-dead-letter.h"
#include "odeon-spawner.h"

G_BEGIN_DECLS

#define ODEON_TYPE_SYSTEM (odeon_system_get_type ())

/**
 * OdeonSystem:
 *
 * One runtime: workers, actors and their names. A process may have several, which know nothing of
 * one another. All functions may be called from any thread. After a fork() a child that does not
 * exec() must not use Odeon: it has none of the threads.
 */
ODEON_EXPORT
G_DECLARE_FINAL_TYPE (OdeonSystem, odeon_system, ODEON, SYSTEM, GObject)

/**
 * ODEON_WORKERS_AUTO:
 *
 * As many workers as the process may use processors.
 */
#define ODEON_WORKERS_AUTO (-1)

/**
 * odeon_system_new:
 * @workers: how many threads to start, up to 1024; %ODEON_WORKERS_AUTO; or 0 for none: everything
 *   then runs inside odeon_system_tick() and inside awaits, on the caller's thread
 * @error: return location for an error: %ODEON_ERROR_NO_RESOURCES, %ODEON_ERROR_INVALID_ARGUMENT
 *
 * Releasing the last reference to a system kills what still lives in it and waits for the end. Of
 * a system without threads that is for the thread to do that ticks it.
 *
 * Returns: (transfer full) (nullable): a running system
 */
ODEON_EXPORT
OdeonSystem *odeon_system_new (gint workers, GError **error);

/**
 * odeon_system_get_default:
 *
 * Returns: (transfer none): the process's default system, started on first use with
 *   %ODEON_WORKERS_AUTO
 */
ODEON_EXPORT
OdeonSystem *odeon_system_get_default (void);

/**
 * odeon_system_get_n_workers:
 * @self: a system
 *
 * Returns: how many workers it was started with
 */
ODEON_EXPORT
guint odeon_system_get_n_workers (OdeonSystem *self);

/**
 * odeon_system_get_n_actors:
 * @self: a system
 *
 * Returns: how many actors have been spawned and have not ended
 */
ODEON_EXPORT
guint odeon_system_get_n_actors (OdeonSystem *self);

/**
 * odeon_system_find:
 * @self: a system
 * @name: a name given at spawn
 *
 * An actor that has a parent is found by odeon_system_find_path().
 *
 * Returns: (transfer full) (nullable): the living actor without a parent that bears it
 */
ODEON_EXPORT
OdeonRef *odeon_system_find (OdeonSystem *self, const gchar *name);

/**
 * odeon_system_supervise:
 * @self: a system
 * @strategy: (nullable): how actors without parent are restarted, each by itself whatever its kind;
 *   copied. %NULL: they end when they fail, unless they are spawned with #OdeonSpawnOptions.restart
 *   set
 *
 * Makes the system the supervisor of the actors without parent that are spawned from now on.
 */
ODEON_EXPORT
void odeon_system_supervise (OdeonSystem *self, const OdeonStrategy *strategy);

/**
 * odeon_system_tick:
 * @self: a system with no workers
 * @max_usec: how long to go on at most, in microseconds, checked between messages; negative is no
 *   limit
 *
 * Runs what is ready, on the calling thread, always the same one: one message at least, and at most
 * those that there are when it begins. What these send and publish is run by the next tick, so that
 * actors which keep each other busy do not make a tick last for ever; but who awaits an answer goes
 * on in the tick in which it is given, and an actor starts in the tick in which it is made. What is
 * left when the time is over comes first the next time.
 *
 * A tick also runs, without waiting, the main context that is the thread-default one of the
 * system's actors: GIO operations and sources.
 *
 * Returns: whether nothing is left to do: neither has the time been too short, nor has anything
 *   been sent meanwhile
 */
ODEON_EXPORT
gboolean odeon_system_tick (OdeonSystem *self, gint64 max_usec);

/**
 * odeon_system_shut_down:
 * @self: a system
 *
 * Stops every actor, those spawned last first, each after the messages it has; refuses new ones.
 * An actor must not await it: it would wait for its own end. Freeing the system kills instead.
 *
 * Returns: (transfer full): a future of %TRUE when the last actor has ended
 */
ODEON_EXPORT
OdeonFuture *odeon_system_shut_down (OdeonSystem *self);

/**
 * odeon_system_watch_dead_letters:
 * @self: a system
 * @func: (scope notified): sees every message that an actor of the system refuses or drops
 * @user_data: data for @func
 * @destroy: (nullable): releases @user_data, on any thread
 *
 * May be called by several, on any thread. Lasts until it is unwatched or the system is freed.
 *
 * Returns: a number above 0, for odeon_system_unwatch_dead_letters()
 */
ODEON_EXPORT
guint odeon_system_watch_dead_letters (OdeonSystem        *self,
                                       OdeonDeadLetterFunc func,
                                       gpointer            user_data,
                                       GDestroyNotify      destroy);

/**
 * odeon_system_unwatch_dead_letters:
 * @self: a system
 * @watch: what odeon_system_watch_dead_letters() returned; 0 or what is gone already is ignored
 *
 * May be called on any thread, also by the function itself. On other threads that may be running
 * still; `destroy` is called when it is not.
 */
ODEON_EXPORT
void odeon_system_unwatch_dead_letters (OdeonSystem *self, guint watch);

G_END_DECLS
