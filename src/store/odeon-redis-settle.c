/* SPDX-License-Identifier: MIT */

/* What becomes of an entry after its handler: see odeon-redis-box-private.h. What has been handled
 * is deleted, then acknowledged, so that the stream has what waits and nothing else. That is no
 * transaction: a server that is out of memory would have none, and one that dies in between knows
 * that what it has pending is gone. What is given up moves in one. */

#include "odeon-redis-box-private.h"
#include "odeon-log-private.h"

/* When what is to be given up finds no place. */
#define PAUSE (G_TIME_SPAN_SECOND)

typedef struct
{
  OdeonRedisBox *box;
  GQueue         entries;
  GError        *error;  /* (nullable): of one of its commands */
  GQueue        *origin; /* where they go back to */
} Batch;

static gboolean
take_batch (OdeonRedisBox *self, GQueue *queue, guint max, Batch **out_batch)
{
  Batch *batch = NULL;

  g_mutex_lock (&self->lock);
  if (queue->length > 0)
    {
      batch = g_new0 (Batch, 1);
      batch->box = _odeon_redis_box_ref (self);
      batch->origin = queue;
      while (batch->entries.length < max && queue->length > 0)
        g_queue_push_tail_link (&batch->entries, g_queue_pop_head_link (queue));
    }
  g_mutex_unlock (&self->lock);
  *out_batch = batch;

  return batch != NULL;
}

static void
put_back (Batch *self)
{
  GList *link;

  g_mutex_lock (&self->box->lock);
  while ((link = g_queue_pop_tail_link (&self->entries)) != NULL)
    g_queue_push_head_link (self->origin, link);
  g_mutex_unlock (&self->box->lock);
}

/* The server knows of them; what it has not forgotten itself is gone. */
static void
finish (Batch *self)
{
  OdeonRedisBox *box = self->box;
  guint          n = self->entries.length;
  GList         *link;

  while ((link = g_queue_pop_head_link (&self->entries)) != NULL)
    g_hash_table_remove (box->known, ((OdeonRedisEntry *) link->data)->id);
  g_mutex_lock (&box->lock);
  box->n_settled += n;
  g_mutex_unlock (&box->lock);
}

static void
batch_free (Batch *self)
{
  self->box->n_settling--;
  _odeon_redis_kick (self->box->kick);
  _odeon_redis_box_unref (self->box);
  g_clear_error (&self->error);
  g_free (self);
}

static void
on_queued (redisAsyncContext *redis G_GNUC_UNUSED, gpointer reply, gpointer data)
{
  Batch *self = data;

  if (reply != NULL && self->error == NULL)
    _odeon_redis_reply_is_error (reply, &self->error);
}

static void
on_done (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  Batch            *self = user_data;
  const redisReply *reply = data;

  if (reply == NULL)
    put_back (self);
  else
    {
      /* The stream is no stream any more. */
      if (_odeon_redis_reply_is_error (reply, self->error == NULL ? &self->error : NULL))
        g_log (ODEON_LOG_STORE, G_LOG_LEVEL_WARNING, "%s: %s", self->box->key,
               self->error->message);
      finish (self);
    }
  batch_free (self);
}

/* Whatever keeps it from being moved, it is not lost for that. */
static void
on_moved (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  Batch            *self = user_data;
  const redisReply *reply = data;

  if (reply != NULL && reply->type == REDIS_REPLY_ARRAY)
    finish (self);
  else
    {
      if (reply != NULL)
        self->box->next_doom = g_get_monotonic_time () + PAUSE;
      put_back (self);
    }
  batch_free (self);
}

static void
send (Batch *self)
{
  _odeon_redis_connection_send (self->box->redis->connection, self->box->buffer, on_queued, self);
}

/* @n arguments: the names and the entries' ids. */
static void
set_ids (Batch *self, const gchar *command, const gchar *key, const gchar *group)
{
  GString *buffer = self->box->buffer;

  _odeon_redis_command_begin (buffer, self->entries.length + (group != NULL ? 3 : 2));
  _odeon_redis_command_add_string (buffer, command);
  _odeon_redis_command_add_string (buffer, key);
  if (group != NULL)
    _odeon_redis_command_add_string (buffer, group);
  for (GList *at = self->entries.head; at != NULL; at = at->next)
    _odeon_redis_command_add_string (buffer, ((OdeonRedisEntry *) at->data)->id);
}

static void
send_ids (Batch *self, const gchar *command, const gchar *key, const gchar *group)
{
  set_ids (self, command, key, group);
  send (self);
}

static gboolean
has_suspect (Batch *self)
{
  for (GList *at = self->entries.head; at != NULL; at = at->next)
    if (((OdeonRedisEntry *) at->data)->is_suspect)
      return TRUE;

  return FALSE;
}

static void
end (Batch *self, redisCallbackFn *function)
{
  OdeonRedisBox *box = self->box;

  if (!_odeon_redis_connection_send (box->redis->connection, box->buffer, function, self))
    function (NULL, NULL, self);
}

/* But for the last one, which is in the buffer then. */
static void
send_all_ids (Batch *self)
{
  send_ids (self, "XDEL", self->box->key, NULL);
  if (has_suspect (self))
    send_ids (self, "HDEL", self->box->attempts_key, NULL);
  set_ids (self, "XACK", self->box->key, ODEON_REDIS_GROUP);
}

/* --- what has been handled --- */

void
_odeon_redis_box_settle (OdeonRedisBox *self)
{
  Batch *batch;

  while (_odeon_redis_connection_is_ready (self->redis->connection) && self->n_settling < 8
         && take_batch (self, &self->settled, ODEON_REDIS_BATCH_MAX, &batch))
    {
      self->n_settling++;
      send_all_ids (batch);
      end (batch, on_done);
    }
}

/* --- what is given up --- */

static void
send_to_dead (Batch *self, OdeonRedisEntry *entry)
{
  GString *buffer = self->box->buffer;

  _odeon_redis_command_begin (buffer, entry->bytes != NULL ? 11 : 9);
  _odeon_redis_command_add_string (buffer, "XADD");
  _odeon_redis_command_add_string (buffer, self->box->dead_key);
  _odeon_redis_command_add_string (buffer, "*");
  _odeon_redis_command_add_string (buffer, "id");
  _odeon_redis_command_add_string (buffer, entry->id);
  _odeon_redis_command_add_string (buffer, "attempts");
  _odeon_redis_command_add_number (buffer, entry->n_attempts);
  _odeon_redis_command_add_string (buffer, "reason");
  _odeon_redis_command_add_string (buffer, entry->reason);
  if (entry->bytes != NULL)
    {
      gsize         size;
      gconstpointer bytes = g_bytes_get_data (entry->bytes, &size);

      _odeon_redis_command_add_string (buffer, "m");
      _odeon_redis_command_add (buffer, bytes, size);
    }
  send (self);
}

gint64
_odeon_redis_box_doom (OdeonRedisBox *self)
{
  Batch *batch;

  if (self->next_doom > g_get_monotonic_time ())
    return self->next_doom;

  while (_odeon_redis_connection_is_ready (self->redis->connection)
         && take_batch (self, &self->doomed, 1, &batch))
    {
      self->n_settling++;
      _odeon_redis_command_set (self->buffer, "MULTI", NULL);
      send (batch);
      send_to_dead (batch, batch->entries.head->data);
      send_all_ids (batch);
      send (batch);
      _odeon_redis_command_set (self->buffer, "EXEC", NULL);
      end (batch, on_moved);
    }

  return -1;
}

/* --- attempts --- */

/* The first of `ready`, which nobody takes meanwhile; an actor that has ended does not put it back
 * before others, and what was counted in vain is counted. */
static void
note_attempts (OdeonRedisBox *self, guint n)
{
  OdeonRedisEntry *entry;
  gboolean         is_over = FALSE;

  g_mutex_lock (&self->lock);
  self->is_counting = FALSE;
  entry = self->ready.head != NULL ? self->ready.head->data : NULL;
  if (entry != NULL && entry->is_suspect && !entry->is_counted)
    {
      entry->n_attempts = MAX (n, entry->n_attempts);
      is_over = entry->n_attempts >= self->max_attempts;
      if (is_over)
        {
          entry->reason = g_strdup_printf ("failed %u times", entry->n_attempts);
          g_queue_unlink (&self->ready, &entry->link);
          g_queue_push_tail_link (&self->doomed, &entry->link);
          self->n_handled++;
        }
      else
        entry->is_counted = TRUE;
    }
  g_mutex_unlock (&self->lock);

  if (is_over)
    _odeon_redis_kick (self->kick);
  _odeon_redis_box_notify (self);
}

/* A server that cannot count, being out of memory, leaves us what we counted. */
static void
on_counted (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  OdeonRedisBox    *self = user_data;
  const redisReply *reply = data;

  self->counts = FALSE;
  if (reply != NULL)
    note_attempts (self, reply->type == REDIS_REPLY_INTEGER ? (guint) reply->integer : 0);
  _odeon_redis_box_unref (self);
}

void
_odeon_redis_box_count (OdeonRedisBox *self)
{
  gchar    id[ODEON_REDIS_ID_SIZE] = "";
  gboolean is_wanted;

  if (self->counts || !_odeon_redis_connection_is_ready (self->redis->connection))
    return;

  g_mutex_lock (&self->lock);
  is_wanted = self->is_counting && self->ready.head != NULL;
  if (is_wanted)
    g_strlcpy (id, ((OdeonRedisEntry *) self->ready.head->data)->id, sizeof id);
  g_mutex_unlock (&self->lock);
  if (!is_wanted)
    return;

  _odeon_redis_command_set (self->buffer, "HINCRBY", self->attempts_key, id, "1", NULL);
  _odeon_redis_box_ref (self);
  self->counts = _odeon_redis_connection_send (self->redis->connection, self->buffer, on_counted,
                                               self);
  if (!self->counts)
    _odeon_redis_box_unref (self);
}
