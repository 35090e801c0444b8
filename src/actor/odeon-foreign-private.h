/* SPDX-License-Identifier: MIT */

/* Actors that do not live in this process, to those that do: what an actor is told of the end of
 * such a one, and how it is controlled. To all of these the library's own messages are calls like
 * any other, which whoever is behind the ref understands. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

/* More of the library's own messages: see odeon-actor-private.h. They are answered with a boolean;
 * `ended` as odeon_ref_ended() says. */
extern const OdeonMethodInfo _odeon_method_ended;
extern const OdeonMethodInfo _odeon_method_suspend;
extern const OdeonMethodInfo _odeon_method_resume;

/* Of an actor's ref: the receiver is to be linked to it, or no longer. Sent by the other half. */
extern const OdeonMethodInfo _odeon_method_link;
extern const OdeonMethodInfo _odeon_method_unlink;

/* On the watcher's worker. Of a ref that is no cell's: a monitor, or half a link. FALSE: there was
 * none. */
void     _odeon_foreign_watch   (OdeonCell *watcher, OdeonRef *target, gboolean is_link);
gboolean _odeon_foreign_unwatch (OdeonCell *watcher, OdeonRef *target, gboolean is_link);

/* On the watcher's worker, at its end. */
void _odeon_foreign_unwatch_all (OdeonCell *watcher);
