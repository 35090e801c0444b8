/* SPDX-License-Identifier: MIT */

/* Who wants to run an actor that is to run once. It claims the name, and again while that is held
 * by another; what it is given it keeps until the lease ends, by which the actor is killed, or the
 * actor ends, by which the lease does. All of that is done by a bid, which outlives the object
 * until what is under way has come back. */

#include "odeon-singleton.h"
#include "odeon-lease-private.h"
#include "odeon-monitor.h"
#include "odeon-state.h"

typedef struct
{
  /* Constant. */
  OdeonDirectory    *directory;
  OdeonRedisThread  *thread;
  gchar             *name;
  gchar             *value;
  guint              pause_ms;
  OdeonSingletonFunc start;
  gpointer           data;
  GDestroyNotify     destroy;

  GMutex             lock;
  gboolean           is_over; /* its object is gone */
  OdeonLease        *lease;   /* (nullable) */
  OdeonRef          *actor;   /* (nullable) */
} Bid;

struct _OdeonSingleton
{
  GObject parent_instance;

  Bid    *bid; /* %NULL: made by g_object_new() */
};

G_DEFINE_FINAL_TYPE (OdeonSingleton, odeon_singleton, G_TYPE_OBJECT)

static void
bid_clear (gpointer data)
{
  Bid *self = data;

  if (self->destroy != NULL)
    self->destroy (self->data);
  g_object_unref (self->directory);
  _odeon_redis_thread_unref (self->thread);
  g_free (self->name);
  g_free (self->value);
  g_mutex_clear (&self->lock);
}

static void
bid_unref (gpointer bid)
{
  g_atomic_rc_box_release_full (bid, bid_clear);
}

static void claim (gpointer data);

static void
claim_later (Bid *self)
{
  g_source_unref (_odeon_redis_thread_post_after (self->thread, self->pause_ms, claim,
                                                  g_atomic_rc_box_acquire (self)));
}

/* Kills before it gives back. @of: (nullable): only if that is the actor. */
static void
let_go (Bid *self, OdeonRef *of)
{
  OdeonLease *lease = NULL;
  OdeonRef   *actor = NULL;

  g_mutex_lock (&self->lock);
  if (of == NULL || of == self->actor)
    {
      lease = g_steal_pointer (&self->lease);
      actor = g_steal_pointer (&self->actor);
    }
  g_mutex_unlock (&self->lock);

  if (actor != NULL)
    {
      odeon_future_unref (odeon_ref_kill (actor));
      odeon_ref_unref (actor);
    }
  g_clear_object (&lease);
}

static void
on_ended (gpointer data)
{
  Bid *self = data;

  let_go (self, NULL);
  claim_later (self);
  bid_unref (self);
}

/* --- its actor's own end --- */

typedef struct
{
  Bid      *bid;
  OdeonRef *actor;
} Watch;

static void
on_actor_ended (OdeonFuture *future G_GNUC_UNUSED, gpointer data)
{
  Watch *self = data;

  let_go (self->bid, self->actor);
}

static void
watch_free (gpointer data)
{
  Watch *self = data;

  odeon_ref_unref (self->actor);
  bid_unref (self->bid);
  g_free (self);
}

static void
watch (Bid *self, OdeonRef *actor)
{
  Watch       *watch = g_new (Watch, 1);
  OdeonFuture *ended = odeon_ref_ended (actor);

  *watch = (Watch) { g_atomic_rc_box_acquire (self), odeon_ref_ref (actor) };
  odeon_future_on_done (ended, on_actor_ended, watch, watch_free);
  odeon_future_unref (ended);
}

/* --- what it is given --- */

static void
on_claimed (OdeonLease *lease, const GError *error G_GNUC_UNUSED, gpointer data)
{
  Bid      *self = data;
  OdeonRef *actor = lease != NULL ? self->start (lease, self->data) : NULL;
  gboolean  is_kept;

  g_mutex_lock (&self->lock);
  is_kept = !self->is_over && actor != NULL;
  if (is_kept)
    {
      self->lease = lease;
      self->actor = odeon_ref_ref (actor);
    }
  g_mutex_unlock (&self->lock);

  if (is_kept)
    {
      watch (self, actor);
      odeon_ref_unref (actor);
    }
  else if (actor != NULL)
    {
      odeon_future_unref (odeon_ref_kill (actor));
      odeon_ref_unref (actor);
    }
  /* A lease that is let go of ends, and one that was not given never does. */
  if (lease == NULL)
    on_ended (self);
  else if (!is_kept)
    g_object_unref (lease);
  bid_unref (self);
}

/* On the server's thread; takes over a reference. */
static void
claim (gpointer data)
{
  Bid       *self = data;
  OdeonHold *hold;
  gboolean   is_idle;

  g_mutex_lock (&self->lock);
  is_idle = !self->is_over && self->lease == NULL;
  g_mutex_unlock (&self->lock);
  if (is_idle)
    {
      hold = _odeon_directory_new_hold (self->directory, self->name);
      hold->ended = on_ended;
      hold->ended_data = g_atomic_rc_box_acquire (self);
      _odeon_hold_claim (hold, self->value, on_claimed, g_atomic_rc_box_acquire (self));
      _odeon_hold_unref (hold);
    }
  bid_unref (self);
}

/* --- the object --- */

static void
odeon_singleton_finalize (GObject *object)
{
  Bid *bid = ODEON_SINGLETON (object)->bid;

  if (bid != NULL)
    {
      g_mutex_lock (&bid->lock);
      bid->is_over = TRUE;
      g_mutex_unlock (&bid->lock);
      let_go (bid, NULL);
      bid_unref (bid);
    }
  G_OBJECT_CLASS (odeon_singleton_parent_class)->finalize (object);
}

static void
odeon_singleton_class_init (OdeonSingletonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = odeon_singleton_finalize;
}

static void
odeon_singleton_init (OdeonSingleton *self G_GNUC_UNUSED)
{
}

OdeonSingleton *
odeon_singleton_new (OdeonDirectory    *directory,
                     const gchar       *name,
                     const gchar       *value,
                     OdeonSingletonFunc start,
                     gpointer           user_data,
                     GDestroyNotify     destroy)
{
  OdeonSingleton *self;
  Bid            *bid;

  g_return_val_if_fail (ODEON_IS_DIRECTORY (directory), NULL);
  g_return_val_if_fail (name != NULL && value != NULL && start != NULL, NULL);

  bid = g_atomic_rc_box_new0 (Bid);
  bid->directory = g_object_ref (directory);
  bid->thread = _odeon_redis_thread_ref (_odeon_directory_get_thread (directory));
  bid->name = g_strdup (name);
  bid->value = g_strdup (value);
  bid->pause_ms = MAX (_odeon_directory_get_lease_ms (directory) / 3, 1);
  bid->start = start;
  bid->data = user_data;
  bid->destroy = destroy;
  g_mutex_init (&bid->lock);
  self = g_object_new (ODEON_TYPE_SINGLETON, NULL);
  self->bid = bid;
  _odeon_redis_thread_post (bid->thread, claim, g_atomic_rc_box_acquire (bid));

  return self;
}

gboolean
odeon_singleton_runs_here (OdeonSingleton *self)
{
  gboolean runs;

  g_return_val_if_fail (ODEON_IS_SINGLETON (self) && self->bid != NULL, FALSE);

  g_mutex_lock (&self->bid->lock);
  runs = self->bid->lease != NULL && odeon_lease_is_held (self->bid->lease);
  g_mutex_unlock (&self->bid->lock);

  return runs;
}
