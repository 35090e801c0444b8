/* SPDX-License-Identifier: MIT */

/* qlog: what a connection does, packet by packet, in a file for tools that draw it. For finding
 * faults only: it costs much, and ngtcp2's has had holes. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-ngtcp2-private.h"

/* -1: there is no such file to be written. */
gint _odeon_quic_log_open  (const gchar      *directory,
                            const ngtcp2_cid *original,
                            gboolean          is_dialled);
void _odeon_quic_log_close (gint fd);

/* An ngtcp2_qlog_write. */
void _odeon_quic_log_write (void *connection, uint32_t flags, const void *bytes, size_t size);
