/* SPDX-License-Identifier: MIT */

/* The actor that a node is to its system: that it ends, as all actors do when the system is shut
 * down, closes the node. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-actor.h"
#include "odeon-node-core-private.h"

#define ODEON_TYPE_KEEPER (_odeon_keeper_get_type ())
G_DECLARE_FINAL_TYPE (OdeonKeeper, _odeon_keeper, ODEON, KEEPER, OdeonActor)

/* (nullable) (transfer full) */
OdeonRef *_odeon_keeper_spawn (OdeonSystem *system, OdeonNodeCore *core, GError **error);
