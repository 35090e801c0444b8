/* SPDX-License-Identifier: MIT */

/* An actor with a name that was spawned in a group: if the process dies, it is made again in the
 * next one. Without a name nobody could find it there. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "process-group.idl.h"

typedef struct
{
  gchar                *type;
  ProcessGroupSettings *with;
  GPtrArray            *properties;
  OdeonRef             *ref; /* (nullable): until it has been made */
} OdeonGroupTenant;

/* @properties is shared: nobody changes it. */
OdeonGroupTenant *_odeon_group_tenant_new  (const gchar                *type,
                                            const ProcessGroupSettings *with,
                                            GPtrArray                  *properties);
void              _odeon_group_tenant_free (OdeonGroupTenant *self);

/* On a fiber. Makes it by @root; %FALSE with @error set. */
gboolean          _odeon_group_tenant_make (OdeonGroupTenant *self,
                                            ProcessGroupRoot *root,
                                            GError          **error);
