/* SPDX-License-Identifier: MIT */

/* Calls that a reentrant actor lets in before their turn, so that what it awaits can come to an end
 * (odeon-await-graph-private.h).
 *
 * That one is to be let in is said by a message in the worker's inbox, which comes after the call
 * itself. So the call is where calls wait by then, the mailbox or a rank of those with a priority,
 * unless it has been begun in its turn; then there is nothing to be done. What its sender sent
 * there before it goes with it, and all of it waits in `let_in` until the actor begins it.
 *
 * A mailbox of the user's cannot be looked through: no actor has that and concurrency.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-concurrency-private.h"

/* All below: on the cell's worker. Those that may be begun now are moved to `let_in`. */
void _odeon_admissions_serve (OdeonCell *cell);
void _odeon_admissions_clear (OdeonConcurrency *self);

/* Whether any was said that has yet to be looked for; and whether there is anything to find. */
gboolean _odeon_admissions_wait        (const OdeonConcurrency *self);
gboolean _odeon_admissions_may_be_had  (OdeonCell *cell);
