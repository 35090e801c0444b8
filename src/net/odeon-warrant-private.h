/* SPDX-License-Identifier: MIT */

/* What one peer may do, in one session: asked by the session on its worker, and written by the desk
 * where that lives. Any thread. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-catalog-private.h"

typedef struct _OdeonWarrant OdeonWarrant;

#define ODEON_TYPE_WARRANT (_odeon_warrant_get_type ())
GType _odeon_warrant_get_type (void);

OdeonWarrant *_odeon_warrant_new   (OdeonCatalog *catalog);
OdeonWarrant *_odeon_warrant_ref   (OdeonWarrant *self);
void          _odeon_warrant_unref (OdeonWarrant *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OdeonWarrant, _odeon_warrant_unref)

/* (nullable) (transfer full): as _odeon_catalog_look_up(); the peer has it from now on. */
OdeonRef *_odeon_warrant_look_up (OdeonWarrant *self, const gchar *name, GError **error);

/* The peer has it no more. */
void _odeon_warrant_withdraw (OdeonWarrant *self, OdeonRef *ref);

/* Whether it lets some be called and others not. */
gboolean _odeon_warrant_has_withdrawn (OdeonWarrant *self);

gboolean _odeon_warrant_may_call    (OdeonWarrant *self, OdeonRef *ref);
gboolean _odeon_warrant_may_control (OdeonWarrant *self, OdeonRef *ref);

/* Lets go of what it holds. */
void _odeon_warrant_clear (OdeonWarrant *self);
