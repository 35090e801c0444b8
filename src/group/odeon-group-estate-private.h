/* SPDX-License-Identifier: MIT */

/* What of a group outlasts its process, and the restart of its actor: its number, for handles, and
 * the actors that are to be made again in the next one. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-group-tenant-private.h"

#include <stdatomic.h>

/* Counted. */
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
