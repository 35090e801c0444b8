/* SPDX-License-Identifier: MIT */

#pragma once

#include "chat.idl.h"

#define TYPE_ROOM (room_get_type ())
G_DECLARE_FINAL_TYPE (Room, room, EXAMPLE, ROOM, OdeonActor)
