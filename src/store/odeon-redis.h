/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-future.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define ODEON_TYPE_REDIS (odeon_redis_get_type ())

/**
 * OdeonRedis:
 *
 * A Redis server, and a connection to it that lasts: one that is lost is made anew, at once, then
 * after 20 ms, then after twice as long each time, up to 2 s. It lives on a thread of its own,
 * since a lease must be renewed and an answer read however long an actor computes. All that is
 * asked for in a turn of that thread goes out in one write.
 *
 * Mailboxes (#OdeonRedisMailbox) and directories (#OdeonDirectory) are made with it, as many as
 * wanted, and count it. Redis 6.2 or later is needed for these. TLS is not spoken: a server
 * elsewhere belongs behind a tunnel.
 */
ODEON_EXPORT
G_DECLARE_FINAL_TYPE (OdeonRedis, odeon_redis, ODEON, REDIS, GObject)

/**
 * odeon_redis_new:
 * @address: where the server is: the path of a Unix socket, with or without `unix:` before it, or
 *   `HOST`, `HOST:PORT` or `[IPv6]:PORT`; without a port it is 6379
 * @password: (nullable): what it asks for, if it does
 * @timeout_ms: how long a message or command waits for the server, whether that is away, does not
 *   answer, or is about to come back; in milliseconds; 0 is 5000
 * @error: return location for an error: %G_IO_ERROR_INVALID_ARGUMENT if @address is none,
 *   %G_IO_ERROR_NOT_SUPPORTED if Odeon was built without hiredis, %ODEON_ERROR_NO_RESOURCES
 *   without a thread
 *
 * Returns at once: the server need not be there yet.
 *
 * Returns: (transfer full) (nullable): the server
 */
ODEON_EXPORT
OdeonRedis *odeon_redis_new (const gchar *address,
                             const gchar *password,
                             guint        timeout_ms,
                             GError     **error);

/**
 * odeon_redis_command:
 * @self: a server
 * @arguments: (array zero-terminated=1): a command and its arguments
 *
 * Sends a command of the user's own, behind those that were sent before. One that blocks the
 * connection (`BLPOP`), or changes what it is for (`SUBSCRIBE`, `MONITOR`), blocks or breaks the
 * mailboxes on it. Any thread.
 *
 * The future's value is the reply: a string (of type `s`, or `ay` if it is no UTF-8), an integer
 * (`x`), an array (`av`), or nothing (the tuple `()`). It fails with %ODEON_ERROR_NOT_DELIVERED if
 * the server could not be reached in time, with %ODEON_ERROR_OUTCOME_UNKNOWN if the connection was
 * lost before the answer, with %G_IO_ERROR_PERMISSION_DENIED if the server does not let us in, and
 * as the server says %G_IO_ERROR_NO_SPACE (out of memory), %G_IO_ERROR_PERMISSION_DENIED,
 * %G_IO_ERROR_INVALID_DATA (a key holds something else) or %G_IO_ERROR_FAILED.
 *
 * Returns: (transfer full): the reply's future
 */
ODEON_EXPORT
OdeonFuture *odeon_redis_command (OdeonRedis         *self,
                                  const gchar *const *arguments) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_redis_is_connected:
 * @self: a server
 *
 * Any thread.
 *
 * Returns: whether there is a connection now, and the server has let us in
 */
ODEON_EXPORT
gboolean odeon_redis_is_connected (OdeonRedis *self);

G_END_DECLS
