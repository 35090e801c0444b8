/* SPDX-License-Identifier: MIT */

/* Several messages of one actor under way, and what else an actor does around each of its messages:
 * what those have whose class or spawn asks for more than one at a time, for reentrancy or for
 * `handled`. They always have `attention`, so that nobody else looks for it.
 *
 * Handlers do not run at once. One that awaits leaves the actor to the next message, as long as
 * fewer than `max` are under way; each comes back on its own stack, one after another, in the order
 * in which what they awaited was done. A hook (`started`, `failed`, `stopped`) that awaits lets
 * nothing be begun meanwhile, though what is under way goes on. What ends or replaces the object
 * waits until nothing is under way, and so does a stop that has come up.
 *
 * What such an actor awaits is on record (odeon-await-graph-private.h). Where an await closes a
 * cycle through a call that waits in the mailbox of a reentrant actor, that call is let in: it and
 * what its sender sent before it are begun in addition to those under way.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-rare-private.h"

typedef struct _OdeonJob OdeonJob;
typedef struct _OdeonAwait    OdeonAwait;

/* A message that is being handled: on the stack of whoever does that. */
struct _OdeonJob
{
  gconstpointer call;    /* (nullable): only to be compared */
  gboolean      is_told; /* of its failure, by `handled` */
};

/* An await of such an actor: on the stack of whoever awaits. */
struct _OdeonAwait
{
  /* The worker's. */
  OdeonJob *job;   /* (nullable): that awaits; %NULL is a hook */
  OdeonFiber    *fiber;
  guint64        sender_id;  /* of the cell, meanwhile */
  guint8         is_asked;
  OdeonAwait    *next_ready;
  gboolean       is_ready;   /* it is over */
  GError        *deadlock;   /* (nullable): why it is to be */

  /* Under the lock of odeon-await-graph.c; the links are changed by the worker alone. */
  OdeonAwait    *next;
  OdeonAwait    *previous;
  gconstpointer  handled;    /* (nullable): the call whose handling awaits */
  gboolean       is_hook;
  guint64        target;     /* the actor awaited, or 0 */
  uintptr_t      call;       /* the call awaited: see odeon-await-drawing-private.h */
};

struct _OdeonConcurrency
{
  /* Constant. */
  guint    max;
  gboolean is_reentrant;

  /* The worker's. */
  OdeonJob *current;     /* (nullable): the message that runs now; %NULL in a hook */
  guint          n_parked;    /* suspended */
  guint          n_hooks;     /* of these, in a hook */
  gboolean       is_ending;   /* and nothing is suspended with which it would have to wait */
  OdeonAwait    *first_ready; /* to go on, in order */
  OdeonAwait    *last_ready;
  OdeonChain     let_in;      /* messages, to be begun before others */
  GArray        *admissions;  /* (nullable): calls to be let in, as addresses */

  /* Under the lock of odeon-await-graph.c. */
  OdeonAwait    *awaits;
  guint          n_awaits;
  guint          n_hook_awaits; /* of these, in a hook */
  gboolean       is_closed;   /* it begins nothing until none is left */
};

OdeonConcurrency *_odeon_concurrency_new  (guint max, gboolean is_reentrant);
void              _odeon_concurrency_free (OdeonConcurrency *self);

/* (nullable) */
static inline OdeonConcurrency *
_odeon_cell_get_concurrency (const OdeonCell *self)
{
  return self->rare != NULL ? self->rare->concurrency : NULL;
}

/* All below: on the cell's worker. */

/* Begins what may be begun until @end is done. Only if the cell is one that has it, and runs. */
void _odeon_concurrency_run (OdeonCell *cell, guint end);

/* The same with one message. */
void _odeon_concurrency_run_message (OdeonCell *cell, OdeonMessage *message);

/* Whether the cell could begin something now; and what it holds, in particular. */
gboolean _odeon_concurrency_has_more     (OdeonCell *cell);
gboolean _odeon_concurrency_may_run_held (OdeonCell *cell);

/* Whether one more message may be begun. */
gboolean _odeon_concurrency_has_room (OdeonCell *cell);

/* It is ending. Its mail is going to be refused, what was let in, too. */
void _odeon_concurrency_end (OdeonCell *cell);

/* A message without an answer failed: whether `handled` has taken care of it. */
gboolean _odeon_concurrency_takes_failure (OdeonCell             *cell,
                                           const OdeonMethodInfo *operation,
                                           guint64                sender_id,
                                           const GError          *error);

/* Leaves the actor to others, on the way to another stack; and takes it back on the return. */
void _odeon_concurrency_leave  (OdeonCell *cell, OdeonAwait *await, OdeonFiber *fiber);
void _odeon_concurrency_return (OdeonCell *cell, OdeonAwait *await);

/* What @await waited for has come: the cell's next turns are for those that are ready. */
void _odeon_concurrency_make_ready (OdeonCell *cell, OdeonAwait *await);

/* odeon-admission.c: lets @call in, if it is still waiting when the cell has its turn. On any
 * thread. */
void _odeon_concurrency_admit (OdeonCell *cell, gconstpointer call);

/* (nullable): the call that a message is, a user's or the library's. */
OdeonCall *_odeon_concurrency_call_of (OdeonMessage *letter);

/* odeon-handled.c */
/* Whether `handled` is to hear of it: users' calls that are still wanted. */
gboolean _odeon_handled_wants (OdeonCell *cell, OdeonCall *call);

/* Runs the message of one that it is to hear of. */
void _odeon_handled_run (OdeonCell *cell, OdeonJob *job, OdeonMessage *message);
