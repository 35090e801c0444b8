/* SPDX-License-Identifier: MIT */

/* What an actor has before its mailbox, if it has any of it. An actor without has no intake, for
 * which a sender looks with each message; the actor itself looks for nothing: a message that counts
 * says so by its class.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-bound-private.h"
#include "odeon-custom-mailbox-private.h"
#include "odeon-priority-private.h"
#include "odeon-window-private.h"

typedef struct _OdeonActivity OdeonActivity;

struct _OdeonIntake
{
  OdeonBound bound; /* first: senders look at nothing else; where there is one of the two below
                     * they find it full for ever */

  /* Constant, but for the last. */
  OdeonCustomMailbox *custom; /* (nullable): the user's mailbox */
  OdeonWindow        *window; /* (nullable): of one that drops the oldest */
  _Atomic (OdeonActivity *) activity; /* (nullable): of one that is observed; set once, by its
                                       * worker or at the spawn */

  /* Its worker's. */
  OdeonChain      stash; /* of calls; see odeon-stash.c */
  OdeonPriorities priorities;
};

/* @bound: 0 is none. */
OdeonIntake *_odeon_intake_new  (guint bound, OdeonOverflow policy);
void         _odeon_intake_free (OdeonIntake *self);

/* Of a mailbox of the user's, which is taken over. */
OdeonIntake *_odeon_intake_new_custom (OdeonCustomMailbox *mailbox);

/* Any thread; (nullable). Acquire: pairs with the release of whoever made it. */
static inline OdeonIntake *
_odeon_cell_load_intake (OdeonCell *self)
{
  return atomic_load_explicit (&self->intake, memory_order_acquire);
}

/* On the cell's worker. */
OdeonIntake *_odeon_cell_need_intake (OdeonCell *self);

/* Calls and invocations that count. */
extern const OdeonMessageClass _odeon_counted_call_class;
extern const OdeonMessageClass _odeon_counted_pooled_call_class;
extern const OdeonMessageClass _odeon_counted_invocation_class;

/* Of a mailbox that is full: does what its policy says. %FALSE: the message has been refused, and
 * @out_sent says what its sender is told. */
gboolean _odeon_intake_overflow (OdeonIntake  *self,
                                 OdeonCell    *cell,
                                 OdeonMessage *message,
                                 gboolean     *out_sent);

/* On the sender's thread: whether @message may be pushed, which counts as one of @klass then. */
static inline gboolean
_odeon_intake_admit (OdeonIntake             *self,
                     OdeonCell               *cell,
                     gboolean                 here,
                     OdeonMessage            *message,
                     const OdeonMessageClass *klass,
                     gboolean                *out_sent)
{
  OdeonBound *bound = &self->bound;

  if (bound->bound == 0)
    return TRUE;
  if (G_UNLIKELY (!_odeon_bound_reserve (bound, here, _odeon_bound_get_limit (bound)))
      && !_odeon_intake_overflow (self, cell, message, out_sent))
    return FALSE;

  _odeon_message_set_class (message, klass);

  return TRUE;
}

/* The same of a call of a sender with @turns, in short: mostly there is nothing to look at but the
 * count. %FALSE: there is. */
static inline gboolean
_odeon_intake_admit_call (OdeonIntake      *self,
                          gboolean          here,
                          const OdeonTurns *turns,
                          OdeonCall        *call)
{
  if (G_UNLIKELY (call->method->interface == NULL)
      || !(here ? _odeon_bound_reserve_here (&self->bound)
                : _odeon_bound_reserve_there (&self->bound, turns)))
    return FALSE;

  _odeon_message_set_class (&call->message, &_odeon_counted_call_class);

  return TRUE;
}

/* On the cell's worker: it is ending, and nobody waits for it any longer. */
void _odeon_intake_close (OdeonIntake *self, OdeonCell *cell);

/* Of a cell that has one. */
static inline OdeonBound *
_odeon_cell_get_bound (OdeonCell *self)
{
  return &atomic_load_explicit (&self->intake, memory_order_relaxed)->bound;
}

/* On the cell's worker: messages that were run and put aside go back before all that wait. Takes
 * over @chain's nodes; how many those were. */
guint _odeon_intake_put_back (OdeonCell *cell, const OdeonChain *chain);

/* On the cell's worker. */
void _odeon_stash_refuse (OdeonIntake *intake, OdeonCell *cell, const GError *why);
