/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-interface.h"

/* Lets an interface be found that no set announces. */
void _odeon_interface_index_add (const OdeonInterfaceInfo *info);

/* The method that C calls @name: an operation, or `get_x` or `set_x` of an attribute. NULL, and
 * %ODEON_ERROR_UNKNOWN_MEMBER or %ODEON_ERROR_READ_ONLY with what might have been meant, if there
 * is none. */
const OdeonMethodInfo *_odeon_interface_resolve (const OdeonInterfaceInfo *info,
                                                 const gchar              *name,
                                                 GError                  **error);

/* What a reference to an actor with @interface (nullable) is; made once, for good. */
const OdeonTypeInfo *_odeon_interface_get_reference (const OdeonInterfaceInfo *interface);

/* What C calls the method, to be freed: `get_owner` of the attribute `owner`. */
gchar *_odeon_method_dup_c_name (const OdeonMethodInfo *method);

/* (nullable): the interface that a proxy's boxed type is of. */
const OdeonInterfaceInfo *_odeon_interface_of_proxy (GType proxy);
