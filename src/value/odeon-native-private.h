/* SPDX-License-Identifier: MIT */

/* Values of types that are the user's own: what is done to them is done by his functions. Within a
 * process they are only copied, compared as pointers first, and released. What two of them have in
 * common, and what goes elsewhere, is found by packing.
 *
 * His functions run in the midst of whatever encodes, decodes or compares: a frame of a connection
 * may be half written. So nothing may happen to it meanwhile: what they send counts as sent from
 * elsewhere, and an await in them fails. Both ask _odeon_native_depth. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-type-info.h"

G_BEGIN_DECLS

/* How many functions that pack or unpack this thread is in. */
extern _Thread_local guint _odeon_native_depth;

/* (nullable) (transfer full): %NULL if it cannot be packed, or is %NULL. */
GBytes *_odeon_native_pack (const OdeonTypeInfo *info, gconstpointer native);

/* Into a slot of %NULL. The fault names the type. */
gboolean _odeon_native_unpack (const OdeonTypeInfo *info,
                               gpointer            *slot,
                               GBytes              *packed,
                               GError             **error);

gpointer _odeon_native_copy    (const OdeonTypeInfo *info, gconstpointer native);
void     _odeon_native_free    (const OdeonTypeInfo *info, gpointer native);
gint     _odeon_native_compare (const OdeonTypeInfo *info, gconstpointer a, gconstpointer b);

G_END_DECLS
