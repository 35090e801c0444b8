/* SPDX-License-Identifier: MIT */

/* The life of a box, and its turns: see odeon-redis-box-private.h. */

#include "odeon-redis-box-private.h"

static void
clear (gpointer box)
{
  OdeonRedisBox *self = box;

  g_weak_ref_clear (&self->mailbox);
  g_hash_table_unref (self->own);
  g_hash_table_unref (self->known);
  g_string_free (self->buffer, TRUE);
  g_clear_error (&self->refusal);
  g_mutex_clear (&self->lock);
  if (self->key_destroy != NULL)
    self->key_destroy (self->key_data);
  g_free (self->key);
  g_free (self->consumer);
  g_free (self->producer);
  g_free (self->dead_key);
  g_free (self->attempts_key);
  g_free (self->sent_key);
  g_free (self->cursor);
  g_object_unref (self->redis);
}

OdeonRedisBox *
_odeon_redis_box_ref (OdeonRedisBox *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
_odeon_redis_box_unref (OdeonRedisBox *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* --- turns --- */

static gint64
sooner (gint64 one, gint64 other)
{
  return one < 0 || (other >= 0 && other < one) ? other : one;
}

/* Whether it is of no more use to anybody. */
static gboolean
is_over (OdeonRedisBox *self)
{
  gboolean over;

  g_mutex_lock (&self->lock);
  over = self->is_closing && self->n_answered == self->n_put
         && (self->n_settled == self->n_handled
             || !_odeon_redis_connection_is_ready (self->redis->connection));
  g_mutex_unlock (&self->lock);

  return over;
}

/* What comes back later kicks nobody. */
static void
end (OdeonRedisBox *self)
{
  GSource *kick;

  _odeon_redis_connection_remove_listener (self->redis->connection, &self->listener);
  if (self->reader != NULL)
    {
      _odeon_redis_connection_remove_listener (self->reader, &self->reader_listener);
      _odeon_redis_connection_free (g_steal_pointer (&self->reader));
    }
  /* Whoever closes it kicks under the lock. */
  g_mutex_lock (&self->lock);
  kick = g_steal_pointer (&self->kick);
  g_mutex_unlock (&self->lock);
  _odeon_redis_kick_free (kick);
  _odeon_redis_box_unref (self);
}

static void
turn (gpointer data)
{
  OdeonRedisBox *self = _odeon_redis_box_ref (data);
  gint64         when;

  _odeon_redis_box_append (self);
  when = _odeon_redis_box_settle (self);
  when = sooner (when, _odeon_redis_box_doom (self));
  _odeon_redis_box_count (self);
  _odeon_redis_box_read (self);
  _odeon_redis_box_measure (self);
  _odeon_redis_box_end_flushes (self);
  if (is_over (self))
    end (self);
  else
    {
      when = sooner (when, _odeon_redis_box_refuse_late (self));
      when = sooner (when, _odeon_redis_box_refuse_flushes (self));
      if (when >= 0)
        _odeon_redis_kick_at (self->kick, when);
    }
  _odeon_redis_box_unref (self);
}

static void
on_ready (OdeonRedisListener *listener)
{
  OdeonRedisBox *self = (OdeonRedisBox *)
    (gpointer) ((gchar *) listener - G_STRUCT_OFFSET (OdeonRedisBox, listener));

  _odeon_redis_box_reconcile (self);
  _odeon_redis_box_begin_read (self);
  _odeon_redis_kick (self->kick);
}

static void
on_lost (OdeonRedisListener *listener, const GError *why G_GNUC_UNUSED)
{
  OdeonRedisBox *self = (OdeonRedisBox *)
    (gpointer) ((gchar *) listener - G_STRUCT_OFFSET (OdeonRedisBox, listener));

  _odeon_redis_kick (self->kick);
}

static void
on_reader_ready (OdeonRedisListener *listener)
{
  _odeon_redis_box_begin_read ((OdeonRedisBox *) (gpointer)
                               ((gchar *) listener
                                - G_STRUCT_OFFSET (OdeonRedisBox, reader_listener)));
}

static void
on_reader_lost (OdeonRedisListener *listener, const GError *why G_GNUC_UNUSED)
{
  _odeon_redis_box_end_read ((OdeonRedisBox *) (gpointer)
                             ((gchar *) listener
                              - G_STRUCT_OFFSET (OdeonRedisBox, reader_listener)));
}

/* --- its life --- */

OdeonRedisBox *
_odeon_redis_box_new (OdeonRedis *redis, const gchar *key)
{
  OdeonRedisBox    *self = g_atomic_rc_box_new0 (OdeonRedisBox);
  g_autofree gchar *uuid = g_uuid_string_random ();

  self->redis = g_object_ref (redis);
  self->key = g_strdup (key);
  self->producer = g_strndup (uuid, 23);
  self->dead_key = g_strdup_printf ("%s:dead", key);
  self->attempts_key = g_strdup_printf ("%s:attempts", key);
  self->sent_key = g_strdup_printf ("%s:sent:%s", key, self->producer);
  self->timeout = redis->address->timeout_ms * G_TIME_SPAN_MILLISECOND;
  g_weak_ref_init (&self->mailbox, NULL);
  g_mutex_init (&self->lock);
  self->own = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) odeon_mail_unref);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, _odeon_redis_entry_free);
  self->buffer = g_string_new (NULL);
  self->page = 64;
  self->listener = (OdeonRedisListener) { on_ready, on_lost };
  self->reader_listener = (OdeonRedisListener) { on_reader_ready, on_reader_lost };

  return self;
}

static void
begin (gpointer data)
{
  OdeonRedisBox *self = data;

  _odeon_redis_connection_add_listener (self->redis->connection, &self->listener);
  if (self->send_only)
    return;

  self->reader = _odeon_redis_connection_new (self->redis->thread, self->redis->address,
                                              ODEON_REDIS_BLOCK_MS);
  _odeon_redis_connection_add_listener (self->reader, &self->reader_listener);
}

/* The thread's reference ends with end(). */
void
_odeon_redis_box_begin (OdeonRedisBox *self, OdeonMailbox *mailbox)
{
  gboolean is_first;

  g_mutex_lock (&self->lock);
  is_first = !self->has_begun;
  if (is_first)
    {
      self->has_begun = TRUE;
      g_weak_ref_set (&self->mailbox, mailbox);
      self->kick = _odeon_redis_kick_new (self->redis->thread, turn, self);
      _odeon_redis_thread_post (self->redis->thread, begin, _odeon_redis_box_ref (self));
    }
  g_mutex_unlock (&self->lock);
}

void
_odeon_redis_box_close (OdeonRedisBox *self)
{
  g_mutex_lock (&self->lock);
  self->is_closing = TRUE;
  _odeon_redis_kick (self->kick);
  g_mutex_unlock (&self->lock);
  _odeon_redis_box_unref (self);
}
