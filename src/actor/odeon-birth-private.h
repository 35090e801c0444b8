/* SPDX-License-Identifier: MIT */

/* What an actor is to be made of. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

/* Checks and collects construct properties, of which there is at least one; %NULL with @error set.
 */
OdeonBirth *_odeon_birth_new  (GType        type,
                               const gchar *first_property,
                               va_list      properties,
                               GError     **error);
void        _odeon_birth_free (OdeonBirth *self);

/* On the cell's worker, before its first message: makes its object and starts it. */
void        _odeon_birth_run  (OdeonCell *cell);
