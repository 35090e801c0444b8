/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

/* `get_host`: the system to spawn in, and the parent, or %NULL for a root. */
struct _OdeonSpawnerInterface
{
  GTypeInterface parent_iface;

  OdeonHost *(*get_host) (OdeonSpawner *self, OdeonCell **out_parent);
};

/* (nullable): the system that @in is or belongs to; sets the actor that it is, or %NULL. */
OdeonHost *_odeon_spawner_get_host (gpointer in, OdeonCell **out_parent);
