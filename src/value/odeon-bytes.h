/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-types.h"

G_BEGIN_DECLS

/**
 * odeon_bytes_new_shared: (skip)
 * @size: how many bytes, above 0
 * @out_data: (out) (transfer none): where they are, all zeros: to be filled
 * @error: return location for an error of %G_IO_ERROR: there is no such memory
 *
 * Makes a large octet sequence that can be handed to another process of this machine without being
 * copied: memory that several processes can have at once. Where it goes no further it is as any
 * other.
 *
 * @out_data may be written by whoever made it until the bytes are first sent, as an argument, a
 * result or within one; from then on nobody can. Each takes a file descriptor.
 *
 * Returns: (transfer full) (nullable): the bytes
 */
ODEON_EXPORT
GBytes *odeon_bytes_new_shared (gsize size, gpointer *out_data, GError **error);

G_END_DECLS
