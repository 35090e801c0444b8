/* SPDX-License-Identifier: MIT */

/* An intrusive queue of many producers and one consumer, after Dmitry Vyukov's: one exchange a
 * push, no loop, no allocation. The consumer takes all at once, with one exchange more, and then
 * walks what it took in the order in which it was pushed.
 *
 * Who may take is decided by the queue itself: the push that finds it empty answers
 * %ODEON_PUSH_FIRST, and that producer, and no other, tells the consumer. A take makes the queue
 * empty again. So between two takes there is exactly one such push, and a consumer that only takes
 * when told can never miss a node nor be told for nothing.
 *
 * The consumer may also be a producer: what it pushes while the queue is idle it adds to what it
 * has taken, at the end, which is where it would come (_odeon_chain_append()).
 *
 * A closed queue answers %ODEON_PUSH_CLOSED instead: the consumer is gone, and the producer takes
 * its place: it takes what is there and refuses it. So every node finds its end, whatever races.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>
#include <stdatomic.h>
#include <stdint.h>

typedef struct _OdeonQueueNode OdeonQueueNode;

struct _OdeonQueueNode
{
  _Atomic (OdeonQueueNode *) next;
};

typedef struct
{
  _Atomic (uintptr_t) last; /* the node pushed last; the stub when empty, marked when closed */
  OdeonQueueNode           stub; /* its next is the first node; the consumer's when empty */
} OdeonQueue;

/* What a take brought: the consumer's alone. */
typedef struct
{
  OdeonQueueNode *first;
  OdeonQueueNode *last;
} OdeonChain;

typedef enum
{
  ODEON_PUSH_BEHIND, /* others wait before it: nothing to do */
  ODEON_PUSH_FIRST,  /* the queue was empty: tell the consumer */
  ODEON_PUSH_CLOSED  /* take and refuse */
} OdeonPush;

#define ODEON_QUEUE_CLOSED ((uintptr_t) 1)

static inline void
_odeon_queue_init (OdeonQueue *queue)
{
  atomic_init (&queue->stub.next, NULL);
  atomic_init (&queue->last, (uintptr_t) &queue->stub);
}

/* A queue that nobody knows yet, with a node in it: whoever makes it tells the consumer. */
static inline void
_odeon_queue_init_with (OdeonQueue *queue, OdeonQueueNode *node)
{
  atomic_init (&node->next, NULL);
  atomic_init (&queue->stub.next, node);
  atomic_init (&queue->last, (uintptr_t) node);
}

static inline OdeonPush
_odeon_queue_push (OdeonQueue *queue, OdeonQueueNode *node)
{
  uintptr_t  before;
  OdeonQueueNode *previous;

  atomic_store_explicit (&node->next, NULL, memory_order_relaxed);
  /* Release: the node's content goes with it; acquire: the previous node is initialised.
   * Sequentially consistent: whoever pushes to a consumer that may sleep looks at its word for
   * that next, which must not come first. */
  before = atomic_exchange_explicit (&queue->last, (uintptr_t) node, memory_order_seq_cst);
  previous = (OdeonQueueNode *) (before & ~ODEON_QUEUE_CLOSED);
  /* The consumer cannot pass `previous`, nor free it, before this link is there. Release: pairs
   * with the acquire load in _odeon_chain_pop(). */
  atomic_store_explicit (&previous->next, node, memory_order_release);

  if (previous != &queue->stub)
    return ODEON_PUSH_BEHIND;
  return (before & ODEON_QUEUE_CLOSED) ? ODEON_PUSH_CLOSED : ODEON_PUSH_FIRST;
}

/* Only for whoever was told, and once. @mark keeps a closed queue closed. */
static inline void
_odeon_queue_take (OdeonQueue *queue, OdeonChain *chain, uintptr_t mark)
{
  /* The first push linked the stub before it told us; nobody else touches that link until the
   * exchange below puts the stub back. */
  chain->first = atomic_load_explicit (&queue->stub.next, memory_order_acquire);
  atomic_store_explicit (&queue->stub.next, NULL, memory_order_relaxed);
  chain->last = (OdeonQueueNode *) (atomic_exchange_explicit (&queue->last,
                                                         (uintptr_t) &queue->stub | mark,
                                                         memory_order_acq_rel)
                               & ~ODEON_QUEUE_CLOSED);
}

/* %NULL when the chain is at its end, or when the next node's producer has not linked it yet:
 * then `first` is still set, and a later try will find it. */
static inline OdeonQueueNode *
_odeon_chain_pop (OdeonChain *chain)
{
  OdeonQueueNode *node = chain->first;

  if (node == NULL)
    return NULL;

  if (node == chain->last)
    chain->first = NULL;
  else
    {
      OdeonQueueNode *next = atomic_load_explicit (&node->next, memory_order_acquire);

      if (G_UNLIKELY (next == NULL))
        return NULL;
      chain->first = next;
      /* It may have grown cold since it was pushed: fetched while this one is handled. */
      __builtin_prefetch (next);
      __builtin_prefetch ((const gchar *) next + 64);
    }

  return node;
}

/* What the consumer itself adds to what it has taken, without an atomic. Only if the queue is idle:
 * what was pushed before comes before. */
static inline void
_odeon_chain_append (OdeonChain *chain, OdeonQueueNode *node)
{
  atomic_store_explicit (&node->next, NULL, memory_order_relaxed);
  /* Nobody else writes the last node's link: it was the last when the queue was taken. */
  if (chain->first == NULL)
    chain->first = node;
  else
    atomic_store_explicit (&chain->last->next, node, memory_order_relaxed);
  chain->last = node;
}

/* Puts @taken before what is in @chain, and takes its nodes over. All of them were popped: nobody
 * else writes their links. */
static inline void
_odeon_chain_prepend (OdeonChain *chain, const OdeonChain *taken)
{
  if (taken->first == NULL)
    return;

  if (chain->first == NULL)
    chain->last = taken->last;
  else
    atomic_store_explicit (&taken->last->next, chain->first, memory_order_relaxed);
  chain->first = taken->first;
}

/* For the consumer: open, and nothing pushed since the last take that it knows of. What it or
 * anybody it has heard from has pushed is known. */
static inline gboolean
_odeon_queue_is_idle (OdeonQueue *queue)
{
  return atomic_load_explicit (&queue->last, memory_order_relaxed) == (uintptr_t) &queue->stub;
}

/* Closes the queue if it is empty; else a push has been or will be told to the consumer. */
static inline gboolean
_odeon_queue_close (OdeonQueue *queue)
{
  uintptr_t empty = (uintptr_t) &queue->stub;

  return atomic_compare_exchange_strong_explicit (&queue->last, &empty,
                                                  empty | ODEON_QUEUE_CLOSED,
                                                  memory_order_acq_rel, memory_order_acquire);
}

/* For a consumer that is about to sleep and has said so: whether something was pushed since the
 * last take. Its producer may have yet to link it. */
static inline gboolean
_odeon_queue_has_news (OdeonQueue *queue)
{
  return (atomic_load_explicit (&queue->last, memory_order_seq_cst) & ~ODEON_QUEUE_CLOSED)
         != (uintptr_t) &queue->stub;
}

/* For a consumer that looks instead of being told: whether it may take. */
static inline gboolean
_odeon_queue_may_take (OdeonQueue *queue)
{
  return atomic_load_explicit (&queue->stub.next, memory_order_acquire) != NULL;
}
