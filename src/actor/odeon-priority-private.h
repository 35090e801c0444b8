/* SPDX-License-Identifier: MIT */

/* Calls with a priority, which overtake what waits in the mailbox.
 *
 * They come by the worker's inbox, as a kill does, or from the worker itself at once, and wait in
 * the cell's intake, in ranks: the highest first, and those of one priority in the order in which
 * they came. So the calls of one sender keep their order among those of one priority. They are run
 * where the cell looks for what is to be done besides its mail: after a kill, a stop of its own or
 * a failure.
 *
 * After URGENT_MAX of them the next message of the mailbox has its turn, if there is one: a stop is
 * among these, and would wait for ever in a flood.
 *
 * An actor whose interfaces have such operations has an intake from its spawn on.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

#define URGENT_MAX 16

typedef struct
{
  gint       priority;
  OdeonChain chain;
} OdeonRank;

/* In an intake; its worker's. */
typedef struct
{
  GArray *ranks;     /* (nullable): of OdeonRank, the highest first; those without calls stay */
  guint   n_waiting;
  guint   n_in_turn; /* that were run at a stretch */
} OdeonPriorities;

/* On the sender's thread, @here if that is the cell's worker's: @call has found room. %FALSE if it
 * is known to be refused. */
gboolean _odeon_priority_send (OdeonCell *cell, gboolean here, OdeonCall *call);

void _odeon_priorities_clear (OdeonPriorities *self);

/* The rest is on the cell's worker. The next, or %NULL. */
OdeonMessage *_odeon_cell_take_urgent (OdeonCell *cell);

/* Whether there is any; and whether the next is to be run before all mail. */
gboolean _odeon_cell_has_urgent (OdeonCell *cell);
gboolean _odeon_cell_is_urgent (OdeonCell *cell);

/* It is ending: those that come from now on are refused as they come. */
void _odeon_priorities_refuse (OdeonCell *cell, const GError *why);

/* The mailbox has its turn. %TRUE: afterwards they have theirs again. */
gboolean _odeon_cell_yield_to_mail (OdeonCell *cell);
