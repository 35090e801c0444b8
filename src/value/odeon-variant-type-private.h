/* SPDX-License-Identifier: MIT */

/* The GVariant type of a value, as far as its table settles it: the type's `signature`, but with
 * references as people read them.
 *
 * A struct that contains itself has no finite type: wherever the tables say RECURSIVE it is a `v`.
 * What is in a `v` anyway, as the members of unions and those in the closing dictionary are, needs
 * no second one.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-type-info.h"

G_BEGIN_DECLS

/* Transfer full. @is_wire: a reference is an `h`, not what people read. */
GVariantType *_odeon_type_info_dup_variant_type   (const OdeonTypeInfo *info, gboolean is_wire);
GVariantType *_odeon_member_info_dup_variant_type (const OdeonMemberInfo *member,
                                                   gboolean               is_wire);

/* The type on the wire: @info's own, or else put into @buffer. */
const gchar *_odeon_type_info_get_signature (const OdeonTypeInfo *info, GString **buffer);

G_END_DECLS
