/* SPDX-License-Identifier: MIT */

/* Cases that are run as they are, and once more with something added: bounded, supervised. */

#pragma once

#include <odeon.h>

typedef double (*Clock) (void); /* seconds */

/* Does @n operations with actors of these options, children of @self, which runs; says how long
 * they took by @clock. */
typedef gboolean (*Play) (OdeonActor              *self,
                          const OdeonSpawnOptions *options,
                          gint64                   n,
                          Clock                    clock,
                          gdouble                 *out_seconds,
                          GError                 **error);

gboolean play_pingpong (OdeonActor              *self,
                        const OdeonSpawnOptions *options,
                        gint64                   n,
                        Clock                    clock,
                        gdouble                 *out_seconds,
                        GError                 **error);

/* The sources are not @self's children: as others do, they spread over the workers. */
gboolean play_fanin    (OdeonActor              *self,
                        const OdeonSpawnOptions *options,
                        gint64                   n,
                        Clock                    clock,
                        gdouble                 *out_seconds,
                        GError                 **error);
