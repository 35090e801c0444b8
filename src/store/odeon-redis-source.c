/* SPDX-License-Identifier: MIT */

#include "odeon-redis-source-private.h"

#define BROKEN (G_IO_HUP | G_IO_ERR)

typedef struct
{
  GSource             source;
  GPollFD             fd;
  redisAsyncContext  *redis; /* %NULL: it has been freed */
  gint64              timeout;
  gint64              heard; /* when, or when there was nothing to be heard */
  OdeonRedisStallFunc stalled;
  gpointer            data;
} RedisSource;

/* What is waited for is asked anew before each poll, and all of this runs on the context's thread:
 * nobody is to be woken. */

static void
add_read (gpointer data)
{
  ((RedisSource *) data)->fd.events |= G_IO_IN;
}

static void
remove_read (gpointer data)
{
  ((RedisSource *) data)->fd.events &= (gushort) ~G_IO_IN;
}

static void
add_write (gpointer data)
{
  RedisSource *self = data;

  self->fd.events |= G_IO_OUT;
  if (g_source_get_ready_time (&self->source) < 0)
    {
      self->heard = g_get_monotonic_time ();
      g_source_set_ready_time (&self->source, self->heard + self->timeout);
    }
}

static void
remove_write (gpointer data)
{
  ((RedisSource *) data)->fd.events &= (gushort) ~G_IO_OUT;
}

static void
clean_up (gpointer data)
{
  RedisSource *self = data;

  self->redis = NULL;
  g_source_destroy (&self->source);
  g_source_unref (&self->source);
}

static gboolean
prepare (GSource *source G_GNUC_UNUSED, gint *timeout)
{
  *timeout = -1;

  return FALSE;
}

static gboolean
check (GSource *source)
{
  RedisSource *self = (RedisSource *) source;

  return (self->fd.revents & (self->fd.events | BROKEN)) != 0;
}

/* %FALSE: it is gone. */
static gboolean
watch_time (RedisSource *self)
{
  gint64 now = g_source_get_time (&self->source);

  if (now < g_source_get_ready_time (&self->source))
    return TRUE;
  if (self->redis->replies.head == NULL)
    {
      g_source_set_ready_time (&self->source, -1);
      return TRUE;
    }
  if (now - self->heard >= self->timeout && !self->stalled (self->data))
    return FALSE;

  g_source_set_ready_time (&self->source, MAX (self->heard, now - self->timeout / 2)
                                          + self->timeout);

  return TRUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  RedisSource *self = (RedisSource *) source;
  gushort      events = self->fd.revents;

  if ((events & (G_IO_OUT | BROKEN)) && (self->fd.events & G_IO_OUT))
    redisAsyncHandleWrite (self->redis);
  if (self->redis != NULL && (events & (G_IO_IN | BROKEN)))
    {
      self->heard = g_source_get_time (source);
      redisAsyncHandleRead (self->redis);
    }
  if (self->redis != NULL && g_source_get_ready_time (source) >= 0)
    watch_time (self);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs functions = {
  .prepare = prepare,
  .check = check,
  .dispatch = dispatch,
};

void
_odeon_redis_source_attach (redisAsyncContext  *redis,
                            GMainContext       *context,
                            guint               timeout_ms,
                            OdeonRedisStallFunc stalled,
                            gpointer            data)
{
  GSource     *source = g_source_new (&functions, sizeof (RedisSource));
  RedisSource *self = (RedisSource *) source;

  self->redis = redis;
  self->fd.fd = redis->c.fd;
  self->timeout = timeout_ms * G_TIME_SPAN_MILLISECOND;
  self->stalled = stalled;
  self->data = data;
  g_source_set_static_name (source, "odeon-redis");
  g_source_add_poll (source, &self->fd);

  redis->ev.data = self;
  redis->ev.addRead = add_read;
  redis->ev.delRead = remove_read;
  redis->ev.addWrite = add_write;
  redis->ev.delWrite = remove_write;
  redis->ev.cleanup = clean_up;
  /* The first write says that the connection is there. */
  add_write (self);
  g_source_attach (source, context);
}
