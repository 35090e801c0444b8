/* SPDX-License-Identifier: MIT */

/* From the stream to the actor: see odeon-redis-box-private.h. */

#include "odeon-redis-box-private.h"
#include "odeon-log-private.h"

#include <string.h>

/* As much as waits here at least while there is more. */
#define READY_MIN 512u

/* Asked for in one go. */
#define PAGE "512"

/* After what should not be. */
#define PAUSE_MS 1000u

void
_odeon_redis_entry_free (gpointer entry)
{
  OdeonRedisEntry *self = entry;

  if (self->bytes != NULL)
    g_bytes_unref (self->bytes);
  g_free (self->reason);
  g_free (self);
}

/* An actor that begins asks by itself. */
void
_odeon_redis_box_notify (OdeonRedisBox *self)
{
  g_autoptr (OdeonMailbox) mailbox = g_weak_ref_get (&self->mailbox);

  if (mailbox != NULL)
    odeon_mailbox_notify (mailbox);
}

/* --- what a reply has --- */

static const redisReply *
find_field (const redisReply *fields, const gchar *name)
{
  for (gsize i = 0; i + 1 < fields->elements; i += 2)
    {
      const redisReply *value = fields->element[i + 1];

      if (g_strcmp0 (fields->element[i]->str, name) == 0 && value->type == REDIS_REPLY_STRING)
        return value;
    }

  return NULL;
}

/* PRODUCER:NUMBER, and `:c` after it if it was a call. */
static void
read_source (OdeonRedisBox *self, OdeonRedisEntry *entry, const gchar *source)
{
  gsize length = strlen (self->producer);

  entry->is_call = g_str_has_suffix (source, ":c");
  if (strncmp (source, self->producer, length) == 0 && source[length] == ':')
    entry->number = g_ascii_strtoull (source + length + 1, NULL, 10);
}

/* (nullable): it has been deleted meanwhile, or is none. */
static OdeonRedisEntry *
read_entry (OdeonRedisBox *self, const redisReply *reply, gboolean is_suspect)
{
  OdeonRedisEntry  *entry;
  const redisReply *fields;
  const redisReply *message;
  const redisReply *source;

  if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2
      || reply->element[0]->type != REDIS_REPLY_STRING
      || reply->element[1]->type != REDIS_REPLY_ARRAY)
    return NULL;

  entry = g_new0 (OdeonRedisEntry, 1);
  entry->link.data = entry;
  g_strlcpy (entry->id, reply->element[0]->str, sizeof entry->id);
  fields = reply->element[1];
  message = find_field (fields, "m");
  source = find_field (fields, "s");
  if (message != NULL)
    entry->bytes = g_bytes_new (message->str, message->len);
  if (source != NULL)
    read_source (self, entry, source->str);
  entry->is_suspect = is_suspect;

  return entry;
}

/* How many there were, of which those that are known already are let go of. */
static gsize
take_entries (OdeonRedisBox *self, const redisReply *entries, gboolean is_suspect)
{
  GQueue queue = G_QUEUE_INIT;
  GList *link;

  for (gsize i = 0; i < entries->elements; i++)
    {
      OdeonRedisEntry *entry = read_entry (self, entries->element[i], is_suspect);

      if (entry == NULL)
        continue;
      if (g_hash_table_contains (self->known, entry->id))
        _odeon_redis_entry_free (entry);
      else
        {
          g_hash_table_insert (self->known, entry->id, entry);
          g_queue_push_tail_link (&queue, &entry->link);
        }
    }
  if (queue.length == 0)
    return entries->elements;

  g_mutex_lock (&self->lock);
  while ((link = g_queue_pop_head_link (&queue)) != NULL)
    g_queue_push_tail_link (&self->ready, link);
  g_mutex_unlock (&self->lock);
  _odeon_redis_box_notify (self);

  return entries->elements;
}

/* --- trouble --- */

static void
resume (gpointer data)
{
  OdeonRedisBox *self = data;

  self->is_pausing = FALSE;
  _odeon_redis_box_begin_read (self);
  _odeon_redis_box_unref (self);
}

/* The server has been emptied, or somebody has deleted or replaced the stream: tried again, for it
 * may pass. */
static void
begin_anew (OdeonRedisBox *self, const gchar *why)
{
  gboolean is_gone = g_str_has_prefix (why, "NOGROUP") || g_str_has_prefix (why, "UNBLOCKED");

  g_log (ODEON_LOG_STORE, is_gone ? G_LOG_LEVEL_MESSAGE : G_LOG_LEVEL_WARNING, "%s: %s", self->key,
         why);
  self->read_state = ODEON_REDIS_READ_OFF;
  if (self->is_pausing)
    return;

  self->is_pausing = TRUE;
  g_source_unref (_odeon_redis_thread_post_after (self->redis->thread, is_gone ? 1 : PAUSE_MS,
                                                  resume, _odeon_redis_box_ref (self)));
}

/* %TRUE: the reply is not for the state that there is by now, or is an error. */
static gboolean
is_no_use (OdeonRedisBox *self, OdeonRedisReadState state, const redisReply *reply)
{
  if (self->read_state != state)
    return TRUE;
  if (reply == NULL)
    self->read_state = ODEON_REDIS_READ_OFF;
  else if (reply->type == REDIS_REPLY_ERROR)
    begin_anew (self, reply->str);
  else
    return FALSE;

  return TRUE;
}

/* --- what is new --- */

static void
on_new (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  OdeonRedisBox    *self = user_data;
  const redisReply *reply = data;

  if (!is_no_use (self, ODEON_REDIS_READ_ASKED, reply))
    {
      self->read_state = ODEON_REDIS_READ_IDLE;
      /* Of one stream: its name and its entries. */
      if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 1
          && reply->element[0]->elements == 2)
        take_entries (self, reply->element[0]->element[1], FALSE);
      _odeon_redis_box_read (self);
    }
  _odeon_redis_box_unref (self);
}

static gboolean
wants_more (OdeonRedisBox *self)
{
  gboolean wants;

  g_mutex_lock (&self->lock);
  wants = self->has_actor && !self->is_closing && self->ready.length < READY_MIN;
  g_mutex_unlock (&self->lock);

  return wants;
}

static void
ask (OdeonRedisBox *self)
{
  gchar block[16];

  g_snprintf (block, sizeof block, "%u",
              self->shared ? MIN (self->claim_after_ms, ODEON_REDIS_BLOCK_MS)
                           : ODEON_REDIS_BLOCK_MS);
  _odeon_redis_command_set (self->buffer, "XREADGROUP", "GROUP", ODEON_REDIS_GROUP, self->consumer,
                            "COUNT", PAGE, "BLOCK", block, "STREAMS", self->key, ">", NULL);
  self->read_state = ODEON_REDIS_READ_ASKED;
  _odeon_redis_box_ref (self);
  if (!_odeon_redis_connection_send (self->reader, self->buffer, on_new, self))
    {
      self->read_state = ODEON_REDIS_READ_OFF;
      _odeon_redis_box_unref (self);
    }
}

/* --- what is pending: one chain of questions at a time --- */

/* Takes over the reference that came with it. */
static void
end_chain (OdeonRedisBox *self)
{
  self->is_claiming = FALSE;
  if (self->read_state == ODEON_REDIS_READ_SETUP)
    self->read_state = ODEON_REDIS_READ_IDLE;
  _odeon_redis_box_begin_read (self);
  _odeon_redis_box_read (self);
  _odeon_redis_box_unref (self);
}

static void
go_on (OdeonRedisBox *self, redisCallbackFn *reply)
{
  if (!_odeon_redis_connection_send (self->redis->connection, self->buffer, reply, self))
    reply (NULL, NULL, self);
}

static void claim_page (OdeonRedisBox *self);

/* XAUTOCLAIM: a cursor, and entries. */
static void
on_claimed (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  OdeonRedisBox    *self = user_data;
  const redisReply *reply = data;

  if (is_no_use (self, ODEON_REDIS_READ_SETUP, reply) || reply->elements < 2)
    {
      end_chain (self);
      return;
    }

  take_entries (self, reply->element[1], TRUE);
  g_free (self->cursor);
  self->cursor = g_strdup (reply->element[0]->str);
  if (g_strcmp0 (self->cursor, "0-0") != 0)
    claim_page (self);
  else
    end_chain (self);
}

static void
claim_page (OdeonRedisBox *self)
{
  gchar idle[16];

  g_snprintf (idle, sizeof idle, "%u", self->shared ? self->claim_after_ms : 0);
  _odeon_redis_command_set (self->buffer, "XAUTOCLAIM", self->key, ODEON_REDIS_GROUP,
                            self->consumer, idle, self->cursor, "COUNT", PAGE, NULL);
  go_on (self, on_claimed);
}

static void
claim (OdeonRedisBox *self)
{
  self->next_claim = g_get_monotonic_time () + self->claim_after_ms * G_TIME_SPAN_MILLISECOND;
  g_free (self->cursor);
  self->cursor = g_strdup ("0-0");
  claim_page (self);
}

/* Of those that share, what this one had when its process died; the others' is theirs yet. */
static void
on_pending (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  OdeonRedisBox    *self = user_data;
  const redisReply *reply = data;

  if (is_no_use (self, ODEON_REDIS_READ_SETUP, reply))
    {
      end_chain (self);
      return;
    }

  if (reply->elements == 1 && reply->element[0]->elements == 2)
    take_entries (self, reply->element[0]->element[1], TRUE);
  claim (self);
}

static void
on_group (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  OdeonRedisBox    *self = user_data;
  const redisReply *reply = data;
  gboolean          is_there = reply != NULL && reply->type == REDIS_REPLY_ERROR
                               && g_str_has_prefix (reply->str, "BUSYGROUP");

  if (!is_there && is_no_use (self, ODEON_REDIS_READ_SETUP, reply))
    end_chain (self);
  else if (!self->shared)
    claim (self);
  else
    {
      _odeon_redis_command_set (self->buffer, "XREADGROUP", "GROUP", ODEON_REDIS_GROUP,
                                self->consumer, "STREAMS", self->key, "0", NULL);
      go_on (self, on_pending);
    }
}

static void
begin_chain (OdeonRedisBox *self)
{
  self->is_claiming = TRUE;
  self->read_state = ODEON_REDIS_READ_SETUP;
  _odeon_redis_box_ref (self);
}

/* --- from outside --- */

/* It goes by the connection of acknowledgements: what that has been told to be handled is not
 * claimed. */
void
_odeon_redis_box_begin_read (OdeonRedisBox *self)
{
  if (self->read_state != ODEON_REDIS_READ_OFF || self->is_claiming || self->is_pausing
      || self->reader == NULL || !_odeon_redis_connection_is_ready (self->reader)
      || !_odeon_redis_connection_is_ready (self->redis->connection))
    return;

  begin_chain (self);
  _odeon_redis_command_set (self->buffer, "XGROUP", "CREATE", self->key, ODEON_REDIS_GROUP, "0",
                            "MKSTREAM", NULL);
  go_on (self, on_group);
}

void
_odeon_redis_box_end_read (OdeonRedisBox *self)
{
  self->read_state = ODEON_REDIS_READ_OFF;
}

void
_odeon_redis_box_read (OdeonRedisBox *self)
{
  if (self->read_state != ODEON_REDIS_READ_IDLE || !wants_more (self))
    return;

  if (self->shared && g_get_monotonic_time () >= self->next_claim)
    {
      begin_chain (self);
      claim (self);
    }
  else
    ask (self);
}
