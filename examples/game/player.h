/* SPDX-License-Identifier: MIT */

#pragma once

#include "game.idl.h"

G_BEGIN_DECLS

/* A player runs, and is hurt by bombs. */
#define TYPE_PLAYER (player_get_type ())
G_DECLARE_FINAL_TYPE (Player, player, GAME, PLAYER, OdeonActor)

G_END_DECLS
