/* SPDX-License-Identifier: MIT */

/* What becomes of letters without a connection, and after that was lost: see
 * odeon-redis-box-private.h. */

#include "odeon-redis-box-private.h"

/* --- after a loss --- */

/* What the marker covers has been appended. */
static void
reconcile (OdeonRedisBox *self, guint64 marker)
{
  GList *link;

  while ((link = self->unsure.head) != NULL && ((OdeonRedisLetter *) link->data)->number <= marker)
    {
      _odeon_redis_box_count_answers (self, 1);
      _odeon_redis_letter_accept (g_queue_pop_head_link (&self->unsure)->data, self);
    }

  while ((link = g_queue_pop_tail_link (&self->unsure)) != NULL)
    g_queue_push_head_link (&self->outgoing, link);
}

/* GET, TYPE, as a transaction. A key of another type had no place for anything. */
static void
on_marker (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  OdeonRedisBox    *self = user_data;
  const redisReply *reply = data;

  self->is_reconciling = FALSE;
  if (reply != NULL)
    {
      const redisReply *marker = NULL;
      guint64           number = 0;

      if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 2
          && g_strcmp0 (reply->element[1]->str, "stream") == 0)
        marker = reply->element[0];
      if (marker != NULL && marker->type == REDIS_REPLY_STRING)
        number = g_ascii_strtoull (marker->str, NULL, 10);
      reconcile (self, number);
      _odeon_redis_kick (self->kick);
    }
  _odeon_redis_box_unref (self);
}

void
_odeon_redis_box_reconcile (OdeonRedisBox *self)
{
  OdeonRedisConnection *connection = self->redis->connection;

  if (self->unsure.length == 0 || self->is_reconciling)
    return;

  self->is_reconciling = TRUE;
  _odeon_redis_command_set (self->buffer, "MULTI", NULL);
  _odeon_redis_connection_send (connection, self->buffer, NULL, NULL);
  _odeon_redis_command_set (self->buffer, "GET", self->sent_key, NULL);
  _odeon_redis_connection_send (connection, self->buffer, NULL, NULL);
  _odeon_redis_command_set (self->buffer, "TYPE", self->key, NULL);
  _odeon_redis_connection_send (connection, self->buffer, NULL, NULL);
  _odeon_redis_command_set (self->buffer, "EXEC", NULL);
  _odeon_redis_box_ref (self);
  if (!_odeon_redis_connection_send (connection, self->buffer, on_marker, self))
    on_marker (NULL, NULL, self);
}

/* --- what has waited too long --- */

static GError *
dup_reason (OdeonRedisBox *self, gboolean is_unsure)
{
  const GError *why = _odeon_redis_connection_get_error (self->redis->connection);

  if (_odeon_redis_connection_is_refused (self->redis->connection))
    return g_error_copy (why);

  return g_error_new (ODEON_ERROR,
                      is_unsure ? ODEON_ERROR_OUTCOME_UNKNOWN : ODEON_ERROR_NOT_DELIVERED,
                      "%s was not stored in %" G_GINT64_FORMAT " ms: %s", self->key,
                      self->timeout / G_TIME_SPAN_MILLISECOND,
                      why != NULL ? why->message : "the server has not answered yet");
}

static gint64
refuse_late_of (OdeonRedisBox *self, GQueue *queue)
{
  gboolean all = _odeon_redis_connection_is_refused (self->redis->connection);
  gint64   now = g_get_monotonic_time ();

  while (TRUE)
    {
      OdeonRedisLetter  *late = NULL;
      gint64             deadline = -1;
      g_autoptr (GError) why = NULL;

      _odeon_redis_box_fetch (self);
      if (queue->head != NULL)
        deadline = ((OdeonRedisLetter *) queue->head->data)->deadline;
      if (deadline >= 0 && (all || deadline <= now))
        late = g_queue_pop_head_link (queue)->data;
      if (late == NULL)
        return deadline;

      why = dup_reason (self, queue == &self->unsure);
      _odeon_redis_letter_refuse (late, self, why);
    }
}

gint64
_odeon_redis_box_refuse_late (OdeonRedisBox *self)
{
  gint64 unsure;
  gint64 outgoing;

  if (_odeon_redis_connection_is_ready (self->redis->connection))
    return -1;

  unsure = refuse_late_of (self, &self->unsure);
  outgoing = refuse_late_of (self, &self->outgoing);

  return unsure >= 0 && (outgoing < 0 || unsure < outgoing) ? unsure : outgoing;
}
