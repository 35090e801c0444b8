/* SPDX-License-Identifier: MIT */

/* Who waits until the server knows of all that was put, or handled, until then. */

#include "odeon-redis-box-private.h"

typedef struct
{
  OdeonPromise *promise;
  guint64       n_put;
  guint64       n_handled;
  gint64        deadline;
} Flush;

OdeonFuture *
_odeon_redis_box_flush (OdeonRedisBox *self)
{
  Flush       *flush = g_new (Flush, 1);
  OdeonFuture *future;

  flush->promise = odeon_promise_new ();
  flush->deadline = g_get_monotonic_time () + self->timeout;
  future = odeon_promise_get_future (flush->promise);
  g_mutex_lock (&self->lock);
  flush->n_put = self->n_put;
  flush->n_handled = self->n_handled;
  g_queue_push_tail (&self->flushes, flush);
  g_mutex_unlock (&self->lock);
  _odeon_redis_kick (self->kick);

  return future;
}

/* Takes over @why. */
static void
end (Flush *self, GError *why)
{
  if (why != NULL)
    odeon_promise_set_error (self->promise, why);
  else
    odeon_promise_set_boolean (self->promise, TRUE);
  odeon_promise_free (self->promise);
  g_free (self);
}

/* (nullable): one that is due. */
static Flush *
pop_locked (OdeonRedisBox *self)
{
  Flush *first = g_queue_peek_head (&self->flushes);

  if (first == NULL || self->n_answered < first->n_put || self->n_settled < first->n_handled)
    return NULL;

  return g_queue_pop_head (&self->flushes);
}

void
_odeon_redis_box_end_flushes (OdeonRedisBox *self)
{
  Flush *flush;

  do
    {
      GError *why = NULL;

      g_mutex_lock (&self->lock);
      flush = pop_locked (self);
      if (flush != NULL)
        why = g_steal_pointer (&self->refusal);
      g_mutex_unlock (&self->lock);
      if (flush != NULL)
        end (flush, why);
    }
  while (flush != NULL);
}

gint64
_odeon_redis_box_refuse_flushes (OdeonRedisBox *self)
{
  gint64 now = g_get_monotonic_time ();

  while (TRUE)
    {
      Flush *late = NULL;
      gint64 deadline = -1;

      g_mutex_lock (&self->lock);
      if (self->flushes.head != NULL)
        deadline = ((Flush *) self->flushes.head->data)->deadline;
      if (deadline >= 0 && deadline <= now)
        late = g_queue_pop_head (&self->flushes);
      g_mutex_unlock (&self->lock);
      if (late == NULL)
        return deadline;

      end (late, g_error_new (ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED,
                              "%s: the server has not confirmed all in %" G_GINT64_FORMAT " ms",
                              self->key, self->timeout / G_TIME_SPAN_MILLISECOND));
    }
}
