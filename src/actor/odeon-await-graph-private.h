/* SPDX-License-Identifier: MIT */

/* Who awaits whom, where an actor may await several at once: the awaits of actors with concurrency
 * (odeon-concurrency-private.h), and those of others that lead to such.
 *
 * An actor with one message at a time is one node, which its identity names the next of. Each
 * await of one with concurrency is a node of its own. It leads to the handling of the call that it
 * awaits, if that is under way; to all that is under way, if the call waits in the mailbox: it can
 * be begun when any of those is done. A stop waits for each of them, and so does what comes after
 * it.
 *
 * An await is refused if from there no way leads on, that is to an actor which does not await, and
 * one leads back to it. Before that, calls are let in that wait for a reentrant actor which itself
 * waits for whoever awaits them.
 *
 * One lock guards all awaits of actors with concurrency. Nobody else ever takes it: such an actor's
 * identity says who it is.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-concurrency-private.h"

/* The cell has concurrency, and is not known to anybody yet; it ends. */
void _odeon_await_graph_add_cell    (OdeonCell *cell);
void _odeon_await_graph_remove_cell (OdeonCell *cell);

/* On the cell's worker. It awaits @future of the actor @target (or 0) from now on; @await: if it is
 * one with concurrency. Returns 0, or, if that would never end, how many actors await one another
 * there, and their ids in @cycle, of ODEON_IDENTITY_CYCLE_MAX; the await has begun in any case. */
guint _odeon_await_graph_begin (OdeonCell   *cell,
                                OdeonAwait  *await,
                                OdeonFuture *future,
                                guint64      target,
                                guint64     *cycle);

/* On the cell's worker: from now on, or no longer, it begins nothing until nothing is under way.
 * (nullable): an await of its own that would so never end, with its error; there may be more. */
OdeonAwait *_odeon_await_graph_close (OdeonCell *cell);
void        _odeon_await_graph_open  (OdeonCell *cell);

/* Who awaits whom, as %ODEON_ERROR_DEADLOCK. */
GError *_odeon_await_graph_new_error (const guint64 *cycle, guint n);

/* On any thread: it awaits nobody any more. */
void _odeon_await_graph_end (OdeonAwait *await);

/* On the cell's worker: it goes on. */
void _odeon_await_graph_remove (OdeonCell *cell, OdeonAwait *await);

/* Whom the first await of the actor of an id waits for, or 0. */
guint64 _odeon_await_graph_get_awaited (guint64 id);
