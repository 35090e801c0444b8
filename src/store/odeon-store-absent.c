/* SPDX-License-Identifier: MIT */

/* What is kept on a server, where Odeon was built without hiredis: nothing is. */

#include "odeon-redis.h"

#define NOT_SUPPORTED "This Odeon was built without Redis (--without-redis)"

struct _OdeonRedis
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (OdeonRedis, odeon_redis, G_TYPE_OBJECT)

static void
odeon_redis_class_init (OdeonRedisClass *klass G_GNUC_UNUSED)
{
}

static void
odeon_redis_init (OdeonRedis *self G_GNUC_UNUSED)
{
}

static gpointer
refuse (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, NOT_SUPPORTED);

  return NULL;
}

static OdeonFuture *
refuse_later (void)
{
  return odeon_future_new_error (g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                                                      NOT_SUPPORTED));
}

OdeonRedis *
odeon_redis_new (const gchar *address G_GNUC_UNUSED,
                 const gchar *password G_GNUC_UNUSED,
                 guint        timeout_ms G_GNUC_UNUSED,
                 GError     **error)
{
  return refuse (error);
}

/* There is no object to call these of, but one of g_object_new(). */

OdeonFuture *
odeon_redis_command (OdeonRedis *self G_GNUC_UNUSED, const gchar *const *arguments G_GNUC_UNUSED)
{
  return refuse_later ();
}

gboolean
odeon_redis_is_connected (OdeonRedis *self G_GNUC_UNUSED)
{
  return FALSE;
}
