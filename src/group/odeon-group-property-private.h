/* SPDX-License-Identifier: MIT */

/* Construct properties on their way to another process: GLib's own types as variants of theirs,
 * references as such. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-birth-private.h"
#include "process-group.idl.h"

/* An array of ProcessGroupProperty, to be unreffed; %NULL with @error set if one of them has a type
 * that cannot cross. */
GPtrArray  *_odeon_group_properties_from_birth (GType       type,
                                                OdeonBirth *birth, /* (nullable) */
                                                GError    **error);
GPtrArray  *_odeon_group_properties_from_variant (GVariant *properties, GError **error);

/* What comes from the other process is checked as what a spawn is given is. %NULL in @out_birth:
 * there are none. */
gboolean    _odeon_group_properties_to_birth   (GPtrArray   *properties,
                                                GType        type,
                                                OdeonBirth **out_birth,
                                                GError     **error);
