/* SPDX-License-Identifier: MIT */

/* What a node lets others reach: actors by names, and by tokens that are as good as a key. Any
 * thread. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-node.h"

typedef struct _OdeonCatalog OdeonCatalog;

OdeonCatalog *_odeon_catalog_new   (void);
OdeonCatalog *_odeon_catalog_ref   (OdeonCatalog *self);
void          _odeon_catalog_unref (OdeonCatalog *self);

gboolean _odeon_catalog_add (OdeonCatalog    *self,
                             const gchar     *name,
                             OdeonRef        *ref,
                             OdeonNodeRights  rights,
                             GError         **error);

/* 32 hexadecimal digits of the kernel's. */
gchar *_odeon_catalog_mint (OdeonCatalog    *self,
                            OdeonRef        *ref,
                            OdeonNodeRights  rights,
                            GError         **error);

/* (nullable) (transfer full): what it led to. */
OdeonRef *_odeon_catalog_remove (OdeonCatalog *self, const gchar *name);
OdeonRef *_odeon_catalog_revoke (OdeonCatalog *self, const gchar *token);

/* (nullable) (transfer full): of a name, or of "#" and a token. */
OdeonRef *_odeon_catalog_look_up (OdeonCatalog    *self,
                                  const gchar     *name,
                                  OdeonNodeRights *out_rights,
                                  GError         **error);

/* Lets go of all: the node is closed. */
void _odeon_catalog_clear (OdeonCatalog *self);
