/* SPDX-License-Identifier: MIT */

#include "odeon-redis-command-private.h"

#include <string.h>

/* --- commands --- */

static void
add_head (GString *buffer, gchar kind, guint64 number)
{
  gchar  text[24];
  gchar *at = text + sizeof text;

  *--at = '\n';
  *--at = '\r';
  do
    *--at = (gchar) ('0' + number % 10);
  while ((number /= 10) != 0);
  *--at = kind;
  g_string_append_len (buffer, at, text + sizeof text - at);
}

void
_odeon_redis_command_begin (GString *buffer, guint n)
{
  g_string_truncate (buffer, 0);
  add_head (buffer, '*', n);
}

void
_odeon_redis_command_add (GString *buffer, gconstpointer data, gsize size)
{
  add_head (buffer, '$', size);
  g_string_append_len (buffer, data, (gssize) size);
  g_string_append_len (buffer, "\r\n", 2);
}

void
_odeon_redis_command_add_string (GString *buffer, const gchar *string)
{
  _odeon_redis_command_add (buffer, string, strlen (string));
}

void
_odeon_redis_command_add_number (GString *buffer, guint64 number)
{
  gchar text[24];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, number);
  _odeon_redis_command_add_string (buffer, text);
}

void
_odeon_redis_command_set (GString *buffer, ...)
{
  va_list      arguments;
  const gchar *argument;
  guint        n = 0;

  va_start (arguments, buffer);
  while (va_arg (arguments, const gchar *) != NULL)
    n++;
  va_end (arguments);

  _odeon_redis_command_begin (buffer, n);
  va_start (arguments, buffer);
  while ((argument = va_arg (arguments, const gchar *)) != NULL)
    _odeon_redis_command_add_string (buffer, argument);
  va_end (arguments);
}

/* --- replies --- */

/* What the first word of an error means; anything else is %G_IO_ERROR_FAILED. */
static const struct
{
  const gchar *word;
  GIOErrorEnum code;
} errors[] = {
  { "OOM", G_IO_ERROR_NO_SPACE },
  { "MISCONF", G_IO_ERROR_NO_SPACE },
  { "WRONGTYPE", G_IO_ERROR_INVALID_DATA },
  { "NOAUTH", G_IO_ERROR_PERMISSION_DENIED },
  { "WRONGPASS", G_IO_ERROR_PERMISSION_DENIED },
  { "NOPERM", G_IO_ERROR_PERMISSION_DENIED },
  { "ERR AUTH", G_IO_ERROR_PERMISSION_DENIED },
  { "LOADING", G_IO_ERROR_BUSY },
  { "BUSY", G_IO_ERROR_BUSY },
  { "MASTERDOWN", G_IO_ERROR_BUSY },
  { "READONLY", G_IO_ERROR_READ_ONLY },
};

GError *
_odeon_redis_error_new (const gchar *text)
{
  gint code = G_IO_ERROR_FAILED;

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    if (g_str_has_prefix (text, errors[i].word))
      {
        code = errors[i].code;
        break;
      }

  return g_error_new (G_IO_ERROR, code, "Redis: %s", text);
}

gboolean
_odeon_redis_reply_is_error (const redisReply *reply, GError **error)
{
  if (reply->type != REDIS_REPLY_ERROR)
    return FALSE;

  g_propagate_error (error, _odeon_redis_error_new (reply->str));

  return TRUE;
}

static GVariant *
text_to_variant (const redisReply *reply)
{
  if (g_utf8_validate_len (reply->str, reply->len, NULL))
    return g_variant_new_take_string (g_strndup (reply->str, reply->len));

  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, reply->str, reply->len, 1);
}

static GVariant *
array_to_variant (const redisReply *reply)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("av"));
  for (gsize i = 0; i < reply->elements; i++)
    g_variant_builder_add (&builder, "v", _odeon_redis_reply_to_variant (reply->element[i]));

  return g_variant_builder_end (&builder);
}

GVariant *
_odeon_redis_reply_to_variant (const redisReply *reply)
{
  switch (reply->type)
    {
    case REDIS_REPLY_INTEGER:
      return g_variant_new_int64 (reply->integer);
    case REDIS_REPLY_ARRAY:
      return array_to_variant (reply);
    case REDIS_REPLY_NIL:
      return g_variant_new_tuple (NULL, 0);
    default:
      return text_to_variant (reply);
    }
}
