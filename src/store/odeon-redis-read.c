/* SPDX-License-Identifier: MIT */

/* From the stream to the actor: see odeon-redis-box-private.h. */

#include "odeon-redis-box-private.h"
#include "odeon-log-private.h"

/* As much as waits here at least while there is more. */
#define READY_MIN 512u

/* Asked for in one go: messages, by their average in an entry, and entries at least. */
#define PAGE     512u
#define PAGE_MIN 8u

/* After what should not be. */
#define PAUSE_MS 1000u

void
_odeon_redis_box_notify (OdeonRedisBox *self)
{
  g_autoptr (OdeonMailbox) mailbox = g_weak_ref_get (&self->mailbox);

  if (mailbox != NULL)
    odeon_mailbox_notify (mailbox);
}

/* --- what a reply has --- */

/* (nullable): it is known already, or none. */
static OdeonRedisEntry *
take_entry (OdeonRedisBox *self, const redisReply *reply, gboolean is_suspect)
{
  OdeonRedisEntry *entry = _odeon_redis_entry_read (reply, self->producer, is_suspect);

  if (entry == NULL)
    return NULL;

  if (g_hash_table_contains (self->known, entry->id))
    {
      _odeon_redis_entry_free (entry);
      return NULL;
    }
  g_hash_table_insert (self->known, entry->id, entry);

  return entry;
}

static void
append_messages (GQueue *queue, OdeonRedisEntry *entry)
{
  for (guint i = 0; i < entry->n_messages; i++)
    g_queue_push_tail_link (queue, &entry->messages[i].link);
}

/* What is asked for in one go is to be some messages, not some entries. */
static void
fit_page (OdeonRedisBox *self, guint n_entries, guint n_messages)
{
  self->page = CLAMP ((guint) (PAGE * (guint64) n_entries / n_messages), PAGE_MIN, PAGE);
}

static void
take_entries (OdeonRedisBox *self, const redisReply *entries, gboolean is_suspect)
{
  GQueue queue = G_QUEUE_INIT;
  guint  n_entries = 0;
  guint  n_messages;
  GList *link;

  for (gsize i = 0; i < entries->elements; i++)
    {
      OdeonRedisEntry *entry = take_entry (self, entries->element[i], is_suspect);

      if (entry != NULL)
        {
          append_messages (&queue, entry);
          n_entries++;
        }
    }
  n_messages = queue.length;
  if (n_messages == 0)
    return;

  fit_page (self, n_entries, n_messages);
  g_mutex_lock (&self->lock);
  self->n_known += n_entries;
  self->length = MAX (self->length, (gint64) self->n_known);
  _odeon_redis_box_note_entries_locked (self, n_entries, n_messages);
  while ((link = g_queue_pop_head_link (&queue)) != NULL)
    g_queue_push_tail_link (&self->ready, link);
  g_mutex_unlock (&self->lock);
  _odeon_redis_box_notify (self);
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
  gchar page[16];
  gchar block[16];

  g_snprintf (page, sizeof page, "%u", self->page);
  g_snprintf (block, sizeof block, "%u",
              self->shared ? MIN (self->claim_after_ms, ODEON_REDIS_BLOCK_MS)
                           : ODEON_REDIS_BLOCK_MS);
  _odeon_redis_command_set (self->buffer, "XREADGROUP", "GROUP", ODEON_REDIS_GROUP, self->consumer,
                            "COUNT", page, "BLOCK", block, "STREAMS", self->key, ">", NULL);
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
  gchar page[16];
  gchar idle[16];

  g_snprintf (page, sizeof page, "%u", self->page);
  g_snprintf (idle, sizeof idle, "%u", self->shared ? self->claim_after_ms : 0);
  _odeon_redis_command_set (self->buffer, "XAUTOCLAIM", self->key, ODEON_REDIS_GROUP,
                            self->consumer, idle, self->cursor, "COUNT", page, NULL);
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
