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

struct _OdeonRedis
{
  GObject parent_instance;

  /* Constant. */
  OdeonRedisAddress    *address;
  OdeonRedisThread     *thread;
  OdeonRedisConnection *connection;
  OdeonRedisDesk       *desk;
};
