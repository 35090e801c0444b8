/* SPDX-License-Identifier: MIT */

/* What mailboxes and directories have of a server: its thread, and the connection that they share.
 * A blocking read is for a connection of its own. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-redis-connection-private.h"
#include "odeon-redis.h"

typedef struct _OdeonRedisDesk OdeonRedisDesk;

/* What came of a request, on the server's thread: a reply that is no error, or an error. */
typedef void (*OdeonRedisReplyFunc) (const redisReply *reply, const GError *error, gpointer data);

struct _OdeonRedis
{
  GObject parent_instance;

  /* Constant. */
  OdeonRedisAddress    *address;
  OdeonRedisThread     *thread;
  OdeonRedisConnection *connection;
  OdeonRedisDesk       *desk;
};

/* Any thread: waits for the server as odeon_redis_command() does. Takes @command over. */
void _odeon_redis_request (OdeonRedis         *self,
                           GString            *command,
                           OdeonRedisReplyFunc function,
                           gpointer            data);
