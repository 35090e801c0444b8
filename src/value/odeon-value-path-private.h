/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-ref.h"
#include "odeon-type-info.h"

/* The reference at the end of @path in the valid value in @slot, which keeps it; %NULL is nil. An
 * empty path is the value itself. The path may say anything: %ODEON_ERROR_INVALID_ARGUMENT names
 * the part that is not there, or says that what is there is no reference. */
gboolean _odeon_value_find_ref (const OdeonTypeInfo *type,
                                gconstpointer        slot,
                                const gchar         *path,
                                OdeonRef           **out_ref,
                                GError             **error);
