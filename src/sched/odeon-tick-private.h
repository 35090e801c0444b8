/* SPDX-License-Identifier: MIT */

/* A tick's round: what a TICK worker does in a tick is what there was to do when it began.
 *
 * The actors that are ready then are entered, each with the last message that waits for it: so far
 * it goes, and no further. Whoever is told something meanwhile has it in the next tick; but an
 * actor whose await has ended goes on, and what is not mail (births, ends, restarts) is done, lest
 * a question and its answer take as many ticks as they have stations. When the time is over, those
 * that are left are first in the next tick.
 *
 * An await that blocks within the tick ends the round: who is waited for may be anybody.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-worker-private.h"

OdeonTick *_odeon_tick_new  (void);
void       _odeon_tick_free (OdeonTick *self);

/* The worker's fibers run this. */
void _odeon_tick_main (gpointer worker);

/* The next pass is a round, which takes @usec microseconds (negative: no end). */
void _odeon_tick_want (OdeonTick *self, gint64 usec);

/* At the beginning of a pass, after that of its slice: ends the round that it is within; begins one
 * that is wanted. %FALSE: nobody is ready. */
gboolean _odeon_tick_begin (OdeonWorker *worker);

/* At its end. */
void _odeon_tick_end (OdeonWorker *worker);
