/* SPDX-License-Identifier: MIT */

/* A hiredis connection as a source of a main context. hiredis's own adapter
 * (hiredis/adapters/glib.h) wakes the context up with every command that is sent, which is a system
 * call, and reads from what a failed write has freed. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <async.h>
#include <glib.h>

/* %TRUE: wait on. */
typedef gboolean (*OdeonRedisStallFunc) (gpointer data);

/* Attaches @redis to @context, whose thread calls this; it ends with @redis. When there has been no
 * answer to what was asked for @timeout_ms milliseconds, @stalled is called, which may free
 * @redis. */
void _odeon_redis_source_attach (redisAsyncContext  *redis,
                                 GMainContext       *context,
                                 guint               timeout_ms,
                                 OdeonRedisStallFunc stalled,
                                 gpointer            data);
