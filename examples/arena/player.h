/* SPDX-License-Identifier: MIT */

#pragma once

#include "arena.idl.h"

G_BEGIN_DECLS

/* An actor that is an Arena::Player. Property at construction: "number", which says how it runs. */
#define TYPE_PLAYER (player_get_type ())
G_DECLARE_FINAL_TYPE (Player, player, EXAMPLE, PLAYER, OdeonActor)

G_END_DECLS
