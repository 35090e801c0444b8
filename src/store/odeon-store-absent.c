/* SPDX-License-Identifier: MIT */

/* What is kept on a server, where Odeon was built without hiredis: nothing is. */

#include "odeon-directory.h"
#include "odeon-redis-mailbox.h"
#include "odeon-redis.h"
#include "odeon-singleton.h"

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

struct _OdeonRedisMailbox
{
  GObject parent_instance;
};

static gboolean
mailbox_put (OdeonMailbox *self G_GNUC_UNUSED, OdeonMail *mail G_GNUC_UNUSED, GError **error)
{
  return refuse (error) != NULL;
}

static OdeonMail *
mailbox_take (OdeonMailbox *self G_GNUC_UNUSED)
{
  return NULL;
}

static guint
mailbox_size (OdeonMailbox *self G_GNUC_UNUSED)
{
  return 0;
}

static void
mailbox_close (OdeonMailbox *self G_GNUC_UNUSED)
{
}

static void
mailbox_iface_init (OdeonMailboxInterface *iface)
{
  iface->put = mailbox_put;
  iface->take = mailbox_take;
  iface->size = mailbox_size;
  iface->close = mailbox_close;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (OdeonRedisMailbox, odeon_redis_mailbox, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ODEON_TYPE_MAILBOX, mailbox_iface_init))

static void
odeon_redis_mailbox_class_init (OdeonRedisMailboxClass *klass G_GNUC_UNUSED)
{
}

static void
odeon_redis_mailbox_init (OdeonRedisMailbox *self G_GNUC_UNUSED)
{
}

OdeonRedisMailbox *
odeon_redis_mailbox_new (OdeonRedis *redis G_GNUC_UNUSED, const gchar *key G_GNUC_UNUSED)
{
  return g_object_new (ODEON_TYPE_REDIS_MAILBOX, NULL);
}

void
odeon_redis_mailbox_set_deduplication (OdeonRedisMailbox *self G_GNUC_UNUSED,
                                       OdeonMailKeyFunc   key_of G_GNUC_UNUSED,
                                       gpointer           user_data,
                                       GDestroyNotify     destroy,
                                       guint              keep_ms G_GNUC_UNUSED)
{
  if (destroy != NULL)
    destroy (user_data);
}

OdeonFuture *
odeon_redis_mailbox_flush (OdeonRedisMailbox *self G_GNUC_UNUSED)
{
  return refuse_later ();
}

const gchar *
odeon_redis_mailbox_get_current_id (OdeonRedisMailbox *self G_GNUC_UNUSED)
{
  return NULL;
}

OdeonFuture *
odeon_redis_mailbox_list_dead (OdeonRedisMailbox *self G_GNUC_UNUSED, guint max G_GNUC_UNUSED)
{
  return refuse_later ();
}

OdeonFuture *
odeon_redis_mailbox_replay (OdeonRedisMailbox *self G_GNUC_UNUSED, const gchar *id G_GNUC_UNUSED)
{
  return refuse_later ();
}

struct _OdeonDirectory
{
  GObject parent_instance;
};

struct _OdeonLease
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (OdeonDirectory, odeon_directory, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (OdeonLease, odeon_lease, G_TYPE_OBJECT)

static void
odeon_directory_class_init (OdeonDirectoryClass *klass G_GNUC_UNUSED)
{
}

static void
odeon_directory_init (OdeonDirectory *self G_GNUC_UNUSED)
{
}

static void
odeon_lease_class_init (OdeonLeaseClass *klass G_GNUC_UNUSED)
{
}

static void
odeon_lease_init (OdeonLease *self G_GNUC_UNUSED)
{
}

OdeonDirectory *
odeon_directory_new (OdeonRedis  *redis G_GNUC_UNUSED,
                     const gchar *prefix G_GNUC_UNUSED,
                     guint        lease_ms G_GNUC_UNUSED)
{
  return g_object_new (ODEON_TYPE_DIRECTORY, NULL);
}

OdeonFuture *
odeon_directory_claim (OdeonDirectory *self G_GNUC_UNUSED,
                       const gchar    *name G_GNUC_UNUSED,
                       const gchar    *value G_GNUC_UNUSED)
{
  return refuse_later ();
}

OdeonLease *
odeon_directory_claim_finish (OdeonFuture *future G_GNUC_UNUSED, GError **error)
{
  return refuse (error);
}

OdeonFuture *
odeon_directory_lookup (OdeonDirectory *self G_GNUC_UNUSED, const gchar *name G_GNUC_UNUSED)
{
  return refuse_later ();
}

guint64
odeon_lease_get_token (OdeonLease *self G_GNUC_UNUSED)
{
  return 0;
}

gboolean
odeon_lease_is_held (OdeonLease *self G_GNUC_UNUSED)
{
  return FALSE;
}

OdeonFuture *
odeon_lease_dup_lost (OdeonLease *self G_GNUC_UNUSED)
{
  return refuse_later ();
}

OdeonFuture *
odeon_lease_release (OdeonLease *self G_GNUC_UNUSED)
{
  return refuse_later ();
}

struct _OdeonSingleton
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (OdeonSingleton, odeon_singleton, G_TYPE_OBJECT)

static void
odeon_singleton_class_init (OdeonSingletonClass *klass G_GNUC_UNUSED)
{
}

static void
odeon_singleton_init (OdeonSingleton *self G_GNUC_UNUSED)
{
}

OdeonSingleton *
odeon_singleton_new (OdeonDirectory    *directory G_GNUC_UNUSED,
                     const gchar       *name G_GNUC_UNUSED,
                     const gchar       *value G_GNUC_UNUSED,
                     OdeonSingletonFunc start G_GNUC_UNUSED,
                     gpointer           user_data,
                     GDestroyNotify     destroy)
{
  if (destroy != NULL)
    destroy (user_data);

  return g_object_new (ODEON_TYPE_SINGLETON, NULL);
}

gboolean
odeon_singleton_runs_here (OdeonSingleton *self G_GNUC_UNUSED)
{
  return FALSE;
}
