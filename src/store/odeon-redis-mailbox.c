/* SPDX-License-Identifier: MIT */

/* The mailbox as its actor and its users see it; what is behind it is in
 * odeon-redis-box-private.h. */

#include "odeon-redis-mailbox.h"
#include "odeon-redis-box-private.h"

#define DEFAULT_CONSUMER    "odeon"
#define DEFAULT_ATTEMPTS    5
#define DEFAULT_CLAIM_AFTER 30000

/* When so few wait here, more are asked for. */
#define READY_LOW (ODEON_REDIS_BATCH_MAX / 2)

struct _OdeonRedisMailbox
{
  GObject        parent_instance;

  OdeonRedisBox *box; /* %NULL: made by g_object_new() */
};

enum
{
  PROP_CONSUMER = 1,
  PROP_SHARED,
  PROP_SEND_ONLY,
  PROP_MAX_ATTEMPTS,
  PROP_WINDOW,
  PROP_KEEP_CALLS,
  PROP_CLAIM_AFTER,
  N_PROPS
};

/* --- as its actor sees it --- */

static OdeonRedisBox *
get_box (OdeonMailbox *mailbox)
{
  return ((OdeonRedisMailbox *) mailbox)->box;
}

static gboolean
mailbox_put (OdeonMailbox *mailbox, OdeonMail *mail, GError **error)
{
  OdeonRedisBox *box = get_box (mailbox);

  if (box == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_INITIALIZED,
                           "The mailbox has no Redis: see odeon_redis_mailbox_new()");
      return FALSE;
    }

  _odeon_redis_box_begin (box, mailbox);

  return _odeon_redis_letter_put (box, mail, error);
}

/* What was a call, by somebody who is gone. */
static gboolean
is_stale (OdeonRedisBox *box, OdeonRedisMessage *message)
{
  return message->is_call && !box->keep_calls;
}

static void
done (OdeonRedisBox *box, OdeonRedisMessage *message)
{
  gboolean is_news;

  g_mutex_lock (&box->lock);
  is_news = _odeon_redis_box_finish_locked (box, message);
  g_mutex_unlock (&box->lock);
  if (is_news)
    _odeon_redis_kick (box->kick);
}

static void
steal_own_locked (OdeonRedisBox *box, OdeonRedisMessage *message, OdeonMail **out_own)
{
  guint64 number = _odeon_redis_message_get_number (message);

  if (number != 0)
    g_hash_table_steal_extended (box->own, GSIZE_TO_POINTER (number), NULL, (gpointer *) out_own);
}

/* (nullable): there is none, or none yet. */
static OdeonRedisMessage *
pop (OdeonRedisBox *box, OdeonMail **out_own)
{
  OdeonRedisMessage *message;
  gboolean           is_low;

  *out_own = NULL;
  g_mutex_lock (&box->lock);
  is_low = !box->has_actor || box->ready.length == READY_LOW;
  box->has_actor = TRUE;
  message = box->ready.head != NULL ? box->ready.head->data : NULL;
  if (message != NULL && message->is_suspect && !message->is_counted)
    {
      box->is_counting = is_low = TRUE;
      message = NULL;
    }
  if (message != NULL)
    {
      g_queue_unlink (&box->ready, &message->link);
      steal_own_locked (box, message, out_own);
    }
  g_mutex_unlock (&box->lock);
  if (is_low)
    _odeon_redis_kick (box->kick);

  return message;
}

/* (nullable): it is not to be handled. */
static OdeonMail *
read_mail (OdeonMailbox *mailbox, OdeonRedisMessage *message)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  OdeonMail         *mail;

  if (is_stale (get_box (mailbox), message))
    return NULL;
  if (message->bytes == NULL)
    {
      message->reason = g_strdup ("The entry has what this version does not understand");
      return NULL;
    }

  /* They are not kept by whoever decodes them. */
  bytes = g_bytes_new_static (message->bytes, message->size);
  mail = odeon_mailbox_decode (mailbox, bytes, NULL, &error);
  if (mail == NULL)
    message->reason = g_strdup (error->message);

  return mail;
}

static OdeonMail *
mailbox_take (OdeonMailbox *mailbox)
{
  OdeonRedisBox     *box = get_box (mailbox);
  OdeonRedisMessage *message;
  OdeonMail         *mail;

  if (box == NULL || box->send_only)
    return NULL;

  _odeon_redis_box_begin (box, mailbox);
  while ((message = pop (box, &mail)) != NULL)
    {
      if (mail == NULL)
        mail = read_mail (mailbox, message);
      if (mail != NULL)
        {
          odeon_mail_set_data (mail, message, NULL);
          box->current = message;
          return mail;
        }
      done (box, message);
    }

  return NULL;
}

static guint
mailbox_size (OdeonMailbox *mailbox)
{
  OdeonRedisBox *box = get_box (mailbox);

  return box != NULL ? _odeon_redis_box_get_size (box) : 0;
}

static void
mailbox_handled (OdeonMailbox *mailbox, OdeonMail *mail, gboolean failed)
{
  OdeonRedisBox     *box = get_box (mailbox);
  OdeonRedisMessage *message = odeon_mail_get_data (mail);

  box->current = NULL;
  if (!failed || is_stale (box, message))
    {
      done (box, message);
      return;
    }

  g_mutex_lock (&box->lock);
  message->n_attempts++;
  message->is_suspect = TRUE;
  message->is_counted = FALSE;
  g_queue_push_head_link (&box->ready, &message->link);
  g_mutex_unlock (&box->lock);
  odeon_mailbox_notify (mailbox);
}

/* What waits is left to the next actor, here or elsewhere; but nobody is answered by that. */
static void
mailbox_close (OdeonMailbox *mailbox)
{
  OdeonRedisBox          *box = get_box (mailbox);
  g_autoptr (GHashTable)  own = NULL;

  if (box == NULL)
    return;

  g_mutex_lock (&box->lock);
  own = g_steal_pointer (&box->own);
  box->own = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) odeon_mail_unref);
  box->has_actor = FALSE;
  box->is_counting = FALSE;
  g_mutex_unlock (&box->lock);
}

static void
mailbox_iface_init (OdeonMailboxInterface *iface)
{
  iface->put = mailbox_put;
  iface->take = mailbox_take;
  iface->size = mailbox_size;
  iface->handled = mailbox_handled;
  iface->close = mailbox_close;
  iface->notifies = TRUE;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (OdeonRedisMailbox, odeon_redis_mailbox, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ODEON_TYPE_MAILBOX, mailbox_iface_init))

/* --- as an object --- */

static void
odeon_redis_mailbox_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  OdeonRedisBox *box = ODEON_REDIS_MAILBOX (object)->box;

  g_return_if_fail (box != NULL && !box->has_begun);

  switch (id)
    {
    case PROP_CONSUMER:
      g_free (box->consumer);
      box->consumer = g_value_dup_string (value);
      break;
    case PROP_SHARED:
      box->shared = g_value_get_boolean (value);
      break;
    case PROP_SEND_ONLY:
      box->send_only = g_value_get_boolean (value);
      break;
    case PROP_MAX_ATTEMPTS:
      box->max_attempts = g_value_get_uint (value);
      break;
    case PROP_WINDOW:
      box->window = g_value_get_uint (value);
      break;
    case PROP_KEEP_CALLS:
      box->keep_calls = g_value_get_boolean (value);
      break;
    case PROP_CLAIM_AFTER:
      box->claim_after_ms = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
odeon_redis_mailbox_finalize (GObject *object)
{
  OdeonRedisMailbox *self = ODEON_REDIS_MAILBOX (object);

  if (self->box != NULL)
    _odeon_redis_box_close (self->box);
  G_OBJECT_CLASS (odeon_redis_mailbox_parent_class)->finalize (object);
}

static void
odeon_redis_mailbox_class_init (OdeonRedisMailboxClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;
  GParamSpec   *props[N_PROPS] = {
    NULL,
    g_param_spec_string ("consumer", NULL, NULL, DEFAULT_CONSUMER, flags),
    g_param_spec_boolean ("shared", NULL, NULL, FALSE, flags),
    g_param_spec_boolean ("send-only", NULL, NULL, FALSE, flags),
    g_param_spec_uint ("max-attempts", NULL, NULL, 1, G_MAXINT, DEFAULT_ATTEMPTS, flags),
    g_param_spec_uint ("window", NULL, NULL, 0, G_MAXINT, 0, flags),
    g_param_spec_boolean ("keep-calls", NULL, NULL, FALSE, flags),
    g_param_spec_uint ("claim-after-msec", NULL, NULL, 1, G_MAXINT, DEFAULT_CLAIM_AFTER, flags),
  };

  object->set_property = odeon_redis_mailbox_set_property;
  object->finalize = odeon_redis_mailbox_finalize;
  g_object_class_install_properties (object, N_PROPS, props);
}

static void
odeon_redis_mailbox_init (OdeonRedisMailbox *self G_GNUC_UNUSED)
{
}

OdeonRedisMailbox *
odeon_redis_mailbox_new (OdeonRedis *redis, const gchar *key)
{
  OdeonRedisMailbox *self;

  g_return_val_if_fail (ODEON_IS_REDIS (redis) && redis->desk != NULL, NULL);
  g_return_val_if_fail (key != NULL && *key != '\0', NULL);

  self = g_object_new (ODEON_TYPE_REDIS_MAILBOX, NULL);
  self->box = _odeon_redis_box_new (redis, key);
  self->box->consumer = g_strdup (DEFAULT_CONSUMER);
  self->box->max_attempts = DEFAULT_ATTEMPTS;
  self->box->claim_after_ms = DEFAULT_CLAIM_AFTER;

  return self;
}

OdeonRedisBox *
_odeon_redis_mailbox_get_box (OdeonRedisMailbox *self)
{
  g_return_val_if_fail (ODEON_IS_REDIS_MAILBOX (self), NULL);

  return self->box;
}

void
odeon_redis_mailbox_set_deduplication (OdeonRedisMailbox *self,
                                       OdeonMailKeyFunc   key_of,
                                       gpointer           user_data,
                                       GDestroyNotify     destroy,
                                       guint              keep_ms)
{
  OdeonRedisBox *box;

  g_return_if_fail (ODEON_IS_REDIS_MAILBOX (self) && self->box != NULL && !self->box->has_begun);
  g_return_if_fail (key_of != NULL && keep_ms > 0);

  box = self->box;
  if (box->key_destroy != NULL)
    box->key_destroy (box->key_data);
  box->key_of = key_of;
  box->key_data = user_data;
  box->key_destroy = destroy;
  box->key_ms = keep_ms;
}

OdeonFuture *
odeon_redis_mailbox_flush (OdeonRedisMailbox *self)
{
  g_return_val_if_fail (ODEON_IS_REDIS_MAILBOX (self) && self->box != NULL, NULL);

  _odeon_redis_box_begin (self->box, ODEON_MAILBOX (self));

  return _odeon_redis_box_flush (self->box);
}

const gchar *
odeon_redis_mailbox_get_current_id (OdeonRedisMailbox *self)
{
  g_return_val_if_fail (ODEON_IS_REDIS_MAILBOX (self) && self->box != NULL, NULL);

  if (self->box->current == NULL)
    return NULL;

  _odeon_redis_message_print_id (self->box->current, self->box->current_id);

  return self->box->current_id;
}
