/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-actor.h"

G_BEGIN_DECLS

/**
 * OdeonTracePoint:
 * @ODEON_TRACE_SENT: it has been sent; on the sender's thread
 * @ODEON_TRACE_BEGUN: its handler is about to run; in the actor, as the next
 * @ODEON_TRACE_ENDED: its handler has returned
 * @ODEON_TRACE_REFUSED: nobody handles it; on any thread
 *
 * What has become of a message that is traced.
 */
typedef enum
{
  ODEON_TRACE_SENT,
  ODEON_TRACE_BEGUN,
  ODEON_TRACE_ENDED,
  ODEON_TRACE_REFUSED
} OdeonTracePoint;

/**
 * OdeonTrace:
 *
 * A message of a system that traces, at one point of its way. It lasts as long as the function that
 * it is shown to, on whose thread all of this is to be called.
 */
typedef struct _OdeonTrace OdeonTrace;

/**
 * OdeonTraceFunc:
 * @trace: the message, for as long as this runs
 * @user_data: the closure's data
 *
 * Sees messages on their way. It runs on many threads, several at once, and must neither wait nor
 * send anything to an actor that is traced.
 */
typedef void (*OdeonTraceFunc) (const OdeonTrace *trace, gpointer user_data);

/**
 * odeon_trace_get_point:
 * @trace: a trace
 *
 * Returns: what has become of the message
 */
ODEON_EXPORT
OdeonTracePoint odeon_trace_get_point (const OdeonTrace *trace);

/**
 * odeon_trace_get_flow:
 * @trace: a trace
 * @out_hop: (out) (optional): the message's place in it, from 0
 *
 * Returns: the flow of the message: see odeon_actor_get_flow()
 */
ODEON_EXPORT
guint64 odeon_trace_get_flow (const OdeonTrace *trace, guint *out_hop);

/**
 * odeon_trace_get_time:
 * @trace: a trace
 *
 * Returns: when it came to this point, in microseconds of the monotonic clock
 */
ODEON_EXPORT
gint64 odeon_trace_get_time (const OdeonTrace *trace);

/**
 * odeon_trace_get_target:
 * @trace: a trace
 *
 * Returns: (transfer none): the actor that it was sent to
 */
ODEON_EXPORT
OdeonRef *odeon_trace_get_target (const OdeonTrace *trace);

/**
 * odeon_trace_dup_source:
 * @trace: a trace
 *
 * Returns: (transfer full) (nullable): the actor that sent it; %NULL if that was none, or has ended
 */
ODEON_EXPORT
OdeonRef *odeon_trace_dup_source (const OdeonTrace *trace);

/**
 * odeon_trace_dup_operation:
 * @trace: a trace
 *
 * Returns: (transfer full) (nullable): what is to be done, such as `Bank::Account.withdraw`;
 *   `receive` for an untyped message, `invoke` for an odeon_actor_invoke(); %NULL for what is no
 *   message of a user's: a continuation, a timer, an event
 */
ODEON_EXPORT
gchar *odeon_trace_dup_operation (const OdeonTrace *trace);

/**
 * odeon_actor_get_flow:
 * @self: an actor
 * @out_hop: (out) (optional): the place of the message being handled in its flow: 0 for the first
 *
 * Where a system traces, each message belongs to a flow. What an actor sends while it handles a
 * message goes on with the flow of that, one hop further; what comes from outside begins one of its
 * own, at 0. A continuation goes on with the flow of whoever completed the future, a function of
 * odeon_actor_invoke_after() with that in which it was asked for.
 *
 * Returns: the flow of the message being handled, which no other flow of this process has; 0 if it
 *   is not traced, or none is being handled
 */
ODEON_EXPORT
guint64 odeon_actor_get_flow (OdeonActor *self, guint *out_hop);

G_END_DECLS
