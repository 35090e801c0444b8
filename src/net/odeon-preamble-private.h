/* SPDX-License-Identifier: MIT */

/* What each side says first on the first bidirectional stream of a connection: which session it is
 * to carry, and up to where it has handled what the peer has sent. The side that has dialled speaks
 * first; behind the preambles the session's frames go on from where the other has got to.
 *
 *    0  magic        4 bytes: "deon"
 *    4  version      2 bytes: 1
 *    6  n_lanes      2 bytes
 *    8  incarnation  8 bytes: drawn when the process has started the node
 *   16  session      8 bytes: drawn by who has dialled first
 *   24  handled      8 bytes: a position of the peer's; 0 of a new session
 *   32  attempt      4 bytes: counts the connections that either side has tried for the session
 *   36  flags        4 bytes: 1: this side has never heard of the peer in this session
 *   40  n_lanes times 16 bytes: the number of a lane (4 bytes), zero (4), and a position in it (8)
 *
 * All numbers are little-endian.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-lane-private.h"

#define ODEON_PREAMBLE_FRESH 1u

typedef struct
{
  guint64 incarnation;
  guint64 session;
  guint64 handled;
  guint32 attempt;
  guint32 flags;
  guint64 lanes[ODEON_LANES_MAX]; /* handled */
} OdeonPreamble;

GBytes *_odeon_preamble_to_bytes (const OdeonPreamble *self);

/* What @data begins with: how many bytes it was; 0: more is to come; -1: it is none. */
gssize _odeon_preamble_parse (OdeonPreamble *self, const guint8 *data, gsize size, GError **error);
