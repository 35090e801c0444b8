/* SPDX-License-Identifier: MIT */

/* The directory: names are claimed in odeon-lease.c and looked up here.
 *
 * Whoever claims or releases a name says so on a channel, to which a connection of the directory's
 * own is subscribed. What has been looked up is kept while that lasts, until the name is heard of,
 * or the lease that was seen may be over. An answer that was under way when something was heard is
 * not kept. */

#include "odeon-directory.h"
#include "odeon-lease-private.h"

#define DEFAULT_LEASE_MS 10000

/* KEYS: the name's. */
#define LOOKUP "return {redis.call('HGET',KEYS[1],'v'),redis.call('PTTL',KEYS[1])}"

/* What is shared with the server's thread. */
typedef struct
{
  OdeonRedisListener    listener; /* first */
  OdeonRedis           *redis;
  gchar                *prefix;
  gchar                *channel;
  guint                 lease_ms;
  OdeonRedisConnection *subscriber;

  GMutex                lock;
  GHashTable           *found; /* (nullable): Found by name; %NULL: nothing can be kept */
  guint                 n_heard;
} Index;

typedef struct
{
  gchar *value;
  gint64 expires;
} Found;

struct _OdeonDirectory
{
  GObject parent_instance;

  Index  *index; /* %NULL: made by g_object_new() */
};

G_DEFINE_FINAL_TYPE (OdeonDirectory, odeon_directory, G_TYPE_OBJECT)

static void
found_free (gpointer data)
{
  Found *self = data;

  g_free (self->value);
  g_free (self);
}

static void
index_clear (gpointer data)
{
  Index *self = data;

  g_clear_pointer (&self->found, g_hash_table_unref);
  g_mutex_clear (&self->lock);
  g_free (self->prefix);
  g_free (self->channel);
  g_object_unref (self->redis);
}

static void
index_unref (Index *self)
{
  g_atomic_rc_box_release_full (self, index_clear);
}

/* --- what is heard, on the server's thread --- */

/* Of a message: "message", the channel, the name. */
static void
on_heard (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  Index            *self = user_data;
  const redisReply *reply = data;

  if (reply == NULL || reply->type != REDIS_REPLY_ARRAY || reply->elements != 3)
    return;

  g_mutex_lock (&self->lock);
  self->n_heard++;
  if (g_strcmp0 (reply->element[0]->str, "subscribe") == 0)
    {
      g_clear_pointer (&self->found, g_hash_table_unref);
      self->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, found_free);
    }
  else if (self->found != NULL && reply->element[2]->type == REDIS_REPLY_STRING)
    g_hash_table_remove (self->found, reply->element[2]->str);
  g_mutex_unlock (&self->lock);
}

static void
on_ready (OdeonRedisListener *listener)
{
  Index             *self = (Index *) listener;
  g_autoptr (GString) command = g_string_new (NULL);

  _odeon_redis_command_set (command, "SUBSCRIBE", self->channel, NULL);
  _odeon_redis_connection_send (self->subscriber, command, on_heard, self);
}

static void
on_lost (OdeonRedisListener *listener, const GError *why G_GNUC_UNUSED)
{
  Index *self = (Index *) listener;

  g_mutex_lock (&self->lock);
  self->n_heard++;
  g_clear_pointer (&self->found, g_hash_table_unref);
  g_mutex_unlock (&self->lock);
}

static void
begin (gpointer data)
{
  Index *self = data;

  _odeon_redis_connection_add_listener (self->subscriber, &self->listener);
}

static void
end (gpointer data)
{
  Index *self = data;

  _odeon_redis_connection_remove_listener (self->subscriber, &self->listener);
  _odeon_redis_connection_free (self->subscriber);
  /* Behind that: what it hears last it hears here. */
  _odeon_redis_thread_post (self->redis->thread, (GSourceOnceFunc) index_unref, self);
}

/* --- lookups --- */

typedef struct
{
  Index        *index;
  OdeonPromise *promise;
  gchar        *name;
  gint64        asked;
  guint         n_heard;
} Lookup;

static gchar *
find (Index *self, const gchar *name)
{
  gchar *value = NULL;
  Found *found;

  g_mutex_lock (&self->lock);
  found = self->found != NULL ? g_hash_table_lookup (self->found, name) : NULL;
  if (found != NULL && g_get_monotonic_time () < found->expires)
    value = g_strdup (found->value);
  g_mutex_unlock (&self->lock);

  return value;
}

static void
keep (Lookup *lookup, const gchar *value, gint64 left_ms)
{
  Index *self = lookup->index;
  Found *found = g_new (Found, 1);

  found->value = g_strdup (value);
  found->expires = lookup->asked + left_ms * G_TIME_SPAN_MILLISECOND;
  g_mutex_lock (&self->lock);
  if (self->found != NULL && self->n_heard == lookup->n_heard)
    {
      g_hash_table_replace (self->found, g_strdup (lookup->name), found);
      found = NULL;
    }
  g_mutex_unlock (&self->lock);
  if (found != NULL)
    found_free (found);
}

static void
on_found (const redisReply *reply, const GError *error, gpointer data)
{
  Lookup *self = data;

  if (error != NULL)
    odeon_promise_set_error (self->promise, g_error_copy (error));
  else if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2
           || reply->element[0]->type != REDIS_REPLY_STRING)
    odeon_promise_set_error (self->promise,
                             g_error_new (ODEON_ERROR, ODEON_ERROR_NOT_FOUND,
                                          "Nobody holds \"%s\"", self->name));
  else
    {
      keep (self, reply->element[0]->str, reply->element[1]->integer);
      odeon_promise_set_string (self->promise, reply->element[0]->str);
    }
  odeon_promise_free (self->promise);
  index_unref (self->index);
  g_free (self->name);
  g_free (self);
}

static void
ask (Index *self, const gchar *name, OdeonPromise *promise)
{
  Lookup           *lookup = g_new (Lookup, 1);
  GString          *command = g_string_new (NULL);
  g_autofree gchar *key = g_strdup_printf ("%s:name:%s", self->prefix, name);

  lookup->index = g_atomic_rc_box_acquire (self);
  lookup->promise = promise;
  lookup->name = g_strdup (name);
  lookup->asked = g_get_monotonic_time ();
  g_mutex_lock (&self->lock);
  lookup->n_heard = self->n_heard;
  g_mutex_unlock (&self->lock);
  _odeon_redis_command_set (command, "EVAL", LOOKUP, "1", key, NULL);
  _odeon_redis_request (self->redis, command, on_found, lookup);
}

OdeonFuture *
odeon_directory_lookup (OdeonDirectory *self, const gchar *name)
{
  OdeonPromise     *promise;
  OdeonFuture      *future;
  g_autofree gchar *value = NULL;

  g_return_val_if_fail (ODEON_IS_DIRECTORY (self) && self->index != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  promise = odeon_promise_new ();
  future = odeon_promise_get_future (promise);
  value = find (self->index, name);
  if (value == NULL)
    ask (self->index, name, promise);
  else
    {
      odeon_promise_set_string (promise, value);
      odeon_promise_free (promise);
    }

  return future;
}

/* --- claims --- */

OdeonHold *
_odeon_directory_new_hold (OdeonDirectory *self, const gchar *name)
{
  Index *index = self->index;

  return _odeon_hold_new (index->redis, index->prefix, name, index->lease_ms);
}

OdeonRedisThread *
_odeon_directory_get_thread (OdeonDirectory *self)
{
  return self->index->redis->thread;
}

guint
_odeon_directory_get_lease_ms (OdeonDirectory *self)
{
  return self->index->lease_ms;
}

static void
keep_promise (OdeonLease *lease, const GError *error, gpointer promise)
{
  g_auto (GValue) value = G_VALUE_INIT;

  if (error != NULL)
    odeon_promise_set_error (promise, g_error_copy (error));
  else
    {
      g_value_init (&value, ODEON_TYPE_LEASE);
      g_value_take_object (&value, lease);
      odeon_promise_set_value (promise, &value);
    }
  odeon_promise_free (promise);
}

OdeonFuture *
odeon_directory_claim (OdeonDirectory *self, const gchar *name, const gchar *value)
{
  OdeonHold    *hold;
  OdeonPromise *promise;
  OdeonFuture  *future;

  g_return_val_if_fail (ODEON_IS_DIRECTORY (self) && self->index != NULL, NULL);
  g_return_val_if_fail (name != NULL && value != NULL, NULL);

  hold = _odeon_directory_new_hold (self, name);
  promise = odeon_promise_new ();
  future = odeon_promise_get_future (promise);
  _odeon_hold_claim (hold, value, keep_promise, promise);
  _odeon_hold_unref (hold);

  return future;
}

OdeonLease *
odeon_directory_claim_finish (OdeonFuture *future, GError **error)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_return_val_if_fail (future != NULL, NULL);

  if (!odeon_future_get_value (future, &value, error))
    return NULL;
  if (!G_VALUE_HOLDS (&value, ODEON_TYPE_LEASE))
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_WRONG_FUTURE,
                           "The future is not one of odeon_directory_claim()");
      return NULL;
    }

  return g_value_dup_object (&value);
}

/* --- the object --- */

static void
odeon_directory_finalize (GObject *object)
{
  OdeonDirectory *self = ODEON_DIRECTORY (object);

  if (self->index != NULL)
    _odeon_redis_thread_post (self->index->redis->thread, end, self->index);
  G_OBJECT_CLASS (odeon_directory_parent_class)->finalize (object);
}

static void
odeon_directory_class_init (OdeonDirectoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = odeon_directory_finalize;
}

static void
odeon_directory_init (OdeonDirectory *self G_GNUC_UNUSED)
{
}

OdeonDirectory *
odeon_directory_new (OdeonRedis *redis, const gchar *prefix, guint lease_ms)
{
  OdeonDirectory *self;
  Index          *index;

  g_return_val_if_fail (ODEON_IS_REDIS (redis) && redis->desk != NULL, NULL);
  g_return_val_if_fail (prefix != NULL && *prefix != '\0', NULL);

  index = g_atomic_rc_box_new0 (Index);
  index->listener = (OdeonRedisListener) { on_ready, on_lost };
  index->redis = g_object_ref (redis);
  index->prefix = g_strdup (prefix);
  index->channel = g_strdup_printf ("%s:changes", prefix);
  index->lease_ms = lease_ms != 0 ? MAX (lease_ms, 3) : DEFAULT_LEASE_MS;
  g_mutex_init (&index->lock);
  index->subscriber = _odeon_redis_connection_new (redis->thread, redis->address, 1);
  _odeon_redis_thread_post (redis->thread, begin, index);

  self = g_object_new (ODEON_TYPE_DIRECTORY, NULL);
  self->index = index;

  return self;
}
