/* SPDX-License-Identifier: MIT */

/* A connection to a server, made anew whenever it is lost. All of it on its thread, but where it
 * says otherwise.
 *
 *   AWAY       there is none; a timer runs
 *   GREETING   connected, or about to be: AUTH and PING are under way
 *   READY      the server has let us in and has its data
 *
 * READY begins with `ready` and ends with `lost`, each for all that listen. What is sent in between
 * is answered in its order; before the next `ready` hiredis has answered with %NULL all that the
 * server has not. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-redis-command-private.h"
#include "odeon-redis-thread-private.h"

#include <async.h>

typedef struct _OdeonRedisConnection OdeonRedisConnection;
typedef struct _OdeonRedisListener   OdeonRedisListener;

/* In whoever listens. */
struct _OdeonRedisListener
{
  void (*ready) (OdeonRedisListener *self);

  /* Also called for an attempt that failed. */
  void (*lost)  (OdeonRedisListener *self, const GError *why);
};

/* Where a server is, and how long it may take. Constant. */
typedef struct
{
  gchar *path; /* (nullable): of a Unix socket; else there is a host */
  gchar *host;
  guint  port;
  gchar *password;
  guint  timeout_ms;
} OdeonRedisAddress;

OdeonRedisAddress *_odeon_redis_address_parse (const gchar *text, GError **error);
void               _odeon_redis_address_unref (OdeonRedisAddress *self);
gchar             *_odeon_redis_address_print (const OdeonRedisAddress *self);

/* Any thread; it begins to connect. One whose questions are kept by the server for @extra_ms is a
 * second one to the same server. */
OdeonRedisConnection *_odeon_redis_connection_new (OdeonRedisThread  *thread,
                                                   OdeonRedisAddress *address,
                                                   guint              extra_ms);

/* Any thread; what is under way is answered with %NULL. */
void _odeon_redis_connection_free (OdeonRedisConnection *self);

/* If it is READY, @listener hears so at once. */
void _odeon_redis_connection_add_listener    (OdeonRedisConnection *self,
                                              OdeonRedisListener   *listener);
void _odeon_redis_connection_remove_listener (OdeonRedisConnection *self,
                                              OdeonRedisListener   *listener);

/* %FALSE: it is not READY, and @reply will not be called. */
gboolean _odeon_redis_connection_send (OdeonRedisConnection *self,
                                       const GString        *command,
                                       redisCallbackFn      *reply,
                                       gpointer              data);

/* Begins anew: something is wrong on the server that may pass. */
void _odeon_redis_connection_drop (OdeonRedisConnection *self, const GError *why);

/* Any thread. */
gboolean _odeon_redis_connection_is_ready (OdeonRedisConnection *self);

/* (nullable): why it is not READY. */
const GError *_odeon_redis_connection_get_error (OdeonRedisConnection *self);

/* Whether it does not let us in, so that there is nothing to be waited for. */
gboolean _odeon_redis_connection_is_refused (OdeonRedisConnection *self);
