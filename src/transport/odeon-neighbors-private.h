/* SPDX-License-Identifier: MIT */

/* The direct links of a system: with each process that it has been introduced to there is one,
 * which is opened at the first use of a reference to an actor there, and stays. How two processes
 * are introduced is told in odeon-introduction-private.h; this is what they know of each other.
 *
 * All links of a system that take part in it share one OdeonNeighbors. Its functions may be called
 * on any thread. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-link-private.h"

/* That of @host, made with the first of its links: @options is what the direct ones have, too. */
OdeonNeighbors *_odeon_neighbors_get   (OdeonHost *host, const OdeonLinkOptions *options);
OdeonNeighbors *_odeon_neighbors_ref   (OdeonNeighbors *self);
void            _odeon_neighbors_unref (OdeonNeighbors *self);

/* By which this system is known: 128 bits of chance. Constant. */
const gchar *_odeon_neighbors_get_identity (OdeonNeighbors *self);

/* Whether there is no link with it yet, and room for one. */
gboolean _odeon_neighbors_wants (OdeonNeighbors *self, const gchar *identity);

/* On @worker: opens one; takes @fd. */
void _odeon_neighbors_link (OdeonNeighbors *self,
                            OdeonWorker    *worker,
                            gint            fd,
                            const gchar    *identity);

/* (transfer full) (nullable): of the link, which may not be ready. */
OdeonSession *_odeon_neighbors_dup_session (OdeonNeighbors *self, const gchar *identity);

/* Whoever shows @token is given @ref, once. Withdrawn if @by is closed before. */
void      _odeon_neighbors_offer    (OdeonNeighbors *self,
                                     const gchar    *token,
                                     OdeonRef       *ref,
                                     OdeonSession   *by);
OdeonRef *_odeon_neighbors_claim    (OdeonNeighbors *self, const gchar *token);
void      _odeon_neighbors_withdraw (OdeonNeighbors *self, OdeonSession *by);

/* As the one who introduces: whether these two have not been yet; and that one of them is gone. */
gboolean _odeon_neighbors_pair     (OdeonNeighbors *self, const gchar *one, const gchar *other);
void     _odeon_neighbors_separate (OdeonNeighbors *self, const gchar *one);

/* 128 bits of the kernel's chance, in hexadecimal. */
gchar *_odeon_neighbors_dup_random (void);
