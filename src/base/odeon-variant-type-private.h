/* SPDX-License-Identifier: MIT */

/* The GVariant type of a value, as far as its table settles it.
 *
 * A struct that contains itself has no finite type. Where a struct occurs within itself (the back
 * edge) the type says `v`, and the variant in there begins anew. A union's member is in a `v`
 * anyway, so that it begins anew too.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-type-info.h"

G_BEGIN_DECLS

/* The structs around a place, innermost first, up to the last `v`. Lies on the stack. */
typedef struct _OdeonTypeChain OdeonTypeChain;

struct _OdeonTypeChain
{
  const OdeonTypeInfo  *info;
  const OdeonTypeChain *outer;
};

/* Whether a struct at a place within @chain is a back edge. */
gboolean _odeon_type_chain_contains (const OdeonTypeChain *chain, const OdeonTypeInfo *info);

/* The type of what lies in a place within @chain; transfer full. */
GVariantType *_odeon_type_info_dup_variant_type (const OdeonTypeInfo  *info,
                                                 const OdeonTypeChain *chain);

G_END_DECLS
