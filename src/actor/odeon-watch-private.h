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
