/* SPDX-License-Identifier: MIT */

#include "odeon-intake-private.h"
#include "odeon-actor-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-envelope-private.h"
#include "odeon-log-private.h"
#include "odeon-pool-private.h"
#include "odeon-room-private.h"

OdeonIntake *
_odeon_intake_new (guint bound, OdeonOverflow policy)
{
  OdeonIntake *self = g_aligned_alloc0 (1, sizeof *self, _Alignof (OdeonIntake));

  _odeon_bound_init (&self->bound, bound, policy);
  if (bound != 0 && policy == ODEON_OVERFLOW_DROP_OLDEST)
    {
      self->window = _odeon_window_new (bound);
      _odeon_bound_set_limit (&self->bound, 0);
    }

  return self;
}

OdeonIntake *
_odeon_intake_new_custom (OdeonCustomMailbox *mailbox)
{
  OdeonIntake *self = _odeon_intake_new (1, ODEON_OVERFLOW_REFUSE);

  self->custom = mailbox;
  _odeon_bound_set_limit (&self->bound, 0);

  return self;
}

void
_odeon_intake_free (OdeonIntake *self)
{
  if (self == NULL)
    return;

  _odeon_bound_clear (&self->bound);
  _odeon_custom_mailbox_free (self->custom);
  _odeon_window_free (self->window);
  _odeon_priorities_clear (&self->priorities);
  _odeon_activity_free (atomic_load_explicit (&self->activity, memory_order_relaxed));
  g_aligned_free (self);
}

OdeonIntake *
_odeon_cell_need_intake (OdeonCell *self)
{
  OdeonIntake *intake = atomic_load_explicit (&self->intake, memory_order_relaxed);

  if (intake == NULL)
    {
      intake = _odeon_intake_new (0, ODEON_OVERFLOW_DEFAULT);
      /* Release: pairs with the acquire load of a sender. */
      atomic_store_explicit (&self->intake, intake, memory_order_release);
    }

  return intake;
}

/* --- messages that count --- */

typedef void (*Run) (OdeonMessage *message, gpointer receiver);

static G_GNUC_NO_INLINE void run_late (OdeonMessage *message, OdeonCell *cell, Run run);

/* Also where it counts no longer: a call may be forwarded to an actor without a bound. */
static inline void
count_and_run (OdeonMessage *message, OdeonCell *cell, Run run)
{
  OdeonIntake *self = atomic_load_explicit (&cell->intake, memory_order_relaxed);

  if (G_LIKELY (self != NULL))
    {
      if (G_UNLIKELY (self->bound.is_watched))
        {
          run_late (message, cell, run);
          return;
        }
      _odeon_bound_take (&self->bound);
    }
  run (message, cell);
}

static void
counted_call_run (OdeonMessage *message, gpointer receiver)
{
  count_and_run (message, receiver, _odeon_call_run);
}

static void
counted_call_refuse (OdeonMessage *message, const GError *why)
{
  _odeon_call_message_class->refuse (message, why);
}

const OdeonMessageClass _odeon_counted_call_class = {
  .run = counted_call_run,
  .refuse = counted_call_refuse,
};

static void
counted_pooled_call_run (OdeonMessage *message, gpointer receiver)
{
  count_and_run (message, receiver, _odeon_pooled_call_class.run);
}

static void
counted_pooled_call_refuse (OdeonMessage *message, const GError *why)
{
  _odeon_pooled_call_class.refuse (message, why);
}

const OdeonMessageClass _odeon_counted_pooled_call_class = {
  .run = counted_pooled_call_run,
  .refuse = counted_pooled_call_refuse,
};

static void
counted_invocation_run (OdeonMessage *message, gpointer receiver)
{
  count_and_run (message, receiver, _odeon_invocation_class.run);
}

static void
counted_invocation_refuse (OdeonMessage *message, const GError *why)
{
  _odeon_invocation_class.refuse (message, why);
}

const OdeonMessageClass _odeon_counted_invocation_class = {
  .run = counted_invocation_run,
  .refuse = counted_invocation_refuse,
};

static gboolean
is_counted (const OdeonMessage *message)
{
  return message->klass == &_odeon_counted_call_class
         || message->klass == &_odeon_counted_pooled_call_class
         || message->klass == &_odeon_counted_invocation_class;
}

guint
_odeon_intake_put_back (OdeonCell *cell, const OdeonChain *chain)
{
  OdeonIntake *self = atomic_load_explicit (&cell->intake, memory_order_relaxed);
  OdeonQueueNode   *node = chain->first;
  guint        n = 0;

  for (; node != NULL; node = atomic_load_explicit (&node->next, memory_order_relaxed))
    {
      if (is_counted (_odeon_envelope_peek ((OdeonMessage *) node)))
        _odeon_bound_count (&self->bound, 1);
      n++;
    }
  _odeon_mail_queue_put_back (&cell->mailbox, chain);
  /* In a source's callback it handles nothing, after which it would look. */
  _odeon_cell_ready (cell);

  return n;
}

static void
drop (OdeonIntake *self, OdeonCell *cell, OdeonMessage *message)
{
  _odeon_cell_refuse (cell, message, _odeon_bound_get_reason (&self->bound, cell));
}

/* --- what overflows --- */

static void
stop (OdeonIntake *self, OdeonCell *cell)
{
  if (cell->stop)
    return;

  g_log (ODEON_LOG_MAILBOX, G_LOG_LEVEL_WARNING, "%s; it stops",
         _odeon_bound_get_reason (&self->bound, cell)->message);
  cell->stop = TRUE;
  cell->attention = TRUE;
  _odeon_cell_ready (cell);
}

/* On the cell's worker: what is to be done about an overflow. */
static void
respond (OdeonIntake *self, OdeonCell *cell)
{
  if (_odeon_cell_get_phase (cell) < ODEON_PHASE_STOPPING)
    stop (self, cell);
}

static OdeonBound *
bound_of_notice (OdeonMessage *message)
{
  return (OdeonBound *) ((gchar *) message - G_STRUCT_OFFSET (OdeonBound, notice));
}

static void
notice_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonBound *bound = bound_of_notice (message);
  OdeonCell  *cell = bound->noticed;

  /* Its message is out of the inbox: from now on it may be sent again. */
  atomic_store_explicit (&bound->is_noticed, FALSE, memory_order_release);
  respond (atomic_load_explicit (&cell->intake, memory_order_relaxed), cell);
  odeon_ref_unref (cell);
}

static void
notice_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  odeon_ref_unref (bound_of_notice (message)->noticed);
}

static const OdeonMessageClass notice_class = {
  .run = notice_run,
  .refuse = notice_refuse,
};

/* Its worker is to respond to the overflow: the cell itself may be suspended. */
static void
notify (OdeonIntake *self, OdeonCell *cell)
{
  OdeonBound *bound = &self->bound;

  if (_odeon_cell_is_here (cell))
    {
      respond (self, cell);
      return;
    }
  if (atomic_load_explicit (&bound->is_noticed, memory_order_relaxed)
      || atomic_exchange_explicit (&bound->is_noticed, TRUE, memory_order_acquire))
    return;

  bound->notice.klass = &notice_class;
  bound->noticed = odeon_ref_ref (cell);
  _odeon_scheduler_hooks->send (cell->worker, &bound->notice);
}

static gboolean
wait_for_room (OdeonCell *cell, OdeonMessage *message)
{
  g_autoptr (GError) why = _odeon_room_await (cell);

  if (why == NULL)
    return TRUE;

  _odeon_cell_refuse (cell, message, why);

  return FALSE;
}

/* It waits elsewhere, and counts apart where the rest is in a window. */
static gboolean
is_urgent (const OdeonMessage *message)
{
  return message->klass == _odeon_call_message_class
         && ODEON_CALL_OF_MESSAGE (message)->method->priority > 0;
}

gboolean
_odeon_intake_overflow (OdeonIntake  *self,
                        OdeonCell    *cell,
                        OdeonMessage *message,
                        gboolean     *out_sent)
{
  OdeonBound   *bound = &self->bound;
  /* Acquire: pairs with the release in _odeon_intake_close(). */
  const GError *closed = atomic_load_explicit (&bound->closed, memory_order_acquire);

  *out_sent = FALSE;
  if (closed != NULL)
    {
      _odeon_cell_refuse (cell, message, closed);
      return FALSE;
    }
  /* It may have been forwarded by an actor where it counted. */
  if (message->klass == &_odeon_counted_call_class)
    _odeon_message_set_class (message, _odeon_call_message_class);
  if (self->custom != NULL)
    {
      *out_sent = _odeon_custom_mailbox_put (self->custom, cell, message);
      return FALSE;
    }

  switch (bound->policy)
    {
    case ODEON_OVERFLOW_DEFAULT:
    case ODEON_OVERFLOW_REFUSE:
      break;

    case ODEON_OVERFLOW_DROP_OLDEST:
      if (!is_urgent (message))
        {
          *out_sent = _odeon_window_put (self->window, cell,
                                         _odeon_envelope_wrap (self, cell, message,
                                                               ODEON_LETTER_USERS));
          return FALSE;
        }
      if (_odeon_bound_reserve (bound, _odeon_cell_is_here (cell), bound->bound))
        return TRUE;
      G_GNUC_FALLTHROUGH;

    case ODEON_OVERFLOW_DROP_NEWEST:
      *out_sent = TRUE;
      break;

    case ODEON_OVERFLOW_PARK:
      return wait_for_room (cell, message);

    case ODEON_OVERFLOW_STOP:
      notify (self, cell);
      break;
    }
  drop (self, cell, message);

  return FALSE;
}

/* --- the actor's side --- */

/* When others are to learn of it: whoever waits for room. */
static G_GNUC_NO_INLINE void
run_late (OdeonMessage *message, OdeonCell *cell, Run run)
{
  OdeonBound *bound = _odeon_cell_get_bound (cell);

  _odeon_bound_take (bound);
  _odeon_room_serve (bound);
  run (message, cell);
}

/* Senders refuse what they send themselves, from now on: a flood would keep the actor from its end.
 */
static void
close_bound (OdeonBound *bound, OdeonCell *cell)
{
  GError *why = atomic_load_explicit (&bound->closed, memory_order_relaxed);

  if (why == NULL)
    {
      why = _odeon_cell_dup_reason (cell);
      /* Release: its content, for senders. */
      atomic_store_explicit (&bound->closed, why, memory_order_release);
    }

  _odeon_room_close (bound, why);
  _odeon_bound_set_limit (bound, 0);
}

void
_odeon_intake_close (OdeonIntake *self, OdeonCell *cell)
{
  if (self->bound.bound != 0)
    close_bound (&self->bound, cell);
  if (self->custom != NULL)
    _odeon_custom_mailbox_close (self->custom, cell);

  if (self->stash.first != NULL || self->priorities.n_waiting > 0)
    {
      g_autoptr (GError) why = _odeon_cell_dup_reason (cell);

      _odeon_stash_refuse (self, cell, why);
      _odeon_priorities_refuse (cell, why);
    }
}
