/* SPDX-License-Identifier: MIT */

/* What octet sequences are in. Those that were received lie, if they are short, in a block of the
 * kind that messages are made of, which is cheaper than malloc().
 *
 * Others are in memory that processes share: a file of the kernel's that has no name, mapped.
 * What leaves the process is sealed first: it can neither shrink, lest a reader be killed, nor
 * grow, nor be written. What comes in is mapped only if it is sealed so. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-bytes.h"

/* A copy of them, in this process's memory. */
GBytes *_odeon_bytes_new (gconstpointer data, gsize size);

/* Whether @bytes are in shared memory, as a whole. */
gboolean _odeon_bytes_is_shared (GBytes *bytes);

/* (nullable) (transfer full): @bytes, or a copy of them, in shared memory, sealed. */
GBytes *_odeon_bytes_seal (GBytes *bytes);

/* The descriptor of sealed bytes, which is theirs. */
gint _odeon_bytes_get_fd (GBytes *bytes);

/* Takes @fd, also on failure: of another process's, who says that there are @size bytes. */
GBytes *_odeon_bytes_new_received (gint fd, gsize size, GError **error);
