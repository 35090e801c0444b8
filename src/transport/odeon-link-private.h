/* SPDX-License-Identifier: MIT */

/* A link: one end of a connection between two systems over a stream socket. It lives on a worker of
 * its system, in whose main context the socket is watched. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-session-private.h"
#include "odeon-system.h"

typedef struct _OdeonLink OdeonLink;

/* On the link's worker, outside any actor.
 * `ready`: (nullable): the handshake is done: there is a root, if the peer gives one.
 * `closed`: (nullable): once; the last thing. All calls have been failed. */
typedef struct
{
  void (*ready)  (OdeonLink *link, gpointer data);
  void (*closed) (OdeonLink *link, const GError *why, gpointer data);
} OdeonLinkEvents;

typedef struct
{
  const gchar        *own_name;     /* (nullable): what the peer calls this side in messages */
  gpointer            root;         /* (nullable): the ref that the peer is given */
  guint               handshake_ms; /* by when it is done, or the link is closed */
  guint               heartbeat_ms; /* for so long the peer may be silent, and as long again after
                                     * it was asked; 0: for ever */
  OdeonSessionOptions session;
  gboolean            introduces;   /* it is joined directly to those it gets to know by the peer,
                                     * and joins those who get to know each other by it */
} OdeonLinkOptions;

#define ODEON_LINK_OPTIONS_INIT { NULL, NULL, 10000, 0, ODEON_SESSION_OPTIONS_INIT, FALSE }

/* On any thread; if the spawner @in is an actor, in it. Takes @fd, also on failure: a connected
 * stream socket. %ODEON_ERROR_INVALID_ARGUMENT if the system has no threads. */
OdeonLink *_odeon_link_open (gpointer                in,
                             gint                    fd,
                             const OdeonLinkOptions *options,
                             const OdeonLinkEvents  *events,
                             gpointer                data,
                             GError                **error);

/* The same on a worker of a thread's, of one that is @neighbors' (nullable): takes over that. */
OdeonLink *_odeon_link_open_on (OdeonWorker            *worker,
                                OdeonNeighbors         *neighbors,
                                gint                    fd,
                                const OdeonLinkOptions *options,
                                const OdeonLinkEvents  *events,
                                gpointer                data);

OdeonLink *_odeon_link_ref   (OdeonLink *self);
void       _odeon_link_unref (OdeonLink *self);

/* On any thread: (nullable) (transfer full): what the peer gave as its root, once it is ready. */
OdeonRef *_odeon_link_get_root (OdeonLink *self);

/* Its session, which is its worker's. */
OdeonSession *_odeon_link_peek_session (OdeonLink *self);

/* On any thread; soon. Calls that were certainly not handled fail with %ODEON_ERROR_NOT_DELIVERED,
 * others with %ODEON_ERROR_OUTCOME_UNKNOWN; both say @why, which is taken over. */
void _odeon_link_close (OdeonLink *self, GError *why);
