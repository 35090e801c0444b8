/* SPDX-License-Identifier: MIT */

/* A peer: a session between this node and another one, one for each pair of processes, and what it
 * takes to keep it going.
 *
 *   DIALLING   there has never been a connection; this side tries to make one
 *   CONNECTED  there is one
 *   LOST       there was one; who has dialled dials anew, soon and then ever less often, until the
 *              session window closes
 *   ENDED      there is no session any more
 *
 * Either side may dial, and both at once. The number of the attempt decides: it counts those that
 * either side knows of, and the later one replaces the earlier; of two with one number that of the
 * node whose name, or incarnation, is less.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-lookup-private.h"
#include "odeon-node-core-private.h"
#include "odeon-preamble-private.h"
#include "odeon-warrant-private.h"

typedef enum
{
  ODEON_PEER_PHASE_DIALLING,
  ODEON_PEER_PHASE_CONNECTED,
  ODEON_PEER_PHASE_LOST,
  ODEON_PEER_PHASE_ENDED
} OdeonPeerPhase;

struct _OdeonPeer
{
  guint           ref_count;   /* the worker's */
  OdeonNodeCore  *core;        /* counted */
  OdeonPeerPhase  phase;
  OdeonSession   *session;     /* counted */
  OdeonWarrant   *warrant;     /* counted */
  OdeonRef       *desk;        /* ours, which it asks; counted */
  gchar          *route;       /* (nullable): as it was asked for; of one that we dial */
  gchar          *expected;    /* (nullable): whom we want there */
  gchar          *name;        /* (nullable): who it is */
  guint64         incarnation; /* 0: not known yet */
  guint64         id;          /* of the session */
  guint32         attempt;
  OdeonCarriage  *carriage;    /* (nullable): what carries it, or is about to */
  gchar          *host;        /* (nullable): where; of one that we dial */
  guint16         port;
  OdeonLookup    *lookup;      /* (nullable): of its address, which is under way */
  GPtrArray      *places;      /* (nullable): where else it may be: of GSocketAddress */
  GPtrArray      *waiting;     /* of OdeonPromise: for its desk */
  OdeonTimer      window;      /* closes; index 0: not set */
  OdeonTimer      retry;       /* dials */
  guint           n_failures;  /* of dialling, one after the other */
  gboolean        has_window;
  gboolean        has_retry;
};

/* A session that has yet to be connected; %NULL with @error: there cannot be one. It is in the
 * core's table, which holds it. */
OdeonPeer *_odeon_peer_new (OdeonNodeCore *core, GError **error);

OdeonPeer *_odeon_peer_ref   (OdeonPeer *self);
void       _odeon_peer_unref (OdeonPeer *self);

/* odeon-peer-dial.c: begins. */
void _odeon_peer_dial          (OdeonPeer *self);
void _odeon_peer_stop_dialling (OdeonPeer *self);

/* It did not work out, for @why. */
void _odeon_peer_dial_failed (OdeonPeer *self, const GError *why);

/* Another attempt is to be made, but not for ever if there has never been a connection. */
void _odeon_peer_dial_again  (OdeonPeer *self, const GError *why);

/* What is asked for by the route of @other leads here from now on. */
void _odeon_peer_adopt_route (OdeonPeer *self, OdeonPeer *other);

/* What it says first over a connection. */
GBytes *_odeon_peer_make_preamble (OdeonPeer *self);

/* Whether a connection that the peer has dialled, by @preamble, is to be kept rather than ours. */
gboolean _odeon_peer_yields (OdeonPeer *self, const OdeonPreamble *preamble, const gchar *name);

/* The peer has said over @carriage where it stands; the session goes on there. %FALSE: it has
 * ended. */
gboolean _odeon_peer_connect (OdeonPeer           *self,
                              OdeonCarriage       *carriage,
                              const OdeonPreamble *preamble,
                              const gchar         *name);

/* The connection of @carriage, which is the peer's, is lost. */
void _odeon_peer_lost (OdeonPeer *self, const GError *why);

/* Ends the session. Takes over @why. */
void _odeon_peer_end (OdeonPeer *self, GError *why);

/* Tells @desk, which is taken over, what the peer's desk is, once that is known. */
void _odeon_peer_wait (OdeonPeer *self, OdeonPromise *desk);
