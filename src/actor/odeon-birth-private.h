/* SPDX-License-Identifier: MIT */

/* What an actor is to be made of, and the first message in its mailbox, which makes it. */

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

/* What a cell's `news` is at first. */
extern const OdeonMessageClass _odeon_birth_class;
