/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-concurrency-private.h"

/* On the cell's worker. Whether @cell cannot await @future, because that would never end: %TRUE
 * with %ODEON_ERROR_DEADLOCK. If it can, it is said to await the actor @target, unless that is 0,
 * until _odeon_identity_end_await(). */
gboolean _odeon_deadlock_refuses (OdeonCell   *cell,
                                  OdeonFuture *future,
                                  guint64      target,
                                  GError     **error);

/* The same of one of several awaits: it is on record until _odeon_await_graph_remove(), also with
 * the @target 0. */
gboolean _odeon_deadlock_refuses_one (OdeonCell   *cell,
                                      OdeonAwait  *await,
                                      OdeonFuture *future,
                                      guint64      target,
                                      GError     **error);
