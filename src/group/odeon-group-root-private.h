/* SPDX-License-Identifier: MIT */

/* The actor in a group's process that does what the process that has started it asks for: the
 * parent of all that is spawned there. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-group.h"
#include "process-group.idl.h"

#define ODEON_TYPE_GROUP_ROOT (_odeon_group_root_get_type ())
G_DECLARE_FINAL_TYPE (OdeonGroupRoot, _odeon_group_root, ODEON, GROUP_ROOT, OdeonActor)

/* The type of actor that bears the name, if the program has one. */
GType _odeon_actor_type_find (const gchar *name);
