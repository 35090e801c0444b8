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

#include "odeon-group-settings-private.h"
#include "process-group.idl.h"

#include <stdatomic.h>

/* What outlasts a restart. Counted. */
typedef struct
{
  atomic_int       ref_count;
  _Atomic (gint64) pid;    /* 0: there is no process */
  GPtrArray       *tenants; /* the actor's: who is to be made again in a new process, in order */
} OdeonGroupEstate;

#define ODEON_TYPE_GROUP_ESTATE (_odeon_group_estate_get_type ())
GType             _odeon_group_estate_get_type (void) G_GNUC_CONST;
OdeonGroupEstate *_odeon_group_estate_new      (void);
OdeonGroupEstate *_odeon_group_estate_ref      (OdeonGroupEstate *self);
void              _odeon_group_estate_unref    (OdeonGroupEstate *self);

#define ODEON_TYPE_GROUP_ACTOR (_odeon_group_actor_get_type ())
G_DECLARE_FINAL_TYPE (OdeonGroupActor, _odeon_group_actor, ODEON, GROUP_ACTOR, OdeonActor)
