/* SPDX-License-Identifier: MIT */

/* From the letters that wait to the stream, a transaction at a time; see odeon-redis-box-private.h.
 * Few of these are under way at once: what comes meanwhile goes together in the next. Letters that
 * follow each other share an entry, which is far less work for the server, and for who reads. */

#include "odeon-redis-box-private.h"

#include <string.h>

/* Under way at once. */
#define BATCHES_MAX 2u

/* In an entry; what is larger has one for itself. */
#define ENTRY_MAX      64u
#define ENTRY_SIZE_MAX 65536u

/* Of the server's markers, long after the last letter. */
#define MARKER_MS "86400000"

/* KEYS: the stream, the key of the message. ARGV: for how long, then what is to be appended. */
#define APPEND_ONCE \
  "if redis.call('EXISTS',KEYS[2])==1 then return false end " \
  "local id=redis.call('XADD',KEYS[1],'*','s',ARGV[2],ARGV[3],ARGV[4]) " \
  "redis.call('SET',KEYS[2],id,'PX',ARGV[1]) return id"

typedef struct
{
  OdeonRedisBox *box;
  GQueue         letters;
  guint          n_entries;
  GError        *error; /* (nullable): of one of its commands */
} Batch;

static void
batch_free (Batch *self)
{
  OdeonRedisBox *box = self->box;

  box->n_appending--;
  g_assert (self->letters.length == 0);
  g_clear_error (&self->error);
  g_free (self);
  _odeon_redis_kick (box->kick);
  _odeon_redis_box_unref (box);
}

static OdeonRedisLetter *
pop (Batch *self)
{
  return g_queue_pop_head_link (&self->letters)->data;
}

/* --- what comes back --- */

static guint
count_accepted (Batch *self, const redisReply *results)
{
  GList *at = self->letters.head;
  guint  n_accepted = 0;

  for (guint i = 0; i < self->n_entries; i++)
    {
      guint n = ((OdeonRedisLetter *) at->data)->n_packed;

      if (results->element[i]->type == REDIS_REPLY_STRING)
        n_accepted += n;
      while (n-- > 0)
        at = at->next;
    }

  return n_accepted;
}

static void
settle_entry (Batch *self, const redisReply *result)
{
  guint              n = ((OdeonRedisLetter *) self->letters.head->data)->n_packed;
  g_autoptr (GError) why = NULL;

  _odeon_redis_reply_is_error (result, &why);
  while (n-- > 0)
    if (why != NULL)
      _odeon_redis_letter_refuse (pop (self), self->box, why);
    else if (result->type == REDIS_REPLY_STRING)
      _odeon_redis_letter_accept (pop (self), self->box);
    else
      _odeon_redis_letter_drop_duplicate (pop (self), self->box);
}

static void
on_queued (redisAsyncContext *redis G_GNUC_UNUSED, gpointer reply, gpointer data)
{
  Batch *self = data;

  if (reply != NULL && self->error == NULL)
    _odeon_redis_reply_is_error (reply, &self->error);
}

/* Of each entry its id, then of the marker, and the stream's length. */
static void
on_executed (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  Batch            *self = user_data;
  const redisReply *reply = data;

  if (reply == NULL)
    while (self->letters.length > 0)
      g_queue_push_tail_link (&self->box->unsure, &pop (self)->link);
  else if (reply->type == REDIS_REPLY_ARRAY && reply->elements == self->n_entries + 2)
    {
      _odeon_redis_box_note_length (self->box, reply->element[self->n_entries + 1]);
      _odeon_redis_box_count_answers (self->box, count_accepted (self, reply));
      for (guint i = 0; i < self->n_entries; i++)
        settle_entry (self, reply->element[i]);
    }
  else
    {
      if (self->error == NULL && !_odeon_redis_reply_is_error (reply, &self->error))
        self->error = _odeon_redis_error_new ("the answer is none to a transaction");
      while (self->letters.length > 0)
        _odeon_redis_letter_refuse (pop (self), self->box, self->error);
    }
  batch_free (self);
}

/* --- what goes out --- */

static void
add_source (GString *buffer, OdeonRedisBox *self, const OdeonRedisLetter *letter)
{
  gchar text[64];

  g_snprintf (text, sizeof text, "%s:%" G_GUINT64_FORMAT, self->producer, letter->number);
  _odeon_redis_command_add_string (buffer, text);
}

static void
add_message (GString *buffer, const OdeonRedisLetter *letter)
{
  gsize         size;
  gconstpointer data = g_bytes_get_data (letter->bytes, &size);

  _odeon_redis_command_add (buffer, odeon_mail_is_told (letter->mail) ? "m" : "c", 1);
  _odeon_redis_command_add (buffer, data, size);
}

static void
add_once (OdeonRedisBox *self, GString *buffer, const OdeonRedisLetter *letter)
{
  g_autofree gchar *key = g_strdup_printf ("%s:key:%s", self->key, letter->key);

  _odeon_redis_command_begin (buffer, 9);
  _odeon_redis_command_add_string (buffer, "EVAL");
  _odeon_redis_command_add_string (buffer, APPEND_ONCE);
  _odeon_redis_command_add_string (buffer, "2");
  _odeon_redis_command_add_string (buffer, self->key);
  _odeon_redis_command_add_string (buffer, key);
  _odeon_redis_command_add_number (buffer, self->key_ms);
  add_source (buffer, self, letter);
  add_message (buffer, letter);
}

/* How many go into one entry, this one included. */
static guint
count_packed (GList *first)
{
  const OdeonRedisLetter *letter = first->data;
  gsize                   size = g_bytes_get_size (letter->bytes);
  guint64                 number = letter->number;
  guint                   n = 1;

  if (letter->key != NULL)
    return 1;

  for (GList *at = first->next; at != NULL && n < ENTRY_MAX; at = at->next, n++)
    {
      letter = at->data;
      size += g_bytes_get_size (letter->bytes);
      if (letter->key != NULL || letter->number != number + n || size > ENTRY_SIZE_MAX)
        break;
    }

  return n;
}

/* Returns what comes behind. */
static GList *
add_entry (OdeonRedisBox *self, GString *buffer, GList *at)
{
  OdeonRedisLetter *first = at->data;

  first->n_packed = count_packed (at);
  if (first->key != NULL)
    {
      add_once (self, buffer, first);
      return at->next;
    }

  _odeon_redis_command_begin (buffer, 5 + 2 * first->n_packed);
  _odeon_redis_command_add_string (buffer, "XADD");
  _odeon_redis_command_add_string (buffer, self->key);
  _odeon_redis_command_add_string (buffer, "*");
  _odeon_redis_command_add_string (buffer, "s");
  add_source (buffer, self, first);
  for (guint n = first->n_packed; n > 0; n--)
    {
      add_message (buffer, at->data);
      at = at->next;
    }

  return at;
}

static void
send_batch (OdeonRedisBox *self, Batch *batch)
{
  OdeonRedisConnection *connection = self->redis->connection;
  GString              *buffer = self->buffer;
  OdeonRedisLetter     *last = batch->letters.tail->data;
  gchar                 number[24];

  _odeon_redis_command_set (buffer, "MULTI", NULL);
  _odeon_redis_connection_send (connection, buffer, on_queued, batch);
  for (GList *at = batch->letters.head; at != NULL; batch->n_entries++)
    {
      at = add_entry (self, buffer, at);
      _odeon_redis_connection_send (connection, buffer, on_queued, batch);
    }
  g_snprintf (number, sizeof number, "%" G_GUINT64_FORMAT, last->number);
  _odeon_redis_command_set (buffer, "SET", self->sent_key, number, "PX", MARKER_MS, NULL);
  _odeon_redis_connection_send (connection, buffer, on_queued, batch);
  _odeon_redis_command_set (buffer, "XLEN", self->key, NULL);
  _odeon_redis_connection_send (connection, buffer, on_queued, batch);
  _odeon_redis_command_set (buffer, "EXEC", NULL);
  if (!_odeon_redis_connection_send (connection, buffer, on_executed, batch))
    on_executed (NULL, NULL, batch);
}

void
_odeon_redis_box_fetch (OdeonRedisBox *self)
{
  if (self->outgoing.length > 0)
    return;

  g_mutex_lock (&self->lock);
  self->outgoing = self->posted;
  g_queue_init (&self->posted);
  g_mutex_unlock (&self->lock);
}

static Batch *
take_batch (OdeonRedisBox *self)
{
  Batch *batch;
  GList *link;

  _odeon_redis_box_fetch (self);
  if (self->outgoing.length == 0)
    return NULL;

  batch = g_new0 (Batch, 1);
  batch->box = _odeon_redis_box_ref (self);
  while (batch->letters.length < ODEON_REDIS_BATCH_MAX
         && (link = g_queue_pop_head_link (&self->outgoing)) != NULL)
    g_queue_push_tail_link (&batch->letters, link);

  return batch;
}

/* Whoever puts a letter need not wake this thread for it while no more can go out: the answer to
 * what is under way does. */
static void
note_fullness (OdeonRedisBox *self)
{
  g_mutex_lock (&self->lock);
  self->is_full = self->n_appending >= BATCHES_MAX;
  g_mutex_unlock (&self->lock);
}

void
_odeon_redis_box_append (OdeonRedisBox *self)
{
  Batch *batch;

  while (!self->is_reconciling && self->unsure.length == 0 && self->n_appending < BATCHES_MAX
         && _odeon_redis_connection_is_ready (self->redis->connection)
         && (batch = take_batch (self)) != NULL)
    {
      self->n_appending++;
      send_batch (self, batch);
    }
  note_fullness (self);
}
