/* SPDX-License-Identifier: MIT */

/* Messages that may be lost, if the carrier has datagrams: several TELL frames to a datagram, with
 * an AFTER before them if they need what may not have arrived. One that comes before what it needs
 * is dropped, and so is one whose target is not what it was: its `call` says which use of the index
 * is meant.
 *
 * Of a sequenced operation the TELL has a number, in `deadline`: a later one takes the place of one
 * that waits to be sent, and what comes after a later one is dropped. The oldest are dropped when
 * too much waits.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-wire-private.h"

typedef struct _OdeonSession    OdeonSession;
typedef struct _OdeonRemoteRef  OdeonRemoteRef;
typedef struct _OdeonMethodInfo OdeonMethodInfo;

typedef struct
{
  GQueue      waiting;  /* of Datagram, to be sent */
  gsize       size;     /* of those */
  GHashTable *replaced; /* sequenced ones of `waiting`, by operation and target */
  guint32     sequence; /* the last number that was given */
  GHashTable *seen;     /* by operation and target: the last number that has come */
  guint64     n_dropped; /* by us, of either direction */
} OdeonDatagrams;

void _odeon_datagrams_init  (OdeonDatagrams *self);
void _odeon_datagrams_clear (OdeonDatagrams *self);

/* Before the TELL is written: what it has to say if @method is delivered so. */
void _odeon_datagrams_address (OdeonSession          *session,
                               OdeonRemoteRef        *target,
                               const OdeonMethodInfo *method,
                               OdeonFrameHeader      *header);

/* Takes the last frame of the session's stream, of @size bytes, from there; %FALSE: it is too large
 * or has references, so that it must not be lost. */
gboolean _odeon_datagrams_take (OdeonSession *session, gsize size);

/* The carrier may send a datagram of at most @room bytes: how many it has; 0: none. */
gsize _odeon_datagrams_provide (OdeonSession *session, guint8 *place, gsize room);

/* One has come. */
void _odeon_datagrams_receive (OdeonSession *session, const guint8 *data, gsize size);

/* Whether a sequenced message comes too late. */
gboolean _odeon_datagrams_is_stale (OdeonSession *session, const OdeonFrameHeader *header);
