/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-type-info.h"

G_BEGIN_DECLS

/* Each fails, with a fault as odeon-value-private.h tells them, if @variant holds no number or one
 * that does not fit. @info is an integer, a character or an enum. */
gboolean _odeon_integer_read (const OdeonTypeInfo *info,
                              gpointer             slot,
                              GVariant            *variant,
                              GError             **error);
gboolean _odeon_float_read   (gfloat *slot, GVariant *variant, GError **error);
gboolean _odeon_double_read  (gdouble *slot, GVariant *variant, GError **error);

G_END_DECLS
