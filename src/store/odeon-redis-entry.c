/* SPDX-License-Identifier: MIT */

#include "odeon-redis-entry-private.h"
#include "odeon-redis-command-private.h"

#include <string.h>

#define RAW "raw:"

static gboolean
is_name (const redisReply *name, gchar letter)
{
  return name->len == 1 && name->str[0] == letter;
}

/* How many messages there are, and their size; 0: not understood. */
static guint
measure (const redisReply *fields, gsize *out_size)
{
  gsize n = fields->elements;
  gsize size = 0;
  guint n_messages = 0;

  if (n % 2 != 0)
    return 0;

  for (gsize i = 0; i < n; i += 2)
    {
      const redisReply *name = fields->element[i];

      if (is_name (name, 'm') || is_name (name, 'c'))
        {
          size += (gsize) fields->element[i + 1]->len;
          n_messages++;
        }
      else if (i > 0 || !is_name (name, 's'))
        return 0;
    }
  *out_size = size;

  return n_messages;
}

static void
copy_messages (OdeonRedisEntry *self, const redisReply *fields, gboolean is_suspect)
{
  OdeonRedisMessage *message = self->messages;
  gchar             *end = (gchar *) (message + self->n_messages);

  for (gsize i = is_name (fields->element[0], 's') ? 2 : 0; i < fields->elements; i += 2)
    {
      const redisReply *value = fields->element[i + 1];

      memcpy (end, value->str, (gsize) value->len);
      message->link.data = message;
      message->entry = self;
      message->bytes = end;
      message->size = (gsize) value->len;
      message->is_call = is_name (fields->element[i], 'c');
      message->is_suspect = is_suspect;
      end += value->len;
      message++;
    }
}

/* PRODUCER:NUMBER. */
static guint64
read_number (const redisReply *fields, const gchar *producer)
{
  gsize        length = strlen (producer);
  const gchar *source = fields->element[1]->str;

  if (!is_name (fields->element[0], 's') || strncmp (source, producer, length) != 0
      || source[length] != ':')
    return 0;

  return g_ascii_strtoull (source + length + 1, NULL, 10);
}

static void
keep_raw (OdeonRedisEntry *self, const redisReply *fields, gboolean is_suspect)
{
  OdeonRedisMessage *message = self->messages;

  message->link.data = message;
  message->entry = self;
  message->is_suspect = is_suspect;
  self->raw = g_string_new (NULL);
  self->n_raw = (guint) (fields->elements / 2 * 2);
  for (gsize i = 0; i < self->n_raw; i++)
    {
      const redisReply *value = fields->element[i];
      g_autoptr (GString) text = g_string_new (i % 2 == 0 ? RAW : NULL);

      g_string_append_len (text, value->str, (gssize) value->len);
      _odeon_redis_command_add (self->raw, text->str, text->len);
    }
}

static gboolean
is_entry (const redisReply *reply)
{
  if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2
      || reply->element[0]->type != REDIS_REPLY_STRING
      || reply->element[1]->type != REDIS_REPLY_ARRAY || reply->element[1]->elements < 2)
    return FALSE;

  for (gsize i = 0; i < reply->element[1]->elements; i++)
    if (reply->element[1]->element[i]->type != REDIS_REPLY_STRING)
      return FALSE;

  return TRUE;
}

OdeonRedisEntry *
_odeon_redis_entry_read (const redisReply *reply, const gchar *producer, gboolean is_suspect)
{
  OdeonRedisEntry  *self;
  const redisReply *fields;
  gsize             size = 0;
  guint             n;

  if (!is_entry (reply))
    return NULL;

  fields = reply->element[1];
  n = measure (fields, &size);
  self = g_malloc (sizeof *self + MAX (n, 1) * sizeof (OdeonRedisMessage) + size);
  memset (self, 0, sizeof *self + MAX (n, 1) * sizeof (OdeonRedisMessage));
  g_strlcpy (self->id, reply->element[0]->str, sizeof self->id);
  self->link.data = self;
  self->n_messages = MAX (n, 1);
  self->is_noted = is_suspect;
  if (n == 0)
    keep_raw (self, fields, is_suspect);
  else
    {
      copy_messages (self, fields, is_suspect);
      self->number = read_number (fields, producer);
    }

  return self;
}

void
_odeon_redis_entry_free (gpointer entry)
{
  OdeonRedisEntry *self = entry;

  for (guint i = 0; i < self->n_messages; i++)
    g_free (self->messages[i].reason);
  if (self->raw != NULL)
    g_string_free (self->raw, TRUE);
  g_free (self);
}

guint
_odeon_redis_message_get_place (const OdeonRedisMessage *self)
{
  return (guint) (self - self->entry->messages);
}

void
_odeon_redis_message_print_id (const OdeonRedisMessage *self,
                               gchar                    id[ODEON_REDIS_MESSAGE_ID_SIZE])
{
  guint place = _odeon_redis_message_get_place (self);

  if (place == 0)
    g_strlcpy (id, self->entry->id, ODEON_REDIS_MESSAGE_ID_SIZE);
  else
    g_snprintf (id, ODEON_REDIS_MESSAGE_ID_SIZE, "%s:%u", self->entry->id, place);
}

guint64
_odeon_redis_message_get_number (const OdeonRedisMessage *self)
{
  return self->entry->number != 0 ? self->entry->number + _odeon_redis_message_get_place (self) : 0;
}
