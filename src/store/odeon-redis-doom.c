/* SPDX-License-Identifier: MIT */

/* Messages that fail: how often each was tried, and its end among the dead. It moves there in a
 * transaction, and one after the other: the place that the server keeps is never beyond one that
 * has not been moved. */

#include "odeon-redis-box-private.h"

/* When what is to be given up finds no room. */
#define PAUSE (G_TIME_SPAN_SECOND)

/* KEYS: the attempts. ARGV: an entry, a place in it. What comes before that is done. */
#define COUNT \
  "local v=tonumber(redis.call('HGET',KEYS[1],ARGV[1]) or '0') " \
  "v=math.max(v,tonumber(ARGV[2])*" ODEON_REDIS_PLACE_FACTOR ")+1 " \
  "redis.call('HSET',KEYS[1],ARGV[1],string.format('%.0f',v)) return v"

typedef struct
{
  OdeonRedisBox     *box;
  OdeonRedisMessage *message;
  guint              place; /* of the entry, when it has been moved */
} Move;

/* --- what is given up --- */

/* Whatever keeps it from being moved, it is not lost for that. */
static void
put_back (Move *self, gboolean is_refused)
{
  OdeonRedisBox   *box = self->box;
  OdeonRedisEntry *entry = self->message->entry;

  g_mutex_lock (&box->lock);
  g_queue_push_head_link (&box->doomed, &self->message->link);
  g_mutex_unlock (&box->lock);
  entry->told = entry->confirmed;
  if (is_refused)
    box->next_doom = g_get_monotonic_time () + PAUSE;
}

static void
on_moved (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  Move             *self = user_data;
  OdeonRedisBox    *box = self->box;
  const redisReply *reply = data;

  box->is_dooming = FALSE;
  if (reply == NULL || reply->type != REDIS_REPLY_ARRAY)
    put_back (self, reply != NULL);
  else
    {
      g_mutex_lock (&box->lock);
      _odeon_redis_box_mark_done_locked (box, self->message);
      _odeon_redis_box_confirm_locked (box, self->message->entry, self->place);
      g_mutex_unlock (&box->lock);
    }
  _odeon_redis_kick (box->kick);
  _odeon_redis_box_unref (box);
  g_free (self);
}

static void
send (OdeonRedisBox *self)
{
  _odeon_redis_connection_send (self->redis->connection, self->buffer, NULL, NULL);
}

static void
set_dead (OdeonRedisBox *self, const OdeonRedisMessage *message)
{
  GString               *buffer = self->buffer;
  const OdeonRedisEntry *entry = message->entry;
  gchar                  id[ODEON_REDIS_MESSAGE_ID_SIZE];

  _odeon_redis_message_print_id (message, id);
  _odeon_redis_command_begin (buffer, 9 + (message->bytes != NULL ? 2 : entry->n_raw));
  _odeon_redis_command_add_string (buffer, "XADD");
  _odeon_redis_command_add_string (buffer, self->dead_key);
  _odeon_redis_command_add_string (buffer, "*");
  _odeon_redis_command_add_string (buffer, "id");
  _odeon_redis_command_add_string (buffer, id);
  _odeon_redis_command_add_string (buffer, "attempts");
  _odeon_redis_command_add_number (buffer, message->n_attempts);
  _odeon_redis_command_add_string (buffer, "reason");
  _odeon_redis_command_add_string (buffer, message->reason);
  if (message->bytes != NULL)
    {
      _odeon_redis_command_add_string (buffer, "m");
      _odeon_redis_command_add (buffer, message->bytes, message->size);
    }
  else
    g_string_append_len (buffer, entry->raw->str, (gssize) entry->raw->len);
}

static void
send_move (OdeonRedisBox *self, Move *move)
{
  OdeonRedisMessage *message = move->message;

  self->is_dooming = TRUE;
  _odeon_redis_command_set (self->buffer, "MULTI", NULL);
  send (self);
  set_dead (self, message);
  send (self);
  _odeon_redis_box_set_place (self, message->entry, move->place);
  send (self);
  _odeon_redis_command_set (self->buffer, "EXEC", NULL);
  if (!_odeon_redis_connection_send (self->redis->connection, self->buffer, on_moved, move))
    on_moved (NULL, NULL, move);
}

gint64
_odeon_redis_box_doom (OdeonRedisBox *self)
{
  Move *move = NULL;

  if (self->next_doom > g_get_monotonic_time ())
    return self->next_doom;
  if (self->is_dooming || !_odeon_redis_connection_is_ready (self->redis->connection))
    return -1;

  g_mutex_lock (&self->lock);
  if (self->doomed.length > 0)
    {
      move = g_new (Move, 1);
      move->box = _odeon_redis_box_ref (self);
      move->message = g_queue_pop_head_link (&self->doomed)->data;
      move->place = move->message->entry->place;
      move->place += (guint) (_odeon_redis_message_get_place (move->message) == move->place);
    }
  g_mutex_unlock (&self->lock);
  if (move != NULL)
    send_move (self, move);

  return -1;
}

/* --- attempts --- */

/* (nullable): nobody takes it meanwhile; an actor that has ended does not put one back before it,
 * and what was counted in vain is counted. */
static OdeonRedisMessage *
peek_uncounted_locked (OdeonRedisBox *self)
{
  OdeonRedisMessage *message = self->ready.head != NULL ? self->ready.head->data : NULL;

  return message != NULL && message->is_suspect && !message->is_counted ? message : NULL;
}

/* Those before @place were done by somebody who is gone. */
static void
skip_locked (OdeonRedisBox *self, OdeonRedisEntry *entry, guint64 place)
{
  OdeonRedisMessage *message;

  while ((message = peek_uncounted_locked (self)) != NULL && message->entry == entry
         && _odeon_redis_message_get_place (message) < place)
    {
      g_queue_unlink (&self->ready, &message->link);
      _odeon_redis_box_finish_locked (self, message);
    }
  _odeon_redis_box_confirm_locked (self, entry, (guint) MIN (place, entry->n_messages));
}

static void
note_attempts_locked (OdeonRedisBox *self, OdeonRedisMessage *message, guint n)
{
  message->n_attempts = MAX (n, message->n_attempts);
  if (message->n_attempts < self->max_attempts)
    {
      message->is_counted = TRUE;
      return;
    }

  message->reason = g_strdup_printf ("failed %u times", message->n_attempts);
  g_queue_unlink (&self->ready, &message->link);
  _odeon_redis_box_finish_locked (self, message);
}

/* A server that cannot count, being out of memory, leaves us what we counted. */
static void
note_count (OdeonRedisBox *self, guint64 count)
{
  guint64            place = count >> 32;
  OdeonRedisMessage *message;

  g_mutex_lock (&self->lock);
  self->is_counting = FALSE;
  message = peek_uncounted_locked (self);
  if (message != NULL)
    {
      OdeonRedisEntry *entry = message->entry;

      skip_locked (self, entry, place);
      message = peek_uncounted_locked (self);
      if (message != NULL && message->entry == entry)
        note_attempts_locked (self, message, _odeon_redis_message_get_place (message) == place
                                               ? (guint) count : 0);
    }
  g_mutex_unlock (&self->lock);

  _odeon_redis_kick (self->kick);
  _odeon_redis_box_notify (self);
}

static void
on_counted (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  OdeonRedisBox    *self = user_data;
  const redisReply *reply = data;

  self->counts = FALSE;
  if (reply != NULL)
    note_count (self, reply->type == REDIS_REPLY_INTEGER ? (guint64) reply->integer : 0);
  _odeon_redis_box_unref (self);
}

/* The place is not beyond what is doomed, but has not been moved yet. */
static void
set_count (OdeonRedisBox *self, OdeonRedisEntry *entry, guint place)
{
  entry->told = MAX (entry->told, place);
  entry->is_noted = TRUE;
  _odeon_redis_command_begin (self->buffer, 6);
  _odeon_redis_command_add_string (self->buffer, "EVAL");
  _odeon_redis_command_add_string (self->buffer, COUNT);
  _odeon_redis_command_add_string (self->buffer, "1");
  _odeon_redis_command_add_string (self->buffer, self->attempts_key);
  _odeon_redis_command_add_string (self->buffer, entry->id);
  _odeon_redis_command_add_number (self->buffer, place);
}

void
_odeon_redis_box_count (OdeonRedisBox *self)
{
  OdeonRedisMessage *message;
  guint              place = 0;

  if (self->counts || !_odeon_redis_connection_is_ready (self->redis->connection))
    return;

  g_mutex_lock (&self->lock);
  message = self->is_counting ? peek_uncounted_locked (self) : NULL;
  if (message != NULL)
    place = MIN (_odeon_redis_message_get_place (message), message->entry->place);
  g_mutex_unlock (&self->lock);
  if (message == NULL)
    return;

  set_count (self, message->entry, place);
  _odeon_redis_box_ref (self);
  self->counts = TRUE;
  if (!_odeon_redis_connection_send (self->redis->connection, self->buffer, on_counted, self))
    on_counted (NULL, NULL, self);
}
