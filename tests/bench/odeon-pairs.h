/* SPDX-License-Identifier: MIT */

/* What something costs that is small beside how much a machine's speed varies: a case is run with
 * it and without, by turns, in one program; each pair is compared by the CPU time of all its
 * threads, and the median of what they say is the result. */

#pragma once

#include "odeon-cases.h"

/* Does @n operations, @with it or without; says how long they took by @clock. */
typedef gboolean (*PlayEither) (OdeonActor *self,
                                gboolean    with,
                                gint64      n,
                                Clock       clock,
                                gdouble    *out_seconds,
                                GError    **error);

/* How much more CPU time it takes with it, in percent. */
gboolean play_pairs (OdeonActor *self,
                     PlayEither  play,
                     gint64      n,
                     gdouble    *out_percent,
                     GError    **error);
