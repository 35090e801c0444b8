/* SPDX-License-Identifier: MIT */

/* From a sender to the stream: see odeon-redis-box-private.h. */

#include "odeon-redis-box-private.h"

#include <string.h>

/* So many may be on their way while nobody waits for them. */
#define CALLS_MAX 4096u

/* So many told ones are kept as they were put; others are decoded when they come back. */
#define OWN_MAX 8192u

/* Of the server's markers, long after the last letter. */
#define MARKER_MS "86400000"

/* KEYS: the stream, the key of the message. ARGV: for how long, then what is to be appended. */
#define APPEND_ONCE \
  "if redis.call('EXISTS',KEYS[2])==1 then return false end " \
  "local id=redis.call('XADD',KEYS[1],'*','s',ARGV[2],'m',ARGV[3]) " \
  "redis.call('SET',KEYS[2],id,'PX',ARGV[1]) return id"

typedef struct
{
  OdeonRedisBox *box;
  GQueue         letters;
  GError        *error; /* (nullable): of one of its commands */
} Batch;

static void
letter_free (OdeonRedisLetter *self)
{
  g_bytes_unref (self->bytes);
  g_free (self->key);
  odeon_mail_unref (self->mail);
  odeon_promise_free (self->promise);
  g_free (self);
}

/* What is let go of may be the last reference, which is not for under the lock. */
static void
forget (OdeonRedisBox *self, guint64 number)
{
  g_autoptr (OdeonMail) own = NULL;

  g_mutex_lock (&self->lock);
  g_hash_table_steal_extended (self->own, GSIZE_TO_POINTER (number), NULL, (gpointer *) &own);
  g_mutex_unlock (&self->lock);
}

/* --- on the sender's thread --- */

static OdeonRedisLetter *
letter_new (OdeonRedisBox *box, OdeonMail *mail, GError **error)
{
  OdeonRedisLetter *self;
  GBytes           *bytes = odeon_mail_to_bytes (mail, NULL, error);

  if (bytes == NULL)
    return NULL;

  self = g_new0 (OdeonRedisLetter, 1);
  self->link.data = self;
  self->bytes = bytes;
  self->mail = odeon_mail_ref (mail);
  if (box->key_of != NULL)
    self->key = box->key_of (mail, box->key_data);
  self->deadline = g_get_monotonic_time () + box->timeout;

  return self;
}

/* What comes back to this process needs no decoding, and a call is answered by it alone. */
static gboolean
is_to_be_kept (OdeonRedisBox *self, OdeonMail *mail)
{
  return !self->shared && !self->send_only
         && (!odeon_mail_is_told (mail) || g_hash_table_size (self->own) < OWN_MAX);
}

/* (nullable): what the sender is to wait for. */
static OdeonFuture *
post (OdeonRedisBox *self, OdeonRedisLetter *letter, guint64 *out_number)
{
  gboolean     told = odeon_mail_is_told (letter->mail);
  guint        max = told ? self->window : MAX (self->window, CALLS_MAX);
  OdeonFuture *future = NULL;

  g_mutex_lock (&self->lock);
  letter->number = *out_number = ++self->n_put;
  if (self->n_put - self->n_answered > max)
    {
      letter->promise = odeon_promise_new ();
      future = odeon_promise_get_future (letter->promise);
    }
  if (is_to_be_kept (self, letter->mail))
    g_hash_table_insert (self->own, GSIZE_TO_POINTER (letter->number),
                         odeon_mail_ref (letter->mail));
  g_queue_push_tail_link (&self->outgoing, &letter->link);
  g_mutex_unlock (&self->lock);
  _odeon_redis_kick (self->kick);

  return future;
}

static gboolean
refuse_call (const gchar *why, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "A %s Redis mailbox takes no calls, since nobody here could answer", why);

  return FALSE;
}

gboolean
_odeon_redis_box_put (OdeonRedisBox *self, OdeonMail *mail, GError **error)
{
  OdeonRedisLetter *letter;
  OdeonFuture      *future;
  guint64           number;
  gboolean          ok;

  if (!odeon_mail_is_told (mail) && (self->shared || self->send_only))
    return refuse_call (self->shared ? "shared" : "send-only", error);
  if (_odeon_redis_thread_is_current (self->redis->thread))
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_DEADLOCK,
                           "The thread that reaches Redis cannot wait for Redis");
      return FALSE;
    }

  letter = letter_new (self, mail, error);
  if (letter == NULL)
    return FALSE;

  future = post (self, letter, &number);
  if (future == NULL)
    return TRUE;

  ok = odeon_future_await (future, error);
  odeon_future_unref (future);
  /* Killed in its await, it cannot know what becomes of the message, which is refused here. */
  if (!ok)
    forget (self, number);

  return ok;
}

/* --- on the server's thread: an answer for a sender --- */

static void
count_answers (OdeonRedisBox *self, guint n)
{
  g_mutex_lock (&self->lock);
  self->n_answered += n;
  g_mutex_unlock (&self->lock);
}

/* It has been counted: whoever goes on by this finds the room that it left. */
static void
accept_letter (OdeonRedisLetter *letter)
{
  odeon_mail_set_stored (letter->mail);
  if (letter->promise != NULL)
    odeon_promise_set_boolean (letter->promise, TRUE);
  letter_free (letter);
}

/* One whose sender waits is refused by `put`; who has sent a call learns it by the answer. */
static void
refuse_letter (OdeonRedisBox *self, OdeonRedisLetter *letter, const GError *why)
{
  forget (self, letter->number);
  g_mutex_lock (&self->lock);
  self->n_answered++;
  if (letter->promise == NULL && self->refusal == NULL && odeon_mail_is_told (letter->mail))
    self->refusal = g_error_copy (why);
  g_mutex_unlock (&self->lock);

  if (letter->promise != NULL)
    odeon_promise_set_error (letter->promise, g_error_copy (why));
  else
    odeon_mail_refuse (letter->mail, why);
  letter_free (letter);
}

/* It was there already. */
static void
drop_duplicate (OdeonRedisBox *self, OdeonRedisLetter *letter)
{
  g_autoptr (GError) why = NULL;

  if (odeon_mail_is_told (letter->mail))
    {
      forget (self, letter->number);
      count_answers (self, 1);
      accept_letter (letter);
      return;
    }

  why = g_error_new (G_IO_ERROR, G_IO_ERROR_EXISTS, "\"%s\" has been stored before", letter->key);
  refuse_letter (self, letter, why);
}

/* --- batches --- */

static void
batch_free (Batch *self)
{
  OdeonRedisBox *box = self->box;

  box->n_sent -= self->letters.length;
  g_assert (self->letters.length == 0);
  g_clear_error (&self->error);
  g_free (self);
  _odeon_redis_kick (box->kick);
  _odeon_redis_box_unref (box);
}

static OdeonRedisLetter *
pop (Batch *self)
{
  self->box->n_sent--;

  return g_queue_pop_head_link (&self->letters)->data;
}

static guint
count_accepted (const redisReply *results, guint n)
{
  guint n_accepted = 0;

  for (guint i = 0; i < n; i++)
    n_accepted += results->element[i]->type == REDIS_REPLY_STRING;

  return n_accepted;
}

static void
settle_batch (Batch *self, const redisReply *results)
{
  count_answers (self->box, count_accepted (results, self->letters.length));
  for (gsize i = 0; self->letters.length > 0; i++)
    {
      const redisReply  *result = results->element[i];
      OdeonRedisLetter  *letter = pop (self);
      g_autoptr (GError) why = NULL;

      if (_odeon_redis_reply_is_error (result, &why))
        refuse_letter (self->box, letter, why);
      else if (result->type == REDIS_REPLY_STRING)
        accept_letter (letter);
      else
        drop_duplicate (self->box, letter);
    }
}

static void
note_length (OdeonRedisBox *self, const redisReply *results)
{
  const redisReply *last = results->element[results->elements - 1];

  if (last->type != REDIS_REPLY_INTEGER)
    return;

  g_mutex_lock (&self->lock);
  self->length = last->integer;
  g_mutex_unlock (&self->lock);
}

static void
on_queued (redisAsyncContext *redis G_GNUC_UNUSED, gpointer reply, gpointer data)
{
  Batch *self = data;

  if (reply != NULL && self->error == NULL)
    _odeon_redis_reply_is_error (reply, &self->error);
}

static void
on_executed (redisAsyncContext *redis G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  Batch            *self = user_data;
  const redisReply *reply = data;

  if (reply == NULL)
    while (self->letters.length > 0)
      g_queue_push_tail_link (&self->box->unsure, &pop (self)->link);
  else if (reply->type == REDIS_REPLY_ARRAY && reply->elements == self->letters.length + 2)
    {
      note_length (self->box, reply);
      settle_batch (self, reply);
    }
  else
    {
      if (self->error == NULL && !_odeon_redis_reply_is_error (reply, &self->error))
        self->error = _odeon_redis_error_new ("the answer is none to a transaction");
      while (self->letters.length > 0)
        refuse_letter (self->box, pop (self), self->error);
    }
  batch_free (self);
}

/* PRODUCER:NUMBER, and `:c` after it of a call. */
static gsize
print_source (OdeonRedisBox *self, const OdeonRedisLetter *letter, gchar *end)
{
  gchar  *at = end;
  guint64 number = letter->number;
  gsize   length = strlen (self->producer);

  if (!odeon_mail_is_told (letter->mail))
    {
      *--at = 'c';
      *--at = ':';
    }
  do
    *--at = (gchar) ('0' + number % 10);
  while ((number /= 10) != 0);
  *--at = ':';
  at -= length;
  memcpy (at, self->producer, length);

  return (gsize) (end - at);
}

static void
add_once (OdeonRedisBox *self, GString *buffer, const OdeonRedisLetter *letter)
{
  g_autofree gchar *key = g_strdup_printf ("%s:key:%s", self->key, letter->key);

  _odeon_redis_command_begin (buffer, 8);
  _odeon_redis_command_add_string (buffer, "EVAL");
  _odeon_redis_command_add_string (buffer, APPEND_ONCE);
  _odeon_redis_command_add_string (buffer, "2");
  _odeon_redis_command_add_string (buffer, self->key);
  _odeon_redis_command_add_string (buffer, key);
  _odeon_redis_command_add_number (buffer, self->key_ms);
}

/* But for the last two arguments, all are the same. */
static void
add_append (OdeonRedisBox *self, GString *buffer)
{
  if (self->append == NULL)
    {
      self->append = g_string_new (NULL);
      _odeon_redis_command_begin (self->append, 7);
      _odeon_redis_command_add_string (self->append, "XADD");
      _odeon_redis_command_add_string (self->append, self->key);
      _odeon_redis_command_add_string (self->append, "*");
      _odeon_redis_command_add_string (self->append, "s");
    }
  g_string_truncate (buffer, 0);
  g_string_append_len (buffer, self->append->str, (gssize) self->append->len);
}

static void
add_letter (OdeonRedisBox *self, GString *buffer, const OdeonRedisLetter *letter)
{
  gchar         text[64];
  gsize         length = print_source (self, letter, text + sizeof text);
  gsize         size;
  gconstpointer data = g_bytes_get_data (letter->bytes, &size);

  if (letter->key != NULL)
    add_once (self, buffer, letter);
  else
    add_append (self, buffer);
  _odeon_redis_command_add (buffer, text + sizeof text - length, length);
  if (letter->key == NULL)
    _odeon_redis_command_add (buffer, "m", 1);
  _odeon_redis_command_add (buffer, data, size);
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
  for (GList *at = batch->letters.head; at != NULL; at = at->next)
    {
      add_letter (self, buffer, at->data);
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

static Batch *
take_batch (OdeonRedisBox *self)
{
  Batch *batch = NULL;
  GList *link;

  g_mutex_lock (&self->lock);
  if (self->outgoing.length > 0)
    {
      batch = g_new0 (Batch, 1);
      batch->box = _odeon_redis_box_ref (self);
      while (batch->letters.length < ODEON_REDIS_BATCH_MAX
             && (link = g_queue_pop_head_link (&self->outgoing)) != NULL)
        g_queue_push_tail_link (&batch->letters, link);
      self->n_sent += batch->letters.length;
    }
  g_mutex_unlock (&self->lock);

  return batch;
}

/* What is under way is limited, for what cannot be written at once is moved about in memory. */
void
_odeon_redis_box_append (OdeonRedisBox *self)
{
  Batch *batch;

  if (self->is_reconciling || self->unsure.length > 0)
    return;

  while (self->n_sent < 8 * ODEON_REDIS_BATCH_MAX
         && _odeon_redis_connection_is_ready (self->redis->connection)
         && (batch = take_batch (self)) != NULL)
    send_batch (self, batch);
}

/* --- after a loss --- */

/* What the marker covers has been appended. */
static void
reconcile (OdeonRedisBox *self, guint64 marker)
{
  GList *link;

  while ((link = self->unsure.head) != NULL && ((OdeonRedisLetter *) link->data)->number <= marker)
    {
      count_answers (self, 1);
      accept_letter (g_queue_pop_head_link (&self->unsure)->data);
    }

  g_mutex_lock (&self->lock);
  while ((link = g_queue_pop_tail_link (&self->unsure)) != NULL)
    g_queue_push_head_link (&self->outgoing, link);
  g_mutex_unlock (&self->lock);
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
refuse_late_of (OdeonRedisBox *self, GQueue *queue, GMutex *lock)
{
  gboolean all = _odeon_redis_connection_is_refused (self->redis->connection);
  gint64   now = g_get_monotonic_time ();

  while (TRUE)
    {
      OdeonRedisLetter  *late = NULL;
      gint64             deadline = -1;
      g_autoptr (GError) why = NULL;

      if (lock != NULL)
        g_mutex_lock (lock);
      if (queue->head != NULL)
        deadline = ((OdeonRedisLetter *) queue->head->data)->deadline;
      if (deadline >= 0 && (all || deadline <= now))
        late = g_queue_pop_head_link (queue)->data;
      if (lock != NULL)
        g_mutex_unlock (lock);
      if (late == NULL)
        return deadline;

      why = dup_reason (self, lock == NULL);
      refuse_letter (self, late, why);
    }
}

gint64
_odeon_redis_box_refuse_late (OdeonRedisBox *self)
{
  gint64 unsure;
  gint64 outgoing;

  if (_odeon_redis_connection_is_ready (self->redis->connection))
    return -1;

  unsure = refuse_late_of (self, &self->unsure, NULL);
  outgoing = refuse_late_of (self, &self->outgoing, &self->lock);

  return unsure >= 0 && (outgoing < 0 || unsure < outgoing) ? unsure : outgoing;
}
