/* SPDX-License-Identifier: MIT */

/* One actor's interest in another's end: a monitor, half a link, or a future. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

typedef struct _OdeonWatch OdeonWatch;

typedef enum
{
  ODEON_WATCH_MONITOR,
  ODEON_WATCH_LINK,
  ODEON_WATCH_FUTURE
} OdeonWatchKind;

/* On the watcher's worker. %FALSE: it did not watch. */
void     _odeon_watch_begin (OdeonCell *watcher, OdeonCell *target, OdeonWatchKind kind);
gboolean _odeon_watch_end   (OdeonCell *watcher, OdeonCell *target, OdeonWatchKind kind);

/* The same of a monitor or half a link, of whatever @ref is. */
void     _odeon_watch_begin_any (OdeonCell *watcher, OdeonRef *ref, OdeonWatchKind kind);
gboolean _odeon_watch_end_any   (OdeonCell *watcher, OdeonRef *ref, OdeonWatchKind kind);

/* To the worker of @cell; right away if that is this one. */
void _odeon_watch_send (OdeonCell *cell, OdeonMessage *message);

/* (nullable): @actor's cell, if it may watch: what it had to say at its end is said. */
OdeonCell *_odeon_watch_get_watcher (OdeonActor *actor);

/* (nullable): what @ref stands for, if that is known: what it is to watch; else says so. */
OdeonRef *_odeon_watch_get_target (gpointer ref);

/* On the cell's worker, at its end: everybody who watches it is told, and it watches nobody. */
void _odeon_watch_conclude (OdeonCell *self);

/* On the watcher's fiber: what it watched has ended, for @reason (nullable). */
void _odeon_watch_tell_monitor (OdeonCell *watcher, OdeonRef *target, const GError *reason);

/* On its worker: what it is linked to has failed. */
void _odeon_watch_tell_link (OdeonCell *watcher, const GError *reason);
