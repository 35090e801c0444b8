/* SPDX-License-Identifier: MIT */

/* One actor's interest in another's end: a monitor, half a link, or a future. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

typedef struct _OdeonWatch OdeonWatch;

/* On the cell's worker, at its end: everybody who watches it is told, and it watches nobody. */
void _odeon_watch_conclude (OdeonCell *self);

/* On the watcher's fiber: what it watched has ended, for @reason (nullable). */
void _odeon_watch_tell_monitor (OdeonCell *watcher, OdeonRef *target, const GError *reason);

/* On its worker: what it is linked to has failed. */
void _odeon_watch_tell_link (OdeonCell *watcher, const GError *reason);
