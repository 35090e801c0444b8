/* SPDX-License-Identifier: MIT */

/* The actor that a group is to those in the process that has started it. It holds the process and
 * the link to it; that the process is gone is a failure of this actor, so that all there is for
 * actors (restart, budget, backoff, monitors, links, names, the order of ends) is there for groups.
 *
 * It has the interface of the root at the other end, and hands on what it is asked. What is asked
 * before that is up, or while it is started anew, waits in the mailbox.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-group-estate-private.h"
#include "odeon-group-settings-private.h"
#include "process-group.idl.h"

#define ODEON_TYPE_GROUP_ACTOR (_odeon_group_actor_get_type ())
G_DECLARE_FINAL_TYPE (OdeonGroupActor, _odeon_group_actor, ODEON, GROUP_ACTOR, OdeonActor)
