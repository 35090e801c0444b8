/* SPDX-License-Identifier: MIT */

/* The children that a supervisor is to have, in the order in which they are started. It is made on
 * the spawning thread, and then the supervisor's worker's: it stays when the supervisor is made
 * anew. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-birth-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-supervisor.h"

typedef struct
{
  gchar            *name;
  GType             type;
  OdeonSpawnOptions options; /* with its name, restart and limits; what it points to is owned */
  OdeonBirth       *birth;   /* (nullable) */
  OdeonRef         *ref;     /* (nullable): of the child, once it was spawned */
} OdeonChild;

struct _OdeonChildTable
{
  OdeonStrategy strategy;
  GPtrArray    *children; /* of OdeonChild */
};

OdeonChildTable *_odeon_child_table_new  (const OdeonSupervisorSpec *spec, GError **error);
void             _odeon_child_table_free (OdeonChildTable *self);

/* (nullable) */
OdeonChild *_odeon_child_table_find (OdeonChildTable *self, const gchar *name);

/* At the end; takes over @child, also on failure: the name is taken. */
gboolean _odeon_child_table_add (OdeonChildTable *self, OdeonChild *child, GError **error);

OdeonChild *_odeon_child_new  (const OdeonChildSpec *spec, GError **error);
void        _odeon_child_free (OdeonChild *self);
