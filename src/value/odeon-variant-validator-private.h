/* SPDX-License-Identifier: MIT */

/* Whether bytes are a GVariant in normal form: of an `any` before GLib sees it, and of what is
 * skipped. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

G_BEGIN_DECLS

/* @depth: how many containers there are around the value; those of its type count from there, used
 * or not. Takes time in proportion to both sizes. Faults are told as odeon-value-private.h says. */
gboolean _odeon_variant_validate (const gchar  *signature,
                                  gsize         signature_length,
                                  const guint8 *data,
                                  gsize         size,
                                  guint         depth,
                                  GError      **error);

G_END_DECLS
