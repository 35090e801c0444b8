/* SPDX-License-Identifier: MIT */

#include "odeon-redis-connection-private.h"
#include "odeon-redis-source-private.h"
#include "odeon-log-private.h"

#include <stdatomic.h>

#define FIRST_PAUSE_MS 20
#define LAST_PAUSE_MS  2000

struct _OdeonRedisConnection
{
  OdeonRedisThread  *thread;
  OdeonRedisAddress *address;
  guint              timeout_ms;
  gboolean           is_second;

  redisAsyncContext *redis; /* %NULL: AWAY */
  atomic_bool        is_ready;
  GSource           *retry;
  guint              pause_ms;
  GError            *error;
  GPtrArray         *listeners;
  GString           *buffer;
};

static void connect_now (gpointer data);

/* --- where it is --- */

/* Once for each reason, not for each attempt; of a second connection it would be said twice. */
static void
set_error (OdeonRedisConnection *self, GError *why)
{
  if (!self->is_second && (self->error == NULL || self->error->code != why->code))
    {
      g_autofree gchar *where = _odeon_redis_address_print (self->address);

      g_log (ODEON_LOG_STORE, G_LOG_LEVEL_MESSAGE, "%s: %s", where, why->message);
    }
  g_clear_error (&self->error);
  self->error = why;
}

static void
schedule (OdeonRedisConnection *self)
{
  guint pause = self->pause_ms;

  if (self->retry != NULL)
    return;

  /* With some chance in it: many that lost the same server do not come back at one instant. */
  if (pause > 0)
    pause = pause / 2 + (guint) g_random_int_range (0, (gint) pause);
  self->retry = _odeon_redis_thread_post_after (self->thread, pause, connect_now, self);
  self->pause_ms = CLAMP (pause * 2, FIRST_PAUSE_MS, LAST_PAUSE_MS);
}

/* Whatever there was is gone; takes over @why. */
static void
lose (OdeonRedisConnection *self, GError *why)
{
  atomic_store_explicit (&self->is_ready, FALSE, memory_order_relaxed);
  set_error (self, why);
  schedule (self);
  for (guint i = 0; i < self->listeners->len; i++)
    {
      OdeonRedisListener *listener = self->listeners->pdata[i];

      listener->lost (listener, self->error);
    }
}

void
_odeon_redis_connection_drop (OdeonRedisConnection *self, const GError *why)
{
  redisAsyncContext *redis = g_steal_pointer (&self->redis);

  if (redis == NULL)
    return;

  /* In a callback hiredis frees it later, and answers what is under way then: nobody is to hear of
   * a connection that has one already. */
  atomic_store_explicit (&self->is_ready, FALSE, memory_order_relaxed);
  redis->data = NULL;
  redisAsyncFree (redis);
  lose (self, g_error_copy (why));
}

/* --- what hiredis says --- */

static GError *
dup_failure (const redisAsyncContext *redis)
{
  return g_error_new (G_IO_ERROR,
                      redis->err == REDIS_ERR_EOF ? G_IO_ERROR_CONNECTION_CLOSED
                                                  : G_IO_ERROR_CONNECTION_REFUSED,
                      "Redis: %s", redis->errstr != NULL && *redis->errstr != '\0'
                                     ? redis->errstr : "the connection was lost");
}

static void
on_end (const redisAsyncContext *redis)
{
  OdeonRedisConnection *self = redis->data;

  if (self != NULL && self->redis == redis)
    {
      self->redis = NULL;
      lose (self, dup_failure (redis));
    }
}

static void
on_connected (const redisAsyncContext *redis, int status)
{
  if (status != REDIS_OK)
    on_end (redis);
}

static void
on_disconnected (const redisAsyncContext *redis, int status G_GNUC_UNUSED)
{
  on_end (redis);
}

static gboolean
on_stalled (gpointer data)
{
  OdeonRedisConnection *self = data;
  g_autoptr (GError)    why = g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                           "Redis: no answer for %u ms", self->timeout_ms);

  _odeon_redis_connection_drop (self, why);

  return FALSE;
}

/* --- greeting --- */

static void
on_greeted (redisAsyncContext *redis, gpointer reply, gpointer data)
{
  OdeonRedisConnection *self = redis->data;
  g_autoptr (GError)    why = NULL;

  if (self == NULL || reply == NULL)
    return;
  if (_odeon_redis_reply_is_error (reply, &why))
    {
      _odeon_redis_connection_drop (self, why);
      return;
    }
  if (data == NULL)
    return;

  g_clear_error (&self->error);
  self->pause_ms = 0;
  atomic_store_explicit (&self->is_ready, TRUE, memory_order_relaxed);
  for (guint i = 0; i < self->listeners->len; i++)
    {
      OdeonRedisListener *listener = self->listeners->pdata[i];

      listener->ready (listener);
    }
}

static void
greet (OdeonRedisConnection *self)
{
  if (self->address->password != NULL)
    {
      _odeon_redis_command_set (self->buffer, "AUTH", self->address->password, NULL);
      redisAsyncFormattedCommand (self->redis, on_greeted, NULL, self->buffer->str,
                                  self->buffer->len);
    }
  /* A server that wants a password says so now, and one that reads its data in yet too. */
  _odeon_redis_command_set (self->buffer, "PING", NULL);
  redisAsyncFormattedCommand (self->redis, on_greeted, self, self->buffer->str, self->buffer->len);
}

static void
connect_now (gpointer data)
{
  OdeonRedisConnection *self = data;
  OdeonRedisAddress    *address = self->address;
  redisAsyncContext    *redis;

  g_clear_pointer (&self->retry, g_source_unref);
  redis = address->path != NULL ? redisAsyncConnectUnix (address->path)
                                : redisAsyncConnect (address->host, (int) address->port);
  if (redis == NULL || redis->err != 0)
    {
      GError *why = redis != NULL ? dup_failure (redis)
                                  : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                                                         "Redis: out of memory");

      if (redis != NULL)
        redisAsyncFree (redis);
      lose (self, why);
      return;
    }

  self->redis = redis;
  redis->data = self;
  if (address->path == NULL)
    redisEnableKeepAlive (&redis->c);
  _odeon_redis_source_attach (redis, _odeon_redis_thread_get_context (self->thread),
                              self->timeout_ms, on_stalled, self);
  redisAsyncSetConnectCallback (redis, on_connected);
  redisAsyncSetDisconnectCallback (redis, on_disconnected);
  greet (self);
}

/* --- its life --- */

OdeonRedisConnection *
_odeon_redis_connection_new (OdeonRedisThread *thread, OdeonRedisAddress *address, guint extra_ms)
{
  OdeonRedisConnection *self = g_new0 (OdeonRedisConnection, 1);

  self->thread = _odeon_redis_thread_ref (thread);
  self->address = g_atomic_rc_box_acquire (address);
  self->timeout_ms = address->timeout_ms + extra_ms;
  self->is_second = extra_ms > 0;
  self->listeners = g_ptr_array_new ();
  self->buffer = g_string_new (NULL);
  atomic_init (&self->is_ready, FALSE);
  _odeon_redis_thread_post (thread, connect_now, self);

  return self;
}

static void
free_now (gpointer data)
{
  OdeonRedisConnection *self = data;
  OdeonRedisThread     *thread = self->thread;

  if (self->redis != NULL)
    {
      self->redis->data = NULL;
      redisAsyncFree (self->redis);
    }
  if (self->retry != NULL)
    {
      g_source_destroy (self->retry);
      g_source_unref (self->retry);
    }
  g_ptr_array_unref (self->listeners);
  g_string_free (self->buffer, TRUE);
  g_clear_error (&self->error);
  _odeon_redis_address_unref (self->address);
  g_free (self);
  _odeon_redis_thread_unref (thread);
}

void
_odeon_redis_connection_free (OdeonRedisConnection *self)
{
  /* Behind the first connect_now(). */
  if (self != NULL)
    _odeon_redis_thread_post (self->thread, free_now, self);
}

void
_odeon_redis_connection_add_listener (OdeonRedisConnection *self, OdeonRedisListener *listener)
{
  g_ptr_array_add (self->listeners, listener);
  if (_odeon_redis_connection_is_ready (self))
    listener->ready (listener);
}

void
_odeon_redis_connection_remove_listener (OdeonRedisConnection *self, OdeonRedisListener *listener)
{
  g_ptr_array_remove (self->listeners, listener);
}

gboolean
_odeon_redis_connection_send (OdeonRedisConnection *self,
                              const GString        *command,
                              redisCallbackFn      *reply,
                              gpointer              data)
{
  if (!_odeon_redis_connection_is_ready (self))
    return FALSE;

  if (redisAsyncFormattedCommand (self->redis, reply, data, command->str, command->len) == REDIS_OK)
    return TRUE;

  /* It is being taken down, and will be lost in a moment: who is told so by %NULL is not to ask
   * again. */
  atomic_store_explicit (&self->is_ready, FALSE, memory_order_relaxed);

  return FALSE;
}

gboolean
_odeon_redis_connection_is_ready (OdeonRedisConnection *self)
{
  return atomic_load_explicit (&self->is_ready, memory_order_relaxed);
}

const GError *
_odeon_redis_connection_get_error (OdeonRedisConnection *self)
{
  return self->error;
}

gboolean
_odeon_redis_connection_is_refused (OdeonRedisConnection *self)
{
  return g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}
