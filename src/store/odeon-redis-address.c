/* SPDX-License-Identifier: MIT */

#include "odeon-redis-connection-private.h"

#include <string.h>

#define DEFAULT_PORT 6379

static void
clear (gpointer address)
{
  OdeonRedisAddress *self = address;

  g_free (self->path);
  g_free (self->host);
  g_free (self->password);
}

void
_odeon_redis_address_unref (OdeonRedisAddress *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* What is in brackets has colons of its own. */
static gboolean
split (const gchar *text, gchar **out_host, const gchar **out_port)
{
  const gchar *end;

  if (*text == '[')
    {
      end = strchr (++text, ']');
      if (end == NULL || (end[1] != '\0' && end[1] != ':'))
        return FALSE;
      *out_port = end[1] == ':' ? end + 2 : NULL;
    }
  else
    {
      end = text + strcspn (text, ":");
      *out_port = *end == ':' ? end + 1 : NULL;
    }
  *out_host = g_strndup (text, (gsize) (end - text));

  return end > text;
}

static gboolean
parse_host (OdeonRedisAddress *self, const gchar *text)
{
  const gchar *port;
  guint64      number = DEFAULT_PORT;

  if (!split (text, &self->host, &port)
      || (port != NULL && !g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL)))
    return FALSE;

  self->port = (guint) number;

  return TRUE;
}

OdeonRedisAddress *
_odeon_redis_address_parse (const gchar *text, GError **error)
{
  OdeonRedisAddress *self = g_atomic_rc_box_new0 (OdeonRedisAddress);

  if (g_str_has_prefix (text, "unix:"))
    self->path = g_strdup (text + strlen ("unix:"));
  else if (g_path_is_absolute (text))
    self->path = g_strdup (text);
  if (self->path != NULL ? *self->path != '\0' : parse_host (self, text))
    return self;

  _odeon_redis_address_unref (self);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "\"%s\" is no address of a Redis server: a path, HOST, HOST:PORT or [IPv6]:PORT",
               text);

  return NULL;
}

gchar *
_odeon_redis_address_print (const OdeonRedisAddress *self)
{
  return self->path != NULL ? g_strdup (self->path)
                            : g_strdup_printf ("%s:%u", self->host, self->port);
}
