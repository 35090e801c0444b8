/* SPDX-License-Identifier: MIT */

/* A cell has `attention` while it is not just to take its mail: its turn begins here then. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

/* All on the cell's worker. */

/* What is to be done besides mail; %FALSE: and no mail now. Each step counts as a message. One with
 * concurrency handles its mail here; what comes of that is for its next turn. */
gboolean _odeon_cell_attend (OdeonCell *self, guint end, gboolean *ended);

/* Of one that has it: whether it is to have another turn, though nobody makes it ready. */
gboolean _odeon_cell_needs_turn (OdeonCell *self);
