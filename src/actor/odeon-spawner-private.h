/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

/* `get_host`: the system to spawn in, and the parent, or %NULL for a root.
 * `spawn`: (nullable): spawns elsewhere, in place of that, an actor that this process has the type
 *   of; takes over @birth (nullable), also on failure. */
struct _OdeonSpawnerInterface
{
  GTypeInterface parent_iface;

  OdeonHost *(*get_host) (OdeonSpawner *self, OdeonCell **out_parent);
  gpointer   (*spawn)    (OdeonSpawner             *self,
                          GType                     implementation,
                          const OdeonInterfaceInfo *interface,
                          const OdeonSpawnOptions  *options,
                          OdeonBirth               *birth,
                          GError                  **error);
};

/* (nullable): the system that @in is or belongs to; sets the actor that it is, or %NULL. */
OdeonHost *_odeon_spawner_get_host (gpointer in, OdeonCell **out_parent);

/* What odeon_spawn() does; @options are not %NULL. Takes over @birth and @rare, each nullable, also
 * on failure. */
OdeonCell *_odeon_spawner_spawn (OdeonSpawner            *in,
                                 GType                    implementation,
                                 const OdeonSpawnOptions *options,
                                 OdeonBirth              *birth,
                                 OdeonCellRare           *rare,
                                 GError                 **error);

/* Whether actors of the type could be spawned so, but for what depends on where and when. */
gboolean _odeon_spawner_check (GType                     implementation,
                               const OdeonInterfaceInfo *interface,
                               const OdeonSpawnOptions  *options,
                               GError                  **error);
