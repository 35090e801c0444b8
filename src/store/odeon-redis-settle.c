/* SPDX-License-Identifier: MIT */

/* What becomes of messages after their handler: see odeon-redis-box-private.h. An entry of which
 * all is done is deleted, then acknowledged, so that the stream has what waits and nothing else.
 * That is no transaction: a server that is out of memory would have none, and one that dies in
 * between knows that what it has pending is gone. */

#include "odeon-redis-box-private.h"
#include "odeon-log-private.h"

/* After the server had no room for what it was told. */
#define PAUSE (G_TIME_SPAN_SECOND)

/* Under way at once. */
#define BATCHES_MAX 8u

/* --- what is done --- */

gboolean
_odeon_redis_box_mark_done_locked (OdeonRedisBox *self, OdeonRedisMessage *message)
{
  OdeonRedisEntry *entry = message->entry;

  message->is_done = TRUE;
  entry->n_done++;
  while (entry->place < entry->n_messages && entry->messages[entry->place].is_done)
    entry->place++;
  if (entry->n_done < entry->n_messages)
    {
      self->begun = entry;
      return !self->is_telling;
    }

  if (self->begun == entry)
    self->begun = NULL;
  g_queue_push_tail_link (&self->settled, &entry->link);

  return TRUE;
}

gboolean
_odeon_redis_box_finish_locked (OdeonRedisBox *self, OdeonRedisMessage *message)
{
  self->n_handled++;
  if (message->reason == NULL)
    return _odeon_redis_box_mark_done_locked (self, message);

  g_queue_push_tail_link (&self->doomed, &message->link);

  return TRUE;
}

void
_odeon_redis_box_confirm_locked (OdeonRedisBox *self, OdeonRedisEntry *entry, guint place)
{
  if (place <= entry->confirmed)
    return;

  self->n_settled += place - entry->confirmed;
  entry->confirmed = place;
}

/* --- entries of which all is --- */

typedef struct
{
  OdeonRedisBox *box;
  GQueue         entries;
  GError        *error; /* (nullable): of one of its commands */
} Batch;

/* (nullable): there are none. */
static Batch *
take_batch (OdeonRedisBox *self)
{
  Batch *batch = NULL;

  g_mutex_lock (&self->lock);
  if (self->settled.length > 0)
    {
      batch = g_new0 (Batch, 1);
      batch->box = _odeon_redis_box_ref (self);
      while (batch->entries.length < ODEON_REDIS_BATCH_MAX && self->settled.length > 0)
        g_queue_push_tail_link (&batch->entries, g_queue_pop_head_link (&self->settled));
    }
  g_mutex_unlock (&self->lock);

  return batch;
}

static void
put_back (Batch *self)
{
  GList *link;

  g_mutex_lock (&self->box->lock);
  while ((link = g_queue_pop_tail_link (&self->entries)) != NULL)
    g_queue_push_head_link (&self->box->settled, link);
  g_mutex_unlock (&self->box->lock);
}

/* The server knows of them; what it has not forgotten itself is gone. */
static void
finish (Batch *self)
{
  OdeonRedisBox *box = self->box;
  GList         *link;

  g_mutex_lock (&box->lock);
  box->n_known -= self->entries.length;
  box->length = MAX (box->length - self->entries.length, 0);
  for (link = self->entries.head; link != NULL; link = link->next)
    {
      OdeonRedisEntry *entry = link->data;

      _odeon_redis_box_confirm_locked (box, entry, entry->n_messages);
    }
  g_mutex_unlock (&box->lock);
  while ((link = g_queue_pop_head_link (&self->entries)) != NULL)
    g_hash_table_remove (box->known, ((OdeonRedisEntry *) link->data)->id);
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
  OdeonRedisBox    *box = self->box;
  const redisReply *reply = data;

  if (reply == NULL)
    put_back (self);
  else
    {
      /* The stream is no stream any more. */
      if (_odeon_redis_reply_is_error (reply, self->error == NULL ? &self->error : NULL))
        g_log (ODEON_LOG_STORE, G_LOG_LEVEL_WARNING, "%s: %s", box->key, self->error->message);
      finish (self);
    }
  box->n_settling--;
  g_clear_error (&self->error);
  g_free (self);
  _odeon_redis_kick (box->kick);
  _odeon_redis_box_unref (box);
}

/* Of those that are noted there, or of all: @n of them. */
static void
set_ids (Batch *self, const gchar *command, const gchar *key, const gchar *group, guint n)
{
  GString *buffer = self->box->buffer;
  gboolean all = n == self->entries.length;

  _odeon_redis_command_begin (buffer, n + (group != NULL ? 3 : 2));
  _odeon_redis_command_add_string (buffer, command);
  _odeon_redis_command_add_string (buffer, key);
  if (group != NULL)
    _odeon_redis_command_add_string (buffer, group);
  for (GList *at = self->entries.head; at != NULL; at = at->next)
    {
      const OdeonRedisEntry *entry = at->data;

      if (all || entry->is_noted)
        _odeon_redis_command_add_string (buffer, entry->id);
    }
}

static guint
count_noted (Batch *self)
{
  guint n = 0;

  for (GList *at = self->entries.head; at != NULL; at = at->next)
    n += (guint) ((OdeonRedisEntry *) at->data)->is_noted;

  return n;
}

static void
send_batch (Batch *self)
{
  OdeonRedisBox        *box = self->box;
  OdeonRedisConnection *connection = box->redis->connection;
  guint                 n = self->entries.length;
  guint                 n_noted = count_noted (self);

  set_ids (self, "XDEL", box->key, NULL, n);
  _odeon_redis_connection_send (connection, box->buffer, on_queued, self);
  if (n_noted > 0)
    {
      set_ids (self, "HDEL", box->attempts_key, NULL, n_noted);
      _odeon_redis_connection_send (connection, box->buffer, on_queued, self);
    }
  set_ids (self, "XACK", box->key, ODEON_REDIS_GROUP, n);
  if (!_odeon_redis_connection_send (connection, box->buffer, on_done, self))
    on_done (NULL, NULL, self);
}

/* --- an entry of which a part is --- */

/* It lasts as long: its end is told behind this. */
typedef struct
{
  OdeonRedisBox   *box;
  OdeonRedisEntry *entry;
  guint            place;
} Telling;

static void
on_told (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  Telling          *self = user_data;
  OdeonRedisBox    *box = self->box;
  const redisReply *reply = data;
  gboolean          ok = reply != NULL && reply->type != REDIS_REPLY_ERROR;

  g_mutex_lock (&box->lock);
  box->is_telling = FALSE;
  if (ok)
    _odeon_redis_box_confirm_locked (box, self->entry, self->place);
  g_mutex_unlock (&box->lock);
  if (!ok)
    self->entry->told = self->entry->confirmed;
  if (!ok && reply != NULL)
    box->next_tell = g_get_monotonic_time () + PAUSE;
  _odeon_redis_kick (box->kick);
  _odeon_redis_box_unref (box);
  g_free (self);
}

/* (nullable): what there is to be told. */
static Telling *
begin_telling (OdeonRedisBox *self)
{
  Telling *telling = NULL;

  g_mutex_lock (&self->lock);
  if (self->begun != NULL && !self->is_telling && self->begun->place > self->begun->told)
    {
      self->is_telling = TRUE;
      telling = g_new (Telling, 1);
      *telling = (Telling) { _odeon_redis_box_ref (self), self->begun, self->begun->place };
    }
  g_mutex_unlock (&self->lock);

  return telling;
}

void
_odeon_redis_box_set_place (OdeonRedisBox *self, OdeonRedisEntry *entry, guint place)
{
  GString *buffer = self->buffer;

  entry->told = place;
  entry->is_noted = TRUE;
  _odeon_redis_command_begin (buffer, 4);
  _odeon_redis_command_add_string (buffer, "HSET");
  _odeon_redis_command_add_string (buffer, self->attempts_key);
  _odeon_redis_command_add_string (buffer, entry->id);
  _odeon_redis_command_add_number (buffer, (guint64) place << 32);
}

static gint64
tell (OdeonRedisBox *self)
{
  Telling *telling;

  if (self->next_tell > g_get_monotonic_time ())
    return self->next_tell;

  telling = begin_telling (self);
  if (telling == NULL)
    return -1;

  _odeon_redis_box_set_place (self, telling->entry, telling->place);
  if (!_odeon_redis_connection_send (self->redis->connection, self->buffer, on_told, telling))
    on_told (NULL, NULL, telling);

  return -1;
}

/* --- both --- */

/* While entries end one after the other, nothing need be told of their parts. */
gint64
_odeon_redis_box_settle (OdeonRedisBox *self)
{
  Batch   *batch;
  gboolean is_busy = FALSE;

  while (_odeon_redis_connection_is_ready (self->redis->connection)
         && self->n_settling < BATCHES_MAX && (batch = take_batch (self)) != NULL)
    {
      self->n_settling++;
      send_batch (batch);
      is_busy = TRUE;
    }

  return is_busy || !_odeon_redis_connection_is_ready (self->redis->connection) ? -1 : tell (self);
}
