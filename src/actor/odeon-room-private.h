/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-intake-private.h"

/* On any thread: waits until there is room for one message in the full mailbox of @cell. %NULL:
 * there is, and it is the caller's: to be pushed. Else why not. */
GError *_odeon_room_await (OdeonCell *cell);

/* On the actor's worker: a message was taken; lets in whoever is next in line. */
void _odeon_room_serve (OdeonBound *bound);

/* On the actor's worker, which ends: everybody in line goes home. */
void _odeon_room_close (OdeonBound *bound, const GError *why);
