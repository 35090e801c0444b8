/* SPDX-License-Identifier: MIT */

#include "odeon-lease-private.h"

/* KEYS: the name's, the tokens'. ARGV: the value, the lease, the channel, the name. A token is not
 * below the time: so it rises even if the server has lost its data. */
#define CLAIM \
  "if redis.call('EXISTS',KEYS[1])==1 then return '' end " \
  "local now=redis.call('TIME') " \
  "local t=math.max(tonumber(redis.call('GET',KEYS[2]) or '0')+1,now[1]*1000000+now[2]) " \
  "t=string.format('%.0f',t) redis.call('SET',KEYS[2],t) " \
  "redis.call('HSET',KEYS[1],'t',t,'v',ARGV[1]) redis.call('PEXPIRE',KEYS[1],ARGV[2]) " \
  "redis.call('PUBLISH',ARGV[3],ARGV[4]) return t"

/* KEYS: the name's. ARGV: the token, the lease. */
#define RENEW \
  "if redis.call('HGET',KEYS[1],'t')~=ARGV[1] then return 0 end " \
  "return redis.call('PEXPIRE',KEYS[1],ARGV[2])"

/* KEYS: the name's. ARGV: the token, the channel, the name. */
#define RELEASE \
  "if redis.call('HGET',KEYS[1],'t')~=ARGV[1] then return 0 end " \
  "redis.call('DEL',KEYS[1]) redis.call('PUBLISH',ARGV[2],ARGV[3]) return 1"

struct _OdeonLease
{
  GObject    parent_instance;

  OdeonHold *hold; /* %NULL: made by g_object_new() */
};

G_DEFINE_FINAL_TYPE (OdeonLease, odeon_lease, G_TYPE_OBJECT)

/* --- holds --- */

OdeonHold *
_odeon_hold_new (OdeonRedis *redis, const gchar *prefix, const gchar *name, guint lease_ms)
{
  OdeonHold *self = g_atomic_rc_box_new0 (OdeonHold);

  self->redis = g_object_ref (redis);
  self->key = g_strdup_printf ("%s:name:%s", prefix, name);
  self->token_key = g_strdup_printf ("%s:token", prefix);
  self->channel = g_strdup_printf ("%s:changes", prefix);
  self->name = g_strdup (name);
  self->lease_ms = lease_ms;
  self->lost = odeon_promise_new ();
  g_mutex_init (&self->lock);

  return self;
}

static void
clear (gpointer hold)
{
  OdeonHold *self = hold;

  g_object_unref (self->redis);
  g_free (self->key);
  g_free (self->token_key);
  g_free (self->channel);
  g_free (self->name);
  odeon_promise_free (self->lost);
  g_mutex_clear (&self->lock);
}

OdeonHold *
_odeon_hold_ref (OdeonHold *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
_odeon_hold_unref (OdeonHold *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static gint64
get_end (OdeonHold *self, gint64 asked)
{
  return asked + self->lease_ms * G_TIME_SPAN_MILLISECOND / 20 * 19;
}

static void
end (OdeonHold *self)
{
  gboolean was_over;

  g_mutex_lock (&self->lock);
  was_over = self->is_over;
  self->is_over = TRUE;
  self->expires = 0;
  g_mutex_unlock (&self->lock);
  if (was_over)
    return;

  odeon_promise_set_boolean (self->lost, TRUE);
  if (self->ended != NULL)
    self->ended (self->ended_data);
}

/* Once it has expired it is not held, whatever the server says later. */
static gboolean
extend (OdeonHold *self, gint64 asked)
{
  gboolean is_held;

  g_mutex_lock (&self->lock);
  is_held = !self->is_over && g_get_monotonic_time () < self->expires;
  if (is_held)
    self->expires = MAX (self->expires, get_end (self, asked));
  g_mutex_unlock (&self->lock);

  return is_held;
}

/* --- renewal, on the server's thread --- */

static void watch (gpointer hold);

/* A renewal is under way, or none: it is looked at again when that is due, or when it expires. */
static void
watch_later (OdeonHold *self)
{
  gint64 left;

  g_mutex_lock (&self->lock);
  left = self->expires - g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);

  left = CLAMP (left / G_TIME_SPAN_MILLISECOND + 1, 1, self->lease_ms / 3);
  g_source_unref (_odeon_redis_thread_post_after (self->redis->thread, (guint) left, watch,
                                                  _odeon_hold_ref (self)));
}

static void
on_renewed (const redisReply *reply, const GError *error G_GNUC_UNUSED, gpointer data)
{
  OdeonHold *self = data;
  gint64     asked;

  g_mutex_lock (&self->lock);
  asked = self->asked;
  self->asked = 0;
  g_mutex_unlock (&self->lock);

  /* Without an answer it may be held yet, until it expires. */
  if (reply != NULL && (reply->integer != 1 || !extend (self, asked)))
    end (self);
  _odeon_hold_unref (self);
}

static void
renew (OdeonHold *self)
{
  GString *command = g_string_new (NULL);
  gchar    token[24];
  gchar    lease[16];

  g_snprintf (token, sizeof token, "%" G_GUINT64_FORMAT, self->token);
  g_snprintf (lease, sizeof lease, "%u", self->lease_ms);
  _odeon_redis_command_set (command, "EVAL", RENEW, "1", self->key, token, lease, NULL);
  _odeon_redis_request (self->redis, command, on_renewed, _odeon_hold_ref (self));
}

static void
watch (gpointer data)
{
  OdeonHold *self = data;
  gint64     now = g_get_monotonic_time ();
  gboolean   is_over;
  gboolean   asks;

  g_mutex_lock (&self->lock);
  is_over = self->is_over || now >= self->expires;
  asks = !is_over && self->asked == 0;
  if (asks)
    self->asked = now;
  g_mutex_unlock (&self->lock);

  if (is_over)
    end (self);
  else
    {
      if (asks)
        renew (self);
      watch_later (self);
    }
  _odeon_hold_unref (self);
}

/* --- claims --- */

typedef struct
{
  OdeonHold     *hold;
  OdeonClaimFunc function;
  gpointer       data;
  gint64         asked;
} Claim;

static OdeonLease *
lease_new (OdeonHold *hold, guint64 token, gint64 asked)
{
  OdeonLease *self = g_object_new (ODEON_TYPE_LEASE, NULL);

  hold->token = token;
  hold->expires = get_end (hold, asked);
  self->hold = _odeon_hold_ref (hold);
  watch_later (hold);

  return self;
}

static void
on_claimed (const redisReply *reply, const GError *error, gpointer data)
{
  Claim             *self = data;
  OdeonHold         *hold = self->hold;
  OdeonLease        *lease = NULL;
  g_autoptr (GError) taken = NULL;

  if (error == NULL && reply->type == REDIS_REPLY_STRING && reply->len > 0)
    lease = lease_new (hold, g_ascii_strtoull (reply->str, NULL, 10), self->asked);
  else if (error == NULL)
    taken = g_error_new (ODEON_ERROR, ODEON_ERROR_NAME_TAKEN, "\"%s\" is held by somebody",
                         hold->name);
  self->function (lease, error != NULL ? error : taken, self->data);
  _odeon_hold_unref (hold);
  g_free (self);
}

void
_odeon_hold_claim (OdeonHold *self, const gchar *value, OdeonClaimFunc function, gpointer data)
{
  Claim   *claim = g_new (Claim, 1);
  GString *command = g_string_new (NULL);
  gchar    lease[16];

  *claim = (Claim) { _odeon_hold_ref (self), function, data, g_get_monotonic_time () };
  g_snprintf (lease, sizeof lease, "%u", self->lease_ms);
  _odeon_redis_command_set (command, "EVAL", CLAIM, "2", self->key, self->token_key, value, lease,
                            self->channel, self->name, NULL);
  _odeon_redis_request (self->redis, command, on_claimed, claim);
}

/* --- leases --- */

typedef struct
{
  OdeonHold    *hold;
  OdeonPromise *promise; /* (nullable): nobody asks */
} Release;

static void
on_released (const redisReply *reply G_GNUC_UNUSED, const GError *error, gpointer data)
{
  Release *self = data;

  if (self->promise != NULL && error != NULL)
    odeon_promise_set_error (self->promise, g_error_copy (error));
  else if (self->promise != NULL)
    odeon_promise_set_boolean (self->promise, TRUE);
  odeon_promise_free (self->promise);
  _odeon_hold_unref (self->hold);
  g_free (self);
}

static void
release (OdeonHold *hold, OdeonPromise *promise)
{
  Release *self = g_new (Release, 1);
  GString *command = g_string_new (NULL);
  gchar    token[24];

  self->hold = _odeon_hold_ref (hold);
  self->promise = promise;
  /* Before the server can give the name to another. */
  end (hold);
  g_snprintf (token, sizeof token, "%" G_GUINT64_FORMAT, hold->token);
  _odeon_redis_command_set (command, "EVAL", RELEASE, "1", hold->key, token, hold->channel,
                            hold->name, NULL);
  _odeon_redis_request (hold->redis, command, on_released, self);
}

static void
odeon_lease_finalize (GObject *object)
{
  OdeonLease *self = ODEON_LEASE (object);

  if (self->hold != NULL)
    {
      release (self->hold, NULL);
      _odeon_hold_unref (self->hold);
    }
  G_OBJECT_CLASS (odeon_lease_parent_class)->finalize (object);
}

static void
odeon_lease_class_init (OdeonLeaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = odeon_lease_finalize;
}

static void
odeon_lease_init (OdeonLease *self G_GNUC_UNUSED)
{
}

guint64
odeon_lease_get_token (OdeonLease *self)
{
  g_return_val_if_fail (ODEON_IS_LEASE (self) && self->hold != NULL, 0);

  return self->hold->token;
}

gboolean
odeon_lease_is_held (OdeonLease *self)
{
  gboolean is_held;

  g_return_val_if_fail (ODEON_IS_LEASE (self) && self->hold != NULL, FALSE);

  g_mutex_lock (&self->hold->lock);
  is_held = !self->hold->is_over && g_get_monotonic_time () < self->hold->expires;
  g_mutex_unlock (&self->hold->lock);

  return is_held;
}

OdeonFuture *
odeon_lease_dup_lost (OdeonLease *self)
{
  g_return_val_if_fail (ODEON_IS_LEASE (self) && self->hold != NULL, NULL);

  return odeon_promise_get_future (self->hold->lost);
}

OdeonFuture *
odeon_lease_release (OdeonLease *self)
{
  OdeonPromise *promise;
  OdeonFuture  *future;

  g_return_val_if_fail (ODEON_IS_LEASE (self) && self->hold != NULL, NULL);

  promise = odeon_promise_new ();
  future = odeon_promise_get_future (promise);
  release (self->hold, promise);

  return future;
}
