/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

/* On the cell's worker. Whether @cell cannot await @future, because that would never end: %TRUE
 * with %ODEON_ERROR_DEADLOCK. If it can, it is said to await the actor @target, unless that is 0,
 * until _odeon_identity_end_await(). */
gboolean _odeon_deadlock_refuses (OdeonCell   *cell,
                                  OdeonFuture *future,
                                  guint64      target,
                                  GError     **error);
