/* SPDX-License-Identifier: MIT */

/* A queue of mail: what was pushed by anyone, and what its owner has taken of it. The queue tells
 * who may take (odeon-queue-private.h); `told` remembers on the owner's side that it may.
 *
 * On the owner's own thread a message takes the lane beside the queue, into what was taken. It
 * comes after all that was pushed before, by whomever its sender has heard from: the lane is open
 * only while nothing waits in the queue. What waits there is taken at the latest when the owner
 * begins its next turn, or the lane would keep it waiting.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-message-private.h"

typedef struct
{
  OdeonQueue queue; /* senders' */

  /* The owner's. */
  OdeonChain chain;
  gboolean   told;
  _Atomic (guint32) at; /* what it says of the message that it took last; others may look */
} OdeonMailQueue;

static inline void
_odeon_mail_queue_init (OdeonMailQueue *self)
{
  _odeon_queue_init (&self->queue);
  self->chain = (OdeonChain) { NULL, NULL };
  self->told = FALSE;
  atomic_init (&self->at, 0);
}

/* With a node in it: whoever makes it tells the owner. */
static inline void
_odeon_mail_queue_init_with (OdeonMailQueue *self, OdeonQueueNode *node)
{
  _odeon_queue_init_with (&self->queue, node);
  self->chain = (OdeonChain) { NULL, NULL };
  self->told = FALSE;
  atomic_init (&self->at, 0);
}

/* On the owner's thread. %FALSE: push it. */
static inline gboolean
_odeon_mail_queue_put (OdeonMailQueue *self, OdeonMessage *message)
{
  if (G_UNLIKELY (!_odeon_queue_is_idle (&self->queue)))
    return FALSE;

  _odeon_chain_append (&self->chain, &message->node);

  return TRUE;
}

/* Takes what waits in the queue. */
static inline void
_odeon_mail_queue_collect (OdeonMailQueue *self)
{
  OdeonChain taken;

  self->told = FALSE;
  _odeon_queue_take (&self->queue, &taken, 0);
  if (self->chain.first == NULL)
    self->chain = taken;
  else
    {
      atomic_store_explicit (&self->chain.last->next, taken.first, memory_order_relaxed);
      self->chain.last = taken.last;
    }
}

/* Puts back what was taken, before all that was taken since. Takes over @taken's nodes. */
static inline void
_odeon_mail_queue_put_back (OdeonMailQueue *self, const OdeonChain *taken)
{
  _odeon_chain_prepend (&self->chain, taken);
}

/* The message that is next, or %NULL; then _odeon_mail_queue_has_more() says whether one is on its
 * way already. */
static inline OdeonMessage *
_odeon_mail_queue_pop (OdeonMailQueue *self)
{
  if (self->chain.first == NULL)
    {
      if (!self->told)
        return NULL;
      _odeon_mail_queue_collect (self);
    }

  return (OdeonMessage *) _odeon_chain_pop (&self->chain);
}

static inline gboolean
_odeon_mail_queue_has_more (OdeonMailQueue *self)
{
  return self->chain.first != NULL || self->told;
}

/* %TRUE once nothing can arrive any more without its sender seeing that the mailbox is closed.
 * %FALSE: something has been pushed whose sender has yet to tell the owner. */
static inline gboolean
_odeon_mail_queue_close (OdeonMailQueue *self)
{
  return !_odeon_mail_queue_has_more (self) && _odeon_queue_close (&self->queue);
}

/* The next of what was taken from a closed queue; waits for its link, if need be. %NULL at the
 * end. */
OdeonMessage *_odeon_chain_next_refused (OdeonChain *chain);

/* What a sender does whose push found the queue closed. */
void _odeon_queue_refuse_all (OdeonQueue *queue, const GError *why);
