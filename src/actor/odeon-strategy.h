/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-ref.h"

G_BEGIN_DECLS

/**
 * OdeonDirective:
 * @ODEON_DIRECTIVE_STOP: the child ends
 * @ODEON_DIRECTIVE_RESTART: the child is made anew, if its restarts are not used up
 * @ODEON_DIRECTIVE_RESUME: the child goes on with its next message as if nothing had happened; one
 *   that failed to start ends
 * @ODEON_DIRECTIVE_ESCALATE: the child ends, and its parent fails in turn
 *
 * What a parent makes of a child that failed.
 */
typedef enum
{
  ODEON_DIRECTIVE_STOP,
  ODEON_DIRECTIVE_RESTART,
  ODEON_DIRECTIVE_RESUME,
  ODEON_DIRECTIVE_ESCALATE
} OdeonDirective;

/**
 * OdeonRestart:
 * @ODEON_RESTART_DEFAULT: made anew when it fails, if its parent has a strategy; else it ends
 * @ODEON_RESTART_PERMANENT: made anew however it ended, unless its parent ended it (of an actor
 *   without a parent: code outside of any actor)
 * @ODEON_RESTART_TRANSIENT: made anew when it fails; stopped or killed, it ends
 * @ODEON_RESTART_TEMPORARY: never made anew; it ends when its siblings are restarted with it
 *
 * When an actor is to be made anew. In any case its parent's directive, if it gives one, and the
 * limits of its strategy come first.
 */
typedef enum
{
  ODEON_RESTART_DEFAULT,
  ODEON_RESTART_PERMANENT,
  ODEON_RESTART_TRANSIENT,
  ODEON_RESTART_TEMPORARY
} OdeonRestart;

/**
 * OdeonStrategyKind:
 * @ODEON_ONE_FOR_ONE: the child that failed
 * @ODEON_ALL_FOR_ONE: all children
 * @ODEON_REST_FOR_ONE: the child that failed, and those that were spawned after it
 *
 * Who is restarted when a child is. Several go down one after the other, the youngest first, and
 * come up in the order in which they were spawned, each when the one before it has started.
 */
typedef enum
{
  ODEON_ONE_FOR_ONE,
  ODEON_ALL_FOR_ONE,
  ODEON_REST_FOR_ONE
} OdeonStrategyKind;

/**
 * OdeonStrategy:
 * @kind: who is restarted
 * @max_restarts: how often each child may be restarted within @period_ms; 0 is never, %G_MAXUINT
 *   without limit
 * @period_ms: in milliseconds; 0 is the child's whole life
 * @min_delay_ms: how long the first restart waits, in milliseconds; each one after it twice as long
 *   as the one before
 * @max_delay_ms: the longest wait; less than @min_delay_ms counts as that
 * @jitter: from 0 to 1: by which part of it a delay may be longer or shorter, at random; what lies
 *   outside counts as the nearer end
 * @quiet_ms: after that long without a failure the delays begin anew; 0 is @period_ms
 * @exhausted: what becomes of a child whose restarts are used up: %ODEON_DIRECTIVE_ESCALATE, or
 *   anything else to stop it
 *
 * How children are restarted. Every restart counts, also one that was caused by a sibling. To be
 * initialised with %ODEON_STRATEGY_INIT, then set by name.
 */
typedef struct
{
  OdeonStrategyKind kind;
  guint             max_restarts;
  guint             period_ms;
  guint             min_delay_ms;
  guint             max_delay_ms;
  gdouble           jitter;
  guint             quiet_ms;
  OdeonDirective    exhausted;

  /*< private >*/
  gpointer          padding[4];
} OdeonStrategy;

/**
 * ODEON_STRATEGY_INIT:
 *
 * What a variable of type #OdeonStrategy begins with: one for one, at most three restarts in five
 * seconds, at once; whoever fails more often ends.
 */
#define ODEON_STRATEGY_INIT \
  { ODEON_ONE_FOR_ONE, 3, 5000, 0, 0, 0.0, 0, ODEON_DIRECTIVE_STOP, { NULL } }

G_END_DECLS
