/* SPDX-License-Identifier: MIT */

#pragma once

#include "arena.idl.h"

G_BEGIN_DECLS

/* An actor that is an Arena::Spectator, and says in the end what it has seen. */
#define TYPE_SPECTATOR (spectator_get_type ())
G_DECLARE_FINAL_TYPE (Spectator, spectator, EXAMPLE, SPECTATOR, OdeonActor)

G_END_DECLS
