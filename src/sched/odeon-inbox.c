/* SPDX-License-Identifier: MIT */

/* A worker's inbox: what others send it, how it is woken for that, and how it is drained. */

#include "odeon-environment-private.h"
#include "odeon-migrant-private.h"

/* How long the inbox is drained is looked at more seldom than most of what is in there takes. */
#define DRAIN_LOOK_EVERY 16
#define DRAIN_USEC       250

const GError *
_odeon_worker_closed_error (void)
{
  static gsize   once;
  static GError *error;

  if (g_once_init_enter (&once))
    {
      error = g_error_new_literal (ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD, "The thread has ended");
      g_once_init_leave (&once, 1);
    }

  return error;
}

static void
wake (OdeonWorker *self)
{
  if (self->kind == ODEON_WORKER_MIGRANT)
    {
      _odeon_migrant_tell (self);
      return;
    }

  if (self->context != NULL)
    g_main_context_wakeup (self->context);

  if (self->kind != ODEON_WORKER_THREAD)
    {
      g_mutex_lock (&self->sleep);
      if (self->sleeper != NULL)
        _odeon_parker_wake (self->sleeper);
      g_mutex_unlock (&self->sleep);
    }
}

gboolean
_odeon_worker_wake (OdeonWorker *self)
{
  /* Sequentially consistent, like what was pushed before: see the header. */
  if (!atomic_load_explicit (&self->parked, memory_order_seq_cst)
      || !atomic_exchange_explicit (&self->parked, FALSE, memory_order_seq_cst))
    return FALSE;

  wake (self);

  return TRUE;
}

void
_odeon_worker_send (OdeonWorker *self, OdeonMessage *message)
{
  switch (_odeon_queue_push (&self->inbox.queue, &message->node))
    {
    case ODEON_PUSH_BEHIND:
      break;
    case ODEON_PUSH_FIRST:
      _odeon_worker_wake (self);
      break;
    case ODEON_PUSH_CLOSED:
      _odeon_queue_refuse_all (&self->inbox.queue, _odeon_worker_closed_error ());
      break;
    }
}

/* %TRUE: what has been drained so far took long enough. The first look only starts the clock. */
static gboolean
drains_too_long (guint n, gint64 *start)
{
  gint64 now;

  if (n % DRAIN_LOOK_EVERY != 0)
    return FALSE;

  now = _odeon_now ();
  if (*start == 0)
    *start = now;

  return now - *start >= DRAIN_USEC;
}

/* Runs what has come so far, or of much the first. What that sends in turn waits for the next
 * time: a continuation that attaches itself anew must not keep everybody else from their turn. */
void
_odeon_worker_drain (OdeonWorker *self)
{
  OdeonMessage *message;
  guint         n = 0;
  gint64        start = 0;

  if (self->inbox.chain.first == NULL)
    self->inbox.told = _odeon_queue_may_take (&self->inbox.queue);
  while ((message = _odeon_mail_queue_pop (&self->inbox)) != NULL)
    {
      message->klass->run (message, self);
      if (drains_too_long (++n, &start))
        break;
    }
}
