/* SPDX-License-Identifier: MIT */

/* Ways beside the session's own stream of frames, if its carrier has them. Each is a stream of
 * frames with positions of its own, which outlives connections as the session's does:
 *
 *   number 0  of what is large: a frame that takes long goes there, and so do all to the same
 *             target until the peer has it, so that they arrive in order
 *   others    of messages that may overtake each other: what is lost of one holds up that one only.
 *             A lane gets as much as a packet takes, then it is the next one's turn
 *
 * A frame there may need what was sent before it on the session's stream: AFTER says up to where
 * that is to be handled first, and what follows waits. A reference is let go of on the session's
 * stream; the RELEASE says how many frames to it went by lanes, and it is held until these have
 * come.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-output-private.h"
#include "odeon-wire-private.h"

#define ODEON_LANE_BULK 0
#define ODEON_LANES_MAX 65

typedef struct _OdeonSession    OdeonSession;
typedef struct _OdeonRemoteRef  OdeonRemoteRef;
typedef struct _OdeonMethodInfo OdeonMethodInfo;

typedef struct
{
  guint       number;
  OdeonOutput output;
  guint64     after;   /* what the last AFTER there said */
  guint64     full;    /* from that position on it is the next one's turn */

  guint64     handled; /* of the peer's lane of that number: the position behind the last frame */
  guint64     awaited; /* that of the session's stream for which it waits; G_MAXUINT64: none */
  GByteArray *input;   /* what waits, or is no whole frame yet */
  gboolean    is_busy; /* a frame of it is being handled */
} OdeonSessionLane;

typedef struct
{
  OdeonSessionLane *lanes[ODEON_LANES_MAX]; /* (nullable) */
  OdeonSessionLane *filling;   /* (nullable): the one whose turn it is */
  guint64    announced; /* on the session's stream: behind all that the peer must know */
  guint64    awaited;   /* the least of those of the lanes */
  gsize      n_waiting; /* bytes in their inputs */
} OdeonLanes;

void _odeon_lanes_init  (OdeonLanes *self);
void _odeon_lanes_clear (OdeonLanes *self);

/* (nullable): if anything has gone or come there. */
static inline OdeonSessionLane *
_odeon_lanes_peek (OdeonLanes *self, guint number)
{
  return self->lanes[number];
}

/* A request to @target was written just now: it goes elsewhere, if its delivery or its size wants
 * that. Returns where it is; %NULL: in a datagram, so that it is charged for nothing. */
OdeonOutput *_odeon_lanes_divert (OdeonSession          *session,
                                  OdeonRemoteRef        *target,
                                  const OdeonMethodInfo *method);

/* Any other frame was, of @size bytes: it goes by the lane of what is large. */
void _odeon_lanes_defer (OdeonSession *session, gsize size);

/* A frame that fits into no datagram any more. */
void _odeon_lanes_scatter (OdeonSession *session, const guint8 *frame, gsize size, guint64 after);

/* What has come by the lane. %FALSE: the session is closed. */
gboolean _odeon_lanes_receive (OdeonSession *session,
                               guint         number,
                               const guint8 *data,
                               gsize         size);

/* The session's stream is handled up to where one waits for. */
void _odeon_lanes_go_on (OdeonSession *session);

/* Another connection takes over: what came in part comes again. */
void _odeon_lanes_forget_input (OdeonLanes *self);

/* Whether it is to go by the lane of what is large. */
static inline gboolean
_odeon_lanes_is_large (gsize size)
{
  return size > (gsize) 64 << 10;
}
