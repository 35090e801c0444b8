/* SPDX-License-Identifier: MIT */

/* Values from variants.
 *
 * Reading is lenient about the form, as people and other programs write it: numbers of any width,
 * variants in variants, structs as dictionaries. What it builds is a value in a slot of zeros, and
 * the rules of the type (bounds, enumerators, UTF-8) are then checked as for any other value. On
 * failure what has been built is released from where it hangs: a new element is therefore tied to
 * its container before it is filled.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-value-private.h"

G_BEGIN_DECLS

/* Each reads into a slot of zeros. On failure what is there can be cleared. @variant is in no other
 * variant where a struct, union or map is expected. */
gboolean _odeon_value_read  (const OdeonTypeInfo *info,
                             gpointer             slot,
                             GVariant            *variant,
                             const GPtrArray     *refs,
                             guint                depth,
                             GError             **error);
gboolean _odeon_struct_read (const OdeonTypeInfo *info,
                             gpointer             slot,
                             GVariant            *variant,
                             const GPtrArray     *refs,
                             guint                depth,
                             GError             **error);
gboolean _odeon_union_read  (const OdeonTypeInfo *info,
                             gpointer             slot,
                             GVariant            *variant,
                             const GPtrArray     *refs,
                             guint                depth,
                             GError             **error);
gboolean _odeon_map_read    (const OdeonTypeInfo *info,
                             gpointer             slot,
                             GVariant            *variant,
                             const GPtrArray     *refs,
                             guint                depth,
                             GError             **error);

/* What is in @variant, out of as many variants as it may be wrapped in. */
GVariant *_odeon_variant_unwrap (GVariant *variant);

/* Whether a sequence or map may have so many elements, or an array has them. */
gboolean _odeon_value_check_length (const OdeonTypeInfo *info, gsize length, GError **error);

G_END_DECLS
