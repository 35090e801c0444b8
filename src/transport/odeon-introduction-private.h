/* SPDX-License-Identifier: MIT */

/* How two processes that know of each other's actors by way of a third come to talk directly.
 *
 * A has a reference to an actor of B's, which S has given it: what A sends there goes by S. An
 * EXPORT says of what process the actor really is. At A's first call
 *
 *   A -> S   INTRODUCE   to the actor `target`; `call` 1: I would take a link to its process
 *   S -> B   OFFER       the actor `target` to whoever shows the token; `call` numbers it
 *   B -> S   TAKEN       `call`; `target` 1: I would take a link to the one that it is offered to
 *   S -> B   LINK        your end of the link to that process, a descriptor
 *   S -> A   INTRODUCED  to the actor `target`: the token, and whose it is; `call` 1: with your end
 *                        of the link
 *   A -> B   CLAIM       `call`, with the token, over the link between the two
 *   B -> A   CLAIMED     `call`, with a reference to the actor, or with none
 *
 * and A's own reference is rerouted (odeon-route-private.h). Two are given a link once: the second
 * time they have one, and there is only the token. Where that cannot be had, because somebody has
 * no room for one more, or the link was lost, all goes on by S.
 *
 * The token is 128 bits of the kernel's chance, good for one actor, once, and for nobody but those
 * whom S may speak for: S offers only what B has given it. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-ref-private.h"
#include "odeon-wire-private.h"

typedef struct _OdeonSession   OdeonSession;
typedef struct _OdeonRemoteRef OdeonRemoteRef;
typedef struct _OdeonNeighbors OdeonNeighbors;

typedef struct
{
  OdeonNeighbors *neighbors;     /* (nullable): counted; it takes part, and is not closed */
  gchar          *peer_identity; /* (nullable): the peer does; constant once it is open */
  GHashTable     *offers;        /* made to the peer and not taken yet, by number */
  GHashTable     *claims;        /* made of the peer and not answered yet, by number */
  GQueue          waiting;       /* claims, until the session is open */
  guint32         n_used;        /* numbers */
} OdeonIntroductions;

void _odeon_introductions_init  (OdeonIntroductions *self);
void _odeon_introductions_close (OdeonSession *session);
void _odeon_introductions_clear (OdeonIntroductions *self);

/* The session is open. */
void _odeon_introductions_begin (OdeonSession *session);

/* Of a process where @ref is really; %NULL: the session's peer, or it is not known. */
const gchar *_odeon_introductions_get_home (OdeonSession *session, OdeonRef *ref);

/* @ref is about to be called for the first time. */
void _odeon_introductions_ask (OdeonRemoteRef *ref);

/* One of the frames above has come. After %FALSE the session is closed. */
gboolean _odeon_introductions_take (OdeonSession *session, const OdeonFrame *frame);
