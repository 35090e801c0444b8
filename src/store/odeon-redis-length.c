/* SPDX-License-Identifier: MIT */

/* How many messages wait. What is here is counted; what stands in entries that have not been read
 * is estimated: so many as those had on the average that went by. */

#include "odeon-redis-box-private.h"

/* What the server said counts for so long, while it has what is not here. */
#define VALID (10 * G_TIME_SPAN_MILLISECOND)

/* What was long ago counts less. */
#define SEEN_MAX 4096u

void
_odeon_redis_box_note_entries_locked (OdeonRedisBox *self, guint n_entries, guint n_messages)
{
  self->n_seen_entries += n_entries;
  self->n_seen_messages += n_messages;
  if (self->n_seen_entries > SEEN_MAX)
    {
      self->n_seen_entries /= 2;
      self->n_seen_messages /= 2;
    }
}

void
_odeon_redis_box_note_length (OdeonRedisBox *self, const redisReply *reply)
{
  if (reply->type != REDIS_REPLY_INTEGER)
    return;

  g_mutex_lock (&self->lock);
  self->length = reply->integer;
  self->measured = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);
}

static gint64
estimate_unread_locked (OdeonRedisBox *self)
{
  gint64 n = self->length - (gint64) self->n_known;

  if (n <= 0)
    return 0;

  return n * (gint64) MAX (self->n_seen_messages, 1) / (gint64) MAX (self->n_seen_entries, 1);
}

guint
_odeon_redis_box_get_size (OdeonRedisBox *self)
{
  gint64   unread;
  gint64   size;
  gboolean is_wanted;

  g_mutex_lock (&self->lock);
  unread = estimate_unread_locked (self);
  size = unread + self->ready.length + (gint64) (self->n_put - self->n_answered);
  is_wanted = unread > 0 && !self->wants_length
              && g_get_monotonic_time () - self->measured > VALID;
  if (is_wanted)
    self->wants_length = TRUE;
  g_mutex_unlock (&self->lock);
  if (is_wanted)
    _odeon_redis_kick (self->kick);

  return (guint) MIN (size, G_MAXINT);
}

static void
on_length (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  OdeonRedisBox *self = user_data;

  g_mutex_lock (&self->lock);
  self->wants_length = FALSE;
  g_mutex_unlock (&self->lock);
  self->is_measuring = FALSE;
  if (data != NULL)
    _odeon_redis_box_note_length (self, data);
  _odeon_redis_box_unref (self);
}

void
_odeon_redis_box_measure (OdeonRedisBox *self)
{
  gboolean is_wanted;

  g_mutex_lock (&self->lock);
  is_wanted = self->wants_length;
  g_mutex_unlock (&self->lock);
  if (!is_wanted || self->is_measuring
      || !_odeon_redis_connection_is_ready (self->redis->connection))
    return;

  self->is_measuring = TRUE;
  _odeon_redis_command_set (self->buffer, "XLEN", self->key, NULL);
  _odeon_redis_box_ref (self);
  if (!_odeon_redis_connection_send (self->redis->connection, self->buffer, on_length, self))
    on_length (NULL, NULL, self);
}
