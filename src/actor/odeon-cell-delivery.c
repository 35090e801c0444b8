/* SPDX-License-Identifier: MIT */

/* The way of a message into a cell's mailbox: by the lane beside the queue if sender and receiver
 * share a worker, else by the queue; past the intake, if there is one, which may refuse it. Whoever
 * finds the queue closed refuses what it has just pushed. */

#include "odeon-actor-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-envelope-private.h"
#include "odeon-intake-private.h"
#include "odeon-pool-private.h"

/* Its push found the queue closed. */
static void
refuse_all (OdeonCell *self)
{
  g_autoptr (GError) reason = _odeon_cell_dup_reason (self);
  OdeonMessage      *message;
  OdeonChain         chain;

  _odeon_queue_take (&self->mailbox.queue, &chain, ODEON_QUEUE_CLOSED);
  while ((message = _odeon_chain_next_refused (&chain)) != NULL)
    _odeon_cell_refuse (self, message, reason);
}

gboolean
_odeon_cell_post (OdeonCell *self, OdeonMessage *message)
{
  /* Before: by the message itself it may end. */
  gboolean is_up = atomic_load_explicit (&self->phase, memory_order_relaxed) < ODEON_PHASE_STOPPING;

  switch (_odeon_queue_push (&self->mailbox.queue, &message->node))
    {
    case ODEON_PUSH_BEHIND:
      break;
    case ODEON_PUSH_FIRST:
      _odeon_scheduler_hooks->schedule (self);
      break;
    case ODEON_PUSH_CLOSED:
      refuse_all (self);
      return FALSE;
    }

  return is_up;
}

/* On its own worker: by the lane beside the queue, if that is open. */
static inline gboolean
put (OdeonCell *self, OdeonMessage *message)
{
  if (!_odeon_mail_queue_put (&self->mailbox, message))
    return FALSE;

  _odeon_cell_ready (self);

  return TRUE;
}

gboolean
_odeon_cell_deliver_invocation (OdeonCell *self, OdeonMessage *message)
{
  OdeonIntake *intake = _odeon_cell_load_intake (self);
  gboolean     sent;

  if (intake != NULL
      && !_odeon_intake_admit (intake, self, _odeon_cell_is_here (self), message,
                               &_odeon_counted_invocation_class, &sent))
    return sent;

  return _odeon_cell_post (self, _odeon_envelope_wrap (intake, self, message,
                                                       ODEON_LETTER_USERS));
}

static inline gboolean
push (OdeonCell *self, gboolean here, OdeonMessage *message)
{
  if (here && put (self, message))
    return atomic_load_explicit (&self->phase, memory_order_relaxed) < ODEON_PHASE_STOPPING;

  return _odeon_cell_post (self, message);
}

/* The library's own calls belong to no interface; all others are what users send. */
static inline gboolean
is_private (const OdeonCall *call)
{
  return call->method->interface == NULL && call->method != &_odeon_method_receive;
}

/* What has found room, to where it overtakes, if it may. */
static inline G_ALWAYS_INLINE gboolean
push_admitted (OdeonCell *self, OdeonIntake *intake, gboolean here, OdeonCall *call)
{
  if (G_UNLIKELY (call->method->priority > 0))
    return _odeon_priority_send (self, here, call);

  return push (self, here,
               _odeon_envelope_wrap (intake, self, &call->message, ODEON_LETTER_USERS));
}

/* A call to an actor that has an intake. */
static G_GNUC_NO_INLINE gboolean
push_by_intake (OdeonCell *self, OdeonIntake *intake, gboolean here, OdeonCall *call)
{
  gboolean sent;

  if (is_private (call))
    return push (self, here, &call->message);
  if (!_odeon_intake_admit (intake, self, here, &call->message,
                            call->message.klass == &_odeon_pooled_call_class
                              ? &_odeon_counted_pooled_call_class : &_odeon_counted_call_class,
                            &sent))
    return sent;

  return push_admitted (self, intake, here, call);
}

/* On the cell's worker. */
static inline gboolean
push_here (OdeonCell *self, OdeonIntake *intake, OdeonCall *call)
{
  if (G_UNLIKELY (intake != NULL) && !_odeon_intake_admit_call (intake, TRUE, NULL, call))
    return push_by_intake (self, intake, TRUE, call);

  return push (self, TRUE, &call->message);
}

gboolean
_odeon_cell_deliver (OdeonRef *ref, OdeonCall *call)
{
  OdeonCell   *self = (OdeonCell *) ref;
  OdeonCell   *sender = _odeon_current_cell;
  OdeonIntake *intake = _odeon_cell_load_intake (self);
  OdeonTurns  *turns = NULL;

  atomic_store_explicit (&call->target_id, self->id, memory_order_relaxed);
  if (sender != NULL)
    {
      atomic_store_explicit (&call->sender_id, sender->id, memory_order_relaxed);
      turns = _odeon_cell_get_turns (sender);
      turns->n_done++;
      if (sender->worker == self->worker)
        {
          if (!(call->flags & ODEON_CALL_SHORT))
            atomic_store_explicit (&call->near, self->worker, memory_order_relaxed);
          return push_here (self, intake, call);
        }
    }
  else
    atomic_store_explicit (&call->sender_id, 0, memory_order_relaxed);

  if (G_UNLIKELY (intake != NULL)
      && (turns == NULL || !_odeon_intake_admit_call (intake, FALSE, turns, call)))
    return push_by_intake (self, intake, FALSE, call);

  return _odeon_cell_post (self, &call->message);
}

gboolean
_odeon_cell_pass_on (OdeonCell *self, OdeonCall *call)
{
  OdeonIntake *intake = _odeon_cell_load_intake (self);

  atomic_store_explicit (&call->target_id, self->id, memory_order_relaxed);
  if (G_UNLIKELY (intake != NULL))
    return push_by_intake (self, intake, _odeon_cell_is_here (self), call);

  return _odeon_cell_send (self, &call->message);
}

/* Of a call that has waited for a promise: where senders wait for room it has waited enough. */
static gboolean
relay_by_intake (OdeonCell *self, OdeonIntake *intake, OdeonCall *call)
{
  gboolean here = _odeon_cell_is_here (self);

  if (intake->bound.bound == 0 || intake->bound.policy != ODEON_OVERFLOW_PARK || is_private (call))
    return push_by_intake (self, intake, here, call);

  _odeon_bound_reserve (&intake->bound, here, G_MAXINT / 2);
  _odeon_message_set_class (&call->message, &_odeon_counted_call_class);

  return push_admitted (self, intake, here, call);
}

void
_odeon_cell_relay (OdeonRef *ref, OdeonCall *call)
{
  OdeonCell   *self = (OdeonCell *) ref;
  OdeonIntake *intake = _odeon_cell_load_intake (self);

  /* Release: as in odeon_call_forward(). */
  atomic_store_explicit (&call->target_id, self->id, memory_order_release);
  if (intake == NULL)
    _odeon_cell_post (self, &call->message);
  else
    relay_by_intake (self, intake, call);
}

gboolean
_odeon_cell_send (OdeonCell *self, OdeonMessage *message)
{
  OdeonCell *sender = _odeon_current_cell;

  message = _odeon_envelope_wrap (_odeon_cell_load_intake (self), self, message,
                                  ODEON_LETTER_OTHER);
  if (sender != NULL)
    {
      _odeon_cell_get_turns (sender)->n_done++;
      if (sender->worker == self->worker && put (self, message))
        return atomic_load_explicit (&self->phase, memory_order_relaxed) < ODEON_PHASE_STOPPING;
    }

  return _odeon_cell_post (self, message);
}
