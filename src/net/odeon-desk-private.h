/* SPDX-License-Identifier: MIT */

/* The actor that a peer asks for others: what is exported, and nothing else. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-actor.h"
#include "odeon-warrant-private.h"

#define ODEON_TYPE_DESK (_odeon_desk_get_type ())
G_DECLARE_FINAL_TYPE (OdeonDesk, _odeon_desk, ODEON, DESK, OdeonActor)

/* On any thread. (nullable) (transfer full): stopped by its last user. */
OdeonRef *_odeon_desk_spawn (OdeonSystem *system, OdeonWarrant *warrant, GError **error);
