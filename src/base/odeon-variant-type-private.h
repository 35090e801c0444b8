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

/* Transfer full. */
GVariantType *_odeon_type_info_dup_variant_type   (const OdeonTypeInfo *info);
GVariantType *_odeon_member_info_dup_variant_type (const OdeonMemberInfo *member);

G_END_DECLS
