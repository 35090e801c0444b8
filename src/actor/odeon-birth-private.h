/* SPDX-License-Identifier: MIT */

/* What an actor is to be made of. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"
#include "odeon-supervisor.h"

/* Checks and collects construct properties, of which there is at least one; %NULL with @error set.
 */
OdeonBirth *_odeon_birth_new  (GType        type,
                               const gchar *first_property,
                               va_list      properties,
                               GError     **error);
OdeonBirth *_odeon_birth_new_of (GType                type,
                                 const OdeonProperty *properties,
                                 GError             **error);
OdeonBirth *_odeon_birth_copy (const OdeonBirth *self); /* (nullable) */
void        _odeon_birth_free (OdeonBirth *self);

/* The same one by one. _find_property(): (nullable): one that can be set. _add() takes over what is
 * in @value, also on failure. _get() answers %FALSE behind the last. */
GParamSpec *_odeon_birth_find_property (GType         type,
                                        GObjectClass *klass,
                                        const gchar  *name,
                                        GError      **error);
OdeonBirth *_odeon_birth_new_empty (void);
gboolean    _odeon_birth_add       (OdeonBirth  *self,
                                    GType        type,
                                    GParamSpec  *pspec,
                                    GValue      *value,
                                    GError     **error);
gboolean    _odeon_birth_get       (OdeonBirth    *self,
                                    guint          i,
                                    const gchar  **out_name,
                                    const GValue **out_value);

/* On the cell's worker, between its messages: makes its object, and starts or restarts it; %FALSE
 * if that failed, and the cell ends or its supervisor decides. Frees what the cell is born with,
 * unless it may be born again. */
gboolean    _odeon_birth_bear (OdeonCell *cell);

/* The cell ends: it did not start. */
void        _odeon_birth_decline (OdeonCell *cell, const gchar *why);
