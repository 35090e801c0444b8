/* SPDX-License-Identifier: MIT */

/* A reference to an actor of a third process goes another way than it did. From then on what is
 * sent to it is parked, until a fence says that all that went the old way has arrived; then it is
 * passed on to the reference that is its own way. All of it passes through the worker of the first
 * one's session, so that each sender's order is kept. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-remote-ref-private.h"

/* All on the session's worker. */

/* Once: from now on what is sent to it goes to @direct, which is taken over. */
void _odeon_remote_ref_reroute (OdeonRemoteRef *self, OdeonRef *direct);

/* @call has come by the inbox, to one that was rerouted. */
void _odeon_route_take (OdeonRemoteRef *self, OdeonCall *call);

/* On any thread: it is freed. */
void _odeon_route_free (OdeonRoute *self);
