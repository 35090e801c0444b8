/* SPDX-License-Identifier: MIT */

#pragma once

#include "arena.idl.h"

G_BEGIN_DECLS

#define N_PLAYERS        4
#define TICKS_PER_SECOND 60

/* An actor that is an Arena::Stage. */
#define TYPE_STAGE (stage_get_type ())
G_DECLARE_FINAL_TYPE (Stage, stage, EXAMPLE, STAGE, OdeonActor)

G_END_DECLS
