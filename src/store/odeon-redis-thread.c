/* SPDX-License-Identifier: MIT */

#include "odeon-redis-thread-private.h"

#include "odeon-error.h"

#include <signal.h>
#include <stdatomic.h>

struct _OdeonRedisThread
{
  atomic_int    ref_count;
  atomic_bool   quit;
  GMainContext *context;
  GThread      *thread;
};

/* The context is the thread's own reference, for it may outlive the last of all others. */
static gpointer
run (gpointer data)
{
  OdeonRedisThread *self = data;
  GMainContext     *context = self->context;
  sigset_t          signals;

  /* hiredis writes to connections that may be broken, and wants an error for it. */
  sigemptyset (&signals);
  sigaddset (&signals, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &signals, NULL);

  g_main_context_push_thread_default (context);
  /* Acquire: pairs with the release in _odeon_redis_thread_unref(); what others did with it comes
   * before its end. */
  while (!atomic_load_explicit (&self->quit, memory_order_acquire))
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);

  g_main_context_unref (context);
  g_free (self);

  return NULL;
}

OdeonRedisThread *
_odeon_redis_thread_new (GError **error)
{
  OdeonRedisThread  *self = g_new0 (OdeonRedisThread, 1);
  g_autoptr (GError) why = NULL;

  /* Looked up once, before there are two threads to do so. */
  (void) ODEON_ERROR;
  atomic_init (&self->ref_count, 1);
  atomic_init (&self->quit, FALSE);
  self->context = g_main_context_new ();
  self->thread = g_thread_try_new ("odeon-redis", run, self, &why);
  if (self->thread == NULL)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES, "No thread for Redis: %s",
                   why->message);
      g_main_context_unref (self->context);
      g_free (self);
      return NULL;
    }

  return self;
}

OdeonRedisThread *
_odeon_redis_thread_ref (OdeonRedisThread *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);

  return self;
}

void
_odeon_redis_thread_unref (OdeonRedisThread *self)
{
  g_autoptr (GMainContext) context = NULL;
  GThread                 *thread = self->thread;

  /* Release: pairs with the acquire of the last one's own. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  context = g_main_context_ref (self->context);
  atomic_store_explicit (&self->quit, TRUE, memory_order_release);
  g_main_context_wakeup (context);
  if (thread == g_thread_self ())
    g_thread_unref (thread);
  else
    g_thread_join (thread);
}

gboolean
_odeon_redis_thread_is_current (OdeonRedisThread *self)
{
  return self->thread == g_thread_self ();
}

GMainContext *
_odeon_redis_thread_get_context (OdeonRedisThread *self)
{
  return self->context;
}

typedef struct
{
  GSourceOnceFunc function;
  gpointer        data;
  atomic_bool     is_ready;
} Errand;

static gboolean
run_errand (gpointer data)
{
  Errand *self = data;

  /* Acquire: pairs with the release of whoever posted it, as the context's lock does, which the
   * sanitizer of threads does not see. */
  if (atomic_load_explicit (&self->is_ready, memory_order_acquire))
    self->function (self->data);

  return G_SOURCE_REMOVE;
}

GSource *
_odeon_redis_thread_post_after (OdeonRedisThread *self,
                                guint             pause_ms,
                                GSourceOnceFunc   function,
                                gpointer          data)
{
  GSource *source = pause_ms == 0 ? g_idle_source_new () : g_timeout_source_new (pause_ms);
  Errand  *errand = g_new (Errand, 1);

  errand->function = function;
  errand->data = data;
  atomic_store_explicit (&errand->is_ready, TRUE, memory_order_release);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, run_errand, errand, g_free);
  g_source_attach (source, self->context);

  return source;
}

void
_odeon_redis_thread_post (OdeonRedisThread *self, GSourceOnceFunc function, gpointer data)
{
  g_source_unref (_odeon_redis_thread_post_after (self, 0, function, data));
}

/* --- kicks --- */

typedef struct
{
  GSource         source;
  atomic_bool     is_kicked;
  GSourceOnceFunc function;
  gpointer        data;
} Kick;

static gboolean
kick_dispatch (GSource *source, GSourceFunc callback G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  Kick *self = (Kick *) source;

  g_source_set_ready_time (source, -1);
  /* Acquire: pairs with the release of _odeon_redis_kick(), which comes too late for this one only
   * if its own is to come. */
  atomic_exchange_explicit (&self->is_kicked, FALSE, memory_order_acq_rel);
  self->function (self->data);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs kick_functions = { .dispatch = kick_dispatch };

GSource *
_odeon_redis_kick_new (OdeonRedisThread *thread, GSourceOnceFunc function, gpointer data)
{
  GSource *source = g_source_new (&kick_functions, sizeof (Kick));
  Kick    *self = (Kick *) source;

  /* `is_kicked` is what g_source_new() has cleared: a store would have to come before the kicks. */
  self->function = function;
  self->data = data;
  g_source_set_static_name (source, "odeon-redis-kick");
  g_source_attach (source, thread->context);

  return source;
}

void
_odeon_redis_kick (GSource *kick)
{
  if (kick != NULL
      && !atomic_exchange_explicit (&((Kick *) kick)->is_kicked, TRUE, memory_order_acq_rel))
    g_source_set_ready_time (kick, 0);
}

void
_odeon_redis_kick_at (GSource *kick, gint64 when)
{
  g_source_set_ready_time (kick, when);
  /* One that was kicked meanwhile is not to be late. */
  if (atomic_load_explicit (&((Kick *) kick)->is_kicked, memory_order_acquire))
    g_source_set_ready_time (kick, 0);
}

void
_odeon_redis_kick_free (GSource *kick)
{
  g_source_destroy (kick);
  g_source_unref (kick);
}
