/* SPDX-License-Identifier: MIT */

/* What a system tells of its actors while they run. All of it is off at first, and costs nothing
 * then; it may be switched on and off at any time, by any thread. Actors that live already are
 * observed as soon as their worker comes to it.
 *
 * The same can be had without a line of code: `ODEON_OBSERVE=tracing,statistics,slow=100` in the
 * environment is for all systems of a program, from their beginning on.
 */

#pragma once

#include "odeon-histogram.h"
#include "odeon-system.h"
#include "odeon-trace.h"

G_BEGIN_DECLS

/**
 * odeon_system_set_tracing:
 * @self: a system
 * @tracing: whether its messages belong to flows: see odeon_actor_get_flow()
 *
 * The property #OdeonSystem:tracing. Thread-safe.
 */
ODEON_EXPORT
void odeon_system_set_tracing (OdeonSystem *self, gboolean tracing);

/**
 * odeon_system_get_tracing:
 * @self: a system
 *
 * Returns: whether its messages belong to flows
 */
ODEON_EXPORT
gboolean odeon_system_get_tracing (OdeonSystem *self);

/**
 * odeon_system_set_tracer:
 * @self: a system
 * @func: (nullable) (scope notified): sees every message that is traced, in place of the function
 *   that did so far; %NULL: nobody does
 * @user_data: data for @func
 * @destroy: (nullable): releases @user_data, when @func runs no more, on any thread
 *
 * Shows the messages of a system on their way to a function of the application, as long as
 * #OdeonSystem:tracing is on. It lasts until it is replaced, or the system is freed and nobody
 * holds a ref to an actor of it. Thread-safe.
 */
ODEON_EXPORT
void odeon_system_set_tracer (OdeonSystem   *self,
                              OdeonTraceFunc func,
                              gpointer       user_data,
                              GDestroyNotify destroy);

/**
 * odeon_system_set_collect_statistics:
 * @self: a system
 * @collect: whether to count and to measure what its actors do
 *
 * The property #OdeonSystem:collect-statistics. What was counted before is kept. Thread-safe.
 */
ODEON_EXPORT
void odeon_system_set_collect_statistics (OdeonSystem *self, gboolean collect);

/**
 * odeon_system_get_collect_statistics:
 * @self: a system
 *
 * Returns: whether it counts and measures what its actors do
 */
ODEON_EXPORT
gboolean odeon_system_get_collect_statistics (OdeonSystem *self);

/**
 * odeon_system_set_slow_handler_msec:
 * @self: a system
 * @limit: in milliseconds; 0: no report
 *
 * The property #OdeonSystem:slow-handler-msec. A handler that holds its thread for longer, from its
 * beginning or from an await to its end or the next await, keeps every other actor of that thread
 * waiting. It is reported once, as a warning of the log domain `Odeon-Slow`, with the actor, the
 * operation and the duration: in a system with threads while it still does so, at most half of
 * @limit late, by a thread that there is for that; else at its end. 0 at first: what is too long,
 * only the application knows. Thread-safe.
 */
ODEON_EXPORT
void odeon_system_set_slow_handler_msec (OdeonSystem *self, guint limit);

/**
 * odeon_system_get_slow_handler_msec:
 * @self: a system
 *
 * Returns: after how many milliseconds a handler is reported; 0: none is
 */
ODEON_EXPORT
guint odeon_system_get_slow_handler_msec (OdeonSystem *self);

/**
 * OdeonActorStatistics:
 * @type: the type of the actors
 * @n_actors: how many of them live and are observed
 * @n_handled: messages that they have handled: calls, untyped ones, odeon_actor_invoke()
 * @n_failed: those of them whose handler returned an error, to its caller or as a failure
 * @n_refused: messages that they have refused or dropped
 * @n_restarts: how often one was restarted
 * @n_waiting: messages that wait for them now
 * @max_waiting: those of them that wait for the one that has most
 * @waiting_time: how long a message waited in the mailbox, in microseconds
 * @handling_time: how long a handler ran, without its awaits, in microseconds
 *
 * What actors of one type, not of those derived from it, have done while statistics were collected.
 * The numbers are no snapshot: each may be one message ahead of another.
 */
typedef struct
{
  GType          type;
  guint          n_actors;
  guint64        n_handled;
  guint64        n_failed;
  guint64        n_refused;
  guint64        n_restarts;
  guint64        n_waiting;
  guint          max_waiting;
  OdeonHistogram waiting_time;
  OdeonHistogram handling_time;

  /*< private >*/
  gpointer       padding[4];
} OdeonActorStatistics;

#define ODEON_TYPE_ACTOR_STATISTICS (odeon_actor_statistics_get_type ())

ODEON_EXPORT
GType odeon_actor_statistics_get_type (void) G_GNUC_CONST;

/**
 * odeon_actor_statistics_copy:
 * @self: statistics
 *
 * Returns: (transfer full): a copy
 */
ODEON_EXPORT
OdeonActorStatistics *odeon_actor_statistics_copy (const OdeonActorStatistics *self);

/**
 * odeon_actor_statistics_free:
 * @self: (transfer full) (nullable): statistics
 */
ODEON_EXPORT
void odeon_actor_statistics_free (OdeonActorStatistics *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OdeonActorStatistics, odeon_actor_statistics_free)

/**
 * odeon_actor_statistics_to_variant:
 * @self: statistics
 *
 * For those who pass them on, as JSON or over D-Bus: an `a{sv}` with the names of the members, the
 * type as its name, and each histogram as `(tttat)`: number, sum, maximum, buckets.
 *
 * Returns: (transfer none): a floating variant
 */
ODEON_EXPORT
GVariant *odeon_actor_statistics_to_variant (const OdeonActorStatistics *self);

/**
 * odeon_system_list_statistics:
 * @self: a system
 *
 * Thread-safe.
 *
 * Returns: (transfer full) (element-type OdeonActorStatistics): what each type of actors has done
 *   while #OdeonSystem:collect-statistics was on, in no order
 */
ODEON_EXPORT
GPtrArray *odeon_system_list_statistics (OdeonSystem *self);

G_END_DECLS
