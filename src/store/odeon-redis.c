/* SPDX-License-Identifier: MIT */

/* A server, and the commands that users send themselves. These wait in `waiting` until the
 * connection is there, or their time is up.
 *
 * What the thread knows of a server is a desk, which outlives the object until the thread has let
 * go of it. */

#include "odeon-redis-private.h"

#include "odeon-promise.h"

#define DEFAULT_TIMEOUT_MS 5000

struct _OdeonRedisDesk
{
  OdeonRedisListener    listener; /* first */
  OdeonRedisThread     *thread;
  OdeonRedisConnection *connection;
  GSource              *kick;
  guint                 timeout_ms;

  GMutex                lock;
  GQueue                waiting; /* under the lock */
};

typedef struct
{
  GString            *command;
  OdeonRedisReplyFunc function;
  gpointer            data;
  gint64              deadline;
} Request;

G_DEFINE_FINAL_TYPE (OdeonRedis, odeon_redis, G_TYPE_OBJECT)

/* --- requests --- */

/* Takes over @why. */
static void
end (Request *self, const redisReply *reply, GError *why)
{
  self->function (reply, why, self->data);
  g_clear_error (&why);
  g_string_free (self->command, TRUE);
  g_free (self);
}

static void
on_reply (redisAsyncContext *redis G_GNUC_UNUSED, gpointer reply, gpointer data)
{
  Request *self = data;
  GError  *why = NULL;

  if (reply == NULL)
    why = g_error_new_literal (ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN,
                               "Redis: the connection was lost before the answer came");
  else
    _odeon_redis_reply_is_error (reply, &why);

  end (self, why == NULL ? reply : NULL, why);
}

static void
refuse (OdeonRedisDesk *self, Request *request)
{
  const GError *why = _odeon_redis_connection_get_error (self->connection);
  GError       *error;

  if (_odeon_redis_connection_is_refused (self->connection))
    error = g_error_copy (why);
  else
    error = g_error_new (ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED,
                         "The server could not be reached in %u ms: %s", self->timeout_ms,
                         why != NULL ? why->message : "it has not answered yet");
  end (request, NULL, error);
}

static Request *
pop (OdeonRedisDesk *self)
{
  Request *request;

  g_mutex_lock (&self->lock);
  request = g_queue_pop_head (&self->waiting);
  g_mutex_unlock (&self->lock);

  return request;
}

/* In the order of their deadlines; -1: none waits. */
static gint64
refuse_late (OdeonRedisDesk *self)
{
  gboolean all = _odeon_redis_connection_is_refused (self->connection);
  gint64   now = g_get_monotonic_time ();

  while (TRUE)
    {
      Request *request = NULL;
      gint64   deadline = -1;

      g_mutex_lock (&self->lock);
      if (self->waiting.head != NULL)
        deadline = ((Request *) self->waiting.head->data)->deadline;
      if (deadline >= 0 && (all || deadline <= now))
        request = g_queue_pop_head (&self->waiting);
      g_mutex_unlock (&self->lock);
      if (request == NULL)
        return deadline;
      refuse (self, request);
    }
}

static void
serve (gpointer data)
{
  OdeonRedisDesk *self = data;
  Request        *request;

  if (!_odeon_redis_connection_is_ready (self->connection))
    {
      _odeon_redis_kick_at (self->kick, refuse_late (self));
      return;
    }

  while ((request = pop (self)) != NULL)
    if (!_odeon_redis_connection_send (self->connection, request->command, on_reply, request))
      {
        g_mutex_lock (&self->lock);
        g_queue_push_head (&self->waiting, request);
        g_mutex_unlock (&self->lock);
        break;
      }
}

static void
on_ready (OdeonRedisListener *listener)
{
  serve (listener);
}

static void
on_lost (OdeonRedisListener *listener, const GError *why G_GNUC_UNUSED)
{
  serve (listener);
}

static void
desk_begin (gpointer data)
{
  OdeonRedisDesk *self = data;

  _odeon_redis_connection_add_listener (self->connection, &self->listener);
}

static OdeonRedisDesk *
desk_new (OdeonRedis *redis)
{
  OdeonRedisDesk *self = g_new0 (OdeonRedisDesk, 1);

  self->listener.ready = on_ready;
  self->listener.lost = on_lost;
  self->thread = redis->thread;
  self->connection = redis->connection;
  self->timeout_ms = redis->address->timeout_ms;
  self->kick = _odeon_redis_kick_new (self->thread, serve, self);
  g_mutex_init (&self->lock);
  g_queue_init (&self->waiting);
  _odeon_redis_thread_post (self->thread, desk_begin, self);

  return self;
}

/* The connection goes first: nothing of it is to come back here. */
static void
desk_free (gpointer data)
{
  OdeonRedisDesk *self = data;
  Request        *request;

  _odeon_redis_connection_remove_listener (self->connection, &self->listener);
  _odeon_redis_connection_free (self->connection);
  while ((request = pop (self)) != NULL)
    refuse (self, request);
  _odeon_redis_kick_free (self->kick);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* --- the object --- */

static void
odeon_redis_finalize (GObject *object)
{
  OdeonRedis *self = ODEON_REDIS (object);

  if (self->desk != NULL)
    _odeon_redis_thread_post (self->thread, desk_free, self->desk);
  if (self->thread != NULL)
    _odeon_redis_thread_unref (self->thread);
  if (self->address != NULL)
    _odeon_redis_address_unref (self->address);
  G_OBJECT_CLASS (odeon_redis_parent_class)->finalize (object);
}

static void
odeon_redis_class_init (OdeonRedisClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = odeon_redis_finalize;
}

static void
odeon_redis_init (OdeonRedis *self G_GNUC_UNUSED)
{
}

OdeonRedis *
odeon_redis_new (const gchar *address, const gchar *password, guint timeout_ms, GError **error)
{
  g_autoptr (OdeonRedis) self = g_object_new (ODEON_TYPE_REDIS, NULL);

  g_return_val_if_fail (address != NULL, NULL);

  self->address = _odeon_redis_address_parse (address, error);
  if (self->address == NULL)
    return NULL;
  self->address->password = g_strdup (password);
  self->address->timeout_ms = timeout_ms != 0 ? timeout_ms : DEFAULT_TIMEOUT_MS;

  self->thread = _odeon_redis_thread_new (error);
  if (self->thread == NULL)
    return NULL;
  self->connection = _odeon_redis_connection_new (self->thread, self->address, 0);
  self->desk = desk_new (self);

  return g_steal_pointer (&self);
}

void
_odeon_redis_request (OdeonRedis         *self,
                      GString            *command,
                      OdeonRedisReplyFunc function,
                      gpointer            data)
{
  OdeonRedisDesk *desk = self->desk;
  Request        *request = g_new0 (Request, 1);

  request->command = command;
  request->function = function;
  request->data = data;
  request->deadline = g_get_monotonic_time () + desk->timeout_ms * G_TIME_SPAN_MILLISECOND;
  g_mutex_lock (&desk->lock);
  g_queue_push_tail (&desk->waiting, request);
  g_mutex_unlock (&desk->lock);
  _odeon_redis_kick (desk->kick);
}

static void
keep_promise (const redisReply *reply, const GError *error, gpointer promise)
{
  if (error != NULL)
    odeon_promise_set_error (promise, g_error_copy (error));
  else
    odeon_promise_set_variant (promise, _odeon_redis_reply_to_variant (reply));
  odeon_promise_free (promise);
}

OdeonFuture *
odeon_redis_command (OdeonRedis *self, const gchar *const *arguments)
{
  GString      *command;
  OdeonPromise *promise;
  OdeonFuture  *future;

  g_return_val_if_fail (ODEON_IS_REDIS (self) && self->desk != NULL, NULL);
  g_return_val_if_fail (arguments != NULL && *arguments != NULL, NULL);

  command = g_string_new (NULL);
  _odeon_redis_command_begin (command, g_strv_length ((gchar **) arguments));
  for (guint i = 0; arguments[i] != NULL; i++)
    _odeon_redis_command_add_string (command, arguments[i]);
  promise = odeon_promise_new ();
  future = odeon_promise_get_future (promise);
  _odeon_redis_request (self, command, keep_promise, promise);

  return future;
}

gboolean
odeon_redis_is_connected (OdeonRedis *self)
{
  g_return_val_if_fail (ODEON_IS_REDIS (self) && self->desk != NULL, FALSE);

  return _odeon_redis_connection_is_ready (self->connection);
}
