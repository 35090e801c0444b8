/* SPDX-License-Identifier: MIT */

/* The other process, to the actor that has started it: the process and the link to it, which live
 * and die together. All of it in that actor. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-actor.h"
#include "odeon-group-settings-private.h"

typedef struct _OdeonGroupPeer OdeonGroupPeer;

/* @settings last as long as it does. */
OdeonGroupPeer *_odeon_group_peer_start (OdeonActor               *actor,
                                         const OdeonGroupSettings *settings,
                                         GError                  **error);

/* Closes the link and, if it runs still, kills the process. */
void         _odeon_group_peer_free (OdeonGroupPeer *self);

gint64       _odeon_group_peer_get_pid (OdeonGroupPeer *self);

/* Whether it has become ready, once that is known; %FALSE with @error set: why not. */
gboolean     _odeon_group_peer_await_ready (OdeonGroupPeer *self, GError **error);

/* (transfer full): what the other side lets be asked, once it is ready. */
OdeonRef    *_odeon_group_peer_get_root (OdeonGroupPeer *self);

/* (transfer none): done when the link is closed. */
OdeonFuture *_odeon_group_peer_get_lost (OdeonGroupPeer *self);

/* How the process ended: "was killed by …", to be freed. It has so long for that, then it is
 * killed. */
gchar       *_odeon_group_peer_await_exit (OdeonGroupPeer *self, GTimeSpan patience);

/* Once it is lost: why the group failed: what went wrong, what became of the process, and what it
 * said last. */
GError      *_odeon_group_peer_new_death (OdeonGroupPeer *self);
